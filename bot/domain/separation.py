"""Whether the duties of a team are kept apart: where two people are wanted, and one person holds the roles of both.

Such a person can still be only one of the two (`permissions.py`); but no one else may be left to be the other, and
a later reader of the record must see that few people stood behind it.
"""

from collections.abc import Collection, Iterable

from bot.runbook.model import Step


def combined(roles: Collection[str], steps: Iterable[Step]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of one person's roles that confirm each other, in the order of the alphabet, and the steps where they do.

    Both are empty where the duties are kept apart.
    """
    meeting: set[str] = set()
    where = []
    for step in steps if len(set(roles)) > 1 else ():
        for wanted in step.pairs:
            both = wanted.intersection(roles)
            if len(both) > 1:
                meeting |= both
                where.append(step.id)
    return tuple(sorted(meeting)), tuple(dict.fromkeys(where))
