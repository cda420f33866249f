"""Only a refusal that stays ends a start; each says what happened and what to do. Everything else is asked again."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import IncompleteRead
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.errors import StartError
from bot.slack.connecting import LONGEST_WAIT_S, Connecting, Waits
from bot.tokens import APP, BOT, FOR_GOOD, SlackAway, Token, accepted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def answer(code: str, status: int = 200, headers: Any = None, **more: str) -> Callable[[], Any]:
    said: Any = {"ok": False, "error": code, **more}

    def ask() -> None:
        told = SlackResponse(
            client=None,
            http_verb="POST",
            api_url="",
            req_args={},
            data=said,
            headers=headers or {},
            status_code=status,
        )
        raise SlackApiError("refused", told)

    return ask


def raising(error: Exception) -> Callable[[], Any]:
    def ask() -> None:
        raise error

    return ask


@pytest.mark.parametrize(
    ("token", "ask", "says", "remedy"),
    [
        (BOT, answer("invalid_auth"), "Slack does not know the bot token", "Copy the Bot User OAuth Token"),
        (APP, answer("not_authed"), "Slack was given no app token", "Make an app-level token"),
        (APP, answer("not_allowed_token_type"), "not a token of the right type", "Make an app-level token"),
        (BOT, answer("token_revoked"), "The bot token was revoked", "Install the app to the workspace again"),
        (BOT, answer("token_expired"), "The bot token has expired", "Turn token rotation off"),
        (BOT, answer("account_inactive"), "no longer active", "Have an admin enable the app"),
        (
            APP,
            answer("missing_scope", needed="connections:write"),
            "The app token lacks the scope connections:write",
            "Add it in your app's settings",
        ),
    ],
)
def test_a_refusal_that_stays_says_what_happened_and_what_to_do(
    token: Token, ask: Callable[[], Any], says: str, remedy: str
) -> None:
    with pytest.raises(StartError) as refused:
        accepted(token, ask)
    assert says in str(refused.value.say)
    assert remedy in str(refused.value.remedy)
    assert f"BREACHBOT_SLACK_{token.name.upper()}_TOKEN, then start again." in str(refused.value.remedy)


def test_every_refusal_reads_as_sentences() -> None:
    for code in FOR_GOOD:
        with pytest.raises(StartError) as refused:
            accepted(BOT, answer(code))
        assert "{" not in f"{refused.value}"
        assert "  " not in f"{refused.value}"
        assert ".." not in f"{refused.value}"


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (answer("org_login_required"), "org_login_required"),
        (answer("team_added_to_org"), "team_added_to_org"),
        (answer("accesslimited"), "accesslimited"),
        (answer("ratelimited", 429, {"Retry-After": "7"}), "ratelimited"),
        (answer("an_error_of_tomorrow"), "an_error_of_tomorrow"),
        (answer("invalid_auth", 503), "invalid_auth"),
        (answer("Received a response in a non-JSON format: <html>", 502), "HTTP 502"),
        (raising(URLError(ConnectionRefusedError(111, "Connection refused"))), "Connection refused"),
        (raising(URLError(OSError(-2, "Name or service not known"))), "Name or service not known"),
        (raising(TimeoutError("timed out")), "no answer in time"),
        (raising(IncompleteRead(b"")), "IncompleteRead"),
        (raising(AttributeError("'list' object has no attribute 'get'")), "AttributeError"),
    ],
)
def test_anything_else_is_a_slack_that_is_away(ask: Callable[[], Any], why: str) -> None:
    with pytest.raises(SlackAway) as away:
        accepted(BOT, ask)
    assert away.value.why == why
    assert away.value.wait_s == (7 if why == "ratelimited" else 0)


def test_the_waits_grow_to_a_minute_and_last_as_long_as_slack_asks() -> None:
    waits, away = Waits(), SlackAway("down")
    assert [waits.after(away) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert waits.after(SlackAway("ratelimited", 300)) == 300
    waits.begin_anew()
    assert waits.after(SlackAway("ratelimited", 5)) == 5
    assert waits.after(StartError("revoked")) == LONGEST_WAIT_S


class Slack:
    """Gives each of these answers once, and then the connection."""

    def __init__(self, *answers: Exception) -> None:
        self.answers, self.connected, self.now = list(answers), threading.Event(), NOON
        self.connecting = Connecting(self.connect, self.connected.is_set, lambda: self.now)

    def connect(self) -> None:
        if self.answers:
            raise self.answers.pop(0)
        self.connected.set()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.connecting.LONGEST_WAIT_S", 0.01)
    monkeypatch.setattr("bot.slack.connecting.FIRST_WAIT_S", 0.01)


@pytest.mark.usefixtures("at_once")
def test_a_slack_that_is_away_is_asked_until_it_answers() -> None:
    slack = Slack(SlackAway("down"), StartError("revoked"), SlackAway("down"))
    slack.connecting.begin()
    with pytest.raises(SlackAway):
        slack.connecting.first.result(2)
    assert slack.connected.wait(2)


def test_how_long_there_was_no_connection_is_counted_from_when_it_was_first_missed() -> None:
    slack = Slack()
    assert slack.connecting.away_since() == NOON
    slack.now = NOON.replace(hour=13)
    assert slack.connecting.away_since() == NOON
    slack.connected.set()
    assert slack.connecting.away_since() is None
    slack.connected.clear()
    assert slack.connecting.away_since() == slack.now


@pytest.mark.usefixtures("at_once")
def test_once_stopped_it_asks_no_more() -> None:
    slack = Slack(*[SlackAway("down")] * 1000)
    slack.connecting.begin()
    slack.connecting.stop()
    time.sleep(0.05)
    left = len(slack.answers)
    time.sleep(0.05)
    assert len(slack.answers) == left > 0
