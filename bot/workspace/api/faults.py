"""Bad days on demand: what the network and Slack can do to an app, and the ledger of what was accepted all the same.

A fault names methods (`chat.postMessage`, `response_url`, `upload`, or `*`), a kind, and either a count or a
probability drawn from a seeded generator, so that a failing run can be repeated. The ledger is what a proof compares
the bot's own record with.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.core.errors import SlackError

KINDS = ("ratelimited", "server_error", "reset", "hang", "reply_lost", "invalid_auth")


@dataclass
class Fault:
    kind: str
    methods: tuple[str, ...]
    count: int | None
    probability: float
    chance: random.Random
    retry_after: int

    def strikes(self, method: str) -> bool:
        if self.count == 0 or ("*" not in self.methods and method not in self.methods):
            return False
        if self.probability < 1 and self.chance.random() >= self.probability:
            return False
        if self.count is not None:
            self.count -= 1
        return True


@dataclass
class Faults:
    active: list[Fault] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    posted: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[dict[str, Any]] = field(default_factory=list)

    def add(self, spec: dict[str, Any]) -> None:
        """`{kind, methods, count | probability, seed, retry_after}`; several may be active, the first that strikes
        wins.
        """
        kind = spec.get("kind")
        if kind not in KINDS:
            raise SlackError("invalid_arguments", f"kind: {kind} is not one of {', '.join(KINDS)}")
        if unknown := set(spec) - {"kind", "methods", "count", "probability", "seed", "retry_after"}:
            raise SlackError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
        methods = tuple(spec.get("methods") or ("*",))
        chance = random.Random(spec.get("seed", 0))
        probability, wait = float(spec.get("probability", 1)), int(spec.get("retry_after", 1))
        self.active.append(Fault(str(kind), methods, spec.get("count"), probability, chance, wait))

    def strike(self, method: str) -> Fault | None:
        for fault in self.active:
            if fault.strikes(method):
                self.struck[f"{method} {fault.kind}"] += 1
                return fault
        return None

    def complain(self, what: str, **details: Any) -> None:
        """Note something that a real Slack would have refused; a test asserts that there is none."""
        self.complaints.append({"what": what, **details})

    def ledger(self) -> dict[str, Any]:
        return {
            "accepted": dict(self.accepted),
            "refused": dict(self.refused),
            "struck": dict(self.struck),
            "posted": self.posted,
            "complaints": self.complaints,
        }

    def forget(self) -> None:
        for record in (self.accepted, self.refused, self.struck, self.posted, self.complaints):
            record.clear()
