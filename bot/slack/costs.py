"""How an estimate of costs is read, and shown: in private, to the few who may."""

from bot.actions.cost_estimates import CostsShown, EstimateCost
from bot.domain.costs import EXAMPLE, LABELS, CostClass, ReportCost, not_estimated, totals
from bot.messages import _
from bot.slack.block_kit import Message, safe, sections, told, when
from bot.slack.parse import first_word, not_understood, reason_in
from bot.slack.requests import Reader, RequestContext
from bot.typed.money import read_money_range


def read_cost(context: RequestContext) -> EstimateCost:
    """`claims 120000-180000 EUR because SOURCE`. Raises UsageError."""
    said, reason = reason_in(context.request.text)
    kind, amount = first_word(said, _("Write what the cost is for, then the amount."), _(EXAMPLE))
    if kind.lower() not in set(CostClass):
        raise not_understood(kind, CostClass, CostClass)
    count, currency = read_money_range(_("Cost"), amount)
    return EstimateCost(CostClass(kind.lower()), count, currency, reason)


def shown(outcome: CostsShown, reader: Reader) -> Message:
    """What was recorded now, or all of it, with what it comes to."""
    if one := outcome.recorded:
        rows = [_("Recorded: {line}.", line=_line(one))]
    elif outcome.costs:
        rows = [_("Cost estimates"), *(f"• {_line(one)}" for one in outcome.costs), *_sums(outcome)]
    else:
        rows = [_("No cost is estimated yet. For example: {example}", example=_(EXAMPLE))]
    rows.append(_("Only counsel's privileged annex shows amounts; the channel and the other editions don't."))
    if not outcome.directed:
        rows.append(_("Counsel hasn't directed an annex yet. Without that direction, little speaks for privilege."))
    return Message("\n".join(rows), tuple(sections(rows)))


def _line(one: ReportCost) -> str:
    """Without a full stop: a source may end in anything."""
    return f"{_(LABELS[one.kind])}: {told(one.amount)} ({safe(one.reason)}; {safe(one.by)}, {when(one.at)})"


def _sums(outcome: CostsShown) -> list[str]:
    rows = []
    for one in totals(outcome.costs):
        whole, insured, left = map(told, one.amounts)
        rows.append(
            _("Together: {whole}. Paid by insurance: {insured}. Left: {left}.", whole=whole, insured=insured, left=left)
        )
    if missing := not_estimated(outcome.costs):
        rows.append(_("Not estimated, so not in the sum: {listed}.", listed=", ".join(map(_, missing))))
    return rows
