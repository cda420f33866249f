"""Reading values: what is understood, what is refused, and that what is written is read back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law.values import (
    Choices,
    Count,
    Money,
    People,
    Unreadable,
    plain,
    read_choices,
    read_count,
    read_instant,
    read_money,
    read_people,
    read_zone,
    reader,
)

BERLIN = ZoneInfo("Europe/Berlin")
COUNTS = st.one_of(
    st.integers(0, 10**7).map(lambda number: Count(number, number)),
    st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda ends: Count(min(ends), max(ends))),
    st.integers(0, 999).map(lambda least: Count(least, None)),
    st.integers(1, 999).map(lambda best: Count(best - 1, best + 1, best)),
)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (0, Count(0, 0)),
        ("1200", Count(1200, 1200)),
        ("1,200", Count(1200, 1200)),
        ("12'000", Count(12000, 12000)),
        ("300-900", Count(300, 900)),
        ("300 to 900", Count(300, 900)),
        ("some", Count(1, None)),
        ("none", Count(0, 0)),
        ("unknown", Count(0, None)),
        ("500+", Count(500, None)),
        ("more than 500", Count(501, None)),
        ({"min": 100, "best": 300, "max": 1000}, Count(100, 1000, 300)),
    ],
)
def test_counts_are_read_as_people_write_them(raw: object, value: Count) -> None:
    assert read_count(raw) == value


@pytest.mark.parametrize("raw", [-1, "-5", "12.5", "many", True, "900-300", {"min": -1}, {"max": "x"}, {"most": 3}, ""])
def test_what_is_not_a_count_is_refused(raw: object) -> None:
    with pytest.raises(Unreadable):
        read_count(raw)


@given(COUNTS)
def test_a_count_that_is_written_is_read_back(count: Count) -> None:
    assert read_count(plain(People({"DE": count}))["DE"]) == count


@given(st.dictionaries(st.sampled_from(["DE", "US", "elsewhere", "US-CA"]), COUNTS))
def test_a_table_that_is_written_is_read_back(table: dict[str, Count]) -> None:
    assert read_people(plain(People(table))) == People(table)


def test_a_table_may_be_typed_in_one_line() -> None:
    assert read_people("DE 1,200, FR some; us-ca: 501-900, elsewhere unknown") == People(
        {"DE": Count(1200, 1200), "FR": Count(1, None), "US-CA": Count(501, 900), "elsewhere": Count(0, None)}
    )


def test_a_place_without_a_count_is_refused() -> None:
    with pytest.raises(Unreadable, match="place and a count"):
        read_people("DE")


def test_an_instant_with_an_offset_needs_no_zone() -> None:
    assert read_instant("2026-11-24T09:30+01:00") == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert read_instant("2026-11-24T09:30Z", BERLIN) == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_a_naive_instant_is_local_and_refused_without_a_zone() -> None:
    assert read_instant("2026-11-24 09:30", BERLIN) == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    with pytest.raises(Unreadable, match="has no time zone"):
        read_instant("2026-11-24 09:30")


def test_a_local_time_that_occurs_twice_asks_which() -> None:
    with pytest.raises(Unreadable, match=r"twice.*\+02:00 or .*\+01:00"):
        read_instant("2026-10-25 02:30", BERLIN)
    assert read_instant("2026-10-25T02:30+01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_local_time_that_did_not_exist_is_refused() -> None:
    with pytest.raises(Unreadable, match="did not exist"):
        read_instant("2027-03-28 02:30", BERLIN)


@pytest.mark.parametrize("raw", ["yesterday", "2026-02-30 10:00", "2026-11-24", "24.11.2026 09:30", "2026-11-24 25:00"])
def test_what_is_not_an_instant_is_refused(raw: str) -> None:
    with pytest.raises(Unreadable):
        read_instant(raw, BERLIN)


def test_a_list_with_unknown_may_be_longer() -> None:
    assert read_choices("names, email, unknown") == Choices(("names", "email"), complete=False)
    assert read_choices([]) == Choices(())


def test_money_names_its_currency() -> None:
    assert read_money("EUR 12,000,000") == Money(Decimal(12000000), "EUR")
    with pytest.raises(Unreadable, match="currency first"):
        read_money("12 million")


def test_only_named_zones_are_taken() -> None:
    with pytest.raises(Unreadable, match="not a time zone"):
        read_zone("CET+1 or so")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("instant", datetime(2026, 11, 24, 8, 30, 15, tzinfo=UTC)),
        ("date", date(2026, 11, 24)),
        ("bool", False),
        ("choice", "likely"),
        ("choices", Choices(("names",), complete=False)),
        ("money", Money(Decimal(5), "USD")),
        ("filings", {"eu-gdpr-33-1-authority": datetime(2026, 11, 24, 8, 30, tzinfo=UTC)}),
        ("text", "x"),
    ],
)
def test_every_kind_is_written_and_read_back(kind: str, value: object) -> None:
    assert reader(kind, None)(plain(value)) == value  # type: ignore[arg-type]
