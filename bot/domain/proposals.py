"""Propose and confirm: the one way in which something takes two people, or the person whose decision it is.

Decides when a proposal stands, who is kept from confirming it, and what becomes of the others about the same subject.
Leaves to `permissions` which roles may confirm, and to the actions what a confirmed proposal does.

Caveats: a proposal is never overwritten. A different one about the same subject stands beside it until one of them is
confirmed or the subject moves on. A reason is no part of what is proposed: who proposes the same for another reason
agrees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from bot.errors import Refused, UsageError
from bot.law.fact_edits import FactEdit, How
from bot.messages import N_, _, translate
from bot.sentences import At, Sentence, Text, counted, listed, sentence

EDITS: TypeAdapter[tuple[FactEdit, ...]] = TypeAdapter(tuple[FactEdit, ...])


class ProposalKind(StrEnum):
    """What confirming it does: one for each command that can be proposed."""

    STEP_DONE = "step_done"  # finish a step, with its decision where it has one
    STEP_SKIPPED = "step_skipped"  # skip a step
    DUTY_MET = "duty_met"  # record that a notice went out
    DUTY_DECLINED = "duty_declined"  # decide not to notify
    HOLD_RECORDED = "hold_recorded"  # record an agency's request to wait
    HOLD_RELEASED = "hold_released"  # record that the agency lifted it
    NOTICE_APPROVED = "notice_approved"  # approve one version of a notice
    RISK_DECIDED = "risk_decided"  # decide the risk to people
    FACT_STATED = "fact_stated"  # state or correct facts
    INCIDENT_CLOSED = "incident_closed"  # close the incident
    RUNBOOK_MOVED = "runbook_moved"  # move the incident to another runbook


class Noun(StrEnum):
    """What a proposal is about; together with its id that is the subject."""

    STEP = "step"
    DUTY = "duty"
    HOLD = "hold"  # a request to wait with a duty
    NOTICE = "notice"
    FACT = "fact"
    INCIDENT = "incident"
    RUNBOOK = "runbook"


NOUNS: Mapping[ProposalKind, Noun] = {
    ProposalKind.STEP_DONE: Noun.STEP,
    ProposalKind.STEP_SKIPPED: Noun.STEP,
    ProposalKind.DUTY_MET: Noun.DUTY,
    ProposalKind.DUTY_DECLINED: Noun.DUTY,
    ProposalKind.HOLD_RECORDED: Noun.HOLD,
    ProposalKind.HOLD_RELEASED: Noun.HOLD,
    ProposalKind.NOTICE_APPROVED: Noun.NOTICE,
    ProposalKind.RISK_DECIDED: Noun.FACT,
    ProposalKind.FACT_STATED: Noun.FACT,
    ProposalKind.INCIDENT_CLOSED: Noun.INCIDENT,
    ProposalKind.RUNBOOK_MOVED: Noun.RUNBOOK,
}


class Need(StrEnum):
    """What a proposal waits for."""

    TWO_PEOPLE = "two_people"  # its proposer counts as the first; another person who may do it confirms
    RIGHT_PERSON = "right_person"  # its proposer may not do it; a person who may confirms


class ProposalState(StrEnum):
    OPEN = "open"  # waits for a person to confirm or reject it
    CONFIRMED = "confirmed"  # done, with both names
    REJECTED = "rejected"  # a person who could have confirmed it said no
    WITHDRAWN = "withdrawn"  # taken back by its proposer
    OUTDATED = "outdated"  # what it is about has moved on


@dataclass(frozen=True)
class ProposedAct:
    """What a person does or proposes, without their reason."""

    kind: ProposalKind
    subject: str
    what: Sentence


@dataclass(frozen=True)
class Proposal:
    """`command` is what confirming it does, as plain JSON; `what` is the same in words: “decline Tell the authority”.

    `subject` is the id of the step, duty, notice or fact; `version` the state in which the proposer saw it.
    `settled_reason`: what a person wrote, or why it is outdated.
    """

    id: int
    kind: ProposalKind
    need: Need
    subject: str
    command: Mapping[str, Any]
    what: Sentence
    reason: str
    proposed_at: datetime
    proposed_by: str
    state: ProposalState = ProposalState.OPEN
    settled_at: datetime | None = None
    settled_by: str | None = None
    settled_reason: Text = ""
    version: str = ""

    @property
    def noun(self) -> Noun:
        return NOUNS[self.kind]

    @property
    def is_alone(self) -> bool:
        """One person did what takes two, because the organization has turned the rule off."""
        return self.state is ProposalState.CONFIRMED and self.proposed_by == self.settled_by

    @property
    def subjects(self) -> frozenset[str]:
        """Several facts are stated at once; everything else is about one subject."""
        return frozenset(self.subject.split(","))

    def is_same_as(self, other: ProposedAct) -> bool:
        """Whether both do the same; reasons may differ."""
        return (self.kind, self.subject, self.what) == (other.kind, other.subject, other.what)


ALONE = N_("Recorded by one person; the organization has turned off the two-person rule.")
"""What stands wherever such an entry is shown."""

SETTLED: Mapping[ProposalState, str] = {
    ProposalState.CONFIRMED: N_("This proposal is already confirmed."),
    ProposalState.REJECTED: N_("This proposal was rejected."),
    ProposalState.WITHDRAWN: N_("This proposal was withdrawn by its proposer."),
    ProposalState.OUTDATED: N_("This proposal is outdated."),
}


def refuse_settled(proposal: Proposal) -> None:
    """Raises Refused for a proposal that is no longer open."""
    if said := SETTLED.get(proposal.state):
        why = proposal.settled_reason if proposal.state is ProposalState.OUTDATED else ""
        raise Refused(f"{_(said)} {translate(why)}".strip(), _("No change."))


def refuse_silence(proposal: Proposal, person: str, reason: str) -> None:
    """Raises UsageError for a rejection without a reason; one's own is withdrawn without."""
    if person != proposal.proposed_by and not reason.strip():
        raise UsageError(
            _("Rejecting a proposal needs a reason."),
            _("One sentence is enough; its proposer reads it."),
            field="reason",
        )


