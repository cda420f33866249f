"""Events of what is known: facts stated and corrected, the risk decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.costs import CostClass
from bot.domain.events.event import Event, Hash, PersonId, Stated, Words
from bot.law.facts import Certainty, Fact
from bot.law.vocabulary import FactType


@dataclass(frozen=True)
class FactsBegun(Event):
    """What the organization says of itself in its own file, as the incident begins; its free text has entries of its
    own (`FactBegun`)."""

    name: ClassVar[str] = "facts.begun"
    says: ClassVar[str] = "recorded the organization's own facts"
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class FactStated(Event):
    """`value` and `old` as people read them, `plain` as JSON; `version` is the incident's, after it."""

    name: ClassVar[str] = "fact.stated"
    says: ClassVar[str] = "stated {question}: {value}"
    fact: str
    kind: FactType
    question: str
    old: Words
    value: Words
    plain_value: Stated
    by: PersonId
    sure: Certainty
    note: Words
    version: int
    language: str  # of a text in sentences; empty where it can't be told

    def sentence(self, name_of: Callable[[str], str] = str) -> str:
        """No one is said to have stated what was only assumed."""
        said = super().sentence(name_of)
        verb = "stated "
        if self.sure is not Certainty.ASSUMED or not said.startswith(verb):
            return said
        return f"assumed {said.removeprefix(verb)}"


@dataclass(frozen=True)
class FactBegun(FactStated):
    """A name, an address or another free text from the organization's file: an entry of its own, so that it can be
    redacted on its own."""

    name: ClassVar[str] = "fact.begun"
    says: ClassVar[str] = "recorded the organization's own {question}: {value}"


@dataclass(frozen=True)
class FactCorrected(FactStated):
    name: ClassVar[str] = "fact.corrected"
    says: ClassVar[str] = "corrected {question}: {old} is now {value}"


@dataclass(frozen=True)
class FactUnconfirmed(FactStated):
    """Stated or corrected by someone who may not confirm it: it counts until one who may does, or takes it back."""

    name: ClassVar[str] = "fact.unconfirmed"
    says: ClassVar[str] = "stated {question}, to be confirmed: {old} is now {value}"


@dataclass(frozen=True)
class FactsConfirmed(Event):
    """Facts that others had stated, confirmed by someone entitled; `said`: each with its value."""

    name: ClassVar[str] = "facts.confirmed"
    says: ClassVar[str] = "confirmed {said}"
    facts: tuple[str, ...]
    said: tuple[Words, ...]


@dataclass(frozen=True)
class LooseningConfirmed(Event):
    """A change of facts that ends duties or makes them due later, confirmed by its actor; the facts follow in entries
    of their own. `facts`: each with its old and new value."""

    name: ClassVar[str] = "facts.loosening_confirmed"
    says: ClassVar[str] = "confirmed a change that ends or delays {duties}: {facts}. Reason: {reason}"
    facts: tuple[Words, ...]
    duties: tuple[str, ...]
    duty_ids: tuple[str, ...]
    reason: Words


@dataclass(frozen=True)
class RiskDecided(Event):
    """`suggestion` and `rule` are the worksheet's of that moment; `pro` and `contra` its arguments."""

    name: ClassVar[str] = "risk.decided"
    says: ClassVar[str] = "decided the risk to people: {level}. {reason}"
    level: str
    reason: Words
    suggestion: str
    rule: str
    pro: tuple[Words, ...]
    contra: tuple[Words, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class MemoMade(Event):
    name: ClassVar[str] = "memo.made"
    says: ClassVar[str] = "made the memo on the duties"
    law: Hash


@dataclass(frozen=True)
class ReportMade(Event):
    name: ClassVar[str] = "report.made"
    says: ClassVar[str] = "created the report ({edition}, {format})"
    edition: str
    format: str


@dataclass(frozen=True)
class ChartsMade(Event):
    name: ClassVar[str] = "charts.made"
    says: ClassVar[str] = "drew charts of the report: {charts}"
    charts: tuple[str, ...]


@dataclass(frozen=True)
class PrivilegeClaimed(Event):
    """By privacy counsel: a privileged annex of the report is made at their direction. The reason is counsel's advice,
    for the annex alone, so the sentence, which every edition has, leaves it out."""

    name: ClassVar[str] = "privilege.claimed"
    says: ClassVar[str] = "directed a privileged annex of the report to be made"
    reason: Words


@dataclass(frozen=True)
class CostEstimated(Event):
    """For counsel's annex alone, so its sentence, which every edition has, says neither class nor amount. `most` None:
    not known."""

    name: ClassVar[str] = "cost.estimated"
    says: ClassVar[str] = "recorded a cost estimate"
    kind: CostClass
    currency: str
    least: int
    most: int | None
    reason: Words


@dataclass(frozen=True)
class PrivilegeLifted(Event):
    name: ClassVar[str] = "privilege.lifted"
    says: ClassVar[str] = "took back the direction to make a privileged annex"
    reason: Words
