"""A table on a terminal: no word is broken that has room."""

import pytest

from bot.documents.tables import LONGEST_WORD, TERMINAL, RowGroup, Table, print_table


def test_a_short_heading_over_short_cells_is_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    heads = ("To", "incident lead", "deputy lead", "DPO", "privacy counsel", "executive", "others", "when closed")
    long = "work on steps, of which some, and some decisions, name the roles that they are for"
    print_table(Table("Who may", heads, (RowGroup("All", ((long, *["yes"] * 7),)),)))
    lines = capsys.readouterr().out.splitlines()
    words = {word for line in lines for word in line.split()}
    assert {word for head in heads for word in head.split()} <= words
    assert max(map(len, lines)) <= TERMINAL


def test_a_word_that_is_too_long_is_broken_rather_than_cut(capsys: pytest.CaptureFixture[str]) -> None:
    word = "x" * (LONGEST_WORD * 10)
    print_table(Table("Long", ("One", "Two"), (RowGroup("All", ((word, "yes"),)),)))
    assert capsys.readouterr().out.count("x") == len(word)
