"""Dates and numbers that no one means are refused, in a sentence that repeats only their beginning."""

from datetime import UTC, date, datetime

import pytest

from bot.law.values import LONGEST_TEXT, Unreadable, read_count, read_date, read_instant, read_money, read_word


@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00+14:00", "0001-01-01T00:00Z", "1969-12-31T23:59Z", "2200-01-01T00:00Z", "9999-12-31T23:59-12:00"],
)
def test_an_instant_is_between_1970_and_2199(text: str) -> None:
    with pytest.raises(Unreadable, match=r"is before 1970 or after 2199\. Check the year\."):
        read_instant(text)


def test_the_first_and_the_last_year_are_read() -> None:
    assert read_instant("1970-01-02T00:00Z") == datetime(1970, 1, 2, tzinfo=UTC)
    assert read_date("2199-12-31") == date(2199, 12, 31)


@pytest.mark.parametrize("given", ["1969-12-31", "2200-01-01", date(1, 1, 1), "0001-01-01"])
def test_a_date_is_between_1970_and_2199(given: object) -> None:
    with pytest.raises(Unreadable, match="before 1970 or after 2199"):
        read_date(given)


@pytest.mark.parametrize(
    "given",
    [
        "9" * 400, "9999999999999999999", 9999999999999999999, "1-" + "9" * 13, "over " + "9" * 13,
        "9,999,999,999,999", {"min": 10**12}, {"max": 10**400}, "9" * 100_000,
    ],
)  # fmt: skip
def test_a_count_has_as_many_digits_as_it_needs(given: object) -> None:
    with pytest.raises(Unreadable, match=r"has too many digits\. Write at most 12\.") as found:
        read_count(given)
    assert len(str(found.value)) < 200


def test_the_largest_counts_are_read() -> None:
    assert read_count("999,999,999,999").least == 999_999_999_999
    assert read_count({"min": 1, "max": 8_000_000_000}).most == 8_000_000_000


def test_an_amount_has_as_many_digits_as_it_needs() -> None:
    assert read_money("EUR 12,000,000.50").currency == "EUR"
    with pytest.raises(Unreadable, match=r"has too many digits\. Write at most 18\."):
        read_money("EUR " + "9" * 400)


def test_an_answer_repeats_only_the_beginning() -> None:
    for read in (read_count, read_date, read_instant, read_money):
        with pytest.raises(Unreadable) as found:
            read("x" * 100_000)
        assert len(str(found.value)) < 250


def test_a_text_is_no_longer_than_anyone_reads() -> None:
    assert read_word("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    with pytest.raises(Unreadable, match=r"is too long\. Write at most 10000 characters\.") as found:
        read_word("x" * (LONGEST_TEXT + 1))
    assert len(str(found.value)) < 200
