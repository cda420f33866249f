"""Builds an incident's rows again from its audit log alone: what each event means for clocks, steps, proposals and
notices.

Pure: entries in, rows out. `incident_rows.differences` compares them with the tables. An event without a rule changed
no row (a reminder was sent, a report was made).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain import rebuild_notices  # noqa: F401 (registers its rules)
from bot.domain.audit_log import AuditEntry
from bot.domain.events import clocks, proposals, steps, tasks
from bot.domain.events.incidents import IncidentOpened
from bot.domain.incident_rows import DecisionRow, ProposalRow, RebuiltIncident, StepRow, TaskRow
from bot.domain.rebuild_rows import RowsSoFar, apply
from bot.sentences import Text


class NotRebuilt(ValueError):
    """A log that says what cannot have been, though its chain holds; `seq` is the first such entry."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"entry {seq} does not follow from those before it")
        self.seq = seq


def rebuild(entries: Sequence[AuditEntry]) -> RebuiltIncident:
    """The rows as the log has them after its last entry. Raises NotRebuilt, also for a log that does not begin."""
    if not entries or entries[0].event != IncidentOpened.name:
        raise NotRebuilt(1)
    rows = RowsSoFar(entries[0].at)
    for entry in entries:
        rows.at, rows.actor, rows.details = entry.at, entry.actor, entry.details
        try:
            apply(entry.said, rows)
        except (KeyError, TypeError, ValueError) as error:
            raise NotRebuilt(entry.seq) from error
    assert rows.incident, "the first entry opened it"
    return RebuiltIncident(
        rows.incident,
        dict(enumerate(rows.facts, 1)),
        rows.clocks,
        rows.steps,
        rows.tasks,
        rows.seats,
        rows.visitors,
        rows.decisions,
        rows.evidence,
        rows.notices,
        rows.proposals,
    )


