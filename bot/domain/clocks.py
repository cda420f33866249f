"""The state of a duty's clock in one incident: pending, running, held, late, met or declined, and by how much.

Decides the state at one instant, from the assessment (answer, instants) and what a person decided. Leaves to others
what is owed and when it is due (`bot.law`), and when someone is reminded (`reminders.py`).

Caveats: a person's decision outlives every assessment, so a clock that was met stays met even when the duty is no
longer owed; the alarms follow `target_at`, and `limit_at` never delays them; at the very instant of the target a clock
is still running.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.law.duties import Answer


class ClockDecision(StrEnum):
    """What a person decided about a duty; no assessment overwrites it."""

    MET = "met"  # it was fulfilled
    DECLINED = "declined"  # someone entitled decided not to notify


class ClockState(StrEnum):
    NOT_OWED = "not_owed"  # by the last assessment
    UNDETERMINED = "undetermined"  # a fact is missing
    PENDING = "pending"  # owed, and what starts it has not happened
    RUNNING = "running"  # owed, and not past its target
    HELD = "held"  # must not be done before a given instant
    LATE = "late"  # past its target
    MET = "met"  # fulfilled
    DECLINED = "declined"  # decided against

    @property
    def is_started(self) -> bool:
        """It counts toward an instant, and no one has decided about it."""
        return self in (ClockState.RUNNING, ClockState.HELD, ClockState.LATE)

    @property
    def is_open(self) -> bool:
        """Someone still has to do something about it."""
        return self.is_started or self is ClockState.PENDING


class MeetingDoubt(StrEnum):
    """What speaks against a notice as a person records it; they may be right, and say why."""

    BEFORE_OWED = "before_owed"  # it went out before its clock started
    NO_NOTICE = "no_notice"  # none of its kind was ever drafted here
    NOT_APPROVED = "not_approved"  # what was drafted is not approved, no longer, or was only later
    NO_REFERENCE = "no_reference"  # what stands for the reference is none


NO_REFERENCE = frozenset({
    "", "-", "--", "—", ".", "?", "x", "0", "none", "no", "nothing", "n/a", "na", "n.a.", "unknown", "tbd", "later",
    "pending", "keine", "keins", "nichts", "aucun", "aucune", "sans", "rien", "ninguno", "ninguna", "nada", "sin",
})  # fmt: skip
NOTHING = timedelta(0)


def doubts(
    reference: str, met_at: datetime, starts_at: datetime | None, *, has_notice: bool, approved: bool = True
) -> tuple[MeetingDoubt, ...]:
    """`starts_at` is None where the start is only assumed, or has not come; `approved`: what was drafted was approved
    when it went out, and still is."""
    found = {
        MeetingDoubt.BEFORE_OWED: starts_at is not None and met_at < starts_at,
        MeetingDoubt.NO_NOTICE: not has_notice,
        MeetingDoubt.NOT_APPROVED: has_notice and not approved,
        MeetingDoubt.NO_REFERENCE: reference.strip().lower() in NO_REFERENCE,
    }
    return tuple(doubt for doubt, is_so in found.items() if is_so)


def state(
    answer: Answer,
    starts_at: datetime | None,
    target_at: datetime | None,
    limit_at: datetime | None,
    decision: ClockDecision | None,
    met_at: datetime | None,  # noqa: ARG001 (how late it was met is `margin`)
    now: datetime,
    held_until: datetime | None = None,
) -> ClockState:
    """What the clock is at `now`. Owed without a number runs without ever being late, and so does what is only
    expected: once that has passed, it waits for what starts it."""
    if decision is not None:
        return ClockState.MET if decision is ClockDecision.MET else ClockState.DECLINED
    if answer is Answer.NOT_OWED:
        return ClockState.NOT_OWED
    if answer is not Answer.OWED:
        return ClockState.UNDETERMINED
    if starts_at is None and target_at is None:
        return ClockState.PENDING
    if is_expected(starts_at, target_at, limit_at) and target_at and now > target_at:
        return ClockState.PENDING
    if held_until is not None and now < held_until:
        return ClockState.HELD
    last = deadline(target_at, held_until)
    return ClockState.LATE if last is not None and now > last else ClockState.RUNNING


def is_expected(starts_at: datetime | None, target_at: datetime | None, limit_at: datetime | None) -> bool:
    """Whether it counts from an act that isn't done, from the last day for that: the law sets no limit yet."""
    return starts_at is None and target_at is not None and limit_at is None


def deadline(target_at: datetime | None, held_until: datetime | None = None) -> datetime | None:
    """The instant that the alarms speak of: the target, or the end of a hold that outlasts it."""
    if target_at is None or held_until is None:
        return target_at
    return max(target_at, held_until)


def late_for(target_at: datetime | None, at: datetime) -> timedelta:
    """How long after the target `at` is; nothing when it is not after it, or there is no target."""
    return NOTHING if target_at is None else max(NOTHING, at - target_at)


def share_used(starts_at: datetime | None, target_at: datetime | None, met_at: datetime | None) -> int | None:
    """Per cent of the clock that had passed when the duty was met, rounded up; None where it cannot be said, as when it
    was met before its clock began."""
    if not (starts_at and target_at and met_at) or target_at <= starts_at or met_at < starts_at:
        return None
    return -((met_at - starts_at) * -100 // (target_at - starts_at))


def margin(target_at: datetime | None, met_at: datetime | None) -> timedelta | None:
    """How much time was left when the duty was met; negative when it was met late, None when it cannot be said."""
    return None if target_at is None or met_at is None else target_at - met_at
