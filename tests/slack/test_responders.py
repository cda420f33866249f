"""People, shifts, digests and runbook versions at the edge, over a real database."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from slack_bolt import BoltContext
from slack_sdk import WebClient
from sqlalchemy import select

from bot.actions import firing, people, reminders
from bot.actions.reports import collect
from bot.actions.work import BREACHBOT
from bot.domain.organisation import Seat
from bot.domain.reminders import ReminderStatus, ReminderSubject, SubjectKind
from bot.errors import Refused
from bot.runbook.model import Phase, Runbook, Step
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.slack.channel_events import ChannelEvents
from bot.slack.files import sha256_of
from bot.slack.steps import step_message
from bot.store.engine import reading
from bot.store.tables import Incident, IncidentStep, Reminder, RoleHolder
from bot.workspace.client import visible_text as words
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, EXEC, LEAD, Desk
from tests.slack.far import fit
from tests.slack.on_record import in_channel


def record(desk: Desk) -> list[str]:
    with desk.opens(BREACHBOT, True) as work:
        return [entry.sentence for entry in collect(work, work.session.get_one(Incident, 1)).timeline]


def watcher(desk: Desk) -> ChannelEvents:
    return ChannelEvents(
        desk.opens, lambda: None, lambda person: None, lambda act: act(), desk.directory, desk.membership
    )


# User groups


def with_groups(desk: Desk, **groups: str) -> None:
    roles = {**desk.library.organisation.roles, **{role: Seat(group=group) for role, group in groups.items()}}
    organisation = desk.library.organisation.model_copy(update={"roles": roles})
    desk.library = replace(desk.library, organisation=organisation)


def test_the_members_of_a_user_group_hold_the_role_first_one_first(desk: Desk) -> None:
    with_groups(desk, dpo="SPRIVACY1")
    desk.far.members = {"SPRIVACY1": [EXEC, DPO]}
    desk.open("laptop lost in Lyon", CRM)
    with desk.opens(BREACHBOT, True) as work:
        incident = work.session.get_one(Incident, 1)
        assert people.holder(work, incident, "dpo") == EXEC
        assert people.holder(work, incident, "dpo", alternate=True) == DPO


def test_a_group_that_slack_does_not_show_never_stops_an_opening_and_who_leads_is_told(desk: Desk) -> None:
    with_groups(desk, dpo="SPRIVACY1", lead="SGONE")
    desk.open("laptop lost in Lyon", CRM)
    with desk.opens(BREACHBOT, True) as work:
        assert people.holder(work, work.session.get_one(Incident, 1), "lead") == CRM
    assert "Unfilled roles:* incident lead, DPO" in in_channel(desk)


# People who leave


def test_who_leaves_frees_their_steps_keeps_the_seat_and_is_restored_on_return(inside: Desk) -> None:
    inside.say(LEAD, "/breach done C01 written down")
    inside.say(DPO, "/breach take C05")
    watch = watcher(inside)
    context = BoltContext(bot_user_id="UBOT")
    event = {"user": DPO, "channel": inside.incident().channel_id}
    watch.on_left(event, context)
    watch.on_left(event, context)  # Slack sends an event again when it is not sure
    with reading(inside.engine) as session:
        assert session.get_one(IncidentStep, (1, "C05")).state == "open"
        assert session.get_one(RoleHolder, (1, "dpo", DPO)).left_at == inside.now
    assert sum("left the incident's channel" in one for one in record(inside)) == 1
    assert (
        "You're no longer in this incident's channel"
        in inside.say(DPO, "/breach approve gdpr-authority", channel="C0GENERAL").text
    )
    assert "Steps open again: C05." in in_channel(inside)
    watch.on_joined(event, context)
    assert "You left" not in inside.say(DPO, "/breach next").text
    assert sum("is back in the incident's channel" in one for one in record(inside)) == 1


def test_a_closed_account_leaves_every_incident_and_other_changes_do_not_matter(inside: Desk) -> None:
    watch = watcher(inside)
    watch.on_account({"user": {"id": COMMS, "deleted": False}})
    with reading(inside.engine) as session:
        assert session.get_one(RoleHolder, (1, "communications", COMMS)).left_at is None
    watch.on_account({"user": {"id": COMMS, "deleted": True}})
    with reading(inside.engine) as session:
        assert session.get_one(RoleHolder, (1, "communications", COMMS)).left_at == inside.now
    assert "Vacant until they are back: communications" in in_channel(inside)


def test_leaving_a_closed_incident_is_recorded_and_changes_nothing_else(inside: Desk) -> None:
    view = inside.say(LEAD, "/breach close").view
    assert view
    inside.submit(LEAD, view, reason="nothing was lost")
    before = record(inside)
    watcher(inside).on_account({"user": {"id": COMMS, "deleted": True}})
    assert record(inside) == [*before, f"{COMMS} left the incident's channel"]


def test_the_one_in_charge_is_never_the_one_it_is_about(inside: Desk) -> None:
    with inside.opens(DPO, True) as work:
        incident = work.session.get_one(Incident, 1)
        assert people.in_charge(work, incident) == LEAD
        assert people.in_charge(work, incident, besides=LEAD) == ENGINEER  # the lead's alternate


# Updates and shifts


def planned(desk: Desk, about: SubjectKind) -> list[Reminder]:
    with reading(desk.engine) as session:
        rows = select(Reminder).where(Reminder.subject_kind == about).order_by(Reminder.due_at)
        return list(session.scalars(rows.where(Reminder.status == "pending")))


def fire(desk: Desk, about: SubjectKind, person: str | None = None) -> None:
    """As the timers do when the moment has come. `person`: only a shift of theirs."""
    for row in planned(desk, about):
        if person and row.subject.id != person:
            continue
        with desk.opens(BREACHBOT, False) as work:
            claimed = work.session.get_one(Reminder, row.id)
            claimed.status, claimed.fired_at = ReminderStatus.FIRED, work.now
            firing.fire(work, work.session.get_one(Incident, 1), [claimed])


def test_each_update_plans_the_next_and_leaves_no_line_in_the_record(inside: Desk) -> None:
    assert [row.due_at - inside.now for row in planned(inside, SubjectKind.DIGEST)] == [timedelta(hours=2)]
    before = record(inside)
    inside.later(hours=2)
    fire(inside, SubjectKind.DIGEST)
    assert [row.due_at - inside.now for row in planned(inside, SubjectKind.DIGEST)] == [timedelta(hours=2)]
    assert record(inside) == before
    assert "Status update" in in_channel(inside)


def test_a_new_severity_replaces_the_update_that_was_planned(inside: Desk) -> None:
    inside.later(minutes=10)
    inside.say(LEAD, "/breach severity 1 it is public")
    assert [row.due_at - inside.now for row in planned(inside, SubjectKind.DIGEST)] == [timedelta(minutes=30)]
    inside.confirm_change(LEAD, inside.say(LEAD, "/breach severity 4 it was a test"))
    assert planned(inside, SubjectKind.DIGEST) == []


def test_closing_ends_the_updates_and_opening_again_brings_it_back(inside: Desk) -> None:
    view = inside.say(LEAD, "/breach close").view
    assert view
    inside.submit(LEAD, view, reason="nothing was lost")
    view = inside.press(DPO, "incident.close", "nothing was lost").view  # duties are open, so that it takes two
    assert view
    inside.submit(DPO, view, reason="nothing was lost")
    assert planned(inside, SubjectKind.DIGEST) == []
    assert [row.rule for row in planned(inside, SubjectKind.FOLLOW_UP)] == ["review", "promises", "effect", "answers"]
    inside.say(LEAD, "/breach reopen a customer called")
    assert len(planned(inside, SubjectKind.DIGEST)) == 1
    assert planned(inside, SubjectKind.FOLLOW_UP) == []


def test_when_the_response_has_ended_no_update_is_said_or_planned(inside: Desk) -> None:
    inside.say(LEAD, f"/breach facts resolved_at {inside.now:%d %b %Y %H:%M}")
    inside.later(hours=2)
    fire(inside, SubjectKind.DIGEST)
    assert planned(inside, SubjectKind.DIGEST) == []
    assert "Status update" not in in_channel(inside)


def test_a_lead_of_ten_hours_is_asked_alone_to_hand_over(inside: Desk) -> None:
    (row,) = planned(inside, SubjectKind.SHIFT)
    assert (row.subject, row.due_at - inside.now) == (ReminderSubject(SubjectKind.SHIFT, LEAD), timedelta(hours=10))
    inside.later(hours=10)
    fire(inside, SubjectKind.SHIFT)
    assert "You have led" in in_channel(inside)


def test_who_no_longer_leads_is_not_asked_to_hand_over(inside: Desk) -> None:
    inside.later(hours=1)
    inside.say(LEAD, f"/breach handover <@{EXEC}>")
    inside.press(LEAD, "handover.none", f"lead|{EXEC}|main|none")
    inside.later(hours=9)
    fire(inside, SubjectKind.SHIFT, LEAD)
    assert "You have led" not in in_channel(inside)
    assert [row.subject for row in planned(inside, SubjectKind.SHIFT)] == [ReminderSubject(SubjectKind.SHIFT, EXEC)]


@pytest.mark.parametrize(
    "who",
    ["@Tan Wei Ling", "Ursula Kern", "to ursula", "dpo", "lead Ursula", "<!subteam^S1|@privacy>", "<@{who}> @Aoife"],
)
def test_a_handover_to_no_one_who_is_known_is_refused_and_says_who_leads(inside: Desk, who: str) -> None:
    answer = inside.say(LEAD, f"/breach handover {who.format(who=COMMS)}")
    assert f"{LEAD.lower()} still leads the incident" in answer.text
    assert "handover summary" not in answer.text
    assert "*Handover*" not in in_channel(inside)


@pytest.mark.parametrize("line", ["handover Aoife Brennan", "handover to aoife", "assign lead Aoife"])
def test_a_name_in_the_organization_s_file_is_known_before_anyone_met_the_person(inside: Desk, line: str) -> None:
    assert f"Before <@{DPO}> becomes incident lead" in inside.say(LEAD, f"/breach {line}").text
    answer = inside.press(LEAD, "handover.none", f"lead|{DPO}|main|none").text
    assert f"<@{DPO}> is now incident lead." in answer


@pytest.mark.parametrize("line", ["handover wizard <@{who}>", "handover <@{who}> Maren Vogt", "assign wizard <@{who}>"])
def test_no_one_gets_a_role_that_was_not_named(inside: Desk, line: str) -> None:
    assert "There is no role" in inside.say(LEAD, f"/breach {line.format(who=COMMS)}").text


@pytest.mark.parametrize(
    "line",
    ["dpo <@{who}>", "<@{who}> dpo", "<@{who}|Tan Wei Ling> as DPO", "to <@{who}> as the dpo", "dpo to <@{who}>"],
)
def test_a_role_may_stand_before_or_after_the_person(inside: Desk, line: str) -> None:
    for verb in ("handover", "assign"):
        assert f"Before <@{COMMS}> becomes DPO" in inside.say(LEAD, f"/breach {verb} {line.format(who=COMMS)}").text


def test_a_small_incident_asks_no_one_to_hand_over(inside: Desk) -> None:
    inside.confirm_change(LEAD, inside.say(LEAD, "/breach severity 3 encrypted"))
    inside.later(hours=10)
    fire(inside, SubjectKind.SHIFT)
    assert "You have led" not in in_channel(inside)


def test_planning_an_update_twice_plans_it_once(inside: Desk) -> None:
    for _ in range(2):
        with inside.opens(BREACHBOT, False) as work:
            reminders.plan_digest(work, work.session.get_one(Incident, 1))
    assert len(planned(inside, SubjectKind.DIGEST)) == 1


# A newer version of the runbook


def newer(desk: Desk, **changes: Any) -> Runbook:
    """The files now hold version 99 of this incident's runbook."""
    book = desk.incident().runbook.model_copy(update={"version": 99, **changes})
    desk.library = replace(desk.library, runbooks={**desk.library.runbooks, book.kind: book})
    return book


