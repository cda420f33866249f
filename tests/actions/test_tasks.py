"""Tasks that people add: steps of the incident in every respect, and the only ones that outlive its closing."""

from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select

from bot.actions.reports import collect
from bot.actions.work import BREACHBOT, Work
from bot.documents.incident_documents import notice_drafter, report_document
from bot.runbook.steps import StepStatus
from bot.store.engine import reading
from bot.store.record_session import RecordSession
from bot.store.tables import Incident, Reminder, TimelineEntry
from bot.timers.firing import fire_due
from tests.slack.desk import COMMS, DPO, ENGINEER, LEAD, OUTSIDER, Desk, everything
from tests.slack.on_record import step, whole

ADD = f"/breach task Call the hosting vendor <@{COMMS}> by tomorrow 10:00"
TOMORROW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin, on the day after the desk's first


def task(desk: Desk, number: str = "T1") -> StepStatus:
    return step(desk, number)


def pending(desk: Desk, number: str = "T1") -> list[datetime]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(Reminder).where(Reminder.subject_id == number, Reminder.status == "pending"))
        return sorted(row.due_at for row in rows)


def begin(desk: Desk, session: RecordSession, now: datetime) -> Work:
    """What the timers do anything with."""
    return Work(session, now, BREACHBOT, desk.library, notice_drafter(desk.library), lambda: "salt")


def test_a_task_has_its_owner_and_its_due_time_and_is_listed_among_the_steps(inside: Desk) -> None:
    answer = inside.say(LEAD, ADD).text
    assert "T1 Call the hosting vendor" in answer
    assert "Read as Tue 3 Mar 2026, 10:00 CET" in answer
    one = task(inside)
    assert (one.step.title, one.owners, one.due_at, one.state) == (
        "Call the hosting vendor", (COMMS,), TOMORROW, "claimed",
    )  # fmt: skip
    for line in ("/breach steps", "/breach steps tasks", "/breach next"):
        assert "Call the hosting vendor" in inside.say(COMMS, line).text
    assert "Tasks 0/1" in inside.say(LEAD, "/breach status").text
    assert any(f"<@{LEAD}> assigned T1" in everything(body) for body in inside.drawn())
    assert pending(inside)[0] == TOMORROW
    whole(inside)


def test_several_owners_and_a_time_anywhere_but_lost(inside: Desk) -> None:
    inside.say(LEAD, f"/breach task Call the vendor by phone <@{COMMS}> <@{DPO}>")
    assert (task(inside).step.title, task(inside).owners, task(inside).due_at) == (
        "Call the vendor by phone", (COMMS, DPO), None,
    )  # fmt: skip
    assert "99:99" in inside.say(LEAD, "/breach task Call the vendor by 99:99").text
    assert "read in more than one way" in inside.say(LEAD, "/breach task Call the vendor by 03/04/2027 09:00").text
    assert "That time has passed." in inside.say(LEAD, "/breach task Call the vendor by 1 Mar 2026 09:00 UTC").text
    with reading(inside.engine) as session:
        said = [row for row in session.scalars(select(TimelineEntry)) if row.event == "task.added"]
    assert len(said) == 1


def test_without_a_name_it_is_ones_own_and_without_a_time_it_says_so(inside: Desk) -> None:
    answer = inside.say(ENGINEER, "/breach task Rotate the deploy keys").text
    assert "You named no one, so the task is yours." in answer
    assert "It has no due time." in answer
    assert (task(inside).owners, pending(inside)) == ((ENGINEER,), [])


