"""The readiness checklist: yes/no questions, each with an owner, a proof, and a time after which a yes expires.

Decides what the checklist may contain, reads it, and computes each question's state on a day. Leaves to the caller who
answered what, and when.

Caveats: an expired yes counts as unknown, and so does an unanswered question; only a no is a no. A checklist of a later
folder replaces the earlier one as a whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.errors import LibraryError
from bot.runbook.model import Role
from bot.runbook.step_due import DueUnit, StepPeriodText
from bot.strict import LibraryFaults, parse, read

FILE = "readiness.yaml"


class ItemState(StrEnum):
    """The state of one question on a day."""

    YES = "yes"  # answered yes, and recent enough to count
    NO = "no"  # answered no
    STALE = "stale"  # answered yes too long ago
    NOT_ANSWERED = "not_answered"  # not answered


class ReadinessPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ReadinessItem(ReadinessPart):
    """One question; `stale_after` counts whole days from the day of the answer."""

    id: str = Field(pattern=r"^[a-z][a-z-]{1,40}$")
    ask: str = Field(min_length=10, max_length=120)
    why: str
    proof: str
    owner: Role
    stale_after: StepPeriodText

    @model_validator(mode="after")
    def _in_days(self) -> Self:
        if self.stale_after.unit is not DueUnit.DAY:
            raise ValueError("write 'stale_after' in days, for example '90 days'")
        return self


class Readiness(ReadinessPart):
    """The whole checklist, in its order."""

    title: str
    about: str
    items: tuple[ReadinessItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        ids = [item.id for item in self.items]
        if twice := sorted({each for each in ids if ids.count(each) > 1}):
            raise ValueError(f"the item '{twice[0]}' stands twice")
        return self


@dataclass(frozen=True)
class ReadinessAnswer:
    """What someone answered on a day, and where the proof is."""

    yes: bool
    on: date
    by: str
    proof: str = ""


@dataclass(frozen=True)
class ReadinessStatus:
    """One question on a day; `stale_on` is the first day on which its yes no longer counts."""

    item: ReadinessItem
    state: ItemState
    answer: ReadinessAnswer | None = None
    stale_on: date | None = None


def load_readiness(root: Path, *over: Path) -> Readiness:
    """The checklist of the last folder that has one. Raises LibraryFaults."""
    files = [folder / FILE for folder in (root, *over) if (folder / FILE).is_file()]
    return parse(Readiness, read(files[-1] if files else root / FILE))


def check_readiness(root: Path, *over: Path) -> list[LibraryError]:
    """The faults that `load_readiness` would raise, as a list."""
    try:
        load_readiness(root, *over)
    except LibraryFaults as found:
        return found.faults
    return []


def readiness_status(
    readiness: Readiness, answers: Mapping[str, ReadinessAnswer], on: date
) -> tuple[ReadinessStatus, ...]:
    """Each question's state on a day, in the order of the checklist."""
    return tuple(_status(item, answers.get(item.id), on) for item in readiness.items)


def _status(item: ReadinessItem, answer: ReadinessAnswer | None, on: date) -> ReadinessStatus:
    if answer is None:
        return ReadinessStatus(item, ItemState.NOT_ANSWERED)
    if not answer.yes:
        return ReadinessStatus(item, ItemState.NO, answer)
    stale_on = answer.on + item.stale_after.about
    return ReadinessStatus(item, ItemState.STALE if on >= stale_on else ItemState.YES, answer, stale_on)


def outstanding(statuses: Iterable[ReadinessStatus]) -> tuple[ReadinessStatus, ...]:
    """What needs attention: first questions answered no, then expired ones, then unanswered ones."""
    order = (ItemState.NO, ItemState.STALE, ItemState.NOT_ANSWERED)
    return tuple(sorted((one for one in statuses if one.state in order), key=lambda one: order.index(one.state)))
