"""The reports to the states' Attorneys General and other offices: each says or reports missing what its law lists."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.documents.drafts import Draft
from bot.domain.notice_completeness import completeness, duties_not_owed
from bot.domain.notice_facts import facts_view
from bot.domain.place_letters import PlaceLetter, printed
from bot.law.duty_terms import OwedTo
from bot.law.facts import read_facts
from bot.law.values import Choices, Count, People, Value
from tests import shipped

Print = Callable[..., Draft]
NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
REPORTS = [
    one
    for one in shipped.templates().notices.values()
    if isinstance(one, PlaceLetter) and one.family == "us-state-authority"
]
FULL: Mapping[str, Value] = {
    "organisation_name": "Northwind Outfitters, Inc.",
    "organisation_address": "200 Market Street, Columbus, OH 43215",
    "organisation_type": "retail corporation",
    "contact_point_name": "Dana Reyes, privacy officer",
    "contact_point_email": "privacy@northwind.example",
    "occurred_from": datetime(2026, 10, 20, 12, 0, tzinfo=UTC),
    "occurred_to": datetime(2026, 10, 23, 12, 0, tzinfo=UTC),
    "discovered_at": datetime(2026, 11, 2, 12, 0, tzinfo=UTC),
    "determined_at": datetime(2026, 11, 5, 12, 0, tzinfo=UTC),
    "what_happened": "Someone used a stolen password to open our orders.",
    "cause": "The password had leaked from another site.",
    "how_found": "A customer told us.",
    "acquired_by": "A group that calls itself Nightjar.",
    "foreign_country": "No, as far as we know.",
    "people": People({one.place: Count(1000 + n, 1000 + n) for n, one in enumerate(REPORTS)}),
    "people_told": People({"US-TX": Count(987, 987)}),
    "data": Choices(("email", "ssn")),
    "measures_taken": "We closed the account.",
    "measures_planned": "We will ask each employee for a second proof at sign-in.",
    "protection_before": "Passwords were changed each year.",
    "costs": "About USD 90,000.",
    "security_program": True,
    "security_program_updated": False,
    "police_investigating": True,
    "help_offered": "24 months of credit monitoring with Muster Watch.",
    "help_how": "Call 1-800-555-0199 by February 28, 2027.",
    "individuals_told_at": datetime(2026, 12, 1, 12, 0, tzinfo=UTC),
    "notice_channels": "By first-class mail.",
    "delay_reasons": "The police asked us to wait.",
    "authorities_told": "Secretary of Health and Human Services, November 27, 2026.",
    "employer_number": "12-3456789",
    "sender_name": "Avery Stone",
    "sender_title": "Chief Executive Officer",
}  # fmt: skip
PRINTS = {
    "organisation_name": "Northwind Outfitters", "organisation_address": "200 Market Street", "data": "- email address",
    "organisation_type": "retail corporation", "contact_point_name": "Dana Reyes", "cause": "leaked from another",
    "contact_point_email": "privacy@northwind.example", "occurred_from": "October 20, 2026", "how_found": "A customer",
    "discovered_at": "November 2, 2026", "determined_at": "November 5, 2026", "what_happened": "a stolen password",
    "acquired_by": "Nightjar", "foreign_country": "No, as far as we know", "people_told": "told so far:** 987",
    "measures_taken": "- We closed the account.", "measures_planned": "- We will ask each employee",
    "protection_before": "changed each year", "costs": "USD 90,000", "security_program": "We maintain one: yes",
    "security_program_updated": "to be updated: no", "police_investigating": "is investigating:** yes",
    "help_offered": "Muster Watch", "help_how": "1-800-555-0199", "individuals_told_at": "December 1, 2026",
    "notice_channels": "first-class mail", "delay_reasons": "asked us to wait", "employer_number": "12-3456789",
    "sender_name": "Avery Stone", "sender_title": "Chief Executive Officer",
    "authorities_told": "- Secretary of Health", "people": "**People affected in",
}  # fmt: skip
SAYS = {
    "sample": "A sample of the notice, without personal data, is enclosed.",
    "names": "in a separate list that we send over a secure channel",
}


def test_each_state_is_told_or_the_report_lacks_all_that_its_law_lists(print_notice: Print) -> None:
    lost = []
    for report in REPORTS:
        full, bare = (print_notice(report.id, facts, now=NOW) for facts in (FULL, {}))
        assert (report.id, full.missing) == (report.id, ())
        lacking = {item.fact for item in bare.missing}
        for want in report.law.requires:
            facts = report.topics[want.topic].facts
            lost += [(report.id, fact) for fact in facts if PRINTS[fact] not in full.markdown]
            lost += [(report.id, fact) for fact in facts if not want.if_known and fact not in lacking]
            lost += [(report.id, want.topic) for _ in [1] if not facts and SAYS[want.topic] not in full.markdown]
        lost += [(report.id, item.fact) for item in bare.missing if f"[[MISSING: {item.words}]]" not in bare.markdown]
    assert lost == []


def test_a_state_reads_the_number_of_its_own_people_and_where_there_are_none_a_gap(print_notice: Print) -> None:
    for report in REPORTS:
        text = print_notice(report.id, FULL, now=NOW).markdown
        people = FULL["people"]
        assert isinstance(people, People)
        if "residents" in printed(report, facts_view(FULL, NOW)):
            assert f":** {people.table[report.place].least:,}\n" in text
    elsewhere = {**FULL, "people": People({"US-OH": Count(5, 5)})}
    assert "[[MISSING: the number of people in this place]]" in print_notice("us-state-authority-tx", elsewhere).text


def test_a_date_that_is_still_to_come_is_announced_and_a_missing_one_is_neither(print_notice: Print) -> None:
    def said(**facts: Value) -> str:
        return print_notice("us-state-authority-nh", {**FULL, **facts}, now=NOW).markdown

    assert "We expect to send the first notices on December 1, 2026." in said()
    assert "The first notices went out on November 28, 2026." in said(
        individuals_told_at=datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
    )
    unknown = said(individuals_told_at="")
    assert "**Date of the first notices:** [[MISSING: when the people affected were told]]" in unknown
    assert "went out" not in unknown


def test_what_only_one_duty_asks_for_is_asked_where_it_may_be_owed() -> None:
    report = shipped.templates().notices["us-state-authority-va"]

    def asked(**changed: object) -> set[str]:
        raw = {
            "zone": "America/New_York", "roles": ["controller"], "people": {"US-VA": 40}, "acquired": True,
            "form_of_data": ["electronic"], "data": ["names", "ssn"], "protection": "unprotected",
            "internal_only": False, "misuse_likely": True, "discovered_at": "2026-11-02 09:00", **changed,
        }  # fmt: skip
        law = shipped.law()
        facts = read_facts(law.vocabulary, law.places, raw, by="Ada", at=NOW)
        view = facts_view(facts.known, NOW, not_owed=duties_not_owed(report, facts, law, NOW))
        return {item.cites for item in completeness(report, view, {})}

    assert "18.2-186.6(M)" not in asked()
    assert {"18.2-186.6(B)", "18.2-186.6(M)"} <= asked(data=["names", "ssn", "tax_id", "tax_withheld"])
    assert {"18.2-186.6(B)", "18.2-186.6(M)"} <= asked(protection="encrypted_key_safe")  # none is owed: everything


def test_no_report_claims_what_no_one_has_stated(print_notice: Print) -> None:
    bare = {name: value for name, value in FULL.items() if name != "authorities_told"}
    for state in ("il", "ny"):
        draft = print_notice(f"us-state-authority-{state}", bare, now=NOW)
        assert "Human Services" not in draft.markdown
        assert {item.cites for item in draft.missing} <= {"530/50", "899-aa(9)"}


def test_every_state_whose_office_must_be_told_of_a_breach_has_its_report() -> None:
    served = {duty for report in REPORTS for duty in report.serves}
    owed = {
        duty.id
        for duty in shipped.law().duties
        if duty.owed_to is OwedTo.REGULATOR and duty.place.startswith("US-") and duty.id.endswith("-ag")
    }
    assert owed <= served
