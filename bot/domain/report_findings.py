"""What a review looks at, and what it says of it: the texts that people wrote, the notices, and a finding.

Decides which texts there are, and where each stands. Leaves to the rules what is wrong with one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.domain.notices import NoticeState
from bot.domain.reports import ReportFacts
from bot.runbook.tasks import GROUP as TASKS
from bot.sentences import Text, sentence
from bot.sentences import Value as Shown

IN_LEARNING = ("how_found", "cause", "lessons")
"""The facts that the learning edition prints."""


@dataclass(frozen=True)
class ReviewFinding:
    """One rule, one place, and what to do there."""

    rule: str
    place: Text
    say: Text
    remedy: Text

    @property
    def plain(self) -> Mapping[str, str]:
        """In English, for other programs."""
        return {name: str(getattr(self, name)) for name in ("rule", "place", "say", "remedy")}


class Written(NamedTuple):
    """A text that someone wrote. `is_fact`: it says what is so now, and can be corrected. `for_everyone`: the learning
    edition prints it. `entry`: its number in the audit log, for what stands nowhere else."""

    place: Text
    text: str
    is_fact: bool = False
    for_everyone: bool = False
    entry: int = 0


@dataclass(frozen=True)
class StatedNumber:
    """A number of a notice that the record has otherwise: its fact, what the notice says, what the record says now."""

    fact: str
    label: str
    said: Shown
    now: Shown


@dataclass(frozen=True)
class ReviewedNotice:
    """One version of a notice. `name`: what `/breach notice` calls it; `is_current`: it would be drawn just so now."""

    name: str
    title: Text
    audience: str
    state: NoticeState
    drafted_at: datetime
    text: str
    approved_at: datetime | None = None
    sent_at: datetime | None = None
    counts: tuple[int, ...] = ()  # to how many it went, each time
    is_intact: bool = True
    is_current: bool = True
    differs: tuple[StatedNumber, ...] = ()
    agrees: frozenset[str] = frozenset()  # the facts with a number that it states as the record does


def written(report: ReportFacts) -> Iterator[Written]:
    """What people wrote; where it may still be changed first, the audit log last."""
    for fact in report.facts:
        text = f"{fact.current.value}\n\n{fact.current.note}"
        yield Written(sentence(fact.name), text, is_fact=True, for_everyone=fact.key in IN_LEARNING)
    for step in report.steps:
        yield Written(step.title, f"{step.note}\n\n{step.deviation}", for_everyone=True)
    for decision in report.decisions:
        yield Written(decision.question, decision.reason, for_everyone=True)
    for risk in report.risk:
        yield Written(sentence("the risk to people"), "\n\n".join((risk.reason, *risk.for_, *risk.against)))
    for duty in report.clocks:
        yield Written(sentence(duty.title), duty.reason)
    for action in report.actions:
        yield Written(action.title, f"{action.test}\n\n{action.found}", for_everyone=True)
    for piece in report.evidence:
        yield Written(piece.title, piece.note)
    own = _of_the_runbook(report)
    for entry in report.timeline:
        text = own.sub("", entry.sentence) if own else entry.sentence
        yield Written(sentence("entry {n} of the audit log", n=entry.seq), text, entry=entry.seq)


def _of_the_runbook(report: ReportFacts) -> re.Pattern[str] | None:
    """Its titles, questions and answers, which the audit log repeats and no one wrote."""
    titles = (step.title.partition(" ")[2] for step in report.steps if step.phase != TASKS)
    said = {*titles, *(text for one in report.decisions for text in (one.question, one.choice))}
    longest_first = sorted(filter(None, said), key=lambda text: (-len(text), text))
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
