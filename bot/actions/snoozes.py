"""Putting off one's own reminders of a clock or a step: how far, how often, and who learns of it.

Leaves to `reminders.py` the planning and to `audiences.py` who is left out in the meantime. The due time stays, and
everyone else is told as planned; the channel and the audit log say who put what off until when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions import channels, clocks, profiles, reminders, step_list
from bot.actions.contents import ReminderPutOff
from bot.actions.work import Work
from bot.domain.events.notices import ReminderSnoozed
from bot.domain.incidents import IncidentState
from bot.domain.reminders import ReminderSubject, SubjectKind, snooze_ends_by
from bot.errors import NotFound, Refused
from bot.messages import _
from bot.messages.phrases import duration
from bot.sentences import At, Text, sentence
from bot.store.tables import Incident, Reminder


@dataclass(frozen=True)
class Snooze:
    """`for_`: how long, from now; or `until` a time of the incident's own clock."""

    subject: ReminderSubject
    for_: timedelta | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Snoozable:
    """What may be put off, until when at most, and which of the usual lengths fit."""

    subject: ReminderSubject
    title: Text
    latest_at: datetime
    lengths: Sequence[timedelta]


@dataclass(frozen=True)
class Snoozed:
    title: Text
    until_at: datetime
    left: int  # how often it may be put off again


def subject_of(work: Work, incident: Incident, word: str) -> ReminderSubject:
    """The step or the clock that the words mean. Raises NotFound or UsageError."""
    try:
        return ReminderSubject(SubjectKind.STEP, step_list.find(work, incident, word).step.id)
    except NotFound:
        return ReminderSubject(SubjectKind.CLOCK, clocks.line_of(work, incident, word).clock.duty_id)


def room(work: Work, incident: Incident, subject: ReminderSubject) -> Snoozable:
    """How far the actor may put it off now. Raises Refused when not at all, with the reason."""
    title, deadline_at = _about(work, incident, subject)
    rule, now = work.library.reminders.snooze, work.now_in(incident)
    earlier = _mine(work, incident, subject, deadline_at)
    if len(earlier) >= rule.times:
        raise _refused(_("You have snoozed this {n} times, which is the maximum.", n=rule.times))
    spent = sum((row.due_at - row.planned_at for row in earlier), timedelta(0))
    latest = snooze_ends_by(rule, now, deadline_at, spent)
    if latest <= now and spent >= rule.in_all:
        raise _refused(
            _("You have snoozed this for {length} in total, which is the maximum.", length=_length(rule.in_all))
        )
    if latest <= now and deadline_at:
        raise _refused(
            sentence(
                "This is due {time}. Within {length} of that, its reminders can't be snoozed.",
                time=_at(work, incident, deadline_at),
                length=_length(rule.never_within),
            )
        )
    return Snoozable(subject, title, latest, [one for one in rule.offers if now + one <= latest])


def _about(work: Work, incident: Incident, subject: ReminderSubject) -> tuple[Text, datetime | None]:
    """Its title and its deadline. Raises Refused when no one has to do anything about it anymore."""
    if subject.kind is SubjectKind.STEP:
        one = step_list.find(work, incident, subject.id)
        title, deadline_at, over = one.step.numbered, one.due_at, one.state.is_settled
    else:
        line = clocks.line_of(work, incident, subject.id)
        title, deadline_at, over = sentence(line.title), reminders.deadline_of(line.clock), not line.state.is_open
    closed = incident.state is not IncidentState.OPEN and not reminders.outlives_closing(work, incident, subject)
    if over or closed:
        raise _nothing()
    return title, deadline_at


def _mine(work: Work, incident: Incident, subject: ReminderSubject, deadline_at: datetime | None) -> list[Reminder]:
    found = reminders.snoozes(work, incident, subject)
    return [row for row in found if (row.person, row.deadline_at) == (work.actor, deadline_at)]


def _length(length: timedelta) -> str:
    return duration(length.total_seconds())


def _at(work: Work, incident: Incident, at: datetime) -> At:
    return At(at, profiles.zone_of(work, work.actor, incident.zone))


def _refused(say: Text) -> Refused:
    return Refused(say, _("Do it now, pass it on, or say what is blocking you: /breach stuck"))


def _nothing() -> Refused:
    return Refused(_("No reminder about this is due."), _("There is nothing to snooze."))


def snooze(work: Work, incident: Incident, command: Snooze) -> Snoozed:
    """The actor is reminded again then, and not before; limited, recorded, and said in the channel."""
    may, now = room(work, incident, command.subject), work.now_in(incident)
    until = command.until or (now + command.for_ if command.for_ else now)
    if not now < until <= may.latest_at:
        raise Refused(
            sentence("You can snooze this until {time} at the latest.", time=_at(work, incident, may.latest_at)),
            _("Choose an earlier time."),
        )
    if reminders.plan_snooze(work, incident, command.subject, until) is None:
        raise _nothing()
    work.record(incident, ReminderSnoozed(command.subject, may.title, until))
    key = f"snoozed:{incident.id}:{command.subject}:{work.newest(incident)}"
    channels.post(work, incident, key, ReminderPutOff(may.title, until, work.actor))
    if command.subject.kind is SubjectKind.STEP:
        channels.refresh_steps(work, incident, [command.subject.id])
    used = len(_mine(work, incident, command.subject, _about(work, incident, command.subject)[1]))
    return Snoozed(may.title, until, max(0, work.library.reminders.snooze.times - used))


def standing(work: Work, incident: Incident, step_id: str) -> Sequence[tuple[str, datetime]]:
    """Who has put off the reminders of a step, and until when."""
    rows = reminders.standing_snoozes(work, incident, ReminderSubject(SubjectKind.STEP, step_id))
    return [(row.person, row.due_at) for row in rows if row.person]
