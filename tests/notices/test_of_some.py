"""What only some of the people lost is said to be so, in every text that lists kinds of data and in each language."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.documents.drafts import render
from bot.law.values import Choices, Value
from tests import shipped

KNOWN: Mapping[str, Value] = {"data": Choices(("names", "ssn")), "data_of_some": Choices(("ssn", "health"))}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def drawn(letter: str, language: str, facts: Mapping[str, Value]) -> str:
    zone = ZoneInfo("Europe/Berlin")
    return render(shipped.templates(), letter, facts, now=NOW, zone=zone, language=language).markdown


@pytest.mark.parametrize(
    ("letter", "language", "said"),
    [
        ("us-individuals-ca", "en", "Social Security number (of some people)"),
        ("us-individuals-ma", "en", "Social Security number (of some people)"),
        ("gdpr-individuals", "de", "(bei einigen Personen)"),
        ("gdpr-individuals", "fr", "(pour certaines personnes)"),
        ("gdpr-authority", "es", "(de algunas personas)"),
    ],
)
def test_a_kind_of_data_that_only_some_people_lost_says_so(letter: str, language: str, said: str) -> None:
    text = drawn(letter, language, KNOWN)
    assert text.count(said) == 1  # the names are everyone's, and health data isn't among the kinds that are affected
    assert said not in drawn(letter, language, {"data": KNOWN["data"]})


def test_a_text_that_lists_kinds_of_data_is_one_that_this_fact_changes() -> None:
    """So that an approval is looked at again when it is recorded later."""
    listed = [one for one in shipped.templates().notices.values() if "data" in one.facts]
    assert len(listed) > 20
    assert all("data_of_some" in one.facts for one in listed)
