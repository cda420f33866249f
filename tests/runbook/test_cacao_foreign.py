"""Playbooks of others: under which conditions their steps are reached, and whatever else a JSON document can be."""

import base64
import copy
import itertools
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.errors import UsageError
from bot.runbook.cacao_import import MOST_STEPS, from_cacao, left_out, to_yaml
from bot.runbook.model import RunbookFile

Steps = dict[str, dict[str, Any]]


def playbook(**workflow: dict[str, Any]) -> dict[str, Any]:
    """A playbook whose workflow starts at `s`."""
    return {
        "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--1", "name": "Weakness response",
        "workflow_start": "s", "workflow": {"s": {"type": "start", "on_completion": "first"}, **workflow},
    }  # fmt: skip


def action(name: str, after: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "action", "name": name, **({"on_completion": after} if after else {}), **more}


def instructions(value: Any) -> dict[str, str]:
    found = from_cacao(value)
    RunbookFile.model_validate(found)
    return {step["title"]: step["do"] for steps in found["phases"].values() for step in steps}


class TestConditions:
    def test_a_question_with_only_a_name_is_a_condition(self) -> None:
        found = instructions(
            playbook(
                first={"type": "if-condition", "name": "Is there a patch?", "on_true": "yes", "on_false": "no"},
                yes=action("Patch it"),
                no=action("Mitigate"),
            )
        )
        assert found == {
            "Patch it": "Only if: Is there a patch? Patch it",
            "Mitigate": "Only if not: Is there a patch? Mitigate",
        }

    def test_a_step_that_every_branch_leads_to_has_no_condition_and_comes_last(self) -> None:
        found = instructions(
            playbook(
                first={"type": "if-condition", "condition": "a", "on_true": "yes", "on_false": "no"},
                yes=action("Patch it", "report"),
                no=action("Mitigate", "report"),
                report=action("Report"),
            )
        )
        assert list(found) == ["Patch it", "Mitigate", "Report"]
        assert found["Report"] == "Report"

    def test_a_step_after_the_question_has_no_condition(self) -> None:
        first = {"type": "if-condition", "condition": "a", "on_true": "yes", "on_completion": "after"}
        found = instructions(playbook(first=first, yes=action("Patch it"), after=action("Report")))
        assert found == {"Patch it": "Only if: a. Patch it", "Report": "Report"}

    def test_conditions_within_conditions_are_all_said(self) -> None:
        found = instructions(
            playbook(
                first={"type": "if-condition", "condition": "a", "on_true": "inner"},
                inner={"type": "if-condition", "condition": "b", "on_false": "step"},
                step=action("Mitigate"),
            )
        )
        assert found == {"Mitigate": "Only if: a. Only if not: b. Mitigate"}

    def test_the_cases_of_a_switch_and_the_body_of_a_loop(self) -> None:
        found = instructions(
            playbook(
                first={
                    "type": "while-condition",
                    "condition": "hosts",
                    "on_true": "next",
                    "on_completion": "choose",
                },
                next=action("Isolate", "first"),
                choose={
                    "type": "switch-condition",
                    "switch": "size",
                    "cases": {"high": "loud", "default": "quiet"},
                },
                loud=action("Phone them"),
                quiet=action("Write to them"),
            )
        )
        assert found == {
            "Isolate": "As long as: hosts. Isolate",
            "Phone them": "Only if size is high. Phone them",
            "Write to them": "Only if size is default. Write to them",
        }

    def test_parallel_branches_are_conditions_of_nothing(self) -> None:
        found = instructions(
            playbook(
                first={"type": "parallel", "next_steps": ["one", "two"], "on_completion": "end"},
                one=action("Do one"),
                two=action("Do two"),
                end=action("Do the end"),
            )
        )
        assert found == {"Do one": "Do one", "Do two": "Do two", "Do the end": "Do the end"}


class TestTexts:
    def test_a_name_too_short_for_a_title_becomes_one(self) -> None:
        found = instructions(playbook(first=action("a", "two"), two=action("Ok", "three"), three=action(" ")))
        assert list(found) == ["Imported step a", "Do Ok", "Imported step"]

    def test_an_encoded_command_is_decoded(self) -> None:
        text = base64.b64encode("Call the duty officer – now".encode()).decode()
        first = action("Notify", commands=[{"type": "manual", "command_b64": text}])
        assert instructions(playbook(first=first)) == {"Notify": "Call the duty officer – now"}

    def test_an_encoded_command_may_be_in_lines_for_addresses_or_from_powershell(self) -> None:
        said = "Call the duty officer – now?>" * 9
        texts = (
            base64.encodebytes(said.encode()).decode(),
            base64.urlsafe_b64encode(said.encode()).decode(),
            base64.b64encode(said.encode("utf-16-le")).decode(),
        )
        for text in texts:
            first = action("Notify", commands=[{"type": "manual", "command_b64": text}])
            assert instructions(playbook(first=first)) == {"Notify": said}
            assert left_out(playbook(first=first)) == []

    @pytest.mark.parametrize("text", ["%%%", "/w==", "QQ"])
    def test_what_is_not_encoded_text_is_left_to_the_playbook_and_named(self, text: str) -> None:
        first = action("Notify", commands=[{"type": "bash", "command_b64": text}])
        assert instructions(playbook(first=first)) == {"Notify": "Run (bash): see the playbook"}
        assert left_out(playbook(first=first)) == ["Left out: a command of Notify (its command_b64 is not text)."]

    def test_another_playbook_is_a_step(self) -> None:
        first = {"type": "playbook-action", "name": "Answer the phishing", "playbook_id": "playbook--x"}
        assert instructions(playbook(first=first)) == {
            "Answer the phishing": "Run the playbook playbook--x: Answer the phishing"
        }

    def test_nulls_are_what_is_not_there(self) -> None:
        first = action("Notify", description=None, commands=None, on_completion=None, step_extensions=None)
        assert instructions(playbook(first=first)) == {"Notify": "Notify"}

    def test_the_kind_follows_the_file(self) -> None:
        assert from_cacao(playbook(first=action("Notify")), "phishing")["kind"] == "phishing"
        with pytest.raises(UsageError, match="'2 Phishing' can't be the kind of a runbook"):
            from_cacao(playbook(first=action("Notify")), "2 Phishing")

    def test_what_is_left_out_is_named(self) -> None:
        first = {"type": "single", "name": "Old kind", "on_completion": "two"}
        found = left_out(playbook(first=first, two=action("Notify"), lost=action("Never reached")))
        assert found == [
            "Left out: Old kind (steps of type 'single' can't be imported).",
            "Left out: Never reached (nothing leads to it).",
        ]


