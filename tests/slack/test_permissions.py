"""Who may do what, when: the grid that the house agreed on, written out, and proven on a real database.

One row for each act; the letters say who may while an incident is open (`closed` once more, for when it is closed).
"""

import pytest

from bot.actions import incidents, people
from bot.actions.work import Work
from bot.domain.incidents import IncidentState
from bot.domain.permissions import RIGHTS, Act, NoticeSubject, Subject, may
from bot.domain.roles import LEADERS, ROLES
from bot.errors import IncidentIsClosed, NotAllowed, NotFound
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import Target
from bot.slack.forms import FORMS
from bot.slack.routes import OpenRow
from bot.slack.subcommands import SUBCOMMANDS
from bot.store.engine import writing
from bot.store.tables import Incident, RoleHolder
from tests.slack.desk import LEAD, OUTSIDER, Desk

ALL = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()
COUNSEL = frozenset({"dpo", "counsel", "lead"})
IN_CHARGE = frozenset({*LEADERS, "dpo", "counsel"})
SEATING = frozenset({*LEADERS, "dpo", "counsel", "executive"})
EXPOSURE = frozenset({"lead", "dpo", "counsel", "executive"})
TELLING = frozenset({*LEADERS, "dpo", "counsel", "communications", "data_owner"})

# act: (while it is open, when it is closed, somebody who is not part of it)
GRID: dict[str, tuple[frozenset[str], frozenset[str], bool]] = {
    "help": (ALL, ALL, True),
    "open": (ALL, ALL, True),
    "list": (ALL, ALL, True),
    "see": (ALL, ALL, False),
    "note": (ALL, NOBODY, False),
    "facts": (ALL, NOBODY, False),
    "steps": (ALL, NOBODY, False),
    "assign": (SEATING, NOBODY, False),
    "hand over": (ALL, NOBODY, False),
    "rate": (SEATING, NOBODY, False),
    "safety": (ALL, NOBODY, False),
    "move": (frozenset(LEADERS), NOBODY, False),
    "meet": (TELLING, NOBODY, False),
    "decline": (COUNSEL, NOBODY, False),
    "hold": (COUNSEL, NOBODY, False),
    "risk": (COUNSEL, NOBODY, False),
    "law": (COUNSEL, NOBODY, False),
    "move time": (frozenset(LEADERS), NOBODY, False),
    "exposure": (EXPOSURE, EXPOSURE, False),
    "draft": (ALL, NOBODY, False),
    "approve": (frozenset({"dpo"}), NOBODY, False),
    "report": (ALL, ALL, False),
    "close": (IN_CHARGE, NOBODY, False),
    "reopen": (IN_CHARGE, IN_CHARGE, False),
    "propose": (ALL, NOBODY, False),
    "confirm": (ALL, NOBODY, False),
    "reject": (ALL, NOBODY, False),
}


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
        subject = NoticeSubject(people.subject_of(incident), "dpo", drafter="UDRAFTER1")
    try:
        may(people.actor(work, incident), Act(act), subject).require()
    except (NotAllowed, NotFound, IncidentIsClosed) as refusal:
        return type(refusal)
    return None


def test_the_grid_speaks_of_every_right() -> None:
    assert set(GRID) == set(RIGHTS) == set(Act)


@pytest.mark.parametrize("state", list(IncidentState))
def test_every_role_may_exactly_what_the_grid_says(inside: Desk, state: str) -> None:
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
    with desk.opens(LEAD, True) as work, pytest.raises(NotAllowed, match="left this incident's channel"):
        people.require(work, work.session.get_one(Incident, incident.id), Act.SEE)


WRITES = [one.word for one in SUBCOMMANDS if one.acts and not isinstance(one.acts, OpenRow) and not one.acts.reads]


@pytest.mark.parametrize("word", WRITES)
def test_an_outsider_is_not_told_whether_there_is_an_incident(inside: Desk, word: str) -> None:
    said = inside.say(OUTSIDER, f"/breach {word} C01 something because of that", channel="C0GENERAL").text
    assert "You are not part of" in said
    assert "Lyon" not in said
    assert "BR-2026" not in said


def test_who_types_in_the_channel_is_in_it_though_nobody_told_us_that_they_came(inside: Desk) -> None:
    assert "laptop lost in Lyon" in inside.say("ULATE0001", "/breach status").text
    assert "Noted" in inside.say("ULATE0001", "/breach note I am here").text
    assert "This is for the" in inside.say("ULATE0001", "/breach close I am bored").text


def test_a_form_that_was_opened_before_somebody_left_does_not_let_them_in_again(inside: Desk) -> None:
    inside.say("ULATE0001", "/breach status")
    view = inside.press("ULATE0001", "step.stuck", "C01").view
    assert view
    with inside.opens("ULATE0001", False) as work:
        incidents.leave(work, work.session.get_one(Incident, 1), "ULATE0001")
    assert "You left this incident's channel" in inside.submit("ULATE0001", view, reason="no access").text
    assert "You left this incident's channel" in inside.press("ULATE0001", "steps.show", "all").text


@pytest.mark.parametrize("action", sorted(name for name, row in BUTTONS.items() if not isinstance(row, OpenRow)))
def test_a_button_pressed_by_an_outsider_does_nothing(inside: Desk, action: str) -> None:
    before = entries(inside)
    said = inside.press(OUTSIDER, action, "C01").text
    assert "You are not part of that incident." in said
    assert entries(inside) == before


@pytest.mark.parametrize("name", sorted(name for name, form in FORMS.items() if not isinstance(form.row, OpenRow)))
def test_a_form_sent_by_an_outsider_does_nothing(inside: Desk, name: str) -> None:
    before = entries(inside)
    view = {"type": "modal", "callback_id": name, "private_metadata": Target(1, "C01").encode(), "blocks": []}
    said = inside.submit(OUTSIDER, view).text
    assert "You are not part of that incident." in said
    assert entries(inside) == before


def entries(desk: Desk) -> int:
    with desk.opens(LEAD, True) as work:
        return work.newest(work.session.get_one(Incident, 1))
