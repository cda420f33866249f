"""Each person's feed: every change they may see, as a numbered entry, in order.

The page listens live, tests wait for the next entry. Nothing here is durable. Numbers start at the milliseconds of the
start, so they grow across restarts too. Who is notified of what is decided where the change is made.
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator

from bot.workspace.core.json import Json

MAX_KEPT = 2000
Entry = Json


class Feed:
    def __init__(self) -> None:
        self.number = int(time.time() * 1000)
        self.entries: dict[str, deque[Entry]] = defaultdict(lambda: deque(maxlen=MAX_KEPT))
        self.changed: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.closed = False

    def add(self, user: str, kind: str, body: Json) -> None:
        self.number += 1
        self.entries[user].append({"number": self.number, "kind": kind, **body})
        self.changed.pop(user, asyncio.Event()).set()

    def close(self) -> None:
        self.closed = True
        for event in self.changed.values():
            event.set()

    def after(self, user: str, number: int) -> list[Entry]:
        fresh: list[Entry] = []
        for entry in reversed(self.entries[user]):
            if entry["number"] <= number:
                break
            fresh.append(entry)
        return fresh[::-1]

    async def wait(self, user: str, number: int, seconds: float) -> list[Entry]:
        """Entries after `number`: any there are, else the next to arrive, else none after `seconds`."""
        found = self.after(user, number)
        if found or seconds <= 0 or self.closed:
            return found
        try:
            await asyncio.wait_for(self.changed[user].wait(), seconds)
        except TimeoutError:
            return []
        return self.after(user, number)

    async def live(self, user: str, number: int) -> AsyncIterator[Entry | None]:
        """Entries as they arrive; None after every 15 quiet seconds, so a dead listener is noticed."""
        while not self.closed:
            entries = await self.wait(user, number, 15)
            if not entries:
                yield None
            for entry in entries:
                number = entry["number"]
                yield entry
