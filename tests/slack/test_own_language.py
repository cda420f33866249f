"""A runbook in the organization's own language: its text is shown as written, and its answers are typed as written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions.work import Library
from bot.runbook.files import load_runbooks
from bot.runbook.model import Runbook
from bot.settings import shipped
from tests.shipped import law
from tests.slack.desk import LEAD, Desk, desk_over

GERMAN = """\
kind: lost-device
title: Verlorenes oder gestohlenes Gerät
version: 1
extends: core
about: Ein Notebook im Auto, ein Telefon im Zug. Ob Personen zu benachrichtigen sind, hängt von der Verschlüsselung ab.
changes:
  C04:
    title: Entscheiden, ob dieser Kanal sicher ist
    do: Fragen Sie, ob jemand mit dem Gerät hier mitlesen kann.
    why: Wer mitliest, kommt Ihnen zuvor.
    decision:
      question: Können wir diesem Kanal vertrauen?
      options: ["ja", "nein, wir sind umgezogen"]
      by: [lead]
phases:
  contain:
    - id: g1
      title: Gerät sperren und Zugriffe entziehen
      do: Sperren Sie das Gerät, und melden Sie es überall ab.
      why: Angemeldete Sitzungen überleben ein Passwort.
      warning: Löschen Sie es nicht, bevor der letzte Stand gesichert ist.
      owner: it
      due: 20 minutes after opened
      when: '"electronic" in form_of_data'
      because: ein Gerät verloren ging
      evidence: [Bildschirmfoto der Konsole]
"""


@pytest.fixture
def runbooks(tmp_path: Path) -> Mapping[str, Runbook]:
    """Which can't be read where one has a fault."""
    (tmp_path / "lost-device.yaml").write_text(GERMAN, encoding="utf-8")
    return load_runbooks(shipped("runbooks"), tmp_path, vocabulary=law().vocabulary)


@pytest.fixture
def german(runbooks: Mapping[str, Runbook], library: Library, tmp_path: Path, empty: Path) -> Iterator[Desk]:
    with desk_over(tmp_path / "breachbot.db", empty, replace(library, runbooks=runbooks)) as desk:
        desk.open("Laptop im Zug verloren")
        desk.far.locales = {LEAD: "de-DE"}
        yield desk


def test_its_steps_are_shown_as_they_are_written(german: Desk) -> None:
    steps = german.say(LEAD, "/breach steps contain").text
    assert "Gerät sperren und Zugriffe entziehen" in steps
    step = german.say(LEAD, "/breach step g1").text
    assert "Angemeldete Sitzungen überleben ein Passwort." in step
    assert "ein Gerät verloren ging" in step
    assert "Verlorenes oder gestohlenes Gerät" in german.say(LEAD, "/breach runbook").text


def test_its_decision_is_answered_in_its_own_words(german: Desk) -> None:
    asked = german.press(LEAD, "step.done", "C04").text
    assert "Können wir diesem Kanal vertrauen?" in asked
    assert "nein, wir sind umgezogen" in asked
    german.say(LEAD, "/breach done C04 nein weil das Telefon noch angemeldet ist")
    assert "das Telefon noch angemeldet ist" in german.say(LEAD, "/breach step C04").text
