"""How the tables of Block Kit are written: `Rule` for a field, `Shape` for a block, element or object; and the limits.

The tables are in `elements` and `layout`, and read by `validation`. Lengths are code points. If Slack's sources
disagree, the narrower value is used (for an option's value both 75 and 150 are documented; the SDK and the reference
say 150).
"""

from dataclasses import dataclass

MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MAX_MARKDOWN_LENGTH = 12_000
MAX_CHARTS = 2
MAX_ATTACHMENTS = 100
MAX_VIEW_SIZE = 250_000
MAX_STACK = 3
MAX_TABLE_COLUMNS = 20
MAX_DATA_TABLE_CHARACTERS = 20_000
MAX_FIELD_LENGTH = 2000
MAX_METADATA_LENGTH = 16_000


@dataclass(frozen=True)
class Rule:
    """One field. `kind` is blocks, list, object, or one of `scalars.SCALARS`; `allowed` names what may be in it.

    The lengths of an object are those of its `elements`.
    """

    kind: str
    maximum: int = 0
    minimum: int = 0
    allowed: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Shape:
    """The fields of a block, element or object; of some of them exactly one, or at least one, is required."""

    fields: dict[str, Rule]
    exactly_one: tuple[str, ...] = ()
    at_least_one: tuple[str, ...] = ()


def required(kind: str, maximum: int = 0, minimum: int = 1, allowed: tuple[str, ...] = ()) -> Rule:
    return Rule(kind, maximum, minimum, allowed, required=True)
