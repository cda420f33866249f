"""Runbooks on paper and in other hands: the picture, CACAO out and in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from bot.errors import UsageError
from bot.runbook.cacao import to_cacao
from bot.runbook.cacao_import import from_cacao, to_yaml
from bot.runbook.files import load_runbooks
from bot.runbook.graph import Highlight, to_svg
from bot.runbook.inheritance import build_runbook
from bot.runbook.model import Phase, RunbookFile

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT.parent / "shared/cacao/schemas"
RUNBOOKS = load_runbooks(ROOT / "runbooks")
MADE_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"
NEXT = ("on_completion", "on_success", "on_failure", "on_true", "on_false")


class TestPicture:
    @pytest.mark.parametrize("kind", RUNBOOKS)
    def test_every_step_has_its_box_inside_the_frame(self, kind: str) -> None:
        root = ElementTree.fromstring(to_svg(RUNBOOKS[kind]))
        width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
        boxes = root.findall(f".//{SVG}rect")
        assert len(boxes) == len(RUNBOOKS[kind].steps)
        for box in boxes:
            x, y, w, h = (float(box.attrib[key]) for key in ("x", "y", "width", "height"))
            assert 0 <= x <= x + w <= width
            assert 0 <= y <= y + h <= height

    @pytest.mark.parametrize("kind", RUNBOOKS)
    def test_no_two_boxes_lie_on_each_other(self, kind: str) -> None:
        root = ElementTree.fromstring(to_svg(RUNBOOKS[kind]))
        places = [(box.attrib["x"], box.attrib["y"]) for box in root.findall(f".//{SVG}rect")]
        assert len(set(places)) == len(places)

    def test_every_need_has_its_line(self) -> None:
        book = RUNBOOKS["other"]
        root = ElementTree.fromstring(to_svg(book))
        lines = sum(len({*step.needs, *step.if_decided}) for step in book.steps)
        assert len(root.findall(f".//{SVG}path")) == lines

    def test_words_of_a_runbook_cannot_become_markup(self) -> None:
        hostile: Any = {"id": "S1", "title": "<script>&\"'", "do": "</svg><x>", "owner": "lead"}
        file = RunbookFile(kind="test", title="<b>A&B</b>", about="x", phases={Phase.CONTAIN: (hostile,)})
        text = to_svg(build_runbook(file))
        ElementTree.fromstring(text)
        assert "<script" not in text
        assert "<b>" not in text

    def test_what_is_set_aside_is_marked(self) -> None:
        root = ElementTree.fromstring(to_svg(RUNBOOKS["other"], {"N07": Highlight.SET_ASIDE}))
        marked = [group for group in root.findall(f".//{SVG}g") if "set_aside" in group.attrib["class"]]
        assert len(marked) == 1


class TestCacaoOut:
    @pytest.mark.parametrize("kind", RUNBOOKS)
    def test_it_is_valid_by_the_schema_of_the_standard(self, kind: str, validator: Any) -> None:
        errors = list(validator.iter_errors(to_cacao(RUNBOOKS[kind], MADE_AT)))
        assert not errors, errors[0].message

    @pytest.mark.parametrize("kind", RUNBOOKS)
    def test_every_branch_leads_to_an_end_and_every_step_is_on_the_way(self, kind: str) -> None:
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
            "true if somebody demands money for the data"
        )

    def test_two_exports_differ_only_in_their_times(self) -> None:
        first, second = (to_cacao(RUNBOOKS["vendor"], MADE_AT.replace(hour=hour)) for hour in (1, 2))
        assert first != second
        assert {**first, "created": 0, "modified": 0} == {**second, "created": 0, "modified": 0}

    @pytest.fixture(scope="class")
    def validator(self) -> Any:
        if not SCHEMAS.is_dir():
            pytest.skip("The schemas of CACAO 2.0 are not here (../shared/cacao), so nothing can be checked by them.")
        jsonschema, referencing = pytest.importorskip("jsonschema"), pytest.importorskip("referencing")
        found = [json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.rglob("*.json")]
        resources = [(each["$id"], referencing.Resource.from_contents(each)) for each in found]
        registry = referencing.Registry().with_resources(resources)
        whole_one = next(each for each in found if each["title"] == "playbook")
        return jsonschema.Draft7Validator(whole_one, registry=registry)


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
    def test_what_we_exported_comes_back_without_loss(self, kind: str) -> None:
        back = from_cacao(json.loads(json.dumps(to_cacao(RUNBOOKS[kind], MADE_AT))))
        book = build_runbook(RunbookFile.model_validate(yaml.safe_load(to_yaml(back))))
        ours = {step.id: step.model_dump(exclude={"origin"}) for step in RUNBOOKS[kind].steps}
        assert {step.id: step.model_dump(exclude={"origin"}) for step in book.steps} == ours
        assert [step.id for step in book.steps] == [step.id for step in RUNBOOKS[kind].steps]

    def test_a_foreign_playbook_gives_its_actions_in_order_by_phase(self) -> None:
        found = from_cacao(FOREIGN)
        assert found["kind"] == "phish-triage-answer"
        assert [step["title"] for step in found["phases"]["contain"]] == ["Ask the user what was clicked", "Block"]
        assert [step["id"] for step in found["phases"]["notify"]] == ["X03"]
        RunbookFile.model_validate(found)

    def test_a_condition_and_a_command_become_words(self) -> None:
        block = from_cacao(FOREIGN)["phases"]["contain"][1]
        assert block["do"] == "Only if __clicked__:value = 'true': Run (bash): block.sh"

    def test_a_long_name_is_cut_at_a_word(self) -> None:
        title = from_cacao(FOREIGN)["phases"]["notify"][0]["title"]
        assert len(title) <= 70
        assert title.endswith("…")

    def test_a_workflow_that_runs_in_a_circle_ends(self) -> None:
        circle = json.loads(json.dumps(FOREIGN))
        circle["workflow"][identified(3)]["on_completion"] = identified(1)
        assert len(from_cacao(circle)["phases"]["contain"]) == 2

    @pytest.mark.parametrize(
        ("playbook", "told"),
        [
            ([], "not a CACAO playbook"),
            ({"type": "report"}, "not a CACAO playbook"),
            ({**FOREIGN, "spec_version": "1.1"}, "written in '1.1'"),
            ({**FOREIGN, "workflow_start": "start--gone"}, "no workflow to follow"),
            ({**FOREIGN, "workflow": {identified(1, "start"): {"type": "start"}}}, "no action"),
        ],
    )
    def test_what_cannot_be_read_is_told_plainly(self, playbook: Any, told: str) -> None:
        with pytest.raises(UsageError, match=told):
            from_cacao(playbook)
