"""What one command costs: an incident is read once, assessed and walked through at most twice, in few statements."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event, select, update

from bot.law import assessment, duties
from bot.runbook import steps as rules
from bot.store.engine import writing
from bot.store.states import OutboxStatus
from bot.store.tables import Notice, Outbox
from tests.actions.test_counsel import CALIFORNIAN
from tests.slack.desk import COMMS, CRM, DPO, LEAD, Desk

GDPR, CALIFORNIA = "eu-gdpr-33-1-authority", "us-ca-individuals"
HOLD = f"hold {CALIFORNIA} until 20 May 2026 17:00 by FBI Los Angeles"


@dataclass
class Costs:
    """Statements by transaction; full assessments; walks through the runbook."""

    transactions: list[list[str]] = field(default_factory=list)
    assessed: int = 0
    walked: int = 0

    @property
    def statements(self) -> int:
        return sum(map(len, self.transactions))

    @property
    def incident_reads(self) -> int:
        """The most that one transaction reads the incident's row."""
        read = [sum("FROM incident " in one and "incident.facts" in one for one in each) for each in self.transactions]
        return max(read)

    def clear(self) -> None:
        self.transactions.clear()
        self.assessed = self.walked = 0

    def stay_within(self, most: int) -> None:
        assert self.assessed <= 2
        assert self.walked <= 2
        assert self.incident_reads == 1
        assert self.statements <= most
        assert len(self.transactions) <= 2


@pytest.fixture
def desk(inside: Desk) -> Desk:
    """Everything was posted and some facts are known, so that a change has messages to bring up to date."""
    for fact in CALIFORNIAN:
        inside.say(LEAD, f"/breach facts {fact}")
    with writing(inside.engine) as session:
        session.execute(update(Outbox).where(Outbox.kind == "post").values(status=OutboxStatus.SENT))
    return inside


@pytest.fixture
def costs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Costs]:
    """Counts all that happens at this desk."""
    counted = Costs()
    run, walk = assessment.Assessment, rules.status

    def counting_run(*given: Any) -> Any:
        counted.assessed += 1  # only what was not kept from an earlier command
        return run(*given)

    def counting_walk(snapshot: Any, now: Any) -> Any:
        counted.walked += 1
        return walk(snapshot, now)

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("BEGIN"):
            counted.transactions.append([])
        else:
            counted.transactions[-1].append(" ".join(statement.split()))

    monkeypatch.setattr(duties, "Assessment", counting_run)
    monkeypatch.setattr(rules, "status", counting_walk)
    event.listen(desk.engine, "before_cursor_execute", on_statement)
    yield counted
    event.remove(desk.engine, "before_cursor_execute", on_statement)


# what came before, who types the command, the command, words of the answer, the most statements
COMMANDS: list[tuple[tuple[str, ...], str, str, str, int]] = [
    ((), LEAD, "facts people DE 25, US-CA 700", "Recorded", 15),
    ((), DPO, f"met {GDPR} ref A-1 at today 09:00 because our law firm filed it", "Reference A-1", 18),
    (
        (),
        DPO,
        f"decline {GDPR} because the data were encrypted and the key is safe",
        "A second person must confirm",
        15,
    ),
    ((), DPO, HOLD, "FBI", 19),
    ((HOLD,), DPO, f"release {CALIFORNIA} at today 09:00", "lifted", 19),
    ((), DPO, "risk high because somebody may be hurt by it", "Decided", 29),
    ((), LEAD, "severity 2 it is bad", "now 2", 22),
    ((), LEAD, "done C01 it is off", "done", 18),
    ((), LEAD, "take C01", "in progress", 15),
    ((), LEAD, "skip C06 logs are streamed away", "A second person must confirm", 15),
    ((), LEAD, "stuck C01 no access to the audit log", "open", 15),
    ((), COMMS, "note the provider called", "Recorded", 7),
    ((), DPO, "notice gdpr-authority", "version 1", 13),
    ((), LEAD, f"handover <@{CRM}>", "conflict of interest", 7),
    ((), COMMS, "safety a former partner of hers has the new address", "Tell that person now", 14),
    ((), DPO, "memo", "will be posted", 8),
    ((), LEAD, "report", "follows in a thread", 8),
    ((), LEAD, "close all notices were sent", "still open", 7),
    ((), LEAD, "status", "laptop lost in Lyon", 8),
    ((), LEAD, "clocks", "Notify", 8),
    ((), LEAD, f"why {GDPR}", "Art. 33", 7),
    ((), LEAD, "facts", "people", 6),
    ((), LEAD, "steps", "complete", 6),
    ((), LEAD, "next", "Your steps", 6),
    ((), LEAD, "catchup", "What happened", 13),
]


