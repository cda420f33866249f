"""How proposals look: one message for each in the channel, edited in place until it is settled, and a list.

Also the one button that stands under a refusal where the person may propose what they may not do.
"""

import json
from collections.abc import Callable, Sequence

from bot.actions.confirmations import (
    PROPOSABLE,
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
from bot.domain.proposals import ALONE, Need, Proposal, ProposalKind, ProposalState, refuse_settled
from bot.errors import NotAllowed, NotFound, Refused
from bot.messages import _, translate
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    both,
    button,
    confirm,
    cut_markup,
    escaped,
    field_input,
    mention,
    safe,
    section,
    text_box,
    told,
)
from bot.slack.callbacks import Target, number, stale, unpacked
from bot.slack.duties import change_rows
from bot.slack.facts import change_words
from bot.slack.requests import Form, IncidentContext, Reader
from bot.slack.steps import next_for_me
from bot.store.tables import Incident

LISTED = 5
ON_HOME = 2  # of one incident
FITS = 2000  # characters in a button's value
ROOM = 1500  # characters of a message for what a proposal would end


class MayPropose(NotAllowed):
    """A refusal to a member of the incident, who may propose the same instead."""

    def __init__(self, refusal: NotAllowed, target: Target) -> None:
        super().__init__(refusal.say, refusal.remedy)
        self.target = target

    def message(self) -> Message:
        text = escaped(both(self))
        return Message(text, (section(text), actions(button(_("Propose"), "proposal.make", self.target, "primary"))))


def offered(refusal: NotAllowed, work: Work, incident: Incident, command: object) -> NotAllowed:
    """The same refusal; with the button, where the command can be proposed and fits into it. What cannot be done at
    all is not offered; raises what is wrong with the words, such as a duty that there is not."""
    found = proposed(command)
    if found is None:
        return refusal
    try:
        PROPOSABLE[found.kind].prepared(work, incident, found.kept)
    except NotFound:
        raise
    except Refused:
        return refusal
    target = Target(incident.id, found.kind, json.dumps(found.kept, ensure_ascii=False, separators=(",", ":")))
    if len(target.encode()) <= FITS:
        return MayPropose(refusal, target)
    remedy = translate(refusal.remedy)
    return NotAllowed(refusal.say, _("{remedy} To propose it here, shorten the reason.", remedy=remedy))


def read_propose(context: IncidentContext) -> Propose:
    try:
        kind, kept = ProposalKind(context.request.subject), unpacked(context.request.version or "")
    except ValueError:
        raise stale() from None
    return Propose(kind, kept)


def made(outcome: ProposalPosted, reader: Reader) -> Message:
    what, people = told(outcome.proposal.what), told(outcome.waits_for)
    return Message(_("Proposal posted in the channel: {what}. Waiting for {people}.", what=what, people=people))


def message(shown: ProposalShown, incident: Incident, asked: Sequence[str], ends: Sequence[str] = ()) -> Message:
    """The message in the channel; those who are `asked` are mentioned. `ends`: which clocks end with it, ready to be
    shown."""
    one = shown.proposal
    text, head = _said(one), escaped(_("Proposed: {what}", what=translate(one.what)))
    if one.state is not ProposalState.OPEN:
        return Message(head, (section(f"{text}\n{_end(one)} {told(one.settled_reason)}".strip()),))
    people = "".join(f" {mention(person)}" for person in asked)
    listed = (section("\n".join(ends)),) if ends else ()
    said = section(f"{text}{_outlook(shown)}\n{needs(shown)}{people}")
    return Message(head, (said, *listed, buttons(shown, incident.id)))


def _outlook(shown: ProposalShown) -> str:
    """What a proposal about facts does already, and what confirming it would end or delay."""
    if shown.outlook is None:
        return ""
    if not shown.outlook.facts:
        said = "\n" + _("It already counts, as unconfirmed. Rejecting it removes it.")
        before = "; ".join(
            _("{fact}: {value}", fact=safe(_(label)), value=told(value)) for label, value in shown.before
        )
        return cut_markup(f"{said}\n{_('Before: {facts}', facts=before)}", ROOM) if before else said
    changes = [f"• {change_words(one)}" for one in shown.outlook.facts]
    if not shown.outlook.duties:
        return cut_markup("\n".join(["", *changes]), ROOM)
    head = _("It isn't in effect yet, because it would end duties or make them due later:")
    return cut_markup("\n".join(["", *changes, head, *change_rows(shown.outlook.duties)]), ROOM)


