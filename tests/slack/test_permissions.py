"""Who may do what, when: the grids that were agreed on, written out, and proven on a real database.

One grid has a line for each act: who may while an incident is open, and who when it is closed. The other has a line for
each row of the tables, and is compared with them: a row that is new or asks for something else is agreed on here first.
"""

from typing import get_args, get_type_hints

import pytest

from bot.actions import incidents, people
from bot.actions.work import Work
from bot.domain.incidents import IncidentState
from bot.domain.permissions import (
    RIGHTS,
    Act,
    Actor,
    IncidentSubject,
    Nothing,
    NoticeSubject,
    ProposalSubject,
    StepSubject,
    Subject,
    may,
)
from bot.domain.roles import LEADERS, ROLES
from bot.errors import IncidentIsClosed, NotAllowed, NotFound
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import Target
from bot.slack.forms import FORMS
from bot.slack.routes import EitherRoute, IncidentRoute, OpensForm, OpenTableRow, Row
from bot.slack.subcommands import SUBCOMMANDS
from bot.store.engine import writing
from bot.store.tables import Incident, RoleHolder
from tests.slack.desk import LEAD, OUTSIDER, Desk

ALL = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()
DPO = frozenset({"dpo"})
LEADING = frozenset(LEADERS)
COUNSEL = frozenset({"dpo", "counsel", "lead"})
IN_CHARGE = frozenset({*LEADERS, "dpo", "counsel"})
SEATING = frozenset({*LEADERS, "dpo", "counsel", "executive"})
EXPOSURE = frozenset({"lead", "dpo", "counsel", "executive"})

COSTING = frozenset({"lead", "counsel", "executive"})

# act: (while it is open, when it is closed, someone who is not part of it)
GRID: dict[str, tuple[frozenset[str], frozenset[str], bool]] = {
    "help": (ALL, ALL, True),
    "language": (ALL, ALL, True),
    "open": (ALL, ALL, True),
    "list": (ALL, ALL, True),
    "see": (ALL, ALL, False),
    "note": (ALL, NOBODY, False),
    "facts": (ALL, NOBODY, False),
    "loosen": (COUNSEL, NOBODY, False),
    "steps": (ALL, NOBODY, False),
    "task": (ALL, ALL, False),
    "snooze": (ALL, ALL, False),
    "assign": (SEATING, NOBODY, False),
    "hand over": (ALL, NOBODY, False),
    "rate": (SEATING, NOBODY, False),
    "safety": (ALL, NOBODY, False),
    "move": (IN_CHARGE, NOBODY, False),
    "meet": (COUNSEL, NOBODY, False),
    "decline": (COUNSEL, NOBODY, False),
    "hold": (COUNSEL, NOBODY, False),
    "risk": (COUNSEL, NOBODY, False),
    "law": (COUNSEL, NOBODY, False),
    "move time": (LEADING, NOBODY, False),
    "exposure": (EXPOSURE, EXPOSURE, False),
    "draft": (ALL, NOBODY, False),
    "approve": (DPO, NOBODY, False),
    "report": (ALL, ALL, False),
    "privilege": (frozenset({"counsel"}), frozenset({"counsel"}), False),
    "cost": (COSTING, COSTING, False),
    "review": (SEATING, SEATING, False),
    "close": (IN_CHARGE, NOBODY, False),
    "reopen": (IN_CHARGE, IN_CHARGE, False),
    "propose": (ALL, NOBODY, False),
    "confirm": (ALL, NOBODY, False),
    "reject": (ALL, NOBODY, False),
}


