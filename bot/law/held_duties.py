"""Every duty's finding while agencies have asked to wait: each as the request about it applies, and no other.

Leaves to `holds` what a request does to a deadline.
"""

from collections.abc import Mapping
from datetime import date

from bot.law.duties import Finding, assess, find
from bot.law.facts import Facts
from bot.law.holds import HoldRequest
from bot.law.model import Duty, Law


def assess_held(facts: Facts, law: Law, on: date, held: Mapping[str, HoldRequest]) -> tuple[Finding, ...]:
    """As `assess`; `held`: the requests by their duties."""
    found = assess(facts, law, on)
    if not held:
        return found
    return tuple(
        find(one.duty.id, hold.over(facts, law.vocabulary), law, on)
        if (hold := held.get(one.duty.id) or _followed(one.duty, held))
        else one
        for one in found
    )


def _followed(duty: Duty, held: Mapping[str, HoldRequest]) -> HoldRequest | None:
    """The request that delays what this duty is tied to, where its own law knows none: its date follows."""
    return None if duty.hold else next((held[name] for name in duty.due.of if name in held), None)