def test_an_edited_runbook_changes_nothing_until_a_person_moves_the_incident(inside: Desk) -> None:
    old = inside.incident().runbook
    newer(inside, steps=tuple(step for step in old.steps if step.id != "C03"))
    inside.say(LEAD, "/breach done C01 written down")
    assert inside.incident().runbook == old
    assert "`C03`" in inside.say(LEAD, "/breach steps contain").text


def test_a_newer_version_is_shown_with_its_difference_and_moved_to_by_button(inside: Desk) -> None:
    old = inside.incident().runbook
    book = newer(inside, steps=tuple(step for step in old.steps if step.id != "I04"))
    inside.say(LEAD, "/breach done C01 written down")
    shown = inside.say(LEAD, "/breach runbook")
    assert "Version 99 is available" in shown.text
    assert "– `I04` Keep the timeline in UTC" in shown.text
    assert "Move to the newer version" in shown.text
    refused = inside.press(COMMS, "runbook.move", book.hash[:16]).text
    assert "This is for the incident lead, deputy lead, DPO or privacy counsel." in refused
    assert "version 99. Completed work is kept." in inside.press(LEAD, "runbook.move", book.hash[:16]).text
    assert inside.incident().runbook == book
    assert "C01 is already done" in inside.say(DPO, "/breach done C01").text
    assert any("Keep the timeline in UTC no longer applies" in one for one in record(inside))
    assert "No change." in inside.press(LEAD, "runbook.move", book.hash[:16]).text


