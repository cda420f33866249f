"""Runbooks as CACAO 2.0 playbooks: exports are valid, and imports of them are complete."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from bot.errors import UsageError
from bot.runbook.cacao import EXTENSION, to_cacao
from bot.runbook.cacao_import import from_cacao, to_yaml
from bot.runbook.inheritance import build_runbook
from bot.runbook.model import RunbookFile
from tests import shipped

ROOT = Path(__file__).parents[2]
RUNBOOKS = shipped.runbooks()
MADE_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NEXT = ("on_completion", "on_success", "on_failure", "on_true", "on_false")
Playbook = dict[str, Any]


def validator() -> Any:
    """For the part of CACAO 2.0 that is exported; stricter than the standard, which allows more."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("cacao-schema/*.json")]
    for schema in found:
        Draft202012Validator.check_schema(schema)
    registry: Registry[Any] = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in found)
    playbook = next(each for each in found if each["$id"].endswith("/playbook.json"))
    return Draft202012Validator(playbook, registry=registry)


VALIDATOR = validator()


def faults(playbook: Playbook) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(playbook)]


def first(playbook: Playbook, kind: str) -> dict[str, Any]:
    """The first step of a type."""
    found: dict[str, Any] = next(step for step in playbook["workflow"].values() if step["type"] == kind)
    return found


BROKEN: dict[str, Callable[[Playbook], object]] = {
    "without a workflow": lambda book: book.pop("workflow"),
    "of an older version": lambda book: book.update(spec_version="1.1"),
    "with an unknown property": lambda book: book.update(status="draft"),
    "named by something other than an identifier": lambda book: book.update(id="vendor"),
    "made at a time to the second": lambda book: book.update(created="2026-11-20T12:00:00Z"),
    "of an unknown type": lambda book: book["playbook_types"].append("response"),
    "starting with an agent": lambda book: book.update(workflow_start=next(iter(book["agent_definitions"]))),
    "with a variable without underscores": lambda book: book["playbook_variables"].update(
        applies={"type": "bool", "description": "x", "value": None}
    ),
    "with an agent without a name": lambda book: next(iter(book["agent_definitions"].values())).pop("name"),
    "with an extension without a schema": lambda book: book["extension_definitions"][EXTENSION].pop("schema"),
    "with a step whose type is not that of its identifier": lambda book: first(book, "end").update(type="start"),
    "with a step of an unknown type": lambda book: first(book, "action").update(type="manual"),
    "with an end that leads on": lambda book: first(book, "end").update(on_completion=book["workflow_start"]),
    "with an action that leads nowhere": lambda book: first(book, "action").pop("on_completion"),
    "with an action without a command": lambda book: first(book, "action").update(commands=[]),
    "with an action without an agent": lambda book: first(book, "action").pop("agent"),
    "with an action that leads back to the start": lambda book: first(book, "action").update(
        on_completion=book["workflow_start"]
    ),
    "with a command without words": lambda book: first(book, "action")["commands"][0].pop("command"),
    "with a short name in an extension": lambda book: first(book, "action")["step_extensions"][EXTENSION].update(id=1),
    "with one branch of a fork": lambda book: first(book, "parallel").update(
        next_steps=first(book, "parallel")["next_steps"][:1]
    ),
    "with a question without its condition": lambda book: first(book, "if-condition").pop("condition"),
    "with a condition that reads no variable": lambda book: first(book, "if-condition").update(condition="true"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_the_schema_refuses_a_playbook(how: str) -> None:
    playbook = json.loads(json.dumps(to_cacao(RUNBOOKS["crm-export"], MADE_AT)))
    BROKEN[how](playbook)
    assert faults(playbook)


class TestCacaoOut:
    @pytest.mark.parametrize("kind", RUNBOOKS)
    def test_it_is_valid_by_the_schema(self, kind: str) -> None:
        assert faults(to_cacao(RUNBOOKS[kind], MADE_AT)) == []

    @pytest.mark.parametrize("kind", RUNBOOKS)
    def test_every_branch_leads_to_an_end_and_every_step_is_on_a_branch(self, kind: str) -> None:
        playbook = to_cacao(RUNBOOKS[kind], MADE_AT)
        workflow, seen, waiting = playbook["workflow"], set(), [playbook["workflow_start"]]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            step = workflow[name]
            following = [*(step[key] for key in NEXT if key in step), *step.get("next_steps", [])]
            assert following or step["type"] == "end"
            waiting += following
        assert seen == set(workflow)

    def test_every_agent_variable_and_extension_is_defined(self) -> None:
        playbook = to_cacao(RUNBOOKS["crm-export"], MADE_AT)
        for step in playbook["workflow"].values():
            if step["type"] == "action":
                assert step["agent"] in playbook["agent_definitions"]
                assert set(step["step_extensions"]) <= set(playbook["extension_definitions"])
                assert set(step.get("out_args", [])) <= set(playbook["playbook_variables"])

    def test_a_condition_is_a_question_and_a_decision_a_test_of_its_answer(self) -> None:
        playbook = to_cacao(RUNBOOKS["crm-export"], MADE_AT)
        asked = {step["name"]: step["condition"] for step in playbook["workflow"].values() if "condition" in step}
        assert asked["Does a22 apply?"] == "__applies_a22__:value = 'true'"
        assert asked["Does N07 apply?"] == "__decision_n06__:value IN ('notify', 'notify in phases')"
        assert playbook["playbook_variables"]["__applies_a22__"]["description"] == (
            "true if someone is demanding money for the data"
        )

    def test_two_exports_differ_only_in_their_times(self) -> None:
        first, second = (to_cacao(RUNBOOKS["vendor"], MADE_AT.replace(hour=hour)) for hour in (1, 2))
        assert first != second
        assert {**first, "created": 0, "modified": 0} == {**second, "created": 0, "modified": 0}


def identified(number: int, kind: str = "action") -> str:
    return f"{kind}--00000000-0000-4000-8000-{number:012}"


FOREIGN: dict[str, Any] = {
    "type": "playbook",
    "spec_version": "cacao-2.0",
    "id": identified(1, "playbook"),
    "name": "Phish: triage & answer",
    "workflow_start": identified(1, "start"),
    "workflow": {
        identified(1, "start"): {"type": "start", "on_completion": identified(1)},
        identified(1): {
            "type": "action",
            "name": "Ask the user what was clicked",
            "description": "People remember more in the first hour.",
            "commands": [{"type": "manual", "command": "Phone the user."}],
            "agent": identified(1, "group"),
            "on_completion": identified(1, "if-condition"),
        },
        identified(1, "if-condition"): {
            "type": "if-condition",
            "condition": "__clicked__:value = 'true'",
            "on_true": identified(2),
            "on_completion": identified(3),
        },
        identified(2): {
            "type": "action",
            "name": "Block",
            "commands": [{"type": "bash", "command": "block.sh", "playbook_activity": "restrict-access"}],
            "agent": identified(1, "group"),
            "on_completion": identified(1, "end"),
        },
        identified(3): {
            "type": "action",
            "name": "Tell everybody who received the same mail what to do with it and whom to call when in doubt",
            "commands": [{"type": "manual", "command": "Write.", "playbook_activity": "compose-content"}],
            "agent": identified(1, "group"),
            "on_completion": identified(2, "end"),
        },
        identified(1, "end"): {"type": "end"},
        identified(2, "end"): {"type": "end"},
    },
}


class TestCacaoIn:
    @pytest.mark.parametrize("kind", RUNBOOKS)
    def test_exported_runbooks_import_without_loss(self, kind: str) -> None:
        back = from_cacao(json.loads(json.dumps(to_cacao(RUNBOOKS[kind], MADE_AT))))
        book = build_runbook(RunbookFile.model_validate(yaml.safe_load(to_yaml(back))))
        ours = {step.id: step.model_dump(exclude={"origin"}) for step in RUNBOOKS[kind].steps}
        assert {step.id: step.model_dump(exclude={"origin"}) for step in book.steps} == ours
        assert [step.id for step in book.steps] == [step.id for step in RUNBOOKS[kind].steps]

    def test_another_tools_playbook_gives_its_actions_in_order_by_phase(self) -> None:
        found = from_cacao(FOREIGN)
        assert found["kind"] == "phish-triage-answer"
        assert [step["title"] for step in found["phases"]["contain"]] == ["Ask the user what was clicked", "Block"]
        assert [step["id"] for step in found["phases"]["notify"]] == ["X03"]
        RunbookFile.model_validate(found)

    def test_conditions_and_commands_become_text(self) -> None:
        block = from_cacao(FOREIGN)["phases"]["contain"][1]
        assert block["do"] == "Only if: __clicked__:value = 'true'. Run (bash): block.sh"

    def test_a_long_name_is_cut_at_a_word(self) -> None:
        title = from_cacao(FOREIGN)["phases"]["notify"][0]["title"]
        assert len(title) <= 70
        assert title.endswith("…")

    def test_a_cyclic_workflow_terminates(self) -> None:
        circle = json.loads(json.dumps(FOREIGN))
        circle["workflow"][identified(3)]["on_completion"] = identified(1)
        assert len(from_cacao(circle)["phases"]["contain"]) == 2

    def test_a_damaged_export_is_named_by_its_place(self) -> None:
        exported = json.loads(json.dumps(to_cacao(RUNBOOKS["crm-export"], MADE_AT)))
        own = first(exported, "action")["step_extensions"][EXTENSION]
        own["due"] = ["soon"] * 50_000
        with pytest.raises(UsageError, match=r"workflow\.action--.*\.step_extensions\.due: "):
            from_cacao(exported)
        own.update(phase="later")
        with pytest.raises(UsageError, match="a breachbot step needs a step_id and a phase"):
            from_cacao(exported)

    @pytest.mark.parametrize(
        ("playbook", "told"),
        [
            ([], "not a CACAO playbook"),
            ({"type": "report"}, "not a CACAO playbook"),
            ({**FOREIGN, "spec_version": "1.1"}, "written in '1.1'"),
            ({**FOREIGN, "spec_version": None}, "doesn't name its version of CACAO"),
            ({**FOREIGN, "workflow_start": "start--gone"}, "no workflow to follow"),
            ({**FOREIGN, "workflow": {identified(1, "start"): {"type": "start"}}}, "no manual actions"),
        ],
    )
    def test_unreadable_input_is_reported(self, playbook: Any, told: str) -> None:
        with pytest.raises(UsageError, match=told):
            from_cacao(playbook)
