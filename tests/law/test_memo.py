"""The memo of a made-up incident in twelve places, read as counsel would: order, dates by hand, nothing left out."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.documents.memos import memo_document
from bot.law.duties import assess
from bot.law.facts import Facts, read_facts
from bot.law.memo import assessment_lines
from bot.law.outline import MemoLine
from bot.strict import read
from tests import shipped

LAW = shipped.law()
FILE = Path(__file__).parent / "twelve-places.facts.yaml"
ON = date(2026, 3, 2)


def known(**changed: object) -> Facts:
    raw = {**read(FILE).value, **changed}
    at = datetime(2026, 3, 3, 20, tzinfo=UTC)
    return read_facts(LAW.vocabulary, LAW.places, {k: v for k, v in raw.items() if v is not None}, "a test", at)


def outline(facts: Facts, *, with_ceilings: bool = True) -> list[MemoLine]:
    return list(assessment_lines(assess(facts, LAW, ON), facts, LAW, ON, with_ceilings=with_ceilings))


def lines(facts: Facts, *, with_ceilings: bool = True) -> list[str]:
    """As a terminal shows them."""
    return [str(line) for line in outline(facts, with_ceilings=with_ceilings)]


SHOW = "The text and its conditions: breachbot law show "


@pytest.fixture(scope="module")
def said() -> list[str]:
    return lines(known())


def entry(said: list[str], duty: str) -> str:
    """Everything about one duty: from its title to where its text is."""
    end = said.index(f"    {SHOW}{duty}")
    start = max(index for index in range(end) if said[index].startswith("  ") and not said[index].startswith("    "))
    return "\n".join(said[start : end + 1])


def test_the_first_page_says_how_many_clocks_run_and_which_is_next(said: list[str]) -> None:
    page = said[: said.index("Based on these facts:")]
    running = sum(one.runs for one in assess(known(), LAW, ON))
    assert page[4] == f"Clocks running: {running}"
    assert "Personal Information Protection Commission" in page[5]
    assert page[5].startswith("  - By Wed 4 Mar 2026, 09:00 CET: ")
    assert sum(". To: " in line for line in page) == running
    assert len(page) <= 60


def test_dated_duties_come_before_undated_ones_and_those_that_wait_for_another_step(said: list[str]) -> None:
    dated, at_once, waiting = (
        next(index for index, line in enumerate(said) if line.startswith(start))
        for start in ("Due by a date", "No fixed deadline", "Due after another step")
    )
    at = {duty: said.index(f"    {SHOW}{duty}") for duty in ("us-ca-individuals", "ch-fadp-24-fdpic", "us-ca-ag")}
    assert dated < at["us-ca-individuals"] < at_once < at["ch-fadp-24-fdpic"] < waiting < at["us-ca-ag"]


@pytest.mark.parametrize(
    ("duty", "due"),
    [
        # aware Mon 2 Mar 09:15 in Berlin: 72 hours; the latest hour by Regulation 1182/71 ends at 10:00
        (
            "eu-gdpr-33-1-authority",
            "Due: Thu 5 Mar 2026, 09:15 CET; latest defensible deadline Thu 5 Mar 2026, 10:00 CET",
        ),
        # the same, in London
        ("uk-gdpr-33-1-ico", "Due: Thu 5 Mar 2026, 09:15 CET; latest defensible deadline Thu 5 Mar 2026, 10:00 CET"),
        # Mon 2 Mar in Japan is day 1; aim at day 3, 17:00 JST (09:00 CET); day 5 ends Fri 6 Mar 23:59:59 JST
        ("jp-26-prelim", "Due: Wed 4 Mar 2026, 09:00 CET; latest defensible deadline Fri 6 Mar 2026, 15:59:59 CET"),
        # discovered 2 Mar: day 30 is 1 Apr; it ends in Berlin first, in California nine hours later
        (
            "us-ca-individuals",
            "Due: Wed 1 Apr 2026, 23:59:59 CEST; latest defensible deadline Thu 2 Apr 2026, 08:59:59 CEST",
        ),
    ],
)
def test_each_date_is_the_one_counsel_would_count(said: list[str], duty: str, due: str) -> None:
    assert due in entry(said, duty)


def test_every_entry_names_recipient_reason_and_legal_source(said: list[str]) -> None:
    for one in assess(known(), LAW, ON):
        if one.runs:
            text = entry(said, one.duty.id)
            assert f" · {one.duty.law}, {one.duty.cites}" in text
            assert "    To: " in text
            assert "    Applies because " in text


def test_a_duty_with_an_exemption_that_is_not_established_is_counted_anyway(said: list[str]) -> None:
    text = entry(said, "uk-gdpr-33-1-ico")
    assert (
        "Exemption not established: you are not established in the United Kingdom, and neither offer people there"
        in text
    )
    assert "To resolve this, answer: " in text


def test_a_risk_that_is_likely_is_not_remedied_until_someone_says_so(said: list[str]) -> None:
    assert "(Germany, France and Ireland)" in entry(said, "eu-gdpr-34-individuals")
    assert "Exemption not established" not in entry(said, "eu-gdpr-34-individuals")
    assert not [one for one in lines(known(remedied=True)) if f"{SHOW}eu-gdpr-34-individuals" in one]
    assert not [one for one in lines(known(remedied=True)) if "contradict" in one]


def test_an_optional_notice_is_named_only_where_its_place_is_affected(said: list[str]) -> None:
    assert not [line for line in said if "Optional notifications" in line]
    there = lines(known(people={"DE": 10, "HK": 4}))
    assert [line for line in there if "Optional notifications" in line and "Privacy Commissioner" in line]


def test_a_ceiling_in_another_currency_is_not_converted(said: list[str]) -> None:
    assert [line for line in said if "GBP 17,500,000 or 4%" in line and "not converted" in line]
    assert [line for line in said if "EUR 20,000,000 or 4%" in line and "(EUR 36,000,000)" in line]


def test_the_maximum_fines_can_be_left_out() -> None:
    assert not [line for line in lines(known(), with_ceilings=False) if "whichever is higher" in line]


def test_missing_facts_are_asked_on_the_first_page() -> None:
    page = "\n".join(lines(known(risk=None, form_of_data=None))).partition("Based on these facts:")[0]
    assert "How likely is a risk" in page
    assert "In what form were the data?" in page


def test_as_a_document_it_has_a_title_headings_and_lists_and_no_one_can_format_it() -> None:
    text = memo_document(outline(known()), "BR-2026-0007", "Export *left* [the house](http://x)").markdown
    assert text.startswith("# Notification duties (law as of the day it was noticed, 2 March 2026)")
    assert "\n## Clocks running: " in text
    assert "\n### Notify the supervisory authority" in text
    assert "\n- Due: Thu 5 Mar 2026, 09:15 CET" in text
    assert "[the house](http" not in text
