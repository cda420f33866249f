"""Working the runbook: taking a step, finishing, deciding, skipping, saying what is in the way, adding evidence.

Every use-case looks at the whole runbook before and after, so that what opened, appeared or was set aside is posted,
recorded and reminded of in the same transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.actions import known, people, reminders, room
from bot.actions.work import Work
from bot.domain import steps as rules
from bot.domain.incidents import ROLES
from bot.domain.runbooks import Step
from bot.domain.steps import StepStatus
from bot.errors import NotAllowed, NotFound, Refused, UsageError
from bot.store.tables import Decision, Evidence, Incident, StepState

ON_WEEKDAYS = 5  # the runbooks' working days are the team's, Monday to Friday; the law's have calendars of their own


@dataclass(frozen=True)
class ClaimStep:
    step_id: str


@dataclass(frozen=True)
class FinishStep:
    """`choice` where the step decides something; `note` is what was done, or the reason of the choice."""

    step_id: str
    note: str = ""
    choice: str = ""


@dataclass(frozen=True)
class SkipStep:
    step_id: str
    reason: str


@dataclass(frozen=True)
class StepStuck:
    step_id: str
    reason: str


@dataclass(frozen=True)
class AddEvidence:
    step_id: str | None
    kind: Literal["file", "link", "message", "text"]
    title: str
    location: str
    sha256: str | None = None


@dataclass(frozen=True)
class StepChanged:
    incident: Incident
    status: StepStatus
    again: bool = False  # it stood so already; nothing was done
    waits_for_second: bool = False
    opened: Sequence[StepStatus] = ()


@dataclass(frozen=True)
class StepsListed:
    incident: Incident
    statuses: Sequence[StepStatus]
    mine: Sequence[StepStatus]
    phase: str | None


@dataclass(frozen=True)
class EvidenceAdded:
    incident: Incident
    evidence: Evidence


def key(incident: Incident, step_id: str) -> str:
    return f"step:{incident.id}:{step_id}"


def look(work: Work, incident: Incident) -> tuple[StepStatus, ...]:
    """Every step as it stands now."""
    days = rules.Days(ZoneInfo(incident.zone), _worked)
    return rules.status(
        incident.runbook,
        {step_id: _state(row) for step_id, row in rows(work, incident).items()},
        known.holds(work, incident),
        known.moments(incident),
        work.now_in(incident),
        days,
    )


def _worked(day: date) -> bool:
    return day.weekday() < ON_WEEKDAYS


def rows(work: Work, incident: Incident) -> Mapping[str, StepState]:
    """What people did, by step; a step nobody touched has no row."""
    found = work.session.scalars(select(StepState).where(StepState.incident_id == incident.id))
    return {row.step_id: row for row in found}


def _state(row: StepState) -> rules.StepState:
    return rules.StepState(
        state=row.state,  # type: ignore[arg-type]
        person=row.owner_id or "",
        claimed_at=row.claimed_at,
        settled_at=row.finished_at,
        answer=row.answer or "",
        reason=row.note or "",
        stuck=row.stuck or "",
    )


def list_steps(work: Work, incident: Incident, phase: str | None = None) -> StepsListed:
    """All steps (of one phase), and apart from them what the actor can do now."""
    statuses = look(work, incident)
    mine = rules.next_for(statuses, people.roles_of(work, incident, work.actor), work.actor)
    shown = [one for one in statuses if phase in (None, str(one.step.phase))]
    return StepsListed(incident, shown, mine, phase)


def find(work: Work, incident: Incident, word: str) -> StepStatus:
    """The step that a responder means by its id or by words of its title. Raises NotFound or UsageError."""
    statuses, wanted = look(work, incident), word.strip().lower()
    for one in statuses:
        if one.step.id.lower() == wanted:
            return one
    named = [one for one in statuses if wanted and all(part in one.step.title.lower() for part in wanted.split())]
    if len(named) == 1:
        return named[0]
    if not named:
        raise NotFound(f"There is no step “{word}” in this runbook.", "See them with /breach steps.")
    listed = ", ".join(f"{one.step.id} ({one.step.title})" for one in named[:5])
    raise UsageError(f"“{word}” fits several steps.", f"Name one by its number: {listed}.")


@contextmanager
def _changing(work: Work, incident: Incident) -> Iterator[None]:
    before = look(work, incident)
    yield
    follow(work, incident, before)


def follow(work: Work, incident: Incident, before: Sequence[StepStatus]) -> None:
    """After anything that may have moved steps: record and post what changed, plan the reminders again."""
    after = look(work, incident)
    was = {one.step.id: one for one in before}
    for change in rules.changes(before, after):
        event = {"appeared": "step.appeared", "set_aside": "step.set_aside"}.get(change.what)
        if event:
            work.record(incident, event, step=change.step.id, title=change.step.title, because=change.because)
    for one in after:
        if was.get(one.step.id) != one:
            room.refresh(work, incident, key(incident, one.step.id), "step", step=one.step.id)
            reminders.plan_step(work, incident, one)
    post_open(work, incident, after)
    room.refresh_card(work, incident)


def post_open(work: Work, incident: Incident, statuses: Sequence[StepStatus] = ()) -> None:
    """One message for each step that can be worked on now, once."""
    for one in statuses or look(work, incident):
        if one.state in ("open", "claimed"):
            room.post(work, incident, key(incident, one.step.id), "step", step=one.step.id)
            if not statuses:
                reminders.plan_step(work, incident, one)


def _row(work: Work, incident: Incident, step_id: str) -> StepState:
    row = work.session.get(StepState, (incident.id, step_id))
    if row is None:
        row = StepState(incident_id=incident.id, step_id=step_id, state="open")
        work.session.add(row)
    return row


def claim_step(work: Work, incident: Incident, command: ClaimStep) -> StepChanged:
    """Take a step. A step that another person has is taken over, and the record says so."""
    one = find(work, incident, command.step_id)
    _refuse_settled(one)
    _allow_role(work, incident, one.step)
    if one.person == work.actor and one.state == "claimed":
        return StepChanged(incident, one, again=True)
    if one.state == "blocked":
        raise Refused(f"{one.step.id} waits for {_names(incident, one.blocked_by)}.", "Finish or skip that first.")
    with _changing(work, incident):
        row = _row(work, incident, one.step.id)
        row.state, row.owner_id, row.claimed_at, row.stuck = "claimed", work.actor, work.now_in(incident), None
        work.session.flush()
        work.record(incident, "step.claimed", step=one.step.id, title=one.step.title, before=one.person)
    return StepChanged(incident, find(work, incident, one.step.id))


def finish_step(work: Work, incident: Incident, command: FinishStep) -> StepChanged:
    """Done, with the decision where the step asks for one. A second finish of the same step changes nothing."""
    one = find(work, incident, command.step_id)
    if one.state == "done" and one.person == work.actor and not command.choice:
        return StepChanged(incident, one, again=True)
    _refuse_settled(one)
    _allow_role(work, incident, one.step)
    if one.state == "blocked":
        raise Refused(f"{one.step.id} waits for {_names(incident, one.blocked_by)}.", "Finish or skip that first.")
    decided = one.step.decision is not None
    if decided:
        _check_decision(work, incident, one, command)
    if one.step.decision and one.step.decision.two_people and not _agreed(work, incident, one, command.choice):
        return StepChanged(incident, find(work, incident, one.step.id), waits_for_second=True)
    before = look(work, incident)
    if decided:
        _record_decision(work, incident, one, command)
    _settle(work, incident, one, "done", command.note, command.choice)
    work.record(incident, "step.done", step=one.step.id, title=one.step.title, note=command.note.strip())
    return _followed(work, incident, one, before)


def _check_decision(work: Work, incident: Incident, one: StepStatus, command: FinishStep) -> None:
    decision = one.step.decision
    assert decision
    if command.choice not in decision.options:
        raise UsageError(
            f"{one.step.id} asks: {decision.question}", "Choose one of: " + ", ".join(decision.options) + "."
        )
    if decision.reason == "required" and not command.note.strip():
        raise UsageError("This decision needs its reason.", "One sentence is enough; it stays in the record.")
    if set(people.roles_of(work, incident, work.actor)).isdisjoint(decision.by):
        who = " or ".join(ROLES[role] for role in decision.by)
        raise NotAllowed(f"This decision is for the {who}.", "Ask them; the step stays open.")


def _agreed(work: Work, incident: Incident, one: StepStatus, proposal: str) -> bool:
    """Whether a second person now says the same as a first one did; otherwise this person becomes the first."""
    row = _row(work, incident, one.step.id)
    if row.proposal == proposal and row.proposed_by not in (None, work.actor):
        return True
    row.proposal, row.proposed_by = proposal, work.actor
    work.session.flush()
    room.refresh(work, incident, key(incident, one.step.id), "step", step=one.step.id)
    return False


def _record_decision(work: Work, incident: Incident, one: StepStatus, command: FinishStep) -> None:
    decision, row = one.step.decision, _row(work, incident, one.step.id)
    assert decision
    first = row.proposed_by if decision.two_people and row.proposed_by else work.actor
    work.session.add(
        Decision(
            incident_id=incident.id,
            step_id=one.step.id,
            question=decision.question,
            choice=command.choice,
            reason=command.note.strip(),
            decided_at=work.now_in(incident),
            decided_by=first,
            second_by=work.actor if decision.two_people else None,
        )
    )
    said = {"step": one.step.id, "question": decision.question, "choice": command.choice}
    work.record(incident, "decision.made", **said, reason=command.note.strip(), first=first)


def skip_step(work: Work, incident: Incident, command: SkipStep) -> StepChanged:
    """Leave a step out, with the reason; some may never be skipped, some only by two people."""
    one = find(work, incident, command.step_id)
    _refuse_settled(one)
    _allow_role(work, incident, one.step)
    if one.step.skip == "never":
        raise Refused(f"{one.step.id} cannot be skipped. {one.step.why}".strip(), "Ask the lead for help with it.")
    if not command.reason.strip():
        raise UsageError(
            "Skipping a step needs a reason.", f"For example: /breach skip {one.step.id} no laptop involved"
        )
    if one.step.skip == "two_people" and not _agreed(work, incident, one, "skip"):
        return StepChanged(incident, find(work, incident, one.step.id), waits_for_second=True)
    before = look(work, incident)
    _settle(work, incident, one, "skipped", command.reason, "")
    work.record(incident, "step.skipped", step=one.step.id, title=one.step.title, reason=command.reason.strip())
    return _followed(work, incident, one, before)


def _settle(
    work: Work, incident: Incident, one: StepStatus, state: Literal["done", "skipped"], note: str, choice: str
) -> None:
    row = _row(work, incident, one.step.id)
    row.state, row.finished_at, row.finished_by = state, work.now_in(incident), work.actor
    row.owner_id = row.owner_id or work.actor
    row.note, row.answer, row.stuck, row.proposal, row.proposed_by = note.strip(), choice or None, None, None, None
    work.session.flush()


def _followed(work: Work, incident: Incident, one: StepStatus, before: Sequence[StepStatus]) -> StepChanged:
    was_open = {each.step.id for each in before if each.state in ("open", "claimed")}
    follow(work, incident, before)
    after = look(work, incident)
    opened = [each for each in after if each.state == "open" and each.step.id not in was_open]
    now = next(each for each in after if each.step.id == one.step.id)
    return StepChanged(incident, now, opened=opened)


def say_stuck(work: Work, incident: Incident, command: StepStuck) -> StepChanged:
    """Say what is in the way: the lead sees it on the card; the step's clock goes on."""
    one = find(work, incident, command.step_id)
    _refuse_settled(one)
    if not command.reason.strip():
        raise UsageError("Say in a few words what is in the way.", "For example: no access to the audit log")
    before = look(work, incident)
    row = _row(work, incident, one.step.id)
    row.stuck = command.reason.strip()
    work.session.flush()
    work.record(incident, "step.stuck", step=one.step.id, title=one.step.title, reason=command.reason.strip())
    return _followed(work, incident, one, before)


