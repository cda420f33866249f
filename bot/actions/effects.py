"""What the timers ask the gateway to do in the outside world, and the four ways in which that can fail.

Both edges use these types: `timers` decides when and how often, the gateway in `slack` carries it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.refusals import Refusal
from bot.errors import BotError


@dataclass(frozen=True)
class Effect:
    """One row of the outbox at the moment of its delivery.

    `needs_result` is what the effect that had to come first gave back (its channel, its ts); `late_for` is how long
    after its time it is done; `now` is the machine's time. `is_drill`: of its incident, whose mark it then has.
    """

    key: str
    kind: str
    incident_id: int | None
    details: Mapping[str, Any]
    lane: str
    now: datetime
    late_for: timedelta = timedelta(0)
    needs_result: Mapping[str, Any] | None = field(default=None)
    is_drill: bool = False


class Failure(BotError):
    """`refusal`: what Slack answered, where it did."""

    def __init__(self, say: str, remedy: str = "", refusal: Refusal | None = None) -> None:
        super().__init__(say, remedy)
        self.refusal = refusal


class Rejected(Failure):
    """Slack said no, and will say no again: told to people at once."""


class Throttled(Failure):
    """Slack asks to wait; the effect has not happened."""

    def __init__(self, wait_for: timedelta, refusal: Refusal | None = None) -> None:
        super().__init__("Slack asks us to wait.", str(refusal or ""), refusal)
        self.wait_for = wait_for


class Unclear(Failure):
    """No answer, or none that says whether it happened: look first, then try again."""


class Unexplained(Unclear):
    """Slack said no with a code that no one has documented: tried again for a day, and then rejected."""


class Gateway(Protocol):
    """`look_back_from` is set when an earlier attempt may have happened: look for it before doing it again."""

    def deliver(self, effect: Effect, *, look_back_from: datetime | None) -> dict[str, Any]: ...
