"""The duties of one incident as clocks: listed, explained, met and declined by people.

How clocks follow facts and law is decided in `assessments.py`, requests to wait in `holds.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from bot.actions import linked_steps, people, proposals, reminders, steps
from bot.actions.assessments import reassess
from bot.actions.proposals import Prepared
from bot.actions.work import Work
from bot.domain import clocks as life
from bot.domain.clocks import ClockDecision, ClockState
from bot.domain.events.clocks import ClockDeclined, ClockMet
from bot.domain.proposals import Need, Noun, Proposal, ProposedAct, declining, meeting
from bot.errors import NotFound, Refused, Stale, UsageError
from bot.law.duties import Answer, Finding
from bot.law.model import Law
from bot.law.questions import Question
from bot.messages import _
from bot.sentences import At, Text, sentence
from bot.store.tables import Clock, Incident

URGENCY = (
    ClockState.LATE,
    ClockState.RUNNING,
    ClockState.HELD,
    ClockState.PENDING,
    ClockState.UNDETERMINED,
    ClockState.MET,
    ClockState.DECLINED,
    ClockState.NOT_OWED,
)
NOWHERE = "CONTRACT"  # the place of duties that are bound to none


@dataclass(frozen=True)
class ClockLine:
    """One clock as it stands now, with the duty it belongs to."""

    clock: Clock
    finding: Finding
    state: ClockState
    late_for: timedelta
    zone: str | None  # the recipient's, where it is known
    lacks: Sequence[str] = ()  # what the clock waits for, in words
    decided_by: Sequence[str] = ()  # who met or declined it: both, where it took two people

    @property
    def title(self) -> str:
        return self.finding.duty.title


@dataclass(frozen=True)
class ClocksListed:
    """Clocks by urgency; duties that wait for a fact only by number, with the facts that would settle most; `may` are
    voluntary notices whose conditions hold."""

    incident: Incident
    lines: Sequence[ClockLine]
    open_questions: Sequence[Question]
    undetermined: int
    may: Sequence[Finding] = ()


@dataclass(frozen=True)
class DutyExplained:
    incident: Incident
    finding: Finding
    line: ClockLine | None
    law: Law


@dataclass(frozen=True)
class MeetClock:
    """`met_at` is when the notice went out, not when it is recorded; None: it was not said, so now.

    `version` is the decision that the person saw (`version_of`); None: they were shown none.
    """

    duty: str
    reference: str
    met_at: AwareDatetime | None
    version: str | None = None


@dataclass(frozen=True)
class DeclineClock:
    """`version` as for MeetClock."""

    duty: str
    reason: str
    version: str | None = None


@dataclass(frozen=True)
class ClockDecided:
    incident: Incident
    line: ClockLine
    again: bool = False
    waits_for_second: bool = False


def lines(work: Work, incident: Incident) -> list[ClockLine]:
    """Every clock with its finding: late first, then by target, settled last. What is due without a number stands
    after what is due within a week."""
    snapshot = work.snapshot(incident)
    found = {one.duty.id: one for one in (*snapshot.findings, *snapshot.dropped)}
    now = snapshot.now
    law = work.law(incident)
    made = [
        replace(_line(clock, found[clock.duty_id], now, law), decided_by=deciders(work, incident, clock))
        for clock in snapshot.clocks.values()
        if clock.duty_id in found
    ]
    soon = now + timedelta(days=7)
    return sorted(made, key=lambda one: (URGENCY.index(one.state), _due(one.clock) or soon, one.clock.duty_id))


def deciders(work: Work, incident: Incident, clock: Clock) -> Sequence[str]:
    """The first before the second, whether they decided about this duty or, in a step, about all of its kind."""
    one = agreement(work, incident, clock)
    both = (one.proposed_by, one.settled_by) if one else (clock.decided_by,)
    return tuple(dict.fromkeys(filter(None, both)))


def agreement(work: Work, incident: Incident, clock: Clock) -> Proposal | None:
    """What two people said of the duty, each with their reason; None where one person decided."""
    if clock.decision is not ClockDecision.DECLINED:
        return None
    if found := proposals.agreement(work, incident, Noun.DUTY, clock.duty_id, clock.decided_at):
        return found
    step = linked_steps.deciding_step(work, incident, clock.duty_id)
    return proposals.agreement(work, incident, Noun.STEP, step.id, clock.decided_at) if step else None


def _due(clock: Clock) -> datetime | None:
    return clock.target_at or clock.house_at


def _line(clock: Clock, finding: Finding, now: datetime, law: Law) -> ClockLine:
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
    until = clock.met_at if clock.decision is ClockDecision.MET and clock.met_at else now
    late = life.late_for(clock.target_at, until) if state in (ClockState.LATE, ClockState.MET) else timedelta(0)
    place = finding.recipients[0][0] if finding.recipients else finding.duty.place
    zone = None if place == NOWHERE else law.places.zone(place)
    return ClockLine(clock, finding, state, late, zone, _lacks(finding, law))


def _lacks(finding: Finding, law: Law) -> list[str]:
    """What its clock waits for: facts by their labels, other duties by their titles."""
    acts = finding.duty.start.met if finding.duty.start and finding.starts_at is None else ()
    found = (versions[-1] for duty_id in acts if (versions := law.versions(duty_id)))
    titles = [_("when “{duty}” was done", duty=duty.title) for duty in found]
    return [*(law.vocabulary[name].label.lower() for name in finding.missing if name in law.vocabulary), *titles]


def line_of(work: Work, incident: Incident, word: str) -> ClockLine:
    """The clock of the duty that the words mean. Raises Refused when it is not among this incident's duties."""
    clock, _title = _decidable(work, incident, word)
    return _now_line(work, incident, clock)


