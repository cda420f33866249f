"""The edge to Slack: one typed table of what can be asked, parsing, views, and the gateway that carries out effects."""
