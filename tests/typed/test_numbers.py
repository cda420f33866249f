"""Numbers as people write them; what is not a number, or could be two, prompts a question."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Ambiguous, UsageError
from bot.law.values import Count, Money
from bot.typed.money import read_money
from bot.typed.numbers import read_count
from tests.typed.outcomes import outcome


def exactly(number: int) -> Count:
    return Count(number, number)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1200", exactly(1200)),
        ("12,000", exactly(12_000)),
        ("12.000", exactly(12_000)),
        ("12 000", exactly(12_000)),
        ("12\u202f000", exactly(12_000)),
        ("12'000", exactly(12_000)),
        ("12’000", exactly(12_000)),
        ("1,234,567", exactly(1_234_567)),
        ("1.234.567", exactly(1_234_567)),
        ("1,00,000", exactly(100_000)),
        ("12k", exactly(12_000)),
        ("12 K", exactly(12_000)),
        ("12.5k", exactly(12_500)),
        ("12,5k", exactly(12_500)),
        ("12 thousand", exactly(12_000)),
        ("12 Tausend", exactly(12_000)),
        ("12 mil", exactly(12_000)),
        ("2 Mio.", exactly(2_000_000)),
        ("1,5 Mio", exactly(1_500_000)),
        ("2 Mrd.", exactly(2_000_000_000)),
        ("2 mil millones", exactly(2_000_000_000)),
        ("1,2 milliard", exactly(1_200_000_000)),
        ("1.2 million", exactly(1_200_000)),
        ("twelve", exactly(12)),
        ("zwölf", exactly(12)),
        ("a dozen", exactly(12)),
        ("nearly 900", Count(810, 990, 900)),
        ("knapp 900", Count(810, 990, 900)),
        ("none", exactly(0)),
        ("0", exactly(0)),
        ("keine", exactly(0)),
        ("about 900", Count(810, 990, 900)),
        ("~900", Count(810, 990, 900)),
        ("ca. 900", Count(810, 990, 900)),
        ("etwa 1.200", Count(1080, 1320, 1200)),
        ("environ 900", Count(810, 990, 900)),
        ("unos 900", Count(810, 990, 900)),
        ("about 12k", Count(10_800, 13_200, 12_000)),
        ("about 3", Count(2, 4, 3)),
        ("about 500 to 1,000", Count(500, 1000)),
        ("roughly between 500 and 900", Count(500, 900)),
        ("300-900", Count(300, 900)),
        ("500 to 1,000", Count(500, 1000)),
        ("500 – 1,000", Count(500, 1000)),
        ("between 500 and 1000", Count(500, 1000)),
        ("zwischen 500 und 1.000", Count(500, 1000)),
        ("entre 500 et 1000", Count(500, 1000)),
        ("de 500 a 1000", Count(500, 1000)),
        ("5k-10k", Count(5000, 10_000)),
        ("at least 300", Count(300, None)),
        ("300+", Count(300, None)),
        ("300 or more", Count(300, None)),
        ("mindestens 300", Count(300, None)),
        ("au moins 300", Count(300, None)),
        ("al menos 300", Count(300, None)),
        ("more than 300", Count(301, None)),
        ("> 300", Count(301, None)),
        ("mehr als 300", Count(301, None)),
        ("up to 300", Count(0, 300)),
        ("fewer than 300", Count(0, 299)),
        ("unknown", Count(0, None)),
    ],
)
def test_a_number_is_understood_as_people_write_it(text: str, count: Count) -> None:
    assert read_count("Records", text) == count


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("12.00", {exactly(12), exactly(1200)}),
        ("12,0", {exactly(12), exactly(120)}),
        ("1.234k", {exactly(1234), exactly(1_234_000)}),
        ("5-10k", {Count(5, 10_000), Count(5000, 10_000)}),
    ],
)
def test_what_could_be_two_numbers_is_asked(text: str, counts: set[Count]) -> None:
    with pytest.raises(Ambiguous) as question:
        read_count("Records", text)
    assert {read_count("Records", one.text) for one in question.value.readings} == counts


@pytest.mark.parametrize(
    "text",
    [
        "", "many", "-5", "1,5", "12,34", "1e5", "0.500", "1,000 000", "3 dozen", "1000-500", "²", "10²", "9" * 40,
        "9" * 100_000, "a\ud800",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_count("Records", text)
    assert not isinstance(refused.value, Ambiguous)
    assert refused.value.remedy
    str(refused.value).encode()


def test_some_is_asked_about_unless_it_has_a_meaning() -> None:
    assert read_count("People", "some", some=True) == Count(1, None)
    with pytest.raises(UsageError, match=r"doesn't say how many\. Write a number"):
        read_count("Records", "some")


@given(st.text(alphabet="0123456789.,'- kmabouttoleast+<>~ ", max_size=16))
def test_any_text_is_a_number_or_a_question_or_refused(text: str) -> None:
    got = outcome(lambda: read_count("Records", text))
    if isinstance(got, Ambiguous):
        found = [read_count("Records", one.text) for one in got.readings]
        assert len(set(found)) == len(found) >= 2
    elif isinstance(got, UsageError):
        assert got.remedy
    else:
        assert 0 <= got.least <= (got.most if got.most is not None else got.least)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("EUR 12000000", ("12000000", "EUR")),
        ("EUR 12,000,000", ("12000000", "EUR")),
        ("eur 12.000.000", ("12000000", "EUR")),
        ("12 million euros", ("12000000", "EUR")),
        ("12,5 Mio. €", ("12500000", "EUR")),
        ("1,5 Mrd. Euro", ("1500000000", "EUR")),
        ("12 millions d'euros", ("12000000", "EUR")),
        ("12 millones de euros", ("12000000", "EUR")),
        ("12 Millionen Euro", ("12000000", "EUR")),
        ("EUR 12 000 000", ("12000000", "EUR")),
        ("12 millones euros", ("12000000", "EUR")),
        ("€5m", ("5000000", "EUR")),
        ("£900k", ("900000", "GBP")),
        ("CHF 1'000'000", ("1000000", "CHF")),
        ("USD 12,000.50", ("12000.50", "USD")),
        ("US$ 12", ("12", "USD")),
    ],
)
def test_an_amount_is_understood_as_people_write_it(text: str, money: tuple[str, str]) -> None:
    assert read_money("Turnover", text) == Money(Decimal(money[0]), money[1])


def test_a_dollar_sign_is_asked_about() -> None:
    with pytest.raises(Ambiguous) as question:
        read_money("Turnover", "$5m")
    found = [read_money("Turnover", one.text) for one in question.value.readings]
    assert found == [Money(Decimal(5_000_000), currency) for currency in ("USD", "CAD", "AUD")]


@pytest.mark.parametrize("text", ["", "12000", "EUR", "EUR many", "EUR -5", "ABC 5", "lots", "EUR 1" + "0" * 1000])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_money("Turnover", text)
    assert refused.value.remedy
