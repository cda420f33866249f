"""What starts a clock beside its own fact: the processor's word, what should have been known, what it goes with."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.law.changes import loosens
from bot.law.clauses import Condition
from bot.law.conditions import fact_bounds
from bot.law.counting_steps import StepKind
from bot.law.deadlines import Deadline, context_at
from bot.law.due_dates import deadline as deadline_of
from bot.law.duties import Finding, assess, find
from bot.law.duty_terms import Relation
from bot.law.facts import Facts, read_facts
from bot.law.model import Duty, Law
from tests import shipped

LAW = shipped.law()
ON = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, tzinfo=UTC)
VENDOR: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "kind": "vendor",
    "roles": ["controller"],
    "established_in": ["DE"],
    "regulated_as": [],
    "people": {"DE": 500, "GB": 20},
    "risk": "likely",
    "informed_at": "2026-11-24 09:00",
    "aware_at": "2026-11-27 09:00",
}
AMERICAN: dict[str, Any] = {
    "zone": "America/New_York",
    "roles": ["controller"],
    "data": ["names", "ssn"],
    "protection": "unprotected",
    "internal_only": False,
    "acquired": True,
    "breach_of": ["confidentiality"],
    "misuse_likely": True,
    "form_of_data": "electronic",
    "discovered_at": "2026-10-05 09:00",
    "determined_at": "2026-10-05 09:00",
    "aware_at": "2026-10-05 09:00",
}

HOSPITAL = {"regulated_as": ["hipaa_covered_entity"], "data": ["health"], "low_probability": False}


def finding(duty: str, given: dict[str, Any], **changed: Any) -> Finding:
    return find(duty, facts(given, **changed), LAW, ON)


def deadline(duty: str, given: dict[str, Any], **changed: Any) -> Deadline:
    found = finding(duty, given, **changed).deadline
    assert found is not None, duty
    return found


def facts(given: dict[str, Any], **changed: Any) -> Facts:
    raw = {name: value for name, value in {**given, **changed}.items() if value is not None}
    return read_facts(LAW.vocabulary, LAW.places, raw, by="Ana", at=NOW)


def at(text: str) -> datetime:
    """An instant in Berlin in November, which is one hour ahead of UTC."""
    return datetime.fromisoformat(f"2026-11-{text}+01:00")


def kinds(found: Deadline) -> set[StepKind]:
    return {step.kind for step in found.steps}


def test_a_controller_knows_once_its_processor_has_told_it() -> None:
    """EDPB Guidelines 9/2022, para. 44: 72 hours from 24 Nov 09:00, not from 27 Nov."""
    for duty in ("eu-gdpr-33-1-authority", "uk-gdpr-33-1-ico"):
        found = deadline(duty, VENDOR)
        assert (found.trigger_at, found.target_at) == (at("24T09:00"), at("27T09:00")), duty
        assert "'Notified by the processor' counts as 'Aware' here" in " ".join(found.sentences)
        assert deadline(duty, VENDOR, informed_at="2026-11-28 09:00").target_at == at("30T09:00"), "told too late"
        told = deadline(duty, VENDOR, aware_at=None)
        assert (told.target_at, told.assumed) == (at("27T09:00"), ())


def test_what_was_noticed_before_the_processor_told_us_still_counts_while_awareness_is_open() -> None:
    found = deadline("eu-gdpr-33-1-authority", VENDOR, aware_at=None, noticed_at="2026-11-23 09:00")
    assert (found.target_at, found.assumed) == (at("26T09:00"), ("aware_at",))


def test_what_was_known_at_some_time_was_noticed_by_then() -> None:
    """Whoever opens an incident late is not given more time: the opening is only assumed to be the first notice."""
    opened = {"informed_at": None, "aware_at": None, "noticed_at": "2026-11-27 15:00"}
    for name in ("suspected_at", "detected_at", "discovered_at", "identified_at", "confirmed_at", "determined_at"):
        found = deadline("eu-gdpr-33-1-authority", VENDOR, **opened, **{name: "2026-11-25 09:00"})
        assert (found.target_at, found.assumed) == (at("28T09:00"), ("aware_at",)), name
        label = LAW.vocabulary[name].label
        assert f"'Aware' is not known, so '{label}' is used instead: Wed 25 Nov 2026, 09:00 CET." in found.sentences
    both = {"discovered_at": "2026-11-25 09:00", "suspected_at": "2026-11-24 09:00"}
    assert deadline("eu-gdpr-33-1-authority", VENDOR, **opened, **both).target_at == at("27T09:00"), "the earliest"


def test_what_was_known_later_than_it_was_noticed_moves_nothing() -> None:
    given = {
        "informed_at": None,
        "aware_at": None,
        "noticed_at": "2026-11-24 09:00",
        "discovered_at": "2026-11-25 09:00",
    }
    assert deadline("eu-gdpr-33-1-authority", VENDOR, **given).target_at == at("27T09:00")


def test_stated_awareness_is_not_moved_by_what_was_suspected_before() -> None:
    found = deadline("eu-gdpr-33-1-authority", VENDOR, informed_at=None, suspected_at="2026-11-25 09:00")
    assert (found.target_at, found.assumed) == (at("30T09:00"), ())


def test_a_clock_runs_while_only_the_discovery_is_known() -> None:
    given = {"informed_at": None, "aware_at": None, "discovered_at": "2026-11-25 09:00"}
    found = finding("eu-gdpr-33-1-authority", VENDOR, **given)
    assert found.deadline is not None
    assert (found.deadline.target_at, found.missing) == (at("28T09:00"), ("aware_at",))


def test_a_fact_that_awareness_stands_in_for_starts_when_the_processor_told_us_too() -> None:
    found = deadline(
        "us-ny-individuals", AMERICAN, people={"US-NY": 5}, discovered_at=None, informed_at="2026-10-02 09:00"
    )
    assert found.target_at is not None
    assert found.target_at.date() == date(2026, 11, 2), "30 days after 2 Oct, until midnight in New York"


def test_the_officers_report_starts_the_clock_of_quebec_whatever_the_supplier_said() -> None:
    given = {"regulated_as": ["insurer"], "people": {"CA-QC": 5}, "significant": True, "zone": "America/Toronto"}
    found = deadline("ca-qc-amf-24h", VENDOR, **given)
    assert found.trigger_at == datetime(2026, 11, 27, 14, tzinfo=UTC), "27 Nov 09:00 in Toronto"


def test_when_you_should_have_known_moves_the_target_and_leaves_the_limit() -> None:
    given = {"informed_at": None, "should_have_known_at": "2026-11-26 09:00"}
    found = deadline("eu-gdpr-33-1-authority", VENDOR, **given)
    assert (found.trigger_at, found.target_at) == (at("27T09:00"), at("29T09:00"))
    assert found.limit_at == at("30T10:00"), "the hour that has begun isn't counted"
    assert "Authorities may count from then, so the target does too" in " ".join(found.sentences)
    later = deadline("eu-gdpr-33-1-authority", VENDOR, informed_at=None, should_have_known_at="2026-11-28 09:00")
    assert StepKind.PRESUMED not in kinds(later)
    assert later.target_at == at("30T09:00")


def test_when_you_should_have_known_moves_a_house_target_too() -> None:
    given = {"informed_at": None, "risk": "high", "protection": "unprotected", "remedied": False}
    duty = "nz-114-commissioner"
    new_zealand = {"people": {"NZ": 5}, "serious_harm": True, "zone": "Pacific/Auckland"}
    apart = deadline(duty, VENDOR, **given, **new_zealand)
    sooner = deadline(duty, VENDOR, **given, **new_zealand, should_have_known_at="2026-11-26 09:00")
    assert apart.house_at is not None
    assert sooner.house_at is not None
    assert (apart.house_at - sooner.house_at).days == 1


def test_a_law_that_counts_from_what_should_have_been_known_moves_the_limit_too() -> None:
    """45 CFR 164.404(a)(2): 60 days after 1 Oct are 30 Nov."""
    given = {
        "regulated_as": ["hipaa_covered_entity"],
        "data": ["health"],
        "people": {"US-NY": 5},
        "low_probability": False,
    }
    found = deadline("us-hipaa-individuals", AMERICAN, **given, should_have_known_at="2026-10-01 09:00")
    assert found.limit_at == datetime(2026, 12, 1, 4, 59, 59, tzinfo=UTC)


def test_a_long_time_between_the_first_sign_and_knowing_is_pointed_out() -> None:
    long = deadline("eu-gdpr-33-1-authority", VENDOR, informed_at=None, noticed_at="2026-11-20 09:00")
    assert "7 days lie between 'First noticed'" in " ".join(long.sentences)
    assert [str(one) for one in long.warnings] == [line for line in long.sentences if "First noticed" in line]
    short = deadline("eu-gdpr-33-1-authority", VENDOR, informed_at=None, noticed_at="2026-11-24 09:00")
    assert StepKind.LONG_GAP not in kinds(short), "three days, no more"


def test_a_copy_for_the_authority_has_the_date_of_the_letters_it_goes_with() -> None:
    """New York's letters are due 30 days after 5 Oct: 4 Nov, by midnight."""
    people = {"US-NY": 5001}
    letters = deadline("us-ny-individuals", AMERICAN, people=people)
    assert letters.target_at == datetime(2026, 11, 5, 4, 59, 59, tzinfo=UTC)
    for duty in ("us-ny-ag", "us-ny-dos", "us-ny-state-police", "us-ny-cra"):
        found = deadline(duty, AMERICAN, people=people)
        assert (found.trigger_at, found.due_dates) == (letters.trigger_at, letters.due_dates), duty
        assert "which is due by" in " ".join(found.sentences)
    done = deadline("us-ny-ag", AMERICAN, people=people, filed={"us-ny-individuals": "2026-10-20 12:00"})
    assert done.trigger_at == datetime(2026, 10, 20, 16, tzinfo=UTC), "the real day counts"
    assert done.due_dates == (datetime(2026, 10, 21, 3, 59, 59, tzinfo=UTC), letters.limit_at), (
        "with them, that evening"
    )


