"""How undetermined duties read: by name under the question that resolves them, the likely ones first."""

from collections.abc import Sequence

from bot.actions.clocks import ClocksListed
from bot.law.model import Law
from bot.law.unresolved import Unresolved, UnresolvedGroup
from bot.messages import _, plural
from bot.slack.block_kit import Block, cut, safe, section, when

IN_SHORT, IN_SHORT_GROUPS = 2, 3  # duties and questions where the clocks come first
IN_LIST, IN_FULL, ROWS = 10, 200, 15  # duties of one question in the whole list, alone, and rows in one section


def in_short(outcome: ClocksListed) -> list[Block]:
    """The likely ones, in a few lines; the rest only by number."""
    total = sum(len(one.duties) for one in outcome.unresolved)
    if not total:
        return []
    likely = [one for one in outcome.unresolved if one.likely][:IN_SHORT_GROUPS]
    groups = likely or outcome.unresolved[:IN_SHORT_GROUPS]
    rows = [_short(one, outcome.law) for one in groups]
    named = sum(min(IN_SHORT, len(_candidates(one))) for one in groups)
    if total > named:
        rows.append(_("_and {number} more: /breach clocks all_", number=total - named))
    return [section("\n".join([_head(total), *rows]))]


def _head(total: int) -> str:
    return plural("*{n} duty depends on missing facts*", "*{n} duties depend on missing facts*", total)


def _candidates(group: UnresolvedGroup) -> Sequence[Unresolved]:
    return [one for one in group.duties if one.likely] or group.duties


def _short(group: UnresolvedGroup, law: Law) -> str:
    duties = "; ".join(_named(one, most=60) for one in _candidates(group)[:IN_SHORT])
    return f"• {safe(_(law.vocabulary[group.question].label))}: {duties}"


def in_full(outcome: ClocksListed) -> list[Block]:
    """Every question with its duties by name, as many as fit."""
    blocks: list[Block] = []
    for group in outcome.unresolved:
        blocks += listed(group, outcome.law, IN_LIST)
    return blocks


def listed(group: UnresolvedGroup, law: Law, most: int = IN_FULL) -> list[Block]:
    """One question, and what waits for it."""
    rows = [f"• {_named(one)} · `{one.duty.id}`" for one in group.duties[:most]]
    if len(group.duties) > most:
        rest = len(group.duties) - most
        rows.append(_("_and {number} more: /breach clocks {fact}_", number=rest, fact=group.question))
    head = f"*{safe(_(law.vocabulary[group.question].ask))}*"
    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    return [section("\n".join([head, *part] if number == 0 else part)) for number, part in enumerate(parts)]


def _named(one: Unresolved, most: int = 150) -> str:
    """With the date that it would have."""
    name = safe(cut(f"{one.duty.title} ({one.duty.law})", most))
    if one.due_at is None:
        return name
    if one.is_ours:
        return _("{duty}, house target {time} if owed", duty=name, time=when(one.due_at))
    return _("{duty}, by {time} if owed", duty=name, time=when(one.due_at))
