"""One incident at a glance: what its card, its status and a handover are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.actions import clocks, confirmations, proposals
from bot.actions.clocks import ClockLine
from bot.actions.confirmations import ProposalShown
from bot.actions.runbooks import kind_words
from bot.actions.work import Work
from bot.domain.proposals import Noun
from bot.law.duties import governing_on
from bot.law.unresolved import may_bind_us
from bot.runbook.steps import StepStatus, unsettled
from bot.store.tables import Incident, Notice, RoleHolder, Visitor


@dataclass(frozen=True)
class IncidentShown:
    """Clocks next first; `waiting` are notices that want approval, by title; `proposals` are those still open;
    `unconfirmed` the facts that count before one of three has confirmed them; `visitors` those in the channel;
    `closed_by` who closed it, the first before the second."""

    incident: Incident
    kind: str
    seats: Sequence[RoleHolder]
    clocks: Sequence[ClockLine]
    undetermined: int
    steps: Sequence[StepStatus]
    waiting: Sequence[tuple[str, Notice]]
    proposals: Sequence[ProposalShown]
    unconfirmed: Sequence[str] = ()
    visitors: Sequence[Visitor] = ()
    closed_by: Sequence[str] = ()

    @cached_property
    def running(self) -> Sequence[ClockLine]:
        return [line for line in self.clocks if line.state.is_open]

    @cached_property
    def stuck(self) -> Sequence[StepStatus]:
        return [one for one in self.steps if one.stuck and not one.state.is_settled]

    @cached_property
    def unfinished(self) -> Sequence[StepStatus]:
        """Every step that someone still has to do, skip or answer, whether or not its turn has come."""
        return unsettled(self.steps)

    @cached_property
    def open_steps(self) -> Sequence[StepStatus]:
        """Those whose turn it is, and those that are late although something is advised before them."""
        return [one for one in self.steps if one.state.is_workable or one.late_for]


def show(work: Work, incident: Incident) -> IncidentShown:
    snapshot, notices = work.snapshot(incident), work.library.templates.notices
    on = governing_on(incident.facts, snapshot.now)
    return IncidentShown(
        incident=incident,
        kind=kind_words(snapshot.law, incident.runbook),
        seats=snapshot.seats,
        clocks=clocks.lines(work, incident),
        undetermined=len(may_bind_us(snapshot.findings, incident.facts, snapshot.law, on)),
        steps=snapshot.statuses,
        waiting=[(notices[one.template].title, one) for one in snapshot.drafts if one.template in notices],
        proposals=confirmations.show_open(work, incident),
        unconfirmed=[snapshot.law.vocabulary[fact.name].label for fact in incident.facts.unconfirmed],
        visitors=[one for one in snapshot.visitors.values() if one.came_at and not one.left_at],
        closed_by=closers(work, incident),
    )


def closers(work: Work, incident: Incident) -> Sequence[str]:
    """Who closed it: both where it took two."""
    agreed = proposals.agreement(work, incident, Noun.INCIDENT, incident.ref, incident.closed_at)
    both = (agreed.proposed_by, agreed.settled_by) if agreed else (incident.closed_by,)
    return tuple(dict.fromkeys(filter(None, both)))
