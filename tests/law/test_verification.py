"""Duties are compared with the text of their law: an invented act, and invented duties under it."""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.errors import UsageError
from bot.law.clauses import Condition
from bot.law.descriptions import how_checked
from bot.law.model import Duty, Law
from bot.law.sources import TextCheck
from bot.law.texts import read_texts
from bot.law.verification import Check, Comparison, compare
from tests import shipped

TEXTS = Path(__file__).parents[2] / "docs" / "examples" / "texts"
SECTION_12 = (
    "(1) A controller shall notify the Privacy Commissioner without undue delay, and within 72 hours of becoming aware "
    "of a breach, unless a risk to people is unlikely. (2) A final report follows within one month. Where more than "
    "1 000 people are affected, the Commissioner publishes it. (3) A court is exempt from this section. Part 3"
)
HASH_12 = hashlib.sha256(SECTION_12.encode()).hexdigest()
HASH_13 = hashlib.sha256(b"A controller shall notify the people affected without undue delay.").hexdigest()
CHECKED = {"against": "text", "on": "2026-11-29", "article": "s. 12", "sha256": HASH_12}
UNLIKELY = {
    "when": 'risk == "unlikely"',
    "because": "a risk is unlikely",
    "text": "unless a risk to people is unlikely",
}
COURTS = {"A court is exempt": "no organization that uses this is a court"}


def duty(**changed: Any) -> Duty:
    """One that says what section 12 says, but for what is changed."""
    sound = {
        "id": "xx-authority",
        "instrument": "xx-privacy-act",
        "law": "Privacy Act of Xanadu",
        "title": "Tell the commissioner",
        "cites": "s. 12(1)",
        "confidence": "high",
        "verified": CHECKED,
        "owed_by": "controller",
        "owed_to": "regulator",
        "recipient": "the commissioner",
        "place": "DE",
        "applies": [{"when": 'people["DE"] > 1000', "because": "more than 1,000 people are affected"}],
        "unless": [UNLIKELY],
        "other_exceptions": COURTS,
        "starts": "aware_at",
        "due": {"within": "72 hours", "counted": "elapsed"},
        "words": "without undue delay ... of becoming aware of a breach",
    }
    return Duty.model_validate({**sound, **changed})


def compared(*duties: Duty) -> Comparison:
    return compare(duties, read_texts(TEXTS))


def said(found: Comparison) -> list[tuple[Check, str]]:
    return [(one.check, str(one)) for one in found.differences]


def only(found: Comparison) -> tuple[Check, str]:
    (one,) = said(found)
    return one


def test_a_duty_that_says_what_the_text_says_has_no_difference() -> None:
    found = compared(duty())
    assert said(found) == []
    assert found.duties == 1
    assert found.examined == {Check.HASH: 1, Check.WORDS: 4, Check.EXCEPTIONS: 1}  # two parts, a period, a number


def test_several_articles_are_compared_together() -> None:
    both = [CHECKED, {**CHECKED, "article": "Section 13", "sha256": HASH_13}]
    found = compared(duty(verified=both, cites="s. 12(1) and 13", words="shall notify the people affected"))
    assert said(found) == []
    assert found.examined[Check.HASH] == 2


def test_another_source_in_words_is_no_check_against_the_text() -> None:
    mixed = duty(verified=["official gazette 2026/14", CHECKED], verified_on="2026-11-30")
    assert [str(one) for one in mixed.verified] == ["official gazette 2026/14", "the text of s. 12 (2026-11-29)"]
    assert mixed.checked_on == date(2026, 11, 30)
    assert duty(verified="official gazette 2026/14").text_checks == ()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sha256": HASH_13}, ("no text of it has the hash from 2026-11-29", f"{HASH_12} in xanadu-privacy-act.md")),
        ({"article": "s. 13"}, ("the duty doesn't cite it, but s. 12(1)",)),
        ({"article": "s. 1", "sha256": HASH_12}, ("the duty doesn't cite it",)),
        ({"article": "the one on notices"}, ("this names no article",)),
    ],
    ids=["another article's hash", "an article not cited", "part of a number", "no article"],
)
def test_the_hash_must_be_of_an_article_that_the_duty_cites(changed: dict[str, str], words: Iterable[str]) -> None:
    check, line = only(compared(duty(verified={**CHECKED, **changed})))
    assert check is Check.HASH
    assert line.startswith("xx-authority, ")
    assert all(part in line for part in words)


