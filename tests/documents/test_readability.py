"""Readability scores: counted by hand on short texts, and higher for bad texts than for good ones."""

import pytest

from bot.documents.readability import grade, measure

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


def test_a_language_without_a_formula_has_no_grade() -> None:
    assert grade(["Nous avons perdu vos données."], "fr") is None
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
