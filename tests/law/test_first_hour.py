"""The first page of five incidents of which little is known, read as someone on duty at night would."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.law import FirstHour, assess, first_hour, read_facts
from bot.law.duties import Answer
from bot.law.facts import Facts
from bot.law.first_page import page_lines
from bot.law.memo import assessment_lines
from bot.law.naming import with_law
from bot.law.questions import sectors_of
from bot.law.unresolved import Reach, unresolved
from bot.strict import read
from tests import shipped

LAW = shipped.law()
FOLDER = Path(__file__).parent / "first-hour"
ON = date(2026, 11, 28)
AT = datetime(2026, 11, 29, 2, tzinfo=UTC)
FIVE = ("german-only", "clinic-minnesota", "processor-ireland", "fintech-london", "retailer-twelve-places")
GDPR, UK = "GDPR, Regulation (EU) 2016/679", "UK General Data Protection Regulation"


def facts(name: str, **changed: object) -> Facts:
    raw = {**read(FOLDER / f"{name}.facts.yaml").value, **changed}
    return read_facts(LAW.vocabulary, LAW.places, {key: one for key, one in raw.items() if one is not None}, "Ada", AT)


def page_of(known: Facts) -> FirstHour:
    return first_hour(assess(known, LAW, ON), known, LAW, ON)


def lines(known: Facts) -> list[str]:
    return [str(line) for line in page_lines(assess(known, LAW, ON), known, LAW, ON)]


def asked(known: Facts) -> list[str]:
    return [one.ask for one in page_of(known).asked]


def under(known: Facts, start: str) -> list[str]:
    """The duties that the page names or counts under the question that starts so."""
    question = next(one for one in page_of(known).asked if one.ask.startswith(start))
    return [one.duty.id for one in question.duties]


@pytest.fixture(params=FIVE)
def little(request: pytest.FixtureRequest) -> Facts:
    return facts(request.param)


def test_it_is_one_page_with_ten_questions_at_most(little: Facts) -> None:
    said = lines(little)
    assert len(said) <= 60
    assert 1 <= len(page_of(little).asked) <= 10
    assert all(len(line) < 400 for line in said)


def test_its_head_says_which_day_s_law_it_is_and_dates_are_written_in_one_form(little: Facts) -> None:
    said = lines(little)
    assert said[0] == "Notification duties (law as of the day it was noticed, 28 November 2026)"
    assert not [line for line in said if re.search(r"\d{4}-\d{2}-\d{2}", line)]
    asked_for = [str(line) for line in page_lines(assess(little, LAW, AT.date()), little, LAW, AT.date())]
    assert asked_for[0] == "Notification duties (law as of 29 November 2026)"


def test_the_sectors_are_answered_with_a_word_also_when_there_is_none() -> None:
    row = next(line for line in lines(facts("german-only")) if "Choose from: " in line)
    assert row.endswith(", water; or none.")
    assert "sectors" not in {one.fact for one in page_of(facts("german-only", sectors="none")).asked}


def test_nothing_on_it_contradicts_a_running_clock(little: Facts) -> None:
    said = "\n".join(lines(little)) + "\n".join(
        str(line) for line in assessment_lines(assess(little, LAW, ON), little, LAW, ON)
    )
    assert not re.search(r"\b0 (duties|owed)|owed: 0|No dut(y|ies)", said, re.IGNORECASE)
    assert "None" not in said


def test_every_duty_on_it_names_its_law_and_every_clock_whom_to_tell(little: Facts) -> None:
    laws = {duty.law for duty in LAW.duties}
    for line in lines(little):
        if re.search(r"if owed|^  - (By|Not before|Without|Not started)", line, re.IGNORECASE) and "first" not in line:
            assert any(f" · {law}" in line for law in laws), line
    clocks = [line for line in lines(little) if re.match(r"  - (By|Not before|Without|Not started)", line)]
    assert len(clocks) == len(page_of(little).running)
    assert all(". To: " in line for line in clocks)


def test_a_law_named_beside_a_duty_is_not_named_in_its_title_too() -> None:
    """A bracket that says something else stays, also in a language that calls the law otherwise."""
    by_id = {duty.id: duty for duty in LAW.duties}
    gdpr, hhs = by_id["eu-gdpr-33-2-processor"], by_id["us-hipaa-hhs-500"]
    assert with_law(gdpr) == "Notify the controller · GDPR, Regulation (EU) 2016/679"
    assert with_law(gdpr, "Verantwortlichen benachrichtigen (DSGVO)").startswith("Verantwortlichen benachrichtigen · ")
    assert with_law(by_id["us-mn-cra"]) == "Notify the credit bureaus · Minnesota breach law"
    assert "(500 or more) · HIPAA" in with_law(hhs)


def test_every_undetermined_duty_is_named_or_counted_exactly_once(little: Facts) -> None:
    found, page = assess(little, LAW, ON), page_of(little)
    open_ = [one.duty.id for one in found if one.answer is Answer.UNDETERMINED and not one.runs]
    named = [one.duty.id for question in page.asked for one in question.duties]
    assert len(named) == len(set(named))
    assert set(named) <= set(open_)
    assert page.open == len(open_)


def test_the_soonest_date_is_under_one_of_the_first_three_questions(little: Facts) -> None:
    """As in the head of the page; under each question, too, the law's own dates come before our targets."""
    page = page_of(little)
    firsts = [one.first for one in page.asked if one.first and one.fact != "sectors"]
    assert page.first_at in {one.due_at for one in firsts[:2]}
    numbers = [one.number_at for one in firsts if one.number_at]
    assert numbers == sorted(numbers)
    for one in page.asked:
        ours = [each.is_ours for each in one.duties if not each.for_others and each.due_at]
        assert ours == sorted(ours), one.ask


