"""A duty's title beside the name of its law: `Notify the controller · GDPR, Regulation (EU) 2016/679`.

Decides what the title leaves out because the law's name says it: `(GDPR)`, `(Minnesota)` at its end.
"""

import re
from typing import Protocol

BETWEEN = " · "
_MORE = re.compile(r", | \(")
_END = re.compile(r" \(([^()]*)\)$")


class Titled(Protocol):
    """A duty, or what became of one."""

    @property
    def title(self) -> str: ...

    @property
    def law(self) -> str: ...


def title_beside_law(duty: Titled, title: str = "") -> str:
    """`title`: its title as the reader's language has it."""
    end = _END.search(duty.title)
    repeated = end is not None and end[1].lower() in duty.law.lower()
    return _END.sub("", title or duty.title) if repeated else title or duty.title


def short_law(duty: Titled) -> str:
    """What its law is called before the first comma or bracket: `GDPR`."""
    return _MORE.split(duty.law, maxsplit=1)[0]


def with_law(duty: Titled, title: str = "") -> str:
    """`title` as above."""
    return f"{title_beside_law(duty, title)}{BETWEEN}{duty.law}"
