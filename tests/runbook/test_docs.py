"""The engine as shown in docs/runbook-engine.md: its example runs, and its tables are complete."""

import doctest
import re
from pathlib import Path

import pytest

import bot.runbook
from bot.runbook import StepState

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs/runbook-engine.md").read_text(encoding="utf-8")


def test_the_example_runs_as_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    [example] = re.findall(r"```python\n(.*?)```", DOC, re.DOTALL)
    found: list[str] = []
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(example, {}, "docs/runbook-engine.md", None, 0), out=found.append)
    assert "".join(found) == ""
    assert runner.tries >= 10


def test_every_module_of_the_engine_is_in_the_table() -> None:
    modules = {path.name for path in Path(bot.runbook.__file__).parent.glob("*.py")} - {"__init__.py"}
    assert modules <= set(re.findall(r"`(\w+\.py)`", DOC))


def test_every_state_of_a_step_is_in_the_table() -> None:
    assert re.findall(r"(?m)^\| `(\w+)` \| ", DOC.split("## The states of a step")[1]) == [
        str(one) for one in StepState
    ]


def test_every_public_name_is_there() -> None:
    assert sorted(bot.runbook.__all__) == bot.runbook.__all__
    assert all(hasattr(bot.runbook, name) for name in bot.runbook.__all__)
