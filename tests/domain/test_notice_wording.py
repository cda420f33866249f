"""Wording rules: what they find, what they leave alone, and what an override changes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from bot.domain.notice_check import lint
from bot.domain.notice_wording import Measures, Override, Phrase, Reading, Remark, WordRule

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CALM = Measures(
    words=100,
    sentences=10,
    words_per_sentence=10,
    longest_sentence="One.",
    longest_words=12,
    grade=6,
    longest_paragraph=3,
)
RULE = WordRule(
    id="MIN1",
    level="fail",
    say="It plays it down.",
    audiences=("individuals",),
    phrases={"en": (Phrase(find=r"\bsmall number\b", instead="Give the number."),)},
)


def reading(text: str = "Fine.", **more: Any) -> Reading:
    about = {
        "text": f"{text}\n\nWrite to help@beispiel.example.",
        "contacts": frozenset({"help@beispiel.example"}),
        "language": "en",
        "audience": "individuals",
        "grade": 10,
        "actions": 3,
        "headings": 5,
        "links": (),
        "known_hosts": frozenset({"beispiel.example"}),
        "measures": CALM,
        **more,
    }
    return Reading.model_validate(about)


def rules(found: tuple[Remark, ...]) -> list[str]:
    return [remark.rule for remark in found]


def test_a_word_for_what_is_still_to_come_may_be_kept_where_it_is_part_of_a_name() -> None:
    found = lint(reading("We use TODO Systems for this."), [])
    assert [(one.found, one.blocks, one.overridable) for one in found] == [("use TODO Systems", True, True)]
    given = override(rule="CHK", found="use TODO Systems")
    assert not any(one.blocks for one in lint(reading("We use TODO Systems for this."), [], [given]))
    assert [one.found for one in lint(reading("We use TODO Systems. We told TBC."), [], [given]) if one.blocks] == [
        "told TBC"
    ], "no other place is kept with it"
    assert [one.overridable for one in lint(reading("We told [NAME] and ____ people."), [])] == [False, False]


def test_a_text_without_fault_gets_no_remark() -> None:
    assert lint(reading(), [RULE]) == ()


def test_a_phrase_is_found_in_any_case_and_over_a_line_break() -> None:
    [remark] = lint(reading("A Small\nNumber of people."), [RULE])
    assert (remark.rule, remark.found, remark.instead) == ("MIN1", "Small Number", "Give the number.")
    assert remark.blocks


def test_a_rule_for_any_language_speaks_in_each() -> None:
    anywhere = RULE.model_copy(update={"phrases": {"any": (Phrase(find=r"\bq\d+\b", instead="No."),)}})
    assert rules(lint(reading("q12", language="fr"), [anywhere])) == ["MIN1"]


def test_a_sentence_that_says_what_makes_it_honest_is_not_flagged() -> None:
    honest = Phrase(words="no sign", unless=("log",), instead="Say what the logs show.")
    rule = RULE.model_copy(update={"phrases": {"en": (honest,)}})
    assert rules(lint(reading("Our logs show no sign of it."), [rule])) == []
    assert rules(lint(reading("Our logs are long. There was no sign of it."), [rule])) == ["MIN1"]


def test_a_phrase_is_words_or_a_pattern() -> None:
    with pytest.raises(ValidationError, match="either words or find"):
        Phrase(instead="No.")


@pytest.mark.parametrize(
    "mark", ["[DATE]", "[insert name here]", "{{ name }}", "____", "<COMPANY NAME>", "Lorem ipsum", "[Datum]"]
)
def test_what_is_left_to_fill_in_blocks_and_cannot_be_overridden(mark: str) -> None:
    [remark] = lint(reading(f"We found it on {mark}."), [])
    assert (remark.rule, remark.blocks, remark.overridable) == ("CHK", True, False)


def test_brackets_in_a_quotation_are_no_gap() -> None:
    assert lint(reading("He wrote: “we [sic] have it”. See <https://beispiel.example>."), []) == ()


@pytest.mark.parametrize("other", [{"audience": "authority"}, {"language": "de"}])
def test_a_rule_speaks_only_of_its_audience_and_language(other: dict[str, str]) -> None:
    assert "MIN1" not in rules(lint(reading("a small number", **other), [RULE]))


def override(**more: str) -> Override:
    return Override.model_validate(
        {"rule": "MIN1", "found": "small number", "reason": "It is a quotation.", "by": "U2", "at": NOW, **more}
    )


def test_an_override_stays_visible_and_no_longer_blocks() -> None:
    [remark] = lint(reading("a small number"), [RULE], [override()])
    assert remark.override == override()
    assert not remark.blocks


@pytest.mark.parametrize("wrong", [{"rule": "MIN2"}, {"found": "large number"}])
def test_an_override_counts_only_for_its_rule_and_words(wrong: dict[str, str]) -> None:
    [remark] = lint(reading("a small number"), [RULE], [override(**wrong)])
    assert remark.blocks


def test_a_rule_that_may_never_be_overridden_still_blocks() -> None:
    [remark] = lint(reading("a small number"), [RULE.model_copy(update={"override": "never"})], [override()])
    assert remark.blocks


def test_an_override_without_a_real_reason_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least three words"):
        override(reason="because")


@pytest.mark.parametrize(
    ("grade", "limit", "level"),
    [(8.0, 10, None), (8.1, 10, "warn"), (10.0, 10, "warn"), (10.1, 10, "fail"), (20, None, None)],
)
def test_the_reading_level_warns_two_grades_before_it_stops(grade: float, limit: int | None, level: str | None) -> None:
    found = lint(reading(measures=CALM.model_copy(update={"grade": grade}), grade=limit), [])
    assert [(remark.rule, remark.level) for remark in found] == ([("PL1", level)] if level else [])


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"longest_words": 31}, "has 31 words; 30 is the maximum"),
        ({"words_per_sentence": 18.6}, "have 19 words on average"),
        ({"longest_paragraph": 5}, "has 5 sentences; 4 is the maximum"),
        ({"words": 491}, "aim for at most 490"),
    ],
)
def test_long_texts_are_remarked_for_people_but_not_for_an_authority(more: dict[str, Any], says: str) -> None:
    long = CALM.model_copy(update=more)
    [remark] = lint(reading(measures=long, longest=490), [])
    assert says in str(remark.say)
    assert remark.level == "warn"
    assert lint(reading(measures=long, longest=490, audience="authority"), []) == ()


def test_a_letter_needs_something_that_people_can_do() -> None:
    [none] = lint(reading(actions=0), [])
    assert (none.rule, none.level, none.overridable) == ("PL5", "fail", False)
    [many] = lint(reading(actions=7), [])
    assert (many.rule, many.level) == ("PL5", "warn")
    assert lint(reading(actions=None), []) == ()


def test_a_gap_in_the_text_blocks_and_cannot_be_overridden() -> None:
    gap = "[[MISSING: the cause]]"
    [remark] = lint(reading(gap, missing=(gap,)), [], [override(rule="CHK", found=gap)])
    assert remark.blocks
    [typed] = lint(reading(gap), [])
    assert str(typed.say) == "Something is left to fill in.", "readers can't tell who wrote it"


@pytest.mark.parametrize(
    ("link", "known"),
    [
        ("https://beispiel.example/help", True),
        ("https://www.beispiel.example/help", True),
        ("mailto:a@other.example", True),
        ("tel:+4940", True),
        ("https://other.example", False),
        ("https://beispiel.example.evil.example", False),
    ],
)
def test_links_lead_only_to_sites_that_readers_know(link: str, known: bool) -> None:
    assert rules(lint(reading(links=(link,)), [])) == ([] if known else ["SEC"])


def test_failures_stand_before_warnings() -> None:
    found = lint(reading("a small number", headings=0), [RULE])
    assert [remark.level for remark in found] == ["fail", "warn"]
