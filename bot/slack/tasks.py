"""How tasks are typed, entered and shown: `/breach task Call the vendor @ada by tomorrow 10:00`, and the form."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.actions import people, profiles
from bot.actions.tasks import AddTask, ChangeTask, ReopenTask, TaskShown
from bot.errors import Ambiguous, UsageError
from bot.messages import _
from bot.runbook.steps import StepStatus
from bot.runbook.tasks import TaskStep
from bot.slack.block_kit import (
    Message,
    Modal,
    context,
    field_input,
    mention,
    moment,
    option,
    select_many,
    text_box,
    told,
    when,
)
from bot.slack.parse import MARKUP, as_typed, as_written, not_understood, quoted
from bot.slack.readings import read_time
from bot.slack.requests import IncidentContext, Reader
from bot.typed.times import Sense
from bot.typed.words import repeated

KNOWN = re.compile(r"(T\d{1,4})\b[\s,:]*(.*)", re.IGNORECASE | re.DOTALL)
BY = re.compile(r"(?:^|\s)(?:due by|due|by|until|bis|avant|d'ici|antes de|para)\s+", re.IGNORECASE)
UNDATED = re.compile(r"(?:no|without)(?: a)? due (?:time|date)", re.IGNORECASE)
VERIFY = re.compile(
    r"(?:^|[\s,;.])(?:(?:to )?verify|verified by|prüfen|geprüft durch|vérifier|vérifié par|verificar|verificado por)"
    r"\s*:\s*",
    re.IGNORECASE,
)
PERSONNEL = re.compile(
    r"\b(?:disciplin\w*|dismiss(?:al)? (?:of )?(?:\w+ )?(?:employee|colleague)|reprimand\w*|written warning|"
    r"disziplinar\w*|abmahn\w*|kündig\w* (?:de[mrs]|die) (?:mitarbeit|kolleg)\w*|licenci\w*|avertissement écrit|"
    r"despid\w*|amonestaci\w*|human resources|personalabteilung|ressources humaines|recursos humanos)\b",
    re.IGNORECASE,
)
"""What is between an employer and an employee: everyone in the channel and each reader of the report would see it."""
PLAIN_NAME = re.compile(r"(?:^|\s)@\w\S*")
AGAIN = ("reopen", "again")
COMMANDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("done", "finish", "finished", "complete", "completed", "close", "closed", "erledigt", "terminé", "hecho"),
        "/breach done {step}",
    ),
    **dict.fromkeys(
        ("skip", "skipped", "cancel", "canceled", "cancelled", "delete", "remove", "drop"), "/breach skip {step} REASON"
    ),
    **dict.fromkeys(("take", "claim"), "/breach take {step}"),
    **dict.fromkeys(("assign", "give"), "/breach assign {step} @name"),
    **dict.fromkeys(AGAIN, "/breach task {step} reopen"),
    "unassign": "/breach unassign {step}",
    "stuck": "/breach stuck {step} REASON",
    "snooze": "/breach snooze {step} 2h",
}
"""Words that are no title: what people do to a task, and the command that does it."""
STEP = re.compile(r"[A-Za-z]\d{1,4}\b")


def read_task(context: IncidentContext) -> AddTask | ChangeTask | ReopenTask:
    """`TITLE @who by WHEN verify: HOW`, the time at the end of what is to be done; `T1 by WHEN`, `T1 TITLE`,
    `T1 verify: HOW` and `T1 reopen` are about one that is there."""
    text, test = _told_apart(_beside_people(context))
    if not (found := KNOWN.fullmatch(text)):
        _refuse_new(text)
        title, due_at = _split(context, text)
        return AddTask(title, tuple(dict.fromkeys(context.request.people)), due_at, test)
    number, rest = found[1].upper(), found[2].strip()
    if rest.lower() in AGAIN:
        return ReopenTask(number)
    if UNDATED.fullmatch(rest):
        return ChangeTask(number, undated=True)
    if not rest and test:
        return ChangeTask(number, test=test)
    if not rest:
        raise UsageError(
            _("Say what changes: the due time, or what needs to be done."),
            _("For example: {example}", example=_("/breach task {number} by tomorrow 10:00", number=number)),
        )
    title, due_at = _split(context, rest)
    if title and not quoted(rest)[0]:
        _refuse_title(number, title)
    return ChangeTask(number, title, due_at, test=test)


def _refuse_new(text: str) -> None:
    """Raises UsageError for `done T1`: a command about a step, after the wrong word."""
    first, _space, rest = text.partition(" ")
    if first.lower() in COMMANDS and (step := STEP.match(rest)):
        raise _other_command(text, COMMANDS[first.lower()].format(step=step[0].upper()), "/breach task")


def _refuse_title(number: str, title: str) -> None:
    """Raises UsageError for `T1 done`, and for a single word, which is a mistyped command rather than a title."""
    first, _space, rest = title.lower().partition(" ")
    if first in COMMANDS:
        raise _other_command(title, COMMANDS[first].format(step=number), f"/breach task {number}")
    if not rest:
        raise not_understood(title, COMMANDS, AGAIN[:1], as_written(f"/breach task {number}", title))


def _other_command(text: str, command: str, before: str) -> UsageError:
    return UsageError(
        _("“{text}” was not understood.", text=repeated(text)),
        f"{_('Did you mean {choices}?', choices=command)} {as_written(before, text)}",
    )


def _told_apart(text: str) -> tuple[str, str]:
    """What is to be done, and how it will be verified."""
    found = VERIFY.search(text)
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else (text, "")


def _beside_people(context: IncidentContext) -> str:
    """What was typed, without the mentions of people."""

    def kept(found: re.Match[str]) -> str:
        return " " if found[1] == "@" else found[0]

    text = " ".join(as_typed(MARKUP.sub(kept, context.request.typed)).split())
    if name := PLAIN_NAME.search(text):
        raise UsageError(
            _("“{name}” is not a mention, so no one was assigned.", name=name[0].strip()),
            _("Choose the person from the list that Slack shows after @."),
        )
    return text


def _split(context: IncidentContext, text: str) -> tuple[str, datetime | None]:
    """What is to be done, and by when: what stands after the last “by” and is a time. Raises Ambiguous, and UsageError
    for what has digits but is no time: nothing that was meant as a due time may get lost. A title in quotation marks
    is taken as it is."""
    title, beside = quoted(text)
    if title and not (more := _split(context, beside) if beside else ("", None))[0]:
        return title, more[1]
    joints = list(BY.finditer(text))
    for joint in reversed(joints):
        title, words = text[: joint.start()].strip(" ,"), text[joint.end() :].strip()
        try:
            return title, read_time(context, _("Due"), words, Sense.UNTIL)
        except Ambiguous:
            raise
        except UsageError:
            if any(sign.isdigit() for sign in words):
                raise
    return text.strip(), None


def draw_task(context: IncidentContext) -> Modal:
    work, incident = context.work, context.incident
    names = {one: profiles.name_of(work, one) for one in people.everyone(work, incident)}
    options = [option(name, person) for person, name in sorted(names.items(), key=lambda pair: pair[1].lower())]
    zone = _("In your time zone, {zone}.", zone=context.reader.zone)
    blocks = (
        field_input("title", _("What needs to be done?"), text_box(most=1000)),
        field_input("owners", _("Who does it?"), select_many(options, chosen=[context.request.person])),
        field_input("due_at", _("By when?"), moment(), hint=zone, optional=True),
        field_input("test", _("How will you verify it?"), text_box(most=1000), optional=True),
        _about(),
    )
    return Modal("task", _("Add task"), blocks, _("Add"))


def _about() -> dict[str, object]:
    return context(_("Each owner is reminded when it is late. A task stays open when the incident is closed."))


def read_task_form(context: IncidentContext) -> AddTask:
    request = context.request
    owners = request.values.get("owners")
    named = tuple(owners) if isinstance(owners, list) else ()
    return AddTask(request.entered("title"), named, request.moment("due_at"), request.entered("test"))


def added(outcome: TaskShown, reader: Reader) -> Message:
    one = outcome.status
    owners = ", ".join(mention(person) for person in one.owners)
    title = f"{one.step.id} {told(one.step.name)}"
    if outcome.again:
        return Message(_("{step} is already recorded that way. No change.", step=title))
    said = _("{task}: {owners}.", task=title, owners=owners) if owners else f"{title}."
    due = _("Due {at}.", at=when(one.due_at)) if one.due_at else _("It has no due time.")
    own = _("You named no one, so the task is yours. To assign it to someone: {example}", example=_example(one.step.id))
    return Message(" ".join([said, due, *([own] if outcome.own else []), *_remarks(one)]))


def _remarks(one: StepStatus) -> Iterator[str]:
    assert isinstance(one.step, TaskStep)
    if one.step.test:
        yield _("It is done once it is verified: {test}", test=told(one.step.test))
    if PERSONNEL.search(one.step.do):
        yield _("Keep disciplinary and HR matters out of this list. Everyone here reads it, and it is in the report.")


def _example(number: str) -> str:
    return f"`/breach assign {number} @name`"