def test_a_copy_has_the_house_target_of_letters_without_a_number_of_days() -> None:
    letters = deadline("us-mt-individuals", AMERICAN, people={"US-MT": 5})
    copy = deadline("us-mt-ag", AMERICAN, people={"US-MT": 5})
    assert letters.house_at is not None
    assert (copy.house_at, copy.target_at, copy.trigger_at) == (letters.house_at, None, letters.trigger_at)


def test_a_copy_of_letters_that_are_not_owed_says_so() -> None:
    """Made for the test: Montana's letters depend on people in France, of whom there are none."""
    elsewhere = Condition(when='people["FR"] > 0', because="people in France are affected")
    letters = Duty.model_validate({**LAW.by_id["us-mt-individuals"][-1].model_dump(), "applies": (elsewhere,)})
    made = Law(hash="", vocabulary=LAW.vocabulary, places=LAW.places, duties=(letters, *LAW.by_id["us-mt-ag"]))
    copy = find("us-mt-ag", facts(AMERICAN, people={"US-MT": 5}), made, ON).deadline
    assert copy is not None
    assert "which isn't owed" in " ".join(copy.sentences)
    assert copy.first_at is None


def test_the_sooner_of_its_own_period_and_what_it_goes_with_binds() -> None:
    """HHS: 60 days of its own, and with the letters; when those have gone out, that day counts."""
    given = {
        "regulated_as": ["hipaa_covered_entity"],
        "data": ["health"],
        "people": {"US-NY": 501},
        "low_probability": False,
    }
    own = deadline("us-hipaa-hhs-500", AMERICAN, **given)
    assert own.target_at == datetime(2026, 12, 5, 4, 59, 59, tzinfo=UTC)
    sent = deadline("us-hipaa-hhs-500", AMERICAN, **given, filed={"us-hipaa-individuals": "2026-11-10 12:00"})
    assert sent.target_at == datetime(2026, 11, 11, 4, 59, 59, tzinfo=UTC)


