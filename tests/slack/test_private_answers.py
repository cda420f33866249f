"""What a person is told where the acknowledgment came too late for it, or a form could not be shown."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.domain.refusal_codes import EVERY
from bot.workspace.client import visible_text as words
from tests.slack.desk import CRM, DPO, LEAD, Desk

WAITING = "waiting:1.2.abc"
DOCUMENTED: Mapping[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "domain/documented_codes.json").read_text(encoding="utf-8")
)


def codes(method: str) -> list[str]:
    """Every code that Slack documents for a method or for all of them, and one that no one knows."""
    return [*DOCUMENTED[method], *" ".join(EVERY.values()).split(), "no_one_knows_this_code"]


def form(desk: Desk, person: str, action: str, subject: str = "") -> Mapping[str, Any]:
    view = desk.press(person, action, subject).view
    assert view
    desk.too_late = True
    return view


def test_a_late_answer_to_a_command_comes_where_it_was_typed(inside: Desk) -> None:
    inside.too_late = True
    inside.say(LEAD, "/breach note it is raining")
    [told] = inside.far.told
    assert told["where"] == f"http://{LEAD}"
    assert "Recorded" in told["text"]


def test_a_form_is_opened_though_the_answer_is_late(inside: Desk) -> None:
    inside.too_late = True
    inside.say(LEAD, "/breach open")
    assert [view["callback_id"] for view in inside.far.views] == ["open"]


def test_what_a_form_did_is_shown_where_it_said_to_wait_and_closing_that_closes_all(inside: Desk) -> None:
    view = form(inside, LEAD, "step.stuck", "C01")
    inside.submit(LEAD, view, reason="no access to the log")
    [(name, shown)] = inside.far.updated
    assert name == WAITING
    assert "no access to the log" in words(shown)
    assert shown["clear_on_close"]
    assert inside.far.told == []


def test_a_refused_form_can_be_corrected_under_what_is_said_about_it(inside: Desk) -> None:
    view = form(inside, LEAD, "task.add")
    before = inside.incident().runbook.steps
    inside.submit(LEAD, view, title="Call the forwarder", due_at=inside.now.replace(year=2020))
    [(_, shown)] = inside.far.updated
    assert "That time has passed." in words(shown)
    assert not shown["clear_on_close"]
    assert inside.incident().runbook.steps == before


def test_who_closed_what_they_were_to_wait_at_is_told(inside: Desk) -> None:
    view = form(inside, LEAD, "step.stuck", "C01")
    inside.far.hang_up()
    inside.submit(LEAD, view, reason="no access to the log")
    [told] = inside.far.told
    assert "no access to the log" in told["text"]


def test_a_button_on_home_is_answered_in_a_direct_message_where_nothing_opens(inside: Desk) -> None:
    inside.far.hang_up()
    inside.press(CRM, "step.claim", "C01", channel=None)
    [told] = inside.far.told
    assert told["where"] == f"D{CRM}"


def test_a_form_that_does_not_open_is_said_so(inside: Desk) -> None:
    inside.far.hang_up()
    told = inside.press(DPO, "task.add")
    assert "The form took too long to open. Try again." in told.text


def test_a_form_that_slack_refuses_is_said_so_whatever_the_code(inside: Desk) -> None:
    for code in codes("views.open"):
        inside.far.says_no["views.open"] = code
        told = inside.press(DPO, "task.add")
        assert told.message, code
        assert not told.view


def test_what_waits_for_a_late_answer_is_told_otherwise_whatever_the_code(inside: Desk) -> None:
    for code in codes("views.update"):
        inside.too_late = False
        view = form(inside, LEAD, "step.stuck", "C01")
        inside.far.says_no["views.update"] = code
        told = inside.submit(LEAD, view, reason=f"no access to the log, {code}")
        assert code in told.text


def test_a_home_tab_that_slack_refuses_is_said_so_directly_whatever_the_code(inside: Desk) -> None:
    for code in codes("views.publish"):
        inside.far.says_no["views.publish"] = code
        inside.open_home(CRM)
        told = inside.far.told.pop()
        assert (told["where"], inside.far.told) == (f"D{CRM}", [])
        assert "Home tab" in told["text"], code
