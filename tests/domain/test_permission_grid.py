"""The grid of permissions says what `may` answers, in words for every act."""

from bot.domain.permission_grid import WORDS, permission_grid
from bot.domain.permissions import Act


def test_every_act_has_words_and_one_line() -> None:
    assert {*WORDS} == {*Act}
    assert [row.act for row in permission_grid().rows] == [*Act]


def test_roles_with_the_same_rights_share_a_column_and_each_mark_is_a_right() -> None:
    grid = permission_grid()
    marks = {row.act: (*row.allowed, row.when_closed) for row in grid.rows}
    assert grid.columns == (
        "incident lead", "deputy lead", "DPO", "privacy counsel", "executive", "other members", "anyone else",
    )  # fmt: skip
    assert marks[Act.OPEN] == (True,) * 8
    assert marks[Act.NOTE] == (True, True, True, True, True, True, False, False)
    assert marks[Act.DECLINE] == (True, False, True, True, False, False, False, False)
    assert marks[Act.EXPOSURE] == (True, False, True, True, True, False, False, True)
    assert marks[Act.REOPEN] == (True, True, True, True, False, False, False, True)
    assert marks[Act.COST] == (True, False, False, True, True, False, False, True)
    assert marks[Act.PRIVILEGE] == (False, False, False, True, False, False, False, True)