def test_everything_that_goes_with_another_duty_has_its_date() -> None:
    """Over the catalog, with every instant known: what goes with letters never waits for them without a date."""
    instants = {name: "2026-10-05 09:00" for name, one in LAW.vocabulary.facts.items() if one.type == "instant"}
    known = facts({"zone": "Etc/UTC", **instants, "individuals_told_at": None})
    bounds = fact_bounds(known, LAW, ON)
    found = {duty.id: deadline_of(duty, context_at(duty.place, known, LAW, bounds, ON)) for duty in LAW.duties}
    companions = [duty for duty in LAW.duties if duty.in_force.on(ON) and goes_with(duty)]
    assert len(companions) >= 50
    assert [duty.id for duty in companions if found[duty.id].first_at is None] == []
    assert [duty.id for duty in companions if found[duty.id].trigger_at is None] == []


def goes_with(duty: Duty) -> bool:
    """Not what is due some days after another was met: its clock hasn't started."""
    tied = duty.due.relation not in (None, Relation.NOT_BEFORE)
    return tied or (duty.due.none is not None and duty.start is not None and bool(duty.start.met))


def test_letters_that_went_out_loosen_nothing_that_goes_with_them() -> None:
    """What was due with them by 4 Nov is then due on 20 Oct: the copy, and the bureaus' notice, for which we set
    ourselves 30 days elsewhere."""
    for duty in ("us-ny-ag", "us-ny-cra"):
        waiting = finding(duty, AMERICAN, people={"US-NY": 5001})
        sent = finding(duty, AMERICAN, people={"US-NY": 5001}, individuals_told_at="2026-10-20 12:00")
        assert sent.deadline is not None
        assert sent.deadline.first_at == datetime(2026, 10, 21, 3, 59, 59, tzinfo=UTC), duty
        assert loosens([waiting], [sent], LAW.vocabulary, ["individuals_told_at"]) == (), duty


