"""How proposals look: one message for each in the channel, edited in place until it is settled."""

from collections.abc import Mapping

from bot.domain.proposals import Need, Proposal, ProposalKind, ProposalState
from bot.slack.block_kit import Message, mention, safe, section

ENDS: Mapping[ProposalState, str] = {
    ProposalState.CONFIRMED: "Confirmed by {by}.",
    ProposalState.REJECTED: "Rejected by {by}.",
    ProposalState.WITHDRAWN: "Withdrawn by {by}.",
    ProposalState.OUTDATED: "Outdated.",
}


def message(one: Proposal) -> Message:
    lines = [f"*Proposed by {mention(one.proposed_by)}:* {safe(one.what)}"]
    if one.reason:
        lines.append(f"Reason: {safe(one.reason)}")
    if one.state is ProposalState.OPEN:
        lines.append("Needs: a second person, who says the same.")
    else:
        lines.append(f"{ENDS[one.state].format(by=mention(one.settled_by))} {safe(one.settled_reason)}".strip())
    return Message(f"Proposed: {one.what}", (section("\n".join(lines)),))


def step_note(one: Proposal, name: str) -> str:
    """In the message of the step that it is about; `name` is its proposer's."""
    if one.need is Need.RIGHT_PERSON:
        return f"{name} proposed to {one.what}. Reason: {one.reason or 'none given'}"
    chosen = "skip this step" if one.kind is ProposalKind.STEP_SKIPPED else f"“{one.command['choice']}”"
    said = f"{name} chose {chosen}; a second person must choose the same."
    return f"{said} Reason: {one.reason}" if one.reason else said
