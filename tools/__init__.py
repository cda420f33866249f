"""Commands for people who work on breachbot. Nothing in `bot` needs them."""
