"""The command line as `bot.cli.main`: arguments in; status, stdout and stderr out. A traceback must never appear."""

import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.actions.work import Library
from bot.cli import library_checks, main
from bot.documents.template_checks import check_rendering
from bot.domain.notice_templates import Templates
from bot.errors import LibraryError
from bot.law.vocabulary import Vocabulary
from bot.settings import example
from tests.slack.conftest import begun, library
from tests.slack.desk import Desk, desk_over

__all__ = ["begun", "library"]


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


Breachbot = Callable[..., Said]
VARIABLES = (
    "LIBRARY",
    "ORGANISATION",
    "DATABASE",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
    "MONITOR_PORT",
)


@pytest.fixture(scope="session", autouse=True)
def drawn_once() -> Iterator[None]:
    """What is found by drawing every notice depends on nothing but these files and what duties and facts there are, so
    each process of tests draws the same ones once."""
    found: dict[object, list[LibraryError]] = {}

    def check(
        templates: Templates, vocabulary: Vocabulary, duties: Collection[str] | None = None
    ) -> list[LibraryError]:
        files = tuple(sorted(templates.files.items()))
        key = templates.hash, files, vocabulary.model_dump_json(), duties and frozenset(duties)
        if key not in found:
            found[key] = check_rendering(templates, vocabulary, duties)
        return found[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library_checks, "check_rendering", check)
        yield


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the law is cached after reading, for all tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "cache").symlink_to(cache)
    monkeypatch.setenv("BREACHBOT_HOME", str(folder))
    for name in VARIABLES:
        monkeypatch.delenv(f"BREACHBOT_{name}", raising=False)
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(example("organisation.demo.yaml")))
    return folder


def on_disk(home: Path) -> bytes:
    """All that there is of the database: what was written last is beside its file, not in it yet."""
    return b"".join(file.read_bytes() for file in sorted(home.glob("breachbot.db*")))


@pytest.fixture
def at_home(home: Path, library: Library, begun: Path) -> Iterator[Desk]:
    """An incident in the home's own database, opened a moment ago."""
    with desk_over(home / "breachbot.db", begun, library) as desk:
        yield desk


@pytest.fixture
def breachbot(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Breachbot:
    def run(*words: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["breachbot", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err, err
        return Said(int(ended.value.code or 0), out, err)

    return run
