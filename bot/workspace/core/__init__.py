"""The workspace itself: what is stored, who may see it, and the rules of Slack that need no app and no page."""
