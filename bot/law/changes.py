"""What changed between two assessments: which duties appeared, lapsed, opened or moved, and because of which facts.

Decides the kind of each change. Who is told, and whether a person's decision is to be looked at again, is decided
outside the law engine.

Caveats: a duty that runs until an exception is shown counts as owed here. The first assessment is compared with none,
so that everything owed has appeared.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.law.conditions import facts_of
from bot.law.deadlines import DueDates
from bot.law.duties import Answer, Finding
from bot.law.model import Duty

HOLD_FACTS = frozenset({"hold_asked", "hold_written", "hold_from", "hold_until", "hold_released_at"})


class ChangeKind(StrEnum):
    """What happened to a duty."""

    APPEARED = "appeared"  # now owed
    LAPSED = "lapsed"  # no longer owed
    OPENED = "opened"  # no longer settled
    MOVED = "moved"  # target or limit differ
    STARTED = "started"  # its clock got a date
    STOPPED = "stopped"  # its clock lost its date
    REMOVED = "removed"  # it is not in the newer law

    @property
    def ends(self) -> bool:
        """Whether there is no date to meet any more."""
        return self in (ChangeKind.LAPSED, ChangeKind.OPENED, ChangeKind.STOPPED, ChangeKind.REMOVED)


class DutyChange(BaseModel):
    """One difference between two assessments, with the duty's name, so that it can be kept and shown by itself.
    `because_of`: the facts that changed and that the duty reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    duty_id: str
    title: str
    law: str
    kind: ChangeKind
    before: DueDates = DueDates()
    after: DueDates = DueDates()
    because_of: tuple[str, ...] = ()


def duty_changes(old: Iterable[Finding], new: Iterable[Finding], changed: Iterable[str] = ()) -> tuple[DutyChange, ...]:
    """What appeared, lapsed, opened or moved. `changed` are the names of the facts that differ; none: the law did."""
    before: Mapping[str, Finding] = {finding.duty.id: finding for finding in old}
    names = tuple(changed)
    found = (_change(before.get(finding.duty.id), finding, names) for finding in new)
    return tuple(change for change in found if change)


def removed(finding: Finding) -> DutyChange:
    """The change of a duty that the newer law does not have."""
    duty = finding.duty
    return DutyChange(duty_id=duty.id, title=duty.title, law=duty.law, kind=ChangeKind.REMOVED, before=_dates(finding))


def _change(old: Finding | None, new: Finding, changed: tuple[str, ...]) -> DutyChange | None:
    kind = _kind(old, new)
    if kind is None:
        return None
    duty, read = new.duty, facts_read(new.duty)
    return DutyChange(
        duty_id=duty.id,
        title=duty.title,
        law=duty.law,
        kind=kind,
        before=_dates(old),
        after=_dates(new),
        because_of=tuple(name for name in changed if name in read),
    )


def _dates(finding: Finding | None) -> DueDates:
    return finding.deadline.due_dates if finding and finding.deadline else DueDates()


def _kind(old: Finding | None, new: Finding) -> ChangeKind | None:
    if (was := _standing(old)) is not (now := _standing(new)):
        return _BECAME[now]
    if was is not Answer.OWED or old is None or old.deadline is None or new.deadline is None:
        return None
    before, after = old.deadline.due_dates, new.deadline.due_dates
    if before == after:
        return None
    if before.target_at is None:
        return ChangeKind.STARTED
    return ChangeKind.STOPPED if after.target_at is None else ChangeKind.MOVED


_BECAME = {
    Answer.OWED: ChangeKind.APPEARED,
    Answer.NOT_OWED: ChangeKind.LAPSED,
    Answer.UNDETERMINED: ChangeKind.OPENED,
}


def _standing(finding: Finding | None) -> Answer:
    """The answer as far as a clock is concerned."""
    if finding is None:
        return Answer.NOT_OWED
    return Answer.OWED if finding.runs else finding.answer


def facts_read(duty: Duty) -> frozenset[str]:
    """Every fact that bears on a duty's answer or its clock."""
    starts = [start for start in (duty.start, *(limit.starts for limit in duty.due.time_limits)) if start]
    names = {name for text in duty.expressions for name in facts_of(text)}
    names |= {name for start in starts for name in start.facts}
    if duty.due.relation or any(start.met for start in starts):
        names |= {"filed", "individuals_told_at"}
    if duty.hold:
        names |= {duty.hold.days} if duty.hold.days else HOLD_FACTS
    return frozenset(names)
