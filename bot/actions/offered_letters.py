"""The letters of one incident, by the duties that are owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.actions import clocks, notices
from bot.actions.clocks import ClockLine
from bot.actions.work import Work
from bot.domain.letter_offers import Unneeded, unneeded, wanted
from bot.domain.notice_templates import NoticeTemplate
from bot.domain.place_letters import concerns
from bot.law.duties import Answer
from bot.store.tables import Incident, Notice


@dataclass(frozen=True)
class LetterNeeded:
    """A letter, or none where a duty has none; the open duties that it meets, next due first; its newest version."""

    kind: NoticeTemplate | None
    lines: Sequence[ClockLine]
    newest: Notice | None = None


@dataclass(frozen=True)
class LettersOffered:
    """What is needed, next due first, and every other letter by why it isn't needed, with the newest version of each
    that was drafted. Of the letters for one place, those for places where people are affected."""

    incident: Incident
    needed: Sequence[LetterNeeded]
    others: Mapping[Unneeded, Sequence[NoticeTemplate]]
    newest: Mapping[str, Notice]


def offer(work: Work, incident: Incident) -> LettersOffered:
    newest = {row.template: row for row in notices.all_of(work, incident)}
    known = incident.facts.known
    every = sorted(work.library.templates.notices.values(), key=lambda one: one.id)
    lines = {line.finding.duty.id: line for line in clocks.lines(work, incident)}
    needed = [
        LetterNeeded(one.kind, [lines[duty] for duty in one.duties], newest.get(one.kind.id) if one.kind else None)
        for one in wanted([duty for duty, line in lines.items() if line.state.is_open], every, known)
    ]
    there = {one.kind.id for one in needed if one.kind}
    undetermined = {
        one.duty.id for one in work.snapshot(incident).findings if one.answer is Answer.UNDETERMINED and not one.runs
    }
    settled = {duty for duty, line in lines.items() if not line.state.is_open}
    others: dict[Unneeded, list[NoticeTemplate]] = {why: [] for why in Unneeded}
    for kind in every:
        if kind.id not in there and (kind.id in newest or concerns(kind, known.get("people"))):
            others[unneeded(kind, undetermined, settled)].append(kind)
    return LettersOffered(incident, needed, others, newest)
