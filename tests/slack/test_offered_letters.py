"""The letters of an incident by the duties that are owed: next due first, each with a button; the others folded."""

from typing import Any

from bot.actions.recorded_facts import facts_told
from tests.slack.desk import COMMS, DPO, LEAD, Answer, Desk

GDPR = "eu-gdpr-33-1-authority"


def blocks(answer: Answer) -> list[dict[str, Any]]:
    assert answer.message
    found: list[dict[str, Any]] = answer.message["blocks"]
    return found


def offered(answer: Answer) -> list[dict[str, Any]]:
    """What stands open with a button of its own."""
    return [one for one in blocks(answer) if one["type"] == "section" and "accessory" in one]


def folded(answer: Answer) -> str:
    return "\n".join(str(one["child_blocks"]) for one in blocks(answer) if one["type"] == "container")


def field(block: dict[str, Any]) -> tuple[str, str]:
    """The label and the text of an answer in its box; nothing for another block."""
    if block["type"] != "rich_text":
        return "", ""
    label, box = block["elements"]
    return label["elements"][-1]["text"], box["elements"][0]["text"]


def owed_in_germany_and_new_york(desk: Desk) -> None:
    for fact in (
        "aware_at today 08:00", "discovered_at today 08:00", "people DE 1200, US-NY 700, ZA 5",
        "data names, email, ssn", "acquired yes", "protection none", "form_of_data electronic",
    ):  # fmt: skip
        desk.say(LEAD, f"/breach facts {fact}")
    desk.say(DPO, "/breach risk high because strangers can use the data for fraud")


def test_the_letters_of_open_duties_stand_next_due_first_each_with_its_draft(inside: Desk) -> None:
    owed_in_germany_and_new_york(inside)
    answer = inside.say(COMMS, "/breach notice")
    texts = [one["text"]["text"] for one in offered(answer)]
    buttons = [one["accessory"]["action_id"] for one in offered(answer)]
    authority = next(text for text in texts if "`gdpr-authority`" in text)
    assert "left" in authority
    assert "not drafted yet" in authority
    assert "For: Notify the supervisory authority" in authority
    [people] = [text for text in texts if "`us-individuals-ny`" in text]
    assert texts.index(authority) < texts.index(people), "72 hours come before 30 days"
    assert all(one in ("notice.draft", "notice.answers") for one in buttons)
    assert "`us-individuals-ma`" not in answer.text


def test_what_is_not_owed_is_folded_and_a_brief_can_be_drafted_from_there(inside: Desk) -> None:
    owed_in_germany_and_new_york(inside)
    answer = inside.say(COMMS, "/breach notice")
    assert "`gdpr-authority`" not in folded(answer)
    assert "`executive-brief`" in folded(answer)
    free, _, not_owed = folded(answer).partition("Not owed here")
    assert "`us-hipaa-individuals`" in not_owed
    assert "`law-enforcement`" in free, "the police can be told wherever no law asks for it"
    assert "notice.draft" in folded(answer)
    inside.say(COMMS, "/breach notice gdpr-authority")
    inside.say(DPO, f"/breach met {GDPR} ref LDA-1 at today 09:00 because counsel filed it")
    later = inside.say(COMMS, "/breach notice")
    assert "Their duties are met or declined" in folded(later)
    assert "`gdpr-authority`" in folded(later)


def test_a_duty_without_a_letter_says_why_and_shows_the_answers_to_its_form(inside: Desk) -> None:
    owed_in_germany_and_new_york(inside)
    inside.say(DPO, "/breach facts what_happened Someone copied our `list` of customers & more.")
    inside.say(DPO, "/breach facts not_known_yet records")
    inside.say(DPO, "/breach facts next_update_on in 3 days")
    every = offered(inside.say(COMMS, "/breach notice"))
    [row] = [one for one in every if "Notify the Information Regulator" in str(one)]
    assert "eServices portal" in row["text"]["text"]
    answers = inside.use(COMMS, row["accessory"])
    shown = {label: text for label, text in map(field, blocks(answers)) if label}
    assert shown["Organization"] == "Larkfield Travel GmbH"
    assert shown["What happened"] == "Someone copied our `list` of customers & more.", "nothing in it is markup"
    assert shown["Records"] == "Not known yet; next update on 5 Mar 2026"
    assert shown["Likely consequences"] == "[[MISSING]]"
    assert "Processor" not in shown, "asked for only where there is one"
    assert "/breach met za-popia-22-regulator ref NUMBER at TIME" in answers.text
    form = inside.choose(COMMS, answers, "Answer missing questions")
    assert form.view
    assert "likely_consequences" in str(form.view)
    assert inside.say(COMMS, "/breach answers za-popia-22-regulator").text == answers.text


