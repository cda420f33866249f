"""The rows of reminders: which stand for a deadline, which are new, which are cancelled.

A row's id is made of incident, subject, occasion and deadline, so that the same plan finds its rows again. Leaves to
`reminders` what is planned for which subject.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bot.actions.work import Work
from bot.domain.reminders import (
    TARGET,
    ReminderKind,
    ReminderStatus,
    ReminderSubject,
    ReminderTime,
    SubjectKind,
    instant_text,
)
from bot.sentences import Text
from bot.store.tables import Incident, Reminder


class Reminded(NamedTuple):
    """What reminders are about: a row's id is made of it, so that they belong to this one deadline."""

    subject: ReminderSubject
    title: Text
    deadline_at: datetime | None


def plan(
    work: Work, incident: Incident, what: Reminded, moments: Iterable[ReminderTime], over_before: datetime | None = None
) -> None:
    """Bring the rows of one deadline in line with these moments. What is over before `over_before` is skipped, except
    for the target."""
    for moment, status in settle(work, incident, what, moments, over_before):
        write(work, incident, what, moment, status)


def settle(
    work: Work, incident: Incident, what: Reminded, moments: Iterable[ReminderTime], over_before: datetime | None = None
) -> list[tuple[ReminderTime, ReminderStatus]]:
    """Bring what was planned in line; what is to be planned besides."""
    outdated = dict(rows_of(work, incident, what.subject))
    new: list[tuple[ReminderTime, ReminderStatus]] = []
    for moment in moments:
        over = over_before is not None and moment.due_at < over_before and moment.occasion != TARGET
        row = outdated.pop(_id(incident, what, moment), None)
        if row is None:
            new.append((moment, ReminderStatus.SKIPPED if over else ReminderStatus.PENDING))
        elif row.status in (ReminderStatus.PENDING, ReminderStatus.CANCELLED):
            reopened = row.status is ReminderStatus.CANCELLED
            row.status = ReminderStatus.SKIPPED if over and reopened else ReminderStatus.PENDING
            row.due_at, row.audience, row.title, row.note = moment.due_at, list(moment.tell), what.title, None
    at = what.deadline_at
    dropped = [row for row in outdated.values() if not (at and _hangs_on(row, at))]
    cancel(dropped, "the clock or step has changed")
    return new


def _hangs_on(row: Reminder, deadline_at: datetime) -> bool:
    """Whether a row that no rule plans stands anyway: a repeated alarm or a snooze for the same deadline."""
    return row.deadline_at == deadline_at and row.kind.is_planned_once


def write(
    work: Work,
    incident: Incident,
    what: Reminded,
    moment: ReminderTime,
    status: ReminderStatus = ReminderStatus.PENDING,
) -> Reminder:
    """The row, new or known. A known one is left as it is."""
    key = _id(incident, what, moment)
    known = work.snapshot(incident).reminders(what.subject.kind).setdefault(what.subject, {})
    if key not in known:
        known[key] = Reminder(**columns(work, incident, what, moment, status))
        work.session.add(known[key])
    return known[key]


def columns(
    work: Work, incident: Incident, what: Reminded, moment: ReminderTime, status: ReminderStatus
) -> dict[str, Any]:
    return {
        "id": _id(incident, what, moment),
        "incident_id": incident.id,
        "subject_kind": what.subject.kind,
        "subject_id": what.subject.id,
        "title": what.title,
        "kind": moment.occasion.kind,
        "rule": moment.occasion.rule,
        "number": moment.occasion.number,
        "due_at": moment.due_at,
        "deadline_at": what.deadline_at,
        "audience": list(moment.tell),
        "status": status,
        "planned_at": work.now_in(incident),
        "person": moment.person,
        "note": "its moment was over when the clock changed" if status is ReminderStatus.SKIPPED else None,
    }


def _id(incident: Incident, what: Reminded, moment: ReminderTime) -> str:
    """The same for the same plan; what is put off or comes again and again is told apart by its time."""
    often = moment.occasion.kind in (ReminderKind.SNOOZED, ReminderKind.DIGEST)
    occasion = f"{moment.occasion}-{instant_text(moment.due_at)}" if often else str(moment.occasion)
    occasion += f"-{moment.person}" if moment.person else ""
    return f"{incident.id}|{what.subject}|{occasion}|{instant_text(what.deadline_at) if what.deadline_at else ''}"


def rows_of(work: Work, incident: Incident, subject: ReminderSubject) -> Mapping[str, Reminder]:
    """By id, in the order in which they were planned."""
    return work.snapshot(incident).reminders(subject.kind).get(subject, {})


def all_rows(work: Work, incident: Incident) -> Iterator[Reminder]:
    for kind in SubjectKind:
        for rows in work.snapshot(incident).reminders(kind).values():
            yield from rows.values()


def cancel(rows: Iterable[Reminder], why: str) -> None:
    """Those that are still to come."""
    for row in rows:
        if row.status is ReminderStatus.PENDING:
            row.status, row.note = ReminderStatus.CANCELLED, why


def plan_again(row: Reminder) -> None:
    """If it was cancelled."""
    if row.status is ReminderStatus.CANCELLED:
        row.status, row.note = ReminderStatus.PENDING, None
