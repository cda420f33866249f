"""What a law file may write in short, and what it stands for.

Spells out whom the law reaches (`territory`), what an exception cures (`cures`) and the groups of data (`data_groups`)
before a duty is read, so that whatever works with a condition sees the whole of it.
"""

from collections.abc import Mapping
from typing import Any

from bot.law import data_groups, territory
from bot.law.cures import narrowed
from bot.law.data_groups import DataGroup
from bot.law.places import Places
from bot.law.vocabulary import Vocabulary

LISTS = ("applies", "unless", "ask_counsel")


def in_full(duty: Mapping[str, Any], vocabulary: Vocabulary, places: Places) -> dict[str, Any]:
    """A duty as its file has it, with its conditions and exceptions in full."""
    lists = {key: duty[key] for key in LISTS if isinstance(duty.get(key), list)}
    reached = territory.spelled_out({**duty, **dict.fromkeys(LISTS, ()), **lists}, places)
    conditions = {
        key: [_whole(one, vocabulary.data_groups) for one in reached[key]] for key in LISTS[:2] if reached[key]
    }
    return {**duty, **{key: found for key, found in reached.items() if found}, **conditions}


def _whole(condition: object, groups: Mapping[str, DataGroup]) -> object:
    if not isinstance(condition, dict):
        return condition
    whole = narrowed(condition) if "cures" in condition else condition
    if isinstance(several := whole.get("any"), list):
        whole = {**whole, "any": [_whole(one, groups) for one in several]}
    if isinstance(when := whole.get("when"), str):
        whole = {**whole, "when": data_groups.spelled_out(when, groups)}
    return whole
