"""The two GDPR notices: what they contain, when something is missing, and what is left out."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from bot.documents.drafts import Draft
from bot.domain.notice_templates import Templates
from bot.errors import UsageError
from bot.law.values import Choices, Value

Print = Callable[..., Draft]


def missing(draft: Draft) -> set[str]:
    return {item.fact for item in draft.missing}


def test_the_authority_notice_with_all_facts_lacks_nothing(print_notice: Print, known: dict[str, Value]) -> None:
    draft = print_notice("gdpr-authority", known)
    assert draft.missing == ()
    assert "MISSING" not in draft.text
    assert draft.subject == "Beispiel Versand GmbH: First notification of a personal data breach, BR-2026-0004"


@pytest.mark.parametrize(
    "line",
    [
        "**People affected:** at least 1,501",  # 1200 + some (1) + at least 300
        "- Germany: 1,200",
        "- France: at least one",
        "- Austria: 300 to 900, most likely 450",
        "**Number of records:** 2,000 to 2,500",
        "**Categories of data:** name, email address and user name with password or security answer",
        "| **We became aware** | 20 November 2026, 09:00 (UTC+01:00) |",
        "Our next update is due on 27 November 2026.",
        "- We told the police.",
        "The people affected will be told.",
    ],
)
def test_the_authority_reads_each_fact_in_words(print_notice: Print, known: dict[str, Value], line: str) -> None:
    assert line in print_notice("gdpr-authority", known).markdown


def test_with_nothing_known_every_item_of_article_33_3_is_missing(print_notice: Print) -> None:
    draft = print_notice("gdpr-authority", {})
    wanted = {item.cites for item in draft.missing}
    assert {"Art. 33(3)(a)", "Art. 33(3)(b)", "Art. 33(3)(c)", "Art. 33(3)(d)", "Art. 33(1)"} <= wanted
    assert "[[MISSING: the likely consequences for people]]" in draft.markdown


def test_facts_not_known_yet_are_accepted_for_the_authority(print_notice: Print, known: dict[str, Value]) -> None:
    del known["records"]
    known["not_known_yet"] = Choices(("records",))
    draft = print_notice("gdpr-authority", known)
    assert draft.missing == ()
    assert "**Number of records:** Not known yet; next update on 27 November 2026" in draft.markdown


def test_facts_not_known_yet_are_not_accepted_for_people(print_notice: Print, known: dict[str, Value]) -> None:
    del known["data"]
    known["not_known_yet"] = Choices(("data",))
    assert missing(print_notice("gdpr-authority", known)) == set()
    assert missing(print_notice("gdpr-individuals", known)) == {"data"}


def test_reasons_are_required_once_the_72_hours_are_over(print_notice: Print, known: dict[str, Value]) -> None:
    for late in (False, True):
        draft = print_notice("gdpr-authority", known, late=late)
        assert missing(draft) == ({"delay_reasons"} if late else set())
        assert ("later than 72 hours" in draft.markdown) is late


def test_no_one_is_asked_why_it_is_late_before_it_is_known_to_be(print_notice: Print, known: dict[str, Value]) -> None:
    del known["aware_at"]
    known["next_update_on"] = date(2026, 12, 30)
    assert missing(print_notice("gdpr-authority", known, now=datetime(2026, 12, 23, tzinfo=UTC))) == {"aware_at"}


def test_a_complete_notification_promises_no_update(print_notice: Print, known: dict[str, Value]) -> None:
    known["notice_stage"] = "complete"
    del known["next_update_on"]
    draft = print_notice("gdpr-authority", known)
    assert draft.missing == ()
    assert "next update" not in draft.markdown


LATER: dict[str, Value] = {
    "authority_told_at": datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
    "changes_since": "We said at least 1,501 people; the log shows 1,640.",
    "individuals_decision": "told",
    "individuals_told_at": datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    "individuals_told_how": "By email to 1,640 people; 12 messages came back.",
}


def test_a_follow_up_and_the_last_notification_say_to_what_they_add(
    print_notice: Print, known: dict[str, Value]
) -> None:
    late = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
    for stage, wanted in (
        ("follow_up", {"authority_told_at", "changes_since"}),
        ("final", {"authority_told_at", "changes_since"}),
        ("withdrawal", {"authority_told_at", "changes_since"}),
    ):
        known["notice_stage"] = stage
        lacking = print_notice("gdpr-authority", known, now=late)
        assert missing(lacking) == wanted
        assert {item.cites for item in lacking.missing} == {"Art. 33(4)"}
        assert missing(print_notice("gdpr-authority", known | LATER, now=late)) == set()


def test_the_last_notification_promises_no_update_and_says_how_people_were_told(
    print_notice: Print, known: dict[str, Value]
) -> None:
    facts = known | LATER | {"notice_stage": "final"}
    told = {
        "en": ("This is our final notification.", "First notified", "How they were told:"),
        "de": ("Dies ist unsere abschließende Meldung.", "Zuerst gemeldet", "Art der Benachrichtigung:"),
        "fr": ("La présente notification est la dernière.", "Première notification", "Moyens de communication"),
        "es": ("Esta es nuestra última notificación.", "Primera notificación", "Medios de comunicación:"),
    }
    for language, lines in told.items():
        text = print_notice("gdpr-authority", facts, language=language).markdown
        assert [line for line in (*lines, "12 messages came back.", "1,640") if line not in text] == []
        assert "27" not in text  # the day of an update that will not come
    without = {**facts, "individuals_told_how": "", "cause": ""}
    assert missing(print_notice("gdpr-authority", without)) == {"individuals_told_how", "cause"}


def test_a_withdrawal_says_what_is_withdrawn_and_why_and_nothing_of_the_breach(
    print_notice: Print, known: dict[str, Value]
) -> None:
    heads = {"en": "Why we withdraw it", "de": "Gründe der Rücknahme", "fr": "Motifs du retrait", "es": "Motivos de la"}
    for language, head in heads.items():
        facts = known | LATER | {"notice_stage": "withdrawal", "changes_since": "The list was a test."}
        text = print_notice("gdpr-authority", facts, language=language).markdown
        assert f"## {head}" in text
        assert "The list was a test." in text
        assert "stole a password" not in text


def test_who_is_told_later_is_not_said_to_have_been_told(print_notice: Print, known: dict[str, Value]) -> None:
    known["individuals_told_at"] = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert "This is planned for 25 November 2026." in print_notice("gdpr-authority", known).markdown


def test_saying_what_was_not_involved_needs_evidence(print_notice: Print, known: dict[str, Value]) -> None:
    known["not_involved"] = "Payment data."
    assert missing(print_notice("gdpr-individuals", known)) == {"not_involved_basis"}
    known["not_involved_basis"] = "the export log names each field."
    assert missing(print_notice("gdpr-individuals", known)) == set()


def test_the_letter_begins_with_the_bad_news_and_dates_it(print_notice: Print, known: dict[str, Value]) -> None:
    body = print_notice("gdpr-individuals", known).markdown
    first = body.split("\n\n")[2]
    assert first.startswith("We are writing because your personal data were part of a data breach.")
    assert "Someone stole a password" in first
    assert "The breach lasted from 17 November 2026 to 18 November 2026." in body  # 22:05 UTC is 23:05 in Berlin


def test_actions_depend_on_the_data_and_only_on_the_data(print_notice: Print, known: dict[str, Value]) -> None:
    with_password = print_notice("gdpr-individuals", known).markdown
    assert "**Change your password now,**" in with_password
    assert "Call your bank" not in with_password
    known["data"] = Choices(("card_number",))
    with_card = print_notice("gdpr-individuals", known).markdown
    assert "**Call your bank now**" in with_card
    assert "Change your password now" not in with_card


def test_an_optional_fact_that_is_absent_leaves_no_trace(print_notice: Print, known: dict[str, Value]) -> None:
    del known["support_phone"]
    assert "free of charge" not in print_notice("gdpr-individuals", known).markdown


def test_the_same_facts_give_the_same_text_and_hash(print_notice: Print, known: dict[str, Value]) -> None:
    assert print_notice("gdpr-individuals", known) == print_notice("gdpr-individuals", dict(reversed(known.items())))


def test_an_unknown_notice_or_language_is_refused_with_the_known_ones(
    print_notice: Print, templates: Templates
) -> None:
    with pytest.raises(UsageError, match=r"Choose one of: .*gdpr-authority"):
        print_notice("gdpr-authorty", {})
    with pytest.raises(UsageError, match="Available: en"):
        print_notice("gdpr-authority", {}, language="xx")


def test_a_subject_is_plain_text(print_notice: Print, known: dict[str, Value]) -> None:
    draft = print_notice("gdpr-individuals", {**known, "organisation_name": "A*B_C & Co. [KG] &amp; #1"})
    assert draft.subject == "Your personal data: data breach at A*B_C & Co. [KG] &amp; #1"
    assert "data breach at A\\*B\\_C & Co. \\[KG\\] \\&amp; #1\n" in draft.markdown
    assert "[[MISSING: " in print_notice("gdpr-individuals", {}).subject
