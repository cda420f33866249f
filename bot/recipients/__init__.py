"""Lists of the people whom a notice is for: read row by row, counted, and never kept."""
