"""A person puts off their own reminders: how far, how often, who sees it, and what never moves by it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.domain.reminders import ReminderLine, ReminderMessage, ReminderStatus, ReminderSubject, SubjectKind, late_alarm
from bot.slack import reminders as reminder_views
from bot.store.engine import reading, writing
from bot.store.tables import Clock, Incident, Reminder
from bot.workspace.client import visible_text
from tests.slack.desk import DPO, LEAD, Desk, everything

GDPR = "eu-gdpr-33-1-authority"  # aware on 2 March at 09:00 in Berlin: due on 5 March at 08:00 UTC


@pytest.fixture
def day_before(known: Desk) -> Desk:
    """25 hours before the target; the warning for its owner alone comes in an hour."""
    with reading(known.engine) as session:
        clock = session.scalars(select(Clock).where(Clock.duty_id == GDPR)).one()
    assert clock.target_at
    known.now = clock.target_at - timedelta(hours=25)
    return known


def snoozes(desk: Desk) -> list[tuple[str | None, timedelta]]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(Reminder).order_by(Reminder.planned_at)).all()
        return [(row.person, row.due_at - row.planned_at) for row in rows if row.person]


def test_it_is_said_to_whom_and_until_when_and_the_deadline_stays(day_before: Desk) -> None:
    answer = day_before.say(DPO, "/breach snooze gdpr 33 2h")
    assert "You will be reminded of" in answer.text
    assert "You can snooze it 2 more times." in answer.text
    assert snoozes(day_before) == [(DPO, timedelta(hours=2))]
    assert any(f"<@{DPO}> snoozed their reminders about" in everything(body) for body in day_before.drawn())
    with day_before.opens(DPO, True) as work:
        incident = work.session.get_one(Incident, 1)
        verified = verify_log(work.session, incident)
        assert (verified.broken, verified.differences) == (None, [])
        row = next(row for row in work.snapshot(incident).clocks.values() if row.duty_id == GDPR)
        assert row.target_at == day_before.now + timedelta(hours=25)


def test_with_a_time_instead_of_a_length(day_before: Desk) -> None:
    assert "Read as" in day_before.say(DPO, f"/breach snooze {GDPR} until 2026-03-04 09:00 UTC").text
    assert snoozes(day_before) == [(DPO, timedelta(hours=2))]


def test_three_times_and_not_a_fourth(day_before: Desk) -> None:
    for _ in range(3):
        day_before.say(DPO, f"/breach snooze {GDPR} 1 hour")
        day_before.later(minutes=10)
    answer = day_before.say(DPO, f"/breach snooze {GDPR} 1 hour")
    assert "You have snoozed this 3 times, which is the maximum." in answer.text
    assert "You can snooze it 2 more times." in day_before.say(LEAD, f"/breach snooze {GDPR} 1 hour").text


def test_not_for_longer_than_the_rule_has_it_and_says_until_when(day_before: Desk) -> None:
    text = day_before.say(DPO, f"/breach snooze {GDPR} 9h").text
    assert "You can snooze this until Wed 4 Mar 2026, 16:00 CET at the latest." in text
    assert snoozes(day_before) == []
    day_before.say(DPO, f"/breach snooze {GDPR} 8h")
    assert "at the latest" in day_before.say(DPO, f"/breach snooze {GDPR} 5h").text  # twelve hours in all


def test_never_into_the_last_hours_before_the_deadline(day_before: Desk) -> None:
    day_before.later(hours=20)  # five hours are left, and reminders within four of them are never put off
    assert "at the latest" in day_before.say(DPO, f"/breach snooze {GDPR} 2h").text
    day_before.later(hours=1)
    assert "Within 4 h of that" in day_before.say(DPO, f"/breach snooze {GDPR} 30 min").text
    assert snoozes(day_before) == []


def test_what_is_over_or_unknown_cannot_be_put_off(day_before: Desk) -> None:
    assert "There is no duty" in day_before.say(DPO, "/breach snooze nonsense 2h").text
    assert "for how long" in day_before.say(DPO, f"/breach snooze {GDPR}").text
    day_before.say(LEAD, "/breach done C01 the record is open")
    assert "There is nothing to snooze." in day_before.say(LEAD, "/breach snooze C01 2h").text


def test_the_button_of_a_reminder_offers_the_lengths_that_fit(day_before: Desk) -> None:
    subject = ReminderSubject(SubjectKind.CLOCK, GDPR)
    at = day_before.now + timedelta(hours=7)
    line = ReminderLine("1", subject, "Tell the authority", late_alarm(1), ("owner",), at, at, 0, 5)
    shown = reminder_views.message(day_before.incident(), ReminderMessage((line,)).reminders, [DPO], [], 0)
    assert all(one in visible_text(shown.body()) for one in ("Snooze", "Show notices", "Show clocks"))
    day_before.later(hours=18)
    form = day_before.press(DPO, "reminder.snooze", str(subject)).view
    assert form
    [choice] = [block for block in form["blocks"] if block["type"] == "input"]
    assert [one["text"]["text"] for one in choice["element"]["options"]] == ["30 min", "1 h", "2 h"]
    assert "You will be reminded" in day_before.submit(DPO, form, **{"for": "120"}).text
    assert snoozes(day_before) == [(DPO, timedelta(hours=2))]


def test_a_step_shows_who_is_not_reminded_of_it_now(known: Desk) -> None:
    known.say(LEAD, "/breach take C01")
    with writing(known.engine) as session:
        row = session.scalars(select(Reminder).where(Reminder.subject_id == "C01")).first()
        assert row
        known.now = row.due_at + timedelta(minutes=1)
        row.status, row.fired_at = ReminderStatus.FIRED, known.now
    known.say(LEAD, "/breach snooze C01 1h")
    assert "snoozed their reminders about it until" in known.say(DPO, "/breach step C01").text


def test_a_refusal_has_its_times_in_the_readers_language(day_before: Desk) -> None:
    day_before.say(DPO, "/breach language de")
    assert "Mi., 4. März 2026, 16:00" in day_before.say(DPO, f"/breach snooze {GDPR} 9h").text
    day_before.later(hours=21)
    assert "Do., 5. März 2026, 09:00" in day_before.say(DPO, f"/breach snooze {GDPR} 1h").text
