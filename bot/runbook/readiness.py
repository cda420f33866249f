"""The checklist for peacetime: yes/no questions, each with an owner, a proof, and a time after which a yes goes stale.

Decides where each question stands on a day. What surprises: a stale yes counts as not known, and so does a question
that nobody has answered; only a no is a no.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.runbook.model import Role
from bot.runbook.step_due import StepPeriodText

Standing = Literal["yes", "no", "stale", "not_answered"]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Item(_Frozen):
    """One question; `stale_after` counts whole days from the day of the answer."""

    id: str = Field(pattern=r"^[a-z][a-z-]{1,40}$")
    ask: str = Field(min_length=10, max_length=120)
    why: str
    proof: str
    owner: Role
    stale_after: StepPeriodText

    @model_validator(mode="after")
    def _in_days(self) -> "Item":
        if self.stale_after.unit != "day":
            raise ValueError("'stale_after' is counted in days, for example '90 days'")
        return self


class Readiness(_Frozen):
    """The whole checklist, in its order."""

    title: str
    about: str
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_once(self) -> "Readiness":
        ids = [item.id for item in self.items]
        if twice := sorted({each for each in ids if ids.count(each) > 1}):
            raise ValueError(f"the item '{twice[0]}' stands twice")
        return self


@dataclass(frozen=True)
class Answer:
    """What somebody answered on a day, with where the proof is."""

    yes: bool
    on: date
    by: str
    proof: str = ""


@dataclass(frozen=True)
class ItemStatus:
    """One question on a day; `stale_on` is the first day on which its yes no longer counts."""

    item: Item
    standing: Standing
    answer: Answer | None = None
    stale_on: date | None = None


def standing(readiness: Readiness, answers: Mapping[str, Answer], on: date) -> tuple[ItemStatus, ...]:
    """Where each question stands on a day, in the order of the checklist."""
    return tuple(_standing(item, answers.get(item.id), on) for item in readiness.items)


def _standing(item: Item, answer: Answer | None, on: date) -> ItemStatus:
    if answer is None:
        return ItemStatus(item, "not_answered")
    if not answer.yes:
        return ItemStatus(item, "no", answer)
    stale_on = answer.on + item.stale_after.about
    return ItemStatus(item, "stale" if on >= stale_on else "yes", answer, stale_on)


def to_do(statuses: Iterable[ItemStatus]) -> tuple[ItemStatus, ...]:
    """What is not in order: first what was answered no, then what went stale, then what nobody has answered."""
    order = {"no": 0, "stale": 1, "not_answered": 2}
    return tuple(sorted((one for one in statuses if one.standing in order), key=lambda one: order[one.standing]))
