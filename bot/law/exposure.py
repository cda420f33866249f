"""Fine exposure: the maximum fines for each duty that is owed, tier by tier, with the rule between amount and share.

Decides which ceilings stand behind an assessment and what each comes to. Which duties are owed is decided in `duties`.

Caveats: ceilings, not predictions. Amounts stay in the law's own currency: nothing is converted. Without a turnover in
that currency, or where the law takes the share of something else, a share is shown as a share.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.law.duties import Finding
from bot.law.duty_terms import Whichever
from bot.law.model import Duty, Tier
from bot.law.values import Money


@dataclass(frozen=True)
class Ceiling:
    """One tier: `amount` in `currency` is None when only a share of an unknown turnover is set. `rule` says in words
    how it was found; `duties` are the owed duties that it stands behind; `comes_to` says what the share makes of the
    turnover, empty when it makes nothing of it."""

    law: str
    what: str
    amount: Decimal | None
    currency: str | None
    rule: str
    source: str
    duties: tuple[str, ...]
    comes_to: str = ""


def ceilings(findings: Iterable[Finding], turnover: Money | None = None) -> tuple[Ceiling, ...]:
    """The ceilings behind every duty that is owed or runs, each tier of a law once, in the order of the findings."""
    behind: dict[tuple[str, Tier], list[Duty]] = {}
    for finding in findings:
        if finding.runs:
            for tier in finding.duty.exposure:
                behind.setdefault((finding.duty.law, tier), []).append(finding.duty)
    return tuple(_ceiling(law, tier, duties, turnover) for (law, tier), duties in behind.items())


def _ceiling(law: str, tier: Tier, duties: list[Duty], turnover: Money | None) -> Ceiling:
    amount, rule = _highest(tier, turnover)
    ids = tuple(duty.id for duty in duties)
    return Ceiling(law, tier.what, amount, tier.currency, rule, tier.source, ids, _comes_to(tier, amount, turnover))


def _comes_to(tier: Tier, amount: Decimal | None, turnover: Money | None) -> str:
    """In the law's currency one amount; in another the share as it is, because nothing is converted."""
    if tier.share is None or turnover is None or tier.of:
        return ""
    if tier.currency in (None, turnover.currency):
        return f"{turnover.currency} {amount or 0:,.0f}"
    part = turnover.amount * Decimal(str(tier.share))
    return f"the share is {turnover.currency} {part:,.0f}, not converted"


def _highest(tier: Tier, turnover: Money | None) -> tuple[Decimal | None, str]:
    fixed = Decimal(tier.amount) if tier.amount is not None else None
    per = f" per {tier.per}" if tier.per else ""
    if tier.share is None:
        return fixed, f"up to {_money(fixed, tier.currency)}{per}" if fixed is not None else tier.what
    percent = f"{Decimal(str(tier.share)) * 100:f}".rstrip("0").rstrip(".")
    percent = f"{percent}% of {tier.of or 'worldwide annual turnover'}"
    either = f"{_money(fixed, tier.currency)} or {percent}" if fixed is not None else percent
    words = f"up to {either}{per}" + (f", whichever is {tier.which}" if tier.which and fixed is not None else "")
    if turnover is None or tier.of or (tier.currency and turnover.currency != tier.currency):
        return fixed if tier.which is not Whichever.LOWER else None, words
    part = turnover.amount * Decimal(str(tier.share))
    if fixed is None:
        return part, words
    return (min if tier.which is Whichever.LOWER else max)(fixed, part), words


def _money(amount: Decimal | None, currency: str | None) -> str:
    return f"{currency or ''} {amount:,}".strip()
