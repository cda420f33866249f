"""Out-of-band channels: email, SMS, a pager, anything apprise can reach, for when Slack is unreachable or refuses.

Decides how an alarm is sent; leaves to `delivery` and `auditor` when. Such a message carries the incident's codename
and what is late, never its title or facts: it leaves the organization.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.actions.effects import Effect, Throttled
from bot.domain.drills import marked
from bot.errors import StartError
from bot.library.out_of_band import not_understood

RETRY_IN = timedelta(minutes=1)


def check_addresses(addresses: Sequence[str]) -> None:
    """Raises StartError naming the first address that apprise does not understand, without what may be secret in it."""
    for number, scheme in not_understood(addresses):
        raise StartError(
            f"Out-of-band address {number + 1} ({scheme}) is not understood.",
            "Write it as apprise does, for example mailtos://user:password@example.org.",
        )


def send(addresses: Sequence[str], title: str, body: str) -> bool:
    """Whether at least one address took the message."""
    from apprise import Apprise, NotifyFormat

    results = []
    for address in addresses:
        channel = Apprise()
        channel.add(address)
        results.append(bool(channel.notify(title=title, body=body, body_format=NotifyFormat.TEXT)))
    return any(results)


class OutOfBand:
    """A gateway like Slack's: delivers the outbox rows of kind `alarm`."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.addresses = tuple(addresses)

    def deliver(self, effect: Effect, *, look_back_from: datetime | None) -> dict[str, Any]:  # noqa: ARG002
        """There is nowhere to look back: an alarm that may have arrived is sent again."""
        title, body = str(effect.details["title"]), str(effect.details["body"])
        if effect.is_drill:
            title, body = marked(title), marked(body)
        if not send(self.addresses, title, body):
            raise Throttled(RETRY_IN)
        return {}
