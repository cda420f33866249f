"""Injected faults: which call fails next and how, and the log of accepted, refused and faulted calls.

A fault names methods (`chat.postMessage`, `response_url`, `upload`, or `*`), a kind, and either a count or a
probability drawn from a seeded generator, so that a failing run can be repeated. Its kind is a fault of the wire, or
any of Slack's error codes, with which the call is refused. It may be about one channel or one person alone. How a fault
looks on the wire is decided in `routes`. The log is what a proof compares the bot's own record with.
"""

import random
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json

KINDS = ("ratelimited", "server_error", "server_error_json", "reset", "hang", "reply_lost")  # of the wire


@dataclass
class Fault:
    kind: str
    methods: tuple[str, ...]
    count: int | None
    probability: float
    generator: random.Random
    retry_after: int
    about: frozenset[str] = frozenset()  # channels and people; none: all calls

    def applies(self, method: str, about: Collection[str]) -> bool:
        if self.count == 0 or ("*" not in self.methods and method not in self.methods):
            return False
        if self.about and self.about.isdisjoint(about):
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
        """`{kind, methods, count | probability, seed, retry_after, channel, user}`; several may be active, the first
        that applies wins.
        """
        kind = str(spec.get("kind"))
        if not re.fullmatch(r"[a-z][a-z_]*", kind):
            raise SlackError("invalid_arguments", f"kind: {kind} is no error code, and not {', '.join(KINDS)}")
        if unknown := set(spec) - {"kind", "methods", "count", "probability", "seed", "retry_after", "channel", "user"}:
            raise SlackError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
        methods = tuple(spec.get("methods") or ("*",))
        generator = random.Random(spec.get("seed", 0))
        probability, wait = float(spec.get("probability", 1)), int(spec.get("retry_after", 1))
        about = frozenset(str(one) for one in (spec.get("channel"), spec.get("user")) if one)
        self.active.append(Fault(kind, methods, spec.get("count"), probability, generator, wait, about))

    def next_fault(self, method: str, about: Collection[str] = ()) -> Fault | None:
        """The fault of this call, which is about these channels and people."""
        for fault in self.active:
            if fault.applies(method, about):
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
