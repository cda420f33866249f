"""The table of words, buttons and forms is whole: nothing twice, nothing without a row, nothing that help hides."""

import ast
import re
from pathlib import Path

import pytest

from bot.actions import profiles
from bot.actions.contents import Content
from bot.actions.profiles import Profile
from bot.domain.permissions import WHEN_CLOSED, Act
from bot.errors import BotError, UsageError
from bot.settings import example
from bot.slack.block_kit import Message
from bot.slack.buttons import BUTTONS
from bot.slack.forms import FORMS
from bot.slack.help import EXAMPLES, HELP
from bot.slack.outgoing import DRAWN
from bot.slack.routes import OpensForm, Row, Subcommand
from bot.slack.subcommands import SUBCOMMANDS, WORDS
from bot.strict import read
from bot.workspace.api.dispatch import METHODS
from bot.workspace.api.manifest import events, scopes, shortcuts
from tests.slack.desk import COMMS, DPO, LEAD, OUTSIDER, Desk

ROOT = Path(__file__).parents[2]
ROWS: list[Row] = [
    *(row for one in SUBCOMMANDS for row in one.rows),
    *BUTTONS.values(),
    *(form.row for form in FORMS.values()),
]
MANIFEST = read(example("slack-app.yaml")).value


def called(folder: str, name: str) -> list[tuple[str, ast.Call]]:
    """Every call of a method `name` in a folder of the bot, with its place."""
    found = []
    for file in sorted((ROOT / "bot" / folder).glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                found.append((f"{file.name}:{node.lineno}", node))
    return found


def test_every_word_and_every_other_word_for_it_is_there_once() -> None:
    words = [word for verb in SUBCOMMANDS for word in (verb.word, *verb.also)]
    assert len(words) == len(set(words)), sorted(word for word in words if words.count(word) > 1)
    assert all(re.fullmatch(r"[a-z]+", word) for word in words)


def test_help_lists_every_verb_and_fits_a_screen(desk: Desk) -> None:
    shown = desk.say(OUTSIDER, "/breach help", channel="C0GENERAL").text
    assert [verb.word for verb in SUBCOMMANDS if f"`{verb.word}`" not in shown] == []
    assert len(shown.splitlines()) <= 14


@pytest.mark.parametrize("verb", SUBCOMMANDS, ids=lambda verb: verb.word)
def test_every_command_has_its_own_help(desk: Desk, verb: Subcommand) -> None:
    """Asked for in either order, and by its other words."""
    shown = desk.say(OUTSIDER, f"/breach help {verb.word}", channel="C0GENERAL").text
    assert f"`/breach {verb.usage}`" in shown
    assert verb.help in shown
    assert all(example in shown for example in EXAMPLES[verb.word])
    for asked in (f"{verb.word} help", f"{verb.word} ?", *(f"help {word}" for word in verb.also)):
        assert desk.say(OUTSIDER, f"/breach {asked}", channel="C0GENERAL").text == shown


@pytest.mark.parametrize("example", [one for examples in EXAMPLES.values() for one in examples])
def test_every_example_is_understood(inside: Desk, example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands, with people whom Slack knows. What is not possible in this incident now may be refused."""
    with inside.opens(LEAD, False) as work:
        profiles.keep_profile(work, Profile(COMMS, "Tan Wei Ling", "UTC", None))
    faults: list[Exception] = []
    excuse = inside.listeners._excuse

    def kept(error: Exception) -> Message:
        faults.append(error)
        return excuse(error)

    monkeypatch.setattr(inside.listeners, "_excuse", kept)
    inside.say(LEAD, "/breach facts people DE 1200")
    inside.say(LEAD, "/breach facts aware_at today 08:30")
    inside.say(DPO, "/breach notice gdpr-authority")
    inside.later(hours=30)
    line = example.strip("`").replace("@name", f"<@{COMMS}>", 1).replace("@name", f"<@{DPO}>")
    inside.say(LEAD, line)
    faults = [fault for fault in faults if "its notice isn't approved" not in str(fault)]  # understood, and asked why
    assert [fault for fault in faults if isinstance(fault, UsageError) or not isinstance(fault, BotError)] == []


def test_every_word_is_under_one_heading_of_the_help() -> None:
    listed = [word for words in HELP.values() for word in words]
    assert sorted(listed) == sorted(verb.word for verb in SUBCOMMANDS)


def test_a_word_alone_says_what_it_needs(inside: Desk) -> None:
    for verb in SUBCOMMANDS:
        said = inside.say(DPO, f"/breach {verb.word}")
        assert said.message or said.view, verb.word
        assert "went wrong" not in said.text, verb.word


def test_a_verb_begins_its_own_usage() -> None:
    assert [verb.word for verb in SUBCOMMANDS if verb.usage.split()[0] != verb.word] == []


@pytest.mark.parametrize("word", ["help", "?", "", "  "])
def test_who_says_nothing_or_asks_is_helped(desk: Desk, word: str) -> None:
    answer = desk.say(OUTSIDER, f"/breach {word}", channel="C0GENERAL")
    assert "/breach" in answer.text
    assert "went wrong" not in answer.text


def test_a_mistyped_command_is_told_the_nearest_ones(desk: Desk) -> None:
    for typed in ("help fcats", "fcats"):
        assert "/breach facts" in desk.say(OUTSIDER, f"/breach {typed}", channel="C0GENERAL").text
    several = desk.say(OUTSIDER, "/breach stat", channel="C0GENERAL").text
    assert "`/breach status`" in several
    assert "`/breach open`" in several  # start


def test_every_command_has_examples_of_its_own() -> None:
    assert sorted(EXAMPLES) == sorted(verb.word for verb in SUBCOMMANDS)
    for word, examples in EXAMPLES.items():
        assert examples
        assert all(word in example.strip("`").split() for example in examples)


def test_every_act_is_one_of_some_row() -> None:
    asked = {Act.PROPOSE, Act.CONFIRM, Act.REJECT}  # where a proposal is made or settled
    assert {row.act for row in ROWS} | asked == set(Act), "an act that nobody does"


def test_what_only_reads_stays_possible_when_an_incident_is_closed() -> None:
    reading = {row.act for row in ROWS if row.reads and not isinstance(row, OpensForm)}
    assert reading <= set(WHEN_CLOSED)


def test_every_view_that_an_action_posts_can_be_drawn() -> None:
    kinds = Content.__subclasses__()
    assert len({kind.view for kind in kinds}) == len(kinds)
    assert {kind.view for kind in kinds} | {"reminder"} == set(DRAWN)


def test_every_form_has_the_name_that_its_view_carries() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "slack").glob("*.py"))
    named = set(re.findall(r'\bForm\("(\w+)"', source)) | set(re.findall(r'_form\("(\w+)", Act', source))
    carried = set(re.findall(r'\bModal\(\s*"(\w+)"', source)) | {
        "step_skip",
        "step_stuck",
        "facts_loosen",
        "severity_confirm",
    }
    assert named <= set(FORMS)
    assert set(FORMS) <= carried


def test_a_word_alone_shows_and_with_more_words_it_acts() -> None:
    for word in ("facts", "risk", "notice", "severity", "close"):
        assert WORDS[word].row("") is WORDS[word].shows
        assert WORDS[word].row("something") is WORDS[word].acts
    assert WORDS["clocks"].row("something") is WORDS["clocks"].shows
    assert WORDS["met"].row("") is WORDS["met"].acts


def bound() -> set[str]:
    """The events that are listened to."""
    listened = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "slack").glob("*.py"))
    return set(re.findall(r'app\.event\("(\w+)"\)', listened))


def test_the_manifest_asks_for_the_events_that_are_listened_to_and_no_others() -> None:
    asked = {event.split(".")[0] for event in events(MANIFEST)}
    assert asked == bound()


def test_the_manifest_asks_for_the_scopes_of_the_methods_that_are_called_and_no_others() -> None:
    known = {name.replace(".", "_"): method for name, method in METHODS.items()}
    used, granted = {"commands", "chat:write"}, set(scopes(MANIFEST))
    for file in (ROOT / "bot" / "slack").glob("*.py"):
        for name in set(re.findall(r"client\.([a-z]+_\w+)\(", file.read_text(encoding="utf-8"))):
            if name == "files_upload_v2":
                used.add("files:write")
                continue
            if name == "is_connected":  # of the socket's client, no method of Slack's
                continue
            for wanted in [one for kind in kinds_of(name) for one in wanted_scopes(known[name].scopes, kind)]:
                assert wanted & granted, f"{file.name} calls {name} without {wanted}"
                used |= wanted & granted
    used |= {"groups:history", "groups:read", "reactions:read", "files:read"}  # for the events
    assert granted <= used, f"nothing needs {granted - used}"


def kinds_of(name: str) -> tuple[str, ...]:
    """The kinds of channel that a method is called for; what was posted is looked for in direct messages too, and only
    a channel that should have been private is archived."""
    kinds = {
        "conversations_open": ("im",),
        "conversations_history": ("group", "im"),
        "conversations_archive": ("channel",),
    }
    return kinds.get(name, ("group",))


def wanted_scopes(scopes_of: object, kind: str) -> list[set[str]]:
    """Any of each set; where a table has them by kind of channel, those of this kind."""
    if isinstance(scopes_of, tuple):
        return [set(scopes_of)] if scopes_of else []
    assert isinstance(scopes_of, dict)
    return [set(scopes_of[kind])]


def test_the_manifest_has_every_shortcut_that_is_listened_to() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "slack").glob("*.py"))
    listened = set(re.findall(r'^SHORTCUT\w* = "([\w.]+)"', source, re.MULTILINE))
    assert listened == {one["callback_id"] for one in shortcuts(MANIFEST)}


def test_the_manifest_has_the_command() -> None:
    assert [one["command"] for one in MANIFEST["features"]["slash_commands"]] == ["/breach"]
    assert set(WORDS) >= {"help", "open"}
