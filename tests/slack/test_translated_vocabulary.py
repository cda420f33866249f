"""The words of the vocabulary and the names of places, in the reader's language."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.actions.work import Library
from bot.errors import BotError, UsageError
from bot.law.values import plain
from bot.messages import _, speaking
from bot.slack.block_kit import Message
from bot.slack.fact_fields import fact_input
from bot.slack.help import EXAMPLES
from tests.slack.desk import COMMS, DPO, LEAD, Desk

GERMAN = ("de", "Wie viele Personen sind betroffen, und wo leben sie?", "Gesundheits- oder medizinische Daten")
FRENCH = ("fr", "Combien de personnes sont concernées, et où vivent-elles ?", "données médicales ou de santé")
SPANISH = ("es", "¿Cuántas personas están afectadas y dónde viven?", "datos médicos o de salud")


def ask(desk: Desk, names: str) -> list[dict[str, Any]]:
    view = desk.press(DPO, "facts.ask", names).view
    assert view
    return [block for block in view["blocks"] if block["type"] == "input"]


@pytest.mark.parametrize(("language", "question", "choice"), [GERMAN, FRENCH, SPANISH])
def test_a_form_asks_in_the_language_of_its_reader(inside: Desk, language: str, question: str, choice: str) -> None:
    inside.far.locales = {DPO: language}
    people, data, *_in_phases = ask(inside, "people,data")
    assert people["label"]["text"] == question
    assert choice in [one["text"]["text"] for one in data["element"]["options"]]


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("de", "people Deutschland 1.200, Bayern 30", "Betroffene Personen: Deutschland 1.200, Bayern 30"),
        ("de", "Betroffene Personen Kalifornien 12", "Betroffene Personen: Kalifornien 12"),
        ("de", "data Passnummern, Namen", "Arten von Daten: Passnummern, Namen"),
        ("de", "Umsatz 1,5 Mio EUR", "Umsatz: 1.500.000 EUR"),
        ("fr", "people Géorgie (pays) 3", "Personnes concernées : Géorgie (pays) 3"),
        ("es", "tipos de datos datos médicos o de salud", "Tipos de datos: datos médicos o de salud"),
        ("es", "lead_authority Francia", "Autoridad principal: French Data Protection Authority (Commission nat"),
    ],
)
def test_a_fact_is_named_given_and_said_back_in_the_language(
    inside: Desk, language: str, typed: str, said: str
) -> None:
    inside.far.locales = {DPO: language}
    assert said in inside.say(DPO, f"/breach facts {typed}").text


def test_a_form_holds_places_as_its_reader_calls_them_and_reads_them_again(inside: Desk) -> None:
    inside.far.locales = {DPO: "de"}
    inside.say(DPO, "/breach facts people DE 1200, about 900 in France, US-GA 7, GE 3, elsewhere unknown")
    (people,) = ask(inside, "people")
    held = people["element"]["initial_value"]
    assert held == "Deutschland 1200, Frankreich etwa 900, US-GA 7, Georgien 3, anderswo unbekannt"
    before = inside.incident(1).facts.value("people")
    inside.say(DPO, f"/breach facts people {held}")
    assert inside.incident(1).facts.value("people") == before


def test_a_vocabulary_of_ones_own_keeps_its_own_words(library: Library) -> None:
    law = library.law
    records = law.vocabulary["records"].model_copy(update={"ask": "How many ledgers are affected?", "label": "Ledgers"})
    own = law.model_copy(update={"vocabulary": law.vocabulary.model_copy(update={"facts": {"records": records}})})
    with speaking("de"):
        assert fact_input(own, "records", None)["label"]["text"] == "How many ledgers are affected?"


@pytest.mark.parametrize(
    ("language", "add", "remove", "forget"),
    [
        ("de", "data Passnummern hinzufügen", "data Passnummern entfernen", "data unbekannt"),
        ("de", "hinzufügen Passnummern", "entfernen Passnummern", "Arten von Daten noch nicht bekannt"),
        ("fr", "data ajouter numéros de passeport", "data retirer numéros de passeport", "data supprimer"),
        ("es", "data añadir números de pasaporte", "data quitar números de pasaporte", "tipos de datos eliminar"),
    ],
)
def test_a_list_is_edited_in_the_language(inside: Desk, language: str, add: str, remove: str, forget: str) -> None:
    inside.far.locales = {DPO: language}
    inside.say(DPO, "/breach facts data names")
    for words, kept in ((add, ["names", "passport"]), (remove, ["names"]), (forget, None)):
        answer = inside.say(DPO, f"/breach facts {words}").text
        known = inside.incident(1).facts.value("data")
        assert (None if known is None else plain(known)) == kept, answer


def test_what_is_not_known_yet_is_said_in_german(inside: Desk) -> None:
    inside.far.locales = {DPO: "de"}
    assert "18:00" in inside.say(DPO, "/breach done C05 unbekannt, nächste Prüfung 18:00").text


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_the_examples_of_help_are_understood_in_each_language(inside: Desk, language: str) -> None:
    """Each does what its English does: the facts one after the other, a request to wait, the risk, a decision."""
    inside.far.locales = {DPO: language}
    aware = None
    for example in EXAMPLES["facts"]:
        inside.say(DPO, typed(example, language))
        aware = inside.incident(1).facts.value("aware_at") or aware
    known = inside.incident(1).facts.known
    assert [plain(known["people"]), plain(known["data"])] == [{"DE": 12_000}, ["passport"]]
    assert aware == datetime(2026, 3, 1, 15, tzinfo=UTC)
    inside.say(DPO, typed(EXAMPLES["risk"][-1], language))
    assert inside.incident(1).facts.value("risk") == "high"
    held = inside.say(DPO, typed(EXAMPLES["hold"][0], language)).text
    with speaking(language):  # read as far as the duty, which this incident does not have
        assert _("Notify affected people in California") in held
    asked = inside.say(DPO, typed(EXAMPLES["decline"][0], language)).text
    assert "/breach decline" not in asked


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_no_example_is_taken_for_something_else(inside: Desk, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other in one incident, up to its end; what is not possible there anymore may be refused."""
    faults: list[str] = []
    excuse = inside.listeners._excuse

    def kept(error: Exception) -> Message:
        with speaking(language):
            asks_why = _("its notice isn't approved, or wasn't when it went out") in str(error)
        if not asks_why and (isinstance(error, UsageError) or not isinstance(error, BotError)):
            faults.append(f"{line}: {error}")
        return excuse(error)

    monkeypatch.setattr(inside.listeners, "_excuse", kept)
    inside.say(LEAD, "/breach facts people DE 1200")
    inside.say(LEAD, "/breach facts aware_at today 08:30")
    inside.say(LEAD, "/breach notice gdpr-authority")
    inside.later(hours=30)
    for word in sorted(EXAMPLES.keys() - {"language"}, key=("close", "reopen").count):
        for example in (one for one in EXAMPLES[word] if "Tan Wei Ling" not in one):  # no one is called so here
            inside.far.locales = {LEAD: language}
            inside.hears(LEAD)
            line = re.sub("@(name|nombre|nom)", lambda _found: f"<@{COMMS}>", typed(example, language), count=1)
            inside.say(LEAD, re.sub("@(name|nombre|nom)", lambda _found: f"<@{DPO}>", line))
    assert faults == []


def typed(example: str, language: str) -> str:
    with speaking(language):
        return _(example).strip("`")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("data Gesundheitsdatn", "Arten von Daten: „Gesundheitsdatn“ ist keine gültige Auswahl. Meinten Sie"),
        ("protection Zauberei", "Erlaubt: nichts; verschlüsselt, Schlüssel sicher;"),
    ],
)
def test_what_is_no_choice_is_refused_with_the_choices_in_the_language(inside: Desk, typed: str, said: str) -> None:
    inside.far.locales = {DPO: "de"}
    assert said in inside.say(DPO, f"/breach facts {typed}").text
