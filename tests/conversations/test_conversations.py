"""The scripts of this folder; those that only `make proof` plays are in `proofs/test_kinds.py`."""

from pathlib import Path

import pytest

from tests.conversations.playing import SCRIPTS, WALKED_IN_EVERY_BUILD, is_for_every_build, play


@pytest.mark.parametrize("file", [one for one in SCRIPTS if is_for_every_build(one)], ids=lambda file: file.stem)
def test_the_conversation_goes_as_written(file: Path, tmp_path: Path) -> None:
    play(file, tmp_path)


def test_the_kinds_that_every_build_walks_through_are_there() -> None:
    assert set(WALKED_IN_EVERY_BUILD) < {file.stem for file in SCRIPTS}
