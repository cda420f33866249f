"""Who was away reads what changed in ten lines, alone; who comes later reads the whole in short, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions import catchup, incidents, people
from bot.domain.roles import ConflictAnswer
from bot.store.engine import reading
from bot.store.tables import LastLook, Outbox
from tests.slack.desk import CHANNEL, COMMS, DPO, ENGINEER, LEAD, OUTSIDER, Answer, Desk


def lines(answer: Answer) -> list[str]:
    assert answer.message
    return str(answer.message["blocks"][0]["text"]["text"]).splitlines()


def busy_day(desk: Desk) -> None:
    """News of every kind."""
    for line in (
        "facts people DE 1200",
        "facts data names",
        "facts aware_at 2026-03-02 09:00 CET",
        "severity 2 exposed",
        "done C01 opened",
        "stuck C04 no phone numbers",
        "risk high because the list is out",
        "notice gdpr-authority",
        f"assign hr <@{COMMS}>",
    ):
        desk.later(minutes=1)
        desk.say(LEAD, f"/breach {line}")
    desk.press(LEAD, "conflict.none", f"hr|{COMMS}|main|none")


def test_the_first_time_the_whole_is_shown_in_short(inside: Desk) -> None:
    busy_day(inside)
    said = inside.say(DPO, "/breach catchup")
    for part in ("What happened", "laptop lost in Lyon", "Whose data", "1,200", "Next deadline", "Open steps", "Roles"):
        assert part in said.text
    assert f"<@{COMMS}>" in said.text
    assert len(lines(said)) <= 10


def test_with_every_duty_met_no_clock_is_running(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200")
    inside.say(DPO, "/breach met eu-gdpr-33-1-authority ref 2026-117 because our law firm filed it")
    said = inside.say(DPO, "/breach catchup").text
    assert "No clock is running." in said
    assert "No duties are owed" not in said


def test_what_changed_since_the_last_look_fits_ten_lines(inside: Desk) -> None:
    inside.say(DPO, "/breach catchup")
    assert "Nothing changed in clocks" in inside.say(DPO, "/breach catchup").text
    busy_day(inside)
    said = inside.say(DPO, "/breach catchup")
    for topic in ("Clocks", "Decisions", "Steps", "Facts", "People", "Notices", "Next deadline"):
        assert f"*{topic}:*" in said.text, topic
    assert "`C01`" in next(line for line in lines(said) if "*Steps:*" in line)
    assert "stuck: `C04`" in said.text
    assert f"<@{COMMS}>: HR" in said.text
    assert len(lines(said)) <= 10
    assert "Nothing changed in clocks" in inside.say(DPO, "/breach catchup").text


def test_everyone_has_a_look_of_their_own(inside: Desk) -> None:
    for person in (DPO, LEAD):
        inside.say(person, "/breach catchup")
    inside.say(LEAD, "/breach done C01 opened")
    assert "done: `C01`" in inside.say(LEAD, "/breach catchup").text
    assert "done: `C01`" in inside.say(DPO, "/breach catchup").text


@pytest.mark.parametrize("words", ["2h", "2 hours", "since 08:30", "since 2 hours ago", "seit 08:30", "90 min"])
def test_a_time_can_be_given(inside: Desk, words: str) -> None:
    inside.later(minutes=30)
    inside.say(LEAD, "/breach done C01 opened")
    inside.say(DPO, "/breach catchup")
    inside.later(minutes=30)
    assert "done: `C01`" in inside.say(DPO, f"/breach catchup {words}").text


def test_looking_at_a_part_leaves_the_rest_for_later(inside: Desk) -> None:
    inside.say(DPO, "/breach catchup")
    inside.later(hours=1)
    inside.say(LEAD, "/breach done C01 opened")
    inside.later(hours=4)
    assert "Nothing changed in clocks" in inside.say(DPO, "/breach catchup 1h").text
    assert "done: `C01`" in inside.say(DPO, "/breach catchup").text


def test_what_is_told_to_one_person_is_no_news_and_reading_is_no_entry(inside: Desk) -> None:
    inside.say(DPO, "/breach catchup")
    inside.say(LEAD, f"/breach conflict <@{OUTSIDER}> suspect")
    with reading(inside.engine) as session:
        before = session.scalars(select(Outbox)).all()
    said = inside.say(DPO, "/breach catchup").text
    assert OUTSIDER not in said
    assert ConflictAnswer.SUSPECT not in said
    with reading(inside.engine) as session:
        assert len(session.scalars(select(Outbox)).all()) == len(before)


def test_nonsense_is_asked_about_and_outsiders_learn_nothing(inside: Desk) -> None:
    assert "went wrong" not in inside.say(DPO, "/breach catchup purple").text
    assert "laptop" not in inside.say(OUTSIDER, "/breach catchup", channel="C0GENERAL").text
    assert "laptop" not in inside.press(OUTSIDER, "catchup.show").text


# Late joiners


def arrives(desk: Desk, person: str) -> int:
    """Into the channel; how many messages wait for them alone."""
    with desk.opens(person, False) as work:
        catchup.arrive(work, incidents.by_id(work, 1), person)
    with reading(desk.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "tell")).all()
    return sum(row.details["person"] == person and row.details["view"] == "welcome" for row in rows)


def test_who_comes_later_is_told_once_and_then_only_what_is_new(inside: Desk) -> None:
    inside.say(OUTSIDER, "/breach help", channel="C0GENERAL")  # so that Slack has introduced them
    inside.later(hours=1)
    busy_day(inside)
    assert arrives(inside, OUTSIDER) == 1
    assert arrives(inside, OUTSIDER) == 1
    [said] = [body for body in inside.drawn() if "in short" in body["text"]]
    assert "laptop lost in Lyon" in str(said["blocks"])
    assert "Nothing changed in clocks" in inside.say(OUTSIDER, "/breach catchup").text


def test_who_was_there_from_the_start_is_told_nothing_unless_they_were_away(inside: Desk) -> None:
    assert arrives(inside, LEAD) == 0
    inside.later(hours=1)
    with inside.opens(LEAD, False) as work:
        people.leave_channel(work, incidents.by_id(work, 1), LEAD)
    inside.later(hours=1)
    assert arrives(inside, LEAD) == 1


def test_who_is_named_later_is_told_when_they_come(inside: Desk) -> None:
    inside.later(hours=1)
    inside.say(LEAD, f"/breach assign hr <@{OUTSIDER}>")
    inside.press(LEAD, "conflict.none", f"hr|{OUTSIDER}|main|none")
    assert arrives(inside, OUTSIDER) == 1


def test_whom_slack_does_not_introduce_is_told_nothing(inside: Desk) -> None:
    inside.later(hours=1)
    assert arrives(inside, "USTRANGE9") == 0


def test_the_look_is_in_the_time_of_a_drill(desk: Desk) -> None:
    desk.say(LEAD, "/breach drill ransomware on the file server")
    with desk.opens(LEAD, False) as work:
        incidents.by_id(work, 1).channel_id = CHANNEL
    desk.say(LEAD, "/breach forward 6 hours")
    desk.say(ENGINEER, "/breach catchup")
    desk.say(LEAD, "/breach catchup")
    with reading(desk.engine) as session:
        look = session.get_one(LastLook, (1, LEAD))
    assert look.at - desk.now >= timedelta(hours=6)
