"""Letters to everyone who is neither an authority nor affected: who gets which facts, and what is left out."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.documents.drafts import Draft
from bot.documents.readability import review
from bot.documents.text import to_text
from bot.domain.letter_offers import letters_for
from bot.domain.notice_shape import LONGEST_MESSAGE
from bot.law.values import Choices, Count, People, Value
from tests import shipped

Print = Callable[..., Draft]
SHIPPED = shipped.templates()


def lacks(draft: Draft) -> dict[str, str]:
    return {item.fact: item.cites for item in draft.missing}


def test_the_credit_bureaus_get_the_numbers_of_the_states_and_no_others(
    print_notice: Print, known: dict[str, Value]
) -> None:
    known["people"] = People({"DE": Count(7000, 7000), "US-NY": Count(1200, 1200), "US-TX": Count(300, 340)})
    body = print_notice("us-credit-bureaus", known).markdown
    assert "| **People notified in the United States (approximately)** | 1,500 to 1,540 |" in body
    assert body.count("US-") == 2
    assert "7,000" not in body


def test_the_credit_bureaus_learn_when_and_how_people_are_notified(
    print_notice: Print, known: dict[str, Value]
) -> None:
    draft = print_notice("us-credit-bureaus", known | {"individuals_told_at": datetime(2026, 12, 1, 9, tzinfo=UTC)})
    assert "| **Date of the notices** | Beginning on December 1, 2026 |" in draft.markdown
    assert {"notice_channels", "contact_point_phone"} == lacks(draft).keys()


def test_a_processor_states_each_item_of_article_33_3_as_far_as_it_knows(
    print_notice: Print, known: dict[str, Value]
) -> None:
    cites = {cites for cites in lacks(print_notice("gdpr-processor-to-controller", {})).values() if "33(3)" in cites}
    assert cites == {f"Art. 28(3)(f), 33(3)({letter})" for letter in "abcd"}
    body = print_notice("gdpr-processor-to-controller", known).markdown
    assert "**Kinds of people:** customers" in body
    assert "**Records:** 2,000 to 2,500" in body


def test_a_business_customer_is_told_how_it_learns_who_is_affected(
    print_notice: Print, known: dict[str, Value]
) -> None:
    draft = print_notice("business-customers", known)
    assert lacks(draft)["people_list"] == "45 CFR 164.410(c)(1); 16 CFR 318.3(b)"
    listed = print_notice("business-customers", known | {"people_list": "In the portal, from 24 November 2026."})
    assert "**Your people:** In the portal, from 24 November 2026." in listed.markdown


def test_the_police_read_all_times_in_utc(print_notice: Print, known: dict[str, Value]) -> None:
    body = print_notice("law-enforcement", known).markdown
    assert "| **Began** | 17 Nov 2026, 22:05 |" in body  # 23:05 in Berlin
    assert "UTC+" not in body


def test_letters_to_readers_at_home_have_the_dates_of_the_home_country(
    print_notice: Print, known: dict[str, Value]
) -> None:
    for letter in ("insurer", "executive-brief", "law-enforcement"):
        assert "21 November 2026" in print_notice(letter, known).markdown, letter
        assert "November 21, 2026" in print_notice(letter, known, zone="America/Chicago").markdown, letter
    assert "21 November 2026" in print_notice("gdpr-authority", known, zone="America/Chicago").markdown


def test_letters_for_some_incidents_alone_are_offered_once_the_facts_say_so() -> None:
    def offered(facts: dict[str, Value]) -> set[str]:
        return {one.id for one in letters_for("eu-gdpr-34-individuals", SHIPPED.notices.values(), facts)}

    always = offered({})
    assert "gdpr-individuals" in always
    assert offered({"people_kinds": Choices(("customers",)), "individuals_decision": "told"}) == always
    assert offered({"people_kinds": Choices(("customers", "employees"))}) - always == {"employees-affected"}
    assert offered({"individuals_decision": "public_notice"}) - always == {"website-notice"}


@pytest.mark.parametrize("notice", ["law-enforcement", "board-brief"])
def test_what_is_not_on_record_is_not_denied(notice: str, print_notice: Print, known: dict[str, Value]) -> None:
    body = print_notice(notice, known).markdown
    for denied in ("have not reported", "not been notified", "no ransom"):
        assert denied not in body.lower()


FIRST = {
    "credentials": ("Change your password", "Ändern Sie jetzt Ihr Passwort", "Changez vite", "Cambie ya su contraseña"),
    "card_number": ("Call your bank", "Rufen Sie jetzt Ihre Bank", "Appelez vite votre banque", "Llame ya a su banco"),
    "names": ("Be careful with", "Vorsicht bei Nachrichten", "Méfiez-vous des messages", "Desconfíe de mensajes"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FIRST)
def test_a_text_message_fits_on_a_screen_and_says_what_to_do_first(
    kind: str, print_notice: Print, known: dict[str, Value]
) -> None:
    known |= {"data": Choices((kind, "email")), "organisation_name": "Gemeinnützige Beispielklinik Hamburg gGmbH"}
    for language, first in zip(("en", "de", "fr", "es"), FIRST[kind], strict=True):
        draft = print_notice("short-message", known, language=language)
        assert 160 <= len(draft.markdown) <= LONGEST_MESSAGE
        assert first in draft.markdown
        assert "http" not in draft.markdown
        assert review(SHIPPED, draft, known) == ()


def test_a_text_message_that_is_too_long_is_not_approved(print_notice: Print, known: dict[str, Value]) -> None:
    known["organisation_name"] = "Beispiel " * 30
    found = [remark for remark in review(SHIPPED, print_notice("short-message", known), known) if remark.blocks]
    assert [remark.rule for remark in found] == ["PL2"]
    assert "320 is the maximum" in str(found[0].sentence)


def test_the_press_gets_a_line_of_80_words_that_promises_no_notice_nobody_decided(
    print_notice: Print, known: dict[str, Value]
) -> None:
    more = {"press_contact": "Press office, press@beispiel-versand.example"}
    line = print_notice("media-holding", known | more).markdown
    assert len(to_text(line).split()) <= 80
    assert "The people affected will be told." in line
    for decision in ("undecided", "not_high_risk"):
        open_ = print_notice("media-holding", known | more | {"individuals_decision": decision}).markdown
        assert "told" not in open_


@pytest.mark.parametrize(
    ("notice", "cites"),
    [
        ("us-hipaa-media", {f"164.406(c), 164.404(c)(1)({letter})" for letter in "ABDE"}),
        ("us-ftc-hbnr-media", {f"318.5(b), 318.6({letter})" for letter in "abde"}),
    ],
)
def test_the_media_in_a_state_get_what_people_get(
    notice: str, cites: set[str], print_notice: Print, known: dict[str, Value]
) -> None:
    assert cites <= set(lacks(print_notice(notice, {})).values())
    body = print_notice(notice, known).markdown
    assert "## What You Can Do\n\nIf your information was involved:\n\n1. **Change your password" in body


def test_employees_learn_what_to_say_and_where_to_send_whom(print_notice: Print, known: dict[str, Value]) -> None:
    draft = print_notice("employees-brief", known)
    assert {"press_contact", "staff_contact"} == lacks(draft).keys()
    for heading in ("## What you can say", "## What not to say", "## Where to send whom"):
        assert heading in draft.markdown
    assert "you get a separate letter" in draft.markdown


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_answer_on_the_phone_has_at_most_60_words(
    language: str, print_notice: Print, known: dict[str, Value]
) -> None:
    body = print_notice("call-center", known, language=language).markdown
    answers = [part.partition("\n\n")[2] for part in body.split("\n## ")[1:]]
    assert len(answers) == 19
    spoken = [" ".join(line for line in one.splitlines() if not line.startswith("*")) for one in answers]
    assert [one for one in spoken if len(one.split()) > 60 and not one.startswith("1.")] == []


def test_a_correction_repeats_the_facts_and_a_withdrawal_says_why(print_notice: Print, known: dict[str, Value]) -> None:
    known |= {"individuals_told_at": datetime(2026, 11, 20, 9, tzinfo=UTC)}
    assert lacks(print_notice("correction", known)).keys() == {"changes_since"}
    assert lacks(print_notice("withdrawal", known)).keys() == {"withdrawal_reasons"}
    german = print_notice("withdrawal", known, language="de").subject
    assert german == "Wir nehmen unsere Mitteilung vom 20. November 2026 über eine Datenpanne zurück"


LISTS_WHAT_IS_PLANNED = {
    "us-hipaa-hhs": "**Planned**", "board-brief": "**Planned:**",
    "gdpr-processor-to-controller": "What we will do next:", "business-customers": "What we will do next:",
}  # fmt: skip


def test_a_measure_that_is_only_planned_is_never_among_those_taken(
    print_notice: Print, known: dict[str, Value]
) -> None:
    for letter, words in LISTS_WHAT_IS_PLANNED.items():
        taken, told, planned = print_notice(letter, known).markdown.partition(f"\n{words}\n")
        assert told, letter
        assert "We closed the account" in taken, letter
        assert "We will ask every employee" in planned, letter
        without = print_notice(letter, known | {"measures_planned": ""}).markdown
        assert words not in without, letter


def test_a_notice_to_people_is_planned_until_its_day_and_then_has_gone_out(
    print_notice: Print, known: dict[str, Value]
) -> None:
    sent = known | {"individuals_told_at": datetime(2026, 11, 20, 9, tzinfo=UTC), "individuals_told_how": "By email."}
    later = sent | {"individuals_told_at": datetime(2026, 11, 24, 9, tzinfo=UTC)}
    assert "The first notices went out on 20 November 2026." in print_notice("law-enforcement", sent).markdown
    assert "We plan to notify them on 24 November 2026." in print_notice("law-enforcement", later).markdown
    assert "| **People notified on** | November 20, 2026 |" in print_notice("us-hipaa-hhs", sent).markdown
    assert "| **People will be notified on** | November 24, 2026 |" in print_notice("us-hipaa-hhs", later).markdown
    unknown = print_notice("us-hipaa-hhs", known | {"individuals_told_at": ""}).markdown
    assert "| **Date of the notice to people** | [[MISSING: " in unknown
    assert "**How they will be told:** By email." in print_notice("gdpr-authority", later).markdown


def test_an_estimate_of_fines_stays_inside(print_notice: Print, known: dict[str, Value]) -> None:
    stated = known | {"exposure": "Fines up to EUR 10 million."}
    assert "EUR 10 million" not in print_notice("insurer", stated).markdown
    assert "EUR 10 million" in print_notice("board-brief", stated).markdown


def test_a_brief_does_not_deny_what_nobody_has_stated(print_notice: Print, known: dict[str, Value]) -> None:
    for brief in ("executive-brief", "board-brief"):
        text = print_notice(brief, known | {"contained_at": ""}).markdown
        assert "Containment is not confirmed yet." in text, brief
