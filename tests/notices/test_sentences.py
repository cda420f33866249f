"""What people write in letters, sentence by sentence, in four languages: what must be flagged, and what must pass.

The sentences are in `sentences/*.yaml`. A sentence stands alone in a letter to the people affected, so that every rule
speaks to it.
"""

from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.domain.notice_check import lint
from bot.domain.notice_wording import Measures, Reading
from bot.strict import parse, read
from tests import shipped

FILES = Path(__file__).parent / "sentences"
SHORT = Measures(
    words=8, sentences=1, words_per_sentence=8, longest_sentence="", longest_words=8, grade=None, longest_paragraph=1
)


class Sentences(BaseModel):
    flagged: dict[str, list[str]]  # by the rule that must find a fault
    honest: list[str]


def found(text: str, language: str, audience: str = "individuals") -> set[str]:
    reading = Reading(
        text=text,
        language=language,
        audience=audience,
        grade=None,
        actions=3,
        headings=3,
        links=(),
        known_hosts=frozenset(),
        measures=SHORT,
    )
    rules = {remark.rule: str(remark.found) for remark in lint(reading, shipped.templates().rules)}
    return {rule for rule, said in rules.items() if said != "no contact"}


def sentences(language: str) -> Sentences:
    return parse(Sentences, read(FILES / f"{language}.yaml"))


LANGUAGES = ["en", "de", "fr", "es"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_plays_down_blames_sells_or_asks_is_flagged_however_it_is_said(language: str) -> None:
    flagged = sentences(language).flagged
    missed = [one for rule, each in flagged.items() for one in each if rule not in found(one, language)]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_honest_and_plain_sentences_pass(language: str) -> None:
    assert {one: found(one, language) for one in sentences(language).honest if found(one, language)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_are_many_enough_to_mean_something(language: str) -> None:
    each = sentences(language)
    assert len(each.honest) >= 80
    assert sum(map(len, each.flagged.values())) >= 50


def test_a_filing_may_say_what_a_letter_must_not() -> None:
    assert found("The employee was asked to log in at that page.", "en", "authority") == set()
    assert found("The data may have been accessed on 3 March 2026.", "en", "authority") == set()
    assert found("Please log in here.", "en", "authority") == set()
