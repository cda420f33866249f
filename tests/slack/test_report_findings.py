"""What a review finds in the notices of an incident, as they stand in the record."""

from bot.actions import report_reviews
from bot.actions.work import BREACHBOT
from bot.store.engine import writing
from bot.store.tables import Incident, Notice
from tests.slack.desk import DPO, LEAD, Desk
from tests.slack.test_notice_states import DUTY

TITLE = "Notification to the supervisory authority (GDPR Art. 33), version 1 (en)"


def findings(desk: Desk, rule: str) -> list[tuple[str, str]]:
    with desk.opens(BREACHBOT, True) as work:
        found = report_reviews.findings(work, work.session.get_one(Incident, 1))
    return [(str(one.place), str(one.say)) for one in found if one.rule == rule]


def test_the_number_that_went_to_the_authority_is_compared_with_the_record(filed: Desk) -> None:
    assert "A-1" in filed.say(DPO, f"/breach met {DUTY} ref A-1").text
    assert findings(filed, "R3") == []
    filed.say(LEAD, "/breach facts records 1300 because the second table was found")
    assert findings(filed, "R3") == [(TITLE, "It says “1,200” for “Records”; the record says “1,300”.")]
    assert "*R3*" in filed.say(LEAD, "/breach review").text


def test_an_approved_notice_waits_without_reproach_while_the_response_goes_on(filed: Desk) -> None:
    assert findings(filed, "R11") == []
    filed.say(DPO, "/breach review start because the facts are in")
    ((place, say),) = findings(filed, "R11")
    assert place == TITLE
    assert say.startswith("It was approved on ")
    assert say.endswith(" and never sent.")


def test_a_draft_that_the_facts_have_left_behind_is_found(filed: Desk) -> None:
    filed.say(LEAD, "/breach facts records 1300 because the second table was found")
    ((place, say),) = findings(filed, "R11")
    assert place == TITLE
    assert say.endswith(", and the record has changed since.")
    assert findings(filed, "R3") == []  # no one has read it


def test_a_text_that_was_altered_in_the_database_is_found(filed: Desk) -> None:
    assert findings(filed, "R8") == []
    with writing(filed.engine) as session:
        session.get_one(Notice, 1).text += " And more."
    assert findings(filed, "R8") == [(TITLE, "Its stored text was altered: it no longer matches its hash.")]


def test_personal_data_in_a_note_is_not_repeated_in_chat(filed: Desk) -> None:
    filed.say(LEAD, "/breach note Ana (ana.costa@mail.example) saw it first")
    shown = filed.say(DPO, "/breach review").text
    assert "It holds an email address: a…@…." in shown
    assert "ana.costa" not in shown
