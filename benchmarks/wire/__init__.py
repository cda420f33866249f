"""What the bench of answers runs against: a Slack that costs nothing, and a bare app as the yardstick."""
