"""Who is in the channel is compared with Slack: whoever left unheard is out, and whoever came back is in again."""

import time
from collections.abc import Callable, Iterator

import pytest
from slack_bolt import BoltContext
from slack_sdk import WebClient
from sqlalchemy import select

from bot.actions import incidents
from bot.actions.work import BREACHBOT, Unchecked
from bot.slack import membership as module
from bot.slack.callbacks import Target
from bot.slack.membership import ChannelMembers
from bot.slack.readings import CHOOSE
from bot.store.engine import once_more, reading
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox, RoleHolder, TimelineEntry
from bot.workspace.client import Control
from tests.slack.comings import watching
from tests.slack.desk import CHANNEL, COMMS, DPO, ENGINEER, LEAD, SECOND, Desk

ELSEWHERE = "C0GENERAL"
TEAM = (LEAD, DPO, COMMS, "UCRM00001", "UEXEC0001", ENGINEER, SECOND)


@pytest.fixture
def asks(inside: Desk, client: WebClient, channel: str) -> Iterator[ChannelMembers]:
    """The incident's channel is one of the local Slack, with everyone in it whom the bot has invited."""
    with inside.opens(BREACHBOT, False) as work:
        work.session.get_one(Incident, 1).channel_id = channel
        for row in work.session.scalars(select(Outbox).where(Outbox.kind == "invite")):
            row.status, row.sent_at, row.result = OutboxStatus.SENT, work.now, {"refused": []}
            client.conversations_invite(channel=channel, users=row.details["people"], force=True)
    found = ChannelMembers(client, inside.opens, inside.directory, lambda: None, once_more)
    found.start()
    found.heard()
    found.wait(5)
    yield found
    found.stop()


def compared(asks: ChannelMembers) -> None:
    asks.unheard()
    asks.heard()
    asks.wait(5)
    assert not asks.unchecked


def log_of(desk: Desk) -> list[tuple[str, str]]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(TimelineEntry).where(TimelineEntry.event.like("person.%"))).all()
        return [(row.event, row.details["person"]) for row in rows]


def told(desk: Desk, person: str) -> list[str]:
    """What is said to one person alone."""
    with reading(desk.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind.in_(("tell", "direct"))))
        return [row.details["view"] for row in rows if row.details["person"] == person]


def soon(look: Callable[[], bool]) -> bool:
    for _ in range(300):
        if look():
            return True
        time.sleep(0.01)
    return False


def test_whoever_was_invited_is_there_without_a_word(inside: Desk, asks: ChannelMembers) -> None:
    assert log_of(inside) == []
    with reading(inside.engine) as session:
        assert all(seat.came_at for seat in session.scalars(select(RoleHolder)))


def test_whoever_was_removed_unheard_reads_and_writes_nothing_and_the_lead_hears_of_it(
    inside: Desk, asks: ChannelMembers, client: WebClient, channel: str
) -> None:
    assert "laptop" in inside.say(DPO, "/breach status", channel=ELSEWHERE).text
    client.conversations_kick(channel=channel, user=DPO)
    compared(asks)
    for line in ("status", "catchup", "facts people DE 7", "note I was here", "list", "clocks"):
        said = inside.say(DPO, f"/breach {line}", channel=ELSEWHERE).text
        assert "laptop" not in said
        assert inside.incident().ref not in said
    assert "laptop" not in str(inside.home(DPO))
    assert log_of(inside) == [("person.left", DPO)]
    [gone] = [body for body in inside.drawn() if "left this channel" in str(body)]
    assert "Vacant until they are back: DPO" in str(gone)
    assert (told(inside, LEAD), told(inside, DPO)) == (["left"], [])


def test_whoever_was_brought_back_unheard_has_what_they_had(
    inside: Desk, asks: ChannelMembers, client: WebClient, channel: str
) -> None:
    client.conversations_kick(channel=channel, user=DPO)
    compared(asks)
    client.conversations_invite(channel=channel, users=DPO)
    compared(asks)
    assert "Decided" in inside.say(DPO, "/breach risk high because the list is out", channel=ELSEWHERE).text
    assert log_of(inside) == [("person.left", DPO), ("person.returned", DPO)]


def test_whoever_types_in_the_channel_is_in_it_again_at_once(
    inside: Desk, asks: ChannelMembers, client: WebClient, channel: str
) -> None:
    client.conversations_kick(channel=channel, user=DPO)
    compared(asks)
    assert "laptop" in inside.say(DPO, "/breach status", channel=channel).text
    assert inside.membership.looked == [channel]


