"""The record of an incident: one vocabulary of events, each entry chained to the one before it by its hash.

An entry is never edited or removed. Its sentence is made from its event and details when it is shown, so that the
record keeps facts and not wording. What an event means is decided here; who writes it is decided in `actions`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64

EVENTS: Mapping[str, str] = {
    "incident.opened": "opened the incident",
    "incident.closed": "closed the incident: {reason}",
    "incident.reopened": "opened the incident again: {reason}",
    "channel.created": "the incident's channel is ready",
    "role.assigned": "named {person} as {role}",
    "role.released": "{person} is no longer {role}",
    "conflict.answered": "on {person} as {role}: {answer}",
    "person.left": "{person} left the incident's channel",
    "person.returned": "{person} is back in the incident's channel",
    "shift.handed_over": "handed over to {person}",
    "severity.rated": "rated the severity {severity}. {reason}",
    "fact.stated": "stated {question}: {value}",
    "fact.corrected": "corrected {question}: {old} is now {value}",
    "law.assessed": "duties assessed again after {cause}",
    "duty.appeared": "{title} is now owed",
    "duty.moved": "{title}: the clock moved from {old} to {new}",
    "duty.lapsed": "{title} is no longer owed",
    "duty.questioned": "{title} was {decision}; the new assessment speaks against it: {because}",
    "clock.met": "{title}: done at {met_at}, reference {reference}",
    "clock.declined": "{title}: declined. {reason}",
    "clock.held": "{title}: held until {until} at the request of {authority}",
    "clock.released": "{title}: {authority} lifted its request to wait",
    "clock.confirmed": "{title}: looked at again; that it was {decision} stands",
    "clock.reopened": "{title}: opened again; it had been {decision}",
    "clock.late": "{title}: the target has passed",
    "law.changed": "took over the law of {new} instead of {old}",
    "law.kept": "kept the law of {old}; the newer one, {new}, was not taken over",
    "risk.decided": "decided the risk to people: {level}. {reason}",
    "step.claimed": "took on {title}",
    "step.done": "finished {title}",
    "step.skipped": "skipped {title}: {reason}",
    "step.stuck": "{title} is stuck: {reason}",
    "step.proposed": "proposed for {title}: {what}; a second person is to say the same",
    "step.released": "{title} is free again: {because}",
    "step.late": "{title} is late",
    "step.appeared": "{title} now applies: {because}",
    "step.set_aside": "{title} no longer applies: {because}",
    "step.exception": "put a person's safety first: {reason}",
    "decision.made": "decided “{question}”: {choice}. {reason}",
    "evidence.added": "added evidence: {title}",
    "note.added": "noted: {text}",
    "notice.drafted": "drafted {title}, version {version}",
    "notice.approved": "approved {title}, version {version}",
    "notice.superseded": "{title}, version {version} was replaced",
    "reminder.sent": "reminded {audience}: {text}",
    "reminder.snoozed": "put off the reminder for {title} until {until}: {reason}",
    "escalation.sent": "told {audience} that {title} is late",
    "memo.made": "made the memo on the duties",
    "drill.moved": "moved the drill's time forward by {minutes} minutes",
    "report.made": "made the report ({edition}, {format})",
    "runbook.moved": "moved the incident from runbook {old} to {new}",
    "delivery.failed": "a message could not be delivered to Slack: {what}",
}


@dataclass(frozen=True)
class AuditEntry:
    """One line of the record; `at` is when it was written down, in UTC."""

    seq: int
    at: datetime
    actor: str
    event: str
    details: Mapping[str, Any]
    previous: str
    hash: str


def chain(previous: str, seq: int, at: datetime, actor: str, event: str, details: Mapping[str, Any]) -> str:
    """The SHA-256 over the entry and the hash before it; key order and spacing do not matter."""
    if event not in EVENTS:
        raise ValueError(f"{event} is not an event of the record")
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps([previous, seq, moment, actor, event, details], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(entries: Iterable[AuditEntry]) -> int | None:
    """The number of the first entry that does not follow from the one before it; None when the record is whole."""
    previous, expected = FIRST, 1
    for entry in entries:
        right = chain(previous, expected, entry.at, entry.actor, entry.event, entry.details)
        if entry.seq != expected or entry.previous != previous or entry.hash != right:
            return entry.seq
        previous, expected = entry.hash, expected + 1
    return None


class _Shown(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "not stated"


def sentence(event: str, details: Mapping[str, Any]) -> str:
    """What happened, without who and when; a detail that was not recorded reads “not stated”."""
    return EVENTS[event].format_map(_Shown(details))