def test_letters_that_went_out_late_make_what_goes_with_them_late_too() -> None:
    """From 5 Oct: 30 days in New York are 4 Nov, 45 in Maryland 19 Nov, 60 in Connecticut and Texas 4 Dec. Montana has
    no number: our own 30 days are no deadline that could expire."""
    due_on = {
        "us-ny-ag": (11, 4),
        "us-ny-cra": (11, 4),
        "us-md-ag": (11, 19),
        "us-ct-ag": (12, 4),
        "us-tx-cra": (12, 4),
    }
    people = {"US-NY": 20000, "US-MD": 20000, "US-CT": 20000, "US-TX": 20000, "US-MT": 20000}
    given = {"people": people, "individuals_told_at": "2027-02-01 08:00"}
    for duty, (month, day) in due_on.items():
        found, waiting = deadline(duty, AMERICAN, **given), deadline(duty, AMERICAN, people=people)
        assert found.limit_at is not None
        ends_on = found.limit_at.astimezone(ZoneInfo("America/Chicago")).date()
        assert ends_on == date(2026, month, day), duty
        assert (found.due_dates, found.trigger_at) == (waiting.due_dates, waiting.trigger_at), duty
        assert "is dated Mon 1 Feb 2027, 0" in found.sentences[-1], "08:00, an hour earlier in Texas"
        assert "The date stays" in found.sentences[-1]
    unnumbered = deadline("us-mt-ag", AMERICAN, **given)
    assert unnumbered.limit_at == datetime(2027, 2, 2, 6, 59, 59, tzinfo=UTC)


def test_over_the_catalog_no_date_of_what_goes_with_letters_moves_later_when_they_go_out() -> None:
    people = {place: 20000 for place in LAW.places.places if place.startswith("US-")}
    for told in ("2026-10-10 08:00", "2027-02-01 08:00"):
        waiting, sent = (
            facts(AMERICAN, regulated_as=[], people=people, accessed=True, scope_known_at="2026-10-05 09:00", **changed)
            for changed in ({}, {"individuals_told_at": told})
        )
        companions = [
            name for name, found in LAW.by_id.items() if any(map(goes_with, found)) and name.startswith("us-")
        ]
        before, after = assess(waiting, LAW, ON, companions), assess(sent, LAW, ON, companions)
        dated = [(old, new) for old, new in zip(before, after, strict=True) if _dated(old.deadline)]
        assert len(dated) >= 20
        assert [new.duty.id for old, new in dated if _moved_later(old.deadline, new.deadline)] == [], told


def _dated(found: Deadline | None) -> bool:
    """By the law; what is only expected moves with what it counts from."""
    return found is not None and found.target_at is not None and not found.expected


def _moved_later(old: Deadline | None, new: Deadline | None) -> bool:
    assert old is not None
    assert new is not None
    dates = ((old.target_at, new.target_at), (old.limit_at, new.limit_at))
    return any(before and (after is None or after > before) for before, after in dates)


def test_what_counts_from_letters_that_are_not_out_yet_is_expected_and_moves_with_them() -> None:
    """California: 30 days after 5 Oct are 4 Nov, and 15 more are 19 Nov; sent on 20 Oct, they are 4 Nov."""
    found = deadline("us-ca-ag", AMERICAN, people={"US-CA": 900})
    assert (found.trigger_at, found.limit_at, found.expected) == (None, None, True)
    assert found.target_at == datetime(2026, 11, 20, 4, 59, 59, tzinfo=UTC)
    assert found.sentences[-1].startswith("Expected by Thu 19 Nov 2026"), found.sentences
    assert "It moves when that is done." in found.sentences[-1]
    sent = deadline("us-ca-ag", AMERICAN, people={"US-CA": 900}, individuals_told_at="2026-10-20 12:00")
    assert StepKind.EXPECTED not in kinds(sent)
    assert (sent.expected, sent.target_at) == (False, datetime(2026, 11, 5, 4, 59, 59, tzinfo=UTC))
    assert sent.limit_at is not None
