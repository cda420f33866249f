"""What people decide about a duty: that it was met, or that it is declined.

What a clock is and how it is found is decided in `clocks.py`, whether an earlier decision still stands in `reviews.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import AwareDatetime

from bot.actions import (
    clocks,
    linked_steps,
    notice_sendings,
    people,
    profiles,
    proposals,
    reminders,
    sending_proofs,
    steps,
)
from bot.actions.assessments import reassess
from bot.actions.proposals import Prepared
from bot.actions.sending_proofs import GivenProof
from bot.actions.work import Work
from bot.domain import clocks as life
from bot.domain.clocks import ClockDecision, MeetingDoubt
from bot.domain.events.clocks import ClockDeclined, ClockMet, MeetingExplained
from bot.domain.permissions import DutySubject
from bot.domain.proposals import Noun, ProposedAct, declining, meeting
from bot.domain.sendings import Proof
from bot.errors import Stale, UsageError
from bot.law.duties import Finding
from bot.messages import N_, _
from bot.sentences import At, Text, listed, sentence
from bot.store.tables import Clock, Incident


@dataclass(frozen=True)
class MeetClock:
    """`met_at` is when the notice went out, not when it is recorded; None: it was not said, so now.

    `version` is the decision that the person saw (`version_of`); None: they were shown none. `because`: why it is right
    although something speaks against it.
    """

    duty: str
    reference: str
    met_at: AwareDatetime | None
    version: str | None = None
    because: str = ""
    proof: GivenProof = field(default_factory=GivenProof)


@dataclass(frozen=True)
class DeclineClock:
    """`version` as for MeetClock."""

    duty: str
    reason: str
    version: str | None = None


@dataclass(frozen=True)
class ClockDecided:
    """`still_open`: after a duty was declined, those that someone still has to do something about."""

    incident: Incident
    line: clocks.ClockLine
    again: bool = False
    waits_for_second: bool = False
    still_open: Sequence[clocks.ClockLine] = ()


def prepare_meeting(work: Work, incident: Incident, command: MeetClock) -> Prepared[MeetClock]:
    """Raises if it isn't possible, no matter who does it."""
    clock, title = clocks.decidable(work, incident, command.duty)
    refuse_stale(work, clock, title, command.version)
    met_at, reference = _went_out(work, incident, clock, command.met_at), command.reference.strip()
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
    because = command.because.strip()
    if not because:
        _refuse_doubtful(doubts_about(work, incident, clock, command, met_at))
    done = meeting(clock.duty_id, title, reference, At(met_at, incident.zone))
    sending_proofs.checked(work, incident, command.proof)
    kept = MeetClock(clock.duty_id, reference, met_at, version_of(clock), because, command.proof)
    return Prepared(kept, done, because, version_of(clock))


def _went_out(work: Work, incident: Incident, clock: Clock, said: datetime | None) -> datetime:
    """What was approved in the minute that people say went out after that; now, where they say nothing."""
    serving = notice_sendings.serving(work, incident, clock.duty_id)
    return notice_sendings.to_the_second(serving, said or work.now_in(incident))


def doubts_about(
    work: Work, incident: Incident, clock: Clock, command: MeetClock, met_at: datetime
) -> Sequence[MeetingDoubt]:
    """What speaks against it. An assumed start is no start: someone may know better."""
    finding = clocks.find(work, incident, clock.duty_id)
    assumed = finding.deadline is not None and finding.deadline.assumed
    starts_at, has_notice = None if assumed else clock.starts_at, clocks.has_notice(work, incident, clock.duty_id)
    approved = notice_sendings.is_approved(work, incident, clock.duty_id, met_at)
    return life.doubts(command.reference, met_at, starts_at, has_notice=has_notice, approved=approved)


DOUBTS: Mapping[MeetingDoubt, str] = {
    MeetingDoubt.BEFORE_OWED: N_("it went out before its clock started"),
    MeetingDoubt.NO_NOTICE: N_("no notice of its kind is on record"),
    MeetingDoubt.NOT_APPROVED: N_("its notice isn't approved, or wasn't when it went out"),
    MeetingDoubt.NO_REFERENCE: N_("there is no reference"),
}


WHY_RIGHT: Mapping[MeetingDoubt, str] = {
    MeetingDoubt.NO_NOTICE: N_("If it is right anyway, say why. For example: because it was written on the portal"),
    MeetingDoubt.NO_REFERENCE: N_("If it is right anyway, say why. For example: because the portal gives no receipt"),
}
ANY_REASON = N_("If it is right anyway, say why: because ...")


def _refuse_doubtful(found: Sequence[MeetingDoubt]) -> None:
    """Raises UsageError, so that the person says why it is right, or corrects it."""
    if found:
        raise UsageError(
            _("Not recorded yet: {doubts}.", doubts="; ".join(_(DOUBTS[one]) for one in found)),
            _(WHY_RIGHT.get(found[0], ANY_REASON)),
            field="because",
        )