def still_open(proposals: Iterable[Proposal]) -> Sequence[Proposal]:
    return [one for one in proposals if one.state is ProposalState.OPEN]


def repeated(proposals: Iterable[Proposal], person: str, done: ProposedAct) -> Proposal | None:
    """The open proposal by which this person proposes the same already."""
    return next((one for one in same_as(proposals, done) if one.proposed_by == person), None)


def same_as(proposals: Iterable[Proposal], done: ProposedAct) -> Sequence[Proposal]:
    """The open proposals to do just this, oldest first."""
    return [one for one in still_open(proposals) if one.is_same_as(done)]


def agreeing(proposals: Iterable[Proposal], person: str, done: ProposedAct) -> Proposal | None:
    """The oldest open proposal of a first person with which this person, as the second, says the same."""
    same = (one for one in same_as(proposals, done) if one.need is Need.TWO_PEOPLE)
    return next((one for one in same if one.proposed_by != person), None)


def waits_for_second(proposals: Iterable[Proposal], done: ProposedAct) -> bool:
    """Whether any first person has said exactly this."""
    return any(one.need is Need.TWO_PEOPLE for one in same_as(proposals, done))


def agreement(proposals: Iterable[Proposal], noun: Noun, subject: str, at: datetime | None) -> Proposal | None:
    """What took two people about this subject and was settled `at` this instant: who said it, and for which reasons."""
    settled = (
        one
        for one in proposals
        if (one.state, one.need, one.noun, one.settled_at) == (ProposalState.CONFIRMED, Need.TWO_PEOPLE, noun, at)
    )
    return next((one for one in settled if subject in one.subjects), None)


def rivals(proposals: Iterable[Proposal], noun: Noun, subjects: Iterable[str]) -> Sequence[Proposal]:
    """The open proposals about any of these subjects: outdated once one is confirmed, or the subject moves on."""
    return [one for one in still_open(proposals) if one.noun is noun and not one.subjects.isdisjoint(subjects)]


