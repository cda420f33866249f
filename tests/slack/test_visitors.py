"""Guests, people of other organizations, apps and whom Slack hasn't identified: who leads is asked, and until then they
have no part in the incident. What is decided is on record with who and when, and is undone by the other decision."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.actions.effects import Throttled
from bot.actions.work import Unchecked
from bot.domain.visitors import VisitorKind
from bot.store.engine import reading
from bot.store.tables import Incident, Outbox, RoleHolder, TimelineEntry, Visitor
from bot.workspace.client import visible_text as words
from tests.slack.comings import comes, goes
from tests.slack.desk import CRM, DPO, ENGINEER, LEAD, SECOND, Desk

GUEST, SINGLE, PARTNER, STRANGER, APP, NOBODY = (
    "UGUEST001",
    "USINGLE01",
    "UPARTNER1",
    "USTRANGE1",
    "UAPP00001",
    "UNOBODY01",
)
FLAGS: dict[str, dict[str, Any]] = {
    GUEST: {"is_restricted": True},
    SINGLE: {"is_restricted": True, "is_ultra_restricted": True},
    PARTNER: {"team_id": "TOTHER001"},
    STRANGER: {"is_stranger": True},
    APP: {"is_bot": True},
}
KINDS = {
    GUEST: VisitorKind.GUEST, SINGLE: VisitorKind.GUEST, PARTNER: VisitorKind.ELSEWHERE,
    STRANGER: VisitorKind.ELSEWHERE, APP: VisitorKind.APP, NOBODY: VisitorKind.UNKNOWN,
}  # fmt: skip


@pytest.fixture
def hosting(inside: Desk) -> Desk:
    inside.far.flags, inside.far.unknown = {**FLAGS}, {NOBODY}
    return inside


def sent(desk: Desk, *kinds: str) -> list[tuple[str, str, str]]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind.in_(kinds)).order_by(Outbox.created_at)).all()
        return [(row.kind, row.details["person"], row.details.get("view", "")) for row in rows]


def log_of(desk: Desk, person: str) -> list[str]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(TimelineEntry).order_by(TimelineEntry.seq))
        return [row.event for row in rows if row.details.get("person") == person]


def said_of(desk: Desk, event: str) -> str:
    with reading(desk.engine) as session:
        [entry] = session.scalars(select(TimelineEntry).where(TimelineEntry.event == event))
        return entry.said.sentence()


def kept(desk: Desk, person: str) -> Visitor | None:
    with reading(desk.engine) as session:
        return session.get(Visitor, (1, person))


def is_whole(desk: Desk) -> None:
    with reading(desk.engine) as session:
        found = verify_log(session, session.get_one(Incident, 1))
        assert (found.broken, list(found.differences)) == (None, [])


def question(desk: Desk) -> dict[str, Any]:
    [found] = [body for body in desk.drawn() if "Do you want to let them in?" in words(body)]
    return found


@pytest.mark.parametrize("person", KINDS)
def test_a_visitor_is_identified_and_who_leads_is_asked_and_nothing_is_told_to_them(hosting: Desk, person: str) -> None:
    comes(hosting, person)
    comes(hosting, person)  # Slack sends an event again when it is not sure
    row = kept(hosting, person)
    assert row
    assert (row.kind, row.let_in, row.came_at) == (KINDS[person], None, hosting.now)
    assert log_of(hosting, person) == ["visitor.came"]
    assert said_of(hosting, "visitor.came") == (
        f"{person} came into the channel as a visitor ({KINDS[person]}), invited by {ENGINEER}; "
        "whoever leads was asked about them"
    )
    assert sent(hosting, "tell", "direct") == [("direct", LEAD, "visitor_asks")]
    assert f"<@{ENGINEER}>" in words(question(hosting))
    assert "not let in" in words(hosting.say(LEAD, "/breach status").message or {})
    for line in ("status", "catchup", "note hello", "facts people DE 7", "clocks", "take C05", "admit <@UGUEST001>"):
        said = hosting.say(person, f"/breach {line}")
        assert "laptop" not in said.text
        assert "You are not part of that incident." in said.text
    assert "laptop" not in str(hosting.home(person))
    assert "laptop" not in hosting.say(person, "/breach list", channel="C0GENERAL").text
    with reading(hosting.engine) as session:
        assert not session.scalars(select(RoleHolder).where(RoleHolder.person_id == person)).all()
    is_whole(hosting)


@pytest.mark.parametrize("person", [GUEST, PARTNER, NOBODY])
def test_let_in_they_have_a_part_and_it_can_be_undone(hosting: Desk, person: str) -> None:
    comes(hosting, person)
    hosting.later(minutes=1)
    assert "has been let in" in hosting.press(LEAD, "visitor.admit", person, channel=None).text
    row = kept(hosting, person)
    assert row
    assert (row.let_in, row.decided_by, row.decided_at) == (True, LEAD, hosting.now)
    assert ("tell", person, "welcome") in sent(hosting, "tell")
    assert "laptop" in hosting.say(person, "/breach status").text
    assert f"let in by <@{LEAD}>" in words(hosting.say(DPO, "/breach status").message or {})
    assert "has already been let in" in hosting.say(DPO, f"/breach admit <@{person}>").text
    hosting.say(person, "/breach take C05")
    hosting.later(minutes=1)
    assert "has been turned away" in hosting.say(DPO, f"/breach exclude <@{person}>").text
    assert "laptop" not in hosting.say(person, "/breach status").text
    assert sent(hosting, "remove") == [("remove", person, "")]
    goes(hosting, person)
    assert log_of(hosting, person)[-3:] == ["visitor.turned_away", "step.released", "person.left"]
    is_whole(hosting)
    hosting.say(LEAD, f"/breach admit <@{person}>")
    comes(hosting, person, LEAD)
    assert "laptop" in hosting.say(person, "/breach status").text
    is_whole(hosting)


def test_one_who_was_turned_away_and_is_invited_again_is_asked_about_again(hosting: Desk) -> None:
    comes(hosting, GUEST)
    hosting.press(LEAD, "visitor.exclude", GUEST)
    comes(hosting, GUEST)
    assert log_of(hosting, GUEST) == ["visitor.came", "visitor.turned_away"], "they are on their way out"
    goes(hosting, GUEST)
    comes(hosting, GUEST)
    assert log_of(hosting, GUEST)[-2:] == ["person.left", "visitor.came"]
    assert "You are not part of" in hosting.say(GUEST, "/breach status").text
    is_whole(hosting)


def test_an_app_is_kept_or_removed_and_never_has_a_part(hosting: Desk) -> None:
    comes(hosting, APP)
    assert "has been let in" in hosting.press(LEAD, "visitor.admit", APP).text
    assert "You are not part of" in hosting.say(APP, "/breach status").text
    assert "has been turned away" in hosting.say(LEAD, f"/breach exclude <@{APP}>").text
    assert sent(hosting, "remove") == [("remove", APP, "")]
    is_whole(hosting)


def test_one_may_be_let_in_before_they_come_and_holds_no_role_before(hosting: Desk) -> None:
    refused = hosting.say(LEAD, f"/breach assign hr <@{GUEST}>").text
    assert "hasn't been let in" in refused
    assert "/breach admit @name" in refused
    hosting.say(LEAD, f"/breach admit <@{GUEST}>")
    assert "conflict of interest" in hosting.say(LEAD, f"/breach assign hr <@{GUEST}>").text
    assert "is now HR" in hosting.press(LEAD, "conflict.none", f"hr|{GUEST}|main|none").text
    comes(hosting, GUEST, LEAD)
    assert "laptop" in hosting.say(GUEST, "/breach status").text
    assert sent(hosting, "direct") == []
    is_whole(hosting)


def test_only_those_who_name_people_decide_and_no_one_about_themselves(hosting: Desk) -> None:
    comes(hosting, GUEST)
    for person in (CRM, SECOND, GUEST, PARTNER):
        for said in (
            hosting.press(person, "visitor.admit", GUEST).text,
            hosting.say(person, f"/breach exclude <@{GUEST}>").text,
        ):
            assert "This is for the" in said or "You are not part of" in said
    row = kept(hosting, GUEST)
    assert row
    assert row.let_in is None
    hosting.say(LEAD, f"/breach admit <@{GUEST}>")
    assert "Someone else must answer this for you." in hosting.say(LEAD, f"/breach admit <@{LEAD}>").text
    assert "belongs to your organization" in hosting.say(LEAD, f"/breach exclude <@{SECOND}>").text


def test_whom_slack_identifies_later_as_a_colleague_is_one(hosting: Desk) -> None:
    comes(hosting, NOBODY)
    hosting.far.unknown = set()
    assert "laptop" in hosting.say(NOBODY, "/breach status").text
    assert log_of(hosting, NOBODY) == ["visitor.came", "visitor.belongs", "person.joined"]
    assert kept(hosting, NOBODY) is None
    is_whole(hosting)


def test_whom_slack_identifies_later_as_a_guest_stays_outside(hosting: Desk) -> None:
    comes(hosting, NOBODY)
    hosting.far.unknown, hosting.far.flags[NOBODY] = set(), {"is_restricted": True}
    assert "You are not part of" in hosting.say(NOBODY, "/breach status").text
    assert hosting.membership.looked, "who is in the channel is compared, and with it what they are"
    comes(hosting, NOBODY)
    row = kept(hosting, NOBODY)
    assert row
    assert row.kind is VisitorKind.GUEST
    assert log_of(hosting, NOBODY) == ["visitor.came", "visitor.came"]
    is_whole(hosting)


def test_a_colleague_who_joins_is_on_record_with_who_invited_them_and_who_leads_hears_of_it(inside: Desk) -> None:
    person = "UNEWCOMER"
    comes(inside, person)
    joined = f"{person} joined the incident as a responder, invited by {ENGINEER}"
    assert said_of(inside, "person.joined") == joined
    assert set(sent(inside, "tell")) == {("tell", person, "welcome"), ("tell", LEAD, "person_came")}
    assert f"<@{person}> joined this channel, invited by <@{ENGINEER}>." in str(inside.drawn())
    comes(inside, "UANOTHER1", LEAD)
    assert len(sent(inside, "tell")) == 3, "who leads knows whom they invited"
    is_whole(inside)


def test_nothing_is_told_to_who_has_left_before_it_was_delivered(inside: Desk) -> None:
    comes(inside, "UNEWCOMER")
    before = len(inside.drawn())
    goes(inside, "UNEWCOMER")
    assert len(inside.drawn()) == before - 1


def test_a_visitor_opens_no_incident(hosting: Desk) -> None:
    for person in (GUEST, SINGLE, PARTNER, STRANGER):
        for line in ("open phone lost in Graz", "open", "drill phone lost in Graz"):
            said = hosting.say(person, f"/breach {line}", channel="C0GENERAL")
            assert "can't open incidents" in said.text
            assert said.view is None
        assert "can't open incidents" in hosting.press(person, "incident.open").text
    assert "is open" in hosting.say(NOBODY, "/breach open phone lost in Graz", channel="C0GENERAL").text


def test_a_direct_message_waits_until_it_is_known_who_is_in_the_channel(hosting: Desk) -> None:
    comes(hosting, GUEST)
    assert question(hosting)
    hosting.membership.unchecked = Unchecked(frozenset({1}))
    with pytest.raises(Throttled):
        hosting.drawn()
    hosting.membership.unchecked = Unchecked()
    goes(hosting, LEAD)
    assert not [body for body in hosting.drawn() if "Do you want to let them in?" in words(body)]
