"""All key questions in one form, and the way from `/breach open` to the complete list of who must be told by when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from bot.actions.questions import MOST_ASKED
from bot.actions.work import Library
from bot.law.duties import Answer as DutyAnswer
from bot.law.duties import Finding
from bot.store.tables import Incident
from bot.workspace.core.inputs import elements
from tests.slack.desk import DPO, LEAD, Answer, Desk

GENERAL = "C0GENERAL1"
FOUR = ("DE", "FR", "US-CA", "US-NY")
PEOPLE = "DE 1200, FR 900, US-CA 2300, US-NY 400"
GDPR = "eu-gdpr-33-1-authority"


def asked(view: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def hint(view: Mapping[str, Any], name: str) -> str:
    return str(asked(view)[name]["hint"]["text"])


def key_questions(desk: Desk, person: str = LEAD) -> dict[str, Any]:
    view = desk.press(person, "facts.ask").view
    assert view
    return view


def headings(view: Mapping[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]


def test_one_form_asks_everything_that_a_responder_can_answer(inside: Desk) -> None:
    """Of this organization the file says who it is. Open is whose data and which, and what was done to them."""
    fields = asked(key_questions(inside))
    wanted = {"people", "data", "protection", "acquired", "accessed", "internal_only", "form_of_data", "malicious"}
    assert wanted | {"misuse_likely", "serious_harm", "contracts_affected", "aware_at"} <= set(fields)
    assert len(fields) <= MOST_ASKED
    assert all(block["optional"] for block in fields.values())


def test_what_is_known_already_is_not_asked_again(inside: Desk) -> None:
    before = set(asked(key_questions(inside)))
    assert not before & {"roles", "established_in", "lead_authority", "zone", "regulated_as"}
    inside.say(LEAD, "/breach facts people DE 12")
    assert "people" in before - set(asked(key_questions(inside)))


def test_what_is_decided_with_a_reason_or_is_a_text_for_notices_is_not_asked(inside: Desk) -> None:
    fields = set(asked(key_questions(inside)))
    assert "risk" not in fields
    assert {inside.library.law.vocabulary[name].type for name in fields}.isdisjoint({"text", "filings"})


def test_the_questions_are_grouped_in_the_order_in_which_people_know_the_answers(inside: Desk) -> None:
    assert headings(key_questions(inside)) == ["What happened", "When", "Whose data", "How bad"]


def test_an_organization_that_has_no_file_is_asked_who_it_is_before_how_bad_it_is(desk: Desk, unowned: Library) -> None:
    desk = Desk(desk.engine, unowned)
    desk.open()
    view = key_questions(desk)
    assert {"roles", "regulated_as"} <= set(asked(view))
    assert headings(view)[-2:] == ["Who we are", "How bad"]
    assert len(asked(view)) <= MOST_ASKED


def test_each_question_says_how_many_duties_it_decides_and_names_one_of_ones_own(inside: Desk) -> None:
    inside.say(LEAD, f"/breach facts people {PEOPLE}")
    view = key_questions(inside)
    assert "Decides 6 duties, for example: Notify affected people in California" in hint(view, "acquired")
    assert "Decides: Notify affected people (GDPR)." in hint(view, "remedied")
    assert "for example: Notify the supervisory authority" in hint(view, "aware_at")
    assert "Sets the date of" in hint(view, "aware_at")


def test_questions_that_a_fact_makes_pointless_are_left_out(inside: Desk) -> None:
    """No one in America: none of what only American states ask. No one in Australia, no serious harm."""
    inside.say(LEAD, "/breach facts people DE 12")
    fields = set(asked(key_questions(inside)))
    assert not fields & {"acquired", "accessed", "misuse_likely", "form_of_data", "serious_harm", "discovered_at"}


@pytest.mark.parametrize(("kind", "is_asked"), [("crm-export", False), ("lost-device", True)])
def test_the_kind_chosen_at_the_opening_is_a_fact_and_what_follows_from_it_is_not_asked(
    desk: Desk, kind: str, is_asked: bool
) -> None:
    open_as(desk, kind)
    assert desk.incident().facts.value("kind") == kind
    desk.say(LEAD, "/breach facts people US-CA 600")
    assert ("form_of_data" in asked(key_questions(desk))) is is_asked


def test_a_kind_that_the_vocabulary_does_not_list_opens_with_its_runbook_and_states_nothing(
    desk: Desk, library: Library
) -> None:
    own = library.runbooks["other"].model_copy(update={"kind": "office-fire", "title": "Fire in the office"})
    desk.library = replace(library, runbooks={**library.runbooks, "office-fire": own})
    open_as(desk, "office-fire")
    assert desk.incident().kind == "office-fire"
    assert "kind" not in desk.incident().facts.known


def open_as(desk: Desk, kind: str) -> None:
    view = desk.say(LEAD, "/breach open", channel=GENERAL).view
    assert view
    desk.submit(LEAD, view, title="something happened", kind=kind)


def test_a_time_that_was_only_assumed_is_asked_and_not_shown_as_known(inside: Desk) -> None:
    fields = asked(key_questions(inside))
    assert "initial_date_time" not in fields["noticed_at"]["element"]
    inside.submit(LEAD, key_questions(inside), malicious="yes")
    stated = inside.incident().facts.fact("noticed_at")
    assert stated
    assert stated.sure == "assumed"


def test_a_list_that_may_be_incomplete_is_shown_as_it_is_known(inside: Desk) -> None:
    inside.say(LEAD, "/breach facts people DE 12, elsewhere unknown")
    field = asked(key_questions(inside))["people"]
    assert field["element"]["initial_value"] == "Germany 12, elsewhere unknown"


def test_a_form_that_is_sent_back_blank_changes_nothing(inside: Desk) -> None:
    before = inside.incident().facts
    assert "No change" in inside.submit(LEAD, key_questions(inside)).text
    assert inside.incident().facts == before


def test_the_answers_are_recorded_together_and_what_is_left_can_be_reached_from_there(inside: Desk) -> None:
    answer = inside.submit(DPO, key_questions(inside, DPO), people="DE 12", protection="unprotected", data=["names"])
    assert "Recorded." in answer.text
    assert "People affected: Germany 12" in answer.text
    assert "Show clocks" in answer.text
    assert "Decide the risk" in answer.text


def test_when_only_the_risk_is_left_its_own_form_opens(inside: Desk) -> None:
    settle(inside)
    view = inside.press(DPO, "facts.ask").view
    assert view
    assert view["callback_id"] == "risk_decide"


def test_when_nothing_is_left_to_ask_it_says_so(inside: Desk) -> None:
    settle(inside)
    inside.say(DPO, "/breach risk likely because the addresses are with a stranger")
    assert "No key questions are open" in inside.press(LEAD, "facts.ask").text


def settle(desk: Desk) -> None:
    desk.later(hours=2)
    for line in (
        "people DE 12", "protection none", "remedied no", "contracts_affected northwind", "aware_at yesterday 10:00",
        "noticed_at yesterday 9:00", "assessed_at yesterday 10:00", "suspected_at yesterday 9:00",
    ):  # fmt: skip
        assert "Recorded" in desk.say(DPO, f"/breach facts {line}").text, line
    desk.say(DPO, "/breach facts data names")


@pytest.mark.parametrize("where", ["opened", "card", "facts", "clocks"])
def test_the_form_is_one_click_away_wherever_someone_looks(desk: Desk, where: str) -> None:
    opened = desk.say(LEAD, "/breach open laptop lost in Lyon").message
    desk.open("phone lost in Graz")
    shown = {
        "opened": opened,
        "card": desk.say(LEAD, "/breach status", channel="C0CHANN002").message,
        "facts": desk.say(LEAD, "/breach facts", channel="C0CHANN002").message,
        "clocks": desk.say(LEAD, "/breach clocks", channel="C0CHANN002").message,
    }[where]
    assert shown
    assert "Answer key questions" in str(shown["blocks"])


# From `/breach open` to the list


@dataclass
class Hands:
    """People at their desks; every command, click and submission is counted."""

    desk: Desk
    count: int = 0

    def say(self, person: str, line: str, channel: str) -> Answer:
        self.count += 1
        return self.desk.say(person, line, channel=channel)

    def press(self, person: str, action: str, shown: Answer) -> Answer:
        """A button that the answer really shows."""
        self.count += 1
        found = [one for block in (shown.message or {})["blocks"] for one in elements(block)]
        button = next((one for one in found if one["action_id"] == action), None)
        assert button, f"no {action} in {shown.text}"
        return self.desk.use(person, button)

    def submit(self, person: str, form: Answer, **values: Any) -> Answer:
        self.count += 1
        assert form.view, form.text
        answer = self.desk.submit(person, form.view, **values)
        assert not answer.errors, answer.errors
        return answer


def test_a_breach_in_four_places_is_seven_interactions_from_its_complete_list(desk: Desk) -> None:
    """A stranger exported the customers, with dates of birth and Social Security numbers; four places are affected."""
    hands = Hands(desk)
    noticed_at, aware_at = desk.now - timedelta(hours=20), desk.now - timedelta(hours=2)
    form = hands.say(LEAD, "/breach open", GENERAL)
    opened = hands.submit(
        LEAD,
        form,
        title="Customers exported by a stranger",
        kind="crm-export",
        noticed_at=noticed_at,
        aware_at=aware_at,
        people=PEOPLE,
        data=["names", "email", "birth_date", "ssn"],
        protection="unprotected",
    )
    recorded = hands.submit(
        LEAD,
        hands.press(LEAD, "facts.ask", opened),
        malicious="yes",
        acquired="yes",
        accessed="yes",
        discovered_at=noticed_at,
        internal_only="no",
        misuse_likely="yes",
        remedied="no",
        contracts_affected=["cyber-policy"],
    )
    decided = hands.submit(
        LEAD,
        hands.press(LEAD, "risk.decide", recorded),
        level="high",
        reason="Names, birth dates and Social Security numbers are with a stranger.",
    )
    assert "Decided" in decided.text
    listed = hands.press(LEAD, "clocks.show", recorded)
    assert hands.count == 7
    every_duty_is_answered(desk)
    for name in (
        "Notify the supervisory authority", "Notify affected people (GDPR)", "Notify affected people in California",
        "Attorney General of California", "Notify affected people in New York", "Attorney General of New York",
        "Department of State of New York", "State Police of New York", "Tell the insurer",
    ):  # fmt: skip
        assert name in listed.text, name


def every_duty_is_answered(desk: Desk) -> None:
    """No duty of the four places, of the organization's sectors or of its contracts waits for a key question, and each
    that is owed has a date, or the words of a law that has no number, or waits for an act of ours that it names."""
    with desk.opens(LEAD, True) as work:
        incident = work.session.get_one(Incident, 1)
        snapshot = work.snapshot(incident)
        findings, law, clocks = snapshot.findings, snapshot.law, snapshot.clocks
        on = desk.now.astimezone(UTC).date()
        places = law.places.containing(FOUR, on)
    waiting = [one for one in findings if one.answer is DutyAnswer.UNDETERMINED]
    assert [one.duty.id for one in waiting] == []
    owed = [one for one in findings if one.answer is DutyAnswer.OWED]
    assert {one.duty.place for one in owed} >= {"EEA", "US-CA", "US-NY"}
    assert {one.duty.place for one in owed} <= {*places, "CONTRACT"}
    assert {one.duty.id for one in owed} <= set(clocks)
    for one in owed:
        assert answered(one), one.duty.id


def answered(one: Finding) -> bool:
    """By when, in a date or in words; or after which other duty."""
    dated = one.deadline is not None and one.deadline.target_at is not None
    in_words = one.duty.due.none is not None or (one.duty.due.relation is not None)
    after = bool(one.duty.start and one.duty.start.met)
    return dated or (in_words and bool(one.duty.words)) or after
