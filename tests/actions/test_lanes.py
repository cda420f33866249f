"""What waits for what at the opening: the channel's messages in their order, and everything else beside them."""

from sqlalchemy import select

from bot.actions import channels
from bot.actions.contents import StepGone
from bot.actions.people_contents import Welcome
from bot.store.engine import reading
from bot.store.tables import Outbox
from tests.slack.desk import DPO, LEAD, Desk


def lane(desk: Desk, name: str) -> list[Outbox]:
    """In the order in which a lane is worked off."""
    with reading(desk.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.lane == name))
        return sorted(rows, key=lambda row: (row.urgency, row.due_at, row.key))


def test_people_read_the_card_and_then_the_first_steps_while_the_duties_go_into_its_thread(desk: Desk) -> None:
    desk.open("laptop lost on a train")
    in_channel = [row.details["view"] for row in lane(desk, "incident:1") if row.kind == "post"]
    assert in_channel[0] == "card"
    assert {*in_channel[1:]} <= {"steps_opened", "step"}
    assert in_channel[1:]
    assert [row.details["view"] for row in lane(desk, "incident:1:card:1")] == ["duties_changed"]


def test_what_is_put_into_a_thread_later_in_the_transaction_changes_its_lane_too(desk: Desk) -> None:
    """A step's message that was written first stands in the thread of what is said after it."""
    incident = desk.open()
    with desk.opens(LEAD, False) as work:
        channels.post_steps(work, incident, ["C99"])
        channels.post(work, incident, "note", StepGone("C98", "A step", "a reason"))
    with reading(desk.engine) as session:
        step = session.get_one(Outbox, channels.step_key(incident, "C99"))
        assert (step.needs, step.lane) == ("note", "incident:1:note")
        assert session.get_one(Outbox, "note").lane == "incident:1"


def test_people_come_first_and_what_decorates_the_channel_holds_up_no_message(desk: Desk) -> None:
    desk.open()
    assert [row.kind for row in lane(desk, "incident:1:aside")] == ["invite", "bookmark", "pin", "topic"]
    assert lane(desk, "incident:1:aside")[0].needs == "channel:1"


def test_a_person_is_invited_before_something_is_said_to_them_alone(desk: Desk) -> None:
    incident = desk.open()
    with desk.opens(LEAD, False) as work:
        channels.tell(work, incident, DPO, Welcome())
        channels.invite(work, incident, DPO)
    about_them = [row.kind for row in lane(desk, "incident:1:aside") if DPO in row.key]
    assert about_them == ["invite", "tell"]
