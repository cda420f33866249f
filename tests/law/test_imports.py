"""The two engines are independent: what they may import, directly or through our other modules."""

import sys
from functools import cache

import grimp
import pytest

THIRD_PARTY = {"pydantic", "pydantic_core", "dateutil", "holidays", "yaml"}
OURS = {
    "bot.law": {"bot.law", "bot.kept", "bot.strict", "bot.source", "bot.cleaning", "bot.errors", "bot.sentences"},
    "bot.runbook": {
        "bot.runbook",
        "bot.law",
        "bot.kept",
        "bot.strict",
        "bot.source",
        "bot.cleaning",
        "bot.errors",
        "bot.sentences",
    },
}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("bot", include_external_packages=True, cache_dir=None)


def imported(package: str) -> set[str]:
    """Every package that some module under this one imports, directly or not; ours to two parts, others to one."""
    modules = {package, *graph().find_descendants(package)}
    found = {upstream for module in modules for upstream in graph().find_upstream_modules(module)}
    parts = {tuple(name.split(".")) for name in found}
    return {".".join(part[:2]) if part[0] == "bot" else part[0] for part in parts}


@pytest.mark.parametrize("package", sorted(OURS))
def test_an_engine_imports_nothing_but_what_it_names(package: str) -> None:
    allowed = THIRD_PARTY | OURS[package] | {"bot"} | sys.stdlib_module_names
    assert imported(package) - allowed == set()
