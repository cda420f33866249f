"""The layout keeps its word: what the documentation names exists, and no name means two things."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FOLDERS = ("bot", "tests", "docs", "regulations", "runbooks", "notify_templates", "proofs", "benchmarks")
COINED = {
    "acts", "asks", "counting", "deeds", "drawing", "dues", "known", "marks", "papers", "proofs", "reckoning", "roads",
    "room", "rooms", "seen", "sights", "steady", "watching", "worlds",
}  # fmt: skip


def named_paths(page: Path) -> Iterator[str]:
    """Paths in backticks; examples with a placeholder in them, and files that an organization adds, are not ours."""
    for token in re.findall(r"`([\w./-]+)`", page.read_text(encoding="utf-8")):
        if token.endswith(".py") or (token.split("/")[0] in FOLDERS and "/" in token):
            yield token


def packages() -> list[str]:
    """`bot/law/` and so on: the folders that the table has to list."""
    return [f"bot/{file.parent.name}/" for file in sorted(BOT.glob("*/__init__.py"))]


def exists(name: str) -> bool:
    """From the root or from bot/; a file name alone is a module of some package."""
    if "/" not in name:
        return any(BOT.rglob(name))
    return (ROOT / name).exists() or (BOT / name).exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    examples = {"regulations/contracts/customer-x.yaml", "regulations/contracts/"}
    assert [name for name in named_paths(page) if name not in examples and not exists(name)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"`(bot(?:\.\w+)+)`", page.read_text(encoding="utf-8"))
    places = [ROOT / name.replace(".", "/") for name in named]
    assert [place for place in places if not (place.is_dir() or place.with_suffix(".py").exists())] == []


@pytest.mark.parametrize("package", packages())
def test_every_package_is_in_the_table_of_the_architecture(package: str) -> None:
    assert f"| `{package}` |" in ARCHITECTURE


def test_every_module_directly_under_bot_is_in_the_table_of_the_architecture() -> None:
    modules = {f"bot/{file.name}" for file in BOT.glob("*.py") if file.stem not in ("__init__", "__main__")}
    assert {name for name in modules if f"| `{name}` |" not in ARCHITECTURE} == set()


@cache
def definitions() -> list[tuple[str, ast.ClassDef | ast.FunctionDef, list[str]]]:
    """Every class and function: its module, itself, and the module's lines."""
    found = []
    for file in sorted(BOT.rglob("*.py")):
        text, name = file.read_text(encoding="utf-8"), str(file.relative_to(BOT))
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.ClassDef, ast.FunctionDef))]
        lines = text.splitlines()
        found += [(name, node, lines) for node in nodes]
    return found


def classes() -> dict[str, list[str]]:
    """Class name -> the modules that define it."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, node, _lines in definitions():
        if isinstance(node, ast.ClassDef):
            found[node.name].append(module)
    return found


def share(modules: list[str]) -> bool:
    """Whether these modules may define a class of the same name.

    An action's outcome is named after the event that it recorded, and the local workspace, which imports nothing else
    from bot, uses Slack's own nouns.
    """
    ours = [module for module in modules if not module.startswith("workspace/")]
    if len(ours) < 2:
        return len(modules) - len(ours) < 2
    return sorted(module.split("/")[0] for module in ours) == ["actions", "domain"] and any(
        module.startswith("domain/events/") for module in ours
    )


def test_no_class_name_means_two_things() -> None:
    assert {name: modules for name, modules in classes().items() if len(modules) > 1 and not share(modules)} == {}


LONGEST_TWICE = 50  # characters of a body that may stand in two places


def test_no_function_is_written_twice() -> None:
    """With the same body to the letter; what differs in names alone is a question for a reviewer."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, node, lines in definitions():
        body = node.body[1:] if ast.get_docstring(node) else node.body
        if isinstance(node, ast.FunctionDef) and body:
            text = dedent("\n".join(lines[body[0].lineno - 1 : node.end_lineno]))
            if len(text) > LONGEST_TWICE:
                found[text].append(f"{module}: {node.name}")
    assert len(found) > 2000, "few functions were compared"
    assert [places for places in found.values() if len(places) > 1] == []


def test_no_module_has_a_coined_name() -> None:
    code = [file for folder in ("bot", "tests", "proofs", "benchmarks") for file in (ROOT / folder).rglob("*.py")]
    names = {file.stem.removeprefix("test_"): file for file in code}
    folders = {folder.name: folder for folder in BOT.rglob("*") if folder.is_dir()}
    assert [place for name, place in {**folders, **names}.items() if name in COINED] == []
