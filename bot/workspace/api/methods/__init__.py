"""The Web API methods, one module for each family; each ends with its rows of the method table."""
