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
from bot.sentences import Number, Sentence, Text, Value, sentence


@dataclass(frozen=True)
class Ceiling:
    """One tier: `amount` in `currency` is None when only a share of an unknown turnover is set. `rule` says in words
    how it was found; `duties` are the owed duties that it stands behind; `comes_to` says what the share makes of the
    turnover, empty when it makes nothing of it."""

    law: str
    what: str
    amount: Decimal | None
    currency: str | None
    rule: Text
    source: str
    duties: tuple[str, ...]
    comes_to: Text = ""


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


def _comes_to(tier: Tier, amount: Decimal | None, turnover: Money | None) -> Text:
    """In the law's currency one amount; in another the share as it is, because nothing is converted."""
    if tier.share is None or turnover is None or tier.of:
        return ""
    if tier.currency in (None, turnover.currency):
        return _whole(amount or Decimal(0), turnover.currency)
    part = turnover.amount * Decimal(str(tier.share))
    return sentence("that percentage is {amount}, not converted", amount=_whole(part, turnover.currency))


def _highest(tier: Tier, turnover: Money | None) -> tuple[Decimal | None, Text]:
    """The amount, where one is known, and the rule in words."""
    fixed = Decimal(tier.amount) if tier.amount is not None else None
    if tier.share is None:
        return fixed, _up_to(_money(fixed, tier.currency), tier.per) if fixed is not None else tier.what
    words = _up_to(_share(tier, fixed), tier.per)
    if tier.which and fixed is not None:
        words = _whichever(words, tier.which)
    if turnover is None or tier.of or (tier.currency and turnover.currency != tier.currency):
        return fixed if tier.which is not Whichever.LOWER else None, words
    part = turnover.amount * Decimal(str(tier.share))
    if fixed is None:
        return part, words
    return (min if tier.which is Whichever.LOWER else max)(fixed, part), words


def _up_to(most: Value, per: str | None) -> Sentence:
    return sentence("up to {most} per {per}", most=most, per=per) if per else sentence("up to {most}", most=most)


def _share(tier: Tier, fixed: Decimal | None) -> Sentence:
    """`4% of worldwide annual turnover`, and before it a fixed amount where there is one."""
    percent = f"{Decimal(str(tier.share)) * 100:f}".rstrip("0").rstrip(".")
    share = sentence("{percent}% of worldwide annual turnover", percent=percent)
    if tier.of:
        share = sentence("{percent}% of {base}", percent=percent, base=tier.of)
    if fixed is None:
        return share
    return sentence("{amount} or {share}", amount=_money(fixed, tier.currency), share=share)


def _whichever(words: Sentence, which: Whichever) -> Sentence:
    if which is Whichever.LOWER:
        return sentence("{words}, whichever is lower", words=words)
    return sentence("{words}, whichever is higher", words=words)


def _whole(amount: Decimal, currency: str) -> Sentence:
    return sentence("{currency} {amount}", currency=currency, amount=Number(amount.quantize(Decimal(1))))


def _money(amount: Decimal, currency: str | None) -> Value:
    if currency is None:
        return Number(amount)
    return sentence("{currency} {amount}", currency=currency, amount=Number(amount))
