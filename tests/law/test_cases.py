"""Runs every case next to a law file."""

import shutil
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.law import check, load
from bot.law.duties import Finding, assess
from bot.law.facts import read_facts
from bot.law.model import Law
from bot.law.values import read_instant
from bot.strict import read

ROOT = Path(__file__).parents[2] / "regulations"
AT = datetime(2026, 11, 21, tzinfo=UTC)
Case = tuple[str, dict[str, Any], dict[str, Any]]


@cache
def law() -> Law:
    """The law without faulty files, so that a fault in one file does not hide the others' cases."""
    faulty = {fault.file for fault in check(ROOT)}
    with TemporaryDirectory() as kept:
        shutil.copytree(
            ROOT, kept, dirs_exist_ok=True, ignore=lambda d, names: [n for n in names if str(Path(d, n)) in faulty]
        )
        return load(Path(kept))


def test_the_whole_library_is_valid() -> None:
    assert [str(fault) for fault in check(ROOT)] == []


def cases() -> list[Any]:
    found = []
    for file in sorted(ROOT.rglob("*.cases.yaml")):
        content = read(file).value
        for case in content["cases"]:
            facts = {**content.get("given", {}), **case.get("facts", {})}
            found.append(pytest.param(case, facts, id=f"{file.stem.removesuffix('.cases')}: {case['case']}"))
    return found


@pytest.mark.parametrize(("case", "stated"), cases())
def test_case(case: dict[str, Any], stated: dict[str, Any]) -> None:
    assert str(case["why"]).strip(), "a case says why"
    facts = read_facts(law().vocabulary, law().places, stated, by="case", at=AT)
    on = date.fromisoformat(case["on"]) if "on" in case else AT.date()
    expects = case["expect"]
    for finding, expected in zip(assess(facts, law(), on, expects), expects.values(), strict=True):
        wanted = expected if isinstance(expected, dict) else {"answer": expected}
        compare(finding, wanted, ZoneInfo(stated.get("zone", "Etc/UTC")))


def compare(finding: Finding, wanted: dict[str, Any], zone: ZoneInfo) -> None:
    shown = "; ".join(f"{clause.says}: {clause.is_true}" for clause in finding.because)
    assert finding.answer == wanted["answer"], f"{finding.duty.id} is {finding.answer} because {shown}"
    assert set(wanted.get("missing", ())) <= set(finding.missing), f"{finding.duty.id} misses {finding.missing}"
    for key in ("target", "limit", "starts"):
        if key in wanted:
            due = finding.deadline
            found = {"target": due and due.target_at, "limit": due and due.limit_at, "starts": finding.starts_at}[key]
            at = None if wanted[key] is None else read_instant(wanted[key], zone)
            assert found == at, f"{finding.duty.id}, {key}: " + " ".join(due.sentences if due else ())
    unknown = set(wanted) - {"answer", "missing", "target", "limit", "starts"}
    assert not unknown, f"a case expects answer, missing, target, limit, starts; not {unknown}"
