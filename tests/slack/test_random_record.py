"""No matter who does what: no clock ends or moves later without a cause on record that someone entitled gave, no
step is done while what it asks for is unknown, and in the end the record contradicts itself nowhere."""

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from slack_bolt import BoltContext
from sqlalchemy import select

from bot.actions import people
from bot.actions.runbooks import SHORT
from bot.actions.work import BREACHBOT, Library
from bot.domain.events import clocks as events
from bot.domain.events.facts import LooseningConfirmed
from bot.runbook.links import stated_by
from bot.slack.callbacks import decode
from bot.slack.channel_events import ChannelEvents
from bot.store.engine import open_engine, reading
from bot.store.tables import Clock, Incident, IncidentStep, StoredProposal, TimelineEntry
from bot.workspace.core.inputs import elements
from tests.slack.desk import CHANNEL, COMMS, CRM, DPO, EXEC, LEAD, SECOND, Answer, Desk
from tests.slack.surfaces import differences

GDPR, CALIFORNIA = "eu-gdpr-33-1-authority", "us-ca-individuals"
ENTITLED = {"lead", "deputy", "dpo", "counsel"}
READER = EXEC  # who neither leaves nor is replaced
BEGUN = (
    (DPO, "facts aware_at 2 Mar 2026 09:30"), (CRM, "facts people DE 900, US-CA 700"), (CRM, "facts data names, ssn"),
    (CRM, "facts form_of_data electronic"), (CRM, "facts protection none"), (CRM, "facts internal_only no"),
    (DPO, "facts acquired yes because the log says so"), (DPO, "facts discovered_at 2 Mar 2026 09:30"),
    (LEAD, "done C01 the record is open"),
)  # fmt: skip
FACTS = (
    "people FR 20", "people replace DE 5", "people remove US-CA", "people unknown", "aware_at 2 Mar 2026 08:00",
    "aware_at 2 Mar 2026 09:50 because it was read then", "aware_at unknown", "data health", "data replace names",
    "protection encrypted_key_safe", "protection unknown", "acquired no because the logs say so", "records 1200",
    "records unknown", "vulnerable none", "roles replace processor", "contracts northwind", "contracts unknown",
    "occurred_from 1 Mar 2026 08:00", "occurred_to 1 Mar 2026 10:00", "contained_at 2 Mar 2026 09:40",
)  # fmt: skip
STEPS = (
    "done C02 nobody because all were asked", "done C03 1 because it is public", "done C03 3 because it was encrypted",
    "done C05 as written down", "done C06 holds are on", "skip C06 logs are streamed away", "take C07",
    "done C07 act now because we can",
    "done C08 yes because both tried", "done N01 as the contract says", "done N02 from the queries",
    "done N03 from the queries", "done N04 unlikely because the key is safe", "done N04 high because it is public",
    "done N05 no because each was read", "done N06 do not notify because the key is safe with us",
    "done N06 notify because we owe it", "done N08 do not notify because no contract asks for it",
    "done N09 not required because the key is safe with us", "done N12 do not report because nobody broke in",
    "done I06 no because the logs are whole", "done I07 exported because the query is in the log",
    "skip I04 it is in the ticket", "done N07 filed",
)  # fmt: skip
DECISIONS = (
    "severity 1 it is in the news", "severity 3 it was encrypted", "risk unlikely because the key is safe with us",
    "risk high because the list is on a forum", "safety a former partner has the new address",
    f"met {GDPR} ref A-7 because our law firm filed it", f"met {GDPR} ref A-8",
    f"met {CALIFORNIA} ref mailing-1 because the mailing house sent it",
    f"decline {GDPR} because the key is safe with us",
    f"decline {CALIFORNIA} because the key is safe with us",
    f"hold {CALIFORNIA} until 20 May 2026 17:00 by FBI, in writing",
    f"release {CALIFORNIA}", "notice gdpr-authority", "facts kind insider", "close it is over", "reopen there is more",
)  # fmt: skip
MOVES = (f"assign dpo <@{CRM}>", f"assign lead <@{SECOND}>", f"handover <@{CRM}>", f"assign counsel <@{COMMS}>")
PEOPLE = st.sampled_from((LEAD, DPO, DPO, CRM, COMMS, SECOND, EXEC))


