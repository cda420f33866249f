"""Shipped runbooks and the titles of duties, in the reader's language; the record keeps the English."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.actions.work import Library
from bot.domain.events.steps import DecisionMade
from bot.domain.incidents import IncidentState
from bot.messages import _, speaking, translate
from bot.messages.languages import LANGUAGES
from bot.runbook.model import Step
from bot.runbook.step_due import Recurrence
from bot.runbook.steps import StepStatus
from bot.slack.block_kit import Block
from bot.slack.cards import STATES
from bot.slack.incidents import draw_open
from bot.slack.severities import draw as draw_severity
from bot.slack.step_forms import read_decision
from bot.store.engine import reading
from bot.store.tables import Decision, Notice, TimelineEntry
from bot.workspace.client import visible_text as words
from tests.slack.desk import COMMS, DPO, LEAD, Desk
from tests.slack.test_translated_chat import fire

LONGEST_TITLE = 75  # characters that Slack shows of a button or an option
C04 = "Entscheiden, ob dieser Kanal vertrauenswürdig ist"
AUTHORITY = "An die Aufsichtsbehörde melden"
MOVED = "nein, wir haben gewechselt"


@pytest.fixture
def german(inside: Desk) -> Desk:
    """The lead and the channel speak German, the DPO English."""
    organisation = inside.library.organisation
    languages = organisation.languages.model_copy(update={"default": "de"})
    inside.library = replace(inside.library, organisation=organisation.model_copy(update={"languages": languages}))
    inside.far.locales = {LEAD: "de-DE", COMMS: "de-DE", DPO: "en-US"}
    inside.hears(LEAD, COMMS, DPO)
    return inside


def choices(view: dict[str, Any]) -> dict[str, str]:
    """What a decision offers: by its label, the value that comes back."""
    [choice] = [block["element"] for block in view["blocks"] if block.get("block_id") == "choice"]
    return {one["text"]["text"]: one["value"] for one in choice["options"]}


def every_option(blocks: Iterable[Block]) -> list[Any]:
    return [one for block in blocks for one in block.get("element", {}).get("options", ())]


def recorded(desk: Desk) -> tuple[str, str]:
    """The last decision as the record has it."""
    with reading(desk.engine) as session:
        row = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert row
        return row.question, row.choice


def test_a_step_is_read_in_the_language_of_its_reader(german: Desk) -> None:
    said = german.say(LEAD, "/breach step C06").text
    assert "Sicherung anordnen, bevor aufgeräumt wird" in said
    assert "Sagen Sie es jetzt allen, die Zugriff haben" in said
    assert "Räumen Sie nicht auf, bevor Sie gesichert haben." in said
    assert "Manche Protokolle bleiben nur einen Tag erhalten." in said
    assert "wer wann informiert wurde, Aufbewahrungseinstellungen" in said
    assert "Order preservation before any cleanup" in german.say(DPO, "/breach step C06").text
    assert "ein Gerät ist verloren" in german.say(LEAD, "/breach step d2").text, "why it applies"


@pytest.mark.parametrize("line", ["steps", "steps contain", "next", "status"])
def test_lists_name_steps_in_the_language(german: Desk, line: str) -> None:
    said = german.say(LEAD, f"/breach {line}").text
    assert "Vorgang anlegen" in said
    assert "Open the record" not in said


def test_the_channel_reads_steps_and_proposals_in_its_own_language(german: Desk) -> None:
    german.say(DPO, "/breach done N06 notify because identity numbers are affected")
    said = "\n".join(words(body) for body in german.drawn())
    assert "Vorgang anlegen" in said
    assert "N06 (Entscheiden, ob der Behörde gemeldet wird)" in said
    assert "„melden“" in said
    assert "Open the record" not in said
    assert "Decide whether to notify the authority" not in said


def test_a_decision_is_asked_in_the_language_and_kept_as_the_runbook_has_it(german: Desk) -> None:
    asked = german.press(LEAD, "step.done", "C04")
    assert asked.view
    assert C04 in asked.text
    assert "Können wir diesem Kanal vertrauen?" in asked.text
    german.submit(LEAD, asked.view, choice=choices(asked.view)[MOVED], reason="Gerät war angemeldet")
    assert recorded(german) == ("Can we trust this channel?", "no, we moved")
    assert MOVED in german.say(LEAD, "/breach step C04").text
    assert "no, we moved" in german.say(DPO, "/breach step C04").text
    with reading(german.engine) as session:
        said = [row.said for row in session.scalars(select(TimelineEntry)).all()]
    assert [one.choice for one in said if isinstance(one, DecisionMade)] == ["no, we moved"]


@pytest.mark.parametrize("typed", ["nein", "NEIN, WIR HABEN GEWECHSELT", "no, we moved", "No, we"])
def test_an_answer_is_typed_in_the_readers_language_or_in_english(german: Desk, typed: str) -> None:
    german.say(LEAD, f"/breach done C04 {typed} weil das Gerät noch angemeldet ist")
    assert recorded(german)[1] == "no, we moved"


def test_what_begins_answers_of_both_languages_is_asked_again(german: Desk) -> None:
    """“n” begins “nein” and “nicht bekannt”."""
    assert choices(german.say(LEAD, "/breach done C04 n weil das Gerät angemeldet ist").view or {})


def test_a_step_is_found_by_words_of_its_title_in_either_language(german: Desk) -> None:
    for typed in ("vorgang anlegen", "open the record"):
        assert "C01" in german.say(LEAD, f"/breach step {typed}").text


def test_typed_letters_need_not_be_those_of_the_translation(german: Desk) -> None:
    """Neither the accents, nor the apostrophe that a phone writes, nor the space that does not break."""
    german.far.locales[COMMS] = "fr-FR"
    german.hears(COMMS)
    with speaking("fr"):
        title = _("Decide whether to notify the authority")
    typed = title.replace("é", "e").replace("'", "’").replace("\u00a0", " ")
    assert "N06" in german.say(COMMS, f"/breach step {typed}").text


def test_what_a_person_wrote_as_a_task_is_not_translated(german: Desk) -> None:
    german.say(LEAD, "/breach task Open the record")
    assert "T1 Open the record" in german.say(LEAD, "/breach step T1").text.replace("· ", "")
    assert "Open the record" in german.say(LEAD, "/breach next").text


def test_duties_are_named_in_the_language(german: Desk) -> None:
    german.say(DPO, "/breach facts people DE 1200")
    german.say(DPO, "/breach facts aware_at today 09:30")
    for line in ("clocks", "clocks all", "why gdpr 33(1)", "status", "catchup"):
        said = german.say(LEAD, f"/breach {line}").text
        assert AUTHORITY in said, line
        assert "Notify the supervisory authority" not in said, line
    assert AUTHORITY in german.say(LEAD, "/breach why aufsichtsbehörde melden").text, "found by its German title"
    assert "Notify the supervisory authority" in german.say(DPO, "/breach clocks").text


def test_what_was_decided_is_caught_up_with_in_the_language(german: Desk) -> None:
    german.say(LEAD, f"/breach done C04 {MOVED} weil das Gerät noch angemeldet ist")
    assert f"Können wir diesem Kanal vertrauen? *{MOVED}*" in german.say(COMMS, "/breach catchup").text
    german.say(LEAD, "/breach handover")
    assert MOVED in "\n".join(words(body) for body in german.drawn())


def test_reminders_and_home_speak_the_language(german: Desk) -> None:
    german.say(LEAD, "/breach take C01")
    german.far.locales[DPO] = "de-DE"
    german.hears(DPO)
    german.say(DPO, "/breach facts people DE 1200")
    german.say(DPO, "/breach facts aware_at today 09:30")
    assert "Vorgang anlegen" in words(german.home(LEAD))
    assert AUTHORITY in words(german.home(DPO))
    german.later(hours=60)
    fire(german)
    said = "\n".join(words(body) for body in german.drawn())
    assert f"*{AUTHORITY}*" in said
    assert "Notify the supervisory authority" not in said
    assert "Open the record" not in said


def decisions(library: Library) -> Iterator[Step]:
    for book in library.runbooks.values():
        yield from (step for step in book.steps if step.decision)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_of_a_shipped_decision_is_told_from_the_others(library: Library, language: str) -> None:
    """As it is shown and as the runbook has it, with a reason after it."""
    wrong = []
    with speaking(language):
        for step in decisions(library):
            assert step.decision
            for choice in step.decision.options:
                for typed in (choice, _(choice)):
                    one = cast(StepStatus, SimpleNamespace(step=step))
                    read = read_decision(one, f"{typed} because it is so")
                    if read is None or (read.choice, read.note) != (choice, "it is so"):
                        wrong.append((step.origin, step.id, typed))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_of_the_first_forms_is_shown_whole(library: Library, language: str) -> None:
    with speaking(language):
        views = (draw_severity(None), draw_open(library.law, library.runbooks, {}))
        texts = [one["text"]["text"] for view in views for one in every_option(view.blocks)]
    assert {text for text in texts if text.endswith("…")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_are_in_the_order_of_the_language_and_the_rest_is_last(library: Library, language: str) -> None:
    with speaking(language):
        *kinds, last = every_option(
            one for one in draw_open(library.law, library.runbooks, {}).blocks if one.get("block_id") == "kind"
        )
    names = [one["text"]["text"] for one in kinds]
    assert names == sorted(names)
    assert last["value"] == "other"


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_fit_where_slack_shows_them(library: Library, language: str) -> None:
    titles = {step.title for book in library.runbooks.values() for step in book.steps}
    with speaking(language):
        assert {one for one in titles if len(_(one)) > LONGEST_TITLE} == set()


@pytest.mark.parametrize(
    ("written", "english", "german"),
    [
        ("daily for 30 days", "daily for 30 days", "täglich, 30 Tage lang"),
        ("weekly until closed", "weekly until the end of the response", "wöchentlich bis zu dem Ende der Bewältigung"),
        ("weekly until P15", "weekly until P15", "wöchentlich bis zu P15"),
        ("90 days after closed", "90 days after the end of the response", "90 Tage nach dem Ende der Bewältigung"),
        ("2 working days after w5", "2 working days after w5", "2 Arbeitstage nach w5"),
        ("45 minutes after opened", "45 minutes after the opening", "45 Minuten nach der Eröffnung"),
        ("at contained", "at containment", "bei der Eindämmung"),
        ("before N15", "before N15", "vor N15"),
        ("with N15", "together with N15", "zusammen mit N15"),
        ("when facts change", "when facts change", "wenn sich Angaben ändern"),
    ],
)
def test_when_a_step_comes_again_is_said_in_the_language(written: str, english: str, german: str) -> None:
    assert str(Recurrence.read(written).said) == english
    with speaking("de"):
        assert translate(Recurrence.read(written).said) == german


def test_a_notice_in_german_names_places_in_german(inside: Desk) -> None:
    inside.say(LEAD, "/breach facts people DE 1200, US-CA 900")
    inside.say(LEAD, "/breach notice gdpr-authority de")
    with reading(inside.engine) as session:
        body = session.scalars(select(Notice)).one().text
    assert "Deutschland: 1.200" in body
    assert "Kalifornien: 900" in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_an_incident_was_opened_is_not_the_word_for_its_state(language: str) -> None:
    with speaking(language):
        assert not _("opened {time}", time="").startswith(_(STATES[IncidentState.OPEN]) + " ")
