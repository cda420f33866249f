"""A change that would end a duty or make it due later, or leave steps out, is shown before it is made.

`require_seen` is called by code that changes facts, and `require_steps_seen` by code that sets the severity, in the
middle of a transaction: they raise `Loosens`, the edge lets the
transaction end without a change and shows the person what would end or move. When they confirm, the same command runs
again with `Work.seen`, which names what they were shown; if the facts have changed in the meantime, it is shown again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.actions.work import Work
from bot.domain.events.facts import LooseningConfirmed
from bot.errors import Refused
from bot.law.changes import DutyChange
from bot.messages import _
from bot.runbook.model import Step
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
    """What a change would end or delay, or the steps that it would remove. `again`: it was shown before, and is no
    longer the same."""

    incident_id: int
    facts: Sequence[FactChange]
    duties: Sequence[DutyChange]
    reason: str = ""
    again: bool = False
    steps: Sequence[Step] = ()

    @property
    def token(self) -> str:
        """Changes with anything that is shown."""
        changes = [(one.name, one.values) for one in self.facts]
        text = repr((changes, [one.model_dump_json() for one in self.duties], [one.id for one in self.steps]))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Loosens(Refused):
    """Nothing was changed: the person must first see what the change ends or delays, and say why."""

    def __init__(self, shown: LooseningShown) -> None:
        say = _("This change would end duties or make them due later. Nothing was changed.")
        if shown.steps:
            say = _("At this severity, some steps would no longer be planned. Nothing was changed.")
        super().__init__(say, _("Read the list, then confirm the change with a reason."))
        self.shown = shown


def require_seen(
    work: Work, incident: Incident, facts: Sequence[FactChange], duties: Sequence[DutyChange], reason: str
) -> None:
    """Puts the confirmation on the record; raises Loosens unless the actor confirmed exactly this, with a reason."""
    if not duties:
        return
    work.record(
        incident,
        LooseningConfirmed(
            facts=tuple(f"{one.label}: {one.old} is now {one.new}" for one in facts),
            duties=tuple(one.title for one in duties),
            duty_ids=tuple(one.duty_id for one in duties),
            reason=_seen(work, LooseningShown(incident.id, facts, duties, reason)),
        ),
    )


def require_steps_seen(
    work: Work, incident: Incident, facts: Sequence[FactChange], steps: Sequence[Step], reason: str
) -> str:
    """The reason; raises Loosens unless the actor confirmed that just these steps go, with a reason."""
    return _seen(work, LooseningShown(incident.id, facts, (), reason, steps=steps)) if steps else reason


def _seen(work: Work, shown: LooseningShown) -> str:
    """The reason with which it was confirmed."""
    said = shown.reason or (work.seen.reason if work.seen else "")
    shown = replace(shown, reason=said, again=work.seen is not None)
    if work.seen is None or work.seen.token != shown.token:
        raise Loosens(shown)
    return work.seen.reason
