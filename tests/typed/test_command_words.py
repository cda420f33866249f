"""The words between the parts of a command, in the languages that people type."""

import pytest

from bot.law.fact_edits import How
from bot.slack.parse import reason_in, reference_in
from bot.typed.command_words import FORGETS, HOLD, IN_WRITING, NEXT_CHECK, begins_edit, edit_in


@pytest.mark.parametrize(
    ("text", "how", "rest"),
    [
        ("replace DE 12", How.REPLACE, "DE 12"), ("= DE 12", How.REPLACE, "DE 12"),
        ("ersetzen durch DE 12", How.REPLACE, "DE 12"), ("durch DE 12 ersetzen", How.REPLACE, "DE 12"),
        ("remplacer par DE 12", How.REPLACE, "DE 12"), ("reemplazar por DE 12", How.REPLACE, "DE 12"),
        ("remove FR", How.REMOVE, "FR"), ("- FR", How.REMOVE, "FR"), ("entfernen FR", How.REMOVE, "FR"),
        ("Frankreich entfernen", How.REMOVE, "Frankreich"), ("retirer France", How.REMOVE, "France"),
        ("supprimer France", How.REMOVE, "France"), ("quitar Francia", How.REMOVE, "Francia"),
        ("add passport", How.STATE, "passport"), ("+ passport", How.STATE, "passport"),
        ("hinzufügen Passnummern", How.STATE, "Passnummern"), ("Passnummern hinzufügen", How.STATE, "Passnummern"),
        ("ajouter noms", How.STATE, "noms"), ("añadir nombres", How.STATE, "nombres"),
    ],
)  # fmt: skip
def test_an_edit_is_said_in_any_language(text: str, how: How, rest: str) -> None:
    found = edit_in(text)
    assert found is not None
    assert found[:2] == (how, rest)


@pytest.mark.parametrize(
    "text",
    ["Frankreich 12", "-5", "additional data", "settlement", "nota", "sinus", "plush", "plus de 300", "más de 300"],
)
def test_other_words_edit_nothing(text: str) -> None:
    assert edit_in(text) is None


@pytest.mark.parametrize("word", ["add", "+", "-", "entfernen", "Hinzufügen", "retirer", "quitar", "+passport"])
def test_an_edit_may_come_before_the_name_of_the_fact(word: str) -> None:
    assert begins_edit(word)


@pytest.mark.parametrize("word", ["data", "records", "Personen", "settled"])
def test_a_name_begins_no_edit(word: str) -> None:
    assert not begins_edit(word)


@pytest.mark.parametrize(
    "text",
    [
        "unknown", "not known yet", "unbekannt", "noch nicht bekannt", "inconnu", "pas encore connue", "desconocido",
        "aún no se sabe", "entfernen", "supprimer", "eliminar",
    ],
)  # fmt: skip
def test_a_fact_is_taken_back_in_any_language(text: str) -> None:
    assert FORGETS.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    [
        "not known yet, next check 18:00", "not known; next check: at 18:00", "unbekannt, nächste Prüfung 18:00",
        "noch nicht bekannt, nächste Prüfung um 18:00", "pas encore connu, prochain contrôle à 18:00",
        "inconnu, prochaine vérification 18:00", "no se sabe, próxima comprobación a las 18:00",
        "todavía desconocido, próxima revisión 18:00",
    ],
)  # fmt: skip
def test_what_is_not_known_yet_is_checked_again_at_a_time(text: str) -> None:
    found = NEXT_CHECK.fullmatch(text)
    assert found is not None
    assert found["at"] == "18:00"


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("gdpr 34 because the key is safe", "gdpr 34", "the key is safe"),
        ("gdpr 34, weil der Schlüssel sicher ist", "gdpr 34", "der Schlüssel sicher ist"),
        ("gdpr 34 parce que la clé est sûre", "gdpr 34", "la clé est sûre"),
        ("gdpr 34 parce qu'elle est sûre", "gdpr 34", "elle est sûre"),
        ("gdpr 34 porque la clave está a salvo", "gdpr 34", "la clave está a salvo"),
        ("gdpr 34", "gdpr 34", ""),
    ],
)
def test_a_reason_follows_its_word(text: str, words: str, reason: str) -> None:
    assert reason_in(text) == (words, reason)


@pytest.mark.parametrize(
    ("text", "until", "by"),
    [
        ("all until 20 Mar 2026 17:00 by FBI", "20 Mar 2026 17:00", "FBI"),
        ("all bis 20. März 2026 17:00 durch LKA Berlin, schriftlich", "20. März 2026 17:00", "LKA Berlin"),
        ("all jusqu'au 20 mars 2026 17:00 par la police, par écrit", "20 mars 2026 17:00", "la police"),
        (
            "all hasta el 20 de marzo 17:00 por la policía, por escrito",
            "20 de marzo 17:00",
            "la policía",
        ),
    ],
)
def test_a_request_to_wait_says_until_when_and_by_whom(text: str, until: str, by: str) -> None:
    found = HOLD.fullmatch(text)
    assert found is not None
    assert (found["duty"], found["until"], IN_WRITING.sub("", found["by"])) == ("all", until, by)


@pytest.mark.parametrize("said", ["ref", "Az.", "Aktenzeichen", "réf.", "referencia"])
def test_a_reference_follows_its_word(said: str) -> None:
    assert reference_in(f"gdpr 33 {said} LDA-7") == ("LDA-7", "gdpr 33")
