"""The pure core: every decision about one incident, without a time of its own, a database or a chat."""
