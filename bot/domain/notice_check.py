"""The whole check of a notice's text: its words, its shape, its contacts and whom it names.

Decides in which order remarks are shown and which of them a person has overridden. What each rule finds is decided in
`notice_wording`, `notice_shape` and `notice_contacts`.
"""

from collections.abc import Iterable, Sequence

from bot.domain.notice_contacts import contacts
from bot.domain.notice_shape import shape
from bot.domain.notice_wording import Override, Reading, Remark, WordRule, carried, worded


def lint(reading: Reading, rules: Iterable[WordRule], overrides: Sequence[Override] = ()) -> tuple[Remark, ...]:
    """Every remark, failures first, in the order of the rules; overrides are attached, not hidden."""
    found = [*worded(reading, rules), *shape(reading), *contacts(reading)]
    return tuple(sorted(carried(found, overrides), key=lambda remark: remark.level != "fail"))