# row: (act, what permission is asked for, who may). A step or a role may narrow it, a notice names its approver (here
# the DPO); `test_permissions.py` of the domain has those rules.
ROWS: dict[str, tuple[Act, str, frozenset[str]]] = {
    "/breach help shows": (Act.HELP, "nothing", ALL),
    "/breach help acts": (Act.HELP, "nothing", ALL),
    "/breach language shows": (Act.LANGUAGE, "nothing", ALL),
    "/breach language acts": (Act.LANGUAGE, "nothing", ALL),
    "/breach open acts": (Act.OPEN, "nothing", ALL),
    "/breach list shows": (Act.LIST, "nothing", ALL),
    "/breach status shows": (Act.SEE, "incident", ALL),
    "/breach close shows": (Act.CLOSE, "incident", IN_CHARGE),
    "/breach close acts": (Act.CLOSE, "incident", IN_CHARGE),
    "/breach reopen acts": (Act.REOPEN, "incident", IN_CHARGE),
    "/breach drill acts": (Act.OPEN, "nothing", ALL),
    "/breach forward acts": (Act.MOVE_TIME, "incident", LEADING),
    "/breach note acts": (Act.NOTE, "incident", ALL),
    "/breach report acts": (Act.REPORT, "incident", ALL),
    "/breach chart acts": (Act.REPORT, "incident", ALL),
    "/breach review shows": (Act.SEE, "incident", ALL),
    "/breach review acts": (Act.REVIEW, "review", SEATING),
    "/breach privilege acts": (Act.PRIVILEGE, "incident", frozenset({"counsel"})),
    "/breach cost shows": (Act.COST, "incident", COSTING),
    "/breach cost acts": (Act.COST, "incident", COSTING),
    "/breach severity shows": (Act.RATE, "incident", SEATING),
    "/breach severity acts": (Act.RATE, "incident", SEATING),
    "/breach steps shows": (Act.SEE, "incident", ALL),
    "/breach step acts": (Act.SEE, "incident", ALL),
    "/breach next shows": (Act.SEE, "incident", ALL),
    "/breach take acts": (Act.STEPS, "step", ALL),
    "/breach done acts": (Act.STEPS, "step", ALL),
    "/breach task shows": (Act.TASK, "incident", ALL),
    "/breach task acts": (Act.TASK, "either", ALL),
    "/breach skip acts": (Act.STEPS, "step", ALL),
    "/breach stuck acts": (Act.STEPS, "incident", ALL),
    "/breach snooze acts": (Act.SNOOZE, "incident", ALL),
    "/breach safety acts": (Act.SAFETY, "incident", ALL),
    "/breach runbook shows": (Act.SEE, "incident", ALL),
    "/breach facts shows": (Act.SEE, "incident", ALL),
    "/breach facts acts": (Act.FACTS, "incident", ALL),
    "/breach risk shows": (Act.SEE, "incident", ALL),
    "/breach risk acts": (Act.RISK, "incident", COUNSEL),
    "/breach clocks shows": (Act.SEE, "incident", ALL),
    "/breach why acts": (Act.SEE, "incident", ALL),
    "/breach met acts": (Act.MEET, "incident", COUNSEL),
    "/breach decline acts": (Act.DECLINE, "duty", COUNSEL),
    "/breach hold acts": (Act.HOLD, "incident", COUNSEL),
    "/breach release acts": (Act.HOLD, "incident", COUNSEL),
    "/breach exposure shows": (Act.EXPOSURE, "incident", EXPOSURE),
    "/breach law shows": (Act.SEE, "incident", ALL),
    "/breach memo acts": (Act.REPORT, "incident", ALL),
    "/breach notice shows": (Act.SEE, "incident", ALL),
    "/breach notice acts": (Act.DRAFT, "incident", ALL),
    "/breach answers acts": (Act.SEE, "incident", ALL),
    "/breach form acts": (Act.SEE, "either", ALL),
    "/breach approve acts": (Act.APPROVE, "notice", DPO),
    "/breach withdraw acts": (Act.APPROVE, "notice", DPO),
    "/breach wave acts": (Act.MEET, "incident", COUNSEL),
    "/breach returned acts": (Act.MEET, "incident", COUNSEL),
    "/breach override acts": (Act.APPROVE, "notice", DPO),
    "/breach catchup acts": (Act.SEE, "incident", ALL),
    "button catchup.show": (Act.SEE, "incident", ALL),
    "/breach assign acts": (Act.STEPS, "either", ALL),  # a step; for a role ASSIGN is asked for
    "/breach unassign acts": (Act.STEPS, "step", ALL),
    "/breach conflict acts": (Act.ASSIGN, "incident", SEATING),
    "/breach admit acts": (Act.ASSIGN, "incident", SEATING),
    "/breach exclude acts": (Act.ASSIGN, "incident", SEATING),
    "button visitor.admit": (Act.ASSIGN, "incident", SEATING),
    "button visitor.exclude": (Act.ASSIGN, "incident", SEATING),
    "/breach handover acts": (Act.HAND_OVER, "incident or seat", ALL),
    "button incident.open": (Act.OPEN, "nothing", ALL),
    "button incident.close": (Act.CLOSE, "incident", IN_CHARGE),
    "button report.make": (Act.REPORT, "incident", ALL),
    "button steps.show": (Act.SEE, "incident", ALL),
    "button steps.next": (Act.SEE, "incident", ALL),
    "button step.show": (Act.SEE, "incident", ALL),
    "button step.claim": (Act.STEPS, "step", ALL),
    "button step.done": (Act.STEPS, "step", ALL),
    "button step.happened": (Act.STEPS, "step", ALL),
    "button step.skip": (Act.STEPS, "step", ALL),
    "button task.add": (Act.TASK, "incident", ALL),
    "button step.stuck": (Act.STEPS, "incident", ALL),
    "button step.evidence": (Act.STEPS, "incident", ALL),
    "button reminder.snooze": (Act.SNOOZE, "incident", ALL),
    "button runbook.show": (Act.SEE, "incident", ALL),
    "button runbook.move": (Act.MOVE, "incident", IN_CHARGE),
    "button facts.show": (Act.SEE, "incident", ALL),
    "button facts.ask": (Act.FACTS, "incident", ALL),
    "button facts.choose": (Act.FACTS, "incident", ALL),
    "button risk.show": (Act.SEE, "incident", ALL),
    "button risk.decide": (Act.RISK, "incident", COUNSEL),
    "button clocks.show": (Act.SEE, "incident", ALL),
    "button clock.why": (Act.SEE, "incident", ALL),
    "button clock.met": (Act.MEET, "incident", COUNSEL),
    "button clock.decline": (Act.DECLINE, "incident", COUNSEL),
    "button clock.confirm": (Act.DECLINE, "incident", COUNSEL),
    "button clock.reopen": (Act.DECLINE, "incident", COUNSEL),
    "button law.take": (Act.LAW, "incident", COUNSEL),
    "button law.keep": (Act.LAW, "incident", COUNSEL),
    "button notices.show": (Act.SEE, "incident", ALL),
    "button notice.draft": (Act.DRAFT, "incident", ALL),
    "button notice.answers": (Act.SEE, "incident", ALL),
    "button notice.approve": (Act.APPROVE, "notice", DPO),
    "button notice.edit": (Act.APPROVE, "notice", DPO),
    "button notice.form": (Act.DRAFT, "incident", ALL),
    "button notice.document": (Act.SEE, "incident", ALL),
    "button notice.wave": (Act.MEET, "incident", COUNSEL),
    "button notice.returned": (Act.MEET, "incident", COUNSEL),
    "button conflict.none": (Act.ASSIGN, "incident", SEATING),
    "button conflict.witness": (Act.ASSIGN, "incident", SEATING),
    "button conflict.suspect": (Act.ASSIGN, "incident", SEATING),
    "button handover.none": (Act.HAND_OVER, "incident or seat", ALL),
    "button handover.witness": (Act.HAND_OVER, "incident or seat", ALL),
    "button handover.suspect": (Act.HAND_OVER, "incident or seat", ALL),
    "button proposal.make": (Act.PROPOSE, "incident", ALL),
    "button proposal.confirm": (Act.CONFIRM, "proposal", COUNSEL),
    "button proposal.reject": (Act.REJECT, "proposal", COUNSEL),
    "form open": (Act.OPEN, "nothing", ALL),
    "form close": (Act.CLOSE, "incident", IN_CHARGE),
    "form severity": (Act.RATE, "incident", SEATING),
    "form severity_confirm": (Act.RATE, "incident", SEATING),
    "form step_done": (Act.STEPS, "step", ALL),
    "form step_team": (Act.STEPS, "step", ALL),
    "form step_happened": (Act.STEPS, "step", ALL),
    "form task": (Act.TASK, "incident", ALL),
    "form step_skip": (Act.STEPS, "step", ALL),
    "form step_stuck": (Act.STEPS, "incident", ALL),
    "form step_evidence": (Act.STEPS, "incident", ALL),
    "form snooze": (Act.SNOOZE, "incident", ALL),
    "form facts_ask": (Act.FACTS, "incident", ALL),
    "form facts_loosen": (Act.LOOSEN, "incident", COUNSEL),
    "form facts_choose": (Act.FACTS, "incident", ALL),
    "form risk_decide": (Act.RISK, "incident", COUNSEL),
    "form clock_met": (Act.MEET, "incident", COUNSEL),
    "form clock_decline": (Act.DECLINE, "duty", COUNSEL),
    "form clock_hold": (Act.HOLD, "incident", COUNSEL),
    "form notice_wave": (Act.MEET, "incident", COUNSEL),
    "form notice_returned": (Act.MEET, "incident", COUNSEL),
    "form notice_edit": (Act.APPROVE, "notice", DPO),
    "form proposal_confirm": (Act.CONFIRM, "proposal", COUNSEL),
    "form proposal_reject": (Act.REJECT, "proposal", COUNSEL),
}


