"""What applied before the text of a duty: another one, nothing, or what the catalog doesn't know."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.law.clock_rules import UNKNOWN_SINCE
from bot.law.counting_steps import StepKind
from bot.law.due_dates import due
from bot.law.duties import Finding, find
from bot.law.earlier_texts import earlier_text
from bot.law.facts import Facts, read_facts
from bot.law.first_page import page_lines
from bot.law.unresolved import unresolved
from tests import shipped

LAW = shipped.law()
ON = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, tzinfo=UTC)
BANK: dict[str, Any] = {
    "zone": "America/New_York",
    "roles": ["controller"],
    "regulated_as": ["nydfs_covered_entity"],
    "people": {"US-NY": 20},
    "significant": True,
    "determined_at": "2019-04-03 09:00",
}


def facts(**changed: Any) -> Facts:
    raw = {name: value for name, value in {**BANK, **changed}.items() if value is not None}
    return read_facts(LAW.vocabulary, LAW.places, raw, by="Ana", at=NOW)


def finding(duty: str, **changed: Any) -> Finding:
    return find(duty, facts(**changed), LAW, ON)


def says(found: Finding) -> str:
    return "; ".join(str(one.says) for one in found.because)


def test_an_event_under_an_earlier_text_is_for_counsel() -> None:
    """23 NYCRR 500.17 has asked for notice since 1 March 2017; the present text is of 1 December 2023."""
    found = finding("us-ny-dfs-incident")
    assert (found.answer, found.earlier, found.stuck, found.deadline) == ("undetermined", True, False, None)
    assert "an earlier text applied on 3 Apr 2019, since 1 Mar 2017" in says(found)
    assert "from 2023-12-01" in says(found)
    assert says(found).endswith("so ask counsel")


def test_before_any_text_nothing_is_owed() -> None:
    assert finding("us-ny-dfs-incident", determined_at="2017-02-28 09:00").answer == "not_owed"
    payment = finding("us-ny-dfs-extortion-payment", paid_at="2019-04-03 09:00", ransom_paid=True)
    assert payment.answer == "not_owed", "no earlier text knew payments"


THEFT: dict[str, Any] = {
    "zone": "America/Los_Angeles",
    "roles": ["controller"],
    "regulated_as": [],
    "people": {"US-CA": 900, "US-NY": 900, "US-MA": 900, "US-NJ": 900, "US-TX": 900, "US-IL": 900},
    "data": ["names", "ssn"],
    "protection": "none",
    "form_of_data": ["electronic"],
    "acquired": True,
    "accessed": True,
    "internal_only": False,
    "misuse_likely": True,
}


def in_the_past(duty: str, day: str, **changed: Any) -> Finding:
    return finding(duty, **{**THEFT, "discovered_at": f"{day} 09:00", "determined_at": f"{day} 09:00", **changed})


@pytest.mark.parametrize(
    ("duty", "first"),
    [
        ("us-ca-individuals", date(2003, 7, 1)),
        ("us-ca-ag", date(2012, 1, 1)),
        ("us-ny-individuals", date(2005, 12, 7)),
        ("us-ny-ag", date(2005, 12, 7)),
        ("us-ma-individuals", date(2007, 10, 31)),
        ("us-nj-individuals", date(2006, 1, 1)),
        ("us-tx-individuals", date(2005, 9, 1)),
        ("us-il-individuals", date(2006, 6, 27)),
    ],
)
def test_what_every_text_since_the_first_covered_is_owed_without_a_date_of_the_law(duty: str, first: date) -> None:
    """Names with Social Security numbers, not encrypted and stolen: since each first act."""
    for day in (first, date(2016, 5, 2)):
        found = in_the_past(duty, f"{day}")
        assert found.answer == "owed", says(found)
        assert found.deadline is not None
        assert (found.deadline.target_at, found.deadline.limit_at) == (None, None)
        assert "every text since" in says(found)
        assert "ask counsel by when" in says(found)
    assert in_the_past(duty, f"{first - timedelta(days=1)}").answer == "not_owed", "no text yet"
    for other in ({"data": ["names", "genetic"]}, {"protection": "encrypted_key_taken"}, {"protection": None}):
        assert in_the_past(duty, "2016-05-02", **other).answer != "owed", "some text may not have covered it"


def test_an_earlier_text_for_others_is_not_owed() -> None:
    found = finding("us-ny-dfs-incident", regulated_as=[])
    assert found.answer == "not_owed"
    assert "you are a covered entity" in says(found)
    elsewhere = finding("us-tx-individuals")
    assert elsewhere.answer == "not_owed", "no one in Texas"


def test_what_would_still_rule_it_out_is_asked_first() -> None:
    found = finding("us-ny-dfs-incident", regulated_as=None)
    assert (found.answer, found.missing, found.undecided) == ("undetermined", ("regulated_as",), False)
    (open_,) = unresolved([found], facts(regulated_as=None), LAW, ON)
    assert open_.due_at is None, "by the present text it would be due three days later"


def test_the_page_lists_what_counsel_must_say() -> None:
    lines = [str(line) for line in page_lines([finding("us-ny-dfs-incident")], facts(), LAW, ON)]
    assert "Ask counsel about the duties below." in " ".join(lines)
    assert any("Under an earlier text, for counsel" in line for line in lines)
    assert any("23 NYCRR 500" in line and "since 1 Mar 2017" in line for line in lines)


def test_a_number_of_people_in_the_present_text_rules_nothing_out() -> None:
    """Washington's Attorney General is told of more than 500 people; an earlier text may have had another number."""
    given = {"people": {"US-WA": 3}, "discovered_at": "2018-04-03 09:00", "determined_at": None}
    assert finding("us-wa-ag", **given).answer == "undetermined"


