"""Every command in the README and the docs works exactly as printed.

A shell block is run line by line in a copy of the data folders. A block may be left out only with its reason in the
Markdown, `<!-- not run: needs Slack tokens -->`; a block under `<!-- saved as: PATH -->` is first saved there.
"""

import re
import shlex
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cli.commands import COMMANDS, GROUPS
from bot.law import assess, load, read_facts
from bot.strict import read
from tests.cli.conftest import Breachbot
from tests.law.test_cases import compare

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
TARGETS = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
BLOCK = re.compile(
    r"(?:<!-- (?P<note>[^>]*?) -->\n+)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    note: str = ""

    @property
    def is_run(self) -> bool:
        return self.language == "sh" and not self.note.startswith("not run")

    @property
    def commands(self) -> list[list[str]]:
        return [words for line in self.text.splitlines() if (words := shlex.split(line, comments=True))]


def blocks(page: Path) -> list[Block]:
    found = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [Block(one["language"], one["text"], one["note"] or "") for one in found]


each_page = pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folders that the pages' commands read, as the working folder and as the library."""
    folder = tmp_path / "checkout"
    for name in ("regulations", "runbooks", "notify_templates", "docs/examples"):
        shutil.copytree(ROOT / name, folder / name)
    monkeypatch.chdir(folder)
    return folder


def save(page: Path, ground: Path) -> list[Path]:
    """The blocks that the page asks the reader to save."""
    saved = []
    for block in blocks(page):
        if name := block.note.partition("saved as: ")[2]:
            saved.append(ground / name)
            saved[-1].write_text(block.text, encoding="utf-8")
    return saved


@each_page
def test_every_block_says_what_it_is_and_what_is_not_run_says_why(page: Path) -> None:
    for block in blocks(page):
        assert block.language, f"{page.name}: a block names no language; use sh, text, yaml or python\n{block.text}"
        if block.note.startswith("not run"):
            assert re.fullmatch(r"not run: \S.{8,}", block.note), f"{page.name}: why is this not run?\n{block.text}"


@each_page
def test_no_command_is_outside_a_shell_block(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    assert re.findall(r"(?m)^(?: {4}|\t)(?:\$ )?(?:breachbot|make|pip|pytest) .*", text) == []
    others = [one.text for one in blocks(page) if one.language != "sh"]
    assert [other for other in others if re.search(r"(?m)^(?:\$ )?breachbot ", other)] == []


@each_page
def test_every_command_of_the_page_works_as_printed(
    page: Path, ground: Path, breachbot: Breachbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    if save(page, ground):
        monkeypatch.setenv("BREACHBOT_LIBRARY", str(ground))
    for program, *words in (command for block in blocks(page) if block.is_run for command in block.commands):
        if program == "make":
            assert set(words) <= TARGETS
        else:
            assert program == "breachbot", f"{page.name}: {program} cannot be run here; mark its block as not run"
            said = breachbot(*words)
            assert said.status == 0, f"{page.name}: breachbot {shlex.join(words)}\n{said.out[-500:]}\n{said.err}"


def test_the_law_that_the_guide_writes_passes_the_cases_that_the_guide_writes(ground: Path) -> None:
    [_, cases] = [read(file).value for file in save(ROOT / "docs" / "adding-a-law.md", ground)]
    law = load(ground / "regulations")
    for case in cases["cases"]:
        at = datetime(2026, 11, 21, tzinfo=UTC)
        facts = read_facts(law.vocabulary, law.places, {**cases["given"], **case["facts"]}, by="the guide", at=at)
        [(duty, expected)] = case["expect"].items()
        wanted = expected if isinstance(expected, dict) else {"answer": expected}
        [finding] = assess(facts, law, date(2026, 11, 21), [duty])
        compare(finding, wanted, ZoneInfo("Europe/Berlin"))


def test_the_example_is_complete_for_the_notices_of_the_pages(ground: Path, breachbot: Breachbot) -> None:
    for notice in ("gdpr-authority", "gdpr-individuals"):
        assert (
            "Complete: all required facts are known."
            in breachbot("notice", notice, "--facts", "docs/examples/facts.yaml").err
        )


def commands_named(page: Path) -> set[tuple[tuple[str, ...], str]]:
    """Each command that the page names, in a block or within a sentence, with each option that it gives it."""
    text = page.read_text(encoding="utf-8")
    shell = [line for one in blocks(page) if one.language == "sh" for line in one.text.splitlines()]
    said = [*shell, *re.findall(r"`(breachbot [^`]+)`", BLOCK.sub("", text))]
    rows = {row.name: () for row in COMMANDS} | {name: tuple(row.name for row in rows) for name, _, rows in GROUPS}
    found = set()
    for line in said:
        words = shlex.split(line.partition("breachbot ")[2].replace("'", ""), comments=True)
        if words[:1] and words[0] in rows:
            below = (words[1],) if words[1:] and words[1] in (*rows[words[0]], "import") else ()
            found |= {((words[0], *below), word) for word in words if re.fullmatch(r"--[a-z-]+", word)}
    return found


def test_every_option_that_a_page_gives_a_command_is_one_of_it(breachbot: Breachbot) -> None:
    named = {each: page.name for page in PAGES for each in commands_named(page)}
    assert len(named) > 40
    helps = {path: breachbot(*path, "--help").out for path, _ in named}
    assert [(page, *each) for each, page in named.items() if f" {each[1]} " not in helps[each[0]]] == []