def test_its_counts_add_up_to_all_that_is_undetermined(little: Facts) -> None:
    """What a question also helps with is counted below it, so it says that it is among those."""
    found, page, said = assess(little, LAW, ON), page_of(little), lines(little)
    open_ = sum(one.answer is Answer.UNDETERMINED and not one.runs for one in found)
    named = sum(len(one.duties) for one in page.asked)
    other = next(line for line in said if line.startswith("Other undetermined duties: "))
    assert named + int(other.split(": ")[1]) == open_
    assert not [line for line in said if "Decides" in line]
    assert all(one.elsewhere <= sum(page.regions.values()) for one in page.asked)


def test_no_rule_of_a_sector_is_asked_twice_and_none_that_is_not_ours(little: Facts) -> None:
    page = page_of(little)
    assert len({one.ask for one in page.asked}) == len(page.asked)
    likely = LAW.vocabulary.likely_rules(sectors_of(little))
    for one in page.asked:
        assert not one.choices or set(one.choices) & set(likely), one.ask


# One by one


def test_a_firm_that_is_only_in_germany_is_asked_its_sectors_first_and_nothing_american() -> None:
    known = facts("german-only")
    said = "\n".join(lines(known))
    assert asked(known)[0] == "In which sectors does your organization work?"
    assert f"If owed, by Tue 1 Dec 2026, 23:40 CET: Notify the supervisory authority · {GDPR}" in said
    assert "US" not in re.sub(r"no known link.*", "", said)
    assert not [one for one in page_of(known).asked for duty in one.duties if duty.duty.place.startswith("US")]


def test_a_clinic_is_asked_about_health_care_and_never_about_reactors() -> None:
    """Which sector it is in is asked first; from then on its own rules, in words that a doctor understands."""
    unsaid = facts("clinic-minnesota", sectors=None)
    assert asked(unsaid)[0] == "In which sectors does your organization work?"
    for known in (unsaid, facts("clinic-minnesota")):
        said = "\n".join(lines(known)).lower()
        assert not [
            word
            for word in ("nuclear", "reactor", "pipeline", "railroad", "electric", "bank")
            if f"{word} " in said.replace("banking", "")
        ]
    known = facts("clinic-minnesota")
    assert asked(known)[1:3] == [
        "Are you a US health care provider, health plan or clearinghouse (HIPAA)?",
        "Do you hold patients' records for a US provider or health plan (HIPAA)?",
    ]
    assert "(SEC)" not in said
    assert "us-hipaa-individuals" in under(known, "Are you a US health care provider")
    assert "In which sectors" not in "\n".join(lines(known))
    assert "us-mn-individuals" in {one.duty.id for question in page_of(known).asked for one in question.duties}


def test_a_processor_in_ireland_sees_that_its_controllers_are_to_be_told() -> None:
    known = facts("processor-ireland")
    assert [one.duty.id for one in page_of(known).running] == ["eu-gdpr-33-2-processor"]
    clock = next(line for line in lines(known) if "Notify the controller" in line)
    assert clock.startswith("  - By Sun 29 Nov 2026, 23:40 GMT (house target): ")
    assert "each controller" in clock
    assert "  - Until “Aware” is known, clocks that start with it count from “First noticed”." in lines(known)
    aware = facts("processor-ireland", aware_at="2026-11-28T23:50")
    assert not [line for line in lines(aware) if "count from" in line]
    assert {"eu-nis2-23-early-warning"} <= set(under(known, "Does NIS2 cover you")) or under(
        known, "Does NIS2 cover you"
    )


