"""Every script of this folder, driven through the real app over Socket Mode. An organization file may be beside it."""

from pathlib import Path

import pytest

from bot.actions.work import Library
from tests import shipped
from tests.conversations.script import Play, start_of
from tests.conversations.stage import on_stage

SCRIPTS = sorted(Path(__file__).parent.glob("*.md"))


@pytest.fixture(scope="module")
def library() -> Library:
    """Of no organization; the stage lays one over it."""
    return shipped.library(owned=False)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
def test_the_conversation_goes_as_written(file: Path, tmp_path: Path, library: Library) -> None:
    own = file.with_suffix(".organisation.yaml")
    with on_stage(tmp_path, start_of(file), library, own if own.exists() else None) as stage:
        Play(stage).run(file)
        for found in stage.verified():
            assert (found.broken, found.differences) == (None, [])
        assert stage.contradicted() == []
