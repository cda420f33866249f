"""The pure centre: every decision, without a clock, a database or a chat."""
