"""Contacts: what is an address or a number, whose data a letter gives away, and who signs."""

from collections.abc import Iterable

import pytest

from bot.domain.notice_contacts import contacts, is_email, printed_contacts
from bot.domain.notice_wording import Remark
from bot.domain.personal_data import is_phone
from tests.domain.test_notice_wording import reading

OURS = printed_contacts(["+49 40 5550100"])


@pytest.mark.parametrize(
    "text",
    ["dpo@larkfield.example", " first.last+x@mail.larkfield.co.uk ", "jürgen@bücher.example", "_r&d@larkfield.example"],
)
def test_an_email_address_has_a_name_and_a_domain(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text", ["dpo at larkfield", "dpo@larkfield", "@larkfield.example", "a@b..example", "a b@c.example", "a@c.example,"]
)
def test_what_only_looks_like_an_email_address_is_none(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize(
    "text",
    ["+49 40 555 01 00", "0800 555 0100", "(212) 555-0100", "1-877-ID-THEFT", "116 117", "+1 212-555-0100 ext. 12"],
)
def test_a_phone_number_can_be_dialed(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize(
    "text", ["call us", "0800", "the number below", "+49 40 555 01 00 99 88 77 66 55", "12.34", ""]
)
def test_what_cannot_be_dialed_is_no_phone_number(text: str) -> None:
    assert not is_phone(text)


def rules(text: str, **more: object) -> list[tuple[str, str]]:
    return said(contacts(reading(text, contacts=OURS | {"help@beispiel.example"}, **more)))


def said(remarks: Iterable[Remark]) -> list[tuple[str, str]]:
    return [(one.rule, str(one.found)) for one in remarks]


@pytest.mark.parametrize(
    "found",
    [
        "jane.doe@mail.example",
        "jürgen@bücher.example",
        "+44 20 7946 0991",
        "212-555-0199",
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
    ],
)
def test_other_peoples_data_are_found(found: str) -> None:
    assert rules(f"We wrote to {found} on that day.") == [("PII", found)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. Adams opened the file.", "Adams"),
        ("Our employee Jonas Weber opened it.", "Jonas Weber"),
        ("Frau Schmitt hat es gemeldet.", "Schmitt"),
        ("Mme Durand l'a signalé.", "Durand"),
    ],
)
def test_a_person_who_is_named_is_found(text: str, name: str) -> None:
    assert rules(text) == [("PII", name)]


@pytest.mark.parametrize(
    "text",
    [
        "Call +49 40 5550100 or 040 5550100.",
        "It happened on 03.03.2026 between 14:05 and 15:10.",
        "From 2024-01-01 to 2026-03-03, 1 204 500 records were copied.",
        "Our reference is 1234 5678 9012 3456.",
        "Write to Dr. Mara Lindqvist.",
        "Ask Frau Lindqvist.",
        "Our employees know. The customer Service answers.",
    ],
)
def test_own_contacts_dates_and_counts_are_no_personal_data(text: str) -> None:
    assert rules(text, people=frozenset({"Dr. Mara Lindqvist"})) == []


def test_an_authority_may_be_told_who_it_was() -> None:
    assert rules("Mr. Adams (jane.doe@mail.example) opened it.", audience="authority") == []


def test_no_one_prints_a_card_number_whoever_reads_it() -> None:
    assert rules("Card 4111 1111 1111 1111 was used.", audience="authority") == [("PII", "4111 1111 1111 1111")]


def test_a_letter_needs_a_contact_and_the_name_of_the_person_who_signs() -> None:
    bare = reading(signer="Jonas Albers").model_copy(update={"text": "Fine."})
    assert said(contacts(bare)) == [("SIGN", "no contact"), ("SIGN", "Jonas Albers")]
    assert rules("Fine. Jonas  Albers", signer="Jonas Albers") == []


def test_an_address_that_is_none_can_not_be_printed_as_a_contact() -> None:
    [wrong] = contacts(reading(reached_by={"contact_point_email": "dpo at larkfield"}))
    assert (wrong.rule, wrong.found, wrong.blocks, wrong.overridable) == ("SIGN", "dpo at larkfield", True, False)