def test_a_move_that_drops_an_open_step_of_two_people_takes_two_people(inside: Desk) -> None:
    book = newer(inside, steps=tuple(step for step in inside.incident().runbook.steps if step.id != "I11"))
    said = inside.press(LEAD, "runbook.move", book.hash[:16]).text
    assert "A second person must confirm" in said
    assert any("which drops I11 (Verify that the attacker or the cause is gone)" in str(one) for one in inside.drawn())
    assert inside.incident().runbook != book
    inside.confirm(DPO, "1")
    assert inside.incident().runbook == book


def test_a_runbook_that_changed_since_it_was_shown_is_shown_again_first(inside: Desk) -> None:
    book = newer(inside)
    newer(inside, about="Edited once more.")
    answer = inside.press(LEAD, "runbook.move", book.hash[:16])
    assert "The runbook has changed since this was shown. Check again with /breach runbook." in answer.text
    assert inside.incident().runbook.version != book.version


def test_an_answer_that_is_no_longer_offered_is_asked_again(inside: Desk) -> None:
    inside.say(LEAD, "/breach done C01 written down")
    for person in (LEAD, DPO):
        inside.say(person, "/breach done C02 nobody because asked one by one")
    old = inside.incident().runbook
    decision = old.step("C02").decision.model_copy(update={"options": ("none of us", "one of us")})  # type: ignore[union-attr]
    changed = [s.model_copy(update={"decision": decision}) if s.id == "C02" else s for s in old.steps]
    book = newer(inside, steps=tuple(changed))
    assert "Must be decided again: `C02`" in inside.say(LEAD, "/breach runbook").text
    assert "Must be decided again: C02." in inside.press(LEAD, "runbook.move", book.hash[:16]).text
    with reading(inside.engine) as session:
        assert session.get_one(IncidentStep, (1, "C02")).state == "open"


