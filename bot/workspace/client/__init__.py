"""Acting as a person from a test or a script, over HTTP."""

from bot.workspace.client.person import Control, Denied, Person
from bot.workspace.client.waiting import NotSeen, Seen, wait_for, words

__all__ = ["Control", "Denied", "NotSeen", "Person", "Seen", "wait_for", "words"]
