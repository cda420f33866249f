"""A report that counts from letters that are not out yet: its date moves with them and is never late."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.store.engine import reading
from bot.store.tables import Clock, Incident, Reminder
from tests.slack.desk import LEAD, Desk

AG = "us-ca-ag"  # 15 days after the letters, which are due 30 days after 1 March, by 31 March: 15 April
EXPECTED_AT = datetime(2026, 4, 16, 6, 59, 59, tzinfo=UTC)  # the day ends in Los Angeles
SENT = datetime(2026, 4, 5, 6, 59, 59, tzinfo=UTC)  # of letters sent on 20 March: 4 April


def clock(desk: Desk) -> Clock:
    with reading(desk.engine) as session:
        return session.scalars(select(Clock).where(Clock.duty_id == AG)).one()


def planned(desk: Desk) -> list[tuple[str, datetime | None]]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(Reminder).where(Reminder.subject_id == AG, Reminder.status == "pending"))
        return [(str(row.title), row.deadline_at) for row in rows]


def test_it_has_a_date_and_reminders_that_move_with_what_it_counts_from(known: Desk) -> None:
    found = clock(known)
    assert (found.starts_at, found.target_at, found.limit_at) == (None, EXPECTED_AT, None)
    assert planned(known)
    assert {at for _, at in planned(known)} == {EXPECTED_AT}
    assert all("(expected)" in title for title, _ in planned(known))
    assert "Expected by" in known.say(LEAD, f"/breach why {AG}").text
    known.now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    known.say(LEAD, "/breach facts individuals_told_at 20 Mar 2026 09:00")
    found = clock(known)
    assert (found.target_at, found.limit_at is None) == (SENT, False)
    assert {at for _, at in planned(known)} == {SENT}
    assert not [title for title, _ in planned(known) if "(expected)" in title]
    with known.opens(LEAD, True) as work:
        verified = verify_log(work.session, work.session.get_one(Incident, 1))
        assert (verified.broken, verified.differences) == (None, [])


def test_letters_that_are_late_make_it_wait_and_not_late(known: Desk) -> None:
    known.now = datetime(2026, 5, 1, 9, tzinfo=UTC)
    text = known.say(LEAD, f"/breach why {AG}").text
    assert "late by" not in text
    assert "The clock starts once this is known" in text
