"""Closing with open duties, and declining one, takes two people; everyone reads what stays open."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.actions.action_items import action_items
from bot.actions.reports import collect
from bot.actions.work import Library
from bot.domain.events.incidents import IncidentClosed, StepsEnded
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus, left_ahead
from bot.store.engine import reading
from bot.store.tables import Outbox, StoredProposal, TimelineEntry
from bot.workspace.client import visible_text as words
from tests import shipped
from tests.actions.test_right_person import GDPR, confirm, everyone_told, last
from tests.slack.desk import CRM, DPO, LEAD, Desk
from tests.slack.on_record import clock, in_channel, whole

INSURER = "insurer-notice"


def submits(desk: Desk, person: str, reason: str) -> str:
    view = desk.press(person, "incident.close").view
    assert view
    return desk.submit(person, view, reason=reason).text


def insured(desk: Desk) -> None:
    """A second duty, from a contract."""
    for fact in ("contracts_affected cyber-policy", "aware_at today 08:00"):
        desk.say(LEAD, f"/breach facts {fact}")


def test_one_person_is_not_enough_to_close_with_open_duties(inside: Desk) -> None:
    submits(inside, LEAD, "sold the company")
    assert inside.incident().state == "open"
    assert (last(inside).kind, last(inside).need) == ("incident_closed", "two_people")
    told = in_channel(inside)
    assert "If confirmed, these duties stay open:" in told
    assert "Notify the supervisory authority · " in told


@pytest.mark.parametrize(
    ("ahead", "fate"), [("keep", "Keep them as action items"), ("end", "Let them end with the incident")]
)
def test_who_confirms_reads_what_becomes_of_the_prevention_steps(inside: Desk, ahead: str, fate: str) -> None:
    view = inside.press(LEAD, "incident.close").view
    assert view
    inside.submit(LEAD, view, reason="sold the company", ahead=ahead)
    assert re.search(rf"\*Open prevention steps:\* \d+ · {fate}", in_channel(inside))
    form = inside.press(DPO, "proposal.confirm", str(last(inside).id)).view
    assert fate in str(form)


def test_the_second_closes_it_and_the_message_names_both_and_what_is_still_open(inside: Desk) -> None:
    submits(inside, LEAD, "sold the company")
    confirm(inside, DPO)
    assert (inside.incident().state, inside.incident().closed_by) == ("closed", DPO)
    with reading(inside.engine) as session:
        closed = [row.said for row in session.scalars(select(TimelineEntry)) if isinstance(row.said, IncidentClosed)]
    assert (closed[0].reason, GDPR in closed[0].running) == ("sold the company", True)
    told = next(text for body in inside.drawn() if "is closed*" in (text := words(body)))
    assert f"<@{LEAD}>, <@{DPO}>" in told
    assert "sold the company" in told
    assert "Notify the supervisory authority · " in told
    assert "C01 Open the record" in told
    whole(inside)


def test_the_second_may_close_it_with_the_form_too(inside: Desk) -> None:
    submits(inside, LEAD, "sold the company")
    submits(inside, DPO, "nothing is left of it")
    assert inside.incident().state == "closed"
    assert last(inside).state == "confirmed"


def test_the_same_person_twice_is_one_person(inside: Desk) -> None:
    submits(inside, LEAD, "sold the company")
    submits(inside, LEAD, "sold the company, as I said")
    assert inside.incident().state == "open"


def test_a_second_who_reads_of_other_duties_is_the_first_again(inside: Desk) -> None:
    """The first wanted to close with what was open then."""
    insured(inside)
    submits(inside, LEAD, "sold the company")
    inside.say(DPO, f"/breach met {INSURER} ref A-7 because our law firm filed it")
    submits(inside, DPO, "sold the company")
    assert inside.incident().state == "open"


def test_one_person_closes_it_when_no_duty_is_open(inside: Desk) -> None:
    everyone_told(inside)
    submits(inside, LEAD, "everybody knows")
    assert (inside.incident().state, inside.incident().closed_by) == ("closed", LEAD)
    with reading(inside.engine) as session:
        kinds = session.scalars(select(StoredProposal.kind)).all()
    assert "incident_closed" not in kinds


def test_where_the_rule_is_off_one_person_closes_and_that_is_said(inside: Desk, library: Library) -> None:
    inside.library = replace(library, organisation=library.organisation.model_copy(update={"two_people": "off"}))
    submits(inside, LEAD, "sold the company")
    assert inside.incident().state == "closed"
    assert last(inside).proposed_by == last(inside).settled_by == LEAD
    whole(inside)


def test_reopening_is_said_in_the_channel(inside: Desk) -> None:
    inside.close()
    inside.say(DPO, "/breach reopen a customer found more records")
    told = in_channel(inside)
    assert "BR-2223 is open again." in told
    assert f"<@{DPO}>: a customer found more records" in told


def test_a_closed_card_is_gray(inside: Desk) -> None:
    inside.later(days=30)
    assert "🔴" in inside.say(LEAD, "/breach status").text
    inside.close()
    said = inside.say(LEAD, "/breach status").text
    assert "CLOSED · BR-2223" in said
    assert f"by <@{LEAD}> and <@{DPO}>" in said
    assert not set("🔴🟠🟡🟢✅") & set(said)


def test_declining_a_duty_takes_two_and_says_what_stays_open(inside: Desk) -> None:
    insured(inside)
    said = inside.say(DPO, f"/breach decline {GDPR} because the disk was encrypted and the key is safe").text
    assert "A second person must confirm" in said
    assert clock(inside, GDPR).decision is None
    said = inside.say(LEAD, f"/breach decline {GDPR} because the disk was encrypted and the key is safe").text
    assert "declined. Your name and reason are recorded." in said
    assert "Duties still open" in said
    assert "Tell the insurer · Cyber insurance, policy 44-7712" in said


def ahead(desk: Desk) -> list[StepStatus]:
    """The prevention steps that are no one's secret, open, and may be done."""
    with desk.opens(LEAD, True) as work:
        statuses = work.snapshot(desk.incident()).statuses
    wanted = ("open", "claimed", "waiting")
    return [one for one in statuses if one.step.phase == "prevent" and not one.step.is_task and one.state in wanted]


