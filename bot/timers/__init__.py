"""What happens later than now, or outside the database: due reminders, the outbox, and the watch over both.

A pure ladder plans (`domain/reminders.py`), actions decide and record, this package wakes up, claims, delivers and
counts. Our tables are the truth; DBOS only carries a delivery that was claimed, for seconds.
"""
