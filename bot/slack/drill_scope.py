"""Whether what is said now is about a drill.

As with the language, an edge sets it once it knows the incident; every message and form made from then on has the
mark, no matter what makes it. What is told about no incident, or about several, has none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.domain.drills import marked

_about_drill: ContextVar[bool] = ContextVar("about_drill", default=False)


def is_about_drill() -> bool:
    return _about_drill.get()


@contextmanager
def about(*, is_drill: bool) -> Iterator[None]:
    """What everything inside is about."""
    token = _about_drill.set(is_drill)
    try:
        yield
    finally:
        _about_drill.reset(token)


def now_about(*, is_drill: bool) -> None:
    """From now to the end of the enclosing `about`: for when it is found out on the way which incident is meant."""
    _about_drill.set(is_drill)


def named(text: str) -> str:
    """A name that Slack shows by itself (a topic, a bookmark, a last question), with the mark in a drill."""
    return marked(text) if is_about_drill() else text
