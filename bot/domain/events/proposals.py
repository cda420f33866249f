"""Events of proposals: made by one person, settled by another, withdrawn, or overtaken."""

from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events.event import Event, PersonId, Stated, Told, Words
from bot.sentences import Text


@dataclass(frozen=True)
class ProposalMade(Event):
    """`command`: what confirming it does, as plain JSON. `version`: the state of its subject that the proposer saw."""

    name: ClassVar[str] = "proposal.made"
    says: ClassVar[str] = "proposed to {what}; waiting for {waits_for}. Reason: {reason}"
    proposal_id: int
    kind: str
    need: str
    subject: str
    command: Stated
    what: Told
    waits_for: Text
    reason: Words | None
    version: str


@dataclass(frozen=True)
class ProposalConfirmed(Event):
    """`reason`: the confirmer's own; None where they gave none besides the proposer's."""

    name: ClassVar[str] = "proposal.confirmed"
    says: ClassVar[str] = "confirmed what {proposed_by} had proposed: {what}. Reason: {reason}"
    proposal_id: int
    what: Told
    proposed_by: PersonId
    reason: Words | None


@dataclass(frozen=True)
class ProposalDoneAlone(Event):
    """One person did what takes two, which the organization allows."""

    name: ClassVar[str] = "proposal.done_alone"
    says: ClassVar[str] = (
        "did alone: {what}; recorded by one person; the organization has turned off the two-person rule"
    )
    proposal_id: int
    what: Told


@dataclass(frozen=True)
class ProposalRejected(Event):
    name: ClassVar[str] = "proposal.rejected"
    says: ClassVar[str] = "rejected what {proposed_by} had proposed: {what}. Reason: {reason}"
    proposal_id: int
    what: Told
    proposed_by: PersonId
    reason: Words | None


@dataclass(frozen=True)
class ProposalWithdrawn(Event):
    name: ClassVar[str] = "proposal.withdrawn"
    says: ClassVar[str] = "withdrew the proposal to {what}"
    proposal_id: int
    what: Told
    proposed_by: PersonId
    reason: Words | None


@dataclass(frozen=True)
class ProposalOutdated(Event):
    """`reason`: what its subject has become."""

    name: ClassVar[str] = "proposal.outdated"
    says: ClassVar[str] = "the proposal by {proposed_by} to {what} is outdated: {reason}"
    proposal_id: int
    what: Told
    proposed_by: PersonId
    reason: Told | None
