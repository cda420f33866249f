"""Slack's newer blocks: which fields they have, how much of each is allowed, and what must fit together."""

import math
from typing import Any

import pytest

from bot.workspace.core.block_kit import problems, view_problems
from bot.workspace.core.json import Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def rich(*pieces: Json, parts: int = 1) -> Json:
    section = {"type": "rich_text_section", "elements": list(pieces or [{"type": "text", "text": "x"}])}
    return {"type": "rich_text", "elements": [section] * parts}


def task(id_: str = "1", **more: Any) -> Json:
    return {"task_id": id_, "title": "x", "status": "pending", **more}


def plan(*tasks: Json, **more: Any) -> Json:
    return {"type": "plan", "title": "x", "tasks": list(tasks), **more}


def task_card(**more: Any) -> Json:
    return {"type": "task_card", **task(status="complete"), **more}


def container(*children: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain("x"), "child_blocks": list(children or [DIVIDER]), **more}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn("x"), **more}


def button(number: int = 0) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": str(number)}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def data_table(*rows: list[Json], **more: Any) -> Json:
    return {"type": "data_table", "caption": "x", "rows": list(rows or [[cell()], [cell()]]), **more}


def pie(*segments: tuple[str, float], title: str = "x") -> Json:
    parts = [{"label": label, "value": value} for label, value in segments or [("a", 1)]]
    return {"type": "data_visualization", "title": title, "chart": {"type": "pie", "segments": parts}}


def bars(categories: list[str], *series: Json, **more: Any) -> Json:
    axis = {"categories": categories, **more}
    return {
        "type": "data_visualization",
        "title": "x",
        "chart": {"type": "bar", "series": list(series), "axis_config": axis},
    }


def series(name: str, **points: float) -> Json:
    return {"name": name, "data": [{"label": label, "value": value} for label, value in points.items()]}


DIVIDER: Json = {"type": "divider"}
FOLDS = {"is_collapsible": True, "default_collapsed": True}
DATE: Json = {"type": "date", "timestamp": 1772442000, "format": "{date_short} {time}", "fallback": "2 March 2026"}
SOURCE: Json = {"type": "url", "url": "https://a.example", "text": "a"}
LONG = "x" * 10_000

