"""A whole incident in another language: from opening to closing, no English sentence of the bot's own is left, and no
English step or title of a duty."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.actions import firing
from bot.actions.work import BREACHBOT
from bot.domain.reminders import ReminderStatus
from bot.messages.catalog import form_of
from bot.messages.languages import ENGLISH, LANGUAGES, speaking
from bot.slack.callbacks import decode
from bot.store.tables import Incident, Reminder
from bot.workspace.client import visible_text as words
from bot.workspace.core.inputs import elements
from tests.slack.desk import COMMS, CRM, DPO, EXEC, LEAD, Answer, Desk
from tools.messages import read

OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)
FEWEST = 5  # words in a row: fewer could also be in what a law says
FEWEST_OF_TITLE = 3  # words of the title of a step or a duty
TITLE = re.compile(r"runbooks/.*\.title|duty: .*")
MET = (DPO, "met eu-gdpr-33-1-authority ref LDA-7 because our law firm filed it")


def english_sentences(language: str) -> re.Pattern[str]:
    """The longest stretch between two places of each sentence that is said otherwise in the language."""
    found = set()
    for message in read(language):
        if not message.id or message.string == message.id:
            continue
        for english in (message.id,) if isinstance(message.id, str) else message.id:
            stretch = max(re.split(r"\{\w+\}|`[^`]*`|/breach.*", english), key=len).strip(" .,:;*_")
            is_title = any(map(TITLE.fullmatch, message.auto_comments))
            if len(stretch.split()) >= (FEWEST_OF_TITLE if is_title else FEWEST):
                found.add(re.escape(stretch))
    return re.compile("|".join(sorted(found, key=len, reverse=True)))


def whole_path(desk: Desk) -> list[Answer]:
    """Everything that people get back, in the order in which an incident goes."""
    lines = (
        (LEAD, "help"), (LEAD, "status"), (LEAD, "list"), (LEAD, "next"), (LEAD, "steps"), (LEAD, "steps contain"),
        (DPO, "facts"), (DPO, "facts aware_at 2 Mar 2026 08:30"), (DPO, "facts people DE 1200"),
        (DPO, "facts nonsense 12"), (DPO, "facts aware_at tomorrow"), (DPO, "clocks"),
        (DPO, "why eu-gdpr-33-1-authority"), (LEAD, "severity 2 contained at noon"), (LEAD, "severity"),
        (LEAD, "take C01"), (LEAD, "take C01"), (LEAD, "done C01 the record is open"), (LEAD, "done"),
        (LEAD, "stuck C04 no phone numbers at hand"), (LEAD, "skip C04"), (DPO, "risk"),
        (DPO, "risk high because strangers can read the addresses"), (COMMS, "notice"),
        (COMMS, "notice gdpr-authority"), (COMMS, "approve gdpr-authority"), (DPO, "approve gdpr-authority"),
        MET, MET,
        (COMMS, "decline eu-gdpr-34-individuals because the addresses were public anyway"),
        (DPO, "hold eu-gdpr-34-individuals until 2026-03-05 12:00 by LKA Berlin"), (DPO, "law"), (DPO, "exposure"),
        (DPO, "memo"), (EXEC, "note the board was told"), (LEAD, "handover"), (LEAD, "runbook"), (LEAD, "report pdf"),
        (LEAD, "assign forensics"), (COMMS, "reopen"), (LEAD, "xyzzy"), (COMMS, "close we are done"),
        (LEAD, "close"), (LEAD, "reopen a customer found more records"),
    )  # fmt: skip
    got = []
    for person, line in lines:
        desk.later(hours=1)
        got.append(desk.say(person, f"/breach {line}"))
    buttons = (("facts.choose", ""), ("step.done", "C05"), ("step.stuck", "C05"), ("step.show", "C02"),
               ("clock.met", "eu-gdpr-34-individuals"), ("clock.decline", "eu-gdpr-34-individuals"),
               ("risk.decide", ""), ("incident.close", ""), ("incident.open", ""))  # fmt: skip
    return [*got, *(desk.press(DPO, action, subject) for action, subject in buttons)]


@pytest.mark.parametrize("language", OTHERS)
def test_an_incident_from_opening_to_closing_has_no_english_sentence(inside: Desk, language: str) -> None:
    inside.far.locales = dict.fromkeys((LEAD, DPO, COMMS, EXEC), f"{language}-XX")
    inside.hears(LEAD, DPO, COMMS, EXEC)
    inside.later(days=1)
    english, left = english_sentences(language), set()
    for answer in whole_path(inside):
        assert answer.text.strip()
        left |= {(found, answer.text.splitlines()[0][:60]) for found in english.findall(answer.text)}
    assert left == set()


def propose(desk: Desk, person: str, line: str) -> None:
    """What the person may not do themselves, by the button under the refusal."""
    refused = desk.say(person, f"/breach {line}")
    shown = [one for block in (refused.message or {}).get("blocks", []) for one in elements(block)]
    target = next(decode(one["value"]) for one in shown if one.get("action_id") == "proposal.make")
    desk.press(person, "proposal.make", target.subject, version=target.version)


def fire(desk: Desk) -> None:
    """Every reminder that is due by now."""
    with desk.opens(BREACHBOT, False) as work:
        pending = select(Reminder).where(Reminder.status == ReminderStatus.PENDING, Reminder.due_at <= desk.now)
        rows = work.session.scalars(pending).all()
        for row in rows:
            row.status, row.fired_at = ReminderStatus.FIRED, work.now
        firing.fire(work, work.session.get_one(Incident, 1), rows)


def channel_path(desk: Desk) -> Iterator[str]:
    """What the channel reads, drawn after each part: proposals and what outdates them, decisions to look at again,
    steps that are set aside and come back, requests to wait, reminders, notices with wording remarks."""
    parts = (
        ((DPO, "facts aware_at 2 Mar 2026 08:30"), (DPO, "facts people DE 1200, US-CA 700"), (LEAD, "take C01"),
         (DPO, "facts form of data electronic"), (LEAD, "done d1 the statement is taken"),
         (DPO, "facts form of data replace paper"), (LEAD, "step d2")),
        ((COMMS, "notice gdpr-individuals"), (DPO, "risk high because strangers can read the addresses"),
         (DPO, "decline eu-gdpr-34-individuals because the addresses were public anyway")),
        (MET, (DPO, "facts aware_at 26 Feb 2026 08:30"),
         (DPO, "facts data contact, health"), (DPO, "facts people US-CA 700")),
        ((DPO, "hold eu-gdpr-34-individuals until 2026-03-19 12:00 by LKA Berlin"),
         (DPO, "release eu-gdpr-34-individuals"),
         (COMMS, "skip C06 logs are streamed away"), (LEAD, "done C06 the logs are copied")),
    )  # fmt: skip
    propose(desk, CRM, "decline eu-gdpr-33-1-authority because the key is safe with us")
    propose(desk, CRM, "risk unlikely because the disk was encrypted and the key is safe")
    propose(desk, CRM, "close there is nothing left to do here")
    for number, part in enumerate(parts):
        for person, line in part:
            desk.later(hours=2)
            yield desk.say(person, f"/breach {line}").text
        if number == 1:  # people are to be notified by now
            propose(desk, CRM, "hold eu-gdpr-34-individuals until 2026-03-09 12:00 by LKA Berlin written")
        fire(desk)
        yield from (words(body) for body in desk.drawn())
    yield words(desk.home(DPO))
    yield desk.say(DPO, "/breach why us-ca-individuals").text
    yield desk.say(DPO, "/breach why eu-gdpr-33-1-authority").text


SAID = (
    "decide the risk to people: {level}",
    "“{title}” was recorded as met.",
    "Marked met on time, but by the new calculation it was due {due}, before it was sent.",
    "Law enforcement asked for a delay until {to_at}: {reason} ({rule}).",
    "Nights, weekends and holidays count.",
    "Set aside: applies only if {condition}.",
)
"""Some of what is kept, or made by an engine, that the path comes by."""


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_channel_reads_has_no_english_sentence(inside: Desk, language: str) -> None:
    organisation = inside.library.organisation
    languages = organisation.languages.model_copy(update={"default": language})
    in_language = organisation.model_copy(update={"languages": languages})
    inside.library = replace(inside.library, organisation=in_language)
    inside.far.locales = dict.fromkeys((LEAD, DPO, COMMS, CRM), f"{language}-XX")
    inside.hears(LEAD, DPO, COMMS, CRM)
    inside.later(days=1)
    english = english_sentences(language)
    said = list(channel_path(inside))
    assert {found for text in said for found in english.findall(text)} == set()
    with speaking(language):
        parts = [max(re.split(r"\{\w+\}", form_of(one)), key=len).strip() for one in SAID]
    assert [part for part in parts if not any(part in text for text in said)] == []
