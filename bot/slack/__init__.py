"""The edge to Slack: one typed table of what can be asked, parsing, views, and the gateway that carries out effects.

Translates and decides nothing: a route parses, asks `domain.permissions`, calls one action and draws its outcome. No
queries here; only the gateway, the listeners and their neighbors call Slack, and never inside a transaction.
"""
