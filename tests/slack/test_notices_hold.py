"""There is no way for an approved notice to stay approved, to be recorded as sent or to be rendered as approved after
what it says has changed, no matter who does what in which order."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.actions import notice_states, recorded_facts
from bot.actions.audit_log import verify_log
from bot.actions.replanning import replan
from bot.actions.work import BREACHBOT, Library, Work
from bot.documents.incident_documents import document
from bot.domain.notice_templates import text_hash
from bot.domain.notices import NoticeState, exact_text
from bot.store.engine import open_engine
from bot.store.tables import Incident, Notice
from tests.slack.desk import COMMS, DPO, LEAD, Desk
from tests.slack.test_notice_checks import state
from tests.slack.test_notice_states import DUTY, FILING, another_template

EDIT = "edit"
SAID = (
    "facts records 1300", "facts records 1200", "facts measures_planned We ask for two proofs.", "facts people DE 900",
    "facts sender_name Ada Marsh", "facts risk_reasons The list is public.", "facts contact_point_name Jo Field",
    "notice gdpr-authority", "approve gdpr-authority", "wave gdpr-authority ref batch-1",
    "met eu-gdpr-33-1-authority ref A-1", "met eu-gdpr-33-1-authority ref A-2 because counsel filed it",
    "decline eu-gdpr-33-1-authority because the key is safe", "withdraw gdpr-authority because the list was wrong",
    EDIT,
)  # fmt: skip
acts = some.lists(some.tuples(some.sampled_from((DPO, LEAD, COMMS)), some.sampled_from(SAID)), min_size=3, max_size=9)


def text_of_now(work: Work, incident: Incident, notice: Notice) -> str:
    kind = work.library.templates.notices[notice.template]
    return recorded_facts.draw(work, incident, kind, notice.language, notice.drafted_at).text


def act(desk: Desk, who: str, what: str) -> str:
    """What was said to who did it."""
    if what != EDIT:
        return desk.say(who, f"/breach {what}").text
    with desk.opens(BREACHBOT, True) as work:
        newest = work.snapshot(work.session.get_one(Incident, 1)).notices[-1].id
    opened = desk.press(who, "notice.edit", str(newest))
    if not (opened.view and opened.view["callback_id"] == "notice_edit"):
        return opened.text
    field = next(block for block in opened.view["blocks"] if block["type"] == "input")
    written = field["element"].get("initial_value", "") + ", in our own words"
    return desk.submit(who, opened.view, **{field["block_id"]: written}).text


Seen = dict[int, tuple[bool, int]]
"""By notice: whether it says what is on record, and how often it went out."""


def look(desk: Desk, before: Seen) -> Seen:
    """What is approved, or rendered as such, reads as the record does; what went out since `before` did so then."""
    seen: Seen = {}
    with desk.opens(BREACHBOT, True) as work:
        incident = work.session.get_one(Incident, 1)
        for notice in work.snapshot(incident).notices:
            assert text_hash(exact_text(notice.subject, notice.text)) == notice.text_hash
            says_so = notice_states.from_facts(notice) == text_of_now(work, incident, notice)
            assert says_so or notice.state is not NoticeState.APPROVED
            unmarked = not document(work, incident, "notice", {"notice": notice.id}).cover.marking
            assert not unmarked or says_so or notice.sent
            seen[notice.id] = says_so, len(notice.sent)
            said_so, times = before.get(notice.id, (True, 0))
            assert len(notice.sent) <= times or said_so
    return seen


BRIEF = "executive-brief"


@pytest.fixture
def briefed(filed: Desk) -> Desk:
    """The executives' brief is approved too. It tells of the severity, the next deadlines and the decisions to take."""
    state(filed, "next_update_on in 3 days")
    for person, what in ((COMMS, f"notice {FILING}"), (DPO, f"approve {FILING}"), (COMMS, f"notice {BRIEF}")):
        filed.say(person, f"/breach {what}")
    assert "is approved" in filed.say(LEAD, f"/breach approve {BRIEF}").text
    return filed


def stands(desk: Desk, template: str) -> bool:
    """Whether its newest version is approved; and nothing is approved that would read otherwise now."""
    look(desk, {})
    with desk.opens(BREACHBOT, True) as work:
        rows = work.snapshot(work.session.get_one(Incident, 1)).notices
        return [one.state for one in rows if one.template == template][-1] is NoticeState.APPROVED


@pytest.mark.parametrize(
    "what",
    ["severity 1", f"met {DUTY} ref A-1", f"decline {DUTY} because the key is safe"],
    ids=["the severity", "a duty that is met", "a duty that is declined"],
)
def test_an_approval_ends_with_what_the_record_says_besides_facts(briefed: Desk, what: str) -> None:
    assert stands(briefed, BRIEF)
    for person in (DPO, LEAD):
        briefed.say(person, f"/breach {what}")
    assert not stands(briefed, BRIEF)


def test_an_approval_ends_with_files_that_changed_also_while_the_incident_was_closed(briefed: Desk) -> None:
    briefed.close()
    another_template(briefed)
    with briefed.opens(BREACHBOT, True) as work:
        made = document(work, work.session.get_one(Incident, 1), "notice", {"notice": 1})
    assert "not approved" in made.cover.marking
    briefed.say(LEAD, "/breach reopen a customer found more records")
    assert not stands(briefed, FILING)


def test_an_approval_ends_when_the_organization_does_not_say_what_it_said(briefed: Desk) -> None:
    with briefed.opens(BREACHBOT, False) as work:
        replan(work, work.session.get_one(Incident, 1))
    assert stands(briefed, FILING), "nothing changed"
    own = briefed.library.organisation
    briefed.library = replace(briefed.library, organisation=own.model_copy(update={"name": "Another name"}))
    with briefed.opens(BREACHBOT, False) as work:
        replan(work, work.session.get_one(Incident, 1))
    look(briefed, {})


def test_whose_language_is_spoken_ends_no_approval(briefed: Desk) -> None:
    briefed.far.locales[DPO] = "de-DE"
    briefed.say(DPO, "/breach facts sender_name Ada Marsh")
    assert stands(briefed, BRIEF)
    assert stands(briefed, FILING)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_no_approval_outlives_what_it_was_given_for(
    approved: Path, library: Library, acts: Sequence[tuple[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(approved, f"{folder}/breachbot.db")
        engine = open_engine(f"sqlite:///{folder}/breachbot.db")
        desk = Desk(engine, library)
        seen = look(desk, {})
        for who, what in acts:
            said = act(desk, who, what)
            assert "went wrong" not in said, f"{what}: {said}"
            seen = look(desk, seen)
        with desk.opens(BREACHBOT, True) as work:
            assert verify_log(work.session, work.session.get_one(Incident, 1)).differences == []
        engine.dispose()