def test_an_invitation_that_waits_or_was_refused_is_no_leaving(
    inside: Desk, asks: ChannelMembers, client: WebClient, channel: str
) -> None:
    with inside.opens(BREACHBOT, False) as work:
        work.session.scalars(select(RoleHolder).where(RoleHolder.person_id == COMMS)).one().came_at = None
        [row] = work.session.scalars(select(Outbox).where(Outbox.kind == "invite"))
        row.result = {"refused": [COMMS, DPO]}
    client.conversations_kick(channel=channel, user=COMMS)
    client.conversations_kick(channel=channel, user=DPO)
    compared(asks)
    assert log_of(inside) == [("person.left", DPO)], "who was seen in the channel has left it"


def test_all_pages_are_read(
    inside: Desk, asks: ChannelMembers, control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    control.forget()
    compared(asks)
    assert log_of(inside) == []
    assert control.calls()["accepted"]["conversations.members"] > 2


def test_who_comes_and_goes_meanwhile_is_asked_about_again(
    inside: Desk, asks: ChannelMembers, client: WebClient, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Slack said before someone came back must not put them out."""
    page, late = asks._page, list[object]()

    def and_then(channel: str, cursor: str) -> object:
        found = page(channel, cursor)
        if not late:
            late.append(client.conversations_invite(channel=channel, users=DPO))
            inside.say(DPO, "/breach status", channel=channel)
        return found

    client.conversations_kick(channel=channel, user=DPO)
    compared(asks)
    monkeypatch.setattr(asks, "_page", and_then)
    compared(asks)
    assert log_of(inside)[-1] == ("person.returned", DPO)


def test_until_slack_has_told_only_who_types_in_the_channel_is_part_of_it(inside: Desk) -> None:
    inside.say(LEAD, "/breach done C01 opened")
    for doubt in (Unchecked(everything=True), Unchecked(frozenset({1}))):
        inside.membership.unchecked = doubt
        for said in (
            inside.say(DPO, "/breach status", channel=ELSEWHERE).text,
            inside.press(DPO, "steps.show").text,
            inside.say(DPO, "/breach note here", channel=ELSEWHERE).text,
        ):
            assert "You are not part of" in said or "still checking who is in this incident's channel" in said
            assert "laptop" not in said
        assert "laptop" not in str(inside.home(DPO))
        assert "laptop" not in inside.say(DPO, "/breach list", channel=ELSEWHERE).text
        assert "laptop" in inside.say(DPO, "/breach status").text
        assert "still checking" not in inside.say("UOUTSIDE1", "/breach status", channel=ELSEWHERE).text
        chosen = Target(None, "status", CHANNEL).encode()  # a button that repeats what was typed in the channel
        assert "still checking" in inside.use(DPO, {"action_id": CHOOSE, "value": chosen}).text
    inside.membership.unchecked = Unchecked(frozenset({2}))
    assert "laptop" in inside.say(DPO, "/breach status", channel=ELSEWHERE).text


def test_a_slack_that_does_not_tell_leaves_it_open_and_is_asked_again(asks: ChannelMembers, control: Control) -> None:
    control.fault("server_error", "conversations.members")
    asks.unheard()
    asks.heard()
    asks.wait(0.2)
    assert 1 in asks.unchecked
    control.no_faults()
    asks.heard()
    asks.wait(5)
    assert not asks.unchecked


def test_who_waits_goes_on_when_the_last_channel_was_compared_because_of_an_event(
    asks: ChannelMembers, control: Control, channel: str
) -> None:
    control.fault("server_error", "conversations.members")
    asks.unheard()
    asks.heard()
    asks.wait(0.2)
    assert 1 in asks.unchecked
    control.no_faults()
    asks.check(channel)
    begun = time.monotonic()
    asks.wait(10)
    assert time.monotonic() - begun < 9, "it waited to the end, although nothing was unchecked anymore"
    assert not asks.unchecked


def test_each_coming_and_going_is_looked_at_again_once(
    inside: Desk, asks: ChannelMembers, client: WebClient, channel: str
) -> None:
    client.conversations_kick(channel=channel, user=DPO)
    for _ in range(5):
        asks.check(channel)
    assert soon(lambda: log_of(inside) == [("person.left", DPO)])


def test_a_coming_or_going_that_could_not_be_written_down_leaves_everything_unchecked(
    inside: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = watching(inside)
    watch.on_left({"user": DPO, "channel": inside.incident().channel_id}, BoltContext(bot_user_id="UBOT"))
    assert not inside.membership.unchecked

    def fail(*given: object) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(incidents, "leave", fail)
    watch.on_left({"user": COMMS, "channel": inside.incident().channel_id}, BoltContext(bot_user_id="UBOT"))
    assert inside.membership.unchecked.everything