def test_a_duty_s_own_page_drafts_its_letters_or_shows_the_answers(inside: Desk) -> None:
    owed_in_germany_and_new_york(inside)
    why = inside.say(DPO, f"/breach why {GDPR}")
    assert "version 1, is in the channel" in inside.choose(DPO, why, "Draft: Notification to the supervisory").text
    assert "ready to copy" in inside.say(DPO, "/breach why za-popia-22-regulator").text
    inside.say(DPO, f"/breach met {GDPR} ref LDA-1 at today 09:00 because counsel filed it")
    assert "Draft: " not in inside.say(DPO, f"/breach why {GDPR}").text


def test_nothing_is_drafted_in_a_closed_incident(inside: Desk) -> None:
    inside.close()
    assert "notice.draft" not in str(blocks(inside.say(COMMS, "/breach notice")))


def test_a_letter_tells_what_the_record_holds_already(inside: Desk) -> None:
    owed_in_germany_and_new_york(inside)
    inside.say(DPO, "/breach met za-popia-22-regulator ref ZA-77 at today 08:30")
    inside.later(minutes=5)
    inside.say(COMMS, "/breach notice gdpr-authority")
    letter = next(str(body) for body in inside.drawn() if body["text"].startswith("Notification to the"))
    assert inside.incident().ref in letter, "our reference"
    assert "strangers can use the data for fraud" in letter, "the reasons for the risk"
    assert "2 Mar 2026, reference ZA-77" in letter, "who else was told"
    assert "Complete notification" in letter
    inside.say(DPO, "/breach facts authorities_told Nobody yet.")
    inside.say(COMMS, "/breach notice gdpr-authority")
    assert "ZA-77" not in str(inside.drawn()[-1]), "what people state stands"


def test_a_request_to_wait_is_told_by_the_letter_that_it_holds_back(inside: Desk) -> None:
    owed_in_germany_and_new_york(inside)
    said = inside.say(DPO, "/breach hold us-ny-individuals until in 5 days by FBI written").text
    assert "went wrong" not in said
    kinds = inside.library.templates.notices
    with inside.opens(DPO, True) as work:
        incident = inside.incident()
        held = facts_told(work, incident, inside.now, kinds["us-individuals-ny"])
        other = facts_told(work, incident, inside.now, kinds["us-individuals-ca"])
    assert held.value("hold_asked") is True, said
    assert other.value("hold_asked") is None


def test_a_later_letter_says_when_and_under_which_reference_the_first_was_filed(inside: Desk) -> None:
    owed_in_germany_and_new_york(inside)
    inside.say(COMMS, "/breach notice gdpr-authority")
    inside.say(DPO, f"/breach met {GDPR} ref LDA-1 at today 09:00 because we filed it by phone")
    inside.later(minutes=5)
    inside.say(COMMS, "/breach notice gdpr-authority")
    letter = str([body for body in inside.drawn() if "(GDPR Art. 33), version 2" in body["text"]])
    assert "Follow-up notification" in letter
    assert "LDA-1" in letter
    assert "First notified" in letter
    assert "[[MISSING: when the authority was first notified]]" not in letter
    assert "[[MISSING: what has changed since the earlier notification]]" in letter


def test_a_withdrawal_names_the_day_of_the_notice_that_went_out(inside: Desk) -> None:
    owed_in_germany_and_new_york(inside)
    inside.say(DPO, "/breach met eu-gdpr-34-individuals ref LIST-1 at today 08:45 because the mailing house sent it")
    inside.later(minutes=5)
    inside.say(COMMS, "/breach notice withdrawal")
    assert "We withdraw our notice of 2 March 2026" in str(inside.drawn()[-1])
