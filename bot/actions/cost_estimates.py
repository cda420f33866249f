"""What people estimate an incident to cost. Kept in the record alone; the newest of each class and currency counts.

Shown to those who may record it, and in counsel's privileged annex; nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import profiles
from bot.actions.audit_log import entries_of
from bot.actions.privileges import is_directed
from bot.actions.work import Work
from bot.domain.audit_log import AuditEntry
from bot.domain.costs import EXAMPLE, CostClass, ReportCost
from bot.domain.events.event import Redacted
from bot.domain.events.facts import CostEstimated
from bot.errors import Refused, UsageError
from bot.law.values import Count
from bot.messages import _
from bot.store.tables import Incident

LONGEST = 500  # characters of the source


@dataclass(frozen=True)
class EstimateCost:
    """`amount`: in whole units of the currency. `reason`: the source of the figure, or why it is thought so."""

    kind: CostClass
    amount: Count
    currency: str
    reason: str


@dataclass(frozen=True)
class CostsShown:
    """`recorded`: the one that was recorded now. `directed`: counsel has directed the annex that holds them."""

    incident: Incident
    costs: Sequence[ReportCost]
    directed: bool
    recorded: ReportCost | None = None


def estimate_cost(work: Work, incident: Incident, command: EstimateCost) -> CostsShown:
    """Raises UsageError without a source, Refused where nothing would change."""
    if not command.reason.strip() or len(command.reason) > LONGEST:
        raise UsageError(
            _("A cost estimate needs its source, in at most {count} characters.", count=LONGEST),
            _("For example: {example}", example=_(EXAMPLE)),
        )
    told = CostEstimated(
        command.kind, command.currency, command.amount.least, command.amount.most, command.reason.strip()
    )
    _entry, before = _newest(work, incident).get((told.kind, told.currency), (None, None))
    if before == told:
        raise Refused(_("This estimate is already recorded."), _("No change."))
    work.record(incident, told)
    costs = collect(work, incident)
    [recorded] = [one for one in costs if (one.kind, one.currency) == (told.kind, told.currency)]
    return CostsShown(incident, costs, is_directed(work, incident), recorded)


def show_costs(work: Work, incident: Incident) -> CostsShown:
    return CostsShown(incident, collect(work, incident), is_directed(work, incident))


def collect(work: Work, incident: Incident) -> tuple[ReportCost, ...]:
    """The newest of each class and currency, in the order of the classes."""
    order = list(CostClass)
    found = (
        ReportCost(
            kind=said.kind,
            currency=said.currency,
            least=said.least,
            most=said.most,
            reason=said.reason,
            by=profiles.name_of(work, entry.actor),
            at=entry.at,
        )
        for entry, said in _newest(work, incident).values()
    )
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.currency)))


def _newest(work: Work, incident: Incident) -> dict[tuple[CostClass, str], tuple[AuditEntry, CostEstimated]]:
    log = (one for one in entries_of(work.session, incident.id) if one.event == CostEstimated.name)
    told = ((entry, entry.said_if_readable) for entry in log)
    whole = ((entry, said) for entry, said in told if isinstance(said, CostEstimated) and _has_amount(said))
    return {(said.kind, said.currency): (entry, said) for entry, said in whole}


def _has_amount(said: CostEstimated) -> bool:
    """Not one that someone altered so that a part of it is gone."""
    return not any(isinstance(one, Redacted) for one in (said.kind, said.currency, said.least, said.most))
