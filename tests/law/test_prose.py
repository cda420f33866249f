"""In which language a text is written, and how one fact is stated in several."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.law.facts import Facts, read_facts
from bot.law.prose import language_of
from bot.law.vocabulary import FactType
from bot.strict import read
from tests import shipped

LAW = shipped.law()
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A nurse opened a record without reason.", "en"),
        ("Name and address of 1,204 customers were copied.", "en"),
        ("Eine Pflegerin hat ohne Grund eine Akte geöffnet.", "de"),
        ("Wir haben den Server abgeschaltet.", "de"),
        ("Une infirmière a ouvert un dossier sans raison.", "fr"),
        ("Nous avons éteint le serveur.", "fr"),
        ("Una enfermera abrió un expediente sin motivo.", "es"),
        ("Apagamos el servidor y avisamos a la policía.", "es"),
        ("Yes, in March 2026.", "en"),
        ("Ja, im März 2026.", "de"),
        ("Muster Watch, 1-800-555-0188", None),
        ("", None),
    ],
)
def test_the_language_of_a_text_is_told_by_its_small_words(text: str, language: str | None) -> None:
    assert language_of(text) == language


def stated(**raw: object) -> Facts:
    return read_facts(LAW.vocabulary, LAW.places, raw, "file", AT)


def test_only_texts_in_sentences_have_a_language() -> None:
    raw = {"organisation_name": "The Company of the North", "people": {"DE": 1}}
    found = stated(what_happened="Someone copied the list.", **raw)
    assert found.languages == {"what_happened": "en"}


def test_a_fact_is_stated_once_in_each_language() -> None:
    found = stated(what_happened={"en": "Someone copied the list.", "de": "Kopiert: Liste."})
    assert found.languages == {"what_happened_en": "en", "what_happened_de": "de"}
    assert found.known["what_happened_de"] == "Kopiert: Liste."


def test_a_text_without_small_words_is_in_the_language_of_who_wrote_it() -> None:
    facts = Facts().set(LAW.vocabulary, "cause", "Phishing.", "U1", AT, spoken="fr")
    assert facts.languages == {"cause": "fr"}
    assert stated(cause="Phishing.").languages == {}


@pytest.mark.parametrize("name", ["what_happened_xx", "organisation_name_de", "people_de"])
def test_no_other_fact_and_no_other_language_has_such_a_name(name: str) -> None:
    assert name not in LAW.vocabulary
    with pytest.raises(UsageError, match="Unknown fact"):
        stated(**{name: "x"})


def test_a_short_text_in_a_file_is_in_the_language_of_the_texts_beside_it() -> None:
    short = {"incident_origin": "Supplier.", "recurrence": "No.", "organisation_type": "credit institution"}
    found = stated(what_happened="Someone copied the list.", costs="EUR 40,000", organisation_name="Nordlicht", **short)
    assert found.languages == dict.fromkeys(("what_happened", *short), "en")  # figures and names are in none


def test_every_text_says_whether_it_is_prose() -> None:
    texts = {name: one for name, one in LAW.vocabulary.facts.items() if one.type is FactType.TEXT}
    written = read(Path(__file__).parents[2] / "regulations" / "vocabulary.yaml").value["facts"]
    assert [name for name in texts if "prose" not in written[name]] == []
    asked_in_sentences = ("what_happened", "support_hours", "organisation_type", "resolution_authorities")
    assert all(texts[name].prose for name in asked_in_sentences)
