"""A hundred thousand inputs that no one meant: none ends a process, takes a second, or is anyone's fault but its own.

Every input follows from the seed, the target and its number. Another seed is tried with `FUZZ_SEED=7 make proof`; what
is found is read again with the command that is printed.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from proofs.conftest import FUZZED
from proofs.fuzzing import targets
from proofs.ground import ROOT

SEED = int(os.environ.get("FUZZ_SEED", "20261129"))  # noqa: TID251 (of the proof, not of the bot)
WITHIN_S = 600  # of CPU, all together
MANY = 100_000


@dataclass
class Outcome:
    """`read`: inputs, or payloads where one input is a session; `at`: the input being read when the process ended."""

    name: str
    read: int
    worst_s: float
    cpu_s: float
    findings: list[str]


def fuzz(name: str, folder: Path) -> Outcome:
    again = [sys.executable, "-m", "proofs.fuzzing", name, "--seed", str(SEED)]
    done = subprocess.run(
        [*again, "--at", str(folder / "at")], cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    findings = [
        f"{one['wrong']}: {' '.join(again[1:])} --first {one['number']} --count 1" for one in lines if "wrong" in one
    ]
    if done.returncode:
        findings.append(f"ended with {done.returncode} at input {(folder / 'at').read_text()}: {done.stderr[-500:]}")
        return Outcome(name, 0, 0.0, 0.0, findings)
    return Outcome(name, lines[-1]["read"], lines[-1]["worst_s"], lines[-1]["cpu_s"], findings)


@pytest.mark.proof
def test_nothing_that_comes_in_breaks_anything(tmp_path: Path) -> None:
    found = [fuzz(name, tmp_path) for name in targets()]
    for one in found:
        name = f"{one.name}, seed {SEED}"
        FUZZED.append((name, str(one.read), str(len(one.findings)), f"{one.cpu_s:.0f}", f"{one.worst_s:.2f}"))
    assert [finding for one in found for finding in one.findings] == []
    assert sum(one.read for one in found) >= MANY
    assert sum(one.cpu_s for one in found) < WITHIN_S