FULL = playbook(
    first={
        "type": "if-condition", "name": "Sure?", "condition": "a", "on_true": "two", "on_false": "three",
        "on_completion": "four",
    },
    two=action(
        "Patch it", "four", description="Why.",
        commands=[{"type": "manual", "command": "Do.", "playbook_activity": "restrict-access"}],
        external_references=[{"name": "Source"}], step_extensions={"extension-definition--x": {"id": "a"}},
    ),
    three={"type": "switch-condition", "switch": "x", "cases": {"a": "two"}, "next_steps": ["four"]},
    four=action("Report", labels=["x"]),
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    10**17,
    "",
    "x" * 5_000,
    "\n",
    [],
    [1],
    [[]],
    {},
    {"a": 1},
    {"": None},
    ["four"],
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*path, key))


def replaced(path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    whole = copy.deepcopy(FULL)
    inner: Any = whole
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return whole


def test_anything_anywhere_is_imported_or_refused_in_a_sentence() -> None:
    imported, refused = 0, []
    for path, value in itertools.product(places(FULL), VALUES):
        try:
            to_yaml(from_cacao(replaced(path, value)))
            imported += 1
        except UsageError as error:
            refused.append(error)
    assert min(imported, len(refused)) > 100
    assert all(error.remedy for error in refused)
    said = [str(error.say) for error in refused]
    assert [say for say in said if not say.endswith(".") or "\n" in say or len(say) > 400] == []


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("workflow",), None, "has no workflow to follow"),
        (("workflow", "four"), 3, r"workflow\.four: expected keys with values \(found 3\)"),
        (("workflow", "three", "next_steps"), 3, r"workflow\.three\.next_steps: expected a list \(found 3\)"),
        (("workflow", "three", "next_steps"), [3], r"workflow\.three\.next_steps\.0: expected text \(found 3\)"),
        (("workflow", "two", "name"), ["a"], r"workflow\.two\.name: expected text \(found \['a'\]\)"),
        (("workflow", "two", "commands"), 3, r"workflow\.two\.commands: expected a list \(found 3\)"),
        (("name",), 5, r"name: expected text \(found 5\)"),
        (("labels",), {"a": 1}, r"labels: expected a list"),
        (("workflow_start",), {}, "has no workflow to follow"),
    ],
)
def test_a_fault_has_its_place(path: tuple[Any, ...], value: Any, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        from_cacao(replaced(path, value))


def fan(size: int) -> dict[str, Any]:
    steps = {f"a{number}": action(f"Action {number}", "end") for number in range(size)}
    return playbook(first={"type": "parallel", "next_steps": list(steps)}, end={"type": "end"}, **steps)


def ladder(size: int) -> dict[str, Any]:
    """Questions that lead back to one another: the worst there is for the search for conditions."""
    rungs = {
        f"q{number}": {
            "type": "if-condition", "name": f"Q{number}?",
            "on_true": f"q{number + 1}", "on_false": f"q{max(number - 1, 0)}", "on_completion": f"q{size - number}",
        }
        for number in range(size)
    }  # fmt: skip
    return playbook(first={"type": "parallel", "next_steps": ["q0"]}, **rungs, **{f"q{size}": action("Report")})


LARGE = {
    "fan of 3000": (fan(3_000), "has 3003 steps"),
    "fan of 1000": (fan(1_000), "has 1000 actions"),
    "as many as allowed": (fan(MOST_STEPS), ""),
    "ladder of 3000": (ladder(3_000), "has 3003 steps"),
    "ladder of 1900": (ladder(1_900), ""),
    "ladder of 400": (ladder(400), ""),
}


@pytest.mark.parametrize(("value", "says"), LARGE.values(), ids=LARGE)
def test_large_playbooks_take_less_than_two_seconds(value: Any, says: str) -> None:
    began = time.process_time()
    if says:
        with pytest.raises(UsageError, match=says):
            from_cacao(value)
    else:
        to_yaml(from_cacao(value))
        left_out(value)
    assert time.process_time() - began < 2
