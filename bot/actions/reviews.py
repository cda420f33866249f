"""Looks again at what was decided about a duty: it stands, or it is open again. By name, and on the record."""

from dataclasses import dataclass

from bot.actions import assessments, channels, clock_decisions, clocks, reminders, steps
from bot.actions.clocks import ClockLine
from bot.actions.contents import DutyToReview, QuestionAnswered
from bot.actions.work import Work
from bot.domain.events.clocks import ClockConfirmed, ClockReopened
from bot.errors import Refused
from bot.messages import _
from bot.sentences import sentence
from bot.store.tables import Clock, Incident


@dataclass(frozen=True)
class ReopenClock:
    duty: str


@dataclass(frozen=True)
class DecisionReviewed:
    """`stands`: the decision was confirmed; otherwise the duty is open again."""

    incident: Incident
    line: ClockLine
    stands: bool


def confirm_decision(work: Work, incident: Incident, duty: str) -> DecisionReviewed:
    """The decision stands although the assessment speaks against it."""
    line = _questioned(work, incident, duty)
    clock = line.clock
    work.record(incident, ClockConfirmed(clock.duty_id, line.title, clock.decision or "", clock.question or ""))
    clock.question, clock.facts_known = None, len(incident.facts.stated)
    return _answered(work, incident, clock, stands=True)


def reopen_clock(work: Work, incident: Incident, command: ReopenClock) -> DecisionReviewed:
    """The decision is taken back: the clock runs as the assessment has it, and what counted from it counts again.

    Raises Loosens where others were due because this one was met, and the actor has not seen that they end or move.
    """
    line = _questioned(work, incident, command.duty)
    clock = line.clock
    decision = clock.decision or ""
    before, statuses = work.snapshot(incident).findings, work.snapshot(incident).statuses
    clock.decision = clock.decided_at = clock.decided_by = clock.met_at = clock.reference = clock.reason = None
    clock.proof = clock.question = clock.facts_known = None
    clock_decisions.unfile(work, incident, clock.duty_id)
    filed = incident.facts.value("filed")
    work.record(incident, ClockReopened(clock.duty_id, line.title, decision, filed))
    clock_decisions.overtake(work, incident, clock, sentence("“{title}” was reopened.", title=sentence(line.title)))
    assessments.reassess(work, incident, before, ("filed",))
    reminders.plan_clock(work, incident, clock, line.title)
    steps.follow(work, incident, statuses)
    return _answered(work, incident, clock, stands=False)


def _questioned(work: Work, incident: Incident, duty: str) -> ClockLine:
    line = clocks.line_of(work, incident, duty)
    if line.clock.decision is None:
        raise Refused(_("{title} is already open.", title=_(line.title)), _("No change."))
    if line.clock.question is None:
        raise Refused(_("{title}: this question was already answered.", title=_(line.title)), _("No change."))
    return line


def _answered(work: Work, incident: Incident, clock: Clock, *, stands: bool) -> DecisionReviewed:
    """The question's message shows from now on how it was answered."""
    work.session.flush()
    for row, content in channels.posts_of(work, incident, DutyToReview):
        if content.duty == clock.duty_id:
            channels.refresh(work, incident, row.key, QuestionAnswered(clock.duty_id, stands, work.actor))
    channels.refresh_card(work, incident)
    return DecisionReviewed(incident, clocks.line_of(work, incident, clock.duty_id), stands)
