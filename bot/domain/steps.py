"""Which step is open, blocked, claimed, done, skipped, set aside or late now, and because of what.

Decides nothing about people's rights (`incidents.py`) and fires nothing (`timers`). What surprises: phases run side by
side, only `needs` and undecided decisions hold a step back; a condition that nobody can answer yet leaves the step in
sight as `pending` ("may apply"); a finished step stays finished even when its condition turns false, an unfinished one
is set aside and comes back when the condition turns true again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.dues import Again, Due, Moment, Period
from bot.domain.runbooks import Phase, Runbook, Step

Holds = Callable[[str], bool | None]
"""Answers a condition over the facts: it holds, it does not, or it cannot be told yet."""

State = Literal["blocked", "pending", "open", "claimed", "done", "skipped", "set_aside"]
UNSETTLED: tuple[State, ...] = ("blocked", "pending", "open", "claimed")


@dataclass(frozen=True)
class StepState:
    """What people did with one step; a step nobody touched has none. All instants in UTC."""

    state: Literal["open", "claimed", "done", "skipped"] = "open"
    person: str = ""
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    answer: str = ""
    reason: str = ""
    stuck: str = ""


@dataclass(frozen=True)
class Moments:
    """The instants of one incident, in UTC; one that has not come is None."""

    opened_at: datetime
    aware_at: datetime | None = None
    contained_at: datetime | None = None
    scope_known_at: datetime | None = None
    closed_at: datetime | None = None
    facts_changed_at: datetime | None = None

    def at(self, moment: str) -> datetime | None:
        return {
            Moment.OPENED: self.opened_at,
            Moment.AWARE: self.aware_at,
            Moment.CONTAINED: self.contained_at,
            Moment.SCOPE_KNOWN: self.scope_known_at,
            Moment.CLOSED: self.closed_at,
        }[Moment(moment)]


@dataclass(frozen=True)
class Days:
    """Where the team's days begin and end, and which of them are worked."""

    zone: ZoneInfo
    works: Callable[[date], bool]

    def after(self, start: datetime, period: Period) -> datetime:
        """`period` after `start`. Days and working days end at 23:59:59 local, the day of `start` not counted."""
        if period.unit in ("minute", "hour"):
            return start + period.about
        day, left = start.astimezone(self.zone).date(), period.amount
        while left:
            day += timedelta(days=1)
            left -= period.unit == "day" or self.works(day)
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(start.tzinfo)


@dataclass(frozen=True)
class StepStatus:
    """One step now. `because` is a sentence for people; `late_for` is None while it is not late."""

    step: Step
    state: State
    blocked_by: tuple[str, ...] = ()
    due_at: datetime | None = None
    late_for: timedelta | None = None
    because: str = ""
    person: str = ""
    again_at: datetime | None = None

    @property
    def settled(self) -> bool:
        return self.state not in UNSETTLED


@dataclass(frozen=True)
class _Sight:
    """Everything that one look at a runbook needs."""

    runbook: Runbook
    states: Mapping[str, StepState]
    holds: Holds
    moments: Moments
    now: datetime
    days: Days
    applies: dict[str, tuple[bool | None, str]] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)

    def state(self, step_id: str) -> StepState:
        return self.states.get(step_id, StepState())


def status(
    runbook: Runbook, states: Mapping[str, StepState], holds: Holds, moments: Moments, now: datetime, days: Days
) -> tuple[StepStatus, ...]:
    """Every step of the runbook as it stands now, in the runbook's order."""
    sight = _Sight(runbook, states, holds, moments, now, days)
    sight.steps.update({step.id: step for step in runbook.steps})
    sight.applies.update({step.id: _applies(step, sight) for step in runbook.steps})
    moments = replace(moments, **_marked(sight))
    sight = replace(sight, moments=moments)
    return tuple(_status(step, sight) for step in runbook.steps)


def _applies(step: Step, sight: _Sight) -> tuple[bool | None, str]:
    """Whether the step applies (None: cannot be told), with the sentence that says why."""
    if step.if_decided:
        answers = {i: sight.state(i).answer for i in step.if_decided if sight.state(i).answer}
        wrong = {i: answer for i, answer in answers.items() if answer not in step.if_decided[i]}
        if len(wrong) == len(step.if_decided):
            said = " and ".join(f"{sight.steps[i].title} was decided “{answer}”" for i, answer in wrong.items())
            return False, f"Set aside: {said}."
    if not step.when:
        return True, ""
    answer = sight.holds(step.when)
    if answer is None:
        return None, f"May apply: it does if {step.because}, and that is not known yet."
    return answer, f"Applies because {step.because}." if answer else f"Set aside: it applies only if {step.because}."


def _marked(sight: _Sight) -> dict[str, datetime]:
    """Moments that nobody set by hand and that have come because every step marking them is settled."""
    found: dict[str, datetime] = {}
    for moment in Moment:
        markers = [s.id for s in sight.runbook.steps if s.marks == moment and sight.applies[s.id][0] is not False]
        ends = [sight.state(i).settled_at for i in markers if sight.state(i).state in ("done", "skipped")]
        known = [end for end in ends if end is not None]
        if markers and len(known) == len(markers) and sight.moments.at(moment) is None:
            found[f"{moment}_at"] = max(known)
    return found


