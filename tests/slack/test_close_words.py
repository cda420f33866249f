"""What is nearly a fact, a choice, a kind or a name: the bot asks, with a button for each, or understands."""

import pytest

from bot.law.values import Choices
from tests.slack.desk import DPO, ENGINEER, LEAD, Desk
from tests.slack.test_readings import buttons, known


@pytest.mark.parametrize(("typed", "label"), [
    ("driver license", "driver's license or state ID numbers"),
    ("drivers licence", "driver's license or state ID numbers"),
    ("pasport", "passport numbers"),
])  # fmt: skip
def test_a_choice_that_is_nearly_right_has_a_button(inside: Desk, typed: str, label: str) -> None:
    inside.say(LEAD, "/breach facts data names")
    question = inside.say(LEAD, f"/breach facts data {typed}")
    assert f"'{typed}' is not a valid choice. Did you mean {label}?" in question.text
    assert buttons(question) == [label]
    inside.choose(LEAD, question, label)
    assert known(inside, "data") in (Choices(("names", "driving_licence")), Choices(("names", "passport")))


def test_only_the_part_that_is_wrong_is_replaced(inside: Desk) -> None:
    question = inside.say(LEAD, "/breach facts data names, pasport, email because the export has them")
    inside.choose(LEAD, question, "passport numbers")
    assert known(inside, "data") == Choices(("names", "passport", "email"))


def test_the_choice_of_a_single_value_has_a_button_too(inside: Desk) -> None:
    question = inside.say(LEAD, "/breach facts protection hashd")
    inside.choose(LEAD, question, "hashed and salted")
    assert known(inside, "protection") == "hashed"


def test_a_word_of_several_facts_prompts_a_question_by_their_labels(inside: Desk) -> None:
    inside.far.locales[DPO] = "de-DE"
    question = inside.say(DPO, "/breach facts Daten Namen")
    assert "Datenarten" in buttons(question) or "Arten von Daten" in buttons(question), buttons(question)
    kinds = next(one for one in buttons(question) if one in ("Datenarten", "Arten von Daten"))
    inside.choose(DPO, question, kinds)
    assert known(inside, "data") == Choices(("names",))


@pytest.mark.parametrize(
    ("typed", "label", "name"),
    [("recods 12", "Records", "records"), ("protecton hashed", "Protection", "protection")],
)
def test_a_fact_that_is_nearly_right_has_a_button(inside: Desk, typed: str, label: str, name: str) -> None:
    question = inside.say(DPO, f"/breach facts {typed}")
    assert f"Unknown fact '{typed.split()[0]}'." in question.text
    inside.choose(DPO, question, label)
    assert known(inside, name) is not None


def test_a_fact_like_none_is_refused_with_where_they_are(inside: Desk) -> None:
    said = inside.say(DPO, "/breach facts zzzz 12").text
    assert "Unknown fact 'zzzz'. To choose from a list: /breach facts" in said


@pytest.mark.parametrize("said", ["kind vendor", ", kind: vendor", "(kind vendor)", "type vendor", "Art vendor"])
def test_the_kind_is_not_part_of_the_title(desk: Desk, said: str) -> None:
    incident = desk.open(f"token stolen {said}")
    assert (incident.title, incident.runbook.kind) == ("token stolen", "vendor")


@pytest.mark.parametrize("title", ["data of any kind stolen from our vendor", "kind vendor"])
def test_a_title_that_speaks_of_kinds_stays_whole(desk: Desk, title: str) -> None:
    incident = desk.open(title)
    assert (incident.title, incident.runbook.kind) == (title, "vendor")


def test_a_drill_says_the_kinds_by_their_labels_and_takes_one_from_its_title(desk: Desk) -> None:
    said = desk.say(LEAD, "/breach drill foo").text
    assert "Lost or stolen device or paper (`lost-device`)" in said
    desk.say(LEAD, "/breach drill token stolen, kind vendor, with alarms")
    assert (desk.incident().title, desk.incident().runbook.kind) == ("token stolen", "vendor")
    assert desk.incident().alarms_out_of_band


def test_who_got_a_step_is_said(inside: Desk) -> None:
    inside.say(LEAD, "/breach done C01 the night shift reported it")
    said = inside.say(LEAD, f"/breach assign C06 <@{ENGINEER}> <@{DPO}>").text
    assert f"It is now with <@{ENGINEER}> and <@{DPO}>." in said
    left = inside.say(LEAD, f"/breach unassign C06 <@{DPO}>").text
    assert f"It is now with <@{ENGINEER}>." in left
