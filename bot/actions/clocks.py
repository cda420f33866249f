"""The duties of one incident as clocks: assessed again whenever facts or law change, met, declined or held by people.

A clock exists from the moment its duty was first owed. What a person decided is never overwritten by an assessment;
when the two speak against each other the clock carries a question, and the channel is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.actions import reminders, room
from bot.actions.work import Work
from bot.domain import clocks as life
from bot.domain import duties
from bot.domain.duties import DutyChange, Finding, assess, questions
from bot.domain.places import Places
from bot.errors import NotFound, Refused, UsageError
from bot.store.tables import Clock, Incident


@dataclass(frozen=True)
class ClockLine:
    """One clock as it stands now, with the duty it belongs to."""

    clock: Clock
    finding: Finding
    state: str
    late_for: timedelta
    zone: str | None  # the recipient's, where it is known

    @property
    def title(self) -> str:
        return self.finding.duty.title


@dataclass(frozen=True)
class ClocksListed:
    """Clocks by urgency; duties that wait for a fact only by number, with the facts that would settle most."""

    incident: Incident
    lines: Sequence[ClockLine]
    open_questions: Sequence[tuple[str, int]]
    undetermined: int


@dataclass(frozen=True)
class DutyExplained:
    incident: Incident
    finding: Finding
    line: ClockLine | None


@dataclass(frozen=True)
class MeetClock:
    """`met_at` is when the notice went out, not when it is recorded."""

    duty: str
    reference: str
    met_at: datetime


@dataclass(frozen=True)
class DeclineClock:
    duty: str
    reason: str


@dataclass(frozen=True)
class ClockDecided:
    incident: Incident
    line: ClockLine
    again: bool = False


def findings(work: Work, incident: Incident) -> tuple[Finding, ...]:
    """Every duty under the incident's own law, as the facts stand now."""
    return assess(incident.facts, work.law(incident), work.now_in(incident).date())


def reassess(
    work: Work, incident: Incident, before: Sequence[Finding], cause: Sequence[str] = ()
) -> tuple[DutyChange, ...]:
    """Bring the clocks in line with the facts, plan their reminders, and tell the channel what changed and why.

    `before` are the findings until now (none at the opening), `cause` the facts that changed. Returns the changes of
    duties that are or were this incident's.
    """
    after = findings(work, incident)
    held = {clock.duty_id: clock for clock in _clocks(work, incident)}
    changed = {change.duty_id: change for change in duties.changes(before, after, cause)}
    told = []
    for finding in after:
        clock, change = held.get(finding.duty.id), changed.get(finding.duty.id)
        if clock is None and finding.runs:
            clock = _begin(work, incident, finding)
        elif clock is not None:
            _follow(work, incident, clock, finding)
        if clock is not None:
            reminders.plan_clock(work, incident, clock, finding.duty.title)
            if change:
                told.append(_record(work, incident, clock, finding, change))
    _tell(work, incident, told, cause)
    return tuple(told)


def _begin(work: Work, incident: Incident, finding: Finding) -> Clock:
    clock = Clock(incident_id=incident.id, duty_id=finding.duty.id, changed_at=work.now_in(incident))
    _take_over(clock, finding)
    work.session.add(clock)
    work.session.flush()
    return clock


def _follow(work: Work, incident: Incident, clock: Clock, finding: Finding) -> None:
    """A person's decision stays as it is; where the new answer speaks against it, it is questioned."""
    before = (clock.answer, clock.starts_at, clock.target_at, clock.limit_at)
    was = clock.answer
    _take_over(clock, finding)
    if before != (clock.answer, clock.starts_at, clock.target_at, clock.limit_at):
        clock.changed_at = work.now_in(incident)
    if clock.decision and was != clock.answer:
        clock.question = f"It was {clock.decision}; by the new assessment it is {clock.answer.replace('_', ' ')}."
    work.session.flush()


def _take_over(clock: Clock, finding: Finding) -> None:
    deadline = finding.deadline
    clock.answer, clock.starts_at = "owed" if finding.runs else finding.answer, finding.starts_at
    clock.target_at = deadline.target_at if deadline else None
    clock.limit_at = deadline.limit_at if deadline else None


