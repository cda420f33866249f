"""Which kinds of breach an exception cures. Encrypted data that are lost are still lost.

Decides that an exception written with `cures` holds only while nothing else is breached, and which exceptions must say
what they cure. What counts as each kind of breach is in the vocabulary (`breach_of`).
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any


class BreachKind(StrEnum):
    """The choices of the fact `breach_of`."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    BreachKind.CONFIDENTIALITY: "disclosed",
    BreachKind.INTEGRITY: "altered",
    BreachKind.AVAILABILITY: "lost or unavailable",
}
ANY = "any"
CURING = frozenset({"protection", "recovered", "internal_only"})
"""Facts that say nobody could read or keep the data, which alone cures no other kind of breach."""
DISCLOSING = frozenset({"acquired", "accessed"})
"""A duty that needs one of these concerns disclosed data only, so that what cures it cures all."""


def kinds_cured(written: object) -> object:
    """`any`, one kind or several, as a list."""
    if written == ANY:
        return list(BreachKind)
    return [written] if isinstance(written, str) else written


def narrowed(exception: Mapping[str, Any]) -> dict[str, Any]:
    """The exception as written, which holds only while nothing is breached that it doesn't cure, and says so."""
    cures = kinds_cured(exception["cures"])
    others = [kind for kind in BreachKind if isinstance(cures, list) and kind not in cures]
    whole = {**_ground(exception, others), "cures": cures}
    if isinstance(several := exception.get("any"), list):
        whole["any"] = [_ground(one, others) if isinstance(one, dict) else one for one in several]
    return whole


def _ground(ground: Mapping[str, Any], others: Collection[BreachKind]) -> dict[str, Any]:
    """One ground of an exception, narrowed to where none of the others is breached."""
    when, because = ground.get("when"), ground.get("because")
    if not (others and isinstance(when, str) and isinstance(because, str)):
        return dict(ground)
    own = f"({when.strip()})" if "||" in when else when.strip()
    only = [own, *(f'!("{kind}" in breach_of)' for kind in others)]
    said = f"{because}, and no data were {', '.join(kind.words for kind in others)}"
    return {**ground, "when": " && ".join(only), "because": said}


def must_say_what_it_cures(reads: Iterable[str], conditions: Iterable[Collection[str]]) -> bool:
    """Whether an exception that reads these facts needs `cures`, in a duty whose conditions read those."""
    return not CURING.isdisjoint(reads) and not any(one and DISCLOSING.issuperset(one) for one in conditions)
