"""Phrases: in which forms they are found, and where they are not."""

import pytest

from bot.domain.phrases import compiled, found, words_of, written_out


def says(phrase: str, text: str, language: str = "en") -> list[str]:
    return [said for said, _ in found(compiled(phrase, language), words_of(text, language))]


@pytest.mark.parametrize(
    ("phrase", "text", "language"),
    [
        ("believe", "We believed it.", "en"),
        ("not .. believe", "We don’t really believe it.", "en"),
        ("have not", "We haven't", "en"),
        ("third party", "A Third-Party saw it.", "en"),
        ("small number", "a Small\nNumber of people", "en"),
        ("Kunde", "Die Kunden wissen es.", "de"),
        ("utilisé", "Elles ont été utilisées.", "fr"),
        ("afectado", "Están afectadas.", "es"),
        ("# % off", "Get 20% off.", "en"),
        ("# % off", "Get 12.5 % off.", "en"),
        ("(very)? important", "Important!", "en"),
        ("^ rate us", "Thank you. Rate us.", "en"),
    ],
)
def test_a_phrase_is_found_in_every_form(phrase: str, text: str, language: str) -> None:
    assert len(says(phrase, text, language)) == 1


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("=may", "It happened on 3 March. Mayors know."),
        ("no .. sign", "There was no alarm. We saw every sign."),
        ("no .. sign", "no\n\nsign"),
        ("no .. sign", "no one of us here saw a sign"),
        ("small number !(of #)", "a small number of 12 people"),
        ("^ rate us", "Please do rate us."),
    ],
)
def test_a_phrase_is_not_found_elsewhere(phrase: str, text: str) -> None:
    assert says(phrase, text) == []


def test_what_was_found_is_quoted_as_it_is_written() -> None:
    assert says("no sign ... misuse", "We saw No  sign, on any day, of Misuse.") == ["No sign, on any day, of Misuse"]


def test_groups_are_written_out_in_groups() -> None:
    groups = {"data": ["file", "<list>"], "list": ["list of (names|numbers)"]}
    assert says(written_out("<data> copied", groups), "The list of names copied by him") == ["list of names copied"]
    with pytest.raises(ValueError, match="no group <other>"):
        written_out("<other>", groups)


@pytest.mark.parametrize("phrase", ["(", "a) b", "[a]", "a + b"])
def test_a_phrase_that_is_not_well_formed_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"not well formed|no meaning"):
        compiled(phrase, "en")
