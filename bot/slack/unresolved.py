"""How undetermined duties read: by name under the question that resolves them, the likely ones first."""

from datetime import UTC, datetime

from bot.actions.clocks import ClocksListed
from bot.law.model import Law
from bot.law.unresolved import Unresolved, UnresolvedGroup
from bot.messages import _, plural
from bot.slack.block_kit import Block, context, safe, section, when

FAR = datetime.max.replace(tzinfo=UTC)
IN_LIST, IN_FULL, ROWS = 10, 200, 15  # duties of one question in the whole list, alone, and rows in one section


def in_short(outcome: ClocksListed) -> list[Block]:
    """How many there are; and the one that would be due first, after the fact that it waits for."""
    total = sum(len(one.duties) for one in outcome.unresolved)
    if not total:
        return []
    named = [(one, group.question) for group in outcome.unresolved for one in group.duties]
    first, question = min(named, key=lambda each: _when(each[0]))
    head = plural("*{n} duty depends on missing facts*", "*{n} duties depend on missing facts*", total)
    return [section(f"{head}\n• {safe(_(outcome.law.vocabulary[question].label))}: {_named(first)}")]


def _when(one: Unresolved) -> tuple[bool, datetime]:
    """The likely ones first, and the first of equals where the list of groups has it."""
    return not one.likely, one.due_at or FAR


def in_full(outcome: ClocksListed) -> list[Block]:
    """Every question with its duties by name, as many as fit."""
    blocks = _order_said(outcome)
    for group in outcome.unresolved:
        blocks += listed(group, outcome.law, IN_LIST)
    return blocks


def _order_said(outcome: ClocksListed) -> list[Block]:
    """By which sectors the likely ones stand first; nothing where the organization has named none."""
    known = outcome.law.vocabulary.sectors
    named = [_(known[name].label) for name in outcome.sectors if name in known]
    if not named or not outcome.unresolved:
        return []
    likely = _(
        "Listed first: duties in your locations that are likely for your sectors ({sectors}).",
        sectors=safe(", ".join(named)),
    )
    return [context(likely)]


def listed(group: UnresolvedGroup, law: Law, most: int = IN_FULL) -> list[Block]:
    """One question, and what waits for it."""
    rows = [f"• {_named(one)} · {safe(one.duty.law)} · `{one.duty.id}`" for one in group.duties[:most]]
    if len(group.duties) > most:
        rest = len(group.duties) - most
        rows.append(_("_and {number} more: /breach clocks {fact}_", number=rest, fact=group.question))
    head = f"*{safe(_(law.vocabulary[group.question].ask))}*"
    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    return [section("\n".join([head, *part] if number == 0 else part)) for number, part in enumerate(parts)]


def _named(one: Unresolved) -> str:
    """With the date that it would have."""
    name = safe(_(one.duty.title))
    if one.due_at is None:
        return name
    if one.is_ours:
        return _("{duty}, house target {time} if owed", duty=name, time=when(one.due_at))
    return _("{duty}, by {time} if owed", duty=name, time=when(one.due_at))
