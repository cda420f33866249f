"""Proposals as they are kept: made, listed, settled, and outdated once what they are about has moved on.

What a confirmed proposal does is decided in `confirmations.py`. Code that changes a step, duty, notice or fact says so
here with `settle_about`, in the same transaction: so no proposal waits for what can no longer happen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from bot.actions import channels, notice_states, reminders
from bot.actions.contents import ProposalCard
from bot.actions.work import Work
from bot.domain import proposals as rules
from bot.domain.events import proposals as events
from bot.domain.events.event import Event
from bot.domain.proposals import Need, Noun, ProposalState, ProposedAct
from bot.errors import NotFound
from bot.messages import _
from bot.sentences import Text, sentence
from bot.store.tables import Incident, StoredProposal

Command = TypeVar("Command")
A_SECOND = sentence("a second person to confirm")


@dataclass(frozen=True)
class Prepared(Generic[Command]):
    """A command that was checked, as it would be kept: about one thing, whatever words it was called by.

    `version` is the state of that thing now; empty where it has none.
    """

    command: Command
    done: ProposedAct
    reason: str
    version: str = ""


def all_of(work: Work, incident: Incident) -> Sequence[rules.Proposal]:
    """Every proposal, oldest first."""
    return [_read(row) for row in work.snapshot(incident).proposals.values()]


def open_of(work: Work, incident: Incident) -> Sequence[rules.Proposal]:
    return rules.still_open(all_of(work, incident))


def find(work: Work, incident: Incident, proposal_id: int) -> rules.Proposal:
    """Raises NotFound for one that is not this incident's."""
    row = work.snapshot(incident).proposals.get(proposal_id)
    if row is None:
        raise NotFound(_("There is no such proposal in this incident."), _("See the open ones with /breach status."))
    return _read(row)


def _read(row: StoredProposal) -> rules.Proposal:
    return rules.Proposal(
        id=row.id,
        kind=row.kind,
        need=row.need,
        subject=row.subject,
        command=row.command,
        what=row.what,
        reason=row.reason,
        version=row.version,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        state=row.state,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        settled_reason=row.settled_reason,
    )


def keep(work: Work, incident: Incident, need: Need, prepared: Prepared[Any], waits_for: Text) -> rules.Proposal:
    """Record it and post it in the channel, once. The same by the same person again is the one that stands.

    `waits_for` says in words who must confirm it.
    """
    same = rules.repeated(open_of(work, incident), work.actor, prepared.done)
    if same and same.need is need:
        return same
    if same:  # they could not be the first of two people when they proposed it
        outdate(work, incident, same, sentence("Its proposer may decide it now, with a second person."))
    row = _made(work, incident, need, prepared, waits_for)
    channels.post(work, incident, key(incident, row.id), ProposalCard(row.id), urgency=2)
    reminders.plan_proposal(work, incident, row.id, row.what, row.proposed_at, waits=True)
    channels.refresh_card(work, incident)
    return _read(row)


def do_alone(work: Work, incident: Incident, prepared: Prepared[Any]) -> None:
    """The actor does alone what takes two people, where the organization has turned the rule off. The channel is told,
    and every view of what was done says so."""
    row = _made(work, incident, Need.TWO_PEOPLE, prepared, sentence("nobody"))
    row.state, row.settled_at, row.settled_by = ProposalState.CONFIRMED, work.now_in(incident), work.actor
    work.record(incident, events.ProposalDoneAlone(row.id, row.what))
    channels.post(work, incident, key(incident, row.id), ProposalCard(row.id), urgency=2)


def _made(work: Work, incident: Incident, need: Need, prepared: Prepared[Any], waits_for: Text) -> StoredProposal:
    row = _new(work, incident, need, prepared)
    work.snapshot(incident).add_proposal(row)
    work.record(
        incident,
        events.ProposalMade(
            proposal_id=row.id,
            kind=row.kind,
            need=row.need,
            subject=row.subject,
            command=row.command,
            what=row.what,
            waits_for=waits_for,
            reason=row.reason or None,
            version=row.version,
        ),
    )
    return row


def _new(work: Work, incident: Incident, need: Need, prepared: Prepared[Any]) -> StoredProposal:
    return StoredProposal(
        incident_id=incident.id,
        kind=prepared.done.kind,
        need=need,
        subject=prepared.done.subject,
        command=TypeAdapter(type(prepared.command)).dump_python(prepared.command, mode="json"),
        what=prepared.done.what,
        reason=prepared.reason,
        version=prepared.version,
        proposed_at=work.now_in(incident),
        proposed_by=work.actor,
        state=ProposalState.OPEN,
        settled_reason="",
    )


