"""What changed between two assessments: which duties appeared, lapsed, opened or moved, and because of which facts.

Decides the kind of each change, which changes loosen (a duty ends or is due later), and the stricter of two
assessments. Who is told, who confirms, and whether a person's decision is to be looked at again, is decided outside the
law engine.

Caveats: a duty that runs until an exception is shown counts as owed here. The first assessment is compared with none,
so that everything owed has appeared.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from pydantic import BaseModel, ConfigDict

from bot.law.conditions import facts_of
from bot.law.deadlines import DueDates
from bot.law.duties import Answer, Finding
from bot.law.model import Duty, Law
from bot.law.vocabulary import Vocabulary

Because = Callable[[Duty], tuple[str, ...]]
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
        """Whether there is no date to meet anymore."""
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


def duty_changes(
    old: Iterable[Finding], new: Iterable[Finding], vocabulary: Vocabulary, changed: Iterable[str] = ()
) -> tuple[DutyChange, ...]:
    """What appeared, lapsed, opened or moved. `changed` are the names of the facts that differ; none: the law did."""
    before: Mapping[str, Finding] = {finding.duty.id: finding for finding in old}
    because_of = partial(_because_of, tuple(changed), vocabulary)
    found = (_change(before.get(finding.duty.id), finding, because_of) for finding in new)
    return tuple(change for change in found if change)


def loosens(
    old: Iterable[Finding], new: Iterable[Finding], vocabulary: Vocabulary, changed: Iterable[str] = ()
) -> tuple[DutyChange, ...]:
    """The duties that were owed, or whose clocks ran, and that end or are due later: by target, limit or, where the law
    has no number, the house target. That an undetermined duty turns out not to be owed loosens nothing."""
    after: Mapping[str, Finding] = {finding.duty.id: finding for finding in new}
    because_of = partial(_because_of, tuple(changed), vocabulary)
    ran = [finding for finding in old if finding.runs]
    found = (_loosened(finding, after.get(finding.duty.id), because_of) for finding in ran)
    return tuple(change for change in found if change)


def _loosened(old: Finding, new: Finding | None, because_of: Because) -> DutyChange | None:
    if new is None:
        return removed(old)
    before, after = _due(old), _due(new)
    kind = None
    if not new.runs:
        kind = _BECAME[new.answer]
    elif before.target_at and after.target_at is None:
        kind = ChangeKind.STOPPED
    elif _later(before.target_at, after.target_at) or _later(before.limit_at, after.limit_at or after.target_at):
        kind = ChangeKind.MOVED
    return _described(new.duty, kind, before, after, because_of(new.duty)) if kind else None


def _due(finding: Finding) -> DueDates:
    """By when it must be done, as far as that is known; what is only barred until then has no such day,
    nor has what counts from an act that isn't done."""
    due = finding.deadline
    if due is None or due.not_before or due.expected:
        return DueDates()
    return DueDates(due.target_at or due.house_at, due.limit_at)


def _later(before: datetime | None, after: datetime | None) -> bool:
    """A known instant that moves later, or is known no more."""
    return before is not None and (after is None or after > before)


def stricter(stated: Iterable[Finding], proposed: Iterable[Finding]) -> tuple[Finding, ...]:
    """Duty by duty the finding that protects more: owed before undetermined before not owed, then the sooner one. What
    only the proposed facts bring about is marked `tentative`. Both are of the same duties, in the same order."""
    return tuple(_stricter(one, other) for one, other in zip(stated, proposed, strict=True))


def _stricter(stated: Finding, proposed: Finding) -> Finding:
    if _STRENGTH[_standing(proposed)] != _STRENGTH[_standing(stated)]:
        stronger = _STRENGTH[_standing(proposed)] > _STRENGTH[_standing(stated)]
        return proposed._replace(tentative=True) if stronger else stated
    if stated.deadline is None or proposed.deadline is None:
        return stated
    own, other = _due(stated), _due(proposed)
    if not (_later(other.target_at, own.target_at) or _later(other.limit_at, own.limit_at)):
        return stated
    first = proposed if _later(other.target_at, own.target_at) else stated
    limits = [at for at in (own.limit_at, other.limit_at) if at]
    assert first.deadline
    sooner = replace(first.deadline, limit_at=min(limits, default=None))
    return first._replace(deadline=sooner, tentative=True)


def removed(finding: Finding) -> DutyChange:
    """The change of a duty that the newer law does not have."""
    duty = finding.duty
    return DutyChange(duty_id=duty.id, title=duty.title, law=duty.law, kind=ChangeKind.REMOVED, before=_dates(finding))


def _change(old: Finding | None, new: Finding, because_of: Because) -> DutyChange | None:
    kind = _kind(old, new)
    return _described(new.duty, kind, _dates(old), _dates(new), because_of(new.duty)) if kind else None


def _because_of(changed: tuple[str, ...], vocabulary: Vocabulary, duty: Duty) -> tuple[str, ...]:
    read = facts_read(duty, vocabulary) if changed else ()
    return tuple(name for name in changed if name in read)


def _described(
    duty: Duty, kind: ChangeKind, before: DueDates, after: DueDates, because_of: tuple[str, ...]
) -> DutyChange:
    return DutyChange(
        duty_id=duty.id,
        title=duty.title,
        law=duty.law,
        kind=kind,
        before=before,
        after=after,
        because_of=because_of,
    )


def _dates(finding: Finding | None) -> DueDates:
    return finding.deadline.due_dates if finding and finding.deadline else DueDates()


def _kind(old: Finding | None, new: Finding) -> ChangeKind | None:
    if (was := _standing(old)) is not (now := _standing(new)):
        return _BECAME[now]
    if was is not Answer.OWED or old is None or old.deadline is None or new.deadline is None:
        return None
    before, after = (DueDates() if due.expected else due.due_dates for due in (old.deadline, new.deadline))
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


_STRENGTH = {Answer.NOT_OWED: 0, Answer.UNDETERMINED: 1, Answer.OWED: 2}


def _standing(finding: Finding | None) -> Answer:
    """The answer as far as a clock is concerned."""
    if finding is None:
        return Answer.NOT_OWED
    return Answer.OWED if finding.runs else finding.answer


def moves_deadlines(law: Law) -> frozenset[str]:
    """The facts that any duty reads, and the risk to people, from which duties follow: they are protected."""
    return frozenset({"risk"}).union(*(facts_read(duty, law.vocabulary) for duty in law.duties))


def facts_read(duty: Duty, vocabulary: Vocabulary) -> frozenset[str]:
    """Every fact that affects a duty's answer or its clock."""
    starts = [start for start in (duty.start, *(limit.starts for limit in duty.due.time_limits)) if start]
    names = {name for text in duty.expressions for name in facts_of(text)}
    names |= {name for start in starts for name in start.reads(vocabulary)}
    if duty.due.relation or any(start.met for start in starts):
        names |= {"filed", "individuals_told_at"}
    if duty.hold:
        names |= {duty.hold.days, "hold_from"} if duty.hold.days else HOLD_FACTS
    return frozenset(names)