def rows() -> dict[str, Row]:
    """Every row of the tables under the name that the grid has for it."""
    found: dict[str, Row] = {}
    for one in SUBCOMMANDS:
        found |= {f"/breach {one.word} {how}": row for how in ("shows", "acts") if (row := getattr(one, how))}
    found |= {f"button {name}": row for name, row in BUTTONS.items()}
    return found | {f"form {name}": form.row for name, form in FORMS.items()}


def asked_for(row: Row) -> str:
    """What permission is asked for, by the type that the row's subject has."""
    if isinstance(row, OpenTableRow):
        return "nothing"
    if isinstance(row, EitherRoute):
        return "either"
    assert isinstance(row, IncidentRoute | OpensForm)
    given = get_type_hints(row.subject)["return"]
    return " or ".join(sorted(one.__name__.removesuffix("Subject").lower() for one in get_args(given) or (given,)))


def sample(kind: str) -> Subject:
    incident = IncidentSubject("BR-2026-0001", IncidentState.OPEN)
    subjects: dict[str, Subject] = {
        "nothing": Nothing(),
        "step": StepSubject(incident, "C01", settled=False),
        "notice": NoticeSubject(incident, ("dpo",), drafter="UDRAFTER1"),
        "proposal": ProposalSubject(incident, "UPROPOSER", Act.DECLINE, incident),
    }
    return subjects.get(kind, incident)