def add_evidence(work: Work, incident: Incident, command: AddEvidence) -> EvidenceAdded:
    """Keep where a piece of evidence is, who brought it and when; for files also its SHA-256."""
    evidence = Evidence(
        incident_id=incident.id,
        step_id=command.step_id,
        kind=command.kind,
        title=command.title,
        location=command.location,
        sha256=command.sha256,
        collected_at=work.now_in(incident),
        collected_by=work.actor,
    )
    work.session.add(evidence)
    work.session.flush()
    work.record(incident, "evidence.added", title=command.title, step=command.step_id, sha256=command.sha256)
    return EvidenceAdded(incident, evidence)


def count_open(work: Work, incident: Incident) -> int:
    return len(rules.unsettled(look(work, incident)))


def _refuse_settled(one: StepStatus) -> None:
    if one.settled:
        words = {"done": "is done already", "skipped": "was skipped", "set_aside": "does not apply here"}
        raise Refused(f"{one.step.id} {words.get(one.state, 'is settled')}.", "Nothing was changed.")


def _allow_role(work: Work, incident: Incident, step: Step) -> None:
    if step.restricted_to and set(people.roles_of(work, incident, work.actor)).isdisjoint(step.restricted_to):
        who = " or ".join(ROLES[role] for role in step.restricted_to)
        raise NotAllowed(f"{step.id} is for the {who} only.", "Ask them to take it.")


def _names(incident: Incident, step_ids: Sequence[str]) -> str:
    known = {step.id: step.title for step in incident.runbook.steps}
    return ", ".join(f"{step_id} ({known[step_id]})" for step_id in step_ids)