# Files


class Slack(BaseHTTPRequestHandler):
    """Gives a file to who has the token; without it, Slack's page to sign in."""

    def do_GET(self) -> None:
        if self.headers["Authorization"] != "Bearer right":
            self.send_response(302)
            self.send_header("Location", "/sign-in")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"a,b" if self.path == "/file" else b"<html>")

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def far() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Slack)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_digest_is_that_of_the_bytes_that_slack_holds(far: str) -> None:
    client = WebClient(token="right", base_url=f"{far}/api/")
    assert sha256_of(client, {"url_private": f"{far}/file", "size": 3}) == hashlib.sha256(b"a,b").hexdigest()


@pytest.mark.parametrize(
    ("token", "path", "size", "why"),
    [
        ("right", "/file", 4, "did not return the whole file"),
        ("wrong", "/file", 3, "did not return the file"),
    ],
)
def test_half_a_file_or_a_page_to_sign_in_is_never_taken_for_the_file(
    far: str, token: str, path: str, size: int, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        sha256_of(WebClient(token=token, base_url=f"{far}/api/"), {"url_private": f"{far}{path}", "size": size})


@pytest.mark.parametrize(
    "url", ["https://example.com/file", "http://files.slack.com/file", "https://slack.com.evil.io/f", ""]
)
def test_the_token_is_given_to_slacks_own_hosts_only(url: str) -> None:
    with pytest.raises(Refused, match="stored outside Slack"):
        sha256_of(WebClient(token="right", base_url="https://slack.com/api/"), {"url_private": url, "size": 3})


# How a step looks, in every state


def status_of(state: str, **keys: Any) -> StepStatus:
    entry = {"id": "S1", "title": "Stop the export", "do": "Stop it.", "owner": "lead", **keys.pop("step", {})}
    return StepStatus(Step(**entry, phase=Phase.CONTAIN, origin="core"), StepState(state), **keys)


DECISION = {"question": "Go?", "options": ["go", "wait"], "by": ["lead"]}
DUE = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "reads", "buttons"),
    [
        (status_of("open", due_at=DUE), "○ open · for incident lead · due", ["Claim", "Mark done", "Skip"]),
        (status_of("open", step={"skip": "never", "decision": DECISION}), "○ open", ["Claim", "Decide"]),
        (status_of("open", step={"asks": ["aware_at"]}), "○ open", ["Claim", "Mark done", "Answer questions", "Skip"]),
        (
            status_of(
                "pending", step={"when": "extortion", "because": "they want money"}, because="May apply: it does."
            ),
            "◌ may apply · for incident lead\nMay apply: it does.",
            ["Claim", "Mark done", "Answer questions", "Skip"],
        ),
        (status_of("claimed", owners=("U1",)), "◐ in progress · <@U1>", ["Mark done", "Join", "Skip"]),
        (
            status_of("open", due_at=DUE, late_for=timedelta(hours=1)),
            "*late*, was due",
            ["Claim", "Mark done", "Skip"],
        ),
        (
            status_of("open", stuck="no access", because="no access"),
            "*Stuck:* no access",
            ["Claim", "Mark done", "Skip"],
        ),
        (status_of("open", because="Due again (weekly)."), "Due again", ["Claim", "Mark done", "Skip"]),
        (
            status_of("waiting", waits_for=("C02",)),
            "◌ later · for incident lead · better after C02",
            ["Claim", "Mark done", "Skip"],
        ),
        (
            status_of("gated", waits_for=("C02",), step={"gate": "sending"}),
            "⊘ not yet · for incident lead · must wait for C02",
            None,
        ),
        (status_of("done", owners=("U1",), because="proven", answer="go"), "● done · <@U1>\n*go*\n>proven", []),
        (status_of("skipped", owners=("U1",), because="no press"), "– skipped · <@U1>\n>no press", []),
        (status_of("set_aside", because="Set aside: no money asked."), "– does not apply", []),
    ],
)
def test_a_steps_message_says_its_state_and_offers_what_can_be_done(
    status: StepStatus, reads: str, buttons: list[str] | None
) -> None:
    body = step_message(status, 1).body()
    fit(body)
    assert reads in words(body)
    elements = [element for block in body["blocks"] for element in block.get("elements", [])]
    labels = [element["text"]["text"] for element in elements if "action_id" in element]
    if buttons is None:
        assert labels == ["Show details", "It already happened"]
    else:
        assert labels == (buttons and [*buttons, "Report blocker", "Add evidence"])


def test_a_step_that_waits_for_a_second_person_says_who_said_what(inside: Desk) -> None:
    inside.say(LEAD, "/breach done C01 written down")
    inside.say(LEAD, "/breach done C03 2 because it is exposed and cut off")
    inside.say(COMMS, "/breach done C11 no because nobody knows")
    assert "chose “no, keep the line ready”. A second person must confirm." in in_channel(inside)
