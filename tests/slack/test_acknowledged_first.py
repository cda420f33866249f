"""Every row of the tables is acknowledged before Slack is called, no matter who asks; the desk refuses any other
order."""

import pytest

from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import MENU, Target
from bot.slack.forms import FORMS
from bot.slack.subcommands import WORDS
from tests.slack.desk import CHANNEL, LEAD, Desk

NEW = "UNEW00001"
everybody = pytest.mark.parametrize("person", [LEAD, NEW])


@pytest.fixture
def unknown(inside: Desk) -> Desk:
    """An incident, and a Slack that has told nothing yet about anyone who is new."""
    inside.far.away = True
    return inside


@everybody
def test_every_command(unknown: Desk, person: str) -> None:
    for word in (*WORDS, "nonsense", ""):
        for rest in ("", "help", "C01 it is done", f"<@{NEW}|new> dpo", "eu-gdpr-33-1-authority"):
            unknown.say(person, f"/breach {word} {rest}")


@everybody
def test_every_button(unknown: Desk, person: str) -> None:
    for action in BUTTONS:
        for subject in ("", "C01", "eu-gdpr-33-1-authority", f"dpo|{NEW}|main|none"):
            unknown.press(person, action, subject)
            unknown.press(person, action, subject, channel=None)
    unknown.use(person, {"action_id": MENU}, {"value": f"steps.next|{Target(1).encode()}"})
    unknown.use(person, {"action_id": "gone", "value": Target(1).encode()})


@everybody
def test_every_form(unknown: Desk, person: str) -> None:
    for name in FORMS:
        for subject in ("", "C01", "eu-gdpr-33-1-authority"):
            for target in (Target(1, subject), Target(1, subject, "", "http://x")):
                unknown.submit(person, {"callback_id": name, "blocks": [], "private_metadata": target.encode()})


def test_the_desk_sees_a_call_that_comes_too_early(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def asks(body: object) -> None:
        inside.client.users_info()

    monkeypatch.setattr(inside.listeners, "_command", asks)
    with pytest.raises(AssertionError, match="users_info"):
        inside.say(LEAD, "/breach list", CHANNEL)
