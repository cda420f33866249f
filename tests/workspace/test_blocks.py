"""Block Kit: which blocks are allowed where, and how long their fields may be; the same rules serve unit tests."""

from typing import Any

import pytest

from bot.workspace.core.block_kit import problems, view_problems
from bot.workspace.core.json import Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", **({"text": mrkdwn("x")} | more)}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(text: str, value: str | None = None, **more: Any) -> Json:
    return {"text": plain(text), "value": value or text, **more}


def select(count: int, **more: Any) -> Json:
    return {"type": "static_select", "options": [option(str(number)) for number in range(count)], **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **more}


TEXT = {"type": "plain_text_input"}
GOOD = {
    "a section of 3000 characters": [section(text=mrkdwn("x" * 3000))],
    "ten fields of 2000 characters": [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}],
    "a header of 150 characters": [{"type": "header", "text": plain("x" * 150)}],
    "25 buttons": [actions(*[button(action_id=str(number)) for number in range(25)])],
    "a select of 100 options": [actions(select(100))],
    "an overflow of one option": [actions({"type": "overflow", "options": [option("one")]})],
    "a date and time to choose": [actions({"type": "datetimepicker", "initial_date_time": 1772442000})],
    "markup in the options of checkboxes": [
        actions({"type": "checkboxes", "options": [{"text": mrkdwn("*a*"), "value": "a"}]})
    ],
    "50 blocks": [{"type": "divider"}] * 50,
    "the same action id in two blocks": [actions(button(action_id="a")), actions(button(action_id="a"))],
    "a table": [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}], [{"type": "raw_text", "text": "b"}]]}],
    "an input": [field(TEXT)],
}
BAD = {
    "only a string": ("hello", "must be a list of blocks"),
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items"),
    "an unknown block": ([{"type": "hologram"}], "unsupported type: hologram"),
    "an alert in a message": ([{"type": "alert", "text": mrkdwn("x")}], "a alert block is not allowed in a message"),
    "a section of 3001 characters": ([section(text=mrkdwn("x" * 3001))], "at most 3000 characters"),
    "an empty section": ([{"type": "section"}], "at least one of text, fields"),
    "a section with an empty text": ([section(text=mrkdwn(""))], "at least 1 characters"),
    "a field of 2001 characters": ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "at most 2000 characters"),
    "eleven fields": ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "at most 10 items"),
    "a header with markup": ([{"type": "header", "text": mrkdwn("x")}], "of type plain_text"),
    "a header of 151 characters": ([{"type": "header", "text": plain("x" * 151)}], "at most 150 characters"),
    "a button with markup": ([actions(button(text=mrkdwn("x")))], "of type plain_text"),
    "a button of 76 characters": ([actions(button(text=plain("x" * 76)))], "at most 75 characters"),
    "a button with an unknown style": ([actions(button(style="loud"))], "one of primary, danger"),
    "a button with a value of 2001 characters": ([actions(button(value="x" * 2001))], "at most 2000 characters"),
    "a button with a script": ([actions(button(url="javascript:alert(1)"))], "must be a valid URL"),
    "a button with a field of its own": ([actions(button(colour="red"))], "invalid additional property: colour"),
    "26 buttons": ([actions(*[button(action_id=str(n)) for n in range(26)])], "at most 25 items"),
    "an action id twice in a block": (
        [actions(button(action_id="a"), button(action_id="a"))],
        "action_id must be unique in its block: a",
    ),
    "an action id of 256 characters": ([actions(button(action_id="a" * 256))], "at most 255 characters"),
    "a block id twice": ([{"type": "divider", "block_id": "a"}] * 2, "block_id must be unique: a"),
    "a select of 101 options": ([actions(select(101))], "at most 100 items"),
    "a select with options and groups": (
        [actions(select(1, option_groups=[{"label": plain("g"), "options": [option("a")]}]))],
        "exactly one of options, option_groups",
    ),
    "a select with neither": ([actions({"type": "static_select"})], "exactly one of options, option_groups"),
    "an option of 76 characters": ([actions(select(1, options=[option("x" * 76)]))], "at most 75 characters"),
    "an option value of 151 characters": (
        [actions(select(1, options=[option("a", "x" * 151)]))],
        "at most 150 characters",
    ),
    "an option value twice": (
        [actions(select(1, options=[option("a", "1"), option("b", "1")]))],
        "values must be unique: 1",
    ),
    "markup in the options of a select": (
        [actions(select(1, options=[{"text": mrkdwn("*a*"), "value": "a"}]))],
        "must be plain_text here",
    ),
    "a first choice that is no option": (
        [actions(select(2, initial_option=option("7")))],
        "must be one of the options",
    ),
    "six choices in an overflow": (
        [actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]})],
        "at most 5 items",
    ),
    "eleven checkboxes": (
        [actions({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]})],
        "at most 10 items",
    ),
    "a text input among buttons": ([actions(TEXT)], "unsupported type: plain_text_input"),
    "a button in an input": ([field(button())], "unsupported type: button"),
    "a number input that does not say about decimals": (
        [field({"type": "number_input"})],
        "missing required field: is_decimal_allowed",
    ),
    "a file input in a message": ([field({"type": "file_input"})], "only allowed in a modal"),
    "a date that is none": ([actions({"type": "datepicker", "initial_date": "2026-02-30"})], "a date as YYYY-MM-DD"),
    "a time that is none": ([actions({"type": "timepicker", "initial_time": "24:00"})], "a time as HH:mm"),
    "a confirmation with half its words": (
        [actions(button(confirm={"title": plain("Sure?")}))],
        "missing required field: text",
    ),
    "an image without a description": (
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "missing required field: alt_text",
    ),
    "eleven things in a context": ([{"type": "context", "elements": [mrkdwn("x")] * 11}], "at most 10 items"),
    "a button in a context": ([{"type": "context", "elements": [button()]}], "unsupported type: button"),
    "12,001 characters of Markdown in two blocks": (
        [{"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6000}],
        "at most 12000 characters together",
    ),
    "a table with uneven rows": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}], []]}],
        "the same number of cells",
    ),
}


