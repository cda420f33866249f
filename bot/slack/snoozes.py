"""How reminders are put off: the command, the form behind the button, and what the channel reads of it."""

import re
from datetime import timedelta

from bot.actions.contents import ReminderPutOff
from bot.actions.snoozes import Snoozable, Snooze, Snoozed, subject_of
from bot.domain.reminders import ReminderSubject, SubjectKind
from bot.errors import UsageError
from bot.messages import _, plural
from bot.messages.phrases import duration
from bot.slack.block_kit import Message, Modal, context, field_input, mention, option, section, select, told, when
from bot.slack.callbacks import MOST_DIGITS, stale
from bot.slack.readings import read_time
from bot.slack.requests import IncidentContext, Reader, RequestContext
from bot.typed.times import Sense

EXAMPLE = "/breach snooze C03 2h"
HOURS, MINUTES = "h|hours?|std|stunden?|heures?|horas?", "m|min|mins|minutes?|minuten?|minutos?"
FOR = re.compile(rf"(.+?)\s+(?:for\s+)?(\d{{1,4}})\s*(?:({HOURS})|{MINUTES})", re.IGNORECASE)
UNTIL = re.compile(r"(.+?)\s+(?:until|till|bis|jusqu'à|hasta)\s+(.+)", re.IGNORECASE)


def read_snooze(context: IncidentContext) -> Snooze:
    """`/breach snooze C03 2h`, `snooze gdpr 33 until 18:00`."""
    text = context.request.text.strip()
    if found := FOR.fullmatch(text):
        subject = subject_of(context.work, context.incident, found[1])
        return Snooze(subject, for_=int(found[2]) * timedelta(hours=1 if found[3] else 1 / 60))
    if not (found := UNTIL.fullmatch(text)):
        raise UsageError(_("Say what to snooze, and for how long."), _("For example: {example}", example=EXAMPLE))
    subject = subject_of(context.work, context.incident, found[1])
    return Snooze(subject, until=read_time(context, _("Until when"), found[2], Sense.UNTIL))


def read_snooze_form(context: RequestContext) -> Snooze:
    minutes = context.request.entered("for")
    if not (minutes.isdecimal() and len(minutes) <= MOST_DIGITS):
        raise UsageError(_("Choose how long."), field="for")
    return Snooze(read_subject(context.request.subject), for_=timedelta(minutes=int(minutes)))


def read_subject(text: str) -> ReminderSubject:
    """What a button is about, `step:C03`. Raises Stale."""
    kind, _sign, name = text.partition(":")
    if kind not in (SubjectKind.STEP, SubjectKind.CLOCK):
        raise stale()
    return ReminderSubject(SubjectKind(kind), name)


def draw_snooze(may: Snoozable) -> Modal:
    options = [option(duration(one.total_seconds()), str(int(one.total_seconds()) // 60)) for one in may.lengths]
    latest = _("At most until {time}.", time=when(may.latest_at))
    if options:
        blocks = [section(f"*{told(may.title)}*"), field_input("for", _("Remind me again in"), select(options))]
    else:
        blocks = [section(f"*{told(may.title)}*"), section(_("Type it instead: {example}", example=f"`{EXAMPLE}`"))]
    note = _(
        "Only your own reminders are delayed. The deadline stays, others are reminded as planned, and everyone can "
        "see it."
    )
    submit = _("Snooze") if options else None
    return Modal("snooze", _("Snooze reminders"), (*blocks, context(latest, note)), submit, subject=str(may.subject))


def snoozed(outcome: Snoozed, reader: Reader) -> Message:
    said = _("You will be reminded of {title} at {time}.", title=told(outcome.title), time=when(outcome.until_at))
    if outcome.left:
        more = plural("You can snooze it {n} more time.", "You can snooze it {n} more times.", outcome.left)
    else:
        more = _("You can't snooze it again.")
    return Message(f"{said} {more}")


def told_others(content: ReminderPutOff) -> Message:
    """In the channel: who has put off what."""
    return Message(
        _(
            "{person} snoozed their reminders about {title} until {time}. The deadline stays as it is.",
            person=mention(content.person),
            title=told(content.title),
            time=when(content.until_at),
        )
    )
