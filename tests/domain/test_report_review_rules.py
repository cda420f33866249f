"""The rules of a review that read texts and notices: each with what it finds, and with its near misses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain import report_wording
from bot.domain.notices import NoticeState
from bot.domain.phrases import Words, words_of
from bot.domain.report_findings import ReviewedNotice, StatedNumber
from bot.domain.report_lint import lint
from bot.domain.report_metrics import ReportStamps
from bot.domain.report_numbers import PeopleClaim, claims
from bot.domain.reports import (
    OWN_FILE,
    ReportAction,
    ReportDecision,
    ReportEntry,
    ReportEstimate,
    ReportEvidence,
    ReportFact,
    ReportFacts,
    ReportPlace,
    ReportReview,
    ReportStep,
    Statement,
    StepOutcome,
)
from tests import shipped
from tests.reports import bare_report

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FAR = 9 * DAY


def fact(key: str, *values: str) -> ReportFact:
    """With every value it has had, the newest last."""
    return ReportFact(
        key=key,
        name=key,
        statements=tuple(Statement(value=one, by="Ida", at=AT + n * DAY) for n, one in enumerate(values)),
    )


def estimate(number: int, most: int | None = -1, *, days: int = 0) -> ReportEstimate:
    place = ReportPlace(code="DE", name="Germany", least=number, most=number if most == -1 else most)
    return ReportEstimate(at=AT + days * DAY, places=(place,))


def note(text: str, seq: int = 9) -> ReportEntry:
    return ReportEntry(seq=seq, at=AT, by="Ida", sentence=f"noted: {text}")


def found(rule: str, *notices: ReviewedNotice, **record: Any) -> list[tuple[str, str]]:
    """Place and sentence of what this rule finds."""
    report = bare_report(**{"opened_at": AT, "made_at": AT + DAY, "state": "open", **record})
    return [
        (str(one.place), str(one.say)) for one in lint(report, shipped.templates().rules, notices) if one.rule == rule
    ]


# R3: numbers and times that contradict each other


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It affected 4,109 people.", 4109),
        ("In all, about 4,100 people were affected by it.", 4100),
        ("The 4 109 affected individuals were told.", 4109),
        ("4.109 Personen waren betroffen.", 4109),
        ("Betroffen sind rund 4.100 Menschen.", 4100),
        ("4 109 personnes sont concernées.", 4109),
        ("Resultaron 4.109 personas afectadas.", 4109),
    ],
)
def test_a_sentence_that_says_how_many_people_are_affected_is_read(text: str, number: int) -> None:
    assert [one.number for one in claims(text)] == [number]
    assert all(one.is_whole for one in claims(text))


@pytest.mark.parametrize(
    "text",
    [
        "We told 300 people on the phone.",
        "The hotline took 1,200 calls from people affected by it.",
        "4.109 Rechner waren betroffen.",
        "In 2019 people were affected by another breach.",
        "Version 12.4 affected the login.",
        "12% of the people affected live in Spain.",
    ],
)
def test_other_numbers_are_no_number_of_people_affected(text: str) -> None:
    assert list(claims(text)) == []


@pytest.mark.parametrize(
    ("text", "least", "most", "is_wrong"),
    [
        ("5,000 people are affected.", 4109, 4109, True),
        ("3,000 people are affected.", 4109, 4109, True),
        ("About 4,000 people are affected.", 4109, 4109, False),
        ("About 4,000 people are affected.", 4600, 4600, True),
        ("More than 4,000 people are affected.", 4109, 4109, False),
        ("More than 5,000 people are affected.", 4109, 4109, True),
        ("Up to 5,000 people are affected.", 4109, 4109, False),
        ("Up to 4,000 people are affected.", 4109, 4109, True),
        ("4,500 people are affected.", 4000, 5000, False),
        ("9,000 people are affected.", 4000, None, False),  # no upper end is known
        ("300 people affected in France get a letter.", 4109, 4109, False),  # a part of them
        ("Of these, 300 people are affected twice.", 4109, 4109, False),
        ("300 customers were affected.", 4109, 4109, False),  # others may be, who are no customers
        ("5,000 customers were affected.", 4109, 4109, True),  # but not more than all
    ],
)
def test_a_number_contradicts_only_what_it_cannot_be(text: str, least: int, most: int | None, is_wrong: bool) -> None:
    (claim,) = claims(text)
    assert isinstance(claim, PeopleClaim)
    assert claim.contradicts(least, most) is is_wrong


def test_a_text_that_says_another_number_than_the_record_is_found_with_both() -> None:
    wrong = fact("what_happened", "4,190 people were affected.")
    (one,) = found("R3", facts=(wrong,), estimates=(estimate(4109),))
    assert one == ("what_happened", "It says that 4,190 people are affected; the record says 4,109.")
    (_place, say), *_ = found("R3", facts=(wrong,), estimates=(estimate(5000, None),))
    assert say == "It says that 4,190 people are affected; the record says at least 5,000."
    assert found("R3", facts=(wrong,), estimates=()) == []
    assert found("R3", facts=(fact("what_happened", "4,109 people were affected."),), estimates=(estimate(4109),)) == []


def test_a_fact_says_what_is_so_now_and_a_note_what_was_so_then() -> None:
    estimates = (estimate(1000), estimate(4109, days=1))
    said = "1,000 people are affected."
    assert [place for place, _ in found("R3", facts=(fact("what_happened", said),), estimates=estimates)] == [
        "what_happened"
    ]
    assert found("R3", timeline=(note(said),), estimates=estimates) == []
    (one,) = found("R3", timeline=(note("1,500 people are affected."),), estimates=estimates)
    assert one[0] == "entry 9 of the audit log"


def test_what_was_corrected_is_no_contradiction_anymore() -> None:
    wrong, estimates = note("4,190 people are affected."), (estimate(4109),)
    right = note("4,109 people are affected, not 4,190.", 10)
    assert len(found("R3", timeline=(wrong,), estimates=estimates)) == 1
    assert found("R3", timeline=(wrong, right), estimates=estimates) == []
    corrected = fact("what_happened", "4,190 people are affected.", "A laptop was lost.")
    assert found("R3", facts=(corrected,), timeline=(wrong,), estimates=estimates) == []
    both = fact("what_happened", "First 4,190 people were affected, as we thought; it is 4,109.")
    assert found("R3", facts=(both,), estimates=estimates) == []


PEOPLE = StatedNumber("people", "People affected", "1,000", "1,200")


def notice(name: str = "gdpr-authority", **more: Any) -> ReviewedNotice:
    given = {"title": f"{name}, version 1", "audience": "regulator", "state": NoticeState.SENT, "text": "Dear all"}
    return ReviewedNotice(name=name, drafted_at=AT, **{**given, "sent_at": AT, **more})


def test_a_notice_that_went_out_with_another_number_than_the_record_is_found_with_both() -> None:
    (one,) = found("R3", notice(differs=(PEOPLE,)))
    assert one == (
        "gdpr-authority, version 1",
        "It says “1,000” for “People affected”; the record says “1,200”.",
    )
    assert found("R3", notice(agrees=frozenset({"people"}))) == []


@pytest.mark.parametrize("state", [NoticeState.DRAFT, NoticeState.CORRECTED, NoticeState.WITHDRAWN])
def test_a_number_that_went_to_no_one_or_was_corrected_is_no_contradiction(state: NoticeState) -> None:
    assert found("R3", notice(differs=(PEOPLE,), state=state)) == []


def test_a_later_notice_to_the_same_readers_corrects_an_earlier_one() -> None:
    first = notice(differs=(PEOPLE,))
    later = notice("correction", sent_at=AT + DAY, agrees=frozenset({"people"}))
    assert found("R3", first, later) == []
    assert len(found("R3", first, notice("gdpr-individuals", audience="individuals", sent_at=AT + DAY))) == 1
    assert len(found("R3", first, notice("correction", sent_at=AT - DAY, agrees=frozenset({"people"})))) == 1


def test_more_letters_than_people_are_found() -> None:
    letter = notice("gdpr-individuals", audience="individuals", counts=(4000, 109))
    assert found("R3", letter, estimates=(estimate(4109),)) == []
    (one,) = found("R3", letter, estimates=(estimate(3000),))
    assert one[1] == "It went to 4,000, but 3,000 people are affected."
    assert found("R3", letter, estimates=(estimate(3000, None),)) == []
    assert found("R3", notice(counts=(4000,)), estimates=(estimate(3000),)) == []  # no letter to people


def test_times_in_an_order_that_cannot_be_are_found_unless_one_is_assumed() -> None:
    stamps = ReportStamps(opened_at=AT, noticed_at=AT, aware_at=AT - DAY)
    (one,) = found("R3", stamps=stamps)
    assert one == (
        "when it was noticed",
        "It says Tue 24 Nov 2026, 12:00 UTC; “when you became aware of it” says Mon 23 Nov 2026, 12:00 UTC.",
    )
    assert found("R3", stamps=stamps.model_copy(update={"assumed": ("noticed_at",)})) == []
    assert found("R3", stamps=ReportStamps(opened_at=AT, noticed_at=AT, aware_at=AT)) == []


# R5: personal data


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("Ask maria.silva@mail.example about it.", "It holds an email address: m…@…."),
        ("Her number is +49 176 5550 0199.", "It holds a phone number: …99."),
        ("Call 0176 55500199 again.", "It holds a phone number: …99."),
        ("Handy: 017655500199", "It holds a phone number: …99."),
        ("The card 4111 1111 1111 1111 was used.", "It holds a card number: …11."),
        ("Paid to DE89 3704 0044 0532 0130 00 today.", "It holds an account number: …00."),
        ("Her SSN is 536-90-4399.", "It holds an identity number: …99."),
    ],
)
def test_personal_data_is_found_and_never_repeated(text: str, say: str) -> None:
    assert found("R5", facts=(fact("what_happened", text),)) == [("what_happened", say)]


@pytest.mark.parametrize(
    "text",
    [
        "Write to privacy@shop.example or datenschutz@shop.example.",
        "Filed under reference 0177123456789 on 07.02.2019 12:30.",
        "The card 4111 1111 1111 1112 was a test.",  # its check digit is wrong
        "The export ended at 1732617600018 in milliseconds.",  # passes the check digit, and no brand begins with 1
        "Paid to DE88 3704 0044 0532 0130 00 today.",
        "From 2026-11-24 to 2026-11-30 we saw 1,200,000 requests.",
        "SHA-256 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "@ida will ask the hotel, room 212-555.",
    ],
)
def test_what_only_looks_like_personal_data_is_not_found(text: str) -> None:
    assert found("R5", facts=(fact("what_happened", text),)) == []


def test_an_ip_address_is_found_only_where_everyone_reads_it() -> None:
    text = "The sign-in came from 203.0.113.7, with version 10.0.19.1 of the client."
    assert found("R5", timeline=(note(text),)) == []
    step = ReportStep(phase="contain", title="C01 Open", owner="", outcome=StepOutcome.DONE, note=text)
    assert found("R5", steps=(step,)) == [("C01 Open", "It holds an IP address: ….7.")]
    assert found("R5", steps=(step.model_copy(update={"note": "It took from 10:15:20 to 11:00:00."}),)) == []


def test_the_contacts_that_the_facts_state_are_meant_to_be_read() -> None:
    dpo, text = fact("dpo_email", "ida.lund@shop.example"), fact("what_happened", "Ida.Lund@shop.example reported it.")
    assert found("R5", facts=(dpo, text)) == []
    own = Statement(value="Ida Lund, +49 40 5550 1003", by="Shop", at=AT, source=OWN_FILE)
    press = ReportFact(key="media_contact", name="Press contact", statements=(own,))
    assert found("R5", facts=(press,), timeline=(note("Call +49 40 5550 1003 first."),)) == []
    assert len(found("R5", facts=(text,))) == 1


def test_a_finding_names_the_entries_that_hold_the_same_and_hides_it_in_its_place() -> None:
    report = bare_report(
        evidence=(
            ReportEvidence(
                title="Mail from tom@home.example",
                kind="mail",
                location="",
                collected_by="Ida",
                collected_at=AT,
                sha256="a" * 64,
            ),
        ),
        timeline=(note("tom@home.example called", 4), note("nothing", 5), note("tom@home.example again", 7)),
        actions=(ReportAction(title="T1 Write to tom@home.example", owner="Ida", due_at=AT, test="He answers"),),
    )
    every = lint(report, ())
    (one,) = (each for each in every if each.rule == "R5")
    assert one.plain == {
        "rule": "R5",
        "place": "T1 Write to t…@…",
        "say": "It holds an email address: t…@….",
        "remedy": "Write it without that, and remove it from the audit log (entries: 4, 7): "
        "breachbot audit redact BR-2026-0001 4 FIELD",
    }
    assert not any("tom@home" in "".join(each.plain.values()) for each in every)


# R8, R11: what no longer fits, and what has been left lying


def test_a_notice_whose_stored_text_was_altered_is_found() -> None:
    assert [say for _place, say in found("R8", notice(is_intact=False))] == [
        "Its stored text was altered: it no longer matches its hash."
    ]
    assert found("R8", notice()) == []


def test_a_notice_that_was_never_sent_is_found_once_the_response_is_over() -> None:
    waiting = notice(state=NoticeState.APPROVED, approved_at=AT + timedelta(hours=1), sent_at=None)
    say = "It was approved on Tue 24 Nov 2026, 13:00 UTC and never sent."
    assert found("R11", waiting) == []
    assert [one for _place, one in found("R11", waiting, closed_at=AT + DAY)] == [say]
    review = ReportReview(status="in review", by="Ida", at=AT, reason="It is complete")
    assert [one for _place, one in found("R11", waiting, review=review)] == [say]
    assert [one for _place, one in found("R11", waiting, made_at=AT + 15 * DAY)] == [say]
    draft = notice(state=NoticeState.DRAFT, sent_at=None)
    assert [one for _place, one in found("R11", draft, closed_at=AT + DAY)] == [
        "It was drafted on Tue 24 Nov 2026, 12:00 UTC and never sent."
    ]


@pytest.mark.parametrize(
    "settled",
    [
        notice(),
        notice(state=NoticeState.SUPERSEDED, sent_at=None),
        notice(state=NoticeState.WITHDRAWN, sent_at=None),
        notice(state=NoticeState.APPROVED, counts=(12,)),  # a part of it went out
    ],
)
def test_a_notice_that_went_out_or_was_taken_back_is_not_left_lying(settled: ReviewedNotice) -> None:
    assert found("R11", settled, closed_at=AT + DAY) == []


def test_a_draft_that_is_older_than_its_facts_is_found_at_once() -> None:
    draft = notice(state=NoticeState.DRAFT, sent_at=None, is_current=False)
    assert [say for _place, say in found("R11", draft)] == [
        "It was drafted on Tue 24 Nov 2026, 12:00 UTC, and the record has changed since."
    ]
    assert found("R11", notice(is_current=False)) == []  # what went out isn't drafted again by itself


def test_a_gap_is_found_in_what_went_out_and_in_every_text_once_the_response_is_over() -> None:
    gap, say = "Dear all, [[MISSING: what happened]]", "Its text still says that something is missing."
    assert [one for _place, one in found("R11", notice(text=gap))] == [say]
    draft = notice(text=gap, state=NoticeState.DRAFT, sent_at=None)
    assert found("R11", draft) == []
    assert say in [one for _place, one in found("R11", draft, closed_at=AT + DAY)]


@pytest.mark.parametrize("state", [NoticeState.SUPERSEDED, NoticeState.WITHDRAWN])
def test_a_version_that_another_replaced_or_that_was_taken_back_may_keep_its_gaps(state: NoticeState) -> None:
    old = notice(text="Dear all, [[MISSING: what happened]]", state=state, sent_at=None)
    assert found("R11", old, closed_at=AT + DAY) == []


def test_a_report_that_no_one_reviews_is_found_two_weeks_after_the_closing() -> None:
    closed, review = AT, ReportReview(status="in review", by="Ida", at=AT, reason="It is complete")
    say = "The incident was closed on Tue 24 Nov 2026, 12:00 UTC, and the report isn't reviewed."
    assert found("R11", closed_at=closed, made_at=AT + 14 * DAY) == []
    assert found("R11", closed_at=closed, made_at=AT + 15 * DAY) == [("the report", say)]
    assert found("R11", closed_at=closed, made_at=AT + 15 * DAY, review=review) == [("the report", say)]
    done = review.model_copy(update={"status": "reviewed"})
    assert found("R11", closed_at=closed, made_at=AT + 15 * DAY, review=done) == []


# R12: legal advice


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Counsel advised us to wait.", "Counsel advised"),
        ("This memo is privileged.", "is privileged"),
        ("Privileged and confidential: see below.", "Privileged and confidential"),
        ("In our legal opinion no duty is owed.", "our legal opinion"),
        ("The maximum fine is 20 million.", "maximum fine"),
        ("It may cost a fine of up to 4% of turnover.", "fine of up to"),
        ("Die Anwältin hat uns geraten, zu warten.", "Anwältin hat uns geraten"),
        ("Das Höchstbußgeld beträgt 20 Millionen.", "Höchstbußgeld"),
        ("L'avocat nous a recommandé d'attendre.", "avocat nous a recommandé"),
        ("El abogado ha recomendado esperar.", "abogado ha recomendado"),
        ("The attacker used a privileged account.", ""),
        ("The token is privileged access to the store.", ""),
        ("Privacy counsel decided to notify.", ""),
        ("We asked counsel whether to notify.", ""),
        ("The legal assessment of the duties is open.", ""),
        ("All is fine up to now.", ""),
        ("The maximum number of tries was reached.", ""),
    ],
)
def test_legal_advice_is_found_in_each_language(text: str, said: str) -> None:
    rows = found("R12", facts=(fact("cause", text),))
    assert rows == [("cause", f"It says “{said}”.")] * bool(said)


def test_each_text_is_taken_apart_once_for_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of entries are read, for dozens of phrases."""
    asked: list[tuple[str, str]] = []

    def counting(text: str, language: str) -> Words:
        asked.append((text, language))
        return words_of(text, language)

    monkeypatch.setattr(report_wording, "words_of", counting)
    report = bare_report(timeline=(note("one", 1), note("two", 2), note("two", 3)))
    lint(report, shipped.templates().rules)
    assert sorted(asked) == [
        (f"noted: {text}", language) for text in ("one", "two") for language in ("de", "en", "es", "fr")
    ]


