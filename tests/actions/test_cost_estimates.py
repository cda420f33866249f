"""What an incident may cost: ranges for counsel's annex alone, summed as ranges, never with fines."""

from datetime import UTC, datetime

from sqlalchemy import func, select, text

from bot.actions import reports
from bot.domain.costs import CostClass, ReportCost, not_estimated, totals
from bot.domain.report_editions import Edition, of_edition
from bot.domain.reports import ReportFacts
from bot.law.values import Count
from bot.store.engine import reading, writing
from bot.store.tables import Incident, Outbox
from tests.slack.desk import COMMS, DPO, EXEC, LEAD, Desk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def cost(kind: CostClass, least: int, most: int | None, currency: str = "EUR") -> ReportCost:
    return ReportCost(kind=kind, currency=currency, least=least, most=most, reason="S", by="A", at=NOON)


def report(desk: Desk) -> ReportFacts:
    with desk.opens("breachbot", True) as work:
        return reports.collect(work, work.session.get_one(Incident, 1))


def effects(desk: Desk) -> int:
    with reading(desk.engine) as session:
        return session.scalar(select(func.count()).select_from(Outbox)) or 0


def test_sums_are_ranges_by_currency_and_an_open_end_stays_open() -> None:
    closed = [cost(CostClass.RESPONSE, 100, 200), cost(CostClass.CLAIMS, 50, 400)]
    [one] = totals([*closed, cost(CostClass.INSURED, 80, 120)])
    assert (one.whole, one.insured, one.left) == (Count(150, 600), Count(80, 120), Count(30, 520))
    [one] = totals([*closed, cost(CostClass.REVENUE, 7, None)])
    assert (one.whole, one.insured, one.left) == (Count(157, None), None, Count(0, None))
    assert [str(amount) for amount in one.amounts[1:]] == ["EUR not known", "EUR not known"]
    [one] = totals(closed)
    assert one.left == Count(0, 600), "as long as no one has said what insurance pays"
    [_euros, dollars] = totals([*closed, cost(CostClass.OFFERS, 3, 3, "USD")])
    assert (dollars.currency, dollars.whole) == ("USD", Count(3, 3))
    assert totals([cost(CostClass.INSURED, 1, 2)]) == ()
    assert not_estimated(closed) == ("lost revenue", "offers to people")
    [covered] = totals([cost(CostClass.RESPONSE, 100, 200), cost(CostClass.INSURED, 150, None)])
    assert covered.left == Count(0, 50)


def test_an_estimate_is_recorded_in_private_and_stands_in_the_annex_alone(inside: Desk) -> None:
    before = effects(inside)
    said = inside.say(LEAD, "/breach cost claims 120000-180000 EUR because the insurer's letter").text
    assert "Recorded: claims: EUR 120,000 to 180,000 (the insurer's letter" in said
    assert "Counsel hasn't directed an annex yet" in said
    inside.say(EXEC, "/breach cost claims EUR 130,000 to 180,000 because a second letter")
    inside.say(EXEC, "/breach cost response 5000 GBP because the invoice")
    assert "already recorded" in inside.say(EXEC, "/breach cost response £5000 because the invoice").text
    sheet = inside.say(LEAD, "/breach cost").text
    assert "Together: EUR 130,000 to 180,000. Paid by insurance: EUR not known." in sheet
    assert "Not estimated, so not in the sum: lost revenue, offers to people." in sheet
    assert effects(inside) == before, "nothing goes to the channel"
    inside.say(DPO, "/breach privilege because claims are likely")
    found = report(inside)
    annex = of_edition(found, Edition.ANNEX).annex
    assert annex
    assert [(one.kind, one.least, one.most) for one in annex.costs] == [
        (CostClass.RESPONSE, 5000, 5000),
        (CostClass.CLAIMS, 130_000, 180_000),
    ]
    for edition in (Edition.FACTUAL, Edition.BOARD, Edition.LEARNING):
        held = of_edition(found, edition).model_dump_json()
        assert not [words for words in ("130000", "130,000", "insurer's letter", "second letter") if words in held]
    assert [one.sentence for one in found.timeline].count("recorded a cost estimate") == 3


def test_what_is_no_estimate_prompts_a_question(inside: Desk) -> None:
    for words, answer in (
        ("claims 5000 EUR", "needs its source"),
        ("claim 5000 EUR because so", "Did you mean claims?"),
        ("fines 5000 EUR because so", "Use response, revenue, offers, claims or insured."),
        ("claims 5000 because so", "has no currency"),
        ("claims $5000 because so", "has no currency, or one that can be read in more than one way"),
        ("claims many EUR because so", "is not a number"),
    ):
        assert answer in inside.say(LEAD, f"/breach cost {words}").text, words
    assert "This is for the incident lead, privacy counsel or executive" in inside.say(COMMS, "/breach cost").text


def test_a_report_is_made_though_someone_altered_an_estimate_and_a_review(inside: Desk) -> None:
    inside.say(LEAD, "/breach cost claims 120000-180000 EUR because the insurer's letter")
    inside.say(LEAD, "/breach cost response 5000 EUR because the invoice")
    inside.say(LEAD, "/breach review start because the facts are in")
    with writing(inside.engine) as session:
        altered = "UPDATE timeline_entry SET details = '{}' WHERE event = 'review.started' OR details LIKE '%letter%'"
        session.execute(text(altered))
        first = session.scalar(text("SELECT min(seq) FROM timeline_entry WHERE details = '{}'"))
    found = report(inside)
    assert found.broken_at == first
    assert found.annex
    assert [one.kind for one in found.annex.costs] == [CostClass.RESPONSE]
    assert found.review
    assert (found.review.status, found.review.reason) == ("in review", "[redacted]")


def test_three_letters_that_are_no_currency_are_refused(inside: Desk) -> None:
    said = inside.say(LEAD, "/breach cost claims 5000 ABC because the letter").text
    assert "has no currency" in said
    assert "No cost is estimated yet" in inside.say(LEAD, "/breach cost").text
