"""Newer blocks say in their plain form what they say themselves, within Slack's rules in both."""

from datetime import UTC, datetime

import pytest

from bot.slack.block_kit import Block, Message, button, divider, section
from bot.slack.callbacks import Target
from bot.slack.newer_blocks import Task, card, container, data_table, newer_in, plain_form, plan
from bot.workspace.core.block_kit import problems

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPOKEN = "Mon 2 Mar 2026, 12:00 UTC"
GO = button("Go", "clocks.show", Target(1))

PLAN = plan(
    "Steps",
    [
        Task("contain", "Contain: 3 of 3", "complete"),
        Task("assess", "Assess: 1 of 4", "in_progress", "Next: A1 *Count* <!channel>"),
        Task("notify", "Notify: 0 of 2", "pending"),
    ],
)
TABLE = data_table("The rest", ["Duty", "Due"], [["Tell *them*", NOON], ["Tell us", "—"]])
CARD = card("BR-1 · quiet-otter", subtitle="severity 2", body="A laptop", buttons=[GO], block_id="card")
CONTAINER = container("Why & how", section("Because."), divider(), subtitle="Art. 33")


def plain_blocks(block: Block) -> list[Block]:
    return list(plain_form(Message("x", (block,))).blocks)


def texts(block: Block) -> str:
    return "\n".join(one["text"]["text"] for one in plain_blocks(block) if one["type"] == "section")


@pytest.mark.parametrize("block", [PLAN, TABLE, CARD, CONTAINER], ids=lambda block: block["type"])
def test_slack_takes_both_forms(block: Block) -> None:
    older = frozenset(("plan", "task_card", "card", "container", "data_table"))
    assert problems([block]) == []
    assert problems(plain_blocks(block), refused=older) == []
    assert problems([block], refused=older)


def test_a_plan_is_a_list_of_marked_lines_in_which_nothing_mentions_anyone() -> None:
    assert texts(PLAN) == (
        "*Steps*\n✅ Contain: 3 of 3\n🔵 Assess: 1 of 4 — Next: A1 ∗Count∗ &lt;!channel&gt;\n⚪ Notify: 0 of 2"
    )


def test_a_table_is_a_list_that_shows_times_in_each_readers_zone() -> None:
    at = f"<!date^{int(NOON.timestamp())}^{{date_short_pretty}} {{time}}|{SPOKEN}>"
    assert texts(TABLE) == f"*The rest*\n_Duty · Due_\n*Tell ∗them∗* · {at}\n*Tell us* · —"


def test_a_card_keeps_its_markup_and_its_buttons() -> None:
    assert texts(CARD) == "*BR-1 · quiet-otter*\nseverity 2\nA laptop"
    assert plain_blocks(CARD)[-1] == {"type": "actions", "elements": [GO], "block_id": "card"}


def test_a_container_is_its_heading_and_what_is_in_it() -> None:
    head, under, *inner = plain_blocks(CONTAINER)
    assert head["text"]["text"] == "*Why &amp; how*"
    assert under["elements"][0]["text"] == "Art. 33"
    assert inner == [section("Because."), divider()]


def test_a_long_table_goes_into_several_sections_and_loses_no_row() -> None:
    rows = [[f"Duty {number}", "x" * 90] for number in range(1, 151)]
    long = plain_blocks(data_table("All", ["Duty", "Note"], rows))
    assert problems(long) == []
    assert sum(block["text"]["text"].count("*Duty ") for block in long) == 150


def test_a_message_of_older_blocks_is_its_own_plain_form() -> None:
    message = Message("x", (section("Hello"), divider()))
    assert newer_in(message) == ()
    assert plain_form(message) is message


def test_the_plain_form_is_never_longer_than_slack_allows() -> None:
    message = Message("x", tuple(container(f"Part {number}", *[divider()] * 10) for number in range(10)))
    assert len(plain_form(message).blocks) == 50
