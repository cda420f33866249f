"""What changed between two texts is shown in words, place by place."""

import pytest

from bot.domain.notice_differences import differences

LONG = "We are writing to you because someone copied the list of our customers on that day in March"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("We told 120 people.", "We told 140 people.", ("We told [-120-] {+140+} people.",)),
        ("One line", "One line\n\nAnother line", ("{+Another line+}",)),
        ("One line\nAnother line", "One line", ("[-Another line-]",)),
        ("a b\nsame\nc d", "a x\nsame\ny d", ("a [-b-] {+x+}", "[-c-] {+y+} d")),
        (f"{LONG} 2", f"{LONG} 3", ("… customers on that day in March [-2-] {+3+}",)),
        (f"1 {LONG}", f"2 {LONG}", ("[-1-] {+2+} We are writing to you because …",)),
    ],
)
def test_each_place_is_shown_with_what_went_and_what_came(before: str, after: str, shown: tuple[str, ...]) -> None:
    assert differences(before, after) == shown


@pytest.mark.parametrize(("before", "after"), [("a b", "a b"), ("", ""), ("a  b", "a b"), ("a\n\nb", "a\n\n\nb")])
def test_space_alone_is_no_difference(before: str, after: str) -> None:
    assert differences(before, after) == ()


def test_people_read_no_backslashes_of_markdown() -> None:
    assert differences("Call us.\n", "Call us \\<@U1\\> at a\\_b.\n") == ("Call [-us.-] {+us <@U1> at a_b.+}",)
