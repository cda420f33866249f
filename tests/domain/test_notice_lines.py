"""A text as lines that people read: what is a heading, an item with its number, a row; and cut into pages."""

from bot.domain.notice_lines import Line, Span, lines, pages

LETTER = """# Notice

Anna Albers\\
Director

1. Change your **password**.
1. Call us.

   We answer daily.
   - at night too

| | |
|---|---|
| **To** | The authority |
| | |

> quoted

See [our page](https://a.example) for `x_1` \\*literally\\*. [[MISSING: the cause]]
"""


def said(markdown: str) -> list[tuple[str, int, int | None, bool, str]]:
    return [(one.kind, one.level, one.number, one.goes_on, one.words) for one in lines(markdown)]


def test_every_line_says_what_it_is_and_lists_count() -> None:
    assert said(LETTER) == [
        ("heading", 1, None, False, "Notice"),
        ("paragraph", 0, None, False, "Anna Albers\nDirector"),
        ("item", 0, 1, False, "Change your password."),
        ("item", 0, 2, False, "Call us."),
        ("item", 0, 2, True, "We answer daily."),
        ("item", 1, None, False, "at night too"),
        ("row", 0, 1, False, "ToThe authority"),
        ("quote", 0, None, False, "quoted"),
        ("paragraph", 0, None, False, "See our page for x_1 *literally*. [[MISSING: the cause]]"),
    ]


def test_a_list_counts_from_the_number_it_begins_with_and_anew_after_each_other() -> None:
    assert [one.number for one in lines("3. three\n4. four\n\ntext\n\n1. one\n")] == [3, 4, None, 1]


def test_emphasis_code_links_and_gaps_are_spans_of_their_own() -> None:
    assert lines(LETTER)[-1].spans == (
        Span("See "),
        Span("our page", link="https://a.example"),
        Span(" for "),
        Span("x_1", code=True),
        Span(" *literally*. "),
        Span("[[MISSING: the cause]]", gap=True),
    )


def test_a_long_line_goes_on_and_loses_no_word() -> None:
    words = " ".join(f"word{number}" for number in range(1000))
    found = lines(f"1. **{words}**\n", longest=500)
    assert "".join(one.words for one in found) == words
    assert max(len(one.words) for one in found) <= 500
    assert {(one.kind, one.number) for one in found} == {("item", 1)}
    assert [one.goes_on for one in found] == [False, *[True] * (len(found) - 1)]
    assert "".join(one.words for one in lines("x" * 1200, longest=500)) == "x" * 1200


def line(words: str) -> Line:
    return Line("heading" if words[0] == "#" else "paragraph", ((Span(words),),))


def test_pages_hold_every_line_once_and_a_heading_stays_with_its_text() -> None:
    text = [line(words) for words in ("a" * 40, "b" * 40, "# h", "c" * 40, "d" * 90, "e" * 9)]
    cut = pages(text, 100, 9)
    assert [["".join(one.words)[0] for one in page] for page in cut] == [["a", "b"], ["#", "c"], ["d", "e"]]


def test_a_page_ends_before_it_has_too_many_headings() -> None:
    text = [line(words) for words in ("# 1", "a", "# 2", "b", "# 3", "c")]
    assert [len(page) for page in pages(text, 1000, 2)] == [4, 2]


def test_an_empty_text_has_one_empty_page() -> None:
    assert pages(lines(""), 100, 9) == [()]
