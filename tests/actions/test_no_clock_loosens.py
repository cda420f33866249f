"""No matter who states what: no clock ends or runs later unless someone entitled has seen it and said why."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.actions.work import Library
from bot.domain.clocks import is_expected
from bot.domain.events.facts import LooseningConfirmed
from bot.store.engine import open_engine, reading
from bot.store.tables import Clock, Incident, StoredProposal, TimelineEntry
from tests.slack.desk import COMMS, CRM, DPO, LEAD, SECOND, Desk

ENTITLED = (LEAD, DPO)
PEOPLE = st.sampled_from((LEAD, DPO, SECOND, CRM, COMMS))
LINES = st.sampled_from(
    (
        "facts people FR 20", "facts people replace DE 5", "facts people remove US-CA", "facts people unknown",
        "facts people US-NY 700", "facts people replace US-NY 12, DE 9", "facts aware_at 2 Mar 2026 08:00",
        "facts aware_at 2 Mar 2026 09:40 because it was read then", "facts aware_at unknown", "facts data ssn",
        "facts data replace names", "facts data remove health", "facts protection encrypted_key_safe",
        "facts protection unknown", "facts established_in remove DE", "facts acquired no because the logs say so",
        "risk unlikely because the key is safe with us", "risk high because the list is on a forum",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A line by someone; `confirms`: they confirm what they are shown, if they are shown anything."""

    person: str
    line: str
    confirms: bool


@dataclass(frozen=True)
class Settled:
    """The newest open proposal, confirmed or rejected by someone."""

    person: str
    action: str
    confirms: bool


ACTS = st.one_of(
    st.builds(Said, PEOPLE, LINES, st.booleans()),
    st.builds(Said, st.sampled_from((SECOND, CRM)), LINES, st.booleans()),
    st.builds(Settled, PEOPLE, st.sampled_from(("proposal.confirm", "proposal.reject")), st.booleans()),
)


def running(desk: Desk) -> Mapping[str, Clock]:
    with reading(desk.engine) as session:
        return {one.duty_id: one for one in session.scalars(select(Clock).where(Clock.answer == "owed"))}


def newest(desk: Desk) -> int:
    with reading(desk.engine) as session:
        return max(session.scalars(select(TimelineEntry.seq)))


def excused(desk: Desk, since: int) -> set[str]:
    """The duties that an entitled person has confirmed to end or move, with a reason."""
    with reading(desk.engine) as session:
        entries = session.scalars(select(TimelineEntry).where(TimelineEntry.seq > since)).all()
    found = [(one.actor, one.said) for one in entries if isinstance(one.said, LooseningConfirmed)]
    assert all(actor in ENTITLED and said.reason for actor, said in found)
    return {duty for _actor, said in found for duty in said.duty_ids}


def loosened(before: Clock, after: Clock | None) -> bool:
    """Not what counts from an act that isn't done: that date is only expected."""
    if after is None:
        return True
    if is_expected(before.starts_at, before.target_at, before.limit_at):
        return False
    was, now = before.target_at or before.house_at, after.target_at or after.house_at
    return was is not None and (now is None or now > was)


FORMS = ("facts_loosen", "proposal_reject", "proposal_confirm")


def act(desk: Desk, one: Said | Settled) -> None:
    if isinstance(one, Said):
        answer = desk.say(one.person, f"/breach {one.line}")
    else:
        with reading(desk.engine) as session:
            last = session.scalars(
                select(StoredProposal.id).where(StoredProposal.state == "open").order_by(StoredProposal.id.desc())
            ).first()
        answer = desk.press(one.person, one.action, str(last or 1))
    for _form in range(2):  # a rejection asks for its reason first, and then shows what it ends
        if (
            one.confirms
            and answer.view
            and answer.view["callback_id"] in ("facts_loosen", "proposal_reject", "proposal_confirm")
        ):
            asks = any(block["type"] == "input" for block in answer.view["blocks"])
            answer = desk.submit(one.person, answer.view, **({"reason": "we looked into it"} if asks else {}))
    assert "went wrong" not in answer.text, (one, answer.text)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(ACTS, min_size=3, max_size=9))
def test_no_clock_ends_or_moves_later_without_a_confirmed_cause(
    tmp_path_factory: pytest.TempPathFactory, library: Library, stated: Path, acts: list[Said | Settled]
) -> None:
    file = tmp_path_factory.mktemp("random") / "breachbot.db"
    shutil.copy(stated, file)
    engine = open_engine(f"sqlite:///{file}")
    desk = Desk(engine, library)
    for one in acts:
        desk.later(minutes=5)
        before, since = running(desk), newest(desk)
        act(desk, one)
        after, allowed = running(desk), excused(desk, since)
        wrong = {duty for duty, clock in before.items() if loosened(clock, after.get(duty))} - allowed
        assert not wrong, (one, wrong)
    with reading(engine) as session:
        verified = verify_log(session, session.get_one(Incident, 1))
    assert (verified.broken, verified.differences) == (None, [])
    engine.dispose()