@pytest.mark.parametrize(("before", "person", "words", "says", "most"), COMMANDS, ids=[one[2] for one in COMMANDS])
def test_a_command_reads_an_incident_once_and_assesses_it_at_most_twice(
    desk: Desk, costs: Costs, before: tuple[str, ...], person: str, words: str, says: str, most: int
) -> None:
    for earlier in before:
        desk.say(DPO, f"/breach {earlier}")
    desk.say(person, "/breach help")  # who they are is known from now on
    costs.clear()
    answer = desk.say(person, f"/breach {words}")
    assert says in answer.text
    costs.stay_within(most)


def test_a_button_costs_no_more_than_a_command(desk: Desk, costs: Costs) -> None:
    desk.say(LEAD, "/breach assign scribe <@UNEW00001>")
    costs.clear()
    assert "is now scribe" in desk.press(LEAD, "conflict.none", "scribe|UNEW00001|main|none").text
    costs.stay_within(15)


def test_a_form_costs_no_more_than_a_command(desk: Desk, costs: Costs) -> None:
    first = desk.press(LEAD, "incident.close", "anyway").view
    assert first
    desk.submit(LEAD, first, reason="sold the company")
    view = desk.press(DPO, "incident.close", "anyway").view
    assert view
    costs.clear()
    desk.submit(DPO, view, reason="sold the company")
    costs.stay_within(33)  # the prevention steps become tasks, each with its owner, reminders and message
    assert desk.incident().closed_by == DPO


def test_an_approval_costs_no_more_than_a_draft(desk: Desk, costs: Costs) -> None:
    desk.say(DPO, "/breach notice executive-brief")
    with writing(desk.engine) as session:
        session.execute(update(Notice).values(missing=[], lint=[]))  # as if everything it asks for were known
    desk.say(LEAD, "/breach help")
    costs.clear()
    assert "approved" in desk.say(LEAD, "/breach approve executive-brief").text
    costs.stay_within(16)  # one more than a draft: it is compared with what else was approved


def test_a_card_is_brought_up_to_date_once_however_often_a_command_asks_for_it(desk: Desk) -> None:
    desk.say(LEAD, "/breach facts people DE 25, US-CA 700")
    with desk.opens(LEAD, True) as work:
        rows = work.session.scalars(select(Outbox).where(Outbox.kind == "update", Outbox.needs == "card:1")).all()
        assert [row.status for row in rows] == [OutboxStatus.PENDING]


def test_a_list_and_home_cost_no_more_statements_however_many_incidents_there_are(
    desk: Desk, costs: Costs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home works out the newest few, and no other."""
    monkeypatch.setattr("bot.actions.home.MOST_REAL", 2)
    monkeypatch.setattr("bot.actions.home.MOST_DRILLS", 1)
    monkeypatch.setattr("bot.actions.incidents.MOST_LISTED", 2)

    def cost() -> list[tuple[int, int]]:
        found = []
        for act in (lambda: desk.say(LEAD, "/breach list", channel="C0GENERAL"), lambda: desk.home(LEAD)):
            costs.clear()
            act()
            found.append((costs.statements, costs.walked))
        return found

    def open_some(count: int) -> None:
        for number in range(count):
            desk.open(f"laptop {number} lost in Lyon by {desk.number}")
            desk.say(LEAD, f"/breach drill lost device {desk.number}", channel="C0GENERAL")

    open_some(2)
    cost()
    few = cost()
    open_some(4)
    assert cost() == few
    assert [walked for _, walked in few] == [0, 3]
    assert few[0][0] <= 6
    assert few[1][0] <= 60