@pytest.mark.parametrize("what", GOOD)
def test_a_message_may_contain(what: str) -> None:
    assert problems(GOOD[what]) == []


@pytest.mark.parametrize("what", BAD)
def test_a_message_may_not_contain(what: str) -> None:
    blocks, sentence = BAD[what]
    assert any(sentence in problem for problem in problems(blocks)), problems(blocks)


def test_a_problem_says_where_it_is() -> None:
    assert problems([{"type": "divider"}, actions(button(), button(text=plain("")))]) == [
        "[ERROR] must be at least 1 characters [json-pointer:/blocks/1/elements/1/text/text]"
    ]


@pytest.mark.parametrize(
    ("block", "message", "in_modal", "home"),
    [
        ({"type": "alert", "text": mrkdwn("x")}, False, True, False),
        ({"type": "markdown", "text": "x"}, True, False, False),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}, True, False, True),
        ({"type": "divider"}, True, True, True),
    ],
)
def test_a_block_is_allowed_on_its_own_surfaces(block: Json, message: bool, in_modal: bool, home: bool) -> None:
    found = [not problems([block], surface) for surface in ("message", "modal", "home")]
    assert found == [message, in_modal, home]


def test_a_good_modal_and_a_good_home_have_no_problems() -> None:
    assert view_problems(modal(field(TEXT), private_metadata="x" * 3000, callback_id="x" * 255)) == []
    assert view_problems({"type": "home", "blocks": [{"type": "divider"}] * 100}) == []
    assert view_problems(modal({"type": "divider"}, submit=None)) == []


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (modal(field(TEXT), submit=None), "submit is required"),
        (modal(title=plain("x" * 25)), "at most 24 characters"),
        (modal(title=mrkdwn("x")), "of type plain_text"),
        (modal(private_metadata="x" * 3001), "at most 3000 characters"),
        (modal(callback_id="x" * 256), "at most 255 characters"),
        (modal(*[{"type": "divider"}] * 101), "no more than 100 items"),
        (modal({"type": "markdown", "text": "x"}), "a markdown block is not allowed in a modal"),
        (modal(colour="red"), "invalid additional property: colour"),
        (
            modal(field({**TEXT, "focus_on_load": True}), field({**TEXT, "focus_on_load": True})),
            "only one element may have focus_on_load",
        ),
        ({"type": "home", "title": plain("x"), "blocks": []}, "invalid additional property: title"),
        ({"type": "window", "blocks": []}, "must be a view of type modal or home"),
        ("a word", "must be a view of type modal or home"),
    ],
)
def test_a_bad_view_has_a_problem(view: Any, sentence: str) -> None:
    assert any(sentence in problem for problem in view_problems(view)), view_problems(view)