def test_every_row_of_the_tables_is_in_the_grid() -> None:
    assert {name: (row.act, asked_for(row)) for name, row in rows().items()} == {
        name: (act, kind) for name, (act, kind, _) in ROWS.items()
    }


@pytest.mark.parametrize("name", list(ROWS))
def test_every_row_is_for_exactly_the_roles_of_the_grid(name: str) -> None:
    act, kind, wanted = ROWS[name]
    assert {role for role in ROLES if may(Actor("U1", frozenset({role})), act, sample(kind)).allowed} == wanted
    assert may(Actor("U1"), act, sample(kind)).allowed == (kind == "nothing")


def seat(desk: Desk, incident: int) -> dict[str, str]:
    """One person in each role and in no other; their ids by role."""
    seated = {role: f"U{role.upper().replace('_', '')}9" for role in ROLES}
    with writing(desk.engine) as session:
        for role, person in seated.items():
            row = RoleHolder(incident_id=incident, role=role, person_id=person, named_at=desk.now, named_by=LEAD)
            session.add(row)
    return seated


def allowed(work: Work, incident: Incident, act: str) -> type[Exception] | None:
    """How the act is refused, if it is; an approval is that of a notice whose kind the DPO approves."""
    subject: Subject = people.subject_of(incident)
    if act == Act.APPROVE:
        subject = NoticeSubject(people.subject_of(incident), ("dpo",), drafter="UDRAFTER1")
    try:
        may(people.actor(work, incident), Act(act), subject).require()
    except (NotAllowed, NotFound, IncidentIsClosed) as refusal:
        return type(refusal)
    return None


def test_the_grid_speaks_of_every_right() -> None:
    assert set(GRID) == set(RIGHTS) == set(Act)


