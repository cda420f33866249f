"""The ceilings of fines behind an incident's duties, for the few who weigh them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.work import Work
from bot.law.exposure import Ceiling, ceilings
from bot.law.values import Money
from bot.store.tables import Incident


@dataclass(frozen=True)
class ExposureShown:
    """`turnover` None: a share of it cannot be turned into an amount."""

    incident: Incident
    ceilings: Sequence[Ceiling]
    turnover: Money | None


def show_exposure(work: Work, incident: Incident) -> ExposureShown:
    turnover = incident.facts.value("turnover")
    known = turnover if isinstance(turnover, Money) else None
    return ExposureShown(incident, ceilings(work.snapshot(incident).findings, known), known)
