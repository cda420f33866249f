"""Each decision in docs/decisions has the same form, stands in the index, and names only files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "decisions"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8").split("## Index")[1]
SECTIONS = ["Context", "Decision", "Consequences"]

each_decision = pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem[:4])


def title_and_status(file: Path) -> tuple[str, str]:
    text = file.read_text(encoding="utf-8")
    found = re.match(
        r"# \d{4}\. (.+)\n\nDate: \d{4}-\d\d-\d\d\. Status: (proposed|accepted|replaced by \d{4})\.\n", text
    )
    assert found, f"{file.name} does not begin with `# NNNN. Title` and `Date: YYYY-MM-DD. Status: accepted.`"
    return found[1], found[2]


@each_decision
def test_it_has_a_title_a_status_and_three_sections_with_something_in_them(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    title_and_status(file)
    assert text.startswith(f"# {file.name[:4]}. ")
    parts = re.split(r"(?m)^## (.+)$", text)[1:]
    assert parts[::2] == SECTIONS
    assert all(part.strip() for part in parts[1::2])


@each_decision
def test_it_names_only_files_that_are_there(file: Path) -> None:
    named = re.findall(
        r"`((?:bot|tests|docs|proofs|runbooks|regulations|timers|law)/[\w./-]+)`", file.read_text("utf-8")
    )
    assert [name for name in named if not any((start / name).exists() for start in (ROOT, ROOT / "bot"))] == []


def test_the_index_lists_every_decision_once_with_its_title_and_status() -> None:
    rows = re.findall(r"(?m)^\| \[(\d{4})\]\((\S+)\) \| (.+) \| (.+) \|$", INDEX)
    assert rows == [(file.name[:4], file.name, *title_and_status(file)) for file in DECISIONS]


def test_what_was_replaced_names_a_decision_that_is_there() -> None:
    numbers = {file.name[:4] for file in DECISIONS}
    replacing = [status.split()[-1] for _, status in map(title_and_status, DECISIONS) if status.startswith("replaced")]
    assert set(replacing) <= numbers


def test_no_number_is_used_twice() -> None:
    assert len({file.name[:4] for file in DECISIONS}) == len(DECISIONS)
