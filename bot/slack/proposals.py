"""How proposals look: one message for each in the channel, edited in place until it is settled, and a list.

Also the one button that stands under a refusal where the person may propose what they may not do.
"""

import json
from collections.abc import Mapping, Sequence

from bot.actions.confirmations import (
    ConfirmProposal,
    NextShown,
    ProposalPosted,
    ProposalSettled,
    ProposalShown,
    Propose,
    RejectProposal,
    proposed,
    subject_of,
)
from bot.actions.proposals import find
from bot.actions.work import Work
from bot.domain.permissions import ProposalSubject, roles_in_words
from bot.domain.proposals import Need, Proposal, ProposalKind, ProposalState, refuse_settled
from bot.errors import NotAllowed
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    confirm,
    escaped,
    field_input,
    mention,
    safe,
    section,
    text_box,
)
from bot.slack.callbacks import Target, stale
from bot.slack.requests import Form, IncidentContext, Reader
from bot.slack.steps import next_for_me
from bot.store.tables import Incident

ENDS: Mapping[ProposalState, str] = {
    ProposalState.CONFIRMED: "Confirmed by {by}.",
    ProposalState.REJECTED: "Rejected by {by}.",
    ProposalState.WITHDRAWN: "Withdrawn by {by}.",
    ProposalState.OUTDATED: "Outdated.",
}
LISTED = 5
FITS = 2000  # characters in a button's value


class MayPropose(NotAllowed):
    """A refusal to a member of the incident, who may propose the same instead."""

    def __init__(self, refusal: NotAllowed, target: Target) -> None:
        super().__init__(refusal.say, refusal.remedy)
        self.target = target

    def message(self) -> Message:
        text = escaped(f"{self.say} {self.remedy}".strip())
        return Message(text, (section(text), actions(button("Propose", "proposal.make", self.target, "primary"))))


def offered(refusal: NotAllowed, incident: Incident, command: object) -> NotAllowed:
    """The same refusal; with the button, where the command can be proposed and fits into it."""
    found = proposed(command)
    if found is None:
        return refusal
    target = Target(incident.id, found.kind, json.dumps(found.kept, ensure_ascii=False, separators=(",", ":")))
    if len(target.encode()) <= FITS:
        return MayPropose(refusal, target)
    return NotAllowed(refusal.say, f"{refusal.remedy} With a shorter reason you can propose it to them here.")


def read_propose(context: IncidentContext) -> Propose:
    try:
        kind, kept = ProposalKind(context.request.subject), json.loads(context.request.version or "")
    except ValueError:
        raise stale() from None
    return Propose(kind, kept)


def made(outcome: ProposalPosted, reader: Reader) -> Message:
    said = f"Proposed to {outcome.proposal.what}. It waits for {outcome.waits_for}; the channel shows it."
    return Message(escaped(said))


def message(shown: ProposalShown, incident: Incident, asked: Sequence[str]) -> Message:
    """The message in the channel; those who are `asked` are mentioned."""
    one = shown.proposal
    text, head = _said(one), escaped(f"Proposed: {one.what}")
    if one.state is not ProposalState.OPEN:
        end = f"{ENDS[one.state].format(by=mention(one.settled_by))} {safe(one.settled_reason)}".strip()
        return Message(head, (section(f"{text}\n{end}"),))
    people = "".join(f" {mention(person)}" for person in asked)
    blocks = section(f"{text}\n{needs(shown)}{people}"), buttons(one, incident.id)
    return Message(head, blocks)


def _said(one: Proposal) -> str:
    lines = [f"*Proposed by {mention(one.proposed_by)}:* {safe(one.what)}"]
    return "\n".join([*lines, f"Reason: {safe(one.reason)}"] if one.reason else lines)


def needs(shown: ProposalShown) -> str:
    who = f"the {roles_in_words(shown.roles)}" if shown.roles else "anyone else in this incident"
    return f"Needs a second person: {who}." if shown.proposal.need is Need.TWO_PEOPLE else f"Needs: {who}."


