"""`/breach action list`: the action items as files in a thread of the incident's channel, for its members only."""

import pytest
from sqlalchemy import select

from bot.actions.action_items import LISTS
from bot.actions.effects import Effect
from bot.documents.action_lists import ENDINGS, FORMATS
from bot.documents.incident_documents import uploads
from bot.domain.drills import MARK
from bot.store.engine import reading
from bot.store.tables import Outbox
from tests.slack.desk import COMMS, LEAD, OUTSIDER, Desk

ADD = f"/breach task Call the hosting vendor <@{COMMS}> by tomorrow 10:00 verify: they answer"


def orders(desk: Desk) -> list[Outbox]:
    with reading(desk.engine) as session:
        return list(session.scalars(select(Outbox).where(Outbox.kind == "file")))


def files(desk: Desk) -> dict[str, str]:
    """Name and text of each file of the newest order."""
    row = max(orders(desk), key=lambda one: int(one.details["number"]))
    effect = Effect(row.key, row.kind, 1, row.details, row.lane, desk.now)
    with desk.opens(LEAD, True) as work:
        return {str(one["filename"]): one["file"].decode() for one in uploads(work, effect)}


def test_the_formats_are_those_that_can_be_written() -> None:
    assert tuple(FORMATS) == tuple(ENDINGS) == LISTS


def test_a_list_is_a_spreadsheet_and_calendar_entries_in_a_thread(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    answer = inside.say(COMMS, "/breach action list").text
    assert "The action items follow in a thread in the incident's channel: CSV, calendar entries." in answer
    assert "Other formats: `/breach action list jira`, `/breach action list github`" in answer
    [order] = orders(inside)
    with reading(inside.engine) as session:
        card = session.get_one(Outbox, str(order.needs))
        assert (card.details["view"], order.details["in_thread"]) == ("action_list", True)
    names, texts = zip(*files(inside).items(), strict=True)
    assert [name.partition("_actions_")[0] for name in names] == [inside.incident().ref] * 2
    assert [name.rpartition(".")[2] for name in names] == ["csv", "ics"]
    assert all("Call the hosting vendor" in text for text in texts)
    assert "they answer" in texts[0]


def test_formats_are_chosen_by_name(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    inside.say(LEAD, "/breach task list github, jira")
    assert [name.partition("_actions_")[2].lstrip("0123456789") for name in files(inside)] == [
        "_github.md",
        "_jira.csv",
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("list jra", "Did you mean jira?"),
        ("list gihub", "Did you mean github?"),
        ("list excel", "“excel” was not understood. Use csv, ics, jira or github."),
        ("list csv excel", "“excel” was not understood."),
        ("list excel", 'put them in quotation marks: /breach task "list excel"'),
    ],
)
def test_a_format_that_there_is_not_makes_no_task(inside: Desk, words: str, says: str) -> None:
    inside.say(LEAD, ADD)
    assert says in inside.say(LEAD, f"/breach action {words}").text
    assert "T2" not in inside.say(LEAD, "/breach steps tasks").text


@pytest.mark.parametrize("title", ['"List all tokens"', "“List all tokens”", "«List all tokens»"])
def test_a_title_may_begin_with_the_word_list_in_quotation_marks(inside: Desk, title: str) -> None:
    said = inside.say(LEAD, f"/breach task {title} <@{COMMS}> by tomorrow 10:00 verify: none is left").text
    assert "T1 List all tokens: " in said
    assert "It is done once it is verified: none is left" in said
    assert "It has no due time." not in said
    assert orders(inside) == []


def test_without_action_items_it_says_how_to_add_one(inside: Desk) -> None:
    said = inside.say(LEAD, "/breach action list").text
    assert "has no action items. Add one in its channel: /breach action WHAT @name by TIME verify: HOW." in said
    assert orders(inside) == []


def test_it_is_for_members_of_the_incident_and_after_its_closing_too(inside: Desk) -> None:
    inside.say(LEAD, ADD)
    assert "not part of an incident" in inside.say(OUTSIDER, "/breach action list", channel="CELSE00001").text
    assert orders(inside) == []
    inside.close()
    assert "follow in a thread" in inside.say(COMMS, "/breach action list csv").text
    assert len(orders(inside)) == 1


def test_in_a_drill_every_file_bears_the_mark(desk: Desk) -> None:
    desk.say(LEAD, "/breach drill crm export for practice", channel="CELSE00001")
    desk.say(LEAD, ADD)
    desk.say(LEAD, "/breach action list csv ics jira github")
    assert [name.startswith(f"{MARK}_") and MARK in text for name, text in files(desk).items()] == [True] * 4
