"""Events of an incident as a whole: opened, closed, its channel, its severity, its law, its runbook, its clock."""

from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events.event import Event, Hash, State, Words


@dataclass(frozen=True)
class IncidentOpened(Event):
    name: ClassVar[str] = "incident.opened"
    says: ClassVar[str] = "opened the incident"
    ref: str
    codename: str
    title: Words
    kind: str
    zone: str
    law_hash: Hash
    runbook_hash: Hash
    is_drill: bool
    alarms_out_of_band: bool
    request_key: str


@dataclass(frozen=True)
class IncidentClosed(Event):
    """`running`: the duties whose clocks still ran."""

    name: ClassVar[str] = "incident.closed"
    says: ClassVar[str] = "closed the incident: {reason}"
    reason: Words
    running: tuple[str, ...]


@dataclass(frozen=True)
class StepsEnded(Event):
    """Open steps of *prevent* that whoever closed the incident let end with it."""

    name: ClassVar[str] = "steps.ended"
    says: ClassVar[str] = "let these steps end with the incident: {steps}"
    steps: tuple[str, ...]


@dataclass(frozen=True)
class IncidentReopened(Event):
    name: ClassVar[str] = "incident.reopened"
    says: ClassVar[str] = "reopened the incident: {reason}"
    reason: Words


@dataclass(frozen=True)
class ChannelCreated(Event):
    name: ClassVar[str] = "channel.created"
    says: ClassVar[str] = "the incident's channel is ready"
    channel_id: str


@dataclass(frozen=True)
class SeverityRated(Event):
    """`left_out`: the steps that an incident of this severity does not need and that were planned before."""

    name: ClassVar[str] = "severity.rated"
    says: ClassVar[str] = "set the severity to {severity}. {reason}"
    severity: int
    before: int | None
    reason: Words
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class LawChanged(Event):
    """`duties`: those whose clocks the newer law changes."""

    name: ClassVar[str] = "law.changed"
    says: ClassVar[str] = "switched from law version {old} to {new}"
    old: Hash
    new: Hash
    duties: tuple[str, ...]


@dataclass(frozen=True)
class LawKept(Event):
    name: ClassVar[str] = "law.kept"
    says: ClassVar[str] = "kept law version {old}; the newer version {new} was not adopted"
    old: Hash
    new: Hash


@dataclass(frozen=True)
class RunbookMoved(Event):
    """`asked_again`: steps whose answer no longer counts, because the new runbook asks something else."""

    name: ClassVar[str] = "runbook.moved"
    says: ClassVar[str] = "moved the incident from runbook {old} to {new}"
    old: str
    new: str
    old_hash: Hash
    new_hash: Hash
    kind: str
    asked_again: tuple[str, ...]


@dataclass(frozen=True)
class DrillMoved(Event):
    """`shift_for`: seconds by which the drill's time is now ahead in all."""

    name: ClassVar[str] = "drill.moved"
    says: ClassVar[str] = "moved the drill's time forward by {minutes} minutes"
    minutes: int
    shift_for: int


@dataclass(frozen=True)
class NoteAdded(Event):
    """`source`: a message's link, when the note is a message that was pinned."""

    name: ClassVar[str] = "note.added"
    says: ClassVar[str] = "noted: {text}"
    text: Words
    source: Words


@dataclass(frozen=True)
class EvidenceAdded(Event):
    name: ClassVar[str] = "evidence.added"
    says: ClassVar[str] = "added evidence: {title}"
    evidence_id: int
    step_id: str | None
    kind: str
    title: Words
    location: Words
    sha256: str | None


@dataclass(frozen=True)
class EntryRedacted(Event):
    """`seq`: the entry, `field`: its field whose value was removed."""

    name: ClassVar[str] = "entry.redacted"
    says: ClassVar[str] = "redacted {field} of entry {seq}: {reason}"
    seq: int
    field: State
    reason: Words
