"""Slow proofs of the timers (`make proof`): real processes, killed; real databases, stopped; Slack at its worst."""
