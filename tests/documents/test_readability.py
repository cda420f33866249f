"""Readability scores: counted by hand on short texts, and higher for bad texts than for good ones."""

import pytest

from bot.documents.readability import grade, grade_of, measure

HARD = (
    "In the context of our ongoing commitment to safeguarding the confidentiality of customer information, we regret "
    "to inform you that an unauthorized third party may potentially have obtained access to certain information."
)


def test_the_english_grade_is_flesch_kincaid() -> None:
    # 6 words, 2 sentences, 6 syllables: 0.39 * 3 + 11.8 * 1 - 15.59
    assert grade(["We lost it.", "Call us now."], "en") == pytest.approx(-2.62)


def test_the_german_grade_is_the_fourth_vienna_formula() -> None:
    # 5 words, 1 sentence, one word (Nachrichten) of three syllables: 0.2744 * 20 + 0.2656 * 5 - 1.693
    assert grade(["Wir haben Ihre drei Nachrichten."], "de") == pytest.approx(5.123)


def test_the_french_grade_is_that_of_kandel_and_moles() -> None:
    # 5 words, 1 sentence, 7 syllables (vous a-vez une nou-velle carte): ease 207 - 1.015 * 5 - 73.6 * 7 / 5 = 98.885,
    # in Flesch's table between 100 (grade 4) and 95 (grade 5)
    assert grade(["Vous avez une nouvelle carte."], "fr") == pytest.approx(4 + 0.223)


def test_the_spanish_grade_is_that_of_fernandez_huerta() -> None:
    # 4 words, 1 sentence, 8 syllables (us-ted tie-ne u-na car-ta): ease 206.84 - 1.02 * 4 - 60 * 8 / 4 = 82.76,
    # between 85 (grade 6) and 75 (grade 7)
    assert grade(["Usted tiene una carta."], "es") == pytest.approx(6 + 0.224)


@pytest.mark.parametrize(
    ("text", "language", "syllables"),
    [
        ("idée", "fr", 2),
        ("création", "fr", 3),
        ("le", "fr", 1),
        ("données", "fr", 2),
        ("aéreo", "es", 4),
        ("oído", "es", 3),
    ],
)
def test_syllables_are_those_that_are_spoken(text: str, language: str, syllables: int) -> None:
    eases = {"fr": 207 - 1.015 - 73.6 * syllables, "es": 206.84 - 1.02 - 60 * syllables}
    assert grade([text], language) == pytest.approx(grade_of(eases[language]))


def test_a_language_without_a_formula_has_no_grade() -> None:
    assert grade(["Abbiamo perso i vostri dati."], "it") is None
    assert grade([], "en") is None


def test_hard_text_scores_far_above_plain_text() -> None:
    hard, plain = grade([HARD], "en"), grade(["Someone copied your name.", "Change your password now."], "en")
    assert hard is not None
    assert plain is not None
    assert hard > 15 > 8 > plain


def test_headings_and_tables_are_not_counted() -> None:
    found = measure("# A heading of five words\n\nThree short words.\n\n| a | b |\n|---|---|\n| c | d |\n", "en")
    assert (found.words, found.sentences) == (3, 1)


def test_dates_and_abbreviations_do_not_end_a_sentence() -> None:
    assert measure("Am 17. November rief Dr. Lindqvist an.", "de").sentences == 1
    assert measure("We told No. 7 and Dr. Lindqvist. Then we left.", "en").sentences == 2


def test_an_empty_text_measures_zero() -> None:
    found = measure("", "en")
    assert (found.words, found.grade, found.longest_sentence) == (0, None, "")


def test_the_longest_sentence_is_shown() -> None:
    assert measure("Short one. This one is the longest of all. Short.", "en").longest_sentence.startswith("This one")


def test_the_name_of_a_company_ends_no_sentence_before_a_small_letter() -> None:
    assert measure("A breach at Fernhill Ltd. included your data. It was found.", "en").sentences == 2
    assert measure("We work for Fernhill Ltd. You can call us.", "en").sentences == 2


def test_an_annex_does_not_make_a_letter_long() -> None:
    assert measure("Three short words.\n\n### Addresses\n\n- Equifax: a long address.\n", "en").words == 3
