"""Who is outside reads and writes nothing, whatever they type, press, send or share, and whatever they have open."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.permissions import RIGHTS
from bot.slack.buttons import BUTTONS
from bot.slack.routes import OpenTableRow
from bot.slack.subcommands import SUBCOMMANDS
from bot.store.engine import reading
from bot.store.tables import Outbox, StoredProposal, TimelineEntry
from bot.workspace.client import visible_text as words
from bot.workspace.core.inputs import elements
from tests.slack.comings import comes, goes, watching
from tests.slack.desk import CHANNEL, COMMS, CRM, DPO, LEAD, OUTSIDER, Answer, Desk, everything

ELSEWHERE = "C0GENERAL"
GUEST = "UGUEST001"
SECRET = "laptop lost in Lyon"
ABOUT = ("C01", "eu-gdpr-33-1-authority", "gdpr-authority")
OPEN_ACTS = {act for act, rights in RIGHTS.items() if "anyone" in rights}


@pytest.fixture
def busy(inside: Desk) -> Desk:
    """Facts, steps, clocks, a draft, a proposal, and a visitor in the channel."""
    inside.far.flags[GUEST] = {"is_restricted": True}
    lines = ("facts people DE 1200", "done C01 opened", "take C05", "notice gdpr-authority")
    for line in lines:
        inside.say(LEAD, f"/breach {line}")
    comes(inside, GUEST)
    return inside


def recorded(desk: Desk) -> tuple[int, int]:
    """How much there is in the audit log and in the outbox."""
    with reading(desk.engine) as session:
        entries = session.scalar(select(func.count()).select_from(TimelineEntry)) or 0
        return entries, session.scalar(select(func.count()).select_from(Outbox)) or 0


def learns_nothing(desk: Desk, answer: Answer, what: str) -> None:
    shown = answer.text + everything([answer.message, answer.view])
    for secret in (SECRET, "Lyon", desk.incident().ref, desk.incident().codename, "Maren", "1,200"):
        assert secret not in shown, f"{what}: {shown[:400]}"
    assert "went wrong" not in shown, what


@pytest.mark.parametrize("person", [OUTSIDER, DPO, GUEST], ids=["outsider", "removed", "visitor"])
def test_every_command_every_button_and_home_tell_and_change_nothing(busy: Desk, person: str) -> None:
    if person == DPO:
        goes(busy, DPO)
    before = recorded(busy)
    where = CHANNEL if person == GUEST else ELSEWHERE
    for one in SUBCOMMANDS:
        for line in (one.word, f"{one.word} C01 <@{COMMS}> because of that"):
            if not {row.act for row in one.rows} <= OPEN_ACTS:
                learns_nothing(busy, busy.say(person, f"/breach {line}", channel=where), line)
    learns_nothing(busy, busy.say(person, "/breach list", channel=where), "list")
    for name, row in BUTTONS.items():
        if not isinstance(row, OpenTableRow):
            learns_nothing(busy, busy.press(person, name, "C01", channel=where), name)
    assert SECRET not in everything(busy.home(person))
    assert recorded(busy) == before


def forms_of(desk: Desk, person: str) -> dict[str, dict[str, Any]]:
    """The forms that the person has open, one of each kind: from every button and some commands."""
    presses = [(name, about) for name, row in BUTTONS.items() if not isinstance(row, OpenTableRow) for about in ABOUT]
    found = [desk.press(person, *one) for one in presses if "report" not in one[0] and "show" not in one[0]]
    found += [desk.say(person, f"/breach {line}") for line in ("close", "task", "severity 4 small")]
    views = [one.view for one in found if one.view]
    return {view["callback_id"]: view for view in views if view.get("private_metadata")}


def test_a_form_that_was_open_when_its_person_was_removed_changes_nothing(busy: Desk) -> None:
    held = forms_of(busy, DPO)
    assert len(held) >= 8, held.keys()
    goes(busy, DPO)
    before = recorded(busy)
    for name, view in held.items():
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        texts = [one["block_id"] for one in inputs if one["element"]["type"] == "plain_text_input"]
        learns_nothing(busy, busy.submit(DPO, view, **dict.fromkeys(texts, "because of that")), name)
    assert recorded(busy) == before


def test_what_stood_in_messages_and_at_home_does_nothing_once_its_person_was_removed(busy: Desk) -> None:
    shown = [*busy.drawn(), busy.home(DPO), busy.say(DPO, "/breach status").message or {}]
    shown += [
        busy.say(DPO, f"/breach {word}").message or {} for word in ("next", "clocks", "facts", "catchup", "steps")
    ]
    pressed = [one for body in shown for block in body.get("blocks", ()) for one in elements(block)]
    assert len(pressed) > 20
    goes(busy, DPO)
    before = recorded(busy)
    for element in pressed:
        options = element.get("options") or [None]
        for option in options:
            if element["type"] in ("button", "overflow") and not element["action_id"].startswith("incident.open"):
                learns_nothing(busy, busy.use(DPO, element, option), str(element["action_id"]))
    assert recorded(busy) == before


class Slack:
    """The far end, for what is done in a channel without a word to the bot."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.messages, self.told = messages, list[dict[str, Any]]()

    def conversations_replies(self, **asked: Any) -> dict[str, Any]:
        """As Slack does: the thread's first message, then what is between the two instants."""
        inside = [one for one in self.messages[1:] if asked["oldest"] <= one["ts"] <= asked["latest"]]
        return {"messages": [self.messages[0], *inside]}

    def chat_getPermalink(self, **asked: str) -> dict[str, str]:
        return {"permalink": f"https://example.org/{asked['message_ts']}"}

    def chat_postEphemeral(self, **body: Any) -> None:
        self.told.append(body)


