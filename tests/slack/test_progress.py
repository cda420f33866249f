"""The pinned card shows each phase of the response as one task; `/breach why` folds the arithmetic."""

from typing import Any

from bot.domain.incidents import IncidentState
from bot.slack.block_kit import Message
from bot.slack.newer_blocks import plain_form
from bot.workspace.core.block_kit import problems
from tests.slack.desk import DPO, LEAD, Answer, Desk

NEWER = frozenset(("plan", "card", "container", "data_table"))


def shown(answer: Answer, kind: str) -> list[dict[str, Any]]:
    assert answer.message, answer.text
    return [block for block in answer.message["blocks"] if block["type"] == kind]


def phases(desk: Desk) -> dict[str, dict[str, Any]]:
    """The tasks of the plan, by phase."""
    [plan] = shown(desk.say(LEAD, "/breach status"), "plan")
    return {task["task_id"]: task for task in plan["tasks"]}


def details(task: dict[str, Any]) -> str:
    return str(task["details"]["elements"][0]["elements"][0]["text"]) if "details" in task else ""


def first_step(desk: Desk) -> str:
    """The step that comes next, as the plan names it."""
    named = next(details(task) for task in phases(desk).values() if details(task).startswith("Next: "))
    return named.removeprefix("Next: ").split()[0]


def test_a_phase_with_a_step_that_comes_next_is_in_progress_and_names_it(inside: Desk) -> None:
    begun = [task for task in phases(inside).values() if task["status"] == "in_progress"]
    assert begun
    assert all("Next: " in details(task) or not details(task) for task in begun)
    assert all(task["status"] in ("pending", "in_progress") for task in phases(inside).values())


def test_the_plan_counts_finished_steps_and_goes_on_with_each(inside: Desk) -> None:
    [before] = shown(inside.say(LEAD, "/breach status"), "plan")
    inside.say(LEAD, f"/breach done {first_step(inside)}")
    [after] = shown(inside.say(LEAD, "/breach status"), "plan")
    assert before["title"].startswith("Steps 0/")
    assert after["title"].startswith("Steps 1/")


def test_a_stuck_step_says_why_in_its_phase_and_mentions_no_one(inside: Desk) -> None:
    step = first_step(inside)
    inside.say(LEAD, f"/breach stuck {step} *no access* <!channel>")
    [task] = [task for task in phases(inside).values() if f"Stuck: {step}" in details(task)]
    [piece] = task["details"]["elements"][0]["elements"]
    assert piece["type"] == "text", "Slack reads no markup in it"


def test_a_closed_incident_has_nothing_in_progress_and_nothing_to_do(inside: Desk) -> None:
    card = closed_card(inside)
    [plan] = [block for block in card["blocks"] if block["type"] == "plan"]
    assert {task["status"] for task in plan["tasks"]} <= {"pending", "complete"}
    assert not any("details" in task for task in plan["tasks"])


def closed_card(desk: Desk) -> dict[str, Any]:
    """The pinned card of the incident as it would be drawn once it is closed."""
    incident = desk.incident()
    incident.state = IncidentState.CLOSED
    with desk.opens(LEAD, False) as work:
        work.session.merge(incident)
    return next(body for body in desk.drawn() if body["blocks"] and body["blocks"][0]["type"] == "card")


def test_the_card_of_a_drill_has_its_mark_in_both_forms(desk: Desk) -> None:
    desk.say(LEAD, "/breach drill ransomware")
    card = next(body for body in desk.drawn() if body["blocks"][0]["type"] == "card")
    assert card["blocks"][0]["title"]["text"].startswith("DRILL · DR-")
    older = plain_form(Message(card["text"], tuple(card["blocks"]), drill=False)).body()
    assert older["blocks"][0]["text"]["text"].startswith("*DRILL · DR-")


def test_why_shows_the_reasons_and_folds_the_counting(inside: Desk) -> None:
    answer = inside.say(DPO, "/breach why eu-gdpr-33-1-authority")
    folded = {block["title"]["text"]: block for block in shown(answer, "container")}
    assert "What to send, and what lateness costs" in folded
    assert all(block["default_collapsed"] for block in folded.values())
    assert any("*Because*" in block["text"]["text"] for block in shown(answer, "section"))


def test_why_says_everything_that_the_law_file_does_of_remedies(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people US-DC 60")
    answer = inside.say(DPO, "/breach why us-dc-individuals")
    said = str([block["child_blocks"] for block in shown(answer, "container")])
    assert "*Credit monitoring:* 18 months when SSNs or tax numbers were released" in said
    assert "*Substitute notice:* cost over USD 50,000" in said


def test_status_and_why_can_be_said_without_newer_blocks(inside: Desk) -> None:
    for line in ("/breach status", "/breach why eu-gdpr-33-1-authority"):
        message = inside.say(DPO, line).message
        assert message
        older = plain_form(Message(message["text"], tuple(message["blocks"]))).body()
        assert problems(older["blocks"], refused=NEWER) == []


def test_where_the_workspace_refuses_them_the_answer_comes_once_in_older_blocks(inside: Desk) -> None:
    inside.far.refused = NEWER
    answer = inside.say(DPO, "/breach why eu-gdpr-33-1-authority")
    assert not shown(answer, "container")
    assert "What to send, and what lateness costs" in answer.text
    assert "*Because*" in answer.text


def test_a_form_shows_older_blocks_because_few_newer_ones_are_allowed_there(inside: Desk) -> None:
    """A button in a form has no address for answers: the answer takes the form's place."""
    opened = inside.press(DPO, "clock.why", "eu-gdpr-33-1-authority", channel=None)
    assert opened.view
    assert {block["type"] for block in opened.view["blocks"]} <= {"header", "section", "context", "actions"}