@pytest.mark.parametrize("state", list(IncidentState))
def test_every_role_may_exactly_what_the_grid_says(inside: Desk, state: IncidentState) -> None:
    desk, incident = inside, inside.incident()
    seated = seat(desk, incident.id)
    with writing(desk.engine) as session:
        session.get_one(Incident, incident.id).state = state
    for act, (when_open, when_closed, outside) in GRID.items():
        expected = when_closed if state is IncidentState.CLOSED else when_open
        for role, person in seated.items():
            with desk.opens(person, True) as work:
                refusal = allowed(work, work.session.get_one(Incident, incident.id), act)
            assert (refusal is None) == (role in expected), f"{role}, {act}, {state}: {refusal}"
            if refusal:
                wanted = IncidentIsClosed if state is IncidentState.CLOSED and not when_closed else NotAllowed
                assert refusal is wanted, f"{role}, {act}, {state}"
        with desk.opens(OUTSIDER, True) as work:
            refusal = allowed(work, work.session.get_one(Incident, incident.id), act)
        assert refusal is (None if outside else NotFound), f"outsider, {act}, {state}"


def test_who_left_the_channel_may_nothing_and_is_told_why(inside: Desk) -> None:
    desk, incident = inside, inside.incident()
    with writing(desk.engine) as session:
        for row in session.query(RoleHolder).filter_by(person_id=LEAD):
            row.left_at = desk.now
    with desk.opens(LEAD, True) as work, pytest.raises(NotAllowed, match="no longer in this incident's channel"):
        people.require(work, work.session.get_one(Incident, incident.id), Act.SEE)


WRITES = [one.word for one in SUBCOMMANDS if one.acts and not isinstance(one.acts, OpenTableRow) and not one.acts.reads]


@pytest.mark.parametrize("word", WRITES)
def test_an_outsider_is_not_told_whether_there_is_an_incident(inside: Desk, word: str) -> None:
    said = inside.say(OUTSIDER, f"/breach {word} C01 something because of that", channel="C0GENERAL").text
    assert "You are not part of" in said
    assert "Lyon" not in said
    assert inside.incident().ref not in said


def test_who_types_in_the_channel_is_in_it_though_no_one_told_us_that_they_came(inside: Desk) -> None:
    assert "laptop lost in Lyon" in inside.say("ULATE0001", "/breach status").text
    assert "Recorded" in inside.say("ULATE0001", "/breach note I am here").text
    assert "This is for the" in inside.say("ULATE0001", "/breach close I am bored").text


def test_a_form_that_was_opened_before_someone_left_does_not_let_them_in_again(inside: Desk) -> None:
    inside.say("ULATE0001", "/breach status")
    view = inside.press("ULATE0001", "step.stuck", "C01").view
    assert view
    with inside.opens("ULATE0001", False) as work:
        incidents.leave(work, work.session.get_one(Incident, 1), "ULATE0001")
    assert "You're no longer in this incident's channel" in inside.submit("ULATE0001", view, reason="no access").text
    assert "You're no longer in this incident's channel" in inside.press("ULATE0001", "steps.show", "all").text


@pytest.mark.parametrize("action", sorted(name for name, row in BUTTONS.items() if not isinstance(row, OpenTableRow)))
def test_a_button_pressed_by_an_outsider_does_nothing(inside: Desk, action: str) -> None:
    before = entries(inside)
    said = inside.press(OUTSIDER, action, "C01").text
    assert "You are not part of that incident." in said
    assert entries(inside) == before


@pytest.mark.parametrize("name", sorted(name for name, form in FORMS.items() if not isinstance(form.row, OpenTableRow)))
def test_a_form_sent_by_an_outsider_does_nothing(inside: Desk, name: str) -> None:
    before = entries(inside)
    view = {"type": "modal", "callback_id": name, "private_metadata": Target(1, "C01").encode(), "blocks": []}
    said = inside.submit(OUTSIDER, view).text
    assert "You are not part of that incident." in said
    assert entries(inside) == before


def entries(desk: Desk) -> int:
    with desk.opens(LEAD, True) as work:
        return work.newest(work.session.get_one(Incident, 1))
