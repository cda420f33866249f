"""Who holds a role, or is arranged for one, and is no colleague by Slack's word: they have no part until who leads lets
them in. Who becomes a colleague needs no one to let them in."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.actions.work import Library
from bot.domain.organisation import Seat
from bot.domain.visitors import VisitorKind
from bot.slack.directory import Directory
from bot.store.engine import once_more, reading
from bot.store.tables import Incident, Outbox
from bot.workspace import RunningWorkspace
from bot.workspace.client import Control
from bot.workspace.client import visible_text as words
from tests.slack.comings import comes, goes
from tests.slack.desk import COMMS, DPO, ENGINEER, LEAD, SECOND, Desk
from tests.slack.test_directory import soon
from tests.slack.test_visitors import is_whole, kept, log_of, sent

GUEST = {"is_restricted": True}
FIRM, CLOSED, ROBOT = "UFIRM0001", "UCLOSED01", "UROBOT001"


def becomes(desk: Desk, person: str, **account: Any) -> None:
    desk.far.flags[person] = account
    desk.hears(person)


def invited(desk: Desk) -> set[str]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "invite"))
        return {person for row in rows for person in row.details["people"]}


def asked(desk: Desk, number: int = 1) -> list[str]:
    return [words(body) for body in desk.drawn(number) if "Do you want to let them in?" in words(body)]


def arranged(library: Library, **seats: Seat) -> Library:
    organisation = library.organisation.model_copy(update={"roles": {**library.organisation.roles, **seats}})
    return replace(library, organisation=organisation)


def test_a_colleague_who_becomes_a_guest_has_no_part_until_let_in(inside: Desk) -> None:
    inside.say(COMMS, "/breach take C05")
    becomes(inside, COMMS, is_restricted=True)
    row = kept(inside, COMMS)
    assert row
    assert (row.kind, row.let_in) == (VisitorKind.GUEST, None)
    assert log_of(inside, COMMS)[-2:] == ["visitor.became", "step.released"]
    assert sent(inside, "direct") == [("direct", LEAD, "visitor_asks")]
    [question] = asked(inside)
    assert f"<@{COMMS}> (guest) is in" in question
    assert "Until now they held: communications." in question
    for line in ("status", "catchup", "note hello", "facts people DE 7", "take C05"):
        said = inside.say(COMMS, f"/breach {line}").text
        assert "You are not part of that incident." in said or "You're no longer in this incident's channel" in said
        assert "laptop" not in said
    assert "laptop" not in str(inside.home(COMMS))
    becomes(inside, COMMS, is_restricted=True, name="renamed")
    assert len(sent(inside, "direct")) == 1, "asked once"
    is_whole(inside)
    inside.say(LEAD, f"/breach admit <@{COMMS}>")
    assert "laptop" in inside.say(COMMS, "/breach status").text
    assert "not in the channel" not in words(inside.say(LEAD, "/breach status").message or {})
    is_whole(inside)


def test_a_guest_who_becomes_a_colleague_needs_no_one_to_let_them_in(inside: Desk) -> None:
    becomes(inside, COMMS, is_restricted=True)
    becomes(inside, COMMS)
    assert kept(inside, COMMS) is None
    assert log_of(inside, COMMS)[-2:] == ["visitor.belongs", "person.returned"]
    assert "laptop" in inside.say(COMMS, "/breach status").text
    is_whole(inside)
    comes(inside, FIRM)  # as a colleague, and then as in the first place
    becomes(inside, FIRM, is_restricted=True)
    inside.say(LEAD, f"/breach admit <@{FIRM}>")
    becomes(inside, FIRM)
    assert (kept(inside, FIRM), log_of(inside, FIRM)[-1]) == (None, "visitor.belongs")
    assert "laptop" in inside.say(FIRM, "/breach status").text
    is_whole(inside)


def test_it_holds_in_every_incident(inside: Desk) -> None:
    inside.open("phone lost in Graz")
    for account in (GUEST, {}):
        becomes(inside, COMMS, **account)
        shown = inside.say(COMMS, "/breach list", channel="C0GENERAL").text
        assert [one in shown for one in ("laptop lost", "phone lost")] == [not account] * 2
        with reading(inside.engine) as session:
            for incident in session.scalars(select(Incident)):
                found = verify_log(session, incident)
                assert (found.broken, list(found.differences)) == (None, [])


def test_one_who_was_turned_away_stays_so_whatever_their_account_is(inside: Desk) -> None:
    becomes(inside, COMMS, is_restricted=True)
    inside.say(LEAD, f"/breach exclude <@{COMMS}>")
    becomes(inside, COMMS)
    assert "laptop" not in inside.say(COMMS, "/breach status").text
    inside.say(LEAD, f"/breach admit <@{COMMS}>")
    assert "laptop" in inside.say(COMMS, "/breach status").text
    is_whole(inside)


def test_a_lead_who_becomes_a_guest_leads_no_longer_and_the_next_is_asked(inside: Desk) -> None:
    becomes(inside, LEAD, is_restricted=True)
    assert sent(inside, "direct") == [("direct", ENGINEER, "visitor_asks")]
    assert "laptop" not in inside.say(LEAD, "/breach status").text
    inside.say(DPO, f"/breach admit <@{LEAD}>")
    assert "laptop" in inside.say(LEAD, "/breach status").text
    is_whole(inside)


def test_one_who_has_left_is_asked_about_when_they_come_back_as_a_guest(inside: Desk) -> None:
    goes(inside, COMMS)
    becomes(inside, COMMS, is_restricted=True)
    assert sent(inside, "direct") == [], "they are not there"
    comes(inside, COMMS)
    assert sent(inside, "direct") == [("direct", LEAD, "visitor_asks")]
    assert "laptop" not in inside.say(COMMS, "/breach status").text
    is_whole(inside)


@pytest.fixture
def directory(inside: Desk, running: RunningWorkspace) -> Iterator[Directory]:
    client = WebClient(token=running.bot_token, base_url=running.api_url, timeout=2, retry_handlers=[])
    found = Directory(client, inside.opens, {}, once_more)
    found.start(5)
    yield found
    found.stop()


def test_it_is_found_by_slacks_event_and_by_the_hourly_comparison_also_of_whom_nothing_is_kept(
    inside: Desk, directory: Directory, control: Control
) -> None:
    account = {"id": COMMS, "name": "eva", "tz": "UTC", "locale": "en-US", "is_ultra_restricted": True}
    directory.changed(account)
    assert soon(lambda: kept(inside, COMMS) is not None)
    control.account(SECOND, is_restricted=True)
    directory.read_people()
    row = kept(inside, SECOND)
    assert row
    assert row.kind is VisitorKind.GUEST
    is_whole(inside)


def test_whom_the_organization_has_arranged_without_a_full_account_is_asked_about_at_the_opening(desk: Desk) -> None:
    group = {"it": Seat(group="SIT"), "forensics": Seat(person=FIRM), "hr": Seat(person=CLOSED)}
    desk.library = arranged(desk.library, **group)
    desk.far.members = {"SIT": [ROBOT, FIRM, ENGINEER, SECOND]}
    desk.far.flags = {FIRM: {"team_id": "TOTHER001"}, ROBOT: {"is_bot": True}, CLOSED: {"deleted": True}}
    desk.open("laptop lost in Lyon")
    shown = words(desk.say(LEAD, "/breach status").message or {})
    assert not [person for person in (FIRM, ROBOT, CLOSED) if person in shown]
    assert f"IT and engineering: <@{ENGINEER}>, <@{SECOND}> (alternate)" in shown
    assert not invited(desk) & {FIRM, ROBOT, CLOSED}
    [empty] = [words(body) for body in desk.drawn() if "Unfilled roles" in words(body)]
    assert "forensics, HR" in empty
    robot, firm = asked(desk)
    assert f"named <@{FIRM}> (from another organization) for these roles: IT and engineering, forensics." in firm
    assert f"<@{ROBOT}> (app) for these roles: IT and engineering." in robot
    assert log_of(desk, FIRM) == ["visitor.named"]
    assert "laptop" not in desk.say(FIRM, "/breach status").text
    is_whole(desk)


def test_let_in_they_have_the_role_that_was_arranged_and_are_invited(desk: Desk) -> None:
    desk.library = arranged(desk.library, forensics=Seat(person=FIRM), it=Seat(person=ENGINEER, alternate=FIRM))
    desk.far.flags = {FIRM: GUEST}
    desk.open("laptop lost in Lyon")
    desk.press(LEAD, "visitor.admit", FIRM)
    assert FIRM in invited(desk)
    decided = ["visitor.named", "visitor.let_in"]
    assert log_of(desk, FIRM) == [*decided, "role.assigned", "role.assigned", "role.combined"]
    comes(desk, FIRM)
    shown = words(desk.say(FIRM, "/breach status").message or {})
    assert f"forensics: <@{FIRM}>" in shown
    assert f"IT and engineering: <@{ENGINEER}>, <@{FIRM}> (alternate)" in shown
    assert len(sent(desk, "direct")) == 1, "asked once"
    is_whole(desk)


def test_arranged_and_brought_in_by_someone_else_they_are_asked_about_as_anyone_who_comes(desk: Desk) -> None:
    desk.library = arranged(desk.library, forensics=Seat(person=FIRM))
    desk.far.flags = {FIRM: GUEST}
    desk.open("laptop lost in Lyon")
    comes(desk, FIRM, ENGINEER)
    assert log_of(desk, FIRM) == ["visitor.named", "visitor.came"]
    assert "laptop" not in desk.say(FIRM, "/breach status").text
    desk.say(LEAD, f"/breach exclude <@{FIRM}>")
    assert sent(desk, "remove") == [("remove", FIRM, "")]
    is_whole(desk)
