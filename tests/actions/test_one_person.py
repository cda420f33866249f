"""No sequence of acts by a single person gets through what takes two: drawn at random, over a real database."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.actions.work import Library
from bot.store.engine import open_engine, reading
from bot.store.tables import Clock, Decision, IncidentStep, Notice, StoredProposal
from tests.slack.desk import COMMS, CRM, DPO, EXEC, LEAD, Desk

DUTY = "eu-gdpr-33-1-authority"
BEFORE = (
    "done C01 open",
    "done C02 nobody because asked",
    "done C04 yes because private",
    "done C03 2 because exposed",
)
SAID = (
    "skip C06 logs are streamed away", "skip C06 for another reason", "done C11 yes because a forum has it",
    "done C11 no because nobody outside knows", "take C11", "take C06", "stuck C06 no access", "next", "status",
    f"decline {DUTY} because the key is safe", "notice gdpr-authority", "approve gdpr-authority",
)  # fmt: skip
PRESSED = ("proposal.confirm", "proposal.reject", "step.claim")
KEPT = {
    "step_skipped": '{"step_id": "C06", "reason": "logs are streamed away"}',
    "step_done": '{"step_id": "C11", "note": "a forum has it", "choice": "yes, send the holding line now"}',
    "notice_approved": '{"notice": "1", "version": 1}',
    "duty_declined": f'{{"duty": "{DUTY}", "reason": "the key is safe"}}',
}
MAY_DECLINE = {DPO, LEAD}

acts = st.lists(
    st.one_of(
        st.sampled_from(SAID).map(lambda words: ("say", words, "")),
        st.tuples(st.just("press"), st.sampled_from(PRESSED), st.sampled_from(("1", "2", "3", "C06", "C11"))),
        st.sampled_from(sorted(KEPT)).map(lambda kind: ("press", "proposal.make", kind)),
    ),
    max_size=12,
)


def act(desk: Desk, person: str, how: str, what: str, about: str) -> None:
    if how == "say":
        answer = desk.say(person, f"/breach {what}")
    elif what == "proposal.confirm":
        answer = desk.confirm(person, about) if about.isdecimal() else desk.press(person, what, about)
    else:
        answer = desk.press(person, what, about, version=KEPT.get(about, ""))
    assert "went wrong" not in answer.text, answer.text


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(person=st.sampled_from((LEAD, DPO, COMMS, EXEC, CRM)), done=acts)
def test_a_single_person_never_gets_through_what_takes_two(
    begun: Path, library: Library, person: str, done: Sequence[tuple[str, str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(begun, f"{folder}/breachbot.db")
        desk = Desk(open_engine(f"sqlite:///{folder}/breachbot.db"), library)
        for words in BEFORE:
            desk.say(LEAD, f"/breach {words}")
        desk.say(DPO, "/breach done C02 nobody because the lead was away")
        for words in BEFORE[2:]:
            desk.say(LEAD, f"/breach {words}")
        for how, what, about in done:
            act(desk, person, how, what, about)
        with reading(desk.engine) as session:
            for step in ("C06", "C11"):
                row = session.get(IncidentStep, (1, step))
                assert row is None or row.state in ("open", "claimed"), f"{step} is {row.state}"
            assert not session.scalars(select(Decision).where(Decision.step_id == "C11")).all()
            assert not session.scalars(select(Notice).where(Notice.state == "approved")).all()
            declined = session.scalars(select(Clock.decision).where(Clock.duty_id == DUTY)).first()
            assert declined is None or person in MAY_DECLINE
            confirmed = select(StoredProposal).where(
                StoredProposal.state == "confirmed", StoredProposal.subject != "C02"
            )
            assert not session.scalars(confirmed).all()
        desk.engine.dispose()
