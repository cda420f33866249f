"""The manual steps of a CACAO 2.0 playbook as a starting runbook, to be finished by hand.

Decides the order (as the workflow runs), the phase (from the activity of each command), and what is kept; a playbook
that breachbot exported comes back with every key. Leaves to `files.py` and `checks.py` whether the result is valid.

Caveats: an automated command becomes text that says what it would run; a condition becomes a sentence, since nobody
knows which of our facts it means.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from bot.errors import UsageError
from bot.runbook.cacao import EXTENSION, RENAMED, TYPES
from bot.runbook.model import Phase

ACTIVITIES = {activity: phase for phase, (_, activity) in TYPES.items()} | {
    "compose-content": Phase.NOTIFY, "identify-audience": Phase.NOTIFY, "identify-channel": Phase.NOTIFY,
    "identify-indicators": Phase.INVESTIGATE, "match-indicator": Phase.INVESTIGATE, "scan-system": Phase.INVESTIGATE,
    "scan-vulnerabilities": Phase.PREVENT, "configure-systems": Phase.PREVENT, "restore-data": Phase.PREVENT,
    "restore-capabilities": Phase.PREVENT, "revert-system": Phase.PREVENT,
}  # fmt: skip
TITLE = 70


def from_cacao(playbook: Any) -> dict[str, Any]:
    """A runbook as a table in the order of its file. Raises UsageError if it has no actions."""
    workflow = _workflow(playbook)
    phases: dict[str, list[dict[str, Any]]] = {}
    for number, (action, only_if) in enumerate(_actions(workflow, playbook["workflow_start"]), start=1):
        phase, step = _step(action, only_if, number)
        phases.setdefault(phase, []).append(step)
    if not phases:
        raise UsageError("This playbook has no manual actions.", "Only actions become steps.")
    return {
        "kind": _kind(playbook),
        "title": _short(str(playbook.get("name") or "Imported playbook")),
        "about": str(playbook.get("description") or f"Imported from {playbook.get('id')}."),
        "phases": {phase.value: phases[phase] for phase in Phase if phase in phases},
    }


def _workflow(playbook: Any) -> Mapping[str, Any]:
    """The steps of a readable playbook; raises UsageError for anything else."""
    if not isinstance(playbook, dict) or playbook.get("type") != "playbook":
        raise UsageError("This is not a CACAO playbook.", 'A playbook has "type": "playbook".')
    if playbook.get("spec_version") != "cacao-2.0":
        raise UsageError(f"This playbook is written in {playbook.get('spec_version')!r}.", "breachbot reads cacao-2.0.")
    workflow = playbook.get("workflow")
    if not isinstance(workflow, dict) or playbook.get("workflow_start") not in workflow:
        raise UsageError("This playbook has no workflow to follow.", "It needs workflow_start and workflow.")
    return workflow


def to_yaml(runbook: Mapping[str, Any]) -> str:
    """The text of the file, with the line that tells editors its schema."""
    text = yaml.safe_dump(dict(runbook), sort_keys=False, allow_unicode=True, width=116)
    return f"# yaml-language-server: $schema=schema.json\n{text}"


def _actions(workflow: Mapping[str, Any], start: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every action once, as the workflow runs, with the condition under which it is reached."""
    waiting, visited = [(start, "")], set()
    while waiting:
        name, only_if = waiting.pop(0)
        step = workflow.get(name)
        if name in visited or not isinstance(step, dict):
            continue
        visited.add(name)
        if step.get("type") == "action":
            yield step, only_if
        waiting = [*_branches(step, only_if), *waiting]


def _branches(step: Mapping[str, Any], only_if: str) -> list[tuple[str, str]]:
    condition = str(step.get("condition") or "")
    conditions = {"on_true": condition, "on_false": f"not ({condition})" if condition else only_if}
    cases = step.get("cases") if isinstance(step.get("cases"), dict) else {}
    inner = [(str(name), only_if) for name in step.get("next_steps") or []]
    inner += [(str(name), f"{step.get('switch')} is {value}") for value, name in (cases or {}).items()]
    inner += [(str(step[key]), conditions[key]) for key in ("on_true", "on_false") if key in step]
    after = [(str(step[key]), only_if) for key in ("on_completion", "on_success", "on_failure") if key in step]
    return [*inner, *after]


def _step(action: Mapping[str, Any], only_if: str, number: int) -> tuple[Phase, dict[str, Any]]:
    commands = [each for each in action.get("commands") or [] if isinstance(each, dict)]
    activity = next((each["playbook_activity"] for each in commands if "playbook_activity" in each), "")
    title = str(action.get("name") or f"Do action {number}")
    do = " ".join(_words(each) for each in commands) or str(action.get("description") or title)
    own: dict[str, Any] | None = (action.get("step_extensions") or {}).get(EXTENSION)
    if own:
        back: dict[str, str] = {theirs: ours for ours, theirs in RENAMED.items()}
        kept = {back.get(name, name): value for name, value in own.items() if name not in ("phase", "origin")}
        if sources := [each["name"] for each in action.get("external_references") or []]:
            kept["references"] = sources
        return Phase(own["phase"]), {"id": kept.pop("id"), "title": title, "do": do, **kept}
    if only_if:
        do = f"Only if {only_if}: {do}"
    step: dict[str, Any] = {"id": f"X{number:02}", "title": _short(title), "do": do, "owner": "lead"}
    if description := str(action.get("description") or ""):
        step["why"] = description
    return ACTIVITIES.get(activity, Phase.CONTAIN), step


def _words(command: Mapping[str, Any]) -> str:
    text = str(command.get("command") or command.get("description") or "")
    kind = command.get("type")
    return text if kind == "manual" else f"Run ({kind}): {text or 'see the playbook'}"


def _short(title: str) -> str:
    title = " ".join(title.split())
    title = title if len(title) <= TITLE else f"{title[: TITLE - 1].rsplit(' ', 1)[0]}…"
    return title if len(title) >= 5 else f"Do {title}"


def _kind(playbook: Mapping[str, Any]) -> str:
    """Our own kind where we wrote the playbook, otherwise its name in small letters and hyphens."""
    labels = playbook.get("labels") or []
    if len(labels) == 2 and labels[0] == "data-breach":
        return str(labels[1])
    plain = re.sub(r"[^a-z]+", "-", str(playbook.get("name") or "").lower()).strip("-")
    return plain[:30].strip("-") if len(plain) > 1 else "imported"
