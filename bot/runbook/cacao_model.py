"""What is read of a foreign CACAO 2.0 playbook, and of which type each value must be.

Decides what a fault in it is called: the first one, with its place. Keys that breachbot does not use are not looked at.
"""

import base64
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from bot.cleaning import clean
from bot.errors import UsageError
from bot.strict import WANTED

MOST_STEPS = 2000


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        """Some tools write null for what is not there."""
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


class FlowCommand(_Part):
    type: str = "manual"
    command: str = ""
    command_b64: str = ""
    description: str = ""
    playbook_activity: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether it has an encoded command that is no text."""
        return bool(self.command_b64) and not (self.command or _decoded(self.command_b64))

    @property
    def text(self) -> str:
        return self.command or _decoded(self.command_b64) or self.description


class FlowSource(_Part):
    name: str


class FlowStep(_Part):
    """One step of a workflow, of any type."""

    type: str = ""
    name: str = ""
    description: str = ""
    commands: list[FlowCommand] = []
    condition: str = ""
    switch: str = ""
    cases: dict[str, str] = {}
    next_steps: list[str] = []
    on_true: str = ""
    on_false: str = ""
    on_completion: str = ""
    on_success: str = ""
    on_failure: str = ""
    playbook_id: str = ""
    step_extensions: dict[str, dict[str, Any]] = {}
    external_references: list[FlowSource] = []


class Playbook(_Part):
    type: str
    spec_version: str
    id: str = ""
    name: str = ""
    description: str = ""
    labels: list[str] = []
    workflow_start: str
    workflow: dict[str, FlowStep]


def read_playbook(value: Any) -> Playbook:
    """Raises UsageError naming the first fault and its place."""
    if not isinstance(value, dict) or value.get("type") != "playbook":
        raise UsageError("This is not a CACAO playbook.", 'A playbook has "type": "playbook".')
    if value.get("spec_version") != "cacao-2.0":
        found = value.get("spec_version")
        said = "doesn't name its version of CACAO" if found is None else f"is written in {found!r:.40}"
        raise UsageError(f"This playbook {said}.", "breachbot reads cacao-2.0.")
    workflow = value.get("workflow")
    if not isinstance(workflow, dict) or value.get("workflow_start") not in [*workflow]:
        raise UsageError("This playbook has no workflow to follow.", "It needs workflow_start and workflow.")
    if len(workflow) > MOST_STEPS:
        raise UsageError(f"This playbook's workflow has {len(workflow)} steps.", f"At most {MOST_STEPS} are read.")
    try:
        return Playbook.model_validate(value)
    except ValidationError as error:
        raise misread(error) from error


def misread(error: ValidationError, *above: str) -> UsageError:
    """The first fault with its place, seen from `above`."""
    first = error.errors(include_url=False)[0]
    place = ".".join(f"{part:.60}" if isinstance(part, str) else str(part) for part in (*above, *first["loc"]))
    says = WANTED.get(first["type"]) or first["msg"].removeprefix("Value error, ").rstrip(".")
    return UsageError(f"{place}: {says} (found {first['input']!r:.40}).", "Correct it, or export it again.")


def _decoded(text: str) -> str:
    """Text from Base64 as programs write it, in lines or for addresses too; empty when it is none. PowerShell encodes
    UTF-16."""
    joined = "".join(text.split()).translate(str.maketrans("-_", "+/"))
    try:
        found = base64.b64decode(joined, validate=True)
        return clean(found.decode("utf-16-le" if found[1:2] == b"\0" else "utf-8"))
    except ValueError:
        return ""
