"""Maximum fines: the higher or the lower of amount and share, never converted, once per tier."""

from datetime import UTC, date, datetime
from decimal import Decimal

from bot.law.duties import Answer, Finding, assess
from bot.law.exposure import ceilings
from bot.law.facts import read_facts
from bot.law.model import Tier
from bot.law.values import Money
from tests import shipped

LAW = shipped.law()
GDPR = {
    "zone": "Europe/Berlin", "roles": ["controller"], "people": {"DE": 5}, "established_in": ["DE"], "risk": "high",
    "protection": "unprotected", "remedied": False, "aware_at": "2026-11-20 18:05", "regulated_as": [],
}  # fmt: skip


def owed() -> tuple[Finding, ...]:
    facts = read_facts(LAW.vocabulary, LAW.places, GDPR, by="Ada", at=datetime(2026, 11, 21, tzinfo=UTC))
    found = assess(facts, LAW, date(2026, 11, 21))
    return tuple(finding for finding in found if finding.duty.instrument == "eu-gdpr")


def test_both_tiers_of_the_gdpr_are_listed_once_for_all_its_duties() -> None:
    low, high = ceilings(owed())
    assert (low.amount, high.amount) == (Decimal(10_000_000), Decimal(20_000_000))
    assert low.duties == ("eu-gdpr-33-1-authority", "eu-gdpr-34-individuals")
    assert "whichever is higher" in str(high.rule)


def test_a_large_turnover_raises_the_maximum_fine() -> None:
    low, high = ceilings(owed(), Money(Decimal(900_000_000), "EUR"))
    assert (low.amount, high.amount) == (Decimal(18_000_000), Decimal(36_000_000))


def test_a_small_turnover_keeps_the_amount() -> None:
    low, high = ceilings(owed(), Money(Decimal(1_000_000), "EUR"))
    assert (low.amount, high.amount) == (Decimal(10_000_000), Decimal(20_000_000))


def test_a_turnover_in_another_currency_is_not_converted() -> None:
    low, _ = ceilings(owed(), Money(Decimal(900_000_000), "USD"))
    assert low.amount == Decimal(10_000_000)


def tiered(tier: Tier) -> tuple[Finding, ...]:
    first = owed()[0]
    return (first._replace(duty=first.duty.model_copy(update={"exposure": (tier,)})),)


def test_the_lower_of_two_applies_where_the_law_says_so() -> None:
    tier = Tier(what="x", amount=50_000_000, currency="BRL", share=0.02, which="lower")
    assert ceilings(tiered(tier), Money(Decimal(100_000_000), "BRL"))[0].amount == Decimal(2_000_000)
    assert ceilings(tiered(tier))[0].amount is None


def test_a_share_alone_needs_a_turnover() -> None:
    tier = Tier(what="x", share=0.1)
    assert ceilings(tiered(tier))[0].amount is None
    assert ceilings(tiered(tier), Money(Decimal(500), "KRW"))[0].amount == Decimal(50)
    assert str(ceilings(tiered(tier))[0].rule) == "up to 10% of worldwide annual turnover"


def test_a_share_of_something_else_than_the_worldwide_turnover_is_not_computed() -> None:
    tier = Tier(what="x", amount=1_000_000, currency="SGD", share=0.1, of="turnover in Singapore", which="higher")
    (found,) = ceilings(tiered(tier), Money(Decimal(900_000_000), "SGD"))
    assert found.amount == Decimal(1_000_000)
    assert str(found.rule) == "up to SGD 1,000,000 or 10% of turnover in Singapore, whichever is higher"


def test_a_duty_that_is_not_owed_has_no_exposure() -> None:
    assert ceilings(finding._replace(answer=Answer.NOT_OWED, deadline=None) for finding in owed()) == ()


def test_a_duty_whose_exemption_is_not_established_has_its_exposure() -> None:
    owed_now = [finding for finding in owed() if finding.deadline]
    assert ceilings(finding._replace(answer=Answer.UNDETERMINED) for finding in owed_now) == ceilings(owed_now) != ()
