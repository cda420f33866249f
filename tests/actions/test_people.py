"""Who can hold a role at all: a colleague whom Slack knows, named by someone else."""

import pytest
from sqlalchemy import select

from bot.actions import incidents, profiles
from bot.actions.profiles import Profile
from bot.slack.directory import SLACKBOT
from bot.store.engine import reading, writing
from bot.store.tables import Incident, Notice, RoleHolder, TimelineEntry
from tests.slack.desk import COMMS, CRM, DPO, EXEC, LEAD, Desk

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
    [
        (BOT, "is an app"),
        (SLACKBOT, "is an app"),
        (GONE, "account is closed"),
        (NOBODY, "know"),
        (STRANGER, "hasn't been let in"),
    ],
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
def test_no_one_assigns_a_role_to_themselves_or_hands_one_to_themselves(inside: Desk, role: str) -> None:
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


# People named by name

NAMES = {
    LEAD: "Ingrid Solberg", DPO: "Maren Vogt", COMMS: "Tan Wei Ling", CRM: "Anna Schmidt", EXEC: "Anna Schmidt",
    GONE: "Pat Closed", BOT: "Reporter",
}  # fmt: skip


@pytest.fixture
def named(inside: Desk) -> Desk:
    """The same incident, where Slack has told who is who."""
    with inside.opens(LEAD, False) as work:
        for person, name in NAMES.items():
            told = Profile(person, name, "UTC", None, person == BOT, person == GONE, (person.lower(),))
            profiles.keep_profile(work, told)
    return inside


@pytest.mark.parametrize(
    "name", ["@Tan Wei Ling", "Tan Wei Ling", "tan wei ling", "to Wei Ling", "@ucomms001", "Tán Wéi"]
)
def test_a_role_goes_over_to_who_is_called_so(named: Desk, name: str) -> None:
    assert f"Before <@{COMMS}> becomes incident lead" in named.say(LEAD, f"/breach handover {name}").text
    for words in (f"dpo {name}", f"{name} as dpo", f"dpo {name} alternate"):
        assert f"Before <@{COMMS}> becomes DPO" in named.say(LEAD, f"/breach assign {words}").text
    answer = named.say(LEAD, f"/breach conflict {name} witness").text
    assert f"Recorded for <@{COMMS}>: possible witness" in answer


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("handover Anna Schmidt", ["Anna Schmidt (@ucrm00001)", "Anna Schmidt (@uexec0001)"]),
        ("assign hr Anna", ["Anna Schmidt (@ucrm00001)", "Anna Schmidt (@uexec0001)"]),
        ("handover Tan Wei Lin", ["Tan Wei Ling"]),
        (f"handover <@{COMMS}> <@{DPO}>", ["Tan Wei Ling", "Maren Vogt"]),
        (f"assign hr <@{COMMS}> and <@{DPO}>", ["Tan Wei Ling", "Maren Vogt"]),
        (f"conflict <@{COMMS}> <@{DPO}> witness", ["Tan Wei Ling", "Maren Vogt"]),
        ("handover @Tan Wei Ling @Maren Vogt", ["Tan Wei Ling", "Maren Vogt"]),
    ],
)
def test_who_is_meant_is_asked_with_a_button_for_each(named: Desk, words: str, labels: list[str]) -> None:
    asked = named.say(LEAD, f"/breach {words}")
    assert asked.message
    buttons = [one for block in asked.message["blocks"] for one in block.get("elements", ()) if one["type"] == "button"]
    assert [one["text"]["text"] for one in buttons] == labels
    assert "is now" not in asked.text
    chosen = named.choose(LEAD, asked, labels[0]).text
    assert "conflict of interest" in chosen or "Recorded for" in chosen


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("handover Bob", "doesn't know anyone named “Bob”"),
        ("handover Pat Closed", "account is closed"),
        ("handover @Reporter", "is an app"),
        (f"handover dpo <@{COMMS}> @Maren Vogt", "is more than one"),
        (f"handover <@{COMMS}> dpo please", "“please” was not understood"),
    ],
)
def test_who_cannot_take_over_does_not_and_the_lead_hears_who_leads(named: Desk, words: str, says: str) -> None:
    said = named.say(LEAD, f"/breach {words}").text
    assert says in said
    assert "Ingrid Solberg still leads the incident." in said
    assert holders(named, LEAD) == {"lead"}


def test_who_led_and_who_leads_are_told_by_themselves(named: Desk) -> None:
    assigned(named, DPO, "lead", COMMS)
    told = [body for body in named.drawn() if "now leads this incident" in body["text"]]
    assert [body["text"] for body in told] == [f"<@{COMMS}> now leads this incident, replacing <@{LEAD}>."] * 2


def test_a_handover_says_who_leads(named: Desk) -> None:
    assert f"<@{LEAD}> leads the incident." in named.say(LEAD, "/breach handover").text
    named.say(LEAD, "/breach handover dpo Tan Wei Ling")
    said = named.press(LEAD, "handover.none", f"dpo|{COMMS}|main|none").text
    assert f"<@{COMMS}> is now DPO." in said
    assert f"<@{LEAD}> leads the incident." in said


def test_the_log_says_who_holds_roles_that_confirm_each_other_and_where(inside: Desk) -> None:
    """Lead and executive accept the remaining risk together (C13), and either of two leaders may skip C06."""
    assigned(inside, DPO, "executive", LEAD)
    with reading(inside.engine) as session:
        entries = session.scalars(select(TimelineEntry).where(TimelineEntry.event == "role.combined")).all()
        last = entries[-1].said.sentence()
    assert f"{LEAD} holds roles that confirm each other: executive, incident lead; in steps " in last
    assert "C13" in last


def test_whoever_has_no_second_is_told_which_role_to_give_to_someone(inside: Desk) -> None:
    with inside.opens(EXEC, False) as work:
        incidents.leave(work, work.session.get_one(Incident, 1), EXEC)
    answer = inside.say(COMMS, "/breach done C11 yes because a forum has it").text
    assert "no one else here can. Assign someone as communications or executive: /breach assign ROLE @name." in answer
