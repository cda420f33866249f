"""How a drill is begun and its time moved."""

import re
from datetime import datetime

from bot.actions.drills import MoveTime, TimeMoved
from bot.actions.incidents import OpenIncident
from bot.actions.runbooks import kind_words
from bot.errors import UsageError
from bot.messages import _
from bot.slack.block_kit import Message, spoken
from bot.slack.parse import kind_of, kind_said
from bot.slack.requests import Reader, RequestContext
from bot.typed.lengths import read_length

WITH_ALARMS = re.compile(r"[\s,]+(?:with|mit|avec|con)\s+(?:(?:the|les|las)\s+)?alarm\w*[.!]?$", re.IGNORECASE)


def read_drill(context: RequestContext) -> OpenIncident:
    """`/breach drill ransomware on the file server`: the words must name the kind, so that nothing is in the way.

    At their end, “with alarms” asks for out-of-band alarms.
    """
    typed, kinds = context.request.text.strip(), context.work.library.runbooks
    silent = WITH_ALARMS.sub("", typed)
    text, kind = kind_said(silent, kinds)
    kind = kind or (kind_of(text, tuple(kinds)) if text else None)
    if kind is None:
        law = context.work.library.law
        named = "; ".join(f"{kind_words(law, book)} (`{one}`)" for one, book in kinds.items())
        raise UsageError(_("Say which kind of incident to practice."), _("Use one of: {kinds}.", kinds=named))
    return OpenIncident(
        title=text,
        kind=kind,
        facts={},
        request_key="",
        number=context.request.number,
        is_drill=True,
        with_alarms=silent != typed,
    )


def read_forward(context: RequestContext) -> MoveTime:
    if by := read_length(context.request.text):
        return MoveTime(by)
    raise UsageError(_("Say how far to move the time."), _("For example: /breach forward 6 hours"))


def moved(outcome: TimeMoved, reader: Reader) -> Message:
    now = spoken(datetime.fromisoformat(outcome.now), reader.zone)
    return Message(_("In this drill, it is now {now}. Reminders that came due in between are sent now.", now=now))
