"""Every undetermined duty: when it would be due if it were owed, and how far it is from this organization.

Decides which of them may well bind us, which bind only some sectors, and which only matter if people elsewhere are
affected. What is to be asked about them is decided in `questions`, what stands on the first page in `first_hour`.

Caveats: a duty that runs while only an exemption is open is no part of this: it has a clock. Dates are computed on
current facts; the answer may move them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property

from bot.law.assessment import Assessment
from bot.law.deadlines import Deadline
from bot.law.duties import Answer, Finding, assess, would_be_due
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.questions import is_own, own_places, sectors_of
from bot.law.recent import recent_of
from bot.law.sectors import REGULATED_AS
from bot.law.values import Choices

FAR = datetime.max.replace(tzinfo=UTC)
PROCESSOR, CONTROLLER = '"processor" in roles', '"controller" in roles'  # as conditions say it
NEVER = datetime.min.replace(tzinfo=UTC)  # when what is only supposed was said


class Reach(StrEnum):
    """How far an undetermined duty is from this organization."""

    OURS = "ours"  # of one of its own places, whatever its sector
    RULE = "rule"  # of its own places, if a rule binds it that binds any sector or one of its own
    SECTOR = "sector"  # binds only sectors that it has not named
    ELSEWHERE = "elsewhere"  # of a place where neither it nor anyone affected is known to be


@dataclass(frozen=True)
class Unresolved:
    """One undetermined duty. Its date is computed when it is asked for: of most of them no one asks."""

    finding: Finding
    reach: Reach
    run: Assessment = field(repr=False, compare=False)

    @property
    def duty(self) -> Duty:
        return self.finding.duty

    @cached_property
    def due_at(self) -> datetime | None:
        """When it would be due, by the law's number or else the house target; None where that cannot be said yet."""
        return self.number_at or self._due.house_at

    @property
    def is_ours(self) -> bool:
        """Whether that is our own target."""
        return self.number_at is None and self._due.house_at is not None

    @cached_property
    def _due(self) -> Deadline:
        if self.finding.earlier:
            return Deadline(None, None, None, self.duty.words)
        return would_be_due(self.duty, self.run)

    @property
    def number_at(self) -> datetime | None:
        """When it would be due by the law's number; None where it has none, or that cannot be said yet."""
        return None if self._due.not_before else self._due.target_at

    @property
    def for_others(self) -> bool:
        """Whether only those owe it who hold the data for someone else."""
        return any(PROCESSOR in one.cel and CONTROLLER not in one.cel for one in self.finding.because)


def by_date(one: Unresolved) -> tuple[datetime, datetime, str]:
    """The law's own dates first, then our own targets, those without a date last; of each the soonest first."""
    return one.number_at or FAR, one.due_at or FAR, one.duty.id


def of_one_role(one: Unresolved) -> tuple[bool, datetime, datetime, str]:
    """By date, but while it is not known whose data they are, as if they were our own."""
    return one.for_others, *by_date(one)


@recent_of
def may_bind_us(findings: Iterable[Finding], facts: Facts, law: Law, on: date) -> tuple[Finding, ...]:
    """The undetermined duties without a clock that are of one of our own places, whatever their sector; all of them
    while no such place is known."""
    own = own_places(facts, law, on)
    open_ = (one for one in findings if one.answer is Answer.UNDETERMINED and not one.runs)
    return tuple(one for one in open_ if not own or is_own(one.duty, own))


def unresolved(findings: Iterable[Finding], facts: Facts, law: Law, on: date) -> tuple[Unresolved, ...]:
    """Every undetermined duty without a clock that a fact can decide, once, in the order of the library. `on` as for
    `assess`."""
    undetermined = (one for one in findings if one.answer is Answer.UNDETERMINED and not one.runs)
    open_ = [one for one in undetermined if not one.undecided]
    reaches, run = _reaches(open_, facts, law, on), Assessment(facts, law, on)
    return tuple(Unresolved(one, reaches[one.duty.id], run) for one in open_)


def _reaches(open_: Sequence[Finding], facts: Facts, law: Law, on: date) -> dict[str, Reach]:
    """By duty. Where no place of ours is known, what binds only some sectors is still told apart."""
    own = own_places(facts, law, on)
    found = {one.duty.id: Reach.OURS if is_own(one.duty, own) else Reach.ELSEWHERE for one in open_}
    waiting = [
        one.duty.id for one in open_ if REGULATED_AS in one.missing and (not own or found[one.duty.id] is Reach.OURS)
    ]
    known = facts.value(REGULATED_AS)
    stated = known.items if isinstance(known, Choices) else ()
    rules = (*stated, *law.vocabulary.likely_rules(sectors_of(facts))) if waiting else ()
    free = _standing(waiting, stated, facts, law, on)
    likely = _standing(waiting, rules, facts, law, on) if own else free
    for name in waiting:
        if name not in free:
            found[name] = Reach.RULE if name in likely else Reach.SECTOR
    return found


def _standing(waiting: Sequence[str], bound: Iterable[str], facts: Facts, law: Law, on: date) -> set[str]:
    """Those that would not fall away if exactly these rules bound the organization."""
    if not waiting:
        return set()
    rules = Choices(tuple(dict.fromkeys(bound)))
    supposed = facts.set(law.vocabulary, REGULATED_AS, rules, by="", at=NEVER)
    return {one.duty.id for one in assess(supposed, law, on, waiting) if one.may or one.answer is not Answer.NOT_OWED}
