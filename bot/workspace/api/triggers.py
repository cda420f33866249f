"""Trigger ids: each opens one modal, once, within three seconds.

Measured by the server's own monotonic clock: a drill that shifts `now` by days doesn't extend a trigger.
"""

import time
from dataclasses import dataclass

from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh

LIFETIME = 3.0
REMEMBERED_FOR = 60.0  # so a late one is refused as expired, not as unknown


@dataclass
class Trigger:
    user: str
    expires_at: float
    view: str | None
    used: bool = False


class Triggers:
    def __init__(self) -> None:
        self.lifetime = LIFETIME
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view: str | None = None) -> str:
        """A new trigger id for `user`; `view` is the modal the interaction happened in."""
        now = time.monotonic()
        self._issued = {id_: old for id_, old in self._issued.items() if now - old.expires_at < REMEMBERED_FOR}
        id_ = f"{int(now * 1000)}.{fresh('', 8)}.{fresh('', 16).lower()}"
        self._issued[id_] = Trigger(user, now + self.lifetime, view)
        return id_

    def use(self, id_: str) -> Trigger:
        trigger = self._issued.get(id_)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() > trigger.expires_at:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
