"""How a drill is begun and its time moved."""

from collections.abc import Mapping
from datetime import datetime

from bot.actions.drills import MoveTime, TimeMoved
from bot.actions.incidents import OpenIncident
from bot.domain.reminders import read_length
from bot.domain.runbooks import Runbook
from bot.errors import UsageError
from bot.slack.asks import Ask, Reader
from bot.slack.kit import Message, spoken
from bot.slack.parse import kind_of


def read_drill(ask: Ask, kinds: Mapping[str, Runbook]) -> OpenIncident:
    """`/breach drill ransomware on the file server`: the words must name the kind, so that nothing is in the way."""
    text = ask.text.strip()
    kind = kind_of(text, tuple(kinds)) if text else None
    if kind is None:
        raise UsageError("Say which kind of incident is rehearsed.", f"Name one of: {', '.join(kinds)}.")
    return OpenIncident(title=text, kind=kind, facts={}, request_key="", number=ask.number, is_drill=True)


def read_forward(ask: Ask) -> MoveTime:
    try:
        return MoveTime(read_length(ask.text.strip()))
    except ValueError as error:
        raise UsageError(f"By how much? {str(error).capitalize()}.", "For example: /breach forward 6 hours") from error


def moved(outcome: TimeMoved, reader: Reader) -> Message:
    now = spoken(datetime.fromisoformat(outcome.now), reader.zone)
    return Message(f"In this drill it is now {now}. What fell due in between is said now.")
