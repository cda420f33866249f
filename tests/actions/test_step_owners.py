"""A step may belong to several people: each is reminded of it and finds it under /breach next; one completes it."""

from bot.actions import audiences, incidents
from bot.domain.reminders import ReminderLine, ReminderSubject, SubjectKind, late_alarm
from bot.store.tables import Incident
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, LEAD, OUTSIDER, Desk, everything
from tests.slack.on_record import step, whole


def told(desk: Desk, step_id: str) -> list[str]:
    """Whom a reminder to the step's owner would mention."""
    subject = ReminderSubject(SubjectKind.STEP, step_id)
    line = ReminderLine("1", subject, "a step", late_alarm(1), ("owner",), desk.now, desk.now, 0, -60)
    with desk.opens(LEAD, True) as work:
        return audiences.told(work, work.session.get_one(Incident, 1), line)


def test_several_are_given_a_step_and_each_is_told_and_reminded_of_it(inside: Desk) -> None:
    answer = inside.say(LEAD, f"/breach assign C01 <@{DPO}> <@{COMMS}>")
    assert "◐ in progress" in answer.text
    assert step(inside, "C01").owners == (DPO, COMMS)
    assert told(inside, "C01") == [DPO, COMMS]
    assert any(f"<@{LEAD}> assigned C01" in everything(body) for body in inside.drawn())
    for person in (DPO, COMMS):
        assert "C01" in inside.say(person, "/breach next").text
    whole(inside)


def test_who_takes_a_step_joins_those_who_have_it(inside: Desk) -> None:
    inside.say(LEAD, "/breach take C01")
    inside.say(DPO, "/breach take C01")
    assert step(inside, "C01").owners == (LEAD, DPO)
    assert f"<@{LEAD}>, <@{DPO}>" in inside.say(LEAD, "/breach step C01").text
    whole(inside)


def test_one_of_them_completes_it_for_all(inside: Desk) -> None:
    inside.say(LEAD, f"/breach assign C01 <@{LEAD}> <@{DPO}>")
    inside.say(DPO, "/breach done C01 the record is open")
    assert (step(inside, "C01").state, step(inside, "C01").owners) == ("done", (DPO,))
    assert "C01" not in inside.say(LEAD, "/breach next").text
    whole(inside)


def test_who_gives_it_back_leaves_it_to_the_others_and_the_last_one_opens_it(inside: Desk) -> None:
    inside.say(LEAD, f"/breach assign C01 <@{DPO}> <@{COMMS}>")
    inside.say(DPO, "/breach unassign C01")
    assert (step(inside, "C01").state, step(inside, "C01").owners) == ("claimed", (COMMS,))
    inside.say(LEAD, f"/breach unassign C01 <@{COMMS}>")
    assert (step(inside, "C01").state, step(inside, "C01").owners) == ("open", ())
    assert "C01 isn't assigned to" in inside.say(LEAD, "/breach unassign C01").text
    whole(inside)


def test_who_leaves_the_channel_has_no_step_and_the_others_keep_it(inside: Desk) -> None:
    inside.say(LEAD, f"/breach assign C01 <@{DPO}> <@{COMMS}>")
    with inside.opens(COMMS, False) as work:
        incidents.leave(work, work.session.get_one(Incident, 1), COMMS)
    assert step(inside, "C01").owners == (DPO,)
    whole(inside)


def test_only_who_is_in_the_incident_and_may_do_it_is_given_a_step(inside: Desk) -> None:
    assert "is not in this incident" in inside.say(LEAD, f"/breach assign C01 <@{OUTSIDER}>").text
    assert step(inside, "C01").owners == ()


def test_anyone_may_share_out_steps_but_not_roles(inside: Desk) -> None:
    assert "◐ in progress" in inside.say(CRM, f"/breach assign C01 <@{ENGINEER}>").text
    assert "This is for the" in inside.say(CRM, f"/breach assign dpo <@{ENGINEER}>").text


def test_to_oneself_and_twice(inside: Desk) -> None:
    inside.say(LEAD, "/breach assign C01 me")
    assert step(inside, "C01").owners == (LEAD,)
    assert "already recorded that way" in inside.say(LEAD, "/breach assign C01 me").text
    assert "Mention the person" in inside.say(LEAD, "/breach assign C01").text