def _end(one: Proposal) -> str:
    by = mention(one.settled_by)
    match one.state:
        case ProposalState.CONFIRMED if one.is_alone:
            return _(ALONE)
        case ProposalState.CONFIRMED:
            return _("Confirmed by {person}.", person=by)
        case ProposalState.REJECTED:
            return _("Rejected by {person}.", person=by)
        case ProposalState.WITHDRAWN:
            return _("Withdrawn by {person}.", person=by)
        case _:
            return _("Outdated.")


def _said(one: Proposal) -> str:
    by, what = mention(one.proposed_by), told(one.what)
    alone = one.is_alone
    lines = (
        [_("*By {person} alone:* {what}", person=by, what=what)]
        if alone
        else [_("*Proposed by {person}:* {what}", person=by, what=what)]
    )
    return "\n".join([*lines, _("Reason: {reason}", reason=safe(one.reason))] if one.reason else lines)


def needs(shown: ProposalShown) -> str:
    roles = roles_in_words(shown.roles)
    if shown.proposal.need is Need.TWO_PEOPLE:
        if roles:
            return _("Needs a second person: the {roles}.", roles=roles)
        return _("Needs a second person: anyone else in this incident.")
    return _("Needs: the {roles}.", roles=roles) if roles else _("Needs: anyone else in this incident.")


def buttons(shown: ProposalShown, incident_id: int) -> Block:
    """One about facts is confirmed with one click: its message says what that does; for two people there is a form."""
    one, outlook = shown.proposal, shown.outlook
    said = _("It is recorded with your name: {what}", what=translate(one.what))
    ask = None if outlook or one.need is Need.TWO_PEOPLE else confirm(_("Confirm this proposal?"), said, _("Confirm"))
    token = outlook.token if outlook and outlook.duties and one.reason else ""  # without a reason one is asked for
    target = Target(incident_id, str(one.id), token)
    return actions(
        button(_("Confirm"), "proposal.confirm", target, "primary", ask),
        button(_("Reject"), "proposal.reject", Target(incident_id, str(one.id))),
        block_id=f"proposal:{one.id}",
    )


def listed(shown: Sequence[ProposalShown], incident_id: int, head: str = "") -> list[Block]:
    """The open proposals; those that the reader may confirm have their buttons."""
    if not shown:
        return []
    blocks = [section(head or _("*Open proposals: {count}*", count=len(shown)))]
    for one in shown[:LISTED]:
        blocks.append(section(f"{_said(one.proposal)}{_outlook(one)}\n{needs(one)}"))
        if one.mine:
            blocks.append(buttons(one, incident_id))
    return blocks


def waiting_rows(shown: Sequence[ProposalShown]) -> str:
    """The oldest open proposals, each with who must confirm it; how many there are, where not all are shown."""
    rows = [f"• {told(one.proposal.what)}. {needs(one)}" for one in shown[:LISTED]]
    hidden = len(shown) - len(rows)
    return "\n".join([*rows, _("_and {count} more_", count=hidden)] if hidden > 0 else rows)


def waiting_for_reader(shown: Sequence[ProposalShown], incident_id: int) -> list[Block]:
    """On Home: how many proposals wait, and the oldest that this reader may confirm, with their buttons."""
    if not shown:
        return []
    mine = [one for one in shown if one.mine]
    said = _("Open proposals: {count}. Waiting for you to confirm: {mine}.", count=len(shown), mine=len(mine))
    blocks: list[Block] = [section(said)]
    for one in mine[:ON_HOME]:
        blocks += to_settle(one, incident_id, _said(one.proposal))
    return blocks


def to_settle(shown: ProposalShown, incident_id: int, said: str = "") -> list[Block]:
    """The buttons, after what was `said` and what a proposal about facts would do."""
    text = f"{said}{_outlook(shown)}".strip()
    return [*([section(text)] if text else []), buttons(shown, incident_id)]


def next_shown(outcome: NextShown, reader: Reader) -> Message:
    """What waits for this reader's confirmation, and then the steps that they can work on."""
    work = next_for_me(outcome.steps, reader)
    if not outcome.proposals:
        return work
    count = len(outcome.proposals)
    head = _("*Waiting for you to confirm: {count}*", count=count)
    waiting = listed(outcome.proposals, outcome.steps.incident.id, head)
    if work.blocks:
        said = _("Waiting for you to confirm: {count}. {next}", count=count, next=work.text)
    else:
        said = _("Waiting for you to confirm: {count}", count=count)
    return Message(said, (*waiting, *work.blocks))


