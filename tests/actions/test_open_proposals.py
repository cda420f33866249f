"""Open proposals are seen and asked about until they are settled: on the card, on Home, and in reminders."""

from datetime import timedelta

from sqlalchemy import select

from bot.actions import confirmations, firing, incidents, proposals
from bot.actions.work import BREACHBOT
from bot.domain.reminders import ReminderStatus, SubjectKind
from bot.store.engine import reading
from bot.store.tables import Incident, Outbox, Reminder
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, LEAD, Desk, everything
from tests.slack.on_record import whole

SKIP = "/breach skip C06 logs are streamed away"


def planned(desk: Desk, status: ReminderStatus = ReminderStatus.PENDING) -> list[Reminder]:
    with reading(desk.engine) as session:
        rows = select(Reminder).where(Reminder.subject_kind == SubjectKind.PROPOSAL, Reminder.status == status)
        return list(session.scalars(rows.order_by(Reminder.due_at)))


def fire(desk: Desk) -> None:
    """As the timers do when the moment has come."""
    for row in planned(desk):
        with desk.opens(BREACHBOT, False) as work:
            claimed = work.session.get_one(Reminder, row.id)
            claimed.status, claimed.fired_at = ReminderStatus.FIRED, work.now
            firing.fire(work, work.session.get_one(Incident, 1), [claimed])


def reminders(desk: Desk) -> list[str]:
    return [text for text in map(everything, desk.drawn()) if "still waiting for confirmation" in text]


def test_those_who_may_confirm_are_asked_every_hour_and_the_lead_from_the_second_time(inside: Desk) -> None:
    inside.say(ENGINEER, SKIP)
    (first,) = planned(inside)
    assert first.due_at == inside.now + timedelta(hours=1)
    inside.later(hours=1)
    fire(inside)
    (second,) = planned(inside)
    assert second.due_at == first.due_at + timedelta(hours=1)
    (said,) = reminders(inside)
    assert f"<@{LEAD}>" in said
    assert f"<@{ENGINEER}>" not in said, "never who proposed it"
    assert "proposal.confirm" in said
    inside.later(hours=5, minutes=30)
    fire(inside)
    (next_one,) = planned(inside)
    assert next_one.due_at == first.due_at + timedelta(hours=6), "what was missed is not made up"
    whole(inside)


def test_planning_again_adds_nothing(inside: Desk) -> None:
    inside.say(ENGINEER, SKIP)
    inside.say(ENGINEER, SKIP)
    assert len(planned(inside)) == 1


def test_a_settled_proposal_is_asked_about_no_more_not_even_on_its_way(inside: Desk) -> None:
    inside.say(ENGINEER, SKIP)
    inside.later(hours=1)
    fire(inside)
    inside.confirm(LEAD, "1")
    assert planned(inside) == []
    with inside.opens(BREACHBOT, False) as work:
        row = work.session.scalars(select(Outbox).where(Outbox.kind == "reminder")).one()
        assert firing.still_wanted(work, row) is None, "asked once more just before it is delivered"
    whole(inside)


def test_the_card_and_home_show_what_waits_and_home_lets_who_may_confirm(inside: Desk) -> None:
    inside.say(ENGINEER, SKIP)
    card = everything(inside.drawn()[0])
    assert "Waiting for a second person" in card
    assert "skip C06" in card
    assert "proposal.confirm" not in card, "which everybody reads"
    assert inside.say(LEAD, "/breach status").text.count("skip C06") == 1
    lead, comms = everything(inside.home(LEAD)), everything(inside.home(COMMS))
    assert "Open proposals: 1. Waiting for you to confirm: 1." in lead
    assert "proposal.confirm" in lead
    assert "Open proposals: 1. Waiting for you to confirm: 0." in comms
    assert "proposal.confirm" not in comms
    inside.confirm(LEAD, "1", None)
    assert "Waiting for a second person" not in everything(inside.drawn()[0])
    assert "Open proposals" not in everything(inside.home(LEAD))


def test_a_proposal_for_the_right_person_is_asked_about_too(inside: Desk) -> None:
    kept = '{"duty": "eu-gdpr-33-1-authority", "reason": "the key is safe with us"}'
    inside.press(CRM, "proposal.make", "duty_declined", version=kept)
    inside.later(hours=1)
    fire(inside)
    (said,) = reminders(inside)
    assert f"<@{CRM}>" not in said
    with inside.opens(LEAD, True) as work:
        assert len(proposals.open_of(work, inside.incident())) == 1


def test_the_alternate_is_asked_where_the_holder_proposed_it_left_or_may_be_a_suspect(inside: Desk) -> None:
    """ENGINEER holds IT and is the lead's alternate; SECOND is IT's alternate and holds forensics."""
    kept = '{"step_id": "C04", "note": "it is ours", "choice": "yes"}'
    inside.press(CRM, "proposal.make", "step_done", version=kept)

    def asked() -> set[str]:
        with inside.opens(BREACHBOT, True) as work:
            incident = inside.incident()
            (one,) = proposals.open_of(work, incident)
            return set(confirmations.who_may_confirm(work, incident, confirmations.show(work, incident, one)))

    assert asked() == {LEAD}
    inside.say(DPO, f"/breach conflict <@{LEAD}> witness")
    assert asked() == {ENGINEER}
    with inside.opens(ENGINEER, False) as work:
        incidents.leave(work, incidents.by_id(work, 1), ENGINEER)
    assert asked() == set(), "then who is in charge is reminded"