def meet_clock(work: Work, incident: Incident, command: MeetClock) -> ClockDecided:
    """A duty was fulfilled: when the notice went out and under which reference. The same again changes nothing."""
    clock, title = clocks.decidable(work, incident, command.duty)
    proof = sending_proofs.checked(work, incident, command.proof).over(clock.proof or Proof())
    said_so = clock.decision is ClockDecision.MET and clock.reference == command.reference.strip()
    same = said_so and clock.proof == proof
    if same and (command.met_at is None or _went_out(work, incident, clock, command.met_at) == clock.met_at):
        return ClockDecided(incident, clocks.line_for(work, incident, clock), again=True)
    prepared = prepare_meeting(work, incident, command)
    met_at, reference = prepared.command.met_at or work.now_in(incident), prepared.command.reference
    clock.decision, clock.met_at, clock.reference, clock.proof = ClockDecision.MET, met_at, reference, proof
    _decided(work, incident, clock, title, None)
    filed: dict[str, datetime] = {**(incident.facts.value("filed") or {}), clock.duty_id: met_at}
    if found := doubts_about(work, incident, clock, command, met_at):
        told = sentence("{doubts}", doubts=listed((sentence(DOUBTS[one]) for one in found), "; "))
        work.record(incident, MeetingExplained(clock.duty_id, title, told, prepared.reason))
    said = ClockMet(clock.duty_id, title, met_at, reference, clock.target_at, filed, proof, proof.said)
    work.record(incident, said)
    notice_sendings.met(work, incident, clock, reference, met_at, proof)
    overtake(work, incident, clock, sentence("“{title}” was recorded as met.", title=sentence(title)), prepared.done)
    _after_filing(work, incident, filed)
    return ClockDecided(incident, clocks.line_for(work, incident, clock))


def _after_filing(work: Work, incident: Incident, filed: dict[str, datetime]) -> None:
    """What was filed is itself a fact: other duties count from it."""
    snapshot = work.snapshot(incident)
    before, statuses = snapshot.findings, snapshot.statuses
    snapshot.state_fact("filed", filed, work.actor)
    reassess(work, incident, before, ("filed",))
    steps.follow(work, incident, statuses)


def declining_of(work: Work, incident: Incident, command: DeclineClock) -> DutySubject:
    """The duty as permission to decline it sees it: who may decide about all of its group may be the second."""
    duty, about = clocks.find(work, incident, command.duty).duty, people.subject_of(incident)
    step = linked_steps.deciding_step(work, incident, duty.id)
    waits = proposals.waits_for_second(work, incident, declining(duty.id, duty.title))
    return DutySubject(about, step.decision.seconds if step and step.decision and waits else ())


def prepare_declining(work: Work, incident: Incident, command: DeclineClock) -> Prepared[DeclineClock]:
    """Raises if it isn't possible, no matter who does it."""
    clock, title = clocks.decidable(work, incident, command.duty)
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
    """Two named people decide not to notify, for a reason that an authority could read."""
    prepared = prepare_declining(work, incident, command)
    clock, title = clocks.decidable(work, incident, prepared.command.duty)
    if proposals.needs_second(work, incident, prepared):
        return ClockDecided(incident, clocks.line_for(work, incident, clock), waits_for_second=True)
    first = proposals.agreeing(work, incident, prepared.done)
    statuses, reason = work.snapshot(incident).statuses, first.reason if first else prepared.reason
    _decline(work, incident, clock, title, reason, prepared.done)
    steps.follow(work, incident, statuses, reason, first)
    return ClockDecided(incident, clocks.line_for(work, incident, clock), still_open=clocks.running(work, incident))


def decline_all(work: Work, incident: Incident, duties: Sequence[tuple[Clock, Finding]], reason: str) -> None:
    """What one decision about several duties means for each; whether it may be given was asked before."""
    for clock, finding in duties:
        title = finding.duty.title
        _decline(work, incident, clock, title, reason, declining(clock.duty_id, title))


def _decline(work: Work, incident: Incident, clock: Clock, title: str, reason: str, done: ProposedAct) -> None:
    before, was_met = work.snapshot(incident).findings, clock.decision is ClockDecision.MET
    clock.decision, clock.met_at, clock.reference, clock.proof = ClockDecision.DECLINED, None, None, None
    _decided(work, incident, clock, title, reason)
    unfile(work, incident, clock.duty_id)
    work.record(incident, ClockDeclined(clock.duty_id, title, reason, incident.facts.value("filed")))
    overtake(work, incident, clock, sentence("“{title}” was declined.", title=sentence(title)), done)
    if was_met:
        reassess(work, incident, before, ("filed",))


def unfile(work: Work, incident: Incident, duty_id: str) -> None:
    """The notice did not go out after all: what counts from it no longer does, once it is assessed again."""
    notice_sendings.unmet(work, incident, duty_id)
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
        _decided_since(clock, title, profiles.name_of(work, clock.decided_by or "")),
        _("Check it with /breach clocks, then start again."),
    )


def _decided_since(clock: Clock, title: str, person: str) -> str:
    duty = _(title)
    match clock.decision:
        case ClockDecision.MET:
            return _("{person} recorded “{title}” as met after this was shown. No change.", title=duty, person=person)
        case ClockDecision.DECLINED:
            return _("{person} declined “{title}” after this was shown. No change.", title=duty, person=person)
    return _("“{title}” was reopened after this was shown. No change.", title=duty)


def _decided(work: Work, incident: Incident, clock: Clock, title: str, reason: str | None) -> None:
    clock.reason, clock.question = reason, None
    clock.decided_at, clock.decided_by = work.now_in(incident), work.actor
    clock.facts_known = len(incident.facts.stated)
    reminders.plan_clock(work, incident, clock, title)
