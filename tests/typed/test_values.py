"""Facts as people type them, by the kind of fact."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.errors import Ambiguous, UsageError
from bot.law.values import Choices, Count, Money, People, Value
from bot.typed.data_words import KINDS
from bot.typed.moments import Moment
from bot.typed.times import Writer
from bot.typed.values import read_typed
from tests import shipped

LAW = shipped.law()
WRITER = Writer("Europe/Berlin", datetime(2026, 11, 28, 12, tzinfo=UTC), "DE")


def typed(name: str, text: str) -> Value | None:
    value = read_typed(LAW.vocabulary, LAW.places, name, text, WRITER)
    return value.at if isinstance(value, Moment) else value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("aware_at", "24 Nov 2025 9:30 CET", datetime(2025, 11, 24, 8, 30, tzinfo=UTC)),
        ("hold_until", "2026-12-20", datetime(2026, 12, 20, 22, 59, 59, tzinfo=UTC)),
        ("individuals_told_at", "22 Dec 2026 09:00", datetime(2026, 12, 22, 8, tzinfo=UTC)),
        ("next_update_on", "24.12.2026", date(2026, 12, 24)),
        ("records", "12k", Count(12_000, 12_000)),
        ("next_update_on", "today", date(2026, 11, 28)),
        ("next_update_on", "in 3 days", date(2026, 12, 1)),
        ("people", "none", People({})),
        ("people", "0", People({})),
        ("people", "no people", People({})),
        ("people", "keine", People({})),
        ("people", "aucun", People({})),
        ("people", "ninguno", People({})),
        ("people", "Niemand", People({})),
        ("people", "DE none", People({"DE": Count(0, 0)})),
        ("people", "Deutschland 3", People({"DE": Count(3, 3)})),
        ("lead_authority", "Ireland", "IE"),
        ("established_in", "Germany, Bayern", Choices(("DE", "DE-BY"))),
        ("turnover", "EUR 5,000,000", Money(Decimal(5_000_000), "EUR")),
        ("zone", "America/New_York", "America/New_York"),
        ("zone", "New York", "America/New_York"),
        ("zone", "PT", "America/Los_Angeles"),
        ("acquired", "ja", True),
        ("protection", "none", "unprotected"),
        ("protection", "Nothing", "unprotected"),
        ("exfiltration", "yes", "confirmed"),
        ("exfiltration", "confirmed", "confirmed"),
        ("recovered", "no", "not_recovered"),
        ("outage_impact", "none", "no_effect"),
        ("reveals_patients", "no", "not_shown"),
        ("acquired", "no", False),
        ("risk", "a high risk is likely", "high"),
        ("recipient", "unknown people", "unknown_people"),
        ("recipient", "unknown", None),
        ("data", "Names, e-mail addresses, SSN", Choices(("names", "email", "ssn"))),
        ("data", "names, unknown", Choices(("names",), complete=False)),
        ("data", "names and health data", Choices(("names", "health"))),
        ("data", "emails, phone & passport", Choices(("email", "phone", "passport"))),
        ("data", "E-mails und Health or Medical Data", Choices(("email", "health"))),
        ("data", "IBAN, credit cards and DOB", Choices(("account_number", "card_number", "birth_date"))),
        ("data", "Names, Zugangsdaten", Choices(("names", "credentials"))),
        ("data", "card numbers and names", Choices(("card_number", "names"))),
        ("data", "income, salary or credit information", Choices(("income",))),
        ("data", "user names with passwords or answers and student ids", Choices(("credentials", "student_id"))),
        ("data", "DOBs, IP addresses and Gesundheitsdaten", Choices(("birth_date", "other", "health"))),
        ("data", "noms, données de santé, pasaportes", Choices(("names", "health", "passport"))),
        ("malicious", "Yeah.", True),
        ("malicious", "nope", False),
        ("records", "2.5M rows", Count(2_500_000, 2_500_000)),
        ("records", "40 Datensätze", Count(40, 40)),
        ("protection", "Encrypted key safe", "encrypted_key_safe"),
        ("aware_at", "unknown", None),
        ("records", "unbekannt", None),
        ("people", "unknown", None),
        ("risk", "unknown", None),
        ("data", "unknown", Choices((), complete=False)),
        ("data", "names, unbekannt", Choices(("names",), complete=False)),
        ("established_in", "unknown", Choices((), complete=False)),
    ],
)
def test_a_fact_is_read_by_its_kind(name: str, text: str, value: Value | None) -> None:
    assert typed(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "say"),
    [
        ("aware_at", "20 Nov 2026", "Aware: “20 Nov 2026” has no time of day."),
        ("individuals_told_at", "22 Dec 2026", "has no time of day"),
        ("next_update_on", "yesterday", "Next update: Fri 27 Nov 2026 is in the past. Enter today or a later day."),
        ("next_update_on", "20 Nov 2026", "is in the past"),
        ("next_update_on", "next week", "“next week” has more than one day. Which is meant?"),
        ("aware_at", "tomorrow 09:00", "Aware: Sun 29 Nov 2026, 09:00 CET is in the future."),
        ("people", "12", "People affected"),
        ("records", "some", "Records: “some” doesn't say how many."),
        ("zone", "Mars", "is not a time zone"),
        ("data", "blood", "'blood' is not a valid choice"),
        ("data", "names and blood", "'blood' is not a valid choice"),
        ("data", "account data", "'account data' is not a valid choice"),
        ("data", "data", "'data' is not a valid choice"),
        ("exfiltration", "no", "Data exfiltrated: 'no' is not a valid choice. Did you mean no, and logs prove it?"),
        (
            "data",
            "helth data",
            "Kinds of data: 'helth data' is not a valid choice. Did you mean ",
        ),
        ("data", "names adress passport", "Separate several with commas. Allowed: names; "),
        ("protection", "magic", "Protection: 'magic' is not a valid choice. Allowed: nothing; encrypted, key safe;"),
        ("sender_title", "x" * 100_000, "too long"),
    ],
)
def test_what_is_no_value_is_refused_with_the_name_of_the_fact(name: str, text: str, say: str) -> None:
    with pytest.raises(UsageError) as refused:
        typed(name, text)
    assert say in str(refused.value)


def test_a_word_for_two_kinds_of_data_is_asked_about_and_every_everyday_word_means_a_kind() -> None:
    with pytest.raises(Ambiguous) as question:
        typed("data", "names and passwords")
    assert question.value.typed == "passwords"
    assert [typed("data", one.text) for one in question.value.readings] == [
        Choices(("credentials",)), Choices(("password_hashed",))
    ]  # fmt: skip
    assert {kind for kinds in KINDS.values() for kind in kinds} <= LAW.vocabulary["data"].choices.keys()


def test_every_choice_can_be_typed_by_its_word_and_by_its_label() -> None:
    for name, definition in LAW.vocabulary.facts.items():
        for word, label in definition.choices.items():
            chosen = Choices((word,)) if definition.type.has_items else word
            assert typed(name, word) == chosen, (name, word)
            assert typed(name, label) == chosen, (name, label)