def test_a_payment_firm_in_london_sees_the_commissioner_s_clock_and_the_fca_s() -> None:
    known = facts("fintech-london")
    page = page_of(known)
    assert [one.duty.place for one in page.running] == ["GB"]
    assert any(
        line.startswith("  - By Tue 1 Dec 2026, 23:40 GMT: Notify the Information Commissioner · UK")
        for line in lines(known)
    )
    assert any(
        "Financial Conduct Authority" in one.duty.recipient or "FCA" in one.duty.title
        for question in page.asked
        if question.choices == ("payment_service_provider",)
        for one in question.duties
    )
    assert not [one for question in page.asked for one in question.duties if one.duty.place in ("EU", "EEA")]
    assert asked(known)[0] == "Do you provide payment services?"  # 4 hours; the card brands' are 24
    assert under(known, "Do you provide payment services?")[0] == "uk-psr-reg99-4h"


def test_while_roles_are_unknown_a_retailer_sees_its_own_dates_before_those_of_who_holds_data_for_others() -> None:
    places = ["US-NY", "US-CA", "US-TX", "CA", "GB", "DE", "FR", "NL", "JP", "AU", "SG", "BR"]
    known = facts("retailer-twelve-places", roles=None, people=None, established_in=places)
    said = [line for line in lines(known) if line.startswith("    - If owed")]
    assert any("Notify the supervisory authority" in line for line in said)
    assert any("Personal Information Protection Commission" in line for line in said)
    assert not [line for line in said if "(house target)" in line]
    people = under(known, "How many people")
    assert people.index("us-tx-ag") < people.index("eu-gdpr-33-2-processor")
    asks = asked(known)
    assert asks.index("What is your role for these data?") < next(n for n, ask in enumerate(asks) if "(SEC)" in ask)


def test_a_retailer_in_twelve_places_sees_its_clocks_before_anything_is_counted() -> None:
    known = facts("retailer-twelve-places")
    page = page_of(known)
    assert {"eu-gdpr-33-1-authority", "uk-gdpr-33-1-ico"} <= {one.duty.id for one in page.running}
    assert asked(known)[0] == "Do you accept, store or process payment cards?"
    assert asked(known)[-1].endswith("(SEC)?")
    named = {one.duty.place for question in page.asked for one in question.duties}
    assert {"US-CA", "US-NY", "JP", "BR", "CH"} <= named
    assert "In which sectors" not in "\n".join(asked(known))


def test_who_is_only_in_the_eea_is_not_asked_whether_data_were_imported_from_it() -> None:
    """The importer under the clauses is outside the EEA. The duty is still counted."""
    importer = "Do you receive personal data from the EU under its standard contractual clauses?"
    known = facts("processor-ireland")
    assert importer not in asked(known)
    assert page_of(known).later == 1
    assert importer in asked(facts("processor-ireland", established_in=["IE", "unknown"]))


# What decides


def test_while_no_place_is_known_the_time_zone_says_where_we_are() -> None:
    known = facts("german-only", established_in=None, people=None)
    reaches = {one.duty.id: one.reach for one in unresolved(assess(known, LAW, ON), known, LAW, ON)}
    assert reaches["eu-gdpr-33-1-authority"] is Reach.OURS
    assert reaches["us-ca-individuals"] is Reach.ELSEWHERE


def test_of_nothing_known_it_asks_for_sectors_and_places_and_counts_the_world() -> None:
    known = facts("german-only", established_in=None, people=None, zone=None, noticed_at=None)
    page = page_of(known)
    assert [one.fact for one in page.asked] == ["sectors", "people", "established_in"]
    assert set(page.regions) == set(LAW.places.regions)


def test_rules_that_are_known_are_asked_no_more() -> None:
    for name in FIVE:
        known = facts(name, regulated_as=[])
        assert not {"sectors", "regulated_as"} & {one.fact for one in page_of(known).asked}


def test_once_people_are_known_to_be_in_the_us_its_laws_are_ours() -> None:
    known = facts("german-only", people={"DE": 5, "US-CA": 700}, sectors=["health"])
    assert "us-hipaa-individuals" in {one.duty.id for question in page_of(known).asked for one in question.duties}


def test_a_question_that_is_answered_moves_its_duties_and_is_not_asked_again() -> None:
    before, after = facts("german-only"), facts("german-only", roles=["controller"])
    assert "roles" in {one.fact for one in page_of(before).asked}
    assert "roles" not in {one.fact for one in page_of(after).asked}
    assert "eu-gdpr-33-1-authority" in {one.duty.id for one in page_of(after).running}
