"""Reads regulations, runbooks and templates once, strictly, and hashes them."""
