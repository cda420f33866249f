"""What proves that something was done or happened: where it is, who brought it, when; for files their SHA-256.

The evidence itself stays where it is. Files are read by the edge, once, for their digest; nothing of them is kept here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.actions import channels
from bot.actions.contents import StepCard
from bot.actions.work import Work
from bot.domain.events import incidents as events
from bot.domain.evidence import EvidenceKind
from bot.store.tables import Evidence, Incident


@dataclass(frozen=True)
class AddEvidence:
    step_id: str | None
    kind: EvidenceKind
    title: str
    location: str
    sha256: str | None = None


@dataclass(frozen=True)
class EvidenceAdded:
    incident: Incident
    evidence: Evidence
    again: bool = False  # it was in the record already; nothing was done


def add_evidence(work: Work, incident: Incident, command: AddEvidence) -> EvidenceAdded:
    """Keep it once: the same place with the same content, for the same step, is the same evidence."""
    if existing := _existing(work, incident, command):
        return EvidenceAdded(incident, existing, again=True)
    evidence = Evidence(
        incident_id=incident.id,
        step_id=command.step_id,
        kind=command.kind,
        title=command.title,
        location=command.location,
        sha256=command.sha256,
        collected_at=work.now_in(incident),
        collected_by=work.actor,
    )
    work.session.add(evidence)
    work.session.flush()
    _record(work, incident, evidence)
    return EvidenceAdded(incident, evidence)


def _record(work: Work, incident: Incident, row: Evidence) -> None:
    said = events.EvidenceAdded(row.id, row.step_id, row.kind, row.title, row.location, row.sha256)
    work.record(incident, said)


def _existing(work: Work, incident: Incident, command: AddEvidence) -> Evidence | None:
    rows = select(Evidence).where(
        Evidence.incident_id == incident.id,
        Evidence.step_id == command.step_id,
        Evidence.kind == command.kind,
        Evidence.location == command.location,
        Evidence.sha256 == command.sha256,
    )
    return work.session.scalars(rows).first()


def steps_of(work: Work, incident: Incident, ts: str, thread: str | None, words: str) -> Sequence[str]:
    """The step whose message has one of these timestamps, or those whose messages stand in this thread: the one that
    `words` name, or else all of them. Empty for other messages."""
    cards = [(row, content.step) for row, content in channels.posts_of(work, incident, StepCard)]
    if own := [step for row, step in cards if (row.result or {}).get("ts") in (thread, ts)]:
        return own[:1]
    head = channels.posted_at(work, incident, thread) if thread else None
    here = [step for row, step in cards if head and row.needs == head]
    named = [step for step in here if re.search(rf"\b{step}\b", words, re.IGNORECASE)]
    return named[:1] or here