def step_note(one: Proposal, name: str) -> str:
    """In the message of the step that it is about; `name` is its proposer's."""
    if one.need is Need.RIGHT_PERSON:
        said = _("{person} proposed: {what}.", person=name, what=translate(one.what))
    elif one.kind is ProposalKind.STEP_SKIPPED:
        said = _("{person} chose to skip this step. A second person must confirm.", person=name)
    else:
        choice = _(one.command.get("choice", ""))
        said = _("{person} chose “{choice}”. A second person must confirm.", person=name, choice=choice)
    return _("{said} Reason: {reason}", said=said, reason=one.reason) if one.reason else said


def agreed_note(one: Proposal, name_of: Callable[[str], str]) -> str:
    """In the message of the step that two people settled: who they are, or that one did it alone. The first one's
    reason stands above it."""
    if one.is_alone:
        return _(ALONE)
    first, second, reason = name_of(one.proposed_by), name_of(one.settled_by or ""), translate(one.settled_reason)
    if reason:
        return _("{first} proposed it, {second} confirmed it: {reason}", first=first, second=second, reason=reason)
    return _("{first} proposed it, {second} confirmed it.", first=first, second=second)


def settled(outcome: ProposalSettled, reader: Reader) -> Message:
    one, what = outcome.proposal, told(outcome.proposal.what)
    match one.state:
        case ProposalState.CONFIRMED if outcome.waits_for_second:
            text = _("Recorded. A second person must confirm: {what}.", what=what)
        case ProposalState.CONFIRMED if one.kind is ProposalKind.NOTICE_APPROVED:
            text = _("Confirmed: {what}. Its message says how to send it, and records that it was sent.", what=what)
        case ProposalState.CONFIRMED:
            text = _("Confirmed: {what}.", what=what)
        case ProposalState.OUTDATED:
            text = _("No change. This proposal is outdated: {reason}", reason=told(one.settled_reason))
        case ProposalState.OPEN:
            text = _("Still open: {what}.", what=what)
        case ProposalState.WITHDRAWN:
            text = _("Withdrawn: {what}.", what=what)
        case _:
            text = _("Rejected: {what}.", what=what)
    return Message(text)


def read_confirm(context: IncidentContext) -> ConfirmProposal | Form:
    """What takes two people is read once more, in a form with room for the second one's own reason."""
    proposal = find(context.work, context.incident, number(context.request.subject))
    if proposal.need is not Need.TWO_PEOPLE:
        return ConfirmProposal(proposal.id, context.request.version or "")
    refuse_settled(proposal)
    return Form("proposal_confirm", str(proposal.id))


def read_confirm_form(context: IncidentContext) -> ConfirmProposal:
    return ConfirmProposal(number(context.request.subject), reason=context.request.entered("reason"))


def draw_confirm(one: Proposal, ends: Sequence[str], reason: str, read: Sequence[Block] = ()) -> Modal:
    """`ends` as for `message`; `reason`: the one that was typed; `read`: the text that is approved, as people will read
    it."""
    hint = _("Leave this blank to give the same reason. Both are kept.")
    blocks = (
        section(_said(one)),
        *((section("\n".join(ends)),) if ends else ()),
        *read,
        field_input("reason", _("Your reason"), text_box(value=reason, lines=True, most=500), hint=hint, optional=True),
    )
    return Modal("proposal_confirm", _("Confirm a proposal"), blocks, _("Confirm"), subject=str(one.id))


def read_reject(context: IncidentContext) -> RejectProposal | Form:
    """One's own is withdrawn at once; for another's the reason is asked for, unless it is settled."""
    wanted = number(context.request.subject)
    refuse_settled(find(context.work, context.incident, wanted))
    about = subject_of(context.work, context.incident, wanted)
    return RejectProposal(wanted) if about.proposer == context.actor.person else Form("proposal_reject", str(wanted))


def read_reject_form(context: IncidentContext) -> RejectProposal:
    return RejectProposal(number(context.request.subject), context.request.entered("reason"))


def draw_reject(one: Proposal) -> Modal:
    blocks = (
        section(_said(one)),
        field_input("reason", _("Why are you rejecting it?"), text_box(lines=True, most=500)),
    )
    return Modal("proposal_reject", _("Reject a proposal"), blocks, _("Reject"), subject=str(one.id))


def the_proposal(work: Work, incident: Incident, command: ConfirmProposal | RejectProposal | Form) -> ProposalSubject:
    """What permission is asked for."""
    found = number(command.subject) if isinstance(command, Form) else command.proposal_id
    return subject_of(work, incident, found)