EVENTS = {"appeared": "duty.appeared", "lapsed": "duty.lapsed", "opened": "duty.lapsed"}


def _record(work: Work, incident: Incident, clock: Clock, finding: Finding, change: DutyChange) -> DutyChange:
    said = {"duty": change.duty_id, "title": finding.duty.title, "because_of": list(change.because_of)}
    if clock.question:
        work.record(incident, "duty.questioned", **said, decision=clock.decision)
    work.record(
        incident,
        EVENTS.get(change.kind, "duty.moved"),
        **said,
        old=_text(change.old_target_at),
        new=_text(change.new_target_at),
        limit=_text(change.new_limit_at),
    )
    return change


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else "no fixed time"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _tell(work: Work, incident: Incident, told: Sequence[DutyChange], cause: Sequence[str]) -> None:
    """One message for all changes of one assessment."""
    if not told:
        return
    rows = [
        {"duty": one.duty_id, "kind": one.kind, "old": _iso(one.old_target_at), "new": _iso(one.new_target_at)}
        for one in told
    ]
    key = f"duties:{incident.id}:{work.newest(incident)}"
    room.post(work, incident, key, "duties_changed", urgency=2, changes=rows, cause=list(cause))


def _clocks(work: Work, incident: Incident) -> Sequence[Clock]:
    return work.session.scalars(select(Clock).where(Clock.incident_id == incident.id)).all()


def lines(work: Work, incident: Incident, found_now: Sequence[Finding] = ()) -> list[ClockLine]:
    """Every clock with its finding: late first, then by target, without a number next, settled last."""
    found = {finding.duty.id: finding for finding in found_now or findings(work, incident)}
    now = work.now_in(incident)
    places = work.law(incident).places
    made = [
        _line(clock, found[clock.duty_id], now, places) for clock in _clocks(work, incident) if clock.duty_id in found
    ]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    order = {
        "late": 0,
        "running": 1,
        "held": 2,
        "pending": 3,
        "undetermined": 4,
        "met": 5,
        "declined": 6,
        "not_owed": 7,
    }
    return sorted(made, key=lambda one: (order[one.state], one.clock.target_at or far, one.clock.duty_id))


def _line(clock: Clock, finding: Finding, now: datetime, places: Places) -> ClockLine:
    state = life.state(
        clock.answer,
        clock.starts_at,
        clock.target_at,
        clock.limit_at,
        clock.decision,
        clock.met_at,
        now,
        clock.held_until,
    )
    until = clock.met_at if clock.decision == "met" and clock.met_at else now
    late = life.late_for(clock.target_at, until) if state in ("late", "met") else timedelta(0)
    place = finding.recipients[0][0] if finding.recipients else finding.duty.place
    return ClockLine(clock, finding, state, late, places.zone(place))


def running(work: Work, incident: Incident) -> list[Clock]:
    return [one.clock for one in lines(work, incident) if one.state in ("running", "late", "held", "pending")]


def list_clocks(work: Work, incident: Incident) -> ClocksListed:
    found = findings(work, incident)
    open_ones = [finding for finding in found if finding.answer == "undetermined" and not finding.runs]
    ranked = questions(found, work.law(incident))
    return ClocksListed(incident, lines(work, incident, found), ranked, len(open_ones))


def explain(work: Work, incident: Incident, word: str) -> DutyExplained:
    """Why a duty is owed, not owed or open: every clause, the counting, the source."""
    finding = find(work, incident, word)
    line = next((one for one in lines(work, incident) if one.finding.duty.id == finding.duty.id), None)
    return DutyExplained(incident, finding, line)