def finishing(step_id: str, title: Text, choice: str) -> ProposedAct:
    """With the choice where the step decides something."""
    what = sentence("finish {step} ({title})", step=step_id, title=title)
    if choice:
        what = sentence("decide {step} ({title}): “{choice}”", step=step_id, title=title, choice=sentence(choice))
    return ProposedAct(ProposalKind.STEP_DONE, step_id, what)


def skipping(step_id: str, title: Text) -> ProposedAct:
    what = sentence("skip {step} ({title})", step=step_id, title=title)
    return ProposedAct(ProposalKind.STEP_SKIPPED, step_id, what)


def declining(duty_id: str, title: str) -> ProposedAct:
    return ProposedAct(ProposalKind.DUTY_DECLINED, duty_id, sentence("decline “{title}”", title=sentence(title)))


def meeting(duty_id: str, title: str, reference: str, at: At) -> ProposedAct:
    """`at`: when the notice went out."""
    duty = sentence(title)
    what = sentence("record “{title}” as met: {at}, reference {reference}", title=duty, at=at, reference=reference)
    return ProposedAct(ProposalKind.DUTY_MET, duty_id, what)


def holding(subject: str, title: Text, authority: str, until: At, *, written: bool) -> ProposedAct:
    """`subject`: a duty's id or `all`."""
    return ProposedAct(ProposalKind.HOLD_RECORDED, subject, _hold(title, authority, until, written=written))


def _hold(title: Text, agency: str, until: At, *, written: bool) -> Sentence:
    if written:
        return sentence(
            "hold “{title}” until {until} at the written request of {agency}", title=title, until=until, agency=agency
        )
    return sentence("hold “{title}” until {until} at the request of {agency}", title=title, until=until, agency=agency)


def releasing(subject: str, title: Text, at: At) -> ProposedAct:
    what = sentence("end the hold on “{title}”, which may go out as of {at}", title=title, at=at)
    return ProposedAct(ProposalKind.HOLD_RELEASED, subject, what)


def approving(notice_id: int, title: str, version: int) -> ProposedAct:
    what = sentence("approve “{title}”, version {version}", title=title, version=version)
    return ProposedAct(ProposalKind.NOTICE_APPROVED, str(notice_id), what)


def deciding_risk(level: str) -> ProposedAct:
    return ProposedAct(
        ProposalKind.RISK_DECIDED, "risk", sentence("decide the risk to people: {level}", level=sentence(level))
    )


def stating(facts: Mapping[str, Text]) -> ProposedAct:
    """`facts`: by name, each with its label and value in words."""
    what = sentence("state {facts}", facts=listed(facts.values(), "; "))
    return ProposedAct(ProposalKind.FACT_STATED, ",".join(sorted(facts)), what)


def fact_edits(kind: ProposalKind, command: Mapping[str, Any]) -> tuple[FactEdit, ...]:
    """What a proposal would do to the facts."""
    match kind:
        case ProposalKind.FACT_STATED:
            return EDITS.validate_python(command["edits"])
        case ProposalKind.RISK_DECIDED:
            return (FactEdit("risk", How.REPLACE, command["level"]),)
    return ()


def closing(ref: str, running: int) -> ProposedAct:
    """`running`: how many duties still run."""
    what = sentence("close {ref}", ref=ref)
    if running:
        what = counted(
            "close {ref}, although {n} duty still runs", "close {ref}, although {n} duties still run", running, ref=ref
        )
    return ProposedAct(ProposalKind.INCIDENT_CLOSED, ref, what)


def moving(digest: str, title: str, version: int, dropped: Sequence[Text]) -> ProposedAct:
    """`digest`: the beginning of the runbook's hash. `dropped`: the open steps of two people that it does not have."""
    book = sentence(title)
    what = sentence("move the incident to “{title}”, version {version}", title=book, version=version)
    if dropped:
        what = sentence(
            "move the incident to “{title}”, version {version}, which drops {steps}",
            title=book,
            version=version,
            steps=listed(dropped, "and"),
        )
    return ProposedAct(ProposalKind.RUNBOOK_MOVED, digest, what)
