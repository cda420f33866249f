"""An incident's states, its severity, its reference and its codename."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.domain.drills import CHANNEL_PREFIX, series
from bot.messages import N_


class IncidentState(StrEnum):
    OPEN = "open"  # people respond to it
    CLOSED = "closed"  # its record no longer changes, and only follow-ups are reminded of


SEVERITIES: Mapping[int, str] = {
    1: N_("sensitive or large data is leaving, or it is public"),
    2: N_("personal data was probably exposed, and it is contained"),
    3: N_("small, encrypted, or in the hands of a trusted recipient"),
    4: N_("a near miss"),
}


ADJECTIVES = (
    "amber", "ashen", "birch", "blue", "brisk", "calm", "cedar", "clear", "copper", "coral", "dusky", "early", "fern",
    "flint", "golden", "green", "grey", "hazel", "indigo", "ivory", "juniper", "lilac", "linen", "maple", "mellow",
    "misty", "mossy", "ochre", "olive", "pale", "pearl", "plain", "quiet", "russet", "sandy", "silver", "slate",
    "still", "teal", "umber", "velvet", "violet", "walnut", "white", "willow", "winter",
)  # fmt: skip
BIRDS = (
    "avocet", "bittern", "bunting", "crane", "curlew", "dipper", "dove", "dunlin", "egret", "eider", "finch", "gannet",
    "godwit", "goose", "grebe", "gull", "heron", "jackdaw", "kestrel", "kite", "knot", "lark", "linnet", "martin",
    "merlin", "osprey", "ouzel", "owl", "petrel", "pipit", "plover", "puffin", "quail", "rail", "raven", "robin",
    "sandpiper", "siskin", "snipe", "starling", "stork", "swallow", "swan", "swift", "teal", "tern", "thrush", "wren",
)  # fmt: skip


SIGNS, LENGTH = "23456789CDFGHJKMNPQRTVWXY", 4
"""What a reference is made of: nothing that is mistaken for something else when it is read or copied by hand, and no
vowels, so that it spells no word."""


def reference(number: int, taken: Iterable[str], *, is_drill: bool) -> str:
    """`BR-7F3K`, of a drill `DR-7F3K`: it doesn't say how many there were. `number` is the caller's chance."""
    used = set(taken)
    while (found := f"{series(is_drill=is_drill)}{_signs(number)}") in used:
        number += 1
    return found


def _signs(number: int) -> str:
    places = (len(SIGNS) ** place for place in reversed(range(LENGTH)))
    return "".join(SIGNS[number // place % len(SIGNS)] for place in places)


def codename(number: int, taken: Iterable[str], *, is_drill: bool = False) -> str:
    """A neutral name that says nothing of what happened, but whether it is a drill; `number` is the caller's chance."""
    used = {name.removeprefix(CHANNEL_PREFIX) for name in taken}
    return f"{CHANNEL_PREFIX if is_drill else ''}{_free(number, used)}"


def _free(number: int, used: set[str]) -> str:
    total = len(ADJECTIVES) * len(BIRDS)
    for step in range(total):
        at = (number + step) % total
        name = f"{ADJECTIVES[at // len(BIRDS)]}-{BIRDS[at % len(BIRDS)]}"
        if name not in used and ADJECTIVES[at // len(BIRDS)] != BIRDS[at % len(BIRDS)]:
            return name
    return f"{ADJECTIVES[number % len(ADJECTIVES)]}-{len(used)}"
