"""All text a person can read in a message, a view or a list of blocks."""

from collections.abc import Iterator

SHOWN = ("text", "alt_text", "title", "fallback")
NOT_SHOWN = ("metadata", "state", "bot_profile")


def visible_text(thing: object) -> str:
    """One text a line."""
    return "\n".join(_texts(thing))


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, list):
        for item in thing:
            yield from _texts(item)
    elif isinstance(thing, dict):
        if thing.get("blocks"):
            yield from _texts([thing.get("title"), thing["blocks"], thing.get("submit")])
        else:
            for key, value in thing.items():
                if isinstance(value, str) and key in SHOWN:
                    yield value
                elif key not in NOT_SHOWN:
                    yield from _texts(value)
