"""What an incident may cost, as people estimated it: ranges by class and currency, and what they come to.

Decides the classes and the sums. Maximum fines are no class: they are ceilings set by law, and never part of a sum.
Currencies are never converted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime

from bot.domain.report_clocks import ReportPart
from bot.law.facts import show_count
from bot.law.values import Count
from bot.messages import N_
from bot.sentences import Sentence, sentence


class CostClass(StrEnum):
    RESPONSE = "response"
    REVENUE = "revenue"
    OFFERS = "offers"
    CLAIMS = "claims"
    INSURED = "insured"


LABELS: Mapping[CostClass, str] = {
    CostClass.RESPONSE: N_("response"),
    CostClass.REVENUE: N_("lost revenue"),
    CostClass.OFFERS: N_("offers to people"),
    CostClass.CLAIMS: N_("claims"),
    CostClass.INSURED: N_("paid by insurance"),
}

EXAMPLE = N_("/breach cost claims 120000-180000 EUR because the insurer's letter")


class ReportCost(ReportPart):
    """What people last said of one class in one currency, in whole units of it. `most` None: the upper end is not
    known."""

    kind: CostClass
    currency: str
    least: int
    most: int | None
    reason: str
    by: str
    at: AwareDatetime

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def count(self) -> Count:
        return Count(self.least, self.most)

    @property
    def amount(self) -> Sentence:
        return _amount(self.count, self.currency)


@dataclass(frozen=True)
class CostTotal:
    """`whole`: all classes together; `insured`: what insurance pays of it, None where no one has said; `left`: what
    remains, from nothing on where that isn't known."""

    currency: str
    whole: Count
    insured: Count | None

    @property
    def left(self) -> Count:
        paid = Count(0, None) if self.insured is None else self.insured
        least = 0 if paid.most is None else max(0, self.whole.least - paid.most)
        return Count(least, None if self.whole.most is None else max(0, self.whole.most - paid.least))

    @property
    def amounts(self) -> tuple[Sentence, ...]:
        """The three, as shown; an insured part that no one has stated is not known."""
        insured = Count(0, None) if self.insured is None else self.insured
        return tuple(_amount(one, self.currency) for one in (self.whole, insured, self.left))


def totals(costs: Iterable[ReportCost]) -> tuple[CostTotal, ...]:
    """One for each currency in which a cost was estimated."""
    by_currency: dict[str, dict[CostClass, Count]] = {}
    for one in costs:
        by_currency.setdefault(one.currency, {})[one.kind] = one.count
    return tuple(
        CostTotal(currency, _sum([one for kind, one in found.items() if kind is not CostClass.INSURED]), insured)
        for currency, found in by_currency.items()
        for insured in [found.get(CostClass.INSURED)]
        if found.keys() - {CostClass.INSURED}
    )


def not_estimated(costs: Iterable[ReportCost]) -> tuple[str, ...]:
    """The classes of which the totals hold nothing."""
    known = {one.kind for one in costs}
    return tuple(label for kind, label in LABELS.items() if kind not in known and kind is not CostClass.INSURED)


def _sum(counts: Sequence[Count]) -> Count:
    """An end that is not known in one is not known in the sum."""
    ends = [one.most for one in counts if one.most is not None]
    return Count(sum(one.least for one in counts), sum(ends) if len(ends) == len(counts) else None)


def _amount(count: Count, currency: str) -> Sentence:
    return sentence("{currency} {amount}", currency=currency, amount=show_count(count))