def running(work: Work, incident: Incident) -> list[ClockLine]:
    return [one for one in lines(work, incident) if one.state.is_open]


def list_clocks(work: Work, incident: Incident) -> ClocksListed:
    snapshot = work.snapshot(incident)
    found = snapshot.findings
    open_ones = [finding for finding in found if finding.answer is Answer.UNDETERMINED and not finding.runs]
    may = [finding for finding in found if finding.may]
    return ClocksListed(incident, lines(work, incident), snapshot.questions, len(open_ones), may)


def explain(work: Work, incident: Incident, word: str) -> DutyExplained:
    """Why a duty is owed, not owed or open: every clause, the counting, the source."""
    finding = find(work, incident, word)
    line = next((one for one in lines(work, incident) if one.finding.duty.id == finding.duty.id), None)
    return DutyExplained(incident, finding, line, work.law(incident))


def find(work: Work, incident: Incident, word: str) -> Finding:
    """The duty that the words mean, looked for among this incident's clocks first. Raises NotFound or UsageError."""
    snapshot = work.snapshot(incident)
    found, own = (*snapshot.findings, *snapshot.dropped), snapshot.clocks
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
        raise NotFound(_("There is no duty “{word}”.", word=word), _("See this incident's with /breach clocks."))
    listed = ", ".join(one.duty.id for one in here[:6])
    raise UsageError(_("“{word}” matches several duties.", word=word), _("Name one: {listed}.", listed=listed))


def _named(finding: Finding) -> str:
    duty = finding.duty
    return f"{duty.id} {duty.title} {duty.cites} {duty.law} {duty.recipient}".lower()


def prepare_meeting(work: Work, incident: Incident, command: MeetClock) -> Prepared[MeetClock]:
    """Raises what stands against it, whoever says so."""
    clock, title = _decidable(work, incident, command.duty)
    refuse_stale(work, clock, title, command.version)
    met_at, reference = command.met_at or work.now_in(incident), command.reference.strip()
    if met_at > work.now_in(incident):
        raise UsageError(
            _("That time is in the future."), _("Give the time at which the notice went out."), field="met_at"
        )
    if not reference:
        raise UsageError(
            _("A reference is required: a receipt, case number or list that proves the notice went out."),
            _("For example: /breach met gdpr 33 ref 2026-117 at yesterday 16:40"),
            field="reference",
        )
    done = meeting(clock.duty_id, title, reference, At(met_at, incident.zone))
    kept = MeetClock(clock.duty_id, reference, met_at, version_of(clock))
    return Prepared(kept, done, "", version_of(clock))


def meet_clock(work: Work, incident: Incident, command: MeetClock) -> ClockDecided:
    """A duty was fulfilled: when the notice went out and under which reference. The same again changes nothing."""
    clock, title = _decidable(work, incident, command.duty)
    said_so = clock.decision is ClockDecision.MET and clock.reference == command.reference.strip()
    if said_so and command.met_at in (clock.met_at, None):
        return ClockDecided(incident, _now_line(work, incident, clock), again=True)
    prepared = prepare_meeting(work, incident, command)
    met_at, reference = prepared.command.met_at or work.now_in(incident), prepared.command.reference
    clock.decision, clock.met_at, clock.reference = ClockDecision.MET, met_at, reference
    _decided(work, incident, clock, title, None)
    filed: dict[str, datetime] = {**(incident.facts.value("filed") or {}), clock.duty_id: met_at}
    said = ClockMet(clock.duty_id, title, met_at, reference, clock.target_at, filed)
    work.record(incident, said)
    overtake(work, incident, clock, sentence("“{title}” was recorded as met.", title=title), prepared.done)
    _after_filing(work, incident, filed)
    return ClockDecided(incident, _now_line(work, incident, clock))


def _after_filing(work: Work, incident: Incident, filed: dict[str, datetime]) -> None:
    """What was filed is itself a fact: other duties count from it."""
    snapshot = work.snapshot(incident)
    before, statuses = snapshot.findings, snapshot.statuses
    snapshot.state_fact("filed", filed, work.actor)
    reassess(work, incident, before, ("filed",))
    steps.follow(work, incident, statuses)