@apply.register
def _(event: clocks.DutyAssessed, rows: RowsSoFar) -> None:
    rows.clock(
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
def _(event: clocks.DutyQuestioned, rows: RowsSoFar) -> None:
    rows.clock(event.duty_id, question=event.because)


@apply.register
def _(event: clocks.ClockMet, rows: RowsSoFar) -> None:
    _decide(rows, event, "met", met_at=event.met_at, reference=event.reference, proof=event.proof, reason=None)


@apply.register
def _(event: clocks.ClockDeclined, rows: RowsSoFar) -> None:
    _decide(rows, event, "declined", met_at=None, reference=None, proof=None, reason=event.reason)


def _decide(rows: RowsSoFar, event: clocks.ClockMet | clocks.ClockDeclined, decision: str, **how: Any) -> None:
    decided = {"decision": decision, "decided_at": rows.at, "decided_by": rows.actor, "facts_known": len(rows.facts)}
    rows.clock(event.duty_id, **decided, **how, question=None)
    rows.filed(event.filed)


@apply.register
def _(event: clocks.ClockConfirmed, rows: RowsSoFar) -> None:
    rows.clock(event.duty_id, question=None, facts_known=len(rows.facts))


@apply.register
def _(event: clocks.ClockReopened, rows: RowsSoFar) -> None:
    names = ("decision", "decided_at", "decided_by", "facts_known", "met_at", "reference", "proof", "reason")
    undecided = dict.fromkeys((*names, "question"))
    rows.clock(event.duty_id, **undecided)
    rows.filed(event.filed)


@apply.register
def _(event: clocks.ClockHeld, rows: RowsSoFar) -> None:
    rows.clock(
        event.duty_id,
        hold_authority=event.authority,
        hold_asked_at=event.asked_at,
        hold_until_at=event.until_at,
        hold_written=event.written,
        hold_released_at=None,
    )


@apply.register
def _(event: clocks.ClockReleased, rows: RowsSoFar) -> None:
    rows.clock(event.duty_id, hold_released_at=event.released_at)


@apply.register
def _(event: steps.StepClaimed, rows: RowsSoFar) -> None:
    _own(rows, event.step_id, rows.actor)
    rows.step(event.step_id, stuck=None)


@apply.register
def _(event: steps.StepAssigned, rows: RowsSoFar) -> None:
    _own(rows, event.step_id, *event.owners)


def _own(rows: RowsSoFar, step_id: str, *people: str) -> None:
    before = rows.steps.get(step_id) or StepRow(step_id)
    had = before.owners if before.state == "claimed" else ()
    owners, claimed_at = tuple(dict.fromkeys((*had, *people))), before.claimed_at if had else rows.at
    rows.step(step_id, state="claimed", owners=owners, claimed_at=claimed_at)


@apply.register
def _(event: steps.StepDone, rows: RowsSoFar) -> None:
    _settle(rows, event.step_id, "done", event.note, event.answer)


@apply.register
def _(event: steps.StepDoneEarly, rows: RowsSoFar) -> None:
    rows.step(event.step_id, done_before=",".join(event.before))


@apply.register
def _(event: steps.StepDeviation, rows: RowsSoFar) -> None:
    if event.settles:
        _settle(rows, event.step_id, "done", event.reason, None)
        rows.step(event.step_id, finished_at=event.happened_at)
    rows.step(event.step_id, deviation=event.reason)


@apply.register
def _(event: steps.StepSkipped, rows: RowsSoFar) -> None:
    _settle(rows, event.step_id, "skipped", event.reason, None)


def _settle(rows: RowsSoFar, step_id: str, state: str, note: str, answer: str | None) -> None:
    rows.step(
        step_id,
        state=state,
        owners=(rows.actor,),
        finished_at=rows.at,
        finished_by=rows.actor,
        note=note,
        answer=answer,
        stuck=None,
        done_before=None,
        check_at=None,
    )


@apply.register
def _(event: steps.StepNotKnown, rows: RowsSoFar) -> None:
    rows.step(event.step_id, check_at=event.check_at)


@apply.register
def _(event: steps.StepCompleted, rows: RowsSoFar) -> None:
    _settle(rows, event.step_id, "done", "", None)
    rows.step(event.step_id, owners=(event.by,))


@apply.register
def _(event: steps.StepAskedAgain, rows: RowsSoFar) -> None:
    undone = dict.fromkeys(("finished_at", "finished_by", "note", "answer"))
    rows.step(event.step_id, state="open", owners=(), **undone)


@apply.register
def _(event: steps.StepStuck, rows: RowsSoFar) -> None:
    rows.step(event.step_id, stuck=event.reason)


@apply.register
def _(event: steps.StepReleased, rows: RowsSoFar) -> None:
    before = rows.steps[event.step_id]
    owners = tuple(one for one in before.owners if one != event.person)
    if owners:
        rows.step(event.step_id, owners=owners)
    else:
        rows.step(event.step_id, state="open", owners=(), claimed_at=None)


@apply.register
def _(event: tasks.TaskAdded, rows: RowsSoFar) -> None:
    rows.tasks[event.step_id] = TaskRow(event.step_id, event.text, event.due_at, rows.at, rows.actor)
    _own(rows, event.step_id, *event.owners)


@apply.register
def _(event: tasks.TaskChanged, rows: RowsSoFar) -> None:
    rows.tasks[event.step_id] = replace(rows.tasks[event.step_id], text=event.text, due_at=event.due_at)


@apply.register
def _(event: tasks.TaskTestStated, rows: RowsSoFar) -> None:
    rows.tasks[event.step_id] = replace(rows.tasks[event.step_id], test=event.test)


@apply.register
def _(event: tasks.TaskReopened, rows: RowsSoFar) -> None:
    undone = dict.fromkeys(("finished_at", "finished_by", "note"))
    rows.step(event.step_id, state="claimed", **undone)


@apply.register
def _(event: steps.StepException, rows: RowsSoFar) -> None:
    for step_id in event.steps:
        rows.step(step_id, exception=event.reason)


@apply.register
def _(event: steps.DecisionMade, rows: RowsSoFar) -> None:
    rows.decisions[event.decision_id] = DecisionRow(
        event.decision_id,
        event.step_id,
        event.question,
        event.choice,
        event.reason,
        rows.at,
        event.decided_by,
        event.second_by,
    )


@apply.register
def _(event: proposals.ProposalMade, rows: RowsSoFar) -> None:
    rows.proposals[event.proposal_id] = ProposalRow(
        id=event.proposal_id,
        kind=event.kind,
        need=event.need,
        subject=event.subject,
        command=event.command,
        what=event.what,
        reason=event.reason or "",
        version=event.version,
        proposed_at=rows.at,
        proposed_by=rows.actor,
    )


@apply.register
def _(event: proposals.ProposalConfirmed, rows: RowsSoFar) -> None:
    _end(rows, event.proposal_id, "confirmed", event.reason)


@apply.register
def _(event: proposals.ProposalDoneAlone, rows: RowsSoFar) -> None:
    _end(rows, event.proposal_id, "confirmed", None)


@apply.register
def _(event: proposals.ProposalRejected, rows: RowsSoFar) -> None:
    _end(rows, event.proposal_id, "rejected", event.reason)


@apply.register
def _(event: proposals.ProposalWithdrawn, rows: RowsSoFar) -> None:
    _end(rows, event.proposal_id, "withdrawn", event.reason)


@apply.register
def _(event: proposals.ProposalOutdated, rows: RowsSoFar) -> None:
    _end(rows, event.proposal_id, "outdated", event.reason)


def _end(rows: RowsSoFar, proposal_id: int, state: str, reason: Text | None) -> None:
    settled = {"settled_at": rows.at, "settled_by": rows.actor, "settled_reason": reason or ""}
    rows.proposal(proposal_id, state=state, **settled)
