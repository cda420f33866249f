"""Reads the inputs of one target of the fuzz proof, in a process of its own: `python -m proofs.fuzzing times --seed 7`.

Prints one JSON line for each finding, and one at the end. `--first` and `--count` choose the inputs: each depends on
seed, target and its number alone, so `--first N --count 1` reads a finding again. An input that takes more than a
second of CPU is interrupted; the number of the input being read is kept in the file `--at`, for when the process dies.
"""

import argparse
import gc
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random  # noqa: TID251 (seeded: a finding can be read again)
from types import FrameType
from typing import Any

import structlog

from bot.cli import use_pinned_time_zones
from proofs.fuzz_engines import TARGETS, Target
from proofs.fuzz_slack import FAILURES, SLACK, listen_to_logs, raised

LONGEST_S = 1.0
MEMORY = 4_000_000_000
WHOLE_S = 900


class TookTooLong(BaseException):
    """No code under test may catch it."""


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise TookTooLong


@dataclass
class Tally:
    """`read`: inputs, or the steps of sessions; `worst_s`: the CPU time of the longest one."""

    read: int = 0
    worst_s: float = 0.0

    def find(self, target: Target, given: Any) -> str | None:
        """What is wrong with how this input is read; None for nothing."""
        try:
            for _ in self._timed(target, given):
                continue
        except target.allowed:
            return None
        except TookTooLong as error:
            return f"took longer than {LONGEST_S} s: {_place(error)} {getattr(error, '__notes__', '')}"
        except BaseException as error:  # noqa: BLE001 (a finding, whatever it is)
            return f"{error.__class__.__name__}: {str(error)[:1500]} {_place(error)} {getattr(error, '__notes__', '')}"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        return None

    def _timed(self, target: Target, given: Any) -> Iterator[None]:
        """Each input, or each step of a session, with a second of its own."""
        signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
        begun = time.process_time()
        try:
            steps = target.read(given)
            for _ in steps if isinstance(steps, Iterator) else ():
                self._count(begun)
                yield
                signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
                begun = time.process_time()
        finally:
            self._count(begun)

    def _count(self, begun: float) -> None:
        self.read += 1
        self.worst_s = max(self.worst_s, time.process_time() - begun)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames[::-1][:6])


def targets() -> dict[str, Target]:
    listen_to_logs()
    return {one.name: one for one in (*TARGETS, SLACK)}


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("target")
    given.add_argument("--seed", type=int, default=0)
    given.add_argument("--first", type=int, default=0)
    given.add_argument("--count", type=int)
    given.add_argument("--at", type=Path)
    asked = given.parse_args()
    use_pinned_time_zones()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (WHOLE_S, WHOLE_S))
    signal.signal(signal.SIGPROF, interrupt)
    structlog.configure(processors=[_note])
    target = targets()[asked.target]
    at = os.open(asked.at, os.O_WRONLY | os.O_CREAT) if asked.at else None
    target.make(Random(0))  # which reads what every input needs
    gc.collect()
    gc.freeze()  # as breachbot does at its start: what stays is not looked at again and again
    tally, began = Tally(), time.process_time()
    for number in range(asked.first, asked.first + (asked.count or target.count)):
        if at is not None:
            os.pwrite(at, b"%12d" % number, 0)
        made = target.make(Random(f"{asked.seed}/{target.name}/{number}"))
        if wrong := tally.find(target, made):
            _print({"number": number, "wrong": wrong, "given": repr(made)[:400]})
    _print({"read": tally.read, "worst_s": round(tally.worst_s, 3), "cpu_s": round(time.process_time() - began, 1)})


def _note(_logger: Any, _method: str, event: Any) -> Any:
    """A request that failed is one that a person was told went wrong on our side."""
    if event.get("event") == "request.failed":
        FAILURES.append(f"{event.get('reference', '')}{raised()}")
    raise structlog.DropEvent


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
