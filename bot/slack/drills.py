"""How a drill is begun and its time moved."""

from collections.abc import Mapping
from datetime import datetime

from bot.actions.drills import MoveTime, TimeMoved
from bot.actions.incidents import OpenIncident
from bot.domain.reminders import read_length
from bot.errors import UsageError
from bot.runbook.model import Runbook
from bot.slack.block_kit import Message, spoken
from bot.slack.parse import kind_of
from bot.slack.requests import Reader, Request


def read_drill(request: Request, kinds: Mapping[str, Runbook]) -> OpenIncident:
    """`/breach drill ransomware on the file server`: the words must name the kind, so that nothing is in the way."""
    text = request.text.strip()
    kind = kind_of(text, tuple(kinds)) if text else None
    if kind is None:
        raise UsageError("Say which kind of incident is rehearsed.", f"Name one of: {', '.join(kinds)}.")
    return OpenIncident(title=text, kind=kind, facts={}, request_key="", number=request.number, is_drill=True)


def read_forward(request: Request) -> MoveTime:
    try:
        return MoveTime(read_length(request.text.strip()))
    except ValueError as error:
        raise UsageError(f"By how much? {str(error).capitalize()}.", "For example: /breach forward 6 hours") from error


def moved(outcome: TimeMoved, reader: Reader) -> Message:
    now = spoken(datetime.fromisoformat(outcome.now), reader.zone)
    return Message(f"In this drill it is now {now}. What fell due in between is said now.")
