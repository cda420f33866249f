"""Tasks: steps that people add to one incident, with owners and a due time. Each is a step of its plan, so that it is
taken, done, skipped, given to others, reminded of and reported as any step is.

A task outlives the closing: it stays open, is reminded of, and may be added and done when the incident is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.actions import channels, people, reminders, step_list, step_owners, steps
from bot.actions.work import Work
from bot.domain.events import tasks as events
from bot.domain.incidents import IncidentState
from bot.errors import NotFound, Refused, UsageError
from bot.messages import _, translate
from bot.runbook.model import Phase, Step
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus, left_ahead
from bot.store.tables import Incident, IncidentStep, StoredTask

SHORTEST, LONGEST = 5, 1000  # characters of what is to be done


@dataclass(frozen=True)
class AddTask:
    """`text`: what is to be done, or the id of a step of *prevent*; `owners` empty: the actor; `test`: how it will be
    verified."""

    text: str
    owners: tuple[str, ...] = ()
    due_at: datetime | None = None
    test: str = ""


@dataclass(frozen=True)
class ChangeTask:
    """`text` and `test` empty and `due_at` None: as before; `undated`: no due time anymore."""

    step_id: str
    text: str = ""
    due_at: datetime | None = None
    undated: bool = False
    test: str = ""


@dataclass(frozen=True)
class ReopenTask:
    step_id: str


@dataclass(frozen=True)
class TaskShown:
    """`own`: no one was named, so that it is the actor's; `changed`: it was there before; `again`: it is there already
    just so."""

    incident: Incident
    status: StepStatus
    own: bool = False
    changed: bool = False
    again: bool = False


TaskWork = AddTask | ChangeTask | ReopenTask


def add_task(work: Work, incident: Incident, command: AddTask) -> TaskShown:
    """The new step has its owners, who are told, and its message in the channel."""
    text = _text(_of_step(work, incident, command.text) or command.text)
    owners = command.owners or (work.actor,)
    _refuse_past(work, incident, command.due_at)
    step_owners.refuse_owners(work, incident, owners)
    snapshot = work.snapshot(incident)
    if twin := _twin(work, incident, text, owners, command.due_at):
        return TaskShown(incident, twin, again=True)
    before = snapshot.statuses
    number = _write(work, incident, text, owners, command.due_at)
    _state_test(work, incident, snapshot.tasks[number], command.test)
    found = _followed(work, incident, number, before)
    step_owners.tell(work, incident, number, owners)
    return TaskShown(incident, found, own=not command.owners)


def _write(work: Work, incident: Incident, text: str, owners: Sequence[str], due_at: datetime | None) -> str:
    """Its number."""
    snapshot, now = work.snapshot(incident), work.now_in(incident)
    number = f"T{len(snapshot.tasks) + 1}"
    row = StoredTask(
        incident_id=incident.id, step_id=number, text=text, due_at=due_at, added_at=now, added_by=work.actor
    )
    snapshot.add_task(row)
    steps.own(work, incident, number, owners)
    work.record(incident, events.TaskAdded(number, text, due_at, tuple(owners)))
    return number


def _twin(
    work: Work, incident: Incident, text: str, owners: Sequence[str], due_at: datetime | None
) -> StepStatus | None:
    """The open task that says the same, for the same people, by the same time: it was sent twice."""
    same = {row.step_id for row in work.snapshot(incident).tasks.values() if (row.text, row.due_at) == (text, due_at)}
    found = (one for one in work.snapshot(incident).statuses if one.step.id in same and not one.state.is_settled)
    return next((one for one in found if set(one.owners) == set(owners)), None)


def carry_on(work: Work, incident: Incident) -> None:
    """At the closing: what *prevent* still asks for becomes tasks. Each goes to who has the step, or else has its role,
    or else closes the incident. The closing message names them, so that no one is told of each; the tasks' own messages
    come into its thread after everything else."""
    snapshot, now = work.snapshot(incident), work.now_in(incident)
    for one in left_ahead(snapshot.statuses):
        due_at = one.due_at if one.due_at and one.due_at > now else None
        _write(work, incident, _as_task(one.step), _whose(work, incident, one), due_at)
    added = [one for one in snapshot.statuses if one.step.is_task]
    reminders.plan_steps(work, incident, added)
    channels.post_steps(work, incident, [one.step.id for one in added], urgency=9)


def _whose(work: Work, incident: Incident, one: StepStatus) -> tuple[str, ...]:
    here = set(people.everyone(work, incident))
    if had := tuple(person for person in one.owners if person in here and one.state is StepState.CLAIMED):
        return had
    holders = (people.holder(work, incident, role) for role in one.step.doers)
    return (next(filter(None, holders), work.actor),)


def change_task(work: Work, incident: Incident, command: ChangeTask) -> TaskShown:
    """What is to be done, or by when; its reminders are planned again."""
    row, before = _task(work, incident, command.step_id), work.snapshot(incident).statuses
    step_list.refuse_settled(work, step_list.find(work, incident, row.step_id))
    _refuse_past(work, incident, command.due_at)
    row.text = _text(command.text) if command.text else row.text
    row.due_at = None if command.undated else command.due_at or row.due_at
    if command.text or command.due_at or command.undated:
        work.record(incident, events.TaskChanged(row.step_id, row.text, row.due_at))
    _state_test(work, incident, row, command.test)
    return TaskShown(incident, _followed(work, incident, row.step_id, before), changed=True)


def _state_test(work: Work, incident: Incident, row: StoredTask, test: str) -> None:
    said = " ".join(test.split())
    if not said or said == row.test:
        return
    if len(said) > LONGEST:
        raise UsageError(
            _("Say briefly how it will be verified."), _("At most {n} characters.", n=LONGEST), field="test"
        )
    row.test = said
    work.snapshot(incident).steps_changed()
    work.record(incident, events.TaskTestStated(row.step_id, said))


def _of_step(work: Work, incident: Incident, word: str) -> str:
    """What a step of *prevent* asks for, where the word is its id: as a task, it outlives the closing."""
    steps_ahead = (one.step for one in work.snapshot(incident).statuses if one.step.phase is Phase.PREVENT)
    found = next((step for step in steps_ahead if step.id.lower() == word.strip().lower() and not step.is_task), None)
    return _as_task(found) if found else ""


def _as_task(step: Step) -> str:
    return f"{step.id} {translate(step.name)}"


def reopen_task(work: Work, incident: Incident, command: ReopenTask) -> TaskShown:
    """The person who had settled it has it again."""
    task, before = _task(work, incident, command.step_id), work.snapshot(incident).statuses
    if not step_list.find(work, incident, task.step_id).state.is_settled:
        raise Refused(_("{step} is open already.", step=task.step_id), _("No change."))
    row = work.snapshot(incident).step_row(task.step_id)
    row.state, row.finished_at, row.finished_by, row.note = StepState.CLAIMED, None, None, None
    work.record(incident, events.TaskReopened(task.step_id, task.text))
    return TaskShown(incident, _followed(work, incident, task.step_id, before), changed=True)


def left_open(work: Work) -> set[int]:
    """The closed real incidents in which the actor still has a task."""
    state = (IncidentStep.incident_id == StoredTask.incident_id) & (IncidentStep.step_id == StoredTask.step_id)
    owned = select(IncidentStep.incident_id, IncidentStep.owners).join(StoredTask, state)
    closed = select(Incident.id).where(Incident.state == IncidentState.CLOSED, Incident.is_drill.is_(False))
    rows = owned.where(IncidentStep.state == StepState.CLAIMED, IncidentStep.incident_id.in_(closed))
    return {incident for incident, owners in work.session.execute(rows).tuples() if work.actor in owners}


def work_on_task(work: Work, incident: Incident, command: TaskWork) -> TaskShown:
    match command:
        case AddTask():
            return add_task(work, incident, command)
        case ChangeTask():
            return change_task(work, incident, command)
        case ReopenTask():
            return reopen_task(work, incident, command)


def _followed(work: Work, incident: Incident, number: str, before: Sequence[StepStatus]) -> StepStatus:
    return next(one for one in steps.follow(work, incident, before) if one.step.id == number)


def _task(work: Work, incident: Incident, step_id: str) -> StoredTask:
    found = work.snapshot(incident).tasks.get(step_id.upper())
    if found is None:
        raise NotFound(_("There is no task “{word}”.", word=step_id), _("See them with /breach steps tasks."))
    return found


def _text(text: str) -> str:
    said = " ".join(text.split())
    if not SHORTEST <= len(said) <= LONGEST:
        raise UsageError(
            _("Say briefly what needs to be done."),
            _("For example: {example}", example="/breach task Call the hosting vendor @name by tomorrow 10:00"),
            field="title",
        )
    return said


def _refuse_past(work: Work, incident: Incident, due_at: datetime | None) -> None:
    if due_at is not None and due_at <= work.now_in(incident):
        raise UsageError(_("That time has passed."), _("Give a due time in the future."), field="due_at")
