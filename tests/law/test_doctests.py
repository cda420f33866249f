"""The examples in the docstrings of date arithmetic and values are true."""

import doctest
from types import ModuleType

import pytest

from bot.law import outline, periods, values


@pytest.mark.parametrize("module", [outline, periods, values], ids=lambda module: module.__name__)
def test_the_examples_are_true(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
