"""Plays one script of this folder through the real app over Socket Mode, then compares the record with itself."""

from pathlib import Path

from tests.anew import pages, replays
from tests.anew.expected import counted, differences
from tests.conversations.internal_names import read_by_people
from tests.conversations.script import Play, start_of
from tests.conversations.stage import on_stage

SCRIPTS = sorted(Path(__file__).parent.glob("*.md"))
WALKED_IN_EVERY_BUILD = ("kind-crm-export", "kind-lost-device", "kind-ransomware")
"""Kinds of incident; the walks through the others are long and alike, so `make proof` goes through those."""


def is_for_every_build(file: Path) -> bool:
    return file.stem in WALKED_IN_EVERY_BUILD or not file.stem.startswith("kind-")


def play(file: Path, folder: Path) -> None:
    """Raises where it does not go as written. An organization file may be beside the script."""
    own = file.with_suffix(".organisation.yaml")
    with on_stage(folder, start_of(file), organisation=own if own.exists() else None) as stage:
        Play(stage).run(file)
        for log in stage.verified():
            assert (log.broken, log.differences) == (None, [])
        assert stage.contradicted() == []
        raw = read_by_people(stage)
        assert not raw, "\n".join(["only files and the database use such names:", *raw])
        made, database = stage.report_as_data(), Path(str(stage.bot.engine.url.database))
        found = counted(database, made)
        wrong = [*differences(database, made), *replays.differs(file.stem, made)]
        wrong += pages.differs(found, "factual", stage.report()) + pages.numbered(found)
        wrong += pages.register_differs(found, stage.register().get(made["report"]["ref"]))
        assert not wrong, "\n".join(wrong)
