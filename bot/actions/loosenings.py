"""A change that would end a duty or make it due later is shown before it is made.

`require_seen` is asked by whoever changes facts, in the middle of a transaction: it raises `Loosens`, the edge lets the
transaction end without a change and shows the person what would end or move. When they confirm, the same command runs
again with `Work.seen`, which names what they were shown; if the facts have changed meanwhile, it is shown again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.actions.work import Work
from bot.domain.events.facts import LooseningConfirmed
from bot.errors import Refused
from bot.law.changes import DutyChange
from bot.messages import _
from bot.sentences import Value
from bot.store.tables import Incident


class PartKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Part:
    """What became of one entry of a list or row of a table; `old` and `new` are a row's numbers in words."""

    kind: PartKind
    entry: str
    old: Value = ""
    new: Value = ""


@dataclass(frozen=True)
class FactChange:
    """One fact, its values before and after in words; `parts` where it is a list or table known before. `values` are
    the two in no language."""

    name: str
    label: str
    old: Value
    new: Value
    parts: Sequence[Part] = ()
    values: str = ""


@dataclass(frozen=True)
class LooseningShown:
    """What a change would end or delay. `again`: it was shown before, and is no longer the same."""

    incident_id: int
    facts: Sequence[FactChange]
    duties: Sequence[DutyChange]
    reason: str = ""
    again: bool = False

    @property
    def token(self) -> str:
        """Changes with anything that is shown."""
        changes = [(one.name, one.values) for one in self.facts]
        text = repr((changes, [one.model_dump_json() for one in self.duties]))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Loosens(Refused):
    """Nothing was changed: the person must first see what the change ends or delays, and say why."""

    def __init__(self, shown: LooseningShown) -> None:
        super().__init__(
            _("This change would end duties or make them due later. Nothing was changed."),
            _("Read the list, then confirm the change with a reason."),
        )
        self.shown = shown


def require_seen(
    work: Work, incident: Incident, facts: Sequence[FactChange], duties: Sequence[DutyChange], reason: str
) -> None:
    """Puts the confirmation on the record; raises Loosens unless the actor confirmed exactly this, with a reason."""
    if not duties:
        return
    said = reason or (work.seen.reason if work.seen else "")
    shown = LooseningShown(incident.id, facts, duties, said, again=work.seen is not None)
    if work.seen is None or work.seen.token != shown.token:
        raise Loosens(shown)
    work.record(
        incident,
        LooseningConfirmed(
            facts=tuple(f"{one.label}: {one.old} is now {one.new}" for one in facts),
            duties=tuple(one.title for one in duties),
            duty_ids=tuple(one.duty_id for one in duties),
            reason=work.seen.reason,
        ),
    )
