"""Alembic's migrations of breachbot's own tables."""
