"""Errors that a person can fix.

Each has two sentences: what happened (`say`) and what to do about it (`remedy`). Anything that is
not a `BotError` is a bug: the whole request fails and the person gets a reference number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.sentences import Text


class BotError(Exception):
    """Something a person can fix; `say` is shown first, `remedy` after it."""

    def __init__(self, say: Text, remedy: Text = "") -> None:
        super().__init__(f"{say} {remedy}".strip())
        self.say = say
        self.remedy = remedy


class UsageError(BotError):
    """The input was not understood. Answered privately; nothing has changed.

    `field` is the value of the command that is at fault, by its name; a form shows the error under its input of that
    name. Empty when it is about no single one.
    """

    def __init__(self, say: Text, remedy: Text = "", *, field: str = "") -> None:
        super().__init__(say, remedy)
        self.field = field


@dataclass(frozen=True)
class PossibleReading:
    """One meaning of what was typed: in words, and as text that has no other meaning."""

    label: str
    text: str


class Ambiguous(UsageError):
    """What was typed may mean several things, so the bot asks which. `typed` is the part of the input that a reading's
    text would stand in for. One reading alone is asked about when the natural meaning was not possible."""

    def __init__(self, say: str, remedy: str, typed: str, readings: Sequence[PossibleReading]) -> None:
        super().__init__(say, remedy)
        self.typed = typed
        self.readings = tuple(readings)


class Refused(BotError):
    """Understood, but not possible now, or not for this person. Nothing has changed."""


class IncidentIsClosed(Refused):
    """The incident is closed; its record no longer changes."""


class NotAllowed(Refused):
    """This person's role does not allow it."""


class NotFound(Refused):
    """There is no such thing, or this person may not see it; the answer never reveals which."""


class Stale(Refused):
    """The button or form is out of date."""


class StartError(BotError):
    """breachbot cannot start: database, token or settings."""


class LibraryError(BotError):
    """A law, runbook or template file is wrong: which file, which line, which key, what is allowed."""

    def __init__(self, file: Path | str, line: int | None, key: str, say: str, allowed: Iterable[str] = ()) -> None:
        self.file, self.line, self.key, self.allowed = str(file), line, key, tuple(allowed)
        where = f"{file}:{line}" if line else str(file)
        remedy = f"Allowed: {', '.join(self.allowed)}." if self.allowed else ""
        super().__init__(f"{where}: {key + ': ' if key else ''}{say}", remedy)