@dataclass(frozen=True)
class Says:
    """`insists`: they confirm what is shown to them, propose what is not theirs, answer what is asked."""

    person: str
    line: str
    insists: bool


@dataclass(frozen=True)
class Presses:
    """About a proposal that waits, the newest or the oldest, a duty, or the runbook of the kind as it is stated now."""

    person: str
    action: str
    oldest: bool = False
    insists: bool = True


@dataclass(frozen=True)
class Leaves:
    person: str


@dataclass(frozen=True)
class Waits:
    hours: int


SETTLING = ("proposal.confirm", "proposal.confirm", "proposal.reject")
Act = Says | Presses | Leaves | Waits
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(Says, PEOPLE, st.sampled_from(FACTS).map("facts {}".format), st.booleans()),
    st.builds(Says, PEOPLE, st.sampled_from(STEPS), st.just(True)),
    st.builds(Says, PEOPLE, st.sampled_from((*DECISIONS, *MOVES)), st.booleans()),
    st.builds(
        Presses, PEOPLE, st.sampled_from(("proposal.confirm", "proposal.confirm", "proposal.reject")), st.booleans()
    ),
    st.builds(Presses, PEOPLE, st.sampled_from(("clock.confirm", "clock.reopen", "runbook.move"))),
    st.builds(Leaves, st.sampled_from((LEAD, DPO, CRM))),
    st.builds(Waits, st.integers(1, 90)),
)


@pytest.fixture(scope="module")
def stated(tmp_path_factory: pytest.TempPathFactory, library: Library, begun: Path) -> Path:
    """An incident with clocks of two laws, to be copied."""
    file = tmp_path_factory.mktemp("stated") / "stated.db"
    shutil.copy(begun, file)
    desk = Desk(open_engine(f"sqlite:///{file}"), library)
    desk.later(hours=1)
    for person, line in BEGUN:
        answer = desk.say(person, f"/breach {line}")
        if answer.view:
            desk.confirm_change(person, answer)
    assert {GDPR, CALIFORNIA} <= owed(desk).keys()
    desk.engine.dispose()
    return file


def owed(desk: Desk) -> Mapping[str, Clock]:
    """What someone still has to do something about, by duty."""
    with reading(desk.engine) as session:
        open_ones = select(Clock).where(Clock.answer == "owed", Clock.decision.is_(None))
        return {one.duty_id: one for one in session.scalars(open_ones)}


def loosened(before: Clock, after: Clock | None) -> bool:
    """It ended, or is due later: by its target, its limit or, without a number, its house target."""
    if after is None:
        return True
    pairs = (
        (before.target_at or before.house_at, after.target_at or after.house_at), (before.limit_at, after.limit_at),
    )  # fmt: skip
    return any(was is not None and (now is None or now > was) for was, now in pairs)


def entries(desk: Desk, since: int = 0) -> Sequence[TimelineEntry]:
    with reading(desk.engine) as session:
        found = select(TimelineEntry).where(TimelineEntry.seq > since).order_by(TimelineEntry.seq)
        return session.scalars(found).all()


def excused(
    desk: Desk, since: int, roles: Mapping[str, frozenset[str]], running: Collection[str]
) -> tuple[set[str], bool]:
    """The duties that were met, declined, held or let go, or confirmed to end or move, each by someone entitled; and
    whether a notice that others count from turned out not to have gone out."""
    found: set[str] = set()
    again = False
    for entry in entries(desk, since):
        said = entry.said
        match said:
            case LooseningConfirmed():
                assert roles[entry.actor] & ENTITLED, (entry.actor, said)
                assert said.reason
                found |= set(said.duty_ids)
            case events.ClockDeclined():
                assert roles[entry.actor] & ENTITLED, (entry.actor, said)
                assert said.reason
                again = again or said.duty_id not in running
                found.add(said.duty_id)
            case events.ClockMet() | events.ClockHeld() | events.ClockReleased():
                found.add(said.duty_id)
            case events.ClockReopened():
                again = True
    return found, again


def roles_of(desk: Desk) -> Mapping[str, frozenset[str]]:
    with desk.opens(BREACHBOT, True) as work:
        incident = work.session.get_one(Incident, 1)
        team = (LEAD, DPO, CRM, COMMS, SECOND, EXEC)
        return {one: frozenset(people.roles_of(work, incident, one)) for one in team}


