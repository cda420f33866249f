"""Words that a command does not take are said back, with what is possible; none of them is passed over in silence."""

import pytest

from bot.slack.routes import nothing
from bot.slack.subcommands import SUBCOMMANDS
from tests.slack.desk import DPO, LEAD, Desk

WITHOUT_WORDS = sorted(one.word for one in SUBCOMMANDS if getattr(one.acts or one.shows, "parse", None) is nothing)


def test_these_take_no_words() -> None:
    assert WITHOUT_WORDS == ["exposure", "law", "list", "memo", "next", "runbook", "status"]


@pytest.mark.parametrize("word", WITHOUT_WORDS)
def test_a_command_without_words_says_that_it_takes_none(inside: Desk, word: str) -> None:
    said = inside.say(LEAD, f"/breach {word} foo bar").text
    assert (
        f"“foo bar” was not understood. /breach {word} takes no other words. "
        f"Type /breach {word}, or see /breach help {word}."
    ) in said
    assert "not understood" not in inside.say(LEAD, f"/breach {word}").text


def test_another_word_for_it_is_said_back_as_it_was_typed(inside: Desk) -> None:
    assert "/breach card takes no other words" in inside.say(LEAD, "/breach card please").text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("clocks foo", "“foo” was not understood. Use all or the name of a fact."),
        ("clocks al", "“al” was not understood. Did you mean all?"),
        ("clocks peopel", "“peopel” was not understood. Did you mean people?"),
        ("clocks eu-gdpr-33-1-authority", "For this one: /breach why eu-gdpr-33-1-authority"),
        ("steps foo", "“foo” was not understood. Use contain, notify, investigate, prevent or tasks."),
        ("steps contian", "“contian” was not understood. Did you mean contain?"),
        ("catchup foo", "Since"),
        ("report bord", "“bord” was not understood. Did you mean board?"),
        ("report board pfd", "“pfd” was not understood. Did you mean pdf?"),
        (
            "report xlsx",
            "“xlsx” was not understood. Use factual, board, learning, pdf, docx, html, md or json.",
        ),
        ("report annexe", "“annexe” was not understood. Did you mean annex?"),
        ("chart clcks", "“clcks” was not understood. Did you mean clocks?"),
        ("language klingon", "breachbot doesn't speak “klingon”."),
        ("notice foo", "There is no notice “foo”. See them with /breach notice."),
        ("notice hippa", "Did you mean us-hipaa-hhs, us-hipaa-individuals or us-hipaa-media? See them with"),
        ("approve gdpr-authrity", "Did you mean gdpr-authority"),
        ("facts what_happened -", "“-” says nothing. Say it in words, or write unknown."),
        ("risk foo", "“foo” was not understood. Use unlikely, likely or high."),
        ("risk hihg", "“hihg” was not understood. Did you mean high?"),
        ("severity foo", "Give the severity as a number from 1 (worst) to 4."),
    ],
)
def test_a_word_that_is_none_of_those_possible_is_named(inside: Desk, words: str, said: str) -> None:
    assert said in inside.say(DPO, f"/breach {words}").text


def test_a_fact_that_no_duty_waits_for_is_said_before_what_is_due(inside: Desk) -> None:
    text = inside.say(DPO, "/breach clocks organisation_name").text
    assert "No duty waits for this fact: Organization." in text
    assert "Notify" in text


def test_a_phase_may_be_named_as_the_person_sees_it(inside: Desk) -> None:
    inside.far.locales[DPO] = "de-DE"
    english = inside.say(LEAD, "/breach steps contain").text
    assert "C01" in english
    assert "C01" in inside.say(DPO, "/breach steps eindämmen").text
