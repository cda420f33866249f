"""breachbot: a Slack bot that runs the response to a data breach."""
