"""Every text for people goes through the catalog, as a whole sentence whose named places are filled."""

import ast
import re
import string
from pathlib import Path

import pytest

from tests.messages.sources import (
    PLURAL,
    ROOT,
    TEXTS,
    TRANSLATING,
    calls,
    files,
    literal,
    name_of,
    refusing,
    tree_of,
    untranslated,
    untranslated_shown,
)

COMPOSED = (ast.JoinedStr, ast.IfExp, ast.BinOp)  # whose parts are never collected
EVERY = [file for file in files(("bot",)) if re.search(r"bot\.(messages|sentences)", file.read_text("utf-8"))]


def shown(file: Path) -> str:
    return str(file.relative_to(ROOT))


def places(sentence: str) -> set[str]:
    """The named places of a sentence: `{ref}`."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name is not None}


def imported(file: Path) -> set[str]:
    """The names that a file has from the catalog."""
    imports = (node for node in ast.walk(tree_of(file)) if isinstance(node, ast.ImportFrom))
    return {
        name.name for one in imports if one.module in ("bot.messages", "bot.sentences") for name in one.names
    } & set(TRANSLATING)


@pytest.mark.parametrize("file", list(files()), ids=shown)
def test_no_text_reaches_a_person_outside_the_catalog(file: Path) -> None:
    found = [f"{shown(file)}:{line}: {text!r}" for line, text in untranslated(tree_of(file))]
    assert found == [], "\n".join(["wrap these in _(), plural() or N_():", *found])


@pytest.mark.parametrize("file", list(refusing()), ids=shown)
def test_every_error_that_a_person_reads_is_in_the_catalog(file: Path) -> None:
    found = [f"{shown(file)}:{line}: {text!r}" for line, text in untranslated_shown(tree_of(file))]
    assert found == [], "\n".join(["wrap these in _() or plural():", *found])


@pytest.mark.parametrize("file", EVERY, ids=shown)
def test_a_sentence_is_a_literal_with_exactly_the_places_that_are_given(file: Path) -> None:
    """A constant marked with N_ may be passed on; it has no places."""
    faults = []
    for call in calls(tree_of(file)):
        sentences = [literal(one) for one in call.args if not isinstance(one, ast.JoinedStr)]
        wanted = 3 if name_of(call) in PLURAL else 1
        given = {word.arg for word in call.keywords} | ({"n"} if name_of(call) in PLURAL else set())
        texts = [text for text in sentences[:2] if text is not None]
        if len(call.args) != wanted or any(isinstance(one, COMPOSED) for one in call.args):
            faults.append(f"{shown(file)}:{call.lineno}: not a literal")
        elif any(places(text) - given for text in texts) or given - {"n"} - set().union(*map(places, texts)):
            faults.append(f"{shown(file)}:{call.lineno}: {texts} with {sorted(map(str, given))}")
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("file", EVERY, ids=shown)
def test_nothing_else_is_called_like_the_catalog(file: Path) -> None:
    """`word, _, rest = text.partition(" ")` would hide `_` in the whole function."""
    names = imported(file)
    hidden = [
        f"{shown(file)}:{node.lineno}: {node.id}"
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names
    ]
    assert hidden == []


@pytest.mark.parametrize(
    "code",
    [
        'Message("Nothing was changed.")',
        'Message(f"{title} is closed")',
        'text = f"*{title}* was declined"\n    section(text)',
        'Message(" ".join(["closed", title]))',
        'raise Refused(_("It is closed."), "Open it again.")',
        'button("Save", "steps.done", target)',
        'return "still to be answered"',
        'ANSWERS = {"none": "No conflict"}',
        'section(title + (" late" if late else ""))',
    ],
)
def test_a_text_outside_the_catalog_is_found(code: str) -> None:
    assert list(untranslated(ast.parse(f"def view(title):\n    {code}\n")))


@pytest.mark.parametrize(
    "code",
    [
        'Message(_("Nothing was changed."))',
        'Message(_("{title} is closed", title=details["title"]))',
        'section(f"*{title}*")',
        'section(f"`/breach assign {title} @name`")',
        'raise ValueError("a length reads like 4 hours")',
        'button(_("Save"), "steps.done", target)',
        'Modal("severity", _("Severity"), blocks, _("Record"))',
    ],
)
def test_what_is_in_the_catalog_or_not_for_people_is_let_pass(code: str) -> None:
    assert list(untranslated(ast.parse(f"def view(title):\n    {code}\n"))) == []


OF_THE_LIBRARY = {"step", "duty", "line", "decision", "runbook", "change", "book"}
ITS_TEXTS = {"title", "do", "why", "warning", "question", "about"}


def shown_as_written(tree: ast.Module) -> list[int]:
    """The lines where a text of a step, a runbook or a duty goes into a message without its translation."""

    def is_text(node: ast.expr) -> bool:
        owner = node.value if isinstance(node, ast.Attribute) else None
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        return isinstance(node, ast.Attribute) and node.attr in ITS_TEXTS and name in OF_THE_LIBRARY

    found = []
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.FormattedValue):
            parts = [node.value]
        elif isinstance(node, ast.Call) and name_of(node) in TRANSLATING:
            parts = [word.value for word in node.keywords]
        elif isinstance(node, ast.Call) and name_of(node) in {*TEXTS, "safe", "cut", "bullets"}:
            parts = [*node.args, *(word.value for word in node.keywords)]
        found += [one.lineno for one in parts if is_text(one)]
    return found


@pytest.mark.parametrize("file", list(files(("bot/slack",))), ids=shown)
def test_what_the_library_says_is_shown_in_the_language_of_its_reader(file: Path) -> None:
    assert shown_as_written(tree_of(file)) == [], "show step.name and step.instruction; else wrap it in _()"


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("header(one.step.title)", 1),
        ('f"{one.step.id} {one.step.title}"', 1),
        ('_("{duty}: reopened.", duty=outcome.line.title)', 1),
        ("section(safe(step.warning))", 1),
        ('_("{duty}: reopened.", duty=_(outcome.line.title))', 0),
        ("section(told(step.name))", 0),
        ("safe(incident.title)", 0),
    ],
)
def test_a_text_of_the_library_without_its_translation_is_found(code: str, faults: int) -> None:
    assert len(shown_as_written(ast.parse(code))) == faults
