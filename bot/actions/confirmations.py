"""What can be proposed, and what confirming a proposal does.

One row of `PROPOSABLE` for each kind: its command, the act and subject that permission is asked for, what is checked
when it is proposed, and the action that a confirmation runs.

Caveats: a confirmation runs the action with the confirmer as the actor, in the same transaction. Where a step takes two
people and its proposer was not entitled to be the first, the confirmer is only the first of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.actions import (
    clock_decisions,
    closing,
    decisions,
    fact_changes,
    fact_proposals,
    facts,
    holds,
    notices,
    people,
    proposals,
    risks,
    runbooks,
    step_list,
    step_subjects,
    steps,
)
from bot.actions.fact_wording import label_of, words_of
from bot.actions.loosenings import LooseningShown
from bot.actions.people import the_incident
from bot.actions.proposals import Prepared
from bot.actions.step_commands import FinishStep, SkipStep
from bot.actions.step_endings import prepare_finish, prepare_skip, skip_step
from bot.actions.work import LooseningSeen, Work
from bot.domain import proposals as rules
from bot.domain.permissions import Act, ProposalSubject, Subject, may, roles_for, roles_listed
from bot.domain.proposals import Need, Noun, Proposal, ProposalKind, ProposalState
from bot.errors import NotFound, Refused, Stale, UsageError
from bot.messages import _, kept
from bot.sentences import Text, sentence
from bot.sentences import Value as Shown
from bot.store.tables import Incident

Command = TypeVar("Command")


@dataclass(frozen=True)
class Proposable(Generic[Command]):
    """`subject`: what it is about. `prepare` raises if it isn't possible, no matter who does it. `why`: in which field
    of the command a person's reason stands; empty: it has none."""

    command: type[Command]
    act: Act
    subject: Callable[[Work, Incident, Command], Subject]
    prepare: Callable[[Work, Incident, Command], Prepared[Command]]
    run: Callable[[Work, Incident, Command], object]
    why: str = "reason"

    def read(self, kept: Mapping[str, Any]) -> Command:
        """Raises Stale for what another version of breachbot has kept."""
        try:
            return TypeAdapter(self.command).validate_python(kept)
        except ValidationError:
            raise Stale(_("This was proposed in another version of breachbot."), _("Propose it again.")) from None

    def subject_of(self, work: Work, incident: Incident, kept: Mapping[str, Any]) -> Subject:
        return self.subject(work, incident, self.read(kept))

    def prepared(self, work: Work, incident: Incident, kept: Mapping[str, Any]) -> Prepared[Command]:
        return self.prepare(work, incident, self.read(kept))

    def carry_out(self, work: Work, incident: Incident, kept: Mapping[str, Any], reason: str = "") -> object:
        """For a `reason` of one's own, where one was given."""
        return self.run(work, incident, self.read({**kept, self.why: reason} if reason and self.why else kept))


def _finished(work: Work, incident: Incident, command: FinishStep) -> Subject:
    return step_subjects.subject_of(work, incident, command.step_id, command.choice)


def _skipped(work: Work, incident: Incident, command: SkipStep) -> Subject:
    return step_subjects.skipping_of(work, incident, command.step_id)


def _notice(work: Work, incident: Incident, command: notices.ApproveNotice) -> Subject:
    return notices.approval(work, incident, command.notice)


PROPOSABLE: Mapping[ProposalKind, Proposable[Any]] = {
    ProposalKind.STEP_DONE: Proposable(
        FinishStep, Act.STEPS, _finished, prepare_finish, decisions.finish_step, why="note"
    ),
    ProposalKind.STEP_SKIPPED: Proposable(SkipStep, Act.STEPS, _skipped, prepare_skip, skip_step),
    ProposalKind.DUTY_MET: Proposable(
        clock_decisions.MeetClock, Act.MEET, the_incident, clock_decisions.prepare_meeting, clock_decisions.meet_clock
    ),
    ProposalKind.DUTY_DECLINED: Proposable(
        clock_decisions.DeclineClock,
        Act.DECLINE,
        clock_decisions.declining_of,
        clock_decisions.prepare_declining,
        clock_decisions.decline_clock,
    ),
    ProposalKind.HOLD_RECORDED: Proposable(
        holds.HoldClock, Act.HOLD, the_incident, holds.prepare_hold, holds.hold_clock
    ),
    ProposalKind.HOLD_RELEASED: Proposable(
        holds.ReleaseClock, Act.HOLD, the_incident, holds.prepare_release, holds.release_clock
    ),
    ProposalKind.NOTICE_APPROVED: Proposable(
        notices.ApproveNotice, Act.APPROVE, _notice, notices.prepare_approval, notices.approve_notice
    ),
    ProposalKind.RISK_DECIDED: Proposable(
        risks.DecideRisk, Act.RISK, the_incident, risks.prepare_risk, risks.decide_risk
    ),
    ProposalKind.FACT_STATED: Proposable(
        fact_changes.StateFacts, Act.LOOSEN, the_incident, fact_changes.prepare_stating, facts.state_facts
    ),
    ProposalKind.RUNBOOK_MOVED: Proposable(
        runbooks.MoveRunbook, Act.MOVE, the_incident, runbooks.prepare_move, runbooks.move_runbook, why=""
    ),
    ProposalKind.INCIDENT_CLOSED: Proposable(
        closing.CloseIncident, Act.CLOSE, the_incident, closing.prepare_closing, closing.close_incident
    ),
}