def test_nothing_that_a_runbook_says_is_a_finding() -> None:
    """Its titles, questions and answers stand in the audit log of every incident."""
    steps = [step for book in shipped.runbooks().values() for step in book.steps]
    asked = [(step.decision.question, one) for step in steps if step.decision for one in step.decision.options]
    said = sorted({step.title for step in steps} | {text for pair in asked for text in pair})
    report: ReportFacts = bare_report(
        timeline=tuple(note(text, seq) for seq, text in enumerate(said, 1)),
        steps=tuple(
            ReportStep(phase=step.phase, title=f"{step.id} {step.title}", owner="", outcome=StepOutcome.DONE)
            for step in steps
        ),
        decisions=tuple(
            ReportDecision(question=question, choice=choice, reason="It is so", by=("Ida",), at=AT)
            for question, choice in asked
        ),
    )
    rules = ("R3", "R4", "R5", "R12")
    assert [one.plain for one in lint(report, shipped.templates().rules) if one.rule in rules] == []


def test_what_people_wrote_beside_the_words_of_a_runbook_is_read() -> None:
    step = ReportStep(phase="prevent", title="P01 Find the human error", owner="", outcome=StepOutcome.DONE)
    entry = ReportEntry(seq=4, at=AT, by="Ida", sentence="finished Find the human error: it was human error")
    assert found("R4", steps=(step,), timeline=(entry,)) == [("entry 4 of the audit log", "It says “human error”.")]
    task = step.model_copy(update={"phase": "tasks", "title": "T1 Find the human error"})
    added = ReportEntry(seq=5, at=AT, by="Ida", sentence="added Find the human error")
    assert len(found("R4", steps=(task,), timeline=(added,))) == 1
