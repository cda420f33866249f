"""Checks of a single Block Kit field that holds no blocks, elements or objects: text, numbers, dates, choices.

Each yields a sentence for each problem, with a JSON pointer, like Slack's. Which field has which rule is in the
tables; fields that hold other things are checked in `validation`.
"""

import math
import re
from collections.abc import Callable, Iterator
from datetime import date

from bot.workspace.core.block_kit.schema import Rule

Problems = Iterator[str]


def problem(sentence: str, pointer: str) -> str:
    return f"[ERROR] {sentence} [json-pointer:{pointer}]"


def check_length(length: int, rule: Rule, what: str, pointer: str) -> Problems:
    if rule.maximum and length > rule.maximum:
        yield problem(f"must be at most {rule.maximum} {what}", pointer)
    if length < rule.minimum:
        yield problem(f"must be at least {rule.minimum} {what}", pointer)


def check_string(value: object, rule: Rule, pointer: str) -> Problems:
    if not isinstance(value, str):
        yield problem("must be a string", pointer)
        return
    yield from check_length(len(value), rule, "characters", pointer)


def check_url(value: object, rule: Rule, pointer: str) -> Problems:
    yield from check_string(value, rule, pointer)
    if isinstance(value, str) and not re.match(r"(https?|mailto|slack|tel):", value):
        yield problem("must be a valid URL", pointer)


def check_text(value: object, rule: Rule, pointer: str) -> Problems:
    """A text object; a rule of kind `text` allows both kinds, the others only theirs."""
    kinds = ("plain_text", "mrkdwn") if rule.kind == "text" else (rule.kind,)
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield problem(f"must be a text object of type {' or '.join(kinds)}", pointer)
        return
    allowed = {"type", "text", "emoji"} if value["type"] == "plain_text" else {"type", "text", "verbatim"}
    for name in set(value) - allowed:
        yield problem(f"invalid additional property: {name}", pointer)
    yield from check_string(value.get("text"), rule, f"{pointer}/text")


def check_integer(value: object, rule: Rule, pointer: str) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        yield problem("must be an integer", pointer)
    elif not rule.minimum <= value <= rule.maximum:
        yield problem(f"must be between {rule.minimum} and {rule.maximum}", pointer)


def check_boolean(value: object, _rule: Rule, pointer: str) -> Problems:
    if not isinstance(value, bool):
        yield problem("must be a boolean", pointer)


def check_number(value: object, _rule: Rule, pointer: str) -> Problems:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        yield problem("must be a number written as a string", pointer)


def check_amount(value: object, _rule: Rule, pointer: str) -> Problems:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        yield problem("must be a number", pointer)


def check_positive_amount(value: object, rule: Rule, pointer: str) -> Problems:
    yield from check_amount(value, rule, pointer)
    if isinstance(value, int | float) and value <= 0:
        yield problem("must be greater than 0", pointer)


def check_strings(value: object, rule: Rule, pointer: str) -> Problems:
    """A list of strings; the rule's lengths are each string's."""
    if not isinstance(value, list):
        yield problem("must be a list", pointer)
        return
    for number, item in enumerate(value):
        yield from check_string(item, rule, f"{pointer}/{number}")


def check_choices(value: object, rule: Rule, pointer: str) -> Problems:
    """A list of one or more of the allowed words."""
    if not isinstance(value, list) or not value:
        yield problem("must be a list of at least one", pointer)
        return
    for number, item in enumerate(value):
        yield from check_choice(item, rule, f"{pointer}/{number}")


def check_choice(value: object, rule: Rule, pointer: str) -> Problems:
    if value not in rule.allowed:
        yield problem(f"must be one of {', '.join(rule.allowed)}", pointer)


def check_date(value: object, _rule: Rule, pointer: str) -> Problems:
    try:
        date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        yield problem("must be a date as YYYY-MM-DD", pointer)


def check_time(value: object, _rule: Rule, pointer: str) -> Problems:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        yield problem("must be a time as HH:mm", pointer)


SCALARS: dict[str, Callable[[object, Rule, str], Problems]] = {
    "text": check_text,
    "plain_text": check_text,
    "mrkdwn": check_text,
    "string": check_string,
    "url": check_url,
    "integer": check_integer,
    "boolean": check_boolean,
    "number": check_number,
    "amount": check_amount,
    "positive_amount": check_positive_amount,
    "strings": check_strings,
    "choice": check_choice,
    "choices": check_choices,
    "date": check_date,
    "time": check_time,
}
