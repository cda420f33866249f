"""What the types of Slack's own SDK say against blocks, and that every payload of every test is shown to them."""

import pytest

from bot.slack.newer_blocks import Task, card, container, data_table, plan, rich_text
from bot.workspace.core.block_kit import problems, view_problems
from bot.workspace.core.json import Json
from tests.known_blocks import NAMES, type_problems

HEADER: Json = {"type": "header", "text": {"type": "plain_text", "text": "x"}}


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"type": "header"}, "'text' is a required property"),
        ({**HEADER, "text": "x"}, "'x' is not of type 'object'"),
        ({**HEADER, "colour": "red"}, "Additional properties are not allowed"),
        ({"type": "alert", "text": HEADER["text"], "level": "loud"}, "'loud' is not one of"),
        ({"type": "card", "title": HEADER["text"]}, "'mrkdwn' was expected"),
        ({"type": "container", "child_blocks": [{"type": "markdown", "text": "x"}]}, "is not valid"),
    ],
)
def test_a_block_that_is_no_such_block(block: Json, said: str) -> None:
    [problem] = type_problems([{"type": "divider"}, block])
    assert said in problem
    assert "[json-pointer:/blocks/1/" in problem


def test_what_passed_once_passes_again_whatever_its_words_are_but_not_with_other_fixed_words() -> None:
    task: Json = {"type": "task_card", "task_id": "1", "title": "a", "status": "complete"}
    for one in (task, {**task, "task_id": "2", "title": "b"}, {**task, "status": "error"}):
        assert list(type_problems([one])) == []
    assert list(type_problems([{**task, "status": "done"}]))
    assert list(type_problems([{**task, "title": 7}]))


def test_styled_text_is_looked_into() -> None:
    styled = rich_text("a")
    styled["elements"][0]["elements"][0]["style"] = {"bold": True}
    assert list(type_problems([styled])) == []
    styled["elements"][0]["elements"][0]["style"] = {"loud": True}
    assert list(type_problems([styled]))


def test_a_kind_that_the_types_do_not_know_is_left_to_the_tables() -> None:
    assert "data_visualization" not in NAMES
    assert list(type_problems([{"type": "data_visualization"}])) == []


def test_the_newer_blocks_are_as_slack_types_them() -> None:
    shown = [
        plan("Steps", [Task("1", "a", "complete", "b")]),
        card("*a*", subtitle="b", body="c"),
        container("a", HEADER, subtitle="b"),
        data_table("a", ["b"], [["c"]]),
    ]
    assert list(type_problems(shown)) == []


def test_the_local_slack_of_the_tests_asks_the_types() -> None:
    """`level` is in the tables, because Slack takes it; its SDK does not know it, so the bot must not send it."""
    assert any("@slack/types" in problem for problem in problems([{**HEADER, "level": 2}]))
    home = {"type": "home", "blocks": [{**HEADER, "level": 2}]}
    assert any("/view/blocks/0/" in problem for problem in view_problems(home))
