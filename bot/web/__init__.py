"""The HTTP rim: what an outside monitor asks."""
