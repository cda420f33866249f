"""Letters as people read them: how many actions, which dates, how a sentence ends; and the check finds no fault."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.documents.covers import cover_of
from bot.documents.drafts import Draft
from bot.documents.readability import review
from bot.documents.regions import readers_region
from bot.law.values import Choices, Count, People, Value
from tests import shipped

Print = Callable[..., Draft]
SHIPPED = shipped.templates()
KINDS = Choices(
    ("names", "email", "phone", "birth_date", "passport", "card_number", "account_number", "credentials", "location")
)

LETTERS = ("gdpr-individuals", "employees-affected", "correction", "website-notice")


@pytest.mark.parametrize(
    ("notice", "language"),
    [(it, one) for it in LETTERS for one in ("en", "de", "fr", "es")]
    + [(one, "en") for one in ("uk-individuals", "us-individuals-or", "media-statement")]
    + [(it, one) for it in ("employees-brief", "call-center") for one in ("en", "de", "fr", "es")],
)
def test_a_letter_about_many_kinds_of_data_passes_the_check(
    notice: str, language: str, print_notice: Print, known: dict[str, Value]
) -> None:
    """However many kinds leaked: six actions, no sentence over 30 words, and nothing that the rules of wording mistake
    for a request; what the states want printed after the signature does not count as length."""
    known |= {
        "data": KINDS,
        "help_offered": "24 months of help.",
        "help_how": "Call us before 28 February 2027.",
        "contact_point_phone": "+49 40 555 01 00",
        "individuals_told_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "changes_since": "We wrote that it ended on 17 November. It ended on 18 November.",
        "press_contact": "Press office, press@beispiel-versand.example",
        "staff_contact": "the privacy office",
    }
    draft = print_notice(notice, known, language=language)
    assert draft.missing == ()
    assert review(SHIPPED, draft, known) == ()


def test_a_company_name_that_ends_with_a_period_ends_the_sentence(print_notice: Print, known: dict[str, Value]) -> None:
    known["organisation_name"] = "Fernhill Travel Ltd."
    for notice in ("employees-brief", "withdrawal", "media-holding", "us-individuals-tx"):
        draft = print_notice(notice, known)
        assert ".." not in draft.markdown + draft.subject
        assert "Fernhill Travel Ltd." in draft.markdown


def test_readers_in_the_united_states_alone_read_their_own_dates(print_notice: Print, known: dict[str, Value]) -> None:
    assert "19 November 2026" in print_notice("website-notice", known).markdown
    known["people"] = People({"US-TX": Count(40, 40), "US": Count(2, 2)})
    for notice in ("website-notice", "short-message", "media-statement", "employees-affected"):
        assert "November 19, 2026" in print_notice(notice, known).markdown
    assert "19. November 2026" in print_notice("website-notice", known, language="de").markdown.replace("\\", "")


def test_the_paper_is_that_of_the_readers(known: dict[str, Value]) -> None:
    def paper(notice: str, language: str = "en", zone: str = "Europe/Berlin") -> str:
        kind = SHIPPED.notices[notice]
        region = readers_region(kind, known, ZoneInfo(zone))
        return cover_of(kind, language, "", "", region=region, version="", marking="").paper

    assert {paper(one) for one in ("website-notice", "media-statement", "insurer", "gdpr-authority")} == {"a4"}
    assert {paper("us-individuals-tx"), paper("insurer", zone="America/Chicago")} == {"us-letter"}
    known["people"] = People({"US-TX": Count(40, 40), "US": Count(2, 2)})
    assert {paper("website-notice"), paper("website-notice", "es"), paper("media-statement")} == {"us-letter"}
    assert {paper("gdpr-authority"), paper("insurer")} == {"a4"}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_stored_password_is_named_without_jargon(language: str) -> None:
    said = SHIPPED.words[language]["data"]["password_hashed"].lower()
    assert not [word for word in ("hash", "hach", "resumen") if word in said]


def test_readers_in_the_united_states_alone_get_the_advice_of_letters_there(
    print_notice: Print, known: dict[str, Value]
) -> None:
    known |= {"data": Choices(("names", "ssn")), "staff_contact": "the privacy office", "changes_since": "One date."}
    known["individuals_told_at"] = datetime(2026, 11, 20, 9, tzinfo=UTC)
    for notice in ("call-center", "website-notice", "correction", "employees-affected"):
        assert "credit agencies in your country" in print_notice(notice, known).markdown, notice
        text = print_notice(notice, known | {"people": People({"US-TX": Count(40, 40)})}).markdown
        assert "**Freeze your credit.**" in text, notice
        assert "Federal Trade Commission at identitytheft.gov" in text, notice
        assert "Equifax:** P.O. Box" in text, notice
        assert "in your country" not in text, notice


def test_people_can_complain_where_they_live(print_notice: Print, known: dict[str, Value]) -> None:
    for notice in ("gdpr-individuals", "correction", "website-notice", "employees-affected"):
        assert "authority of the country where you live" in print_notice(notice, known).markdown, notice


def test_one_text_for_everyone_says_what_those_in_the_united_states_can_do(
    print_notice: Print, known: dict[str, Value]
) -> None:
    known |= {"data": Choices(("names", "ssn")), "people": People({"DE": Count(9, 9), "US-TX": Count(40, 40)})}
    for notice in ("call-center", "website-notice", "employees-affected"):
        text = print_notice(notice, known).markdown
        assert "In the United States, freeze your credit.** Call Equifax (1-888-298-0045)" in text, notice
        assert "In the United States, report it also to the Federal Trade Commission" in text, notice
        assert "credit agencies in your country" in text, notice
    assert "In the United States" not in print_notice("gdpr-individuals", known).markdown  # read in Europe alone


def test_a_breach_of_one_day_has_one_date(print_notice: Print, known: dict[str, Value]) -> None:
    known["occurred_to"] = datetime(2026, 11, 17, 22, 50, tzinfo=UTC)  # in Berlin the day it began, as in UTC
    happened = {
        "en": "happened on 17 November 2026.", "de": "geschah am 17. November 2026.",
        "fr": "a eu lieu le 17 novembre 2026.", "es": "ocurrió el 17 de noviembre de 2026.",
    }  # fmt: skip
    for notice in ("gdpr-individuals", "website-notice", "service-recipients"):
        for language, words in happened.items():
            assert words in print_notice(notice, known, language=language).markdown, (notice, language)
    for notice in ("us-individuals-tx", "us-substitute-notice", "us-hipaa-individuals", "us-financial-customers"):
        assert "The breach happened on November 17, 2026." in print_notice(notice, known).markdown, notice
    for notice in ("us-credit-bureaus", "us-state-authority-tx", "us-ftc-safeguards"):
        assert "| November 17, 2026 |" in print_notice(notice, known).markdown, notice
    assert "began and ended on November 17, 2026." in print_notice("us-sec-8k", known).markdown


def test_no_text_promises_news_for_a_day_that_is_over(print_notice: Print, known: dict[str, Value]) -> None:
    for notice, words in (
        ("website-notice", "We will update this page by"),
        ("media-statement", "We will say more by"),
    ):
        assert words in print_notice(notice, known).markdown
        assert words not in print_notice(notice, known, now=datetime(2026, 11, 28, 9, tzinfo=UTC)).markdown
