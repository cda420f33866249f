"""Builds an incident's rows again from its audit log alone: what each event means for clocks, steps, proposals and
notices.

Pure: entries in, rows out. `incident_rows.differences` holds them against the tables. An event without a rule changed
no row (a reminder was sent, a report was made).
"""

from collections.abc import Sequence

from bot.domain.audit_log import AuditEntry
from bot.domain.events import clocks, notices, proposals, steps
from bot.domain.incident_rows import DecisionRow, NoticeRow, ProposalRow, RebuiltIncident, stored
from bot.domain.rebuild_draft import RebuildDraft, apply


def rebuild(entries: Sequence[AuditEntry]) -> RebuiltIncident:
    """The rows as the log has them after its last entry. Raises ValueError for a log that does not begin."""
    if not entries:
        raise ValueError("the log has no entries")
    draft = RebuildDraft(entries[0].at)
    for entry in entries:
        draft.at, draft.actor, draft.details = entry.at, entry.actor, entry.details
        apply(entry.said, draft)
    if draft.incident is None:
        raise ValueError("the log does not begin with the opening of an incident")
    return RebuiltIncident(
        draft.incident,
        dict(enumerate(draft.facts, 1)),
        draft.clocks,
        draft.steps,
        draft.seats,
        draft.decisions,
        draft.evidence,
        draft.notices,
        draft.proposals,
    )


@apply.register
def _(event: clocks.DutyAssessed, draft: RebuildDraft) -> None:
    draft.clock(
        event.duty_id,
        answer=event.answer,
        starts_at=event.starts_at,
        target_at=event.target_at,
        limit_at=event.limit_at,
        held_until=event.held_until,
        house_at=event.house_at,
        changed_at=event.changed_at,
    )


@apply.register
def _(event: clocks.DutyQuestioned, draft: RebuildDraft) -> None:
    draft.clock(event.duty_id, question=event.because)


@apply.register
def _(event: clocks.ClockMet, draft: RebuildDraft) -> None:
    decided = {"decision": "met", "met_at": event.met_at, "reference": event.reference, "reason": None}
    draft.clock(event.duty_id, **decided, question=None, decided_at=draft.at, decided_by=draft.actor)
    draft.filed(event.filed)


@apply.register
def _(event: clocks.ClockDeclined, draft: RebuildDraft) -> None:
    decided = {"decision": "declined", "met_at": None, "reference": None, "reason": event.reason}
    draft.clock(event.duty_id, **decided, question=None, decided_at=draft.at, decided_by=draft.actor)


@apply.register
def _(event: clocks.ClockConfirmed, draft: RebuildDraft) -> None:
    draft.clock(event.duty_id, question=None)


@apply.register
def _(event: clocks.ClockReopened, draft: RebuildDraft) -> None:
    undecided = dict.fromkeys(("decision", "decided_at", "decided_by", "met_at", "reference", "reason", "question"))
    draft.clock(event.duty_id, **undecided)
    draft.filed(event.filed)


@apply.register
def _(event: clocks.ClockHeld, draft: RebuildDraft) -> None:
    draft.clock(
        event.duty_id,
        hold_authority=event.authority,
        hold_asked_at=event.asked_at,
        hold_until_at=event.until_at,
        hold_written=event.written,
        hold_released_at=None,
    )


@apply.register
def _(event: clocks.ClockReleased, draft: RebuildDraft) -> None:
    draft.clock(event.duty_id, hold_released_at=event.released_at)


@apply.register
def _(event: steps.StepClaimed, draft: RebuildDraft) -> None:
    draft.step(event.step_id, state="claimed", owner_id=draft.actor, claimed_at=draft.at, stuck=None)


@apply.register
def _(event: steps.StepDone, draft: RebuildDraft) -> None:
    _settle(draft, event.step_id, "done", event.note, event.answer)


@apply.register
def _(event: steps.StepSkipped, draft: RebuildDraft) -> None:
    _settle(draft, event.step_id, "skipped", event.reason, None)


def _settle(draft: RebuildDraft, step_id: str, state: str, note: str, answer: str | None) -> None:
    draft.step(
        step_id,
        state=state,
        owner_id=draft.actor,
        finished_at=draft.at,
        finished_by=draft.actor,
        note=note,
        answer=answer,
        stuck=None,
    )


@apply.register
def _(event: steps.StepStuck, draft: RebuildDraft) -> None:
    draft.step(event.step_id, stuck=event.reason)


@apply.register
def _(event: steps.StepReleased, draft: RebuildDraft) -> None:
    draft.step(event.step_id, state="open", owner_id=None, claimed_at=None)


@apply.register
def _(event: steps.StepException, draft: RebuildDraft) -> None:
    for step_id in event.steps:
        draft.step(step_id, exception=event.reason)


@apply.register
def _(event: steps.DecisionMade, draft: RebuildDraft) -> None:
    draft.decisions[event.decision_id] = DecisionRow(
        event.decision_id,
        event.step_id,
        event.question,
        event.choice,
        event.reason,
        draft.at,
        event.decided_by,
        event.second_by,
    )


@apply.register
def _(event: notices.NoticeDrafted, draft: RebuildDraft) -> None:
    draft.notices[event.notice_id] = NoticeRow(
        id=event.notice_id,
        template=event.template,
        language=event.language,
        version=event.version,
        state="draft",
        subject=event.subject,
        text=event.text,
        text_hash=event.text_hash,
        missing=stored(draft.details, "missing"),
        lint=stored(draft.details, "remarks"),
        drafted_at=draft.at,
        drafted_by=draft.actor,
    )


@apply.register
def _(event: notices.NoticeApproved, draft: RebuildDraft) -> None:
    draft.notice(event.notice_id, state="approved", approved_at=draft.at, approved_by=draft.actor)


@apply.register
def _(event: notices.NoticeSuperseded, draft: RebuildDraft) -> None:
    draft.notice(event.notice_id, state="superseded")


@apply.register
def _(event: proposals.ProposalMade, draft: RebuildDraft) -> None:
    draft.proposals[event.proposal_id] = ProposalRow(
        id=event.proposal_id,
        kind=event.kind,
        need=event.need,
        subject=event.subject,
        command=event.command,
        what=event.what,
        reason=event.reason or "",
        version=event.version,
        proposed_at=draft.at,
        proposed_by=draft.actor,
    )


@apply.register
def _(event: proposals.ProposalConfirmed, draft: RebuildDraft) -> None:
    _end(draft, event.proposal_id, "confirmed", event.reason)


@apply.register
def _(event: proposals.ProposalRejected, draft: RebuildDraft) -> None:
    _end(draft, event.proposal_id, "rejected", event.reason)


@apply.register
def _(event: proposals.ProposalWithdrawn, draft: RebuildDraft) -> None:
    _end(draft, event.proposal_id, "withdrawn", event.reason)


@apply.register
def _(event: proposals.ProposalOutdated, draft: RebuildDraft) -> None:
    _end(draft, event.proposal_id, "outdated", event.reason)


def _end(draft: RebuildDraft, proposal_id: int, state: str, reason: str | None) -> None:
    settled = {"settled_at": draft.at, "settled_by": draft.actor, "settled_reason": reason or ""}
    draft.proposal(proposal_id, state=state, **settled)
