"""Every undetermined duty by name, under the question that resolves it.

Decides under which question a duty stands (of those it waits for, the one that helps most), which duties are likely for
this organization, and when each would be due if it were owed. Which questions there are is decided in `questions`,
which rules are likely for whom in the vocabulary's `sectors`.

Caveats: a duty that runs while only an exemption is open is no part of this: it has a clock. Dates are computed on
current facts; the answer may move them.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from bot.law.duties import Answer, Assessment, Finding, assess, would_be_due
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.questions import is_own, own_places, questions
from bot.law.sectors import REGULATED_AS
from bot.law.values import Choices

NEVER = datetime.min.replace(tzinfo=UTC)  # when what is only supposed was said


class Unresolved(NamedTuple):
    """`due_at`: when it would be due, by the law's number or else the house target (`is_ours`); None where that cannot
    be said yet. `likely`: it is of one of the organization's own places, and of no sector that is not its own."""

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


def unresolved(
    findings: Iterable[Finding], facts: Facts, law: Law, on: date, sectors: Iterable[str] = ()
) -> tuple[UnresolvedGroup, ...]:
    """Groups with the most likely duties first; each duty once. `on` as for `assess`; `sectors` are the organization's,
    by which nothing is decided."""
    open_ = [one for one in findings if one.answer is Answer.UNDETERMINED and not one.runs]
    ranks = {one.name: rank for rank, one in enumerate(questions(open_, facts, law, on))}
    likely, run = _likely(open_, facts, law, on, sectors), Assessment(facts, law, on)
    groups: dict[str, list[Unresolved]] = {}
    for one in open_:
        names = sorted(one.missing, key=lambda name: (ranks.get(name, len(ranks)), name))
        if names:
            groups.setdefault(names[0], []).append(_named(one, likely, run))
    made = [UnresolvedGroup(name, tuple(sorted(found, key=_first))) for name, found in groups.items()]
    order = {name: rank for rank, name in enumerate(ranks)}
    return tuple(sorted(made, key=lambda one: (-one.likely, order.get(one.question, len(order)))))


def _likely(open_: Sequence[Finding], facts: Facts, law: Law, on: date, sectors: Iterable[str]) -> frozenset[str]:
    """The duties of the organization's own places that would not fall away if it were bound by none of its sectors'
    rules, or by all of them."""
    own = own_places(facts, law, on)
    near = [one for one in open_ if is_own(one.duty, own)]
    waiting = [one.duty.id for one in near if REGULATED_AS in one.missing]
    known = facts.value(REGULATED_AS)
    stated = known.items if isinstance(known, Choices) else ()
    rules = (rule for name, one in law.vocabulary.sectors.items() if name in sectors for rule in one.regulated_as)
    kept: set[str] = set()
    for bound in {stated, tuple(dict.fromkeys((*stated, *rules)))} if waiting else ():
        supposed = facts.set(law.vocabulary, REGULATED_AS, Choices(bound), by="", at=NEVER)
        kept |= {
            one.duty.id for one in assess(supposed, law, on, waiting) if one.may or one.answer is not Answer.NOT_OWED
        }
    return frozenset(kept | {one.duty.id for one in near if one.duty.id not in waiting})


def _named(finding: Finding, likely: frozenset[str], run: Assessment) -> Unresolved:
    due = would_be_due(finding.duty, run)
    at = None if due.not_before else due.target_at
    is_ours = at is None and due.house_at is not None
    return Unresolved(finding.duty, at or due.house_at, is_ours, finding.duty.id in likely)


def _first(one: Unresolved) -> tuple[bool, bool, str, str]:
    return not one.likely, one.due_at is None, one.due_at.isoformat() if one.due_at else "", one.duty.id
