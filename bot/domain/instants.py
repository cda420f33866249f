"""Times on record that contradict each other."""

from collections.abc import Mapping
from datetime import datetime

from bot.errors import UsageError
from bot.law.values import Value
from bot.messages import _


def refuse_contradiction(given: Mapping[str, Value | None], known: Mapping[str, Value]) -> None:
    """Raises UsageError about a time in `given` by which someone was aware before anyone had noticed.

    `known`: the facts on record that someone stated; what is only assumed contradicts no one.
    """
    noticed_at, aware_at = (given.get(name, known.get(name)) for name in ("noticed_at", "aware_at"))
    if not (isinstance(noticed_at, datetime) and isinstance(aware_at, datetime) and aware_at < noticed_at):
        return
    if "aware_at" in given:
        raise UsageError(_("This is before the time it was noticed."), _("Check both times."), field="aware_at")
    if "noticed_at" in given:
        raise UsageError(_("This is after the time you became aware."), _("Check both times."), field="noticed_at")