def key(incident: Incident, proposal_id: int) -> str:
    return f"proposal:{incident.id}:{proposal_id}"


def agreeing(work: Work, incident: Incident, done: ProposedAct) -> rules.Proposal | None:
    """The open proposal of a first person with which the actor, as the second, says the same."""
    return rules.agreeing(open_of(work, incident), work.actor, done)


def needs_second(work: Work, incident: Incident, prepared: Prepared[Any], waits_for: Text = A_SECOND) -> bool:
    """Whether what the actor wants waits for a second person, who must want the same of the same; then it is kept as a
    proposal. Where the organization has turned the rule off, it is recorded as done by one person instead."""
    first = agreeing(work, incident, prepared.done)
    if first and first.version == prepared.version:
        return False
    if first:
        outdate(work, incident, first, sentence("The subject of this proposal has changed since it was made."))
    if not work.library.organisation.wants_two_people:
        do_alone(work, incident, prepared)
        return False
    keep(work, incident, Need.TWO_PEOPLE, prepared, waits_for)
    return True


def first_of_two(work: Work, incident: Incident, done: ProposedAct) -> rules.Proposal | None:
    """The open proposal by which a first person said just this."""
    same = rules.same_as(open_of(work, incident), done)
    return next((one for one in same if one.need is Need.TWO_PEOPLE), None)


def waits_for_second(work: Work, incident: Incident, done: ProposedAct) -> bool:
    """Whether a first person, the actor or another, has said just this."""
    return rules.waits_for_second(open_of(work, incident), done)


def agreement(work: Work, incident: Incident, noun: Noun, subject: str, at: datetime | None) -> rules.Proposal | None:
    """What took two people about this subject and was settled `at` this instant: who said it, and for which reasons."""
    return rules.agreement(all_of(work, incident), noun, subject, at)


def confirm(work: Work, incident: Incident, proposal: rules.Proposal, reason: str = "") -> None:
    event = events.ProposalConfirmed(proposal.id, proposal.what, proposal.proposed_by, reason or None)
    _settle(work, incident, proposal, ProposalState.CONFIRMED, reason, event)


def reject(work: Work, incident: Incident, proposal: rules.Proposal, reason: str) -> None:
    """By its proposer it is withdrawn."""
    first, said = proposal.proposed_by, (proposal.id, proposal.what, proposal.proposed_by, reason or None)
    if first == work.actor:
        _settle(work, incident, proposal, ProposalState.WITHDRAWN, reason, events.ProposalWithdrawn(*said))
    else:
        _settle(work, incident, proposal, ProposalState.REJECTED, reason, events.ProposalRejected(*said))


def outdate(work: Work, incident: Incident, proposal: rules.Proposal, because: Text) -> None:
    event = events.ProposalOutdated(proposal.id, proposal.what, proposal.proposed_by, because)
    _settle(work, incident, proposal, ProposalState.OUTDATED, because, event)


def _settle(
    work: Work, incident: Incident, proposal: rules.Proposal, state: ProposalState, reason: Text, event: Event
) -> None:
    row = work.snapshot(incident).proposals[proposal.id]
    row.state, row.settled_at, row.settled_by = state, work.now_in(incident), work.actor
    row.settled_reason = reason
    work.snapshot(incident).proposal_changed(row)
    work.record(incident, event)
    in_review = proposal.noun is Noun.NOTICE and proposal.need is Need.TWO_PEOPLE
    if in_review and state is not ProposalState.CONFIRMED:
        notice_states.returned(work, incident, int(proposal.subject), reason or proposal.what)
    channels.refresh(work, incident, key(incident, row.id), ProposalCard(row.id))
    reminders.plan_proposal(work, incident, row.id, row.what, row.proposed_at, waits=False)
    channels.refresh_card(work, incident)


def settle_about(
    work: Work,
    incident: Incident,
    noun: Noun,
    because: Mapping[str, Text],
    done: ProposedAct | None = None,
    reason: str = "",
) -> None:
    """These subjects moved on, each `because` of what is said: the open proposals about them are outdated.

    One that another person made and that says the same as what is `done` is confirmed by the actor instead, for their
    own `reason` where it is another.
    """
    if not because:
        return
    for one in rules.rivals(open_of(work, incident), noun, because):
        if done and one.is_same_as(done) and one.proposed_by != work.actor:
            confirm(work, incident, one, "" if reason == one.reason else reason)
        else:
            outdate(work, incident, one, next(because[name] for name in because if name in one.subjects))


def outdate_all(work: Work, incident: Incident, because: Text) -> None:
    for one in open_of(work, incident):
        outdate(work, incident, one, because)
