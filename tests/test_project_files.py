"""The files around the code name things that are there: owners, hooks, the CI job, the pages for contributors."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
OWNERS = [
    line.split() for line in (ROOT / "CODEOWNERS").read_text(encoding="utf-8").splitlines() if line[:1] in ("/", "*")
]


def parsed(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_every_path_with_an_owner_is_there_and_every_owner_is_a_team() -> None:
    assert [path for path, *_ in OWNERS if path != "*" and not (ROOT / path.lstrip("/")).exists()] == []
    assert all(teams and all(re.fullmatch(r"@breachbot/[a-z]+", team) for team in teams) for _, *teams in OWNERS)


def test_every_package_has_owners_of_its_own() -> None:
    packages = {f"/bot/{file.parent.name}/" for file in (ROOT / "bot").glob("*/__init__.py")}
    assert len(packages) > 8
    assert packages <= {path for path, *_ in OWNERS}


def test_hooks_are_local_and_use_the_tools_of_the_environment() -> None:
    repositories = parsed(".pre-commit-config.yaml")["repos"]
    assert [one["repo"] for one in repositories] == ["local"]
    hooks = {hook["id"]: hook for one in repositories for hook in one["hooks"]}
    assert set(hooks) == {"ruff", "ruff-format", "mypy"}
    assert all(hook["language"] == "system" and hook["entry"].startswith(".venv/bin/") for hook in hooks.values())
    assert hooks["mypy"]["stages"] == ["manual"]


def test_ci_runs_make_check_on_the_python_of_the_project_without_secrets() -> None:
    text = (ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8")
    steps = parsed(".github/workflows/check.yml")["jobs"]["check"]["steps"]
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert "make check" in [step.get("run") for step in steps]
    assert [f">={step['with']['python-version']}" for step in steps if "setup-python" in step.get("uses", "")] == [
        wanted
    ]
    assert "${{ secrets." not in text
    assert all(re.fullmatch(r"[\w/-]+@v\d+\.\d+\.\d+", used) for used in re.findall(r"uses: (\S+)", text))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-run.lock", "page-tools/package-lock.json"])
def test_a_lock_pins_by_hash_and_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(r"sha256:|sha512-", text)
    assert re.findall(r"registry|index-url (?!--)|find-links (?!--)|\"resolved\"|@ https?:|pypi\.org", text) == []


def test_the_tools_of_the_page_are_pinned_exactly_and_not_shipped() -> None:
    package = json.loads((ROOT / "page-tools/package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "page-tools/package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert package["private"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in package["devDependencies"]} == package[
        "devDependencies"
    ]
    assert list((ROOT / "bot").rglob("package*.json")) == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "README.md", "SECURITY.md"])
def test_every_make_target_a_page_names_is_there(name: str) -> None:
    named = set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8")))
    assert named <= set(re.findall(r"(?m)^([a-z]+):", MAKEFILE))


def test_every_file_that_the_guide_for_contributors_names_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|docs|tests|regulations|runbooks|notify_templates|proofs)/[\w./-]*)`", text)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_guide_for_contributors_covers_every_package() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Where things are")[1].split("## ")[0]
    packages = {f"bot/{file.parent.name}/" for file in (ROOT / "bot").glob("*/__init__.py")}
    assert {name for name in packages if f"`{name}`" not in table} == set()
