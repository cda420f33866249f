"""Use cases: one function each, one file per noun. They decide through `domain` and write rows; they never commit.

Each gets a `Work` (`work.py`) that the edge has opened. It reads law, findings, clocks, steps and roles through the one
snapshot of the transaction, records what happened in the audit log, and writes what must be sent into the outbox; it
never calls Slack or anything else outside.
"""
