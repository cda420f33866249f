"""Forms: every error appears at its field, what was accepted closes, and its outcome is told once, where it is read."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.runbook.model import ReasonRule
from bot.slack.fact_fields import fact_input
from bot.slack.forms import FORMS
from bot.store.tables import Incident
from tests.slack.desk import DPO, LEAD, Desk
from tests.slack.test_views import forms

GDPR = "eu-gdpr-33-1-authority"
BLANK = "   "
SENTENCE = "written down by the team and checked twice"
BAD_FACTS: Mapping[str, Any] = {
    "count": "a whole lot",
    "people": "ATLANTIS 5",
    "date": "when the moon was full",
    "money": "a fortune",
    "place": "Atlantis",
    "places": "Atlantis",
    "zone": "Mars/Olympus",
}
BAD: Mapping[tuple[str, str], Any] = {
    ("open", "title"): BLANK,
    ("close", "reason"): BLANK,
    ("clock_met", "reference"): BLANK,
    ("clock_met", "because"): BLANK,  # no notice is on record
    ("clock_met", "met_at"): timedelta(hours=1),
    ("clock_met", "count"): "some",
    ("notice_wave", "at"): timedelta(hours=1),
    ("notice_wave", "reference"): BLANK,
    ("notice_wave", "count"): "about 900",
    ("notice_returned", "returned"): "41",
    ("notice_returned", "count"): "many",
    ("clock_decline", "reason"): "no need",
    ("step_happened", "reason"): BLANK,
    ("step_happened", "happened_at"): timedelta(hours=1),
    ("step_skip", "reason"): BLANK,
    ("step_stuck", "reason"): BLANK,
    ("step_evidence", "title"): BLANK,
    ("step_evidence", "location"): BLANK,
    ("step_evidence", "sha256"): "abc",
    ("decision", "reason"): BLANK,
    ("risk_decide", "reason"): "no risk",
    ("notice_edit", "subject"): BLANK,
    ("clock_hold", "authority"): BLANK,
    ("clock_hold", "until_at"): -timedelta(hours=1),
    ("written_hold", "authority"): BLANK,
    ("written_hold", "until_at"): -timedelta(hours=1),
    ("written_hold", "written"): "no",
    ("proposal_reject", "reason"): BLANK,
    ("facts_loosen", "reason"): BLANK,
    ("severity_confirm", "reason"): BLANK,
    ("task", "title"): BLANK,
    ("task", "due_at"): -timedelta(hours=1),
}
"""By form and field what is not accepted; times are counted from now."""
ANYTHING = {("step_done", "note"), ("step_team", "reason"), ("severity", "reason"), ("proposal_confirm", "reason")}
ANYTHING |= {("clock_met", "sender"), ("notice_wave", "sender")}
ANYTHING |= {("task", "test")}
ANYTHING |= {("notice_edit", f"section_{place}") for place in range(20)}
"""Fields in which every text is right, also none."""


FLORIDA = (
    "people US-FL 900, DE 40", "data names, ssn", "protection none", "accessed yes", "acquired yes", "internal_only no",
    "form_of_data electronic", "misuse_likely yes", "discovered_at yesterday 10:00",
)  # fmt: skip
"""Florida waits for law enforcement only where that is asked in writing."""


FOR_THE_DPO = (
    "clock_met", "clock_decline", "risk_decide", "clock_hold", "written_hold", "notice_edit", "notice_wave",
    "notice_returned",
)  # fmt: skip


def views(desk: Desk) -> dict[str, dict[str, Any]]:
    """Every form, with one more for a step that decides, and one for a law that knows only written requests."""
    desk.say(LEAD, "/breach done C01 the record is open")
    for line in FLORIDA:
        assert "Recorded" in desk.say(LEAD, f"/breach facts {line}").text, line
    opened = {
        **forms(desk),
        "step_done": desk.press(LEAD, "step.done", step(desk, None)),
        "decision": desk.press(LEAD, "step.done", step(desk, ReasonRule.REQUIRED)),
        "written_hold": desk.say(DPO, "/breach hold us-fl-individuals"),
        "facts_loosen": desk.say(DPO, "/breach facts set people DE 40"),
        "severity_confirm": desk.say(LEAD, "/breach severity 4"),
    }
    shown = {name: answer.view for name, answer in opened.items() if answer.view}
    assert set(shown) == set(opened), [answer.text for answer in opened.values() if not answer.view]
    return shown


def step(desk: Desk, reason: ReasonRule | None) -> str:
    """A step that can be worked on: one that decides with such a reason, or one that decides nothing."""
    with desk.opens(LEAD, True) as work:
        statuses = work.snapshot(work.session.get_one(Incident, 1)).statuses
    workable = [one.step for one in statuses if one.state.is_workable]
    return next(one.id for one in workable if (one.decision.reason if one.decision else None) is reason)


def inputs(view: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def good(view: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What is needed, and nothing more."""
    given: dict[str, Any] = {}
    for field, block in inputs(view).items():
        if not block["optional"] and block["element"]["type"] == "plain_text_input":
            given[field] = SENTENCE
    if "returned" in inputs(view):
        given["returned"] = "4"
    if "until_at" in inputs(view):
        given["until_at"] = now + timedelta(days=7)
    return given


