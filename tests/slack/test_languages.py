"""Each person is answered in their own language; a channel is told in the organization's."""

from dataclasses import replace

import pytest

from bot.actions import profiles
from bot.actions.effects import Effect
from bot.domain.organisation import Languages
from bot.messages import current_language
from bot.slack import outgoing, subcommands
from bot.slack.block_kit import Message
from bot.slack.routes import OpenRoute
from tests.slack.desk import COMMS, DPO, LEAD, MORNING, Desk


@pytest.fixture
def heard(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The language in which each answer to `/breach list` was drawn."""
    spoken: list[str] = []

    def listed(*given: object) -> Message:
        spoken.append(current_language())
        return Message("The list.")

    row = subcommands.WORDS["list"].shows
    assert isinstance(row, OpenRoute)
    monkeypatch.setitem(subcommands.WORDS, "list", replace(subcommands.WORDS["list"], shows=replace(row, view=listed)))
    return spoken


def test_a_person_is_answered_in_the_language_of_their_slack(inside: Desk, heard: list[str]) -> None:
    inside.far.locales = {COMMS: "de-DE", DPO: "ja-JP", "UNEW00001": "fr-CA"}
    inside.hears(COMMS, DPO)
    for person in (COMMS, DPO, LEAD, "UNEW00001"):
        inside.say(person, "/breach list")
    assert heard == ["de", "en", "en", "fr"]
    assert current_language() == "en"


def test_a_person_chooses_another_language_and_keeps_it(inside: Desk, heard: list[str]) -> None:
    inside.far.locales = {COMMS: "de-DE"}
    assert "Español" in inside.say(COMMS, "/breach language Spanish").text
    inside.hears(COMMS)
    inside.say(COMMS, "/breach list")
    assert heard == ["es"]
    assert "Español" in inside.say(COMMS, "/breach language").text
    assert "English" in inside.say(LEAD, "/breach language").text


def test_a_language_that_does_not_exist_is_refused_with_those_that_exist(inside: Desk) -> None:
    told = inside.say(COMMS, "/breach language {Klingon}").text
    assert "“{Klingon}”" in told
    assert "de (Deutsch)" in told


def test_someone_of_whom_slack_tells_nothing_can_choose_too(inside: Desk, heard: list[str]) -> None:
    inside.far.away = True
    inside.say("UNEW00001", "/breach language fr")
    inside.say("UNEW00001", "/breach list")
    assert heard == ["fr"]


def test_what_one_person_sees_is_in_their_language_and_a_channel_is_told_in_the_organizations(
    inside: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outgoing.DRAWN, "left", lambda *given: Message(current_language()))
    organisation = inside.library.organisation.model_copy(update={"languages": Languages(default="fr-FR")})
    inside.library = replace(inside.library, organisation=organisation)
    with inside.opens(COMMS, False) as work:
        profiles.choose_language(work, COMMS, "de")
        drawn = [
            outgoing.draw(
                work, Effect("k", kind, 1, {"view": "left", "person": COMMS}, "lane", MORNING, MORNING - MORNING)
            )
            for kind in ("tell", "direct", "post")
        ]
    assert [one.text for one in drawn if one] == ["de", "de", "fr"]


def test_what_went_wrong_is_told_in_the_persons_language(inside: Desk, heard: list[str]) -> None:
    inside.far.locales = {COMMS: "de-DE"}
    inside.hears(COMMS)
    assert "Unbekannter Befehl" in inside.say(COMMS, "/breach xyzzy").text
    assert current_language() == "en"
