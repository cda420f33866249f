"""What isn't known yet, in phases: said in the form, printed in the letter, and someone is reminded of the update."""

from datetime import timedelta

from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.actions.firing import fire
from bot.actions.work import BREACHBOT
from bot.domain.reminders import ReminderStatus, SubjectKind
from bot.store.tables import Reminder
from tests.slack.desk import COMMS, DPO, LEAD, Desk

FACTS = (
    "aware_at today 08:00", "what_happened Someone stole a password and copied our list of customers.",
    "data email", "people DE 1200", "people_kinds customers", "measures_taken We closed the account.",
    "likely_consequences Criminals can send false emails.", "measures_planned We will ask for a second proof.",
    "sender_name Jonas Albers", "authority_name Berlin Commissioner",
)  # fmt: skip


def planned(desk: Desk) -> list[tuple[str, str]]:
    """What waits to be said of the update: its occasion and when."""
    with desk.opens(BREACHBOT, True) as work:
        rows = select(Reminder).where(
            Reminder.subject_kind == SubjectKind.UPDATE, Reminder.status == ReminderStatus.PENDING
        )
        return [(str(row.occasion), f"{row.due_at:%d %H:%M}") for row in work.session.scalars(rows)]


def the_card(desk: Desk) -> str:
    return str([body for body in desk.drawn() if body["text"].startswith("Notification to the supervisory")][-1])


def test_an_unknown_number_is_told_later_and_the_update_is_reminded_of(inside: Desk) -> None:
    for fact in FACTS:
        inside.say(DPO, f"/breach facts {fact}")
    inside.say(COMMS, "/breach notice gdpr-authority")
    card = the_card(inside)
    assert "the number of records — the approximate number of records (Art. 33(3)(a))" in card
    assert "You may say that it isn" in card

    form = inside.press(DPO, "facts.ask", "records").view
    assert form
    assert "Not known yet?" in str(form)
    offered = next(one for one in form["blocks"] if one.get("block_id") == "not_known_yet")["element"]["options"]
    assert [one["value"] for one in offered] == ["records"], "only what is asked for here, and nothing else"
    undated = inside.submit(DPO, form, not_known_yet=["records"])
    assert "the authority has to hear when the rest follows" in undated.errors["next_update_on"]
    wrong = inside.submit(DPO, form, not_known_yet=["records"], next_update_on="soon")
    assert "Write a day such as 20 Nov 2026." in wrong.errors["next_update_on"]
    told = inside.submit(DPO, form, not_known_yet=["records"], next_update_on="5 Mar 2026")
    assert "Redraft “Notification to the supervisory" in told.text
    assert planned(inside) == [
        ("day-before", "04 08:00"), ("day", "05 08:00"), ("late-1", "06 08:00"), ("late-2", "07 08:00"),
        ("late-3", "08 08:00"),
    ]  # fmt: skip

    inside.say(COMMS, "/breach notice gdpr-authority de")
    assert "Noch nicht bekannt; nächste Mitteilung am 5. März 2026" in str(inside.drawn()[-1])
    inside.say(COMMS, "/breach notice gdpr-authority")
    assert "Not known yet; next update on 5 March 2026" in the_card(inside)
    assert "First notification" in the_card(inside)

    inside.say(DPO, "/breach facts next_update_on 9 Mar 2026")
    assert planned(inside)[0] == ("day-before", "08 08:00"), "another day takes its place"
    inside.say(DPO, "/breach facts records 5000")
    assert len(planned(inside)) == 5, "the answer is still to be sent"
    inside.say(COMMS, "/breach notice gdpr-authority")
    assert "is approved" in inside.say(DPO, "/breach approve gdpr-authority").text
    assert planned(inside) == []
    with inside.opens(BREACHBOT, True) as work:
        assert verify_log(work.session, inside.incident()).differences == []


def test_the_reminder_says_what_is_unknown_and_offers_what_can_be_done(inside: Desk) -> None:
    inside.say(DPO, "/breach facts not_known_yet records")
    inside.say(DPO, "/breach facts next_update_on 5 Mar 2026")
    inside.now += timedelta(days=3)
    with inside.opens(BREACHBOT, False) as work:
        rows = select(Reminder).where(Reminder.subject_kind == SubjectKind.UPDATE, Reminder.rule == "day")
        fire(work, inside.incident(), list(work.session.scalars(rows)))
    [said] = [str(body) for body in inside.drawn() if "Send the update that a notice promised" in body["text"]]
    assert "not known yet: number of records" in said
    assert f"<@{DPO}>" in said
    assert all(label in said for label in ("Answer missing questions", "Show notices", "Set another day"))


def test_each_missing_fact_has_its_citation_and_a_button_and_who_approves_sees_how_to_send_it(inside: Desk) -> None:
    inside.say(COMMS, "/breach notice gdpr-authority")
    body = [body for body in inside.drawn() if body["text"].startswith("Notification to the supervisory")][-1]
    rows = [one for one in body["blocks"] if one.get("accessory", {}).get("action_id") == "facts.ask"]
    assert "what happened, in plain words — the nature of the breach (Art. 33(3)(a))" in str(rows)
    form = inside.use(DPO, rows[0]["accessory"]).view
    assert form
    assert len([one for one in form["blocks"] if one["type"] == "input"]) == 1
    sending = next(one for one in body["blocks"] if one.get("block_id") == "sending")
    assert "Where the authority has a portal or a form, enter this there." in str(sending)
    assert f"<@{DPO}>" in str(sending)
    inside.say(LEAD, "/breach facts what_happened Someone copied our list of customers.")
