"""What two notices of one incident may not state differently, and what they may."""

from datetime import UTC, date, datetime

from bot.domain.contradictions import contradictions, outdated, told_of
from bot.domain.notice_facts import NotKnownYet
from bot.domain.notice_wording import Remark
from bot.law.values import Choices, Count, People

AT = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
FACTS = {
    "people": People({"DE": Count(1200, 1200)}),
    "data": Choices(("email",)),
    "aware_at": AT,
    "cause": "A stolen password.",
    "records": NotKnownYet(),
    "measures_taken": "We closed the account.",
    "next_update_on": date(2026, 3, 9),
}


def said(remarks: tuple[Remark, ...]) -> list[tuple[str, str]]:
    return [(str(one.say), str(one.found)) for one in remarks]


def test_a_text_states_what_it_prints_and_what_others_must_state_alike() -> None:
    names = {*FACTS, "noticed_at"}
    assert told_of(names, FACTS, "de") == {
        "aware_at": "2026-03-03T14:05:00Z",
        "cause_de": "A stolen password.",
        "data": ["email"],
        "people": {"DE": 1200},
    }
    assert told_of({"data"}, FACTS, "en") == {"data": ["email"]}


def test_another_value_in_another_notice_is_shown_with_both_and_with_the_notice() -> None:
    [remark] = contradictions({"people": 1200, "data": "x"}, {"Letter, 2": {"people": 900, "data": "x"}}, str, _show)
    assert said((remark,)) == [("“Letter, 2” says about “people”: people 900.", "people 1200")]
    assert (remark.rule, remark.blocks, remark.overridable) == ("CON", True, True)


def _show(name: str, value: object) -> str:
    return f"{name} {value}"


def test_facts_that_agree_or_stand_in_one_notice_only_are_no_contradiction() -> None:
    assert contradictions({"people": 1200}, {"Letter": {"people": 1200, "data": "y"}}, str, _show) == ()


def test_texts_in_different_languages_are_not_compared() -> None:
    german = told_of({"cause"}, {"cause": "Ein gestohlenes Passwort."}, "de")
    english = told_of({"cause"}, FACTS, "en")
    assert contradictions(german, {"Letter": english}, str, _show) == ()


def test_what_the_record_says_otherwise_now_is_out_of_date() -> None:
    assert said(outdated({"people": 900}, {"people": 1200}, str, _show)) == [
        ("The record now says about “people”: people 1200.", "people 900")
    ]
    assert outdated({"people": 900}, {}, str, _show) == ()
