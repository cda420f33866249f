"""Which duties a word means that is not the id of one: `gdpr`, `texas`, `nis2`, `eu-gdpr-33`.

Decides the order of what is suggested. A law by its own name comes before one that only has the word in its name, so
that `gdpr` is the GDPR and not first that of Gibraltar.
"""

import difflib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.law.model import Duty
    from bot.law.places import Places

MOST = 4
NONE = 9


def nearest_duties(duties: "Iterable[Duty]", places: "Places", text: str) -> tuple[str, ...]:
    """The ids of the duties most probably meant, best first, in the order of the law; empty when nothing is near."""
    word = "-".join(re.findall(r"\w+", text.lower()))
    ranked: dict[str, tuple[int, int]] = {}
    for duty in duties:
        rank = _rank(duty, places, word)
        ranked[duty.id] = min(rank, ranked.get(duty.id, rank))
    found = sorted((one for one in ranked if ranked[one][0] < NONE), key=lambda one: ranked[one])
    best = [one for one in found if ranked[one] == ranked[found[0]]]
    return tuple(best or difflib.get_close_matches(text, ranked, n=3, cutoff=0.4))[:MOST]


def _rank(duty: "Duty", places: "Places", word: str) -> tuple[int, int]:
    """How directly the word names the duty, then how special its law is: `us-tx` before `us-tx-government`."""
    law, place = duty.instrument, _hyphened(places.name(duty.place))
    named = f"-{_hyphened(duty.law)}-{_hyphened(duty.title)}-{place}-{law}-"
    hits = (
        duty.id.startswith(f"{word}-"),
        word in (law, law.partition("-")[2]),
        word in (place, duty.place.lower()),
        f"-{word}-" in named,
        f"-{word}-" in f"{duty.id}-",
        all(f"-{part}-" in named for part in word.split("-")),
    )
    return next((number for number, hit in enumerate(hits) if word and hit), NONE), len(law)


def _hyphened(name: str) -> str:
    return "-".join(re.findall(r"\w+", name.lower()))
