"""Triggers: the right to open one modal, for three seconds, once.

Measured by the server's own monotonic clock: a drill that moves `now` by days does not stretch a trigger.
"""

import time
from dataclasses import dataclass

from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh

LIFE = 3.0


@dataclass
class Trigger:
    user: str
    until: float
    view: str | None
    used: bool = False


class Triggers:
    def __init__(self) -> None:
        self.life = LIFE
        self.known: dict[str, Trigger] = {}

    def make(self, user: str, view: str | None = None) -> str:
        """A new trigger for `user`; `view` is the modal the interaction happened in."""
        moment = time.monotonic()
        self.known = {id_: trigger for id_, trigger in self.known.items() if moment - trigger.until < 60}
        id_ = f"{int(moment * 1000)}.{fresh('', 8)}.{fresh('', 16).lower()}"
        self.known[id_] = Trigger(user, moment + self.life, view)
        return id_

    def use(self, id_: str) -> Trigger:
        trigger = self.known.get(id_)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() > trigger.until:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
