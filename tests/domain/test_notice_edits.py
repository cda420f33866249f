"""What counsel changes: sections as people edit them, and which sentences no longer come from facts."""

import pytest

from bot.domain.markdown import escape
from bot.domain.notice_edits import as_markdown, editable, not_from_facts, sections, with_sections, written
from bot.domain.notice_lines import lines

LETTER = """# Notice

Anna Albers\\
Director

We write
to you. See [our page](https://a.example) and **call A\\_B** now.

## What you can do

1. Change your **password**.
1. Call us.

   We answer daily.
   - at night too
1. Write.

## Who

| | |
|---|---|
| **To** | Anna \\| Bert |

| Place | People |
|---|---|
| Germany | 1,200 |

> quoted `x_1` [[MISSING: the cause]]
"""


def test_a_section_is_edited_without_the_signs_of_markdown_that_readers_need_not_know() -> None:
    title, advice, who = sections(LETTER)
    assert (title.heading, advice.heading, who.heading) == ("Notice", "What you can do", "Who")
    assert title.words.startswith("Anna Albers\nDirector\n\nWe write to you. See [our page](https://a.example) and")
    assert advice.words == (
        "1. Change your **password**.\n2. Call us.\n\n   We answer daily.\n   - at night too\n3. Write."
    )


def test_what_is_read_and_written_again_says_the_same() -> None:
    assert lines(written(lines(LETTER))) == lines(LETTER)
    assert lines(as_markdown(editable(LETTER))) == lines(LETTER)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("file_a_b.csv [1] | C:\\temp 2 * 3 ~ <x> 5 > 3", "file_a_b.csv [1] | C:\\temp 2 * 3 ~ <x> 5 > 3"),
        ("29. November 2026", "29. November 2026"),
        ("1. Mai 2026", "1\\. Mai 2026"),
        ("*now* _here_", "\\*now\\* \\_here\\_"),
        ("[our page](https://a.example)", "\\[our page\\](https://a.example)"),
        ("[[MISSING: x]]", "\\[\\[MISSING: x\\]\\]"),
        ("# one", "\\# one"),
    ],
)
def test_a_backslash_is_shown_only_where_the_text_would_be_read_as_something_else(text: str, shown: str) -> None:
    section = sections(f"## Head\n\n{escape(text)}\n")[0]
    assert section.words == shown
    assert [one.words for one in lines(as_markdown(f"{section.words} Added."))] == [f"{text} Added."]


def test_nothing_changed_changes_no_letter() -> None:
    assert with_sections(LETTER, {at: one.words for at, one in enumerate(sections(LETTER))}) == LETTER


def test_one_changed_section_leaves_the_others_alone() -> None:
    body = "Do this:\n\n1. Call <b>us</b>.\n2. Rest\n\n• One\nand its second line"
    changed = with_sections(LETTER, {1: body})
    before, after = LETTER.split("## What you can do")[0], LETTER.split("## Who")[1]
    assert changed.startswith(before + "## What you can do\n\nDo this:\n")
    assert changed.endswith("## Who" + after)
    said = [(one.kind, one.number, one.words) for one in lines(changed) if one.kind == "item"]
    assert said == [("item", 1, "Call <b>us</b>."), ("item", 2, "Rest"), ("item", None, "One\nand its second line")]


def test_an_emptied_section_keeps_its_heading() -> None:
    assert with_sections(LETTER, {0: "", 1: "", 2: " "}) == "# Notice\n\n## What you can do\n\n## Who\n"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("We found it on Monday. We are sorry.\n", ()),
        ("We found it on *Monday*.\n\n- We are sorry!\n", ()),
        ("We found it on Tuesday. We are sorry.\n", ("We found it on Tuesday.",)),
        ("We found it on Monday. We are sorry. Call us.\n", ("Call us.",)),
    ],
)
def test_sentences_that_no_longer_come_from_facts_are_told(text: str, own: tuple[str, ...]) -> None:
    assert not_from_facts("We found it on Monday. We are sorry.\n", text) == own


def test_the_period_of_a_day_ends_no_sentence() -> None:
    text = "Wir schreiben am 29. November 2026 wieder. Das war 2026. Danke."
    assert not_from_facts("Danke.", text) == ("Wir schreiben am 29. November 2026 wieder.", "Das war 2026.")
