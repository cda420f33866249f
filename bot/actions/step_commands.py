"""What people do with a step, as commands; carried out in `steps.py` and `decisions.py`."""

from dataclasses import dataclass


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
class AssignStep:
    step_id: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseStep:
    """`person` empty: the actor."""

    step_id: str
    person: str = ""
