"""Named groups of kinds of data that statutes list together: numbers that governments issue, health, location.

Decides what the name of a group in a condition stands for: `d in identity_documents`, or `d in [health_data, "ssn"]`.
Which kinds a group has is in the vocabulary. A name is replaced when a file is read, so that whatever works with a
condition sees the kinds of data themselves.
"""

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

_TEXT = r"\"[^\"\n]*\"|'[^'\n]*'"
_ITEM = rf"(?:{_TEXT}|[A-Za-z_]\w*)"
_LIST = re.compile(rf"({_TEXT})|\[\s*({_ITEM}(?:\s*,\s*{_ITEM})*)\s*\]|(\b[a-z_]\w*\s+in\s+)([a-z_]\w*)")


class DataGroup(BaseModel):
    """`members` are choices of the fact `data`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    label: str
    members: tuple[str, ...]


def spelled_out(condition: str, groups: Mapping[str, DataGroup]) -> str:
    """The condition with the members of each group where its name stands: alone as a list, or inside one, where each
    kind appears once. A name that is no group stays.

    >>> spelled_out('data.exists(d, d in [contact, "ssn"])', {"contact": DataGroup(label="", members=("email",))})
    'data.exists(d, d in ["email", "ssn"])'
    """

    if not any(name in condition for name in groups):
        return condition

    def replaced(found: re.Match[str]) -> str:
        text, items, before, name = found.groups()
        if text is not None or (name is not None and name not in groups):
            return found[0]
        listed = [one for item in re.findall(_ITEM, items or name) for one in _members(item, groups)]
        return f"{before or ''}[{', '.join(dict.fromkeys(listed))}]"

    return _LIST.sub(replaced, condition)


def group_names(condition: str) -> tuple[str, ...]:
    """The names that stand in a condition where only a list, or an item of one, can: those of groups, known or not."""
    found = [items or name for _text, items, _before, name in _LIST.findall(condition)]
    return tuple(item for one in found for item in re.findall(_ITEM, one) if item[0] not in "\"'")


def _members(item: str, groups: Mapping[str, DataGroup]) -> tuple[str, ...]:
    return tuple(f'"{member}"' for member in groups[item].members) if item in groups else (item,)
