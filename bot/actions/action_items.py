"""The tasks of an incident as a list for other programs: what, who, by when, how it is verified, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.actions import channels, profiles
from bot.actions.file_contents import ActionListCard
from bot.actions.work import Work
from bot.domain.drills import MARK
from bot.domain.events.tasks import ActionItemsListed
from bot.errors import Refused
from bot.messages import _
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus, without_number
from bot.runbook.tasks import TaskStep
from bot.store.tables import Incident

OPEN, DONE, SKIPPED = "open", "done", "skipped"
LISTS = ("csv", "ics", "jira", "github")
USUAL = LISTS[:2]


@dataclass(frozen=True)
class ListActions:
    formats: Sequence[str] = USUAL


@dataclass(frozen=True)
class ActionsListed:
    """The files are made and uploaded into a thread in the incident's channel in a moment."""

    incident: Incident
    formats: Sequence[str]


class NoActions(Refused):
    """The incident has no task."""


def list_actions(work: Work, incident: Incident, command: ListActions) -> ActionsListed:
    """Put the list into the incident's channel: a message, and in its thread one file for each format."""
    if not work.snapshot(incident).tasks:
        raise NoActions(
            _("{ref} has no action items.", ref=incident.ref),
            _("Add one in its channel: /breach action WHAT @name by TIME verify: HOW."),
        )
    formats = tuple(command.formats)
    work.record(incident, ActionItemsListed(formats))
    channels.post_files(work, incident, "actions", partial(ActionListCard, formats), formats=formats)
    return ActionsListed(incident, formats)


@dataclass(frozen=True)
class ActionItem:
    """`key` is the same wherever the list is made again; `proof`: what was found when it was verified, or why it was
    skipped. In a drill, `incident` bears its mark."""

    key: str
    incident: str
    what: str
    owners: tuple[str, ...]
    added_at: datetime
    due_at: datetime | None
    test: str
    state: str
    finished_at: datetime | None
    proof: str

    @property
    def title(self) -> str:
        return f"{self.incident}: {self.what}"


def action_items(work: Work, incident: Incident) -> tuple[ActionItem, ...]:
    """In the order in which they were added."""
    statuses = work.snapshot(incident).statuses
    tasks = ((one, one.step) for one in statuses if isinstance(one.step, TaskStep))
    return tuple(_item(work, incident, one, task, without_number(task.do, statuses)) for one, task in tasks)


def _item(work: Work, incident: Incident, one: StepStatus, task: TaskStep, what: str) -> ActionItem:
    row = work.snapshot(incident).step_rows[task.id]
    state = {StepState.DONE: DONE, StepState.SKIPPED: SKIPPED}.get(one.state, OPEN)
    return ActionItem(
        key=f"{incident.ref}-{task.id}",
        incident=f"{MARK} {incident.ref}" if incident.is_drill else incident.ref,
        what=what,
        owners=tuple(profiles.name_of(work, person) for person in one.owners),
        added_at=task.added_at,
        due_at=task.due_at,
        test=task.test,
        state=state,
        finished_at=row.finished_at,
        proof=row.note or "",
    )
