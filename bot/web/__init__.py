"""The HTTP edge: health and metrics for an outside monitor."""