def buttons(one: Proposal, incident_id: int) -> Block:
    target = Target(incident_id, str(one.id))
    ask = confirm("Confirm this proposal?", f"Your name goes on the record with it: {one.what}", "Confirm")
    return actions(
        button("Confirm", "proposal.confirm", target, "primary", ask),
        button("Reject", "proposal.reject", target),
        block_id=f"proposal:{one.id}",
    )


def listed(shown: Sequence[ProposalShown], incident_id: int, head: str = "Open proposals") -> list[Block]:
    """The open proposals; those that the reader may confirm have their buttons."""
    if not shown:
        return []
    blocks = [section(f"*{head}: {len(shown)}*")]
    for one in shown[:LISTED]:
        blocks.append(section(f"{_said(one.proposal)}\n{needs(one)}"))
        if one.mine:
            blocks.append(buttons(one.proposal, incident_id))
    return blocks


def next_shown(outcome: NextShown, reader: Reader) -> Message:
    """What waits for this reader's confirmation, and then the steps that they can work on."""
    work = next_for_me(outcome.steps, reader)
    if not outcome.proposals:
        return work
    waiting = listed(outcome.proposals, outcome.steps.incident.id, "Waiting for you to confirm")
    said = f"Waiting for you to confirm: {len(outcome.proposals)}"
    return Message(f"{said}. {work.text}" if work.blocks else said, (*waiting, *work.blocks))


def step_note(one: Proposal, name: str) -> str:
    """In the message of the step that it is about; `name` is its proposer's."""
    if one.need is Need.RIGHT_PERSON:
        said = f"{name} proposed to {one.what}."
    else:
        chosen = "skip this step" if one.kind is ProposalKind.STEP_SKIPPED else f"“{one.command.get('choice', '')}”"
        said = f"{name} chose {chosen}; a second person must choose the same."
    return f"{said} Reason: {one.reason}" if one.reason else said


def settled(outcome: ProposalSettled, reader: Reader) -> Message:
    one = outcome.proposal
    match one.state:
        case ProposalState.CONFIRMED if outcome.waits_for_second:
            text = f"It takes two people to {one.what}. Yours is recorded; a colleague must confirm it."
        case ProposalState.CONFIRMED:
            text = f"Confirmed: {one.what}."
        case ProposalState.OUTDATED:
            text = f"Nothing was done, because this proposal is outdated: {one.settled_reason}"
        case ProposalState.OPEN:
            text = f"It is still open: {one.what}."
        case _:
            text = f"{'Withdrawn' if one.state is ProposalState.WITHDRAWN else 'Rejected'}: {one.what}."
    return Message(escaped(text))


def read_confirm(context: IncidentContext) -> ConfirmProposal:
    return ConfirmProposal(_number(context))


def read_reject(context: IncidentContext) -> RejectProposal | Form:
    """One's own is withdrawn at once; for another's the reason is asked for, unless it is settled."""
    number = _number(context)
    refuse_settled(find(context.work, context.incident, number))
    about = subject_of(context.work, context.incident, number)
    return RejectProposal(number) if about.proposer == context.actor.person else Form("proposal_reject", str(number))


def read_reject_form(context: IncidentContext) -> RejectProposal:
    return RejectProposal(_number(context), context.request.entered("reason"))


def draw_reject(one: Proposal) -> Modal:
    blocks = (section(_said(one)), field_input("reason", "Why not?", text_box(lines=True, most=500)))
    return Modal("proposal_reject", "Reject a proposal", blocks, "Reject", subject=str(one.id))


def the_proposal(work: Work, incident: Incident, command: ConfirmProposal | RejectProposal | Form) -> ProposalSubject:
    """What permission is asked for."""
    number = int(command.subject) if isinstance(command, Form) else command.proposal_id
    return subject_of(work, incident, number)


def _number(context: IncidentContext) -> int:
    if not context.request.subject.isdecimal():
        raise stale()
    return int(context.request.subject)
