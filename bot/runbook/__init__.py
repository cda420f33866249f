"""The runbook engine: what a runbook says, which step is open or late, when it is due, how versions differ."""
