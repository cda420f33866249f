"""The page for people: static files and the routes that serve them."""
