"""A step that people added to one incident: a title, perhaps a due time, and nothing that a runbook knows.

Decides what such a task is as a step of the plan, so that whatever holds for a step holds for it. Leaves to the caller
who adds it and who has it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property

from pydantic import AwareDatetime

from bot.runbook.model import Phase, Runbook, Step, escalation_pause
from bot.sentences import Text, cut, sentence

GROUP = "tasks"  # where the phases of the runbook's steps are listed
LONGEST_TITLE = 70  # characters; what is longer is its text


class TaskStep(Step):
    """`due_at`: when it is to be done; None where no one said. It belongs to no phase of the runbook, whatever `phase`
    holds. `test`: how it will be verified; without one, whoever does it says that it is done."""

    due_at: AwareDatetime | None
    added_at: AwareDatetime
    test: str = ""

    @cached_property
    def name(self) -> Text:
        """As a person wrote it, whatever it is."""
        return self.title

    @property
    def instruction(self) -> Text:
        return sentence("{do} How it will be verified: {test}", do=self.do, test=self.test) if self.test else self.do

    @property
    def group(self) -> str:
        return GROUP

    @property
    def is_task(self) -> bool:
        return True

    @cached_property
    def escalates_for(self) -> timedelta:
        return escalation_pause(self.due_at - self.added_at if self.due_at else None)


def task(number: str, text: str, due_at: datetime | None, added_at: datetime, test: str = "") -> TaskStep:
    """Owned by the lead as long as no one has it."""
    title = cut(text, LONGEST_TITLE)
    where = {"phase": Phase.PREVENT, "origin": GROUP}
    return TaskStep(id=number, title=title, do=text, owner="lead", due_at=due_at, added_at=added_at, test=test, **where)


def with_tasks(runbook: Runbook, tasks: Iterable[TaskStep]) -> Runbook:
    """The runbook's steps, and after them what people added."""
    added = tuple(tasks)
    return runbook.model_copy(update={"steps": (*runbook.steps, *added)}) if added else runbook
