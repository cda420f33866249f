"""Injected faults: which call fails next and how, and the log of accepted, refused and faulted calls.

A fault names methods (`chat.postMessage`, `response_url`, `upload`, or `*`), a kind, and either a count or a
probability drawn from a seeded generator, so that a failing run can be repeated. How a fault looks on the wire is
decided in `routes`. The log is what a proof compares the bot's own record with.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json

KINDS = ("ratelimited", "server_error", "reset", "hang", "reply_lost", "invalid_auth")


@dataclass
class Fault:
    kind: str
    methods: tuple[str, ...]
    count: int | None
    probability: float
    generator: random.Random
    retry_after: int

    def applies(self, method: str) -> bool:
        if self.count == 0 or ("*" not in self.methods and method not in self.methods):
            return False
        if self.probability < 1 and self.generator.random() >= self.probability:
            return False
        if self.count is not None:
            self.count -= 1
        return True


@dataclass
class Faults:
    active: list[Fault] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    injected: Counter[str] = field(default_factory=Counter)
    posted: list[Json] = field(default_factory=list)
    complaints: list[Json] = field(default_factory=list)

    def add(self, spec: Json) -> None:
        """`{kind, methods, count | probability, seed, retry_after}`; several may be active, the first that
        applies wins.
        """
        kind = spec.get("kind")
        if kind not in KINDS:
            raise SlackError("invalid_arguments", f"kind: {kind} is not one of {', '.join(KINDS)}")
        if unknown := set(spec) - {"kind", "methods", "count", "probability", "seed", "retry_after"}:
            raise SlackError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
        methods = tuple(spec.get("methods") or ("*",))
        generator = random.Random(spec.get("seed", 0))
        probability, wait = float(spec.get("probability", 1)), int(spec.get("retry_after", 1))
        self.active.append(Fault(str(kind), methods, spec.get("count"), probability, generator, wait))

    def next_fault(self, method: str) -> Fault | None:
        for fault in self.active:
            if fault.applies(method):
                self.injected[f"{method} {fault.kind}"] += 1
                return fault
        return None

    def report(self, what: str, **details: Any) -> None:
        """Record what real Slack would have refused; tests assert there is nothing."""
        self.complaints.append({"what": what, **details})

    def call_log(self) -> Json:
        return {
            "accepted": dict(self.accepted),
            "refused": dict(self.refused),
            "injected": dict(self.injected),
            "posted": self.posted,
            "complaints": self.complaints,
        }

    def forget(self) -> None:
        for log in (self.accepted, self.refused, self.injected, self.posted, self.complaints):
            log.clear()
