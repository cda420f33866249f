"""The letters that differ by place: each prints or reports all that its law requires, and never what it forbids."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime

import pytest

from bot.documents.drafts import Draft
from bot.documents.readability import review
from bot.domain.letter_offers import follows
from bot.domain.notice_completeness import duties_not_owed
from bot.domain.notice_facts import facts_view
from bot.domain.place_letters import PlaceLetter, concerns, printed
from bot.law.duty_terms import OwedTo
from bot.law.facts import read_facts
from bot.law.values import Choices, Count, People, Value
from tests import shipped

Print = Callable[..., Draft]
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SHIPPED = shipped.templates()
LETTERS = [one for one in SHIPPED.notices.values() if isinstance(one, PlaceLetter)]
STATES = [one for one in LETTERS if one.family == "us-individuals"]
COUNTRIES = [one for one in LETTERS if one.family == "individuals"]

US: Mapping[str, Value] = {
    "organisation_name": "Northwind Outfitters, Inc.",
    "contact_point_name": "Dana Reyes, privacy officer",
    "acquired_by": "A group that calls itself Nightjar.",
    "delay_reasons": "The police asked us to wait.",
    "authorities_told": "The Privacy Commissioner, on November 3, 2026.",
    "organisation_address": "200 Market Street, Columbus, OH 43215",
    "contact_point_email": "privacy@northwind.example",
    "support_phone": "1-800-555-0188",
    "support_web": "northwind.example/breach",
    "owned_by_another": True,
    "parent_company": "Northwind Holdings Corp.",
    "occurred_from": datetime(2026, 10, 20, 12, 0, tzinfo=UTC),
    "occurred_to": datetime(2026, 10, 23, 12, 0, tzinfo=UTC),
    "noticed_at": datetime(2026, 11, 2, 12, 0, tzinfo=UTC),
    "what_happened": "Someone used a stolen password to open our orders.",
    "cause": "The password had leaked from another site.",
    "how_found": "A customer told us.",
    "likely_consequences": "Criminals can open accounts in your name.",
    "harm_seen": "Two customers were sent bills.",
    "people": People({"US-MA": Count(4321, 4321), "US-IL": Count(1234, 1234), "US-RI": Count(20, 20)}),
    "records": Count(8642, 8642),
    "data": Choices(("email", "ssn")),
    "hold_asked": False,
    "measures_taken": "We closed the account.",
    "measures_planned": "We will ask each employee for a second proof at sign-in.",
    "help_offered": "24 months of credit monitoring with Muster Watch.",
    "help_how": "Call 1-800-555-0199 by February 28, 2027.",
    "sender_name": "Avery Stone",
    "sender_title": "Chief Executive Officer",
}  # fmt: skip
LOGIN: Mapping[str, Value] = {**US, "data": Choices(("email", "credentials"))}

SAYS = {
    "headings": "## What You Can Do",
    "letter_date": "November 21, 2026",
    "breach": "A data breach at Northwind Outfitters, Inc. included your personal information.",
    "steps": "## What You Can Do",
    "vigilance": "Review your account statements and credit reports",
    "report_theft": "report it to the police, to your state Attorney General, and to the Federal Trade Commission",
    "login": "**Change your password and security questions now,** with us and wherever you use the same ones.",
    "bureaus": "- **Equifax:** P.O. Box 105788, Atlanta, GA 30348, telephone 1-888-298-0045, equifax.com",
    "ftc": "600 Pennsylvania Avenue NW, Washington, DC 20580, telephone 1-877-438-4338, identitytheft.gov",
    "alerts": "about fraud alerts and security freezes. Both are free.",
    "learn_more": "They tell you how to avoid identity theft",
    "fraud_alert": "**How to place a fraud alert.**",
    "freeze": "**How to freeze your credit.**",
    "police_report": "You have the right to get a police report.",
    "fair_credit_reporting": "**Your rights under the Fair Credit Reporting Act**",
}
"""The fixed words of each topic that prints no fact."""
PRINTS = {
    "what_happened": "stolen password to open our orders", "cause": "leaked from another site",
    "measures_taken": "We closed the account", "measures_planned": "second proof", "how_found": "A customer told us",
    "likely_consequences": "Criminals can open", "harm_seen": "were sent bills", "data": "- email address",
    "organisation_name": "Northwind Outfitters", "organisation_address": "200 Market Street",
    "contact_point_email": "privacy@northwind.example", "support_phone": "1-800-555-0188",
    "support_web": "northwind.example/breach", "occurred_from": "October 20, 2026", "noticed_at": "November 2, 2026",
    "hold_asked": "not delayed by law enforcement", "help_offered": "24 months of credit monitoring",
    "help_how": "1-800-555-0199", "owned_by_another": "Parent company:", "parent_company": "Northwind Holdings",
    "people": "Number of people affected: 5,575", "records": "8,642",
    "contact_point_name": "Dana Reyes", "acquired_by": "Nightjar", "delay_reasons": "asked us to wait",
    "authorities_told": "The Privacy Commissioner",
}  # fmt: skip
"""What a reader sees of each fact that a law requires or forbids."""


def untold(letter: PlaceLetter, draft: Draft, facts: Mapping[str, Value]) -> Iterator[str]:
    """Required topics that the text neither prints nor reports as missing."""
    missing = {item.fact for item in draft.missing}
    shown = printed(letter, facts_view(facts, NOW))
    for want in letter.law.requires:
        topic = letter.topics[want.topic]
        told = {fact for fact in topic.facts if PRINTS[fact] in draft.markdown or fact in missing}
        if want.if_known or want.topic not in shown or (want.when and "data" in missing):
            continue
        if not topic.facts and want.topic != "agencies" and SAYS[want.topic] not in draft.markdown:
            yield want.topic
        yield from (fact for fact in topic.facts if fact not in told)
        agencies = letter.law.agencies if want.topic == "agencies" else ()
        rows = {one.name: f"- **{one.name}:** {one.address}, telephone {one.phone}, {one.web}" for one in agencies}
        yield from (name for name, row in rows.items() if row not in draft.text)


@pytest.mark.parametrize("facts", [US, LOGIN, {}], ids=["social security numbers", "logins", "nothing known"])
def test_each_state_gets_or_is_told_to_add_all_that_its_law_requires(
    facts: Mapping[str, Value], print_notice: Print
) -> None:
    assert [
        (letter.id, what)
        for letter in STATES
        for what in untold(letter, print_notice(letter.id, facts), facts)
        if facts or what != "breach"  # whose sentence names the organization
    ] == []


def test_who_is_told_to_ask_the_bureaus_for_a_freeze_finds_their_addresses(print_notice: Print) -> None:
    told = print_notice("us-individuals-ma", LOGIN).markdown  # its law wants it whatever the data are
    assert "Ask each of the three bureaus" in told
    assert all(f"- **{one}:**" in told for one in ("Equifax", "Experian", "TransUnion"))


def test_what_a_place_forbids_is_remarked_in_a_text_for_readers_everywhere(print_notice: Print) -> None:
    def banned(notice: str, facts: Mapping[str, Value]) -> list[tuple[str, str]]:
        found = review(SHIPPED, print_notice(notice, facts), facts)
        return [(str(one.found), one.level) for one in found if one.rule == "BAN"]

    for notice in ("website-notice", "us-substitute-notice", "correction", "employees-affected", "call-center"):
        assert banned(notice, US) == [("Massachusetts", "warn")], (
            "Illinois forbids only the number, which they don't say"
        )
        assert banned(notice, {**US, "people": People({"US-TX": Count(20, 20)})}) == []
    assert banned("us-individuals-ma", US) == []


def test_employees_who_all_live_in_the_united_states_need_no_data_protection_authority(
    print_notice: Print, known: dict[str, Value]
) -> None:
    """An employer in Germany tells people wherever they live where they can complain; an American one need not."""
    law, letter = shipped.law(), SHIPPED.notices["employees-affected"]

    def asked(country: str) -> tuple[bool, str]:
        raw = {"roles": ["controller"], "established_in": [country], "offers_to": [country], "people": {"US-TX": 40},
               "people_kinds": ["employees"], "risk": "high"}  # fmt: skip
        facts = read_facts(law.vocabulary, law.places, raw, by="Ada", at=NOW)
        stated = {**known, **facts.known, "authority_name": "", "staff_contact": "the privacy office"}
        draft = print_notice(letter.id, stated, not_owed=duties_not_owed(letter, facts, law, NOW))
        return "authority_name" in {item.fact for item in draft.missing}, draft.markdown

    assert asked("DE")[0]
    needed, text = asked("US")
    assert not needed
    assert "You can complain to us. You can also turn to your works council or union." in text


def test_the_letter_of_a_state_is_sent_again_and_not_corrected_by_a_text_for_everyone() -> None:
    def fits(letter: str, said: str) -> bool:
        return follows(letter, said, "en", SHIPPED.notices)

    assert fits("correction", "gdpr-individuals")
    assert not fits("correction", "us-individuals-ma")
    assert fits("withdrawal", "us-individuals-ma")
    assert not fits("withdrawal", "gdpr-authority")
    assert not fits("withdrawal", "withdrawal")


def test_each_country_gets_or_is_told_to_add_all_that_its_law_requires_in_every_language(print_notice: Print) -> None:
    words = {"occurred_from": "2026", "noticed_at": "2026", "data": "- "}  # of facts that are printed in the language
    for letter in COUNTRIES:
        for language in letter.languages:
            full, bare = (print_notice(letter.id, facts, language=language) for facts in (US, {}))
            assert full.missing == ()
            wanted = {fact for want in letter.law.requires for fact in letter.topics[want.topic].facts}
            assert [fact for fact in wanted if words.get(fact, PRINTS[fact]) not in full.text] == []
            firm = {
                fact for want in letter.law.requires if not want.if_known for fact in letter.topics[want.topic].facts
            }
            assert firm <= {item.fact for item in bare.missing}
            assert all(f"[[MISSING: {item.words}]]" in bare.text for item in bare.missing)


def test_a_country_s_law_is_cited_for_what_it_requires(print_notice: Print) -> None:
    cites = {item.fact: item.cites for item in print_notice("individuals-ch", {}).missing}
    assert cites["likely_consequences"] == "FADP Art. 24(4)-(5)"
    assert cites["data"].startswith("house rule")
    assert cites["sender_name"] == "house rule SIGN"


def test_country_letters_follow_the_wording_rules(print_notice: Print) -> None:
    for place in ("br", "nz"):
        draft = print_notice(f"individuals-{place}", US)
        assert [remark.sentence for remark in review(SHIPPED, draft, US)] == []


def test_no_state_gets_what_its_law_forbids_even_if_it_is_known(print_notice: Print) -> None:
    forbidden = {letter.place: letter.withheld for letter in STATES if letter.withheld}
    nature = {"what_happened", "cause", "how_found", "likely_consequences", "harm_seen", "measures_taken"}
    assert forbidden == {
        "US-IL": {"people", "records"},
        "US-MA": {"people", "records", "measures_planned", *nature},
    }
    for letter in STATES:
        for facts in (US, LOGIN):
            text = print_notice(letter.id, facts).text
            assert [fact for fact in letter.withheld if PRINTS[fact] in text] == []
            assert ("4,321" in text, "1,234" in text) == (False, False)


def test_what_a_state_forbids_is_never_asked_for_there() -> None:
    assert [one.id for one in STATES if one.withheld & {need.fact for need in one.requires}] == []


def test_a_letter_knows_only_the_facts_that_it_can_print() -> None:
    ohio, rhode_island = (SHIPPED.notices[f"us-individuals-{state}"] for state in ("oh", "ri"))
    assert rhode_island.facts - ohio.facts == {"cause", "people"}
    assert not {"how_found", "harm_seen"} & rhode_island.facts


def test_massachusetts_says_that_there_was_a_breach_but_not_which(print_notice: Print) -> None:
    draft = print_notice("us-individuals-ma", US)
    assert draft.missing == ()
    assert "## When It Happened" in draft.markdown
    assert "Parent company: Northwind Holdings Corp." in draft.markdown
    assert "stolen" not in draft.markdown
    independent = print_notice("us-individuals-ma", {**US, "owned_by_another": False, "parent_company": ""})
    assert independent.missing == ()
    assert "Parent company" not in independent.markdown


def test_a_forbidden_number_is_found_in_what_people_typed(print_notice: Print) -> None:
    facts = {**US, "what_happened": "Someone copied the records of 1,234 people on October 20, 2026."}

    def found(letter: str, known: Mapping[str, Value]) -> list[str]:
        remarks = review(SHIPPED, print_notice(letter, known), known)
        return [str(remark.found) for remark in remarks if remark.rule == "BAN" and remark.blocks]

    assert found("us-individuals-il", facts) == ["1,234"]
    assert found("us-individuals-oh", facts) == []
    assert found("us-individuals-ma", facts) == []  # which doesn't print what happened, and has another number
    assert found("us-individuals-ma", {**facts, "further_advice": "Join the 4321 who have called us."}) == ["4321"]


def test_help_that_is_offered_for_too_short_a_time_is_found(print_notice: Print) -> None:
    def found(letter: str, offer: str) -> list[tuple[str, bool]]:
        facts = {**US, "help_offered": offer}
        remarks = review(SHIPPED, print_notice(f"us-individuals-{letter}", facts), facts)
        return [(str(remark.say), remark.blocks) for remark in remarks if remark.rule == "HELP"]

    twelve = "12 months of credit monitoring with Muster Watch."
    says = "The law of this place requires free help for {} months ({})."
    assert found("ct", twelve) == [(says.format(24, "36a-701b(b)(2)(B)"), True)]
    assert found("ma", twelve) == [(says.format(18, "c. 93H s. 3A"), True)]
    assert found("ca", twelve) == []
    assert found("oh", "3 months of credit monitoring.") == []
    assert found("ct", "2 years of credit monitoring, if you enroll within 3 months.") == []
    assert found("ct", "Credit monitoring by Muster Watch.") == [(says.format(24, "36a-701b(b)(2)(B)"), False)]


def test_rhode_island_states_how_many_people_are_affected_and_how_it_happened(print_notice: Print) -> None:
    text = print_notice("us-individuals-ri", US).markdown
    assert "Number of people affected: 5,575." in text  # 4,321 + 1,234 + 20
    assert "How it happened: The password had leaked from another site." in text


def test_california_has_its_title_and_five_headings_in_order(print_notice: Print) -> None:
    lines = print_notice("us-individuals-ca", US).markdown.splitlines()
    assert lines[0] == "# Notice of Data Breach"
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == [
        "What Happened", "What Information Was Involved", "What We Are Doing", "What You Can Do",
        "For More Information",
    ]  # fmt: skip


def test_california_requires_free_help_and_names_the_bureaus_only_if_identity_numbers_leaked(
    print_notice: Print,
) -> None:
    bare = {name: value for name, value in US.items() if not name.startswith("help_")}
    draft = print_notice("us-individuals-ca", bare)
    assert [(item.fact, item.cites) for item in draft.missing] == [
        ("help_offered", "1798.82(d)(2)(G)"),
        ("help_how", "1798.82(d)(2)(G)"),
    ]
    assert "Equifax" in draft.markdown
    names = print_notice("us-individuals-ca", {**bare, "data": Choices(("names",))})
    assert names.missing == ()
    assert "Equifax" not in names.markdown


def test_a_date_that_need_not_be_known_is_said_to_be_unknown(print_notice: Print) -> None:
    undated = {name: value for name, value in US.items() if not name.startswith("occurred_")}
    assert print_notice("us-individuals-ca", undated).missing == ()
    assert "do not yet know when the breach began" in print_notice("us-individuals-ca", undated).markdown
    assert [item.fact for item in print_notice("us-individuals-al", undated).missing] == ["occurred_from"]


@pytest.mark.parametrize(
    ("state", "facts"), [("ma", US), ("nc", US), ("dc", US), ("ca", LOGIN), ("il", LOGIN)], ids=lambda one: str(one)[:2]
)
def test_state_letters_follow_the_wording_rules(state: str, facts: Mapping[str, Value], print_notice: Print) -> None:
    draft = print_notice(f"us-individuals-{state}", facts)
    assert [remark.sentence for remark in review(SHIPPED, draft, facts)] == []


def test_every_state_and_territory_with_a_duty_to_people_has_its_letter() -> None:
    owed = {
        duty.id for duty in shipped.law().duties if duty.owed_to is OwedTo.INDIVIDUALS and duty.place.startswith("US-")
    }
    assert owed == {duty for letter in STATES for duty in letter.serves}
    assert all(letter.law.source and letter.checked_on and letter.checked_on > date(2026, 1, 1) for letter in STATES)


def test_where_the_law_is_not_known_for_sure_the_sender_is_told_to_ask_counsel() -> None:
    told = {one.place for one in STATES if any(line.startswith("Ask counsel: how sure") for line in one.sending)}
    assert told == {one.place for one in STATES if one.law.confidence != "high"}
    assert {"US-NH", "US-MO", "US-WV"} <= told


def test_a_letter_concerns_places_where_people_may_be_affected() -> None:
    illinois = SHIPPED.notices["us-individuals-il"]
    assert concerns(illinois, US["people"])
    assert not concerns(illinois, People({"US-IL": Count(0, 0)}))
    assert not concerns(illinois, People({"US-MA": Count(1, None)}))
    assert not concerns(illinois, None)
    assert concerns(SHIPPED.notices["individuals-ca"], People({"CA-QC": Count(3, 3)}))  # people there are in Canada
    assert not concerns(SHIPPED.notices["individuals-ca-qc"], People({"CA": Count(3, 3)}))
    assert concerns(SHIPPED.notices["gdpr-individuals"], None)