def tasks_of(desk: Desk) -> list[StepStatus]:
    with desk.opens(LEAD, True) as work:
        return [one for one in work.snapshot(desk.incident()).statuses if one.step.is_task]


def test_prevention_steps_that_are_kept_become_action_items_with_owners(inside: Desk) -> None:
    first, *others = ahead(inside)
    assert others
    inside.say(CRM, f"/breach take {first.step.id}")
    inside.close("contained and told", ahead="keep")
    kept = tasks_of(inside)
    assert [one.step.do for one in kept] == [f"{one.step.id} {one.step.title}" for one in (first, *others)]
    assert kept[0].owners == (CRM,)
    leads = [number for number, one in enumerate(others, 1) if one.step.doers == ("lead",)]
    assert {kept[number].owners for number in leads} == {(LEAD,)}
    assert all(one.owners for one in kept)
    assert all(one.due_at is None or one.due_at > inside.now for one in kept)
    told = next(text for body in inside.drawn() if "is closed*" in (text := words(body)))
    assert f"{len(kept)} tasks stay open" in told
    assert f"T1 {first.step.id} {first.step.title}: <@{CRM}>" in told
    with reading(inside.engine) as session:
        posts = session.scalars(select(Outbox).where(Outbox.kind == "post", Outbox.key.like("step:1:T%"))).all()
    assert len(posts) == len(kept)
    assert all(str(one.needs).startswith("closed:") and one.urgency == 9 for one in posts)  # nothing waits for them
    with inside.opens(LEAD, True) as work:
        report, items = collect(work, inside.incident()), action_items(work, inside.incident())
    assert [one.title for one in report.actions if first.step.title in one.title] == [first.step.title]
    assert [one.title for one in report.steps if one.title.startswith("T1 ")] == [f"T1 {first.step.title}"]
    assert items[0].what == first.step.title
    whole(inside)


def test_what_was_kept_once_is_not_kept_again(inside: Desk) -> None:
    inside.close("contained and told", ahead="keep")
    number = len(tasks_of(inside))
    inside.say(LEAD, "/breach skip T1 it was done with the others")
    inside.say(LEAD, "/breach reopen a customer found more records")
    inside.close("contained and told", ahead="keep")
    assert len(tasks_of(inside)) == number
    whole(inside)


def test_prevention_steps_end_with_the_incident_only_because_someone_says_so(inside: Desk) -> None:
    wanted = tuple(one.step.id for one in ahead(inside))
    inside.close("it was found again, unopened", ahead="end")
    assert tasks_of(inside) == []
    with reading(inside.engine) as session:
        rows = [row for row in session.scalars(select(TimelineEntry)) if isinstance(row.said, StepsEnded)]
    assert [(row.actor, row.said) for row in rows] == [(DPO, StepsEnded(wanted))]
    with inside.opens(LEAD, True) as work:
        report = collect(work, inside.incident())
    assert {one.state for one in report.actions} == {"ended with the incident"}
    assert report.open_actions == ()
    whole(inside)


def test_a_reason_alone_does_not_close_while_prevention_steps_are_open(inside: Desk) -> None:
    everyone_told(inside)
    number = len(ahead(inside))
    said = inside.say(LEAD, "/breach close everybody knows").text
    assert "was not closed: say what becomes of its open prevention steps." in said
    assert f"{number} prevention steps are open." in said
    assert inside.incident().state == "open"
    form = inside.press(LEAD, "incident.close", "everybody knows").view
    assert form
    assert "Open prevention steps" in str(form)


def test_who_confirms_confirms_what_the_first_chose(inside: Desk) -> None:
    submits(inside, LEAD, "sold the company")  # as the form proposes it: they are kept
    confirm(inside, DPO)
    assert inside.incident().state == "closed"
    assert tasks_of(inside)


def test_what_not_everyone_may_see_or_must_wait_is_not_kept() -> None:
    step = next(one for one in shipped.runbooks()["other"].steps if one.phase == "prevent" and not one.restricted_to)
    kept = left_ahead([StepStatus(step, state) for state in StepState])
    assert {one.state for one in kept} == {StepState.OPEN, StepState.CLAIMED, StepState.WAITING}
    secret = step.model_copy(update={"restricted_to": ("lead",)})
    assert left_ahead([StepStatus(secret, state) for state in StepState]) == ()
