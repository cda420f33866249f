"""A whole incident of each kind that the tests don't walk through, by its script in tests/conversations."""

from pathlib import Path

import pytest

from tests.conversations.playing import SCRIPTS, is_for_every_build, play

OTHERS = [file for file in SCRIPTS if not is_for_every_build(file)]


@pytest.mark.proof
@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
def test_an_incident_of_this_kind_goes_as_written(file: Path, tmp_path: Path) -> None:
    play(file, tmp_path)
