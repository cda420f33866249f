"""Every deadline of vectors.yaml through `breachbot due`, as a person would ask for it.

The file was calculated independently of the engine; a vector marked `open` can be read differently, and
the duty's note gives our reading.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.law import due
from bot.strict import read

app = typer.Typer()
app.command()(due)


def vectors() -> list[Any]:
    rows = read(Path(__file__).parent / "vectors.yaml").value["vectors"]
    return [pytest.param(row, id=f"{row['n']} {row['duty']}") for row in rows]


@pytest.mark.parametrize("row", vectors())
def test_vector(row: dict[str, Any]) -> None:
    facts = [part for fact in row.get("facts", "").split() for part in ("--fact", fact)]
    result = CliRunner().invoke(app, [row["duty"], "--from", row["from"], "--zone", row["zone"], "--json", *facts])
    assert result.exit_code == 0, str(result.exception)
    found = json.loads(result.stdout)
    steps = " ".join(found["steps"])
    assert (found["target"], found["limit"]) == (row["target"], row["limit"]), f"{row['why']} :: {steps}"
