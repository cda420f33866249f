"""Runbooks in the language of CACAO 2.0: one start, a parallel branch per phase, a chain of manual actions in each.

Decides what CACAO can express, and puts the rest into our own extension: CACAO has sequence and conditions but no due
times, no escalating roles, no evidence and no two-person approval. Leaves the way back to
`cacao_import.py`, which loses nothing of a playbook that we wrote.

Caveats: every identifier is a UUID of version 5 made from names, so that two exports of one runbook differ only in
their times; a condition becomes a variable that a person answers, since CACAO's patterns cannot express ours.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from bot.runbook.model import Phase, Role, Runbook, Step

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/breachbot/runbooks")
TYPES = {
    Phase.CONTAIN: ("mitigation", "restrict-access"),
    Phase.NOTIFY: ("notification", "deliver-content"),
    Phase.INVESTIGATE: ("investigation", "analyze-collected-data"),
    Phase.PREVENT: ("prevention", "eliminate-risk"),
}
RENAMED = {"id": "step_id"}  # an extension's names have three letters or more


def identifier(kind: str, *names: str) -> str:
    """`action--…`: always the same for the same names."""
    return f"{kind}--{uuid.uuid5(SPACE, '/'.join((kind, *names)))}"


AUTHOR = identifier("identity", "breachbot")
EXTENSION = identifier("extension-definition", "step")


def to_cacao(runbook: Runbook, made_at: datetime) -> dict[str, Any]:
    """The playbook as a JSON document. `made_at` (aware) is its time of creation and change."""
    stamp = made_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "type": "playbook",
        "spec_version": "cacao-2.0",
        "id": identifier("playbook", runbook.kind),
        "name": runbook.title,
        "description": runbook.about,
        "playbook_types": [kind for kind, _ in TYPES.values()],
        "playbook_activities": [activity for _, activity in TYPES.values()],
        "created_by": AUTHOR,
        "created": stamp,
        "modified": stamp,
        "labels": ["data-breach", runbook.kind],
        "playbook_variables": dict(_variables(runbook)),
        "workflow_start": identifier("start", runbook.kind),
        "workflow": _workflow(runbook),
        "agent_definitions": dict(_agents()),
        "extension_definitions": {EXTENSION: _extension()},
    }


def _workflow(runbook: Runbook) -> dict[str, Any]:
    start, end, fork = (identifier(kind, runbook.kind) for kind in ("start", "end", "parallel"))
    chains = [dict(_chain(runbook, phase)) for phase in Phase]
    branches = [next(iter(chain)) for chain in chains]
    workflow: dict[str, Any] = {
        start: {"type": "start", "on_completion": fork},
        fork: {"type": "parallel", "name": "Four phases in parallel", "next_steps": branches, "on_completion": end},
        end: {"type": "end"},
    }
    for chain in chains:
        workflow |= chain
    return workflow


def _chain(runbook: Runbook, phase: Phase) -> Iterator[tuple[str, dict[str, Any]]]:
    """The steps of one phase, each followed by the next, the last by its own end."""
    last = identifier("end", runbook.kind, phase)
    steps = runbook.phase(phase)
    entries = [_entry(runbook, step) for step in steps]
    for step, entry, following in zip(steps, entries, [*entries[1:], last], strict=True):
        action = identifier("action", runbook.kind, step.id)
        if entry == action:
            yield action, _action(step, following)
            continue
        after = identifier("end", runbook.kind, step.id)
        yield entry, _question(runbook, step, action, following)
        yield action, _action(step, after)
        yield after, {"type": "end"}
    yield last, {"type": "end"}


def _question(runbook: Runbook, step: Step, action: str, following: str) -> dict[str, str]:
    return {
        "type": "if-condition",
        "name": f"Does {step.id} apply?",
        "condition": _condition(runbook, step),
        "on_true": action,
        "on_completion": following,
    }


def _entry(runbook: Runbook, step: Step) -> str:
    """What comes first for this step: the question whether it applies, or the action itself."""
    return identifier("if-condition" if step.when or step.if_decided else "action", runbook.kind, step.id)


def _action(step: Step, following: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "action",
        "name": step.title,
        "description": " ".join(
            part for part in (step.why, f"Warning: {step.warning}" if step.warning else "") if part
        ),
        "owner": identifier("identity", step.owner),
        "commands": [{"type": "manual", "command": step.do, "playbook_activity": TYPES[step.phase][1]}],
        "agent": identifier("group", step.doers[0]),
        "on_completion": following,
        "step_extensions": {EXTENSION: _carried(step)},
    }
    if step.decision:
        found["out_args"] = [_decided(step.id)]
    if step.references:
        found["external_references"] = [{"name": name, "source": name} for name in step.references]
    return {key: value for key, value in found.items() if value}


def _carried(step: Step) -> dict[str, Any]:
    """What CACAO can't express, leaving out empty values."""
    dumped = step.model_dump(mode="json", exclude_defaults=True, exclude={"do", "title", "references"})
    return {RENAMED.get(name, name): value for name, value in dumped.items()}


def _condition(runbook: Runbook, step: Step) -> str:
    tests = [f"{_applies(step.id)}:value = 'true'"] if step.when else []
    for decided, answers in step.if_decided.items():
        quoted = ", ".join("'" + answer.replace("'", "\\'") + "'" for answer in answers)
        if runbook.step(decided):
            tests.append(f"{_decided(decided)}:value IN ({quoted})")
    joined = " OR ".join(tests[1:] if step.when else tests)
    return f"{tests[0]} AND ({joined})" if step.when and joined else joined or tests[0]


def _applies(step_id: str) -> str:
    return f"__applies_{step_id.lower()}__"


def _decided(step_id: str) -> str:
    return f"__decision_{step_id.lower()}__"


def _variables(runbook: Runbook) -> Iterator[tuple[str, dict[str, Any]]]:
    for step in runbook.steps:
        if step.when:
            says = f"true if {step.because}"
            yield _applies(step.id), {"type": "bool", "description": says, "value": None, "external": True}
        if step.decision:
            asks = f"{step.decision.question} ({' / '.join(step.decision.options)})"
            yield _decided(step.id), {"type": "string", "description": asks, "value": None}


def _agents() -> Iterator[tuple[str, Mapping[str, str]]]:
    for role in get_args(Role):
        yield identifier("group", role), {"type": "group", "name": role.replace("_", " ")}


def _extension() -> dict[str, str]:
    return {
        "type": "extension-definition",
        "name": "Steps of a data breach runbook",
        "description": "When a step is due, what comes first, its gate, who decides, what proves it, who may skip it.",
        "created_by": AUTHOR,
        "schema": "The step of runbooks/schema.json, without its title and instruction; `step_id` is its `id`.",
        "version": "1.0.0",
    }