GOOD: dict[str, list[Json]] = {
    "a plan of 50 tasks": [plan(*[task(str(number)) for number in range(50)])],
    "a plan without tasks": [plan()],
    "a task with every status": [plan(*[task(s, status=s) for s in ("pending", "in_progress", "complete", "error")])],
    "a task with details, output and a source": [
        plan(
            task(details=rich(), output=rich(DATE), sources=[{"type": "url", "url": "https://a.example", "text": "a"}])
        )
    ],
    "a task that says its type": [plan({**task(), "type": "task_card"})],
    "the same task in two plans": [plan(task()), plan(task())],
    "a task card on its own": [task_card(status="in_progress")],
    "a container of 10 blocks that folds": [container(*[DIVIDER] * 10, **FOLDS, subtitle=mrkdwn("x" * 150))],
    "a container with rich text for a title": [
        {"type": "container", "rich_text_title": rich(), "child_blocks": [DIVIDER]}
    ],
    "a container with a line under its title": [container(has_header_divider=True, width="wide")],
    "a card of 150, 150 and 200 characters": [
        card(title=mrkdwn("x" * 150), subtitle=mrkdwn("x" * 150), body=mrkdwn("x" * 200), actions=[button()])
    ],
    "a card of buttons alone": [{"type": "card", "actions": [button(number) for number in range(3)]}],
    "a carousel of 10 cards": [{"type": "carousel", "elements": [card()] * 10}],
    "a data table of 201 rows": [data_table(*[[cell()]] * 201, page_size=100)],
    "a data table of 20 columns": [data_table([cell()] * 20, [cell()] * 20, row_header_column_index=19)],
    "a data table with times and numbers": [
        data_table([cell(), cell()], [rich(DATE), {"type": "raw_number", "value": 3.5, "text": "3.5"}])
    ],
    "a data table of 20,000 characters": [data_table([cell(LONG)], [cell(LONG)])],
    "a pie of 12 segments": [pie(*[(str(number), number + 0.5) for number in range(12)], title="x" * 50)],
    "a segment named with 20 characters": [pie(("x" * 20, 1))],
    "two charts": [pie(), pie()],
    "bars that go below zero": [bars(["a", "b"], series("s", a=-1, b=0), series("t", a=2, b=3), y_label="x" * 50)],
    "12,000 characters of Markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "rich text with everything in it": [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [DATE, {"type": "user", "user_id": "U1"}]},
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "indent": 1,
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "emoji", "name": "bell"}]}],
                },
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]},
                {
                    "type": "rich_text_quote",
                    "elements": [{"type": "link", "url": "https://a.example", "style": {"bold": True}}],
                },
            ],
        }
    ],
}
BAD: dict[str, tuple[list[Json], str]] = {
    "a plan of 51 tasks": ([plan(*[task(str(number)) for number in range(51)])], "at most 50 items"),
    "a plan without a list of tasks": ([{"type": "plan", "title": "x"}], "missing required field: tasks"),
    "a plan with a text object for a title": ([plan(title=plain("x"))], "must be a string"),
    "two tasks of one id": ([plan(task("a"), task("a"))], "task_id must be unique in its plan: a"),
    "a task of a status of its own": ([plan(task(status="done"))], "one of pending, in_progress, complete, error"),
    "a task without a status": ([plan({"task_id": "1", "title": "x"})], "missing required field: status"),
    "a task without a title": ([plan({"task_id": "1", "status": "pending"})], "missing required field: title"),
    "a task with a field of its own": ([plan(task(owner="me"))], "invalid additional property: owner"),
    "details in plain text": ([plan(task(details=plain("x")))], "unsupported type: plain_text"),
    "details of two parts": ([plan(task(details=rich(parts=2)))], "at most 1 elements"),
    "a task card that has not begun": ([task_card(status="pending")], "one of in_progress, complete, error"),
    "a container without blocks": (
        [{"type": "container", "title": plain("x"), "child_blocks": []}],
        "at least 1 items",
    ),
    "a container of 11 blocks": ([container(*[DIVIDER] * 11)], "at most 10 items"),
    "a container without a title": ([{"type": "container", "child_blocks": [DIVIDER]}], "at least one of title"),
    "a container with markup in its title": ([container(title=mrkdwn("x"))], "of type plain_text"),
    "a container with a title of 151 characters": ([container(title=plain("x" * 151))], "at most 150 characters"),
    "a container with a subtitle of 151 characters": ([container(subtitle=plain("x" * 151))], "at most 150 characters"),
    "a container in a container": ([container(container())], "unsupported type: container"),
    "a plan in a container": ([container(plan())], "unsupported type: plan"),
    "a container that is folded but can't be": ([container(default_collapsed=True)], "requires is_collapsible"),
    "a container that folds and has a line": (
        [container(has_header_divider=True, is_collapsible=True)],
        "must not be set together with is_collapsible",
    ),
    "a wrong block in a container": ([container({"type": "header", "text": mrkdwn("x")})], "/child_blocks/0/text"),
    "a block id twice, once in a container": (
        [{**DIVIDER, "block_id": "a"}, container({**DIVIDER, "block_id": "a"})],
        "block_id must be unique: a",
    ),
    "a card of nothing": ([{"type": "card", "subtitle": mrkdwn("x")}], "at least one of title, body"),
    "a card with plain text": ([card(title=plain("x"))], "of type mrkdwn"),
    "a card with a title of 151 characters": ([card(title=mrkdwn("x" * 151))], "at most 150 characters"),
    "a card with a body of 201 characters": ([card(body=mrkdwn("x" * 201))], "at most 200 characters"),
    "a card of four buttons": ([card(actions=[button(number) for number in range(4)])], "at most 3 items"),
    "a card with a select": ([card(actions=[{"type": "users_select"}])], "unsupported type: users_select"),
    "an empty carousel": ([{"type": "carousel", "elements": []}], "at least 1 items"),
    "a carousel of 11 cards": ([{"type": "carousel", "elements": [card()] * 11}], "at most 10 items"),
    "a carousel of sections": ([{"type": "carousel", "elements": [DIVIDER]}], "unsupported type: divider"),
    "a data table without a caption": (
        [{"type": "data_table", "rows": [[cell()], [cell()]]}],
        "missing required field: caption",
    ),
    "a data table of a header alone": ([data_table([cell()])], "at least 2 items"),
    "a data table of 202 rows": ([data_table(*[[cell()]] * 202)], "at most 201 items"),
    "a data table of 21 columns": ([data_table(*[[cell()] * 21] * 2)], "1 to 20 cells"),
    "a data table with uneven rows": ([data_table([cell(), cell()], [cell()])], "the same number of cells"),
    "a data table with an empty cell": ([data_table([cell()], [cell("")])], "at least 1 characters"),
    "a data table with a button": ([data_table([cell()], [button()])], "unsupported type: button"),
    "a data table with a styled header": ([data_table([rich()], [cell()])], "a header cell must not be rich_text"),
    "a data table whose row names are nowhere": ([data_table(row_header_column_index=1)], "the index of a column"),
    "a data table of 101 rows a page": ([data_table(page_size=101)], "between 1 and 100"),
    "20,001 characters in two data tables": (
        [data_table([cell(LONG)], [cell()]), data_table([cell(LONG)], [cell()])],
        "at most 20000 characters together",
    ),
    "a chart with a title of 51 characters": ([pie(title="x" * 51)], "at most 50 characters"),
    "a pie of 13 segments": ([pie(*[(str(number), 1) for number in range(13)])], "at most 12 items"),
    "a pie of nothing": (
        [{"type": "data_visualization", "title": "x", "chart": {"type": "pie", "segments": []}}],
        "at least 1 items",
    ),
    "a segment of zero": ([pie(("a", 0))], "must be greater than 0"),
    "a segment that is no number": ([pie(("a", math.inf))], "must be a number"),
    "a segment named with 21 characters": ([pie(("x" * 21, 1))], "at most 20 characters"),
    "three charts": ([pie(), pie(), pie()], "no more than 2 data_visualization blocks"),
    "a chart of an unknown kind": (
        [{"type": "data_visualization", "title": "x", "chart": {"type": "radar"}}],
        "unsupported type: radar",
    ),
    "bars without a value for a category": ([bars(["a", "b"], series("s", a=1))], "one data point for each category"),
    "two series of one name": ([bars(["a"], series("s", a=1), series("s", a=2))], "names of the series must be unique"),
    "bars of 21 categories": (
        [bars([str(n) for n in range(21)], series("s", **{str(n): n for n in range(21)}))],
        "1 to 20 items",
    ),
    "a rich text with a word of no kind": ([rich({"type": "shout", "text": "x"})], "unsupported type: shout"),
    "a rich text with an empty text": ([rich({"type": "text", "text": ""})], "at least 1 characters"),
    "a rich text in a style of its own": (
        [rich({"type": "text", "text": "x", "style": {"blink": True}})],
        "invalid additional property: blink",
    ),
    "a date without a format": ([rich({"type": "date", "timestamp": 1})], "missing required field: format"),
}


