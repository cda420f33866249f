"""Rendering: Markdown is the source; HTML, PDF and plain text are made from it."""
