"""Every answer that Slack documents for a method that breachbot calls is classified, in one table."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.domain.refusal_codes import EVERY, METHODS, classify, read
from bot.domain.refusals import MEANINGS, Meaning, Taken

BOT = Path(__file__).parents[2] / "bot"
DOCUMENTED = json.loads(Path(__file__).with_name("documented_codes.json").read_text(encoding="utf-8"))
UPLOAD = ("files_getUploadURLExternal", "files_completeUploadExternal")  # what files_upload_v2 calls
FAMILIES = (
    "apps_",
    "auth_",
    "bookmarks_",
    "chat_",
    "conversations_",
    "files_",
    "pins_",
    "usergroups_",
    "users_",
    "views_",
)


def called() -> Iterator[str]:
    """The SDK's names of the methods that the bot's own code mentions; the local Slack has its own."""
    for file in sorted(BOT.rglob("*.py")):
        if "workspace" not in file.relative_to(BOT).parts:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr.startswith(FAMILIES) and hasattr(WebClient, node.attr):
                    yield from UPLOAD if node.attr == "files_upload_v2" else (node.attr,)


def test_the_table_has_the_methods_that_breachbot_calls_and_no_others() -> None:
    assert {name.replace("_", ".") for name in called()} == set(METHODS)


@pytest.mark.parametrize("method", DOCUMENTED)
def test_every_documented_code_is_classified(method: str) -> None:
    assert [code for code in DOCUMENTED[method] if classify(method, code).meaning is Meaning.UNKNOWN] == []


def test_no_code_means_two_things_for_one_method() -> None:
    for codes in (EVERY, *METHODS.values()):
        listed = [code for row in codes.values() for code in row.split()]
        assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("method", "code", "meaning"),
    [
        ("chat.postMessage", "restricted_action", Meaning.FORBIDDEN),
        ("conversations.create", "restricted_action", Meaning.NO_CHANNELS),
        ("conversations.invite", "restricted_action", Meaning.NOT_INVITED),
        ("conversations.invite", "user_is_restricted", Meaning.GUEST),
        ("conversations.setTopic", "user_is_restricted", Meaning.FORBIDDEN),
        ("conversations.invite", "user_team_not_in_channel", Meaning.ELSEWHERE),
        ("conversations.open", "user_not_found", Meaning.NO_ACCOUNT),
        ("files.list", "user_not_found", Meaning.OURS),
        ("chat.update", "message_not_found", Meaning.MESSAGE_GONE),
        ("chat.update", "is_inactive", Meaning.ARCHIVED),
        ("anything.at_all", "missing_scope", Meaning.SCOPE),
        ("chat.postMessage", "made_up", Meaning.UNKNOWN),
    ],
)
def test_what_a_code_means_depends_on_the_method(method: str, code: str, meaning: Meaning) -> None:
    found = classify(method, code)
    assert found.meaning is meaning
    assert read(str(found)) == found


@pytest.mark.parametrize(
    "code", ["ratelimited", "rate_limited", "message_limit_exceeded", "org_login_required", "accesslimited"]
)
def test_what_passes_by_itself_is_transient_for_every_method(code: str) -> None:
    assert {classify(method, code).row.answer for method in METHODS} == {Taken.TRANSIENT}


def test_every_meaning_that_people_hear_of_says_why_and_what_to_do() -> None:
    assert [meaning for meaning in Meaning if meaning not in MEANINGS] == []
    silent = [meaning for meaning, row in MEANINGS.items() if not (row.why and row.remedy)]
    assert silent == [Meaning.DONE]
