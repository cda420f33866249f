"""What the documentation, the runbooks and the program say in the same words comes from one place."""

from pathlib import Path

import pytest

from bot.domain.incidents import SEVERITIES
from tests import shipped
from tests.wording_tables import TABLES, found

ROOT = Path(__file__).parents[2]


def test_every_table_of_the_documentation_that_is_marked_has_its_source() -> None:
    assert {name: file for name, (file, _) in found().items()} == {name: file for name, (file, _) in TABLES.items()}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_documentation_says_what_the_program_does(name: str) -> None:
    assert found()[name][1] == TABLES[name][1](), "write it anew with: python -m tests.wording_tables"


def test_the_step_that_sets_the_severity_offers_the_words_of_the_severities() -> None:
    for book in shipped.runbooks().values():
        for step in book.steps:
            if step.decision and (by_option := step.decision.sets.get("severity")):
                assert by_option == {f"{level}: {words}": level for level, words in SEVERITIES.items()}
                assert step.decision.options == tuple(by_option)
