"""Times on record that contradict each other."""

from collections.abc import Mapping

from bot.errors import UsageError
from bot.law.contradictions import contradictions
from bot.law.values import Value
from bot.messages import _
from bot.sentences import sentence


def refuse_contradiction(given: Mapping[str, Value | None], known: Mapping[str, Value]) -> None:
    """Raises UsageError about a time in `given` by which something ended before it began, or someone was aware before
    anyone had noticed.

    `known`: the facts on record that someone stated; what is only assumed contradicts no one.
    """
    for order in contradictions({**known, **given}):
        if order.then in given:
            raise UsageError(sentence(order.about_then), _("Check both times."), field=order.then)
        if order.first in given:
            raise UsageError(sentence(order.about_first), _("Check both times."), field=order.first)
