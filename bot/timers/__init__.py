"""Durable work: fires due reminders, delivers the outbox, and audits both.

Decides when and how often something is tried. Leaves to others when someone is reminded (`domain/reminders.py`), what
is recorded (`actions`) and how a message looks (`slack`). Our tables are the source of truth: a
process holds a delivery that it has claimed only for seconds.
"""