def bad(desk: Desk, form: str, field: str, block: Mapping[str, Any]) -> Any:
    """What this field does not accept; None when a person can enter nothing wrong."""
    if block["element"]["type"] == "users_select":  # no one leads, or a role for oneself
        return "" if field.startswith("role.lead.") else LEAD
    if (form, field) in BAD:
        wrong = BAD[form, field]
        return desk.now + wrong if isinstance(wrong, timedelta) else wrong
    definition = desk.library.law.vocabulary.facts.get(field)
    if definition and definition.type == "instant":
        return None if definition.future else desk.now + timedelta(hours=1)
    if definition and definition.type in BAD_FACTS:
        return BAD_FACTS[definition.type]
    chosen = block["element"]["type"] in ("static_select", "multi_static_select")
    assert chosen or (form, field) in ANYTHING or (definition and definition.type == "text"), f"{form}: {field}"
    return None


def test_every_error_appears_at_the_field_that_it_is_about(inside: Desk) -> None:
    tried: set[tuple[str, str]] = set()
    for form, view in views(inside).items():
        person = DPO if form in FOR_THE_DPO else LEAD
        for field, block in inputs(view).items():
            wrong = bad(inside, form, field, block)
            if wrong is None:
                continue
            tried.add((form, field))
            answer = inside.submit(person, view, **{**good(view, inside.now), field: wrong})
            assert set(answer.errors) == {field}, f"{form}: {field}: {answer.text}"
            assert "went wrong" not in answer.text
            assert answer.message is None
    assert {form for form, _field in tried} >= set(FORMS) - {
        "facts_choose",
        "severity",
        "snooze",
        "step_done",
        "proposal_confirm",
    }
    assert set(BAD) <= tried, "a field that no form has any more"


def test_a_reason_that_says_too_little_is_asked_for_at_the_reason_of_a_step_that_decides_the_risk(inside: Desk) -> None:
    view = inside.say(DPO, "/breach done N04").view
    assert view
    level = inputs(view)["choice"]["element"]["options"][-1]["value"]
    answer = inside.submit(DPO, view, choice=level, reason="numbers exposed")
    assert set(answer.errors) == {"reason"}
    assert not inside.submit(DPO, view, choice=level, reason=SENTENCE).errors


def test_a_reason_typed_with_an_answer_that_fits_none_is_kept_in_the_form(inside: Desk) -> None:
    for typed in (f"perhaps because {SENTENCE}", SENTENCE):
        view = inside.say(DPO, f"/breach done N04 {typed}").view
        assert view
        assert inputs(view)["reason"]["element"]["initial_value"] == SENTENCE


def test_several_facts_are_read_before_anything_is_recorded(inside: Desk) -> None:
    view = inside.press(LEAD, "facts.ask", "people,records").view
    assert view
    answer = inside.submit(LEAD, view, people="DE 12", records="a whole lot")
    assert set(answer.errors) == {"records"}
    assert "people" not in inside.incident().facts.known