def find(work: Work, incident: Incident, word: str) -> Finding:
    """The duty that the words mean, looked for among this incident's clocks first. Raises NotFound or UsageError."""
    found = findings(work, incident)
    own = {clock.duty_id for clock in _clocks(work, incident)}
    wanted = word.strip().lower()
    for finding in found:
        if finding.duty.id == wanted:
            return finding
    parts = [part for part in wanted.replace("/", " ").replace("art.", "").split() if part]
    named = [one for one in found if parts and all(part in _named(one) for part in parts)]
    here = [one for one in named if one.duty.id in own] or named
    if len(here) == 1:
        return here[0]
    if not here:
        raise NotFound(f"There is no duty “{word}”.", "See this incident's with /breach clocks.")
    listed = ", ".join(one.duty.id for one in here[:6])
    raise UsageError(f"“{word}” fits several duties.", f"Name one: {listed}.")


def _named(finding: Finding) -> str:
    duty = finding.duty
    return f"{duty.id} {duty.title} {duty.cites} {duty.law} {duty.recipient}".lower()


def meet_clock(work: Work, incident: Incident, command: MeetClock) -> ClockDecided:
    """A duty was fulfilled: when the notice went out and under which reference. The same again changes nothing."""
    clock, title = _decidable(work, incident, command.duty)
    if clock.decision == "met" and (clock.met_at, clock.reference) == (command.met_at, command.reference):
        return ClockDecided(incident, _now_line(work, incident, clock), again=True)
    if command.met_at > work.now_in(incident):
        raise UsageError("That time has not come yet.", "Give the time at which the notice went out.")
    if not command.reference.strip():
        raise UsageError(
            "Meeting a clock needs a reference: the receipt, case number or list it can be checked by.",
            "For example: /breach met gdpr 33 ref 2026-117 at yesterday 16:40",
        )
    clock.decision, clock.met_at, clock.reference = "met", command.met_at, command.reference.strip()
    _decided(work, incident, clock, None)
    work.record(
        incident,
        "clock.met",
        duty=clock.duty_id,
        title=title,
        met_at=command.met_at.isoformat(),
        reference=clock.reference,
        target=_iso(clock.target_at),
    )
    _after_filing(work, incident, clock, command.met_at)
    return ClockDecided(incident, _now_line(work, incident, clock))


def _after_filing(work: Work, incident: Incident, clock: Clock, met_at: datetime) -> None:
    """What was filed is itself a fact: other duties count from it."""
    law = work.law(incident)
    filed: dict[str, Any] = dict(incident.facts.value("filed") or {})
    filed[clock.duty_id] = met_at
    at, before = work.now_in(incident), findings(work, incident)
    incident.facts = incident.facts.set(law.vocabulary, "filed", filed, work.actor, at)
    reassess(work, incident, before, ("filed",))
    room.refresh_card(work, incident)


def decline_clock(work: Work, incident: Incident, command: DeclineClock) -> ClockDecided:
    """Somebody entitled decides not to notify, by name and with the reason that an authority would read."""
    clock, title = _decidable(work, incident, command.duty)
    if len(command.reason.split()) < 3:
        raise UsageError(
            "Declining a duty needs its reason, in a sentence that an authority could read.",
            "For example: /breach decline gdpr 34 because the data were encrypted and the key is safe",
        )
    clock.decision, clock.met_at, clock.reference = "declined", None, None
    _decided(work, incident, clock, command.reason.strip())
    work.record(incident, "clock.declined", duty=clock.duty_id, title=title, reason=clock.reason)
    room.refresh_card(work, incident)
    return ClockDecided(incident, _now_line(work, incident, clock))


def _decided(work: Work, incident: Incident, clock: Clock, reason: str | None) -> None:
    clock.reason, clock.question = reason, None
    clock.decided_at, clock.decided_by = work.now_in(incident), work.actor
    work.session.flush()
    reminders.plan_clock(work, incident, clock, clock.duty_id)


def _decidable(work: Work, incident: Incident, word: str) -> tuple[Clock, str]:
    finding = find(work, incident, word)
    clock = next((one for one in _clocks(work, incident) if one.duty_id == finding.duty.id), None)
    if clock is None:
        raise Refused(
            f"{finding.duty.title} is not among this incident's duties.",
            f"See why with /breach why {finding.duty.id}.",
        )
    return clock, finding.duty.title


def _now_line(work: Work, incident: Incident, clock: Clock) -> ClockLine:
    return next(one for one in lines(work, incident) if one.clock.duty_id == clock.duty_id)
