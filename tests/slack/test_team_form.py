"""The step that names people has a picker for each role; only what was edited changes hands."""

from typing import Any

import pytest

from bot.store.engine import reading
from bot.store.tables import Incident, RoleHolder, TimelineEntry
from tests.slack.desk import COMMS, CRM, DPO, EXEC, LEAD, OUTSIDER, Desk


def form(desk: Desk, person: str = LEAD) -> dict[str, Any]:
    view = desk.press(person, "step.done", "C02").view
    assert view
    return view


def pickers(view: dict[str, Any]) -> dict[str, str]:
    """Whom each role's picker shows, by the name of the field."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    found = {one["block_id"]: one["element"] for one in inputs if one["element"]["type"] == "users_select"}
    return {name: element.get("initial_user", "") for name, element in found.items()}


def seats(desk: Desk) -> set[tuple[str, str]]:
    with reading(desk.engine) as session:
        return {(row.role, row.person_id) for row in session.query(RoleHolder) if not row.alternate}


@pytest.fixture
def begun_team(inside: Desk) -> Desk:
    inside.say(LEAD, "/breach done C01 opened")
    return inside


def test_every_role_has_a_picker_that_shows_who_has_it(begun_team: Desk) -> None:
    shown = pickers(form(begun_team))
    assert shown[f"role.lead.{LEAD}"] == LEAD
    assert shown[f"role.dpo.{DPO}"] == DPO
    assert shown["role.hr."] == ""
    assert len(shown) == 13


def test_only_what_was_edited_changes(begun_team: Desk) -> None:
    before = seats(begun_team)
    said = begun_team.submit(
        LEAD, form(begun_team), reason="asked one by one", **{"role.hr.": OUTSIDER, f"role.executive.{EXEC}": CRM}
    )
    assert not said.errors
    after = seats(begun_team)
    assert after - before == {("hr", OUTSIDER), ("executive", CRM), ("responder", EXEC)}
    assert before - after == {("executive", EXEC)}
    with reading(begun_team.engine) as session:
        said_of = [row.details["person"] for row in session.query(TimelineEntry).filter_by(event="conflict.answered")]
    assert sorted(said_of) == sorted([OUTSIDER, CRM])


def test_nothing_edited_changes_nothing_but_the_step(begun_team: Desk) -> None:
    before = seats(begun_team)
    begun_team.submit(LEAD, form(begun_team), reason="asked one by one")
    assert seats(begun_team) == before
    assert "nobody" in str(begun_team.drawn())


def test_a_role_can_be_left_empty_but_someone_leads(begun_team: Desk) -> None:
    begun_team.submit(LEAD, form(begun_team), reason="asked", **{f"role.executive.{EXEC}": ""})
    assert ("executive", EXEC) not in seats(begun_team)
    faults = begun_team.submit(DPO, form(begun_team, DPO), reason="asked", **{f"role.lead.{LEAD}": ""}).errors
    assert "must lead" in faults[f"role.lead.{LEAD}"]
    assert ("lead", LEAD) in seats(begun_team)


def test_who_cannot_hold_a_role_is_refused_at_its_field(begun_team: Desk) -> None:
    begun_team.far.flags = {"UBOT00001": {"is_bot": True}}
    for person, says in (("UBOT00001", "is an app"), (LEAD, "to yourself")):
        faults = begun_team.submit(LEAD, form(begun_team), reason="asked", **{"role.hr.": person}).errors
        assert says in faults["role.hr."]
    assert not any(role == "hr" for role, _person in seats(begun_team))


def test_a_role_that_changed_in_the_meantime_is_not_taken_back(begun_team: Desk) -> None:
    view = form(begun_team)
    begun_team.say(DPO, f"/breach assign hr <@{COMMS}>")
    begun_team.press(DPO, "conflict.none", f"hr|{COMMS}|main|none")
    faults = begun_team.submit(LEAD, view, reason="asked", **{"role.hr.": OUTSIDER}).errors
    assert "Someone else changed this role" in faults["role.hr."]
    begun_team.submit(LEAD, view, reason="asked")
    assert ("hr", COMMS) in seats(begun_team)


def test_who_may_not_assign_has_no_pickers(begun_team: Desk) -> None:
    answer = begun_team.press(COMMS, "step.done", "C02")
    assert not answer.view or not pickers(answer.view)
    with reading(begun_team.engine) as session:
        assert session.query(Incident).count() == 1
