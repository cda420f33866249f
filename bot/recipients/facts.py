"""The fact `people` as a list answers it: how many, in which place, and between which ends where rows don't say.

Decides what is certain. Someone whose state or country isn't known may live in any that could be theirs, so those rows
become ranges that contain the truth; the best guess of each is what was counted there.
"""

from collections import Counter
from collections.abc import Mapping

from bot.law.values import ELSEWHERE, Count, People, plain
from bot.recipients.counts import Counts

BY_STATE = ("US", "CA", "AU")
"""Countries whose states have laws of their own that count people; elsewhere people count in their country."""


def people_of(counts: Counts) -> People:
    found = Counter[str]()
    for traits, number in counts.groups.items():
        found[traits.place if traits.country in BY_STATE else traits.country] += number
    anywhere = found.pop("", 0)
    table = {}
    for place, number in sorted(found.items()):
        country, _dash, state = place.partition("-")
        more = anywhere + (found[country] if state else 0)
        table[place] = Count(number, number + more, number) if more else Count(number, number)
    if anywhere:
        table[ELSEWHERE] = Count(0, anywhere)
    return People(table)


def facts_file(people: People, source: str, places: Mapping[str, str]) -> str:
    """The lines for `breachbot assess`; `source` says where the numbers are from, `places` are names by code."""
    rows = plain(people)
    lines = [f"# People affected, {source}", "people:" if rows else "people: {}"]
    for place, number in rows.items():
        shown = number
        if isinstance(number, dict):
            shown = "{" + ", ".join(f"{key}: {value}" for key, value in number.items()) + "}"
        lines.append(f"  {place}: {shown}  # {places.get(place, 'anywhere else')}")
    return "\n".join(lines) + "\n"
