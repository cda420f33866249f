"""Completeness and approval: when a notice may go, when it may not, and what the approval is attached to."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from bot.domain.notice_completeness import MissingItem, completeness, required
from bot.domain.notice_facts import facts_view
from bot.domain.notice_templates import NoticeTemplate, Requirement, text_hash
from bot.domain.notice_wording import Override, Remark
from bot.domain.notices import NotApprovable, approve, objections
from bot.law.values import Choices, Count, People, Value

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
NAMES = {"records": "the number of records", "cause": "the cause"}


def notice(*needs: Requirement) -> NoticeTemplate:
    return NoticeTemplate(
        id="n", title="Notice", audience="authority", serves=(), languages=("en",), approver="dpo", requires=needs
    )


def need(fact: str, **more: object) -> Requirement:
    return Requirement.model_validate({"fact": fact, "item": "the thing", "cites": "Art. 1", **more})


def lacking(facts: dict[str, Value], *needs: Requirement) -> list[str]:
    return [item.fact for item in completeness(notice(*needs), facts_view(facts, NOW), NAMES)]


def test_an_absent_required_fact_is_missing_and_says_what_the_law_requires_it_for() -> None:
    [item] = completeness(notice(need("records")), facts_view({}, NOW), NAMES)
    assert item.sentence == "the number of records: wanted for the thing (Art. 1)."


@pytest.mark.parametrize("value", [0, False, Count(0, 0), "x", Choices(("email",)), People({"DE": Count(1, None)})])
def test_zero_no_and_partly_known_are_facts(value: Value) -> None:
    assert lacking({"records": value}, need("records")) == []


@pytest.mark.parametrize("value", ["", "  ", Choices(()), People({})])
def test_empty_values_are_missing(value: Value) -> None:
    assert lacking({"records": value}, need("records")) == ["records"]


def test_not_known_yet_counts_where_the_law_takes_phases_and_a_next_date_is_given() -> None:
    facts: dict[str, Value] = {"not_known_yet": Choices(("records",)), "next_update_on": date(2026, 11, 30)}
    assert lacking(facts, need("records", may_be_unknown=True)) == []


def test_not_known_yet_without_a_next_date_is_missing_and_says_so() -> None:
    view = facts_view({"not_known_yet": Choices(("records",))}, NOW)
    [item] = completeness(notice(need("records", may_be_unknown=True)), view, NAMES)
    assert "without the date of the next update" in item.sentence


def test_not_known_yet_never_counts_where_people_must_be_told_now() -> None:
    facts: dict[str, Value] = {"not_known_yet": Choices(("records",)), "next_update_on": date(2026, 11, 30)}
    assert lacking(facts, need("records")) == ["records"]


def test_a_fact_that_is_known_after_all_wins_over_not_known_yet() -> None:
    assert lacking({"not_known_yet": Choices(("records",)), "records": Count(5, 5)}, need("records")) == []


def test_the_day_of_an_update_is_promised_until_it_is_over_in_the_incident_s_zone() -> None:
    facts: dict[str, Value] = {"zone": "Europe/Berlin", "next_update_on": date(2026, 11, 23)}
    still = facts_view(facts, datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    over = facts_view(facts, datetime(2026, 11, 23, 23, 0, tzinfo=UTC))  # midnight in Berlin
    assert completeness(notice(need("next_update_on")), still, NAMES) == ()
    [item] = completeness(notice(need("next_update_on")), over, NAMES)
    assert "23 Nov 2026 is over, so another day is needed" in item.sentence
    unknown = {**facts, "not_known_yet": Choices(("records",))}
    assert lacking(unknown, need("records", may_be_unknown=True)) == ["records"], "as without a day"


def test_a_table_that_says_only_unknown_is_stated_as_unknown() -> None:
    people = People({"DE": Count(0, None), "elsewhere": Count(0, None)})
    assert lacking({"people": people}, need("people", may_be_unknown=True)) == ["people"]
    assert lacking({"people": people, "next_update_on": date(2026, 11, 30)}, need("people", may_be_unknown=True)) == []


LATE = need("cause", when='drafted_at > aware_at + duration("72h")')


def test_reasons_for_delay_are_wanted_only_after_72_hours() -> None:
    assert lacking({"aware_at": datetime(2026, 11, 21, 7, 59, 59, tzinfo=UTC)}, LATE) == ["cause"]
    assert lacking({"aware_at": datetime(2026, 11, 21, 8, 0, tzinfo=UTC)}, LATE) == []


def test_a_condition_that_cannot_be_settled_makes_the_requirement_stand() -> None:
    assert lacking({}, LATE) == ["cause"]
    assert required(notice(LATE), facts_view({}, NOW)) == (LATE,)


def test_a_requirement_that_depends_on_another_fact_applies_once_that_is_recorded() -> None:
    hanging = need("cause", given="not_involved")
    assert lacking({}, hanging) == []
    assert lacking({"not_involved": "Passwords."}, hanging) == ["cause"]


OF_BOTH, OF_FIRST = need("records"), need("cause", duties=["vt-first", "vt-other"])


def test_what_only_some_duties_ask_for_is_missing_unless_all_of_them_are_ruled_out() -> None:
    def asked(*not_owed: str) -> list[str]:
        view = facts_view({}, NOW, not_owed=not_owed)
        return [item.fact for item in completeness(notice(OF_BOTH, OF_FIRST), view, NAMES)]

    assert asked() == ["records", "cause"]
    assert asked("vt-first") == ["records", "cause"]
    assert asked("vt-first", "vt-other", "another") == ["records"]


def test_a_condition_over_a_list_is_settled_by_the_list() -> None:
    bureau = need("cause", when='data.exists(d, d in ["ssn"])')
    assert lacking({"data": Choices(("email",))}, bureau) == []
    assert lacking({"data": Choices(("email", "ssn"))}, bureau) == ["cause"]


def test_a_condition_over_a_count_holds_while_the_count_is_a_range() -> None:
    many = need("cause", when="records > 500")
    assert lacking({"records": Count(400, 400)}, many) == []
    assert lacking({"records": Count(400, 600)}, many) == ["cause"]


def test_a_condition_that_does_not_compile_is_refused_when_it_is_read() -> None:
    with pytest.raises(ValidationError, match="does not compile"):
        need("cause", when="aware_at >")


GAP = MissingItem(fact="cause", words="the cause", item="the thing", cites="Art. 1")
FAIL = Remark(
    rule="MIN1", level="fail", say="It plays the breach down.", found="isolated", instead="Say where it ended."
)
WARN = FAIL.model_copy(update={"level": "warn"})
OVERRIDE = Override(rule="MIN1", found="isolated", reason="The product is named so.", by="U2", at=NOW)


def against(missing: Sequence[MissingItem] = (), remarks: Sequence[Remark] = ()) -> tuple[str, ...]:
    return tuple(map(str, objections(missing, remarks)))


def test_nothing_stands_against_a_complete_text() -> None:
    assert against() == ()


def test_a_warning_or_an_overridden_failure_does_not_stop_an_approval() -> None:
    assert against(remarks=(WARN, FAIL.model_copy(update={"override": OVERRIDE}))) == ()


@pytest.mark.parametrize(
    ("reason", "objection"),
    [
        ({"missing": (GAP,)}, "Still missing: the cause."),
        ({"remarks": (FAIL,)}, "MIN1: It plays the breach down. Found: “isolated”."),
    ],
)
def test_each_objection_is_said_in_a_sentence(reason: dict[str, tuple[str, ...]], objection: str) -> None:
    [said] = against(**reason)  # type: ignore[arg-type]
    assert objection in said


def test_all_objections_are_said_at_once() -> None:
    assert len(against(missing=(GAP,), remarks=(FAIL,))) == 2


def test_an_approval_is_of_one_exact_text() -> None:
    approval = approve("Text.", approver="U2", missing=(), remarks=(), now=NOW)
    assert approval.sha256 == text_hash("Text.")
    assert approval.sha256 != text_hash("Text!"), "a changed comma is another text"


def test_a_text_that_lacks_something_is_not_approved() -> None:
    with pytest.raises(NotApprovable, match="Still missing: the cause"):
        approve("T", approver="U2", missing=(GAP,), remarks=(), now=NOW)


SAID = {"cause": "en", "cause_de": "de"}


def in_german(
    facts: dict[str, Value], spoken: dict[str, str], *needs: Requirement, **more: object
) -> list[MissingItem]:
    kind = notice(*needs).model_copy(update=more)
    return list(completeness(kind, facts_view(facts, NOW, "de", spoken), NAMES))


def test_a_text_in_another_language_is_missing_in_that_of_the_notice() -> None:
    [item] = in_german({"cause": "A stolen password."}, {"cause": "en"}, need("cause"))
    assert (item.fact, item.asks) == ("cause", "cause_de")
    assert item.sentence == (
        "the cause (German) (it is written in English; this text needs it in German): wanted for the thing (Art. 1)."
    )


def test_what_was_stated_in_the_language_of_the_notice_is_what_it_sees() -> None:
    facts: dict[str, Value] = {"cause": "A stolen password.", "cause_de": "Ein gestohlenes Passwort."}
    assert in_german(facts, SAID, need("cause")) == []
    assert facts_view(facts, NOW, "de", SAID)["cause"] == "Ein gestohlenes Passwort."
    assert facts_view(facts, NOW, "en", SAID)["cause"] == "A stolen password."


def test_a_text_whose_language_nobody_can_tell_is_taken_as_it_is() -> None:
    assert in_german({"cause": "Phishing."}, {}, need("cause")) == []


def test_what_is_printed_only_if_known_must_be_in_its_language_too() -> None:
    [item] = in_german({"cause": "A stolen password."}, {"cause": "en"}, uses=("cause", "records"))
    assert (item.asks, item.cites) == ("cause_de", "house rule LANG")