def act(desk: Desk, one: Act) -> None:
    match one:
        case Waits():
            desk.later(hours=one.hours)
        case Leaves():
            watch = ChannelEvents(
                desk.opens, lambda: None, lambda person: None, lambda act: act(), desk.directory, desk.membership
            )
            context = BoltContext(bot_user_id="UBOT")
            watch.on_left({"user": one.person, "channel": CHANNEL}, context)
        case Says():
            follow(desk, one.person, desk.say(one.person, f"/breach {one.line}"), insists=one.insists)
        case Presses():
            follow(desk, one.person, desk.press(one.person, one.action, subject(desk, one)), insists=one.insists)


def subject(desk: Desk, one: Presses) -> str:
    if one.action.startswith("clock."):
        return GDPR
    if one.action == "runbook.move":
        incident = desk.incident()
        return desk.library.runbooks[str(incident.facts.value("kind") or incident.kind)].hash[:SHORT]
    with reading(desk.engine) as session:
        waiting = select(StoredProposal.id).where(StoredProposal.state == "open").order_by(StoredProposal.id)
        found = session.scalars(waiting).all()
        return str((found[0] if one.oldest else found[-1]) if found else 1)


def done_in_the_dark(desk: Desk) -> list[tuple[str, str]]:
    """The steps that are done while a fact that they ask for is known neither from the record nor by their answer."""
    incident, found = desk.incident(), []
    with reading(desk.engine) as session:
        done = select(IncidentStep).where(IncidentStep.state == "done")
        rows = {row.step_id: row.answer or "" for row in session.scalars(done)}
    for step in incident.runbook.steps:
        said = stated_by(step.decision, rows[step.id]) if step.id in rows and step.decision else {}
        asked = step.asks if step.id in rows else ()
        found += [(step.id, name) for name in asked if name not in incident.facts.known and name not in said]
    return found


def follow(desk: Desk, person: str, answer: Answer, *, insists: bool) -> None:
    """What someone does with the answer, up to three times: a form for a reason, a question, a refusal."""
    for _time in range(3):
        assert "went wrong" not in answer.text, (person, answer.text)
        if not insists:
            return
        if answer.view and answer.view["callback_id"] in ("facts_loosen", "proposal_reject", "proposal_confirm"):
            asks = any(block["type"] == "input" for block in answer.view["blocks"])
            answer = desk.submit(person, answer.view, **({"reason": "we looked into it"} if asks else {}))
            continue
        buttons = [each for block in (answer.message or {}).get("blocks", []) for each in elements(block)]
        wanted = [
            each for each in buttons if each.get("action_id") in ("proposal.make", "conflict.none", "handover.none")
        ]
        if not wanted:
            return
        target = decode(wanted[0]["value"])
        answer = desk.press(person, wanted[0]["action_id"], target.subject, version=target.version)


@pytest.fixture(scope="module")
def begins(tmp_path_factory: pytest.TempPathFactory, library: Library, stated: Path) -> Callable[[], Desk]:
    """A desk of its own over the stated incident, each time."""

    def desk() -> Desk:
        file = tmp_path_factory.mktemp("random") / "breachbot.db"
        shutil.copy(stated, file)
        begun = Desk(open_engine(f"sqlite:///{file}"), library)
        begun.later(hours=2)
        return begun

    return desk


WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # an example is short, and an act takes its time


@settings(max_examples=6, phases=WITHOUT_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(ACTS, min_size=4, max_size=10))
def test_nothing_that_protects_people_ends_unseen_and_the_record_agrees_with_itself(
    begins: Callable[[], Desk], acts: list[Act]
) -> None:
    desk = begins()
    for one in acts:
        desk.later(minutes=5)
        before, roles, since = owed(desk), roles_of(desk), entries(desk)[-1].seq
        act(desk, one)
        after, (causes, again) = owed(desk), excused(desk, since, roles, before)
        wrong = {duty for duty, clock in before.items() if loosened(clock, after.get(duty))} - causes
        assert again or not wrong, (one, wrong)
        assert done_in_the_dark(desk) == [], one
    assert differences(desk, READER) == []
    desk.engine.dispose()
