"""Letters to everyone who is neither an authority nor affected: who gets which facts, and what is left out."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.documents.drafts import Draft
from bot.law.values import Count, People, Value

Print = Callable[..., Draft]


def lacks(draft: Draft) -> dict[str, str]:
    return {item.fact: item.cites for item in draft.missing}


def test_the_credit_bureaus_get_the_numbers_of_the_states_and_no_others(
    print_notice: Print, known: dict[str, Value]
) -> None:
    known["people"] = People({"DE": Count(7000, 7000), "US-NY": Count(1200, 1200), "US-TX": Count(300, 340)})
    body = print_notice("us-credit-bureaus", known).markdown
    assert "| **People notified in the United States (approximately)** | 1,500 to 1,540 |" in body
    assert body.count("US-") == 2
    assert "7,000" not in body


def test_the_credit_bureaus_learn_when_and_how_people_are_notified(
    print_notice: Print, known: dict[str, Value]
) -> None:
    draft = print_notice("us-credit-bureaus", known | {"individuals_told_at": datetime(2026, 12, 1, 9, tzinfo=UTC)})
    assert "| **Date of the notices** | Beginning on December 1, 2026 |" in draft.markdown
    assert {"notice_channels", "contact_point_phone"} == lacks(draft).keys()


def test_a_processor_states_each_item_of_article_33_3_as_far_as_it_knows(
    print_notice: Print, known: dict[str, Value]
) -> None:
    cites = {cites for cites in lacks(print_notice("gdpr-processor-to-controller", {})).values() if "33(3)" in cites}
    assert cites == {f"Art. 28(3)(f), 33(3)({letter})" for letter in "abcd"}
    body = print_notice("gdpr-processor-to-controller", known).markdown
    assert "**Kinds of people:** customers" in body
    assert "**Records:** 2,000 to 2,500" in body


def test_a_business_customer_is_told_how_it_learns_who_is_affected(
    print_notice: Print, known: dict[str, Value]
) -> None:
    draft = print_notice("business-customers", known)
    assert lacks(draft)["people_list"] == "45 CFR 164.410(c)(1); 16 CFR 318.3(b)"
    listed = print_notice("business-customers", known | {"people_list": "In the portal, from 24 November 2026."})
    assert "**Your people:** In the portal, from 24 November 2026." in listed.markdown


def test_the_police_read_all_times_in_utc(print_notice: Print, known: dict[str, Value]) -> None:
    body = print_notice("law-enforcement", known).markdown
    assert "| **Began** | 17 Nov 2026, 22:05 |" in body  # 23:05 in Berlin
    assert "UTC+" not in body


@pytest.mark.parametrize("notice", ["law-enforcement", "board-brief"])
def test_what_is_not_on_record_is_not_denied(notice: str, print_notice: Print, known: dict[str, Value]) -> None:
    body = print_notice(notice, known).markdown
    for denied in ("have not reported", "not been notified", "no ransom"):
        assert denied not in body.lower()