def test_a_text_that_is_not_known_is_said_to_be_unknown() -> None:
    found = finding("us-ny-dfs-incident")
    unknown = finding("ge-pdpl-authority", people={"GE": 3}, aware_at="2015-04-03 09:00", determined_at=None)
    assert "may have applied" in says(unknown)
    assert "may have applied" not in says(found)


def test_where_another_duty_applied_it_is_named() -> None:
    given = {"people": {"GB": 3}, "established_in": ["GB"], "aware_at": "2019-04-03 09:00", "determined_at": None}
    found = finding("uk-gdpr-33-1-ico", **given)
    assert found.answer == "not_owed"
    assert LAW.versions("eu-gdpr-33-1-authority")[0].law in says(found)


def test_a_deadline_by_itself_says_that_an_earlier_text_applied() -> None:
    found = due(LAW, "us-ny-dfs-incident", datetime(2019, 4, 3, 9, tzinfo=UTC), "America/New_York")
    assert (found.target_at, [step.kind for step in found.steps]) == (None, [StepKind.EARLIER_TEXT])


@pytest.mark.parametrize("duty_id", ["eu-gdpr-33-1-authority", "us-nm-individuals", "us-ak-individuals"])
def test_the_first_law_had_none_before_it(duty_id: str) -> None:
    versions = LAW.by_id[duty_id]
    assert versions[0].in_force.since is not None
    assert earlier_text(versions, versions[0].in_force.since - timedelta(days=1)) is None


def test_every_dated_duty_says_what_applied_before_it() -> None:
    """On the first day of an earlier text it applied, on the day before it didn't; what is unknown always may have."""
    dated = [one for one in LAW.by_id.values() if one[0].in_force.since]
    assert [versions[0].id for versions in dated if versions[0].in_force.earlier_text is None] == []
    for versions in dated:
        rule = versions[0].in_force
        if isinstance(rule.earlier_text, date):
            assert earlier_text(versions, rule.earlier_text) is not None, versions[0].id
            assert earlier_text(versions, rule.earlier_text - timedelta(days=1)) is None, versions[0].id
        elif rule.earlier_text == UNKNOWN_SINCE:
            assert earlier_text(versions, date(1990, 1, 1)) is not None, versions[0].id
