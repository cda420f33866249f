"""Who can hold a role at all: a colleague whom Slack knows, named by somebody else."""

import pytest

from bot.actions import incidents, people, profiles
from bot.actions.profiles import Profile
from bot.slack.introductions import SLACKBOT
from bot.store.engine import reading, writing
from bot.store.tables import Notice, RoleHolder
from tests.slack.desk import COMMS, DPO, LEAD, Desk

BOT, GONE, NOBODY, STRANGER = "UBOT00001", "UGONE0001", "UNOBODY99", "USTRANGE1"


def holders(desk: Desk, person: str) -> set[str]:
    with reading(desk.engine) as session:
        rows = session.query(RoleHolder).filter(RoleHolder.person_id == person)
        return {row.role for row in rows}


def assigned(desk: Desk, by: str, role: str, person: str) -> str:
    """The command, and the answer to the question that follows."""
    asked = desk.say(by, f"/breach assign {role} <@{person}>").text
    return asked if "conflict" not in asked else desk.press(by, "conflict.none", f"{role}|{person}|main|none").text


@pytest.mark.parametrize(
    ("person", "says"),
    [(BOT, "is an app"), (SLACKBOT, "is an app"), (GONE, "account is closed"), (NOBODY, "know"), (STRANGER, "know")],
)
def test_an_app_a_closed_account_and_whom_slack_does_not_know_hold_no_role(
    inside: Desk, person: str, says: str
) -> None:
    inside.far.flags = {BOT: {"is_bot": True}, GONE: {"deleted": True}, STRANGER: {"is_stranger": True}}
    inside.far.unknown = {NOBODY}
    for words in (f"assign dpo <@{person}>", f"handover <@{person}>", f"assign hr <@{person}> alternate"):
        assert says in inside.say(LEAD, f"/breach {words}").text
    for button in ("conflict.none", "handover.none"):
        assert "is now" not in inside.press(LEAD, button, f"dpo|{person}|main|none").text
    assert holders(inside, person) == set()
    assert holders(inside, DPO) == {"dpo", "counsel"}


@pytest.mark.parametrize("role", ["dpo", "executive", "hr"])
def test_nobody_assigns_a_role_to_themselves_or_hands_one_to_themselves(inside: Desk, role: str) -> None:
    before = holders(inside, LEAD)
    for words in (f"assign {role} <@{LEAD}>", f"assign {role} <@{LEAD}> alternate", f"handover {role} <@{LEAD}>"):
        assert "You can't assign a role to yourself" in inside.say(LEAD, f"/breach {words}").text
    for button in ("conflict.none", "handover.none"):
        said = inside.press(LEAD, button, f"{role}|{LEAD}|main|none").text
        assert "You can't assign a role to yourself" in said
    assert holders(inside, LEAD) == before


def test_another_assigns_it(inside: Desk) -> None:
    assert "is now executive" in assigned(inside, DPO, "executive", LEAD)
    assert holders(inside, LEAD) == {"lead", "executive"}


def test_who_holds_the_role_already_is_told_so(inside: Desk) -> None:
    assert "is already incident lead. No change." in inside.say(LEAD, f"/breach assign lead <@{LEAD}>").text


def test_each_notice_is_approved_by_the_role_that_it_names(inside: Desk) -> None:
    """The executive brief by the lead, the notice to the authority by the DPO; neither stands in for the other."""
    for kind, approver, other in (("executive-brief", LEAD, DPO), ("gdpr-authority", DPO, LEAD)):
        inside.say(COMMS, f"/breach notice {kind}")
        with writing(inside.engine) as session:
            row = session.query(Notice).filter(Notice.template == kind).one()
            row.missing, row.lint = [], []
        assert "This is for the" in inside.say(other, f"/breach approve {kind}").text
        assert "approved" in inside.say(approver, f"/breach approve {kind}").text


def test_an_app_in_the_channel_is_no_part_of_the_incident(inside: Desk) -> None:
    with inside.opens(BOT, False) as work:
        profiles.keep_profile(work, Profile(BOT, "Reporter", "UTC", None, is_bot=True))
        incident = incidents.by_id(work, 1)
        people.join_channel(work, incident, BOT)
    assert holders(inside, BOT) == set()
