"""The Slack rim: one table of verbs, parsing, views, and the gateway that carries out effects."""
