"""The next update that a notice promised for a day, because something isn't known yet: whether it is still to be sent.

Decides from the facts and from what was approved since. It is sent once everything that was unknown is known and a
notice that may come in phases was drafted after that and approved; a new day takes the place of the old one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.errors import UsageError
from bot.law.fact_edits import FactEdit, merge
from bot.law.facts import Facts
from bot.law.values import Choices, Value
from bot.messages import _

UNKNOWN_YET, NEXT_UPDATE = "not_known_yet", "next_update_on"
PHASES = (UNKNOWN_YET, NEXT_UPDATE)
"""What is said of facts that an authority gets later: which, and when."""


@dataclass(frozen=True)
class PromisedUpdate:
    """`unknown`: the facts, in the order of the form, that still have no answer; none where the update can be sent."""

    day: date
    unknown: tuple[str, ...] = ()


def stated_unknown(facts: Facts) -> tuple[str, ...]:
    """What was said not to be known yet, whether or not it was answered since."""
    named = facts.value(UNKNOWN_YET)
    return tuple(named.items) if isinstance(named, Choices) else ()


def unanswered(facts: Facts) -> tuple[str, ...]:
    return tuple(name for name in stated_unknown(facts) if facts.value(name) is None)


def refuse_undated(facts: Facts, edits: Iterable[FactEdit]) -> None:
    """Raises UsageError for facts that are said to be unknown without a day on which they are told: that is asked for
    beside them."""
    after: dict[str, Value | None] = {**facts.known}
    for one in edits:
        after[one.name] = merge(after.get(one.name), one)
    named = after.get(UNKNOWN_YET)
    unknown = isinstance(named, Choices) and any(after.get(name) is None for name in named.items)
    if unknown and after.get(NEXT_UPDATE) is None:
        raise UsageError(
            _("Something is marked as not known yet, so the authority has to hear when the rest follows."),
            _("Enter the day of the next update."),
            field=NEXT_UPDATE,
        )


def promised(facts: Facts, approved: Iterable[datetime]) -> PromisedUpdate | None:
    """`approved`: when each notice that may come in phases was drafted, of those that were approved."""
    day, unknown = facts.value(NEXT_UPDATE), unanswered(facts)
    if not isinstance(day, date):
        return None
    answers = [fact.at for name in stated_unknown(facts) if (fact := facts.fact(name))]
    if answers and not unknown and any(at >= max(answers) for at in approved):
        return None
    return PromisedUpdate(day, unknown)
