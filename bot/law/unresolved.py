"""Every undetermined duty by name, under the question that resolves it.

Decides under which question a duty stands (of those it waits for, the one that helps most), which duties are likely for
this organization, and when each would be due if it were owed. Which questions there are is decided in `questions`.

Caveats: a duty that runs while only an exemption is open is no part of this: it has a clock. Dates are computed on
current facts; the answer may move them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from bot.law.duties import Answer, Assessment, Finding, would_be_due
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.questions import is_own, own_places, questions

SECTOR = "regulated_as"
"""The fact that says by which sector's rules an organization is bound; one that nobody has named is unlikely."""


class Unresolved(NamedTuple):
    """`due_at`: when it would be due, by the law's number or else the house target (`is_ours`); None where that cannot
    be said yet. `likely`: it is of one of the organization's own places, and of no sector that nobody has named."""

    duty: Duty
    due_at: datetime | None
    is_ours: bool
    likely: bool


class UnresolvedGroup(NamedTuple):
    """Duties whose answer waits for this fact, the likely ones first, then by date."""

    question: str
    duties: tuple[Unresolved, ...]

    @property
    def likely(self) -> int:
        return sum(one.likely for one in self.duties)


def unresolved(findings: Iterable[Finding], facts: Facts, law: Law, on: date) -> tuple[UnresolvedGroup, ...]:
    """Groups with the most likely duties first; each duty once. `on` as for `assess`."""
    open_ = [one for one in findings if one.answer is Answer.UNDETERMINED and not one.runs]
    ranks = {one.name: rank for rank, one in enumerate(questions(open_, facts, law, on))}
    own, run = own_places(facts, law, on), Assessment(facts, law, on)
    groups: dict[str, list[Unresolved]] = {}
    for one in open_:
        names = sorted(one.missing, key=lambda name: (ranks.get(name, len(ranks)), name))
        if names:
            groups.setdefault(names[0], []).append(_named(one, own, run))
    made = [UnresolvedGroup(name, tuple(sorted(found, key=_first))) for name, found in groups.items()]
    order = {name: rank for rank, name in enumerate(ranks)}
    return tuple(sorted(made, key=lambda one: (-one.likely, order.get(one.question, len(order)))))


def _named(finding: Finding, own: frozenset[str], run: Assessment) -> Unresolved:
    due = would_be_due(finding.duty, run)
    at = None if due.not_before else due.target_at
    likely = is_own(finding.duty, own) and SECTOR not in finding.missing
    return Unresolved(finding.duty, at or due.house_at, at is None and due.house_at is not None, likely)


def _first(one: Unresolved) -> tuple[bool, bool, str, str]:
    return not one.likely, one.due_at is None, one.due_at.isoformat() if one.due_at else "", one.duty.id
