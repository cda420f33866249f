"""The text of a notice in Slack: as people read it, within Slack's limits, and in the thread where it is long."""

from sqlalchemy import select

from bot.domain.notice_lines import lines
from bot.slack import notice_texts
from bot.slack.block_kit import Block, Message
from bot.slack.newer_blocks import plain_form
from bot.store.engine import reading
from bot.store.tables import Outbox
from bot.workspace.core.block_kit import problems
from tests.slack.desk import COMMS, DPO, Desk

ADVICE = """## What can you do?

1. Change your **password**.
1. Call \\*us\\*.
   - at night too
1. See [our page](https://a.example).

| | |
|---|---|
| **To** | Anna \\| Bert |

Jonas Albers\\
Director
"""


def shown(markdown: str) -> list[Block]:
    made = notice_texts.blocks(lines(markdown))
    assert problems(made) == []
    return made


def words(block: Block) -> str:
    """Of rich text; a line that goes on in the next one is whole again."""
    if block["type"] in ("text", "link"):
        return str(block["text"]).replace("\n", "")
    return "".join(map(words, block.get("elements", [])))


def test_lists_count_and_nothing_of_the_markup_is_left() -> None:
    (block,) = shown(ADVICE)
    head, steps, deep, more, rest = block["elements"]
    assert head["elements"] == [{"type": "text", "text": "What can you do?", "style": {"bold": True}}]
    assert (steps["style"], len(steps["elements"]), "offset" in steps) == ("ordered", 2, False)
    assert (deep["style"], deep["indent"]) == ("bullet", 1)
    assert (more["style"], more["offset"]) == ("ordered", 2)  # it goes on with 3
    assert more["elements"][0]["elements"][1] == {"type": "link", "url": "https://a.example", "text": "our page"}
    assert "".join(piece["text"] for piece in rest["elements"]) == "To: Anna | Bert\n\nJonas Albers\nDirector"


def test_the_plain_form_says_the_same_line_by_line() -> None:
    older = plain_form(Message("x", tuple(shown(ADVICE)))).blocks
    assert problems(list(older), refused=frozenset({"rich_text"})) == []
    assert "\n".join(block["text"]["text"] for block in older) == (
        "*What can you do?*\n1. Change your *password*.\n2. Call ∗us∗.\n    • at night too\n"
        "3. See <https://a.example|our page>.\n*To*: Anna | Bert\n\nJonas Albers\nDirector"
    )


def test_notifications_show_the_words() -> None:
    assert notice_texts.words(lines(ADVICE)).splitlines()[:4] == [
        "What can you do?",
        "1. Change your password.",
        "2. Call *us*.",
        "   • at night too",
    ]


def test_a_long_letter_goes_on_in_the_thread_of_its_kind(inside: Desk) -> None:
    every = [f"Sentence number {number} is here." for number in range(130)]
    for fact in ("what_happened", "likely_consequences", "measures_taken", "measures_planned"):
        assert "Recorded" in inside.say(DPO, f"/breach facts {fact} {' '.join(every)}").text
    inside.say(COMMS, "/breach notice gdpr-authority")
    first, *others = [body for body in inside.drawn() if body["text"].startswith("Notification to the")]
    assert len(others) > 1
    assert f"The text goes on in {len(others)} messages below." in str(first)
    assert f"page {len(others) + 1} of {len(others) + 1}" in others[-1]["text"]
    text = "".join(words(block) for body in (first, *others) for block in body["blocks"])
    assert [text.count(one) for one in every] == [4] * len(every)
    for body in (first, *others):
        assert sum(len(words(block)) for block in body["blocks"]) < 13_000
    with reading(inside.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.key.like("notice:%:%"))).all()
    assert {row.needs for row in rows} == {"notices:1:gdpr-authority:en"}
    inside.say(DPO, "/breach facts people DE 900")
    inside.say(COMMS, "/breach notice gdpr-authority")
    replaced = [body for body in inside.drawn() if "replaced by a newer version" in str(body)]
    assert len(replaced) == 1 + len(others)
    assert not any("Sentence number" in str(body) for body in replaced)