def test_it_is_taken_given_done_skipped_and_reopened_as_any_step(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    inside.say(DPO, "/breach take T1")
    inside.say(LEAD, f"/breach assign T1 <@{ENGINEER}>")
    inside.say(COMMS, "/breach unassign T1")
    assert task(inside).owners == (DPO, ENGINEER)
    assert "● done" in inside.say(DPO, "/breach done T1 they will restore it").text
    assert pending(inside) == []
    inside.say(DPO, "/breach task T1 reopen")
    assert (task(inside).state, task(inside).owners, pending(inside)[0]) == ("claimed", (DPO,), TOMORROW)
    assert "– skipped" in inside.say(DPO, "/breach skip T1 they called us").text
    assert "is open already" not in inside.say(DPO, "/breach task T1 reopen").text
    whole(inside)


def test_its_due_time_and_its_text_may_change(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    inside.say(LEAD, "/breach task T1 by tomorrow 12:00")
    assert task(inside).due_at == TOMORROW + timedelta(hours=2)
    assert pending(inside)[0] == TOMORROW + timedelta(hours=2)
    inside.say(LEAD, "/breach task t1 Call the vendor's lawyer")
    assert (task(inside).step.title, task(inside).due_at) == (
        "Call the vendor's lawyer", TOMORROW + timedelta(hours=2),
    )  # fmt: skip
    inside.say(LEAD, "/breach task T1 no due time")
    assert (task(inside).due_at, pending(inside)) == (None, [])
    assert "There is no task" in inside.say(LEAD, "/breach task T7 by tomorrow 12:00").text
    whole(inside)


def test_only_who_is_in_the_incident_gets_one(inside: Desk) -> None:
    assert "is not in this incident" in inside.say(LEAD, f"/breach task Call the vendor <@{OUTSIDER}>").text
    assert "not part of an incident" in inside.say(OUTSIDER, "/breach task Call the vendor", "C0GENERAL").text
    assert "Say briefly what" in inside.say(LEAD, "/breach task Go").text


def test_a_long_one_is_kept_whole_under_a_short_title(inside: Desk) -> None:
    words = "Ask the vendor which of the backups they hold were reachable from the server that was attacked"
    inside.say(LEAD, f"/breach task {words}")
    assert len(task(inside).step.title) == 70
    assert task(inside).step.do == words


def test_the_form_behind_the_button(inside: Desk) -> None:
    form = inside.press(LEAD, "task.add").view
    assert form
    inside.submit(LEAD, form, title="Call the vendor", owners=[DPO, COMMS], due_at=TOMORROW)
    assert (task(inside).owners, task(inside).due_at) == ((DPO, COMMS), TOMORROW)


def test_it_is_late_like_a_step_and_in_the_report(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    inside.later(hours=30)
    assert task(inside).late_for
    assert "Tasks 0/1 (1 late)" in inside.say(LEAD, "/breach status").text
    with inside.opens(LEAD, True) as work:
        report = collect(work, work.session.get_one(Incident, 1))
    [row] = [row for row in report.steps if row.phase == "tasks"]
    assert (row.title, row.due_at, row.outcome) == ("T1 Call the hosting vendor", TOMORROW, "late")


def test_the_closing_leaves_it_open_and_says_so(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    inside.close("contained, and all is said")
    assert any("1 task stays open" in everything(body) for body in inside.drawn())
    assert pending(inside)[0] == TOMORROW
    assert "T1" in inside.say(COMMS, "/breach next").text
    inside.later(hours=30)
    fire_due(inside.engine, partial(begin, inside), inside.now)
    assert any("T1" in everything(body) and f"<@{COMMS}>" in everything(body) for body in inside.drawn())
    assert "● done" in inside.say(COMMS, "/breach done T1 they answered").text
    assert "closed" in inside.say(LEAD, "/breach done C04 yes because it is ours").text
    assert "closed" in inside.say(LEAD, "/breach take C03").text
    whole(inside)


def test_one_is_added_after_the_closing(inside: Desk) -> None:
    inside.close("contained, and all is said")
    assert "T1 Review the vendor contract" in inside.say(DPO, "/breach task Review the vendor contract").text
    assert "Due" in inside.say(DPO, "/breach task T1 by in 3 days").text
    assert "T1" in inside.say(DPO, "/breach next").text
    whole(inside)


def test_a_task_of_a_closed_incident_is_at_home_until_it_is_done(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    inside.close("contained, and all is said")
    assert "T1" in everything(inside.home(COMMS))
    assert "T1" not in everything(inside.home(ENGINEER))
    inside.say(COMMS, "/breach done T1 they answered")
    assert "T1" not in everything(inside.home(COMMS))


def test_it_is_news_for_who_was_away(inside: Desk) -> None:
    inside.say(DPO, "/breach catchup")
    inside.later(minutes=5)
    inside.say(LEAD, ADD)
    assert "added: `T1`" in inside.say(DPO, "/breach catchup").text


def test_a_task_that_is_sent_twice_is_there_once(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    assert "T1 Call the hosting vendor is already recorded" in inside.say(LEAD, ADD).text
    inside.say(COMMS, "/breach done T1 called")
    assert "T2 Call the hosting vendor" in inside.say(LEAD, ADD).text


VERIFIED = f"{ADD} verify: the restored files open"


def test_one_with_a_test_is_done_once_someone_says_what_came_of_it(inside: Desk) -> None:
    assert "It is done once it is verified: the restored files open" in inside.say(LEAD, VERIFIED).text
    assert (task(inside).step.title, task(inside).owners, task(inside).due_at) == (
        "Call the hosting vendor", (COMMS,), TOMORROW,
    )  # fmt: skip
    assert "How it will be verified: the restored files open" in inside.say(COMMS, "/breach step T1").text
    assert "T1 is done once it is verified" in inside.say(COMMS, "/breach done T1").text
    inside.say(LEAD, "/breach task T1 verify: three of the restored files open")
    assert task(inside).state == "claimed"
    assert "three of the restored files" in inside.say(COMMS, "/breach step T1").text
    assert "● done" in inside.say(COMMS, "/breach done T1 opened three, all whole").text
    whole(inside)


def test_the_report_says_how_one_is_verified_and_what_came_of_it(inside: Desk) -> None:
    inside.say(LEAD, VERIFIED)
    inside.say(COMMS, "/breach done T1 opened three, all whole")
    with inside.opens(LEAD, True) as work:
        incident = work.session.get_one(Incident, 1)
        actions = collect(work, incident).actions
        page = report_document(work, incident).markdown
    first = next(one for one in actions if one.step == "T1")
    assert (first.test, first.state, first.found) == ("the restored files open", "done", "opened three, all whole")
    assert "| the restored files open | done: opened three, all whole |\n" in page


def test_the_form_asks_how_it_will_be_verified(inside: Desk) -> None:
    form = inside.press(LEAD, "task.add").view
    assert form
    inside.submit(LEAD, form, title="Call the vendor", owners=[DPO], test="they answer in writing")
    assert "they answer in writing" in inside.say(DPO, "/breach step T1").text
    done = inside.press(DPO, "step.done", "T1").view
    assert done
    assert "done once it is verified" in str(inside.submit(DPO, done).errors)
    inside.submit(DPO, done, note="their letter of today")
    assert task(inside).state == "done"


def weekly(desk: Desk, number: str = "T1") -> list[tuple[str, datetime]]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(Reminder).where(Reminder.subject_kind == "action", Reminder.subject_id == number))
        return sorted((row.status.value, row.due_at) for row in rows)


def test_who_has_one_after_the_closing_hears_of_it_each_week_until_it_is_done(inside: Desk) -> None:
    inside.say(LEAD, f"/breach task Turn off the old keys <@{COMMS}> verify: an old key is refused")
    inside.close("contained, and all is said")
    closed = inside.incident().closed_at
    assert closed
    first = closed.replace(second=0, microsecond=0) + timedelta(days=7, minutes=1 if closed.second else 0)
    assert weekly(inside) == [("pending", first)]
    inside.later(days=7, minutes=2)
    fire_due(inside.engine, partial(begin, inside), inside.now)
    said = [everything(body) for body in inside.drawn()]
    assert any("still open since the closing" in text and f"<@{COMMS}>" in text for text in said)
    assert weekly(inside) == [("fired", first), ("pending", first + timedelta(days=7))]
    inside.say(COMMS, "/breach done T1 tried one today, it was refused")
    assert weekly(inside) == [("cancelled", first + timedelta(days=7)), ("fired", first)]
    inside.say(COMMS, "/breach task T1 reopen")
    assert weekly(inside)[1] == ("pending", first + timedelta(days=7))
    inside.say(LEAD, "/breach reopen a customer found more records")
    assert [status for status, _ in weekly(inside)] == ["cancelled", "fired"]
    whole(inside)


def test_a_step_of_prevent_becomes_a_task_that_outlives_the_closing(inside: Desk) -> None:
    with inside.opens(LEAD, True) as work:
        statuses = work.snapshot(work.session.get_one(Incident, 1)).statuses
    step = next(one.step for one in statuses if one.step.phase == "prevent" and not one.step.is_task)
    inside.say(LEAD, f"/breach action {step.id} <@{DPO}> by tomorrow 10:00")
    assert task(inside).step.do == f"{step.id} {step.title}"
    assert (task(inside).owners, task(inside).due_at) == ((DPO,), TOMORROW)


def test_what_is_between_an_employer_and_an_employee_is_kept_out(inside: Desk) -> None:
    for said in ("Start disciplinary proceedings", "Abmahnung für den Kollegen schreiben", "Send a written warning"):
        assert "Keep disciplinary and HR matters out of this list." in inside.say(LEAD, f"/breach task {said}").text
    assert "HR matters" not in inside.say(LEAD, "/breach task Dismiss the false alarms of the scanner").text
