"""The manual steps of a CACAO 2.0 playbook as a starting runbook, to be finished by hand.

Decides the phase (from the activity of each command), and what is kept; a playbook that breachbot exported comes back
with every key. Leaves to `cacao_flow.py` in which order and under which conditions steps are reached, to
`cacao_model.py` what a playbook may contain, and to `files.py` and `checks.py` whether the result is valid.

Caveats: an automated command becomes text that says what it would run; a condition becomes a sentence, since no one
knows which of our facts it means.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from pydantic import ValidationError

from bot.errors import UsageError
from bot.runbook.cacao import EXTENSION, RENAMED, TYPES
from bot.runbook.cacao_flow import reached
from bot.runbook.cacao_model import FlowCommand, FlowStep, Playbook, misread, read_playbook
from bot.runbook.model import Phase, StepEntry

ACTIVITIES = {activity: phase for phase, (_, activity) in TYPES.items()} | {
    "compose-content": Phase.NOTIFY, "identify-audience": Phase.NOTIFY, "identify-channel": Phase.NOTIFY,
    "identify-indicators": Phase.INVESTIGATE, "match-indicator": Phase.INVESTIGATE, "scan-system": Phase.INVESTIGATE,
    "scan-vulnerabilities": Phase.PREVENT, "configure-systems": Phase.PREVENT, "restore-data": Phase.PREVENT,
    "restore-capabilities": Phase.PREVENT, "revert-system": Phase.PREVENT,
}  # fmt: skip
STEPS = ("action", "playbook-action")
CONTROL = ("start", "end", "parallel", "if-condition", "while-condition", "switch-condition")
TITLE, SHORTEST = 70, 5
MOST_STEPS = 500  # ten times the longest runbook of ours
MOST_TEXT = 4000
KIND = re.compile(r"[a-z][a-z-]{1,30}")


def from_cacao(value: Any, kind: str = "") -> dict[str, Any]:
    """A runbook as a table in the order of its file; `kind` is its kind, by default the playbook's own.

    Raises UsageError if this is not a playbook, or has no actions.
    """
    playbook = read_playbook(value)
    if kind and not KIND.fullmatch(kind):
        raise UsageError(
            f"'{kind:.60}' can't be the kind of a runbook.", "Use small letters and hyphens in the file's name."
        )
    found = reached(playbook.workflow, playbook.workflow_start)
    actions = [(playbook.workflow[one.name], one) for one in found if playbook.workflow[one.name].type in STEPS]
    if not actions:
        raise UsageError("This playbook has no manual actions.", "Only actions become steps.")
    if len(actions) > MOST_STEPS:
        raise UsageError(f"This playbook has {len(actions)} actions.", f"A runbook has at most {MOST_STEPS}: split it.")
    phases: dict[Phase, list[dict[str, Any]]] = {}
    for number, (action, where) in enumerate(actions, start=1):
        phase, step = _step(action, where.name, where.only_if, number)
        phases.setdefault(phase, []).append(step)
    return {
        "kind": kind or _kind(playbook),
        "title": _short(playbook.name or "Imported playbook"),
        "about": _cut(playbook.description.strip() or f"Imported from {playbook.id or 'a playbook without id'}."),
        "phases": {phase.value: phases[phase] for phase in Phase if phase in phases},
    }


def left_out(value: Any) -> Sequence[str]:
    """What of a playbook did not become a step, in sentences: types that breachbot doesn't know, what nothing leads to,
    and commands that can't be decoded."""
    playbook = read_playbook(value)
    seen = {one.name for one in reached(playbook.workflow, playbook.workflow_start)}
    named = {name: f"{step.name or name:.100}" for name, step in playbook.workflow.items()}
    unknown = [
        f"Left out: {named[name]} (steps of type '{step.type:.40}' can't be imported)."
        for name, step in playbook.workflow.items()
        if step.type not in (*STEPS, *CONTROL)
    ]
    lost = [
        f"Left out: {named[name]} (nothing leads to it)."
        for name, step in playbook.workflow.items()
        if step.type in STEPS and name not in seen
    ]
    unread = [
        f"Left out: a command of {named[name]} (its command_b64 is not text)."
        for name, step in playbook.workflow.items()
        if step.type in STEPS and name in seen and any(command.is_lost for command in step.commands)
    ]
    return [*unknown, *lost, *unread]


def to_yaml(runbook: Mapping[str, Any]) -> str:
    """The text of the file, with the line that tells editors its schema."""
    text = yaml.dump(dict(runbook), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=116)
    return f"# yaml-language-server: $schema=schema.json\n{text}"


def _step(action: FlowStep, name: str, only_if: Sequence[str], number: int) -> tuple[Phase, dict[str, Any]]:
    activity = next((each.playbook_activity for each in action.commands if each.playbook_activity), "")
    title = action.name or f"Do action {number}"
    do = " ".join(_words(each) for each in action.commands).strip() or _instruction(action, title).strip() or "Do it."
    if own := action.step_extensions.get(EXTENSION):
        return _our_own(own, action, name, title, do)
    conditions = [f"{one}{'' if one.endswith(('?', '.', '!')) else '.'}" for one in only_if]
    step = {"id": f"X{number:02}", "title": _short(title), "do": _cut(" ".join((*conditions, do))), "owner": "lead"}
    if action.description.strip():
        step["why"] = _cut(action.description)
    return ACTIVITIES.get(activity, Phase.CONTAIN), step


def _our_own(own: Mapping[str, Any], action: FlowStep, name: str, title: str, do: str) -> tuple[Phase, dict[str, Any]]:
    """A step that breachbot exported, with every key."""
    back: dict[str, str] = {theirs: ours for ours, theirs in RENAMED.items()}
    kept = {back.get(key, key): value for key, value in own.items() if key not in ("phase", "origin")}
    if not (isinstance(kept.get("id"), str) and own.get("phase") in [phase.value for phase in Phase]):
        place = f"workflow.{name:.60}.step_extensions"
        raise UsageError(f"{place}: a breachbot step needs a step_id and a phase.", "Export the runbook again.")
    if action.external_references:
        kept["references"] = [each.name for each in action.external_references]
    step = {"id": kept.pop("id"), "title": title, "do": do, **kept}
    try:
        StepEntry.model_validate(step)
    except ValidationError as error:
        raise misread(error, "workflow", name, "step_extensions") from error
    return Phase(own["phase"]), step


def _instruction(action: FlowStep, title: str) -> str:
    if action.type != "playbook-action":
        return action.description.strip() or title
    return f"Run the playbook {action.playbook_id or 'named here'}: {action.description.strip() or title}"


def _words(command: FlowCommand) -> str:
    return command.text if command.type == "manual" else f"Run ({command.type}): {command.text or 'see the playbook'}"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"


def _short(title: str) -> str:
    title = " ".join(title.split())
    title = title if len(title) <= TITLE else f"{title[: TITLE - 1].rsplit(' ', 1)[0]}…"
    return next((one for one in (title, f"Do {title}") if len(one) >= SHORTEST), f"Imported step {title}".strip())


def _kind(playbook: Playbook) -> str:
    """Our own kind where we wrote the playbook, otherwise its name in small letters and hyphens."""
    labels = playbook.labels
    if len(labels) == 2 and labels[0] == "data-breach" and KIND.fullmatch(labels[1]):
        return labels[1]
    plain = re.sub(r"[^a-z]+", "-", playbook.name.lower()).strip("-")
    return plain[:30].strip("-") if len(plain) > 1 else "imported"
