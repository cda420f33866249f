"""The memo for counsel: the whole assessment in words, as one document in the incident's channel."""

from dataclasses import dataclass

from bot.actions import channels
from bot.actions.work import Work
from bot.domain.events.facts import MemoMade
from bot.law.duties import governing_on
from bot.law.memo import assessment_lines
from bot.law.outline import MemoLine
from bot.store.tables import Incident


@dataclass(frozen=True)
class MemoOrdered:
    """The document is drawn and uploaded to the incident's channel in a moment."""

    incident: Incident


def make_memo(work: Work, incident: Incident) -> MemoOrdered:
    work.record(incident, MemoMade(incident.law_hash))
    number = work.newest(incident)
    key = f"memo:{incident.id}:{number}"
    work.send(
        "file", key, incident, needs=channels.channel_key(incident), document="memo", formats=["md"], number=number
    )
    return MemoOrdered(incident)


def memo_lines(work: Work, incident: Incident) -> list[MemoLine]:
    """The memo as the facts stand now. It goes to everyone in the channel, so it leaves out the ceilings of fines."""
    law, now = work.law(incident), work.now_in(incident)
    on = governing_on(incident.facts, now)
    return list(assessment_lines(work.snapshot(incident).findings, incident.facts, law, on, with_ceilings=False))