KINDS: Mapping[type, ProposalKind] = {one.command: kind for kind, one in PROPOSABLE.items()}
"""By command."""

PROPOSABLE_ACTS = frozenset(one.act for one in PROPOSABLE.values())


@dataclass(frozen=True)
class Propose:
    """`kept` is the command as plain JSON."""

    kind: ProposalKind
    kept: Mapping[str, Any]


@dataclass(frozen=True)
class ConfirmProposal:
    """`shown`: the token of what its message says that it ends or delays (`bot.actions.loosenings`). `reason`: the
    second person's own, where it is another than the first one's."""

    proposal_id: int
    shown: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RejectProposal:
    """By its proposer it is withdrawn; then it needs no reason."""

    proposal_id: int
    reason: str = ""


@dataclass(frozen=True)
class ProposalPosted:
    incident: Incident
    proposal: Proposal
    waits_for: Text


@dataclass(frozen=True)
class ProposalSettled:
    """`waits_for_second`: confirmed, but what it does takes two people, and this was the first."""

    incident: Incident
    proposal: Proposal
    waits_for_second: bool = False


@dataclass(frozen=True)
class ProposalShown:
    """`roles` are those that may confirm it, none: anyone else in the incident. `mine`: the actor may. `outlook`:
    of an open one about facts, what confirming it changes, ends and delays. `before`: the facts that rejecting it would
    bring back, each with its label and its value in words."""

    proposal: Proposal
    roles: Sequence[str]
    mine: bool
    outlook: LooseningShown | None = None
    before: Sequence[tuple[str, Shown]] = ()


@dataclass(frozen=True)
class NextShown:
    """`proposals`: those that the actor may confirm."""

    steps: step_list.StepsListed
    proposals: Sequence[ProposalShown]


def proposed(command: object) -> Propose | None:
    """The command as a proposal, where it can be one."""
    kind = KINDS.get(type(command))
    if kind is None:
        return None
    return Propose(kind, TypeAdapter(type(command)).dump_python(command, mode="json"))


def propose(work: Work, incident: Incident, command: Propose) -> ProposalPosted:
    """By someone who may not do it themselves; posted in the channel once, for those who may."""
    row = PROPOSABLE[command.kind]
    subject = row.subject_of(work, incident, command.kept)
    if may(people.actor(work, incident), row.act, subject).allowed:
        raise Refused(_("You can do this yourself, so nothing was proposed."), _("Do it directly."))
    prepared = row.prepared(work, incident, command.kept)
    waits_for = sentence("the {roles} to confirm", roles=roles_listed(roles_for(row.act, subject)))
    before = work.snapshot(incident).findings
    proposal = proposals.keep(work, incident, Need.RIGHT_PERSON, prepared, waits_for)
    fact_changes.proposed(work, incident, proposal, before)
    steps.refresh_about(work, incident, proposal)
    return ProposalPosted(incident, proposal, waits_for)


def subject_of(work: Work, incident: Incident, proposal_id: int) -> ProposalSubject:
    """A proposal as permission to confirm or reject it sees it."""
    proposal = proposals.find(work, incident, proposal_id)
    row = PROPOSABLE[proposal.kind]
    about = people.subject_of(incident)
    if proposal.state is not ProposalState.OPEN:
        return ProposalSubject(about, "", Act.SEE, about)  # everyone hears that it is settled
    try:
        what = row.subject_of(work, incident, proposal.command)
    except (NotFound, Stale):  # what it is about is gone: nothing can come of it, so anyone may clear it away
        return ProposalSubject(about, proposal.proposed_by, Act.SEE, about)
    return ProposalSubject(about, proposal.proposed_by, row.act, what)