def _status(step: Step, sight: _Sight) -> StepStatus:
    state = sight.state(step.id)
    applies, because = sight.applies[step.id]
    due_at = _due_at(step, sight)
    if state.state in ("done", "skipped"):
        again_at = None if state.state == "skipped" else _again_at(step, state, sight)
        if again_at is None or again_at > sight.now or applies is False:
            return StepStatus(
                step, state.state, due_at=due_at, because=state.reason, person=state.person, again_at=again_at
            )
        because, due_at = f"To be done again ({step.again}).", again_at
    if applies is False:
        return StepStatus(step, "set_aside", because=because, person=state.person)
    blocked_by = () if state.state == "done" else _blocked_by(step, sight)
    late_for = sight.now - due_at if due_at and sight.now > due_at else None
    now_is: State = "claimed" if state.state == "claimed" else "open"
    if blocked_by:
        now_is = "blocked"
    elif applies is None and now_is == "open":
        now_is = "pending"
        late_for = None
    return StepStatus(step, now_is, blocked_by, due_at, late_for, state.stuck or because, state.person)


def _blocked_by(step: Step, sight: _Sight) -> tuple[str, ...]:
    """The needs that are still to be settled, and the decisions without which nobody knows whether it applies."""
    undecided = [i for i in step.if_decided if not sight.state(i).answer]
    waits = dict.fromkeys((*step.needs, *(undecided if len(undecided) == len(step.if_decided) else ())))
    return tuple(
        i
        for i in waits
        if i in sight.steps and sight.applies[i][0] is not False and sight.state(i).state not in ("done", "skipped")
    )


def _due_at(step: Step, sight: _Sight, seen: frozenset[str] = frozenset()) -> datetime | None:
    """The step's own instant; without a number, the earliest one of the steps that wait for it."""
    if step.sooner and any(sight.state(i).answer in wanted for i, wanted in step.sooner.if_decided.items()):
        return _instant(step.sooner.due, sight, seen | {step.id})
    if step.due:
        return _instant(step.due, sight, seen | {step.id})
    waiting = [s for s in sight.runbook.steps if step.id in s.needs and s.id not in seen and sight.applies[s.id][0]]
    instants = [_due_at(s, sight, seen | {step.id}) for s in waiting]
    return min((at for at in instants if at), default=None)


def _instant(due: Due, sight: _Sight, seen: frozenset[str]) -> datetime | None:
    other = sight.steps.get(due.basis)
    if due.relation in ("before", "with"):
        return _due_at(other, sight, seen) if other and other.id not in seen else None
    start = sight.state(other.id).settled_at if other else sight.moments.at(due.basis)
    if start is None or due.period is None:
        return start
    return sight.days.after(start, due.period)


def _again_at(step: Step, state: StepState, sight: _Sight) -> datetime | None:
    """When a finished step is due once more; None when it is not."""
    again, done_at = step.again, state.settled_at
    if again is None or done_at is None:
        return None
    if again.on_facts:
        changed_at = sight.moments.facts_changed_at
        return changed_at if changed_at and changed_at > done_at else None
    if again.due:
        second_at = _instant(again.due, sight, frozenset())
        return second_at if second_at and second_at > done_at else None
    next_at = done_at + timedelta(days=1 if again.every == "daily" else 7)
    end_at = _end_of(again, step, sight)
    return None if end_at and next_at > end_at else next_at


def _end_of(again: Again, step: Step, sight: _Sight) -> datetime | None:
    if again.for_days:
        start = (_instant(step.due, sight, frozenset()) if step.due else None) or sight.moments.opened_at
        return start + timedelta(days=again.for_days)
    if again.until in sight.steps:
        return sight.state(again.until).settled_at
    return sight.moments.at(again.until)


@dataclass(frozen=True)
class Change:
    """A step whose place changed between two looks: it appeared, was set aside, opened or became late."""

    step: Step
    what: Literal["appeared", "set_aside", "opened", "late"]
    because: str


def changes(before: Iterable[StepStatus], after: Iterable[StepStatus]) -> tuple[Change, ...]:
    """What the channel is to be told when facts or steps changed; both looks are of the same runbook."""
    old = {one.step.id: one for one in before}
    found = []
    for one in after:
        was = old.get(one.step.id)
        if was is None or (was.state == one.state and bool(was.late_for) == bool(one.late_for)):
            continue
        if one.state == "set_aside":
            found.append(Change(one.step, "set_aside", one.because))
        elif not one.settled and was.state in ("set_aside", "pending") and one.state != "pending":
            found.append(Change(one.step, "appeared", one.because))
        elif one.state == "open" and was.state in ("blocked", "done"):
            found.append(Change(one.step, "opened", one.because or "What it waited for is settled."))
        elif one.late_for and not was.late_for:
            found.append(Change(one.step, "late", f"It was due {one.step.due}." if one.step.due else "It is late."))
    return tuple(found)


def next_for(statuses: Iterable[StepStatus], roles: Iterable[str], person: str = "") -> tuple[StepStatus, ...]:
    """What this person can do now: their own first, then open ones of their roles; late first, then by due."""
    held = set(roles)
    mine = [
        one
        for one in statuses
        if one.state in ("open", "claimed", "pending")
        and (one.person == person if one.person else bool(held & {*one.step.doers}))
        and (not one.step.restricted_to or held & {*one.step.restricted_to})
    ]
    far = timedelta.max
    start = min((one.due_at for one in mine if one.due_at), default=None)
    return tuple(
        sorted(
            mine,
            key=lambda one: (
                not (one.person and one.person == person),
                one.state == "pending",
                one.due_at - start if one.due_at and start else far,
            ),
        )
    )


def unsettled(statuses: Iterable[StepStatus], *phases: Phase) -> tuple[StepStatus, ...]:
    """Steps of these phases (all, when none is named) that somebody still has to do, skip or answer."""
    return tuple(one for one in statuses if not one.settled and (not phases or one.step.phase in phases))
