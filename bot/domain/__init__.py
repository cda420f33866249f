"""The pure core: every decision about one incident, without a time of its own, a database or a chat.

May use `law` and `runbook`; time, people and earlier decisions are arguments. Everything here can be tested by calling
it.
"""
