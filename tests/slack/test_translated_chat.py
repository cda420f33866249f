"""A whole incident in another language: from opening to closing, no English sentence of the bot's own is left."""

import re

import pytest

from bot.messages.languages import ENGLISH, LANGUAGES
from tests.slack.desk import COMMS, DPO, EXEC, LEAD, Answer, Desk
from tools.messages import read

OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)
FEWEST = 5  # words in a row: fewer could also be in what a law or a runbook says


def english_sentences(language: str) -> re.Pattern[str]:
    """The longest stretch between two places of each sentence that is said otherwise in the language."""
    found = set()
    for message in read(language):
        if not message.id or message.string == message.id:
            continue
        for english in (message.id,) if isinstance(message.id, str) else message.id:
            stretch = max(re.split(r"\{\w+\}|`[^`]*`|/breach.*", english), key=len).strip(" .,:;*_")
            if len(stretch.split()) >= FEWEST:
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
        (DPO, "met eu-gdpr-33-1-authority ref LDA-7"), (DPO, "met eu-gdpr-33-1-authority ref LDA-7"),
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
    inside.later(days=1)
    english, left = english_sentences(language), set()
    for answer in whole_path(inside):
        assert answer.text.strip()
        left |= {(found, answer.text.splitlines()[0][:60]) for found in english.findall(answer.text)}
    assert left == set()