def show(work: Work, incident: Incident, proposal: Proposal) -> ProposalShown:
    """With the roles that may confirm it, and whether the actor may. What it is about may be gone."""
    row = PROPOSABLE[proposal.kind]
    try:
        about = row.subject_of(work, incident, proposal.command)
    except (NotFound, Stale):
        return ProposalShown(proposal, (), mine=False)
    subject = ProposalSubject(people.subject_of(incident), proposal.proposed_by, row.act, about)
    mine = may(people.actor(work, incident), Act.CONFIRM, subject).allowed
    is_open = proposal.noun is Noun.FACT and proposal.state is ProposalState.OPEN
    outlook = fact_changes.outlook(work, incident, proposal) if is_open else None
    back = fact_proposals.taken_back(work, incident, proposal) if is_open else ()
    before = [(label_of(work, incident, one.name), words_of(work, incident, one.name, one.value)) for one in back]
    return ProposalShown(proposal, roles_for(row.act, about), mine, outlook, before)


def show_open(work: Work, incident: Incident) -> Sequence[ProposalShown]:
    """Every open proposal, the oldest first."""
    return [show(work, incident, one) for one in proposals.open_of(work, incident)]


def show_next(work: Work, incident: Incident) -> NextShown:
    """What the actor can do now: confirm what others propose, and work on steps."""
    waiting = [one for one in show_open(work, incident) if one.mine]
    return NextShown(step_list.list_steps(work, incident), waiting)


def who_may_confirm(work: Work, incident: Incident, shown: ProposalShown) -> Sequence[str]:
    """For each role that may confirm it, its holder, or its alternate where the holder proposed it, is away, or may be
    a witness or a suspect."""

    def is_asked(person: str | None) -> bool:
        return person not in (None, shown.proposal.proposed_by) and not people.actor(work, incident, person).conflicted

    places = [
        [people.holder(work, incident, role, alternate=alternate) for alternate in (False, True)]
        for role in shown.roles
    ]
    found = (next((one for one in place if is_asked(one)), None) for place in places)
    return list(dict.fromkeys(one for one in found if one))


def confirm_proposal(work: Work, incident: Incident, command: ConfirmProposal) -> ProposalSettled:
    """What was proposed is done now. What it is about may have moved on: then nothing is done, and it is outdated."""
    proposal = proposals.find(work, incident, command.proposal_id)
    rules.refuse_settled(proposal)
    if because := _moved_on(work, incident, proposal):
        proposals.outdate(work, incident, proposal, because)
        return ProposalSettled(incident, proposals.find(work, incident, proposal.id))
    if command.shown:
        work = replace(work, seen=LooseningSeen(command.shown, proposal.reason))
    if proposal.need is Need.RIGHT_PERSON and proposal.noun is not Noun.FACT:
        proposals.confirm(work, incident, proposal)
    outcome = PROPOSABLE[proposal.kind].carry_out(work, incident, proposal.command, command.reason.strip())
    if proposals.find(work, incident, proposal.id) in proposals.open_of(work, incident) and proposal.noun is Noun.FACT:
        proposals.confirm(work, incident, proposal)  # what it says was so already
    waits = isinstance(outcome, closing.ClosingProposed) or (
        isinstance(outcome, (steps.StepChanged, clock_decisions.ClockDecided, notices.NoticeApproved))
        and outcome.waits_for_second
    )
    return ProposalSettled(incident, proposals.find(work, incident, proposal.id), waits)


def _moved_on(work: Work, incident: Incident, proposal: Proposal) -> Text:
    """Why it can no longer be done as it was proposed; empty while its subject stands as it did. It could be done when
    it was proposed, so anything that prevents it now is new."""
    try:
        now = PROPOSABLE[proposal.kind].prepared(work, incident, proposal.command)
    except (Refused, UsageError) as against:
        return kept(against.say)
    return (
        ""
        if now.version == proposal.version
        else sentence("The subject of this proposal has changed since it was made.")
    )


def reject_proposal(work: Work, incident: Incident, command: RejectProposal) -> ProposalSettled:
    """No to it, with the reason; by its proposer it is withdrawn."""
    proposal = proposals.find(work, incident, command.proposal_id)
    rules.refuse_settled(proposal)
    rules.refuse_silence(proposal, work.actor, command.reason)
    before, reason = work.snapshot(incident).findings, command.reason.strip()
    if proposal.noun is Noun.FACT:
        fact_proposals.refuse_loosening(work, incident, proposal)
    proposals.reject(work, incident, proposal, reason)
    if proposal.noun is Noun.FACT:
        fact_proposals.settled(work, incident, proposal, before, reason)
    settled = proposals.find(work, incident, proposal.id)
    steps.refresh_about(work, incident, settled)
    return ProposalSettled(incident, settled)