def pins(desk: Desk, person: str, ts: str, *messages: dict[str, Any]) -> Slack:
    slack: Any = Slack(*messages)
    item = {"type": "message", "channel": CHANNEL, "ts": ts}
    watching(desk).on_reaction({"user": person, "reaction": "pushpin", "item": item}, slack)
    return slack  # type: ignore[no-any-return] # it is what it was made


def noted(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(TimelineEntry).where(TimelineEntry.event == "note.added"))
        return [str(row.details["text"]) for row in rows]


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ({"text": "the reply"}, "the reply"),
        ({"text": "", "files": [{"name": "graph.png"}]}, "file graph.png"),
        ({"text": "see", "files": [{"name": "a.png"}, {"name": "b.csv"}]}, "see, file a.png, file b.csv"),
        ({"text": "ask <!subteam^SPRIVACY1>"}, "ask @privacy-team"),
        ({"text": "ask <!subteam^SPRIVACY1|@privacy-team> and <!here>"}, "ask @privacy-team and @here"),
        ({"text": "at <!date^1772445600^{time}|10:00>"}, "at 10:00"),
        ({"text": None, "blocks": []}, "https://example.org/2.0"),
    ],
)
def test_a_pushpin_records_what_the_message_says_a_reply_its_own_words(
    inside: Desk, message: dict[str, Any], says: str
) -> None:
    pins(
        inside,
        CRM,
        "2.0",
        {"ts": "1.0", "text": "the parent"},
        {"ts": "2.0", **message},
        {"ts": "3.0", "text": "later"},
    )
    assert noted(inside) == [says]


def test_a_pushpin_and_a_shared_file_of_who_has_no_part_put_nothing_on_record(busy: Desk) -> None:
    before = recorded(busy)
    for person in (GUEST, OUTSIDER):
        told = pins(busy, person, "1.0", {"ts": "1.0", "text": "the parent"}).told
        assert SECRET not in everything(told)
        slack: Any = Slack()
        thread = {"channel": CHANNEL, "ts": "9.1", "thread_ts": "9.0", "user": person, "files": [{"name": "a.png"}]}
        watching(busy).on_message(thread, slack)
        assert slack.told == []
    assert recorded(busy) == before


def test_a_list_of_people_that_is_shared_is_not_read(busy: Desk) -> None:
    for thread in ({}, {"thread_ts": "9.0"}):
        slack: Any = Slack()
        event = {"channel": CHANNEL, "ts": "9.1", "user": DPO, "files": [{"name": "People.CSV"}], **thread}
        watching(busy).on_message(event, slack)
        assert "doesn't read lists of people in Slack" in slack.told[-1]["text"]
        assert f"`breachbot recipients FILE.csv --incident {busy.incident().ref}`" in slack.told[-1]["text"]
        assert slack.told[-1]["user"] == DPO, "no one else sees it"


def test_a_reference_is_shown_nowhere_outside(busy: Desk) -> None:
    busy.later(hours=1)
    busy.say(COMMS, "/breach open phone lost in Graz", channel=ELSEWHERE)
    goes(busy, DPO)
    said = busy.say(DPO, "/breach status", channel=ELSEWHERE).text
    assert busy.incident(1).ref not in said
    assert "Lyon" not in words(busy.home(DPO))


def test_what_a_member_without_the_right_proposes_replaces_no_decision_that_waits_for_its_second_person(
    inside: Desk,
) -> None:
    inside.say(LEAD, "/breach skip C06 logs are streamed away")
    refused = inside.say(CRM, "/breach skip C06 because I say so")
    inside.choose(CRM, refused, "Propose")
    inside.say(DPO, "/breach skip C06 a copy is kept")
    with reading(inside.engine) as session:
        kept = session.scalars(select(StoredProposal).order_by(StoredProposal.id)).all()
        said = [(one.need, one.proposed_by, one.reason, one.settled_by, one.settled_reason) for one in kept]
    assert said == [
        ("two_people", LEAD, "logs are streamed away", DPO, "a copy is kept"),
        ("right_person", CRM, "I say so", DPO, "a copy is kept"),
    ]
