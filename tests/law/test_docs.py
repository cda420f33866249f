"""The examples in docs/law-engine.md are true for the shipped regulations."""

import doctest
from pathlib import Path

import pytest

import bot.law

ROOT = Path(__file__).parents[2]


def test_the_examples_in_the_guide_are_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / "docs" / "law-engine.md"), module_relative=False)
    assert result.attempted > 20
    assert result.failed == 0


def test_every_public_name_that_the_guide_imports_is_public() -> None:
    text = (ROOT / "docs" / "law-engine.md").read_text(encoding="utf-8")
    lines = [line.split(" import ")[1] for line in text.splitlines() if line.startswith(">>> from bot.law import ")]
    assert {name for line in lines for name in line.split(", ")} <= set(bot.law.__all__)