def test_a_text_that_is_not_in_the_folder_is_a_difference() -> None:
    check, line = only(compared(duty(cites="s. 99", verified={**CHECKED, "article": "s. 99"})))
    assert (check, "its text isn't in this folder" in line) == (Check.HASH, True)


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"due": {"within": "96 hours", "counted": "elapsed"}}, "96 hours"),
        ({"due": {"within": "72 days", "counted": "next_day"}}, "72 days"),
        ({"due": {"within": "2 hours", "counted": "elapsed"}}, "2 hours"),  # not those of 72 hours
        ({"due": {"within": "72 hours", "counted": "elapsed", "aim": "24 hours"}}, "24 hours"),
        ({"hold": {"words": "it may wait", "cites": "Art. 9", "after_release": "30 days"}}, "30 days"),
        ({"applies": [{"when": 'people["DE"] >= 500', "because": "500 people are affected"}]}, "500"),
        ({"applies": [{"when": 'people["DE"] > 100', "because": "100 people are affected"}]}, "100"),
        ({"words": "within 72 hours of the loss"}, "“within 72 hours of the loss”"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_words_periods_and_numbers_must_stand_in_the_text(changed: dict[str, Any], shown: str) -> None:
    check, line = only(compared(duty(**changed)))
    assert (check, f"s. 12: {shown} isn't in the text." in line) == (Check.WORDS, True), line


def test_a_period_is_found_in_digits_and_in_words() -> None:
    month = {"within": "1 month", "counted": "next_day"}
    assert said(compared(duty(due=month, words="A final report follows"))) == []
    assert Condition.model_validate(UNLIKELY).text


def test_every_exception_of_the_text_is_one_of_the_duty_or_is_explained() -> None:
    (first, second) = said(compared(duty(unless=[{**UNLIKELY, "text": ""}], other_exceptions={})))
    assert first[0] is second[0] is Check.EXCEPTIONS
    assert "“of a breach, unless a risk to people is unlikely" in first[1]
    assert "a court is exempt" in second[1]


def test_an_exception_that_is_not_in_the_text_is_a_difference() -> None:
    check, line = only(compared(duty(other_exceptions={**COURTS, "unless it rains": "it never does"})))
    assert (check, "“unless it rains” isn't in the text" in line) == (Check.EXCEPTIONS, True)


def test_a_check_that_examined_nothing_fails() -> None:
    nothing = compared(duty(verified="official gazette 2026/14"))
    assert [check for check, _ in said(nothing)] == list(Check)
    assert "The check of the hash examined nothing." in said(nothing)[0][1]
    assert "`words` is empty" in only(compared(duty(words=" ")))[1]


def test_an_article_without_text_has_been_compared_with_nothing(tmp_path: Path) -> None:
    (tmp_path / "act.md").write_text("## s. 12\n\n## s. 13\n", encoding="utf-8")
    empty = duty(verified={**CHECKED, "sha256": hashlib.sha256(b"").hexdigest()})
    assert compare([empty], read_texts(tmp_path)).differences[0].check is Check.HASH


def test_white_space_and_another_way_to_name_an_article_change_nothing(tmp_path: Path) -> None:
    words = SECTION_12.replace(" ", "\n   ")
    (tmp_path / "act.txt").write_text(f"# An act\n\n## § 12\n{words}\n\n## Annex\nunless\n", encoding="utf-8")
    (article,) = read_texts(tmp_path)
    assert (article.text, article.sha256) == (SECTION_12, HASH_12)
    assert said(compare([duty(verified={**CHECKED, "article": "Sec. 12"})], [article])) == []


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "act.md").write_text("# An act\n\nIts text.\n", encoding="utf-8")
    for folder, say in ((tmp_path, "contains no article"), (tmp_path / "nowhere", "is not a folder")):
        with pytest.raises(UsageError, match=say):
            read_texts(folder)


def test_how_old_the_law_is_counts_the_last_version_of_each_duty() -> None:
    other = duty(id="xx-other", verified="own knowledge", verified_on="2025-01-02")
    law = shipped.law().model_copy(update={"duties": (duty(), other)})
    said = "The law was last checked on 29 November 2026, its oldest part on 2 January 2025; 1 of 2 duties are verified"
    assert how_checked(Law.model_construct(**dict(law))) == f"{said} against the text."


def test_every_shipped_duty_that_was_verified_cites_the_article_it_was_verified_against() -> None:
    """Their texts are not shipped; what can be told without them is."""
    verified = [one for one in shipped.law().duties if one.text_checks]
    assert verified
    missing = "its text isn't in this folder"
    assert [line for _, line in said(compare(verified, ())) if missing not in line] == []
    assert all(isinstance(one, TextCheck) and one.on.year >= 2026 for duty in verified for one in duty.text_checks)