def prepare_declining(work: Work, incident: Incident, command: DeclineClock) -> Prepared[DeclineClock]:
    """Raises what stands against it, whoever says so."""
    clock, title = _decidable(work, incident, command.duty)
    refuse_stale(work, clock, title, command.version)
    reason = command.reason.strip()
    if len(reason.split()) < 3:
        raise UsageError(
            _("Declining a duty needs a reason, in a sentence that an authority could read."),
            _("For example: the data were encrypted, and the key is safe"),
            field="reason",
        )
    kept = DeclineClock(clock.duty_id, reason, version_of(clock))
    return Prepared(kept, declining(clock.duty_id, title), reason, version_of(clock))


def decline_clock(work: Work, incident: Incident, command: DeclineClock) -> ClockDecided:
    """Somebody entitled decides not to notify, by name and with the reason that an authority would read; by two people,
    where the runbook has a step for that decision which takes two."""
    prepared = prepare_declining(work, incident, command)
    clock, title = _decidable(work, incident, prepared.command.duty)
    step, first = linked_steps.deciding_step(work, incident, clock.duty_id), None
    if step and step.decision and step.decision.two_people:
        first = proposals.agreeing(work, incident, prepared.done)
        if first is None and work.library.organisation.wants_two_people:
            proposals.keep(work, incident, Need.TWO_PEOPLE, prepared, sentence("a second person to confirm"))
            return ClockDecided(incident, _now_line(work, incident, clock), waits_for_second=True)
        if first is None:
            proposals.do_alone(work, incident, prepared)
    statuses, reason = work.snapshot(incident).statuses, first.reason if first else prepared.reason
    _decline(work, incident, clock, title, reason, prepared.done)
    steps.follow(work, incident, statuses, reason, first)
    return ClockDecided(incident, _now_line(work, incident, clock))


def decline_all(work: Work, incident: Incident, duties: Sequence[tuple[Clock, Finding]], reason: str) -> None:
    """What one decision about several duties means for each; whether it may be given was asked before."""
    for clock, finding in duties:
        title = finding.duty.title
        _decline(work, incident, clock, title, reason, declining(clock.duty_id, title))


def _decline(work: Work, incident: Incident, clock: Clock, title: str, reason: str, done: ProposedAct) -> None:
    before, was_met = work.snapshot(incident).findings, clock.decision is ClockDecision.MET
    clock.decision, clock.met_at, clock.reference = ClockDecision.DECLINED, None, None
    _decided(work, incident, clock, title, reason)
    unfile(work, incident, clock.duty_id)
    work.record(incident, ClockDeclined(clock.duty_id, title, reason, incident.facts.value("filed")))
    overtake(work, incident, clock, sentence("“{title}” was declined.", title=title), done)
    if was_met:
        reassess(work, incident, before, ("filed",))


def unfile(work: Work, incident: Incident, duty_id: str) -> None:
    """The notice did not go out after all: what counts from it no longer does, once it is assessed again."""
    filed: dict[str, datetime] = dict(incident.facts.value("filed") or {})
    if filed.pop(duty_id, None) is not None:
        work.snapshot(incident).state_fact("filed", filed or None, work.actor)


def overtake(work: Work, incident: Incident, clock: Clock, because: Text, done: ProposedAct | None = None) -> None:
    """A clock was decided, or opened again: what was proposed about it, and about waiting with it, has moved on."""
    proposals.settle_about(work, incident, Noun.DUTY, {clock.duty_id: because}, done)
    proposals.settle_about(work, incident, Noun.HOLD, {clock.duty_id: because})


def version_of(clock: Clock) -> str:
    """Changes with every decision about the clock; empty while it is open."""
    return clock.decided_at.isoformat() if clock.decided_at else ""


def refuse_stale(work: Work, clock: Clock, title: str, version: str | None) -> None:
    """Raises Stale when the clock was decided, or opened again, since the person saw it."""
    if version is None or version == version_of(clock):
        return
    raise Stale(
        _decided_since(clock, title, people.name_of(work, clock.decided_by or "")),
        _("Check it with /breach clocks, then start again."),
    )


def _decided_since(clock: Clock, title: str, person: str) -> str:
    match clock.decision:
        case ClockDecision.MET:
            return _("{person} recorded “{title}” as met after this was shown. No change.", title=title, person=person)
        case ClockDecision.DECLINED:
            return _("{person} declined “{title}” after this was shown. No change.", title=title, person=person)
    return _("“{title}” was reopened after this was shown. No change.", title=title)


def _decided(work: Work, incident: Incident, clock: Clock, title: str, reason: str | None) -> None:
    clock.reason, clock.question = reason, None
    clock.decided_at, clock.decided_by = work.now_in(incident), work.actor
    clock.facts_known = len(incident.facts.stated)
    reminders.plan_clock(work, incident, clock, title)


def _decidable(work: Work, incident: Incident, word: str) -> tuple[Clock, str]:
    finding = find(work, incident, word)
    clock = work.snapshot(incident).clocks.get(finding.duty.id)
    if clock is None:
        raise Refused(
            _("{title} is not among this incident's duties.", title=finding.duty.title),
            _("To see why: /breach why {duty}", duty=finding.duty.id),
        )
    return clock, finding.duty.title


def _now_line(work: Work, incident: Incident, clock: Clock) -> ClockLine:
    return next(one for one in lines(work, incident) if one.clock.duty_id == clock.duty_id)
