"""What the listeners do around an answer: who is asked about, what is tried again, what a fault of ours tells."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import pytest
import structlog
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.actions import notes
from bot.actions.effects import Effect
from bot.actions.work import Work
from bot.domain.events.incidents import NoteAdded
from bot.domain.reminders import TARGET, ReminderLine, ReminderMessage, ReminderSubject, SubjectKind
from bot.slack import subcommands
from bot.slack.callbacks import Target
from bot.slack.outgoing import draw
from bot.slack.routes import IncidentRoute, Subcommand
from bot.store.tables import TimelineEntry
from tests.slack.desk import CHANNEL, COMMS, DPO, LEAD, Desk


def test_a_person_whom_slack_does_not_tell_of_is_answered_anyway_and_asked_about_afterward(inside: Desk) -> None:
    """Whoever is new in the channel may be a guest: they have a part in the incident once Slack has told."""
    inside.far.away = True
    assert "BR-2223" in inside.say(COMMS, "/breach status").text
    assert "You are not part of that incident." in inside.say("UNEW00001", "/breach note it is raining").text
    assert inside.directory.learned == [COMMS, "UNEW00001"]
    inside.say(LEAD, "/breach status")
    assert LEAD not in inside.directory.learned, "what was kept of her is enough"
    inside.far.away = False
    assert "Recorded" in inside.say("UNEW00001", "/breach note it is raining").text


@pytest.mark.parametrize("person", [LEAD, "ULATE0001"])
@pytest.mark.parametrize(
    "line", ["note it is raining", "status", "done C01 written down", "assign dpo <@UNEW00001|new>"]
)
def test_who_asks_is_read_in_the_transaction_that_answers_unless_it_writes(
    inside: Desk, person: str, line: str
) -> None:
    """Also by someone whose coming we were not told of, and who names someone whom Slack has not told us of."""
    opened = []

    @contextmanager
    def opens(actor: str, only_reading: bool) -> Iterator[Work]:
        opened.append(only_reading)
        with inside.opens(actor, only_reading) as work:
            yield work

    inside.say(LEAD, "/breach steps")
    inside.listeners.opens = opens
    assert "went wrong" not in inside.say(person, f"/breach {line}").text
    assert opened == ([True] if person == LEAD and line == "status" else [True, False])


def test_what_another_process_was_quicker_with_is_done_again(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def collide(work: object, incident: object, command: object) -> object:
        tried.append(command)
        if len(tried) == 1:
            raise IntegrityError("insert into timeline_entry", {}, Exception("unique"))
        return notes.add_note(work, incident, command)  # type: ignore[arg-type]

    swap(monkeypatch, "note", collide)
    assert "Recorded as entry" in inside.say(LEAD, "/breach note it is raining").text
    assert len(tried) == 2


def test_what_keeps_colliding_is_given_up_and_said(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def collide(work: object, incident: object, command: object) -> object:
        tried.append(command)
        raise IntegrityError("insert into timeline_entry", {}, Exception("unique"))

    swap(monkeypatch, "note", collide)
    assert "tell your on-call engineer the reference" in inside.say(LEAD, "/breach note it is raining").text
    assert len(tried) == 3


def test_another_fault_of_the_database_is_not_tried_again(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def away(work: object, incident: object, command: object) -> object:
        tried.append(command)
        raise OperationalError("select", {}, Exception("gone"))

    swap(monkeypatch, "note", away)
    assert "so nothing was recorded" in inside.say(LEAD, "/breach note it is raining").text
    assert len(tried) == 1


def test_a_fault_of_ours_is_logged_by_its_reference_and_without_a_word_of_the_incident(
    inside: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(work: object, incident: object, command: object) -> object:
        raise RuntimeError(f"cannot take {command}")

    swap(monkeypatch, "note", fail)
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as lines:
        said = inside.say(LEAD, "/breach note Zaphod lost the towel").text
    reference = said.rsplit(" ", 1)[-1].strip(".\n")
    assert [line["reference"] for line in lines if line["event"] == "request.failed"] == [reference]
    for shown in (str(lines), caplog.text, *capfd.readouterr()):
        assert "Zaphod" not in shown
    assert "Zaphod" not in said


def swap(monkeypatch: pytest.MonkeyPatch, word: str, run: object) -> None:
    """Let the subcommand do something else, for this test."""
    one = subcommands.WORDS[word]
    assert isinstance(one.acts, IncidentRoute)
    changed = replace(one, acts=replace(one.acts, run=run))  # type: ignore[arg-type]  # a stand-in of any shape
    monkeypatch.setitem(cast(dict[str, Subcommand], subcommands.WORDS), word, changed)


def test_a_long_title_is_cut_for_show_and_kept_whole_as_a_note(desk: Desk) -> None:
    words = "laptop lost in Lyon with " + "many many customers " * 20
    incident = desk.open(words)
    assert len(incident.title) <= 150
    assert incident.title.startswith("laptop lost in Lyon with many")
    with desk.opens(LEAD, True) as work:
        kept = work.session.query(TimelineEntry).filter_by(event="note.added").one()
    assert isinstance(kept.said, NoteAdded)
    assert kept.said.text == words.strip()
    assert "is already open" in desk.say(LEAD, f"/breach open {words}", channel="C0GENERAL").text


def test_line_breaks_in_a_title_become_spaces(desk: Desk) -> None:
    assert desk.open("laptop\n lost in\tLyon").title == "laptop lost in Lyon"


def test_a_version_that_was_replaced_says_so_and_loses_its_button(inside: Desk) -> None:
    inside.say(COMMS, "/breach notice gdpr-authority")
    inside.say(DPO, "/breach facts people DE 12")
    inside.say(COMMS, "/breach notice gdpr-authority")
    stale = inside.press(DPO, "notice.approve", "1", version="1").text
    assert "This version was replaced by a newer one." in stale
    first, second = (body for body in inside.drawn() if body["text"].startswith("Notification to the supervisory"))
    assert "replaced" in first["text"]
    assert "notice.draft" not in str(first)
    assert "notice.draft" in str(second)


def test_a_draft_that_lacks_something_has_no_button_to_approve_it(inside: Desk) -> None:
    inside.say(COMMS, "/breach notice gdpr-authority")
    draft = next(body for body in inside.drawn() if body["text"].startswith("Notification to the supervisory"))
    assert "be approved until they are answered." in str(draft)
    assert "notice.approve" not in str(draft)
    assert "Still missing" in inside.press(DPO, "notice.approve", "1", version="1").text


def test_the_home_from_which_an_incident_was_opened_shows_it_at_once(desk: Desk) -> None:
    desk.home(LEAD)
    view = desk.press(LEAD, "incident.open", "form", channel=None).view
    assert view
    desk.submit(LEAD, view, title="laptop lost in Lyon", kind="lost-device")
    assert "laptop lost in Lyon" in str(desk.far.homes[LEAD])


def test_a_table_in_a_draft_is_shown_as_lines(inside: Desk) -> None:
    inside.say(COMMS, "/breach notice gdpr-authority")
    draft = next(body for body in inside.drawn() if body["text"].startswith("Notification to the supervisory"))
    assert "|---" not in str(draft)
    assert "{'type': 'text', 'text': 'To', 'style': {'bold': True}}" in str(draft)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("opne", "Did you mean `/breach open`"),
        ("deadlins", "Did you mean `/breach clocks`"),
        ("xyzzy", "See `/breach help`."),
        ("<!channel>", "See `/breach help`."),
    ],
)
def test_an_unknown_word_is_met_with_the_nearest(inside: Desk, typed: str, said: str) -> None:
    assert said in inside.say(LEAD, f"/breach {typed}").text


@pytest.mark.parametrize("word", ["OPEN", "Status", "CLOCKS", "lS"])
def test_capitals_do_not_matter(inside: Desk, word: str) -> None:
    assert "Unknown command" not in inside.say(LEAD, f"/breach {word}").text


def test_a_member_of_two_incidents_is_asked_which_one_is_meant_outside_their_channels(inside: Desk) -> None:
    inside.later(hours=1)
    inside.say(LEAD, "/breach open phone lost in Graz", channel="C0GENERAL")
    said = inside.say(LEAD, "/breach status", channel="C0GENERAL").text
    assert "You are part of several incidents." in said
    assert "BR-2223" in said
    assert inside.incident(2).ref in said
    assert "lost in Lyon" in inside.say(LEAD, "/breach status", channel=CHANNEL).text


def test_a_form_that_no_one_knows_any_more_is_refused_with_words(inside: Desk) -> None:
    shown = inside.submit(LEAD, {"callback_id": "gone", "blocks": [], "private_metadata": Target(1).encode()})
    assert "older version of breachbot" in shown.text


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("R&amp;D lost &lt;3 laptops&gt;", "R&D lost <3 laptops>"),
        ("call <@U012ABCDEF|ada> now", "call @ada now"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("see <https://example.org|example.org>", "see https://example.org"),
        ("write to <mailto:ada@example.org|ada@example.org>", "write to ada@example.org"),
        ("in <#C012ABCDEF|general>", "in #general"),
        ("<!here> and <!channel>", "@here and @channel"),
        ("&lt;@U012ABCDEF&gt;", "<@U012ABCDEF>"),
    ],
)
def test_what_slack_makes_of_typed_words_is_undone_before_they_are_kept(inside: Desk, sent: str, typed: str) -> None:
    inside.say(LEAD, f"/breach note {sent}")
    with inside.opens(LEAD, True) as work:
        kept = work.session.query(TimelineEntry).order_by(TimelineEntry.seq.desc()).first()
    assert kept
    assert isinstance(kept.said, NoteAdded)
    assert kept.said.text == typed


def test_what_is_still_open_at_closing_is_named_in_words(inside: Desk) -> None:
    for line in ("people DE 1200", "aware_at now"):
        inside.say(DPO, f"/breach facts {line}")
    answer = inside.say(LEAD, "/breach close all done")
    said = answer.text
    assert "Notify the supervisory authority · GDPR, Regulation (EU) 2016/679" in said
    assert "eu-gdpr-33-1-authority" not in said
    view = inside.choose(LEAD, answer, "Close anyway").view
    assert view
    assert "all done" in str(view["blocks"]), "the reason that was typed is not asked for again"


def test_a_closed_incident_asks_nothing_of_anyone(inside: Desk) -> None:
    inside.say(DPO, "/breach notice gdpr-authority")
    before = inside.say(LEAD, "/breach status").text
    assert "Next:" in before
    assert "Drafts that lack facts" in before
    inside.close("a false alarm, and nobody is affected")
    after = inside.say(LEAD, "/breach status").text
    assert "Next:" not in after
    assert "Drafts that lack facts" not in after
    told = inside.say(LEAD, "/breach next").text
    assert "This incident is closed. Nothing is waiting for you." in told
    assert "C01" not in told


def test_words_that_are_no_command_are_answered_with_all_the_help(inside: Desk) -> None:
    assert "`facts`" in inside.say(LEAD, "/breach help me").text


@pytest.mark.parametrize(
    ("left", "said"), [(90, "1 min left"), (30, "due now"), (0, "due now"), (-30, "due now"), (-90, "late by 1 min")]
)
def test_a_reminder_within_a_minute_of_its_deadline_says_that_it_is_due_now(inside: Desk, left: int, said: str) -> None:
    at, subject = inside.now, ReminderSubject(SubjectKind.STEP, "C01")
    line = ReminderLine("1", subject, "Open the record", TARGET, ("owner",), at, at, 0, left)
    effect = Effect("k", "reminder", 1, ReminderMessage((line,)).plain(), "lane", at)
    with inside.opens(LEAD, True) as work:
        message = draw(work, effect)
    assert message
    assert said in str(message.body())


def test_a_blocker_is_repeated_in_its_answer(inside: Desk) -> None:
    said = inside.say("ULEAD0001", "/breach stuck C04 no phone numbers").text
    assert "Stuck: no phone numbers." in said


def test_a_fact_that_no_one_knows_is_refused_with_the_way_to_the_list(inside: Desk) -> None:
    said = inside.say("ULEAD0001", "/breach facts qwxz 7").text
    assert "Unknown fact" in said
    assert "/breach facts" in said