@pytest.mark.parametrize("what", GOOD)
def test_a_message_may_contain(what: str) -> None:
    assert problems(GOOD[what]) == []


@pytest.mark.parametrize("what", BAD)
def test_a_message_may_not_contain(what: str) -> None:
    blocks, sentence = BAD[what]
    assert any(sentence in problem for problem in problems(blocks)), problems(blocks)


@pytest.mark.parametrize(
    ("block", "where"),
    [
        (plan(task()), {"message"}),
        (task_card(), {"message"}),
        ({"type": "markdown", "text": "x"}, {"message"}),
        (container(), {"message", "home"}),
        ({"type": "carousel", "elements": [card()]}, {"message", "home"}),
        (data_table(), {"message", "home"}),
        (pie(), {"message", "home"}),
        (card(), {"message", "modal", "home"}),
        (rich(), {"message", "modal", "home"}),
        ({"type": "alert", "text": plain("x" * 200), "level": "warning"}, {"modal"}),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_a_block_is_allowed_on_its_own_surfaces(block: Json, where: set[str]) -> None:
    assert {surface for surface in ("message", "modal", "home") if not problems([block], surface)} == where


@pytest.mark.parametrize(
    ("alert", "sentence"),
    [
        ({"text": plain("x" * 201)}, "at most 200 characters"),
        ({"text": plain("x"), "level": "loud"}, "one of default, info, warning, error, success"),
        ({"level": "info"}, "missing required field: text"),
    ],
)
def test_an_alert_in_a_modal(alert: Json, sentence: str) -> None:
    view = {"type": "modal", "title": plain("x"), "blocks": [{"type": "alert", **alert}]}
    assert any(sentence in problem for problem in view_problems(view)), view_problems(view)


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        ({"type": "conversations_select", "filter": {}}, "at least one of include"),
        ({"type": "conversations_select", "filter": {"include": ["everyone"]}}, "one of im, mpim, private, public"),
        ({"type": "conversations_select", "filter": {"include": []}}, "a list of at least one"),
        ({"type": "rich_text_input", "initial_value": plain("x")}, "unsupported type: plain_text"),
        ({"type": "workflow_button", "text": plain("x"), "workflow": {}}, "missing required field: trigger"),
    ],
)
def test_what_stands_inside_an_element_is_looked_into(element: Json, sentence: str) -> None:
    found = problems([{"type": "actions", "elements": [element]}])
    assert any(sentence in problem for problem in found), found


def test_a_kind_that_the_workspace_does_not_know_is_refused_wherever_it_is() -> None:
    refused = frozenset(("table",))
    table = {"type": "table", "rows": [[cell()]]}
    assert problems([container(table), plan()]) == []
    assert problems([container(table), plan()], refused=refused) == [
        "[ERROR] unsupported type: table [json-pointer:/blocks/0/child_blocks/0/type]"
    ]