def test_a_moment_before_the_noticing_is_refused_at_the_one_that_was_entered(inside: Desk) -> None:
    earlier, later = inside.now - timedelta(hours=3), inside.now - timedelta(hours=2)
    view = inside.press(LEAD, "facts.ask", "noticed_at,aware_at").view
    assert view
    assert set(inside.submit(LEAD, view, noticed_at=later, aware_at=earlier).errors) == {"aware_at"}
    assert not inside.submit(LEAD, view, noticed_at=earlier, aware_at=earlier).errors
    view = inside.press(LEAD, "facts.ask", "noticed_at").view
    assert view
    assert set(inside.submit(LEAD, view, noticed_at=later).errors) == {"noticed_at"}


def test_an_accepted_form_closes_and_its_outcome_is_told_where_it_was_opened(inside: Desk) -> None:
    view = inside.say(DPO, f"/breach met {GDPR}").view
    assert view
    answer = inside.submit(DPO, view, reference="2026-117", because=SENTENCE)
    assert answer.view is None
    assert answer.message
    assert answer.message["where"] == f"http://{DPO}"
    assert "Reference 2026-117" in answer.text


def test_when_slacks_address_for_answers_is_used_up_the_outcome_comes_as_a_direct_message(inside: Desk) -> None:
    view = inside.say(DPO, f"/breach met {GDPR}").view
    assert view
    inside.far.expired = True
    answer = inside.submit(DPO, view, reference="2026-117", because=SENTENCE)
    assert answer.message
    assert answer.message["where"] == f"D{DPO}"
    assert "Reference 2026-117" in answer.text


def test_a_form_that_was_opened_from_home_answers_in_a_direct_message(desk: Desk) -> None:
    view = from_home(desk)
    answer = desk.submit(LEAD, view, title="laptop lost in Lyon", kind="lost-device")
    assert answer.message
    assert answer.message["where"] == f"D{LEAD}"
    assert "is open" in answer.text


def from_home(desk: Desk) -> Mapping[str, Any]:
    view = desk.press(LEAD, "incident.open", "form", channel=None).view
    assert view
    return view


def test_what_the_channel_shows_is_not_told_again(inside: Desk) -> None:
    view = inside.press(LEAD, "step.stuck", "C01").view
    assert view
    answer = inside.submit(LEAD, view, reason="no access to the logs")
    assert (answer.view, answer.message, answer.errors) == (None, None, {})
    assert "no access to the logs" in str(inside.drawn())


def test_what_changed_nothing_is_told_since_the_channel_shows_nothing(inside: Desk) -> None:
    inside.say(LEAD, "/breach severity 2")
    view = inside.say(LEAD, "/breach severity").view
    assert view
    answer = inside.submit(LEAD, view, level="2")
    assert answer.message
    assert answer.text.startswith("The severity is already 2. No change.")


def test_what_is_refused_is_said_in_place_of_the_form(inside: Desk) -> None:
    view = inside.say(DPO, f"/breach met {GDPR}").view
    assert view
    inside.say(LEAD, f"/breach met {GDPR} ref 2026-100 at today 9:50 because our law firm filed it")
    answer = inside.submit(DPO, view, reference="2026-117", because=SENTENCE)
    assert answer.view
    assert answer.view["callback_id"] == "told"
    assert "after this was shown" in answer.text
    assert answer.message is None


def test_the_example_of_a_date_is_one_that_its_field_takes(desk: Desk) -> None:
    """Tired people copy it, and what lies ahead takes no day that is over."""
    desk.open()
    desk.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    vocabulary = desk.library.law.vocabulary
    dates = [name for name, one in vocabulary.facts.items() if one.type == "date"]
    assert any(not vocabulary[name].past for name in dates)
    for name in dates:
        hint = fact_input(desk.library.law, name, None)["hint"]["text"]
        example = re.search(r"For example: (.+)\.", hint)
        assert example, hint
        said = desk.say(DPO, f"/breach facts {name} {example[1]}").text
        assert said.startswith("Recorded"), said
