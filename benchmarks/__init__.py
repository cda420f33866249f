"""How fast breachbot is, beside a yardstick on the same machine and in the same run."""
