"""How the questions of the first hour read: which facts contradict each other, what to find out next, what each answer
decides, how much else there is.

Which questions they are is decided in `bot.law.first_hour`.
"""

from bot.actions.clocks import ClocksListed
from bot.law.facts import Facts
from bot.law.first_hour import Asked
from bot.law.implications import contradictions_said
from bot.law.model import Law
from bot.law.sectors import SECTORS
from bot.law.unresolved import Unresolved, by_date
from bot.messages import _, plural
from bot.messages.phrases import list_of
from bot.slack.block_kit import Block, context, safe, section, told, when
from bot.slack.duty_names import named

NAMED, ROWS, MOST = 1, 15, 200  # duties of a question, rows of a section, rows in all


def contradicting(facts: Facts, law: Law) -> list[Block]:
    """The facts that contradict each other: what depends on them is undetermined until that is resolved."""
    found = contradictions_said(facts, law)
    return [section("\n".join(f"⚠️ {told(one)}" for one in found))] if found else []


def questions(outcome: ClocksListed, most: int) -> list[Block]:
    """The questions that resolve the most, as many as fit on the screen, or else what could be due first; and the rest
    in one line."""
    page = outcome.page
    blocks: list[Block] = []
    if shown := page.asked[:most]:
        head = f"*{_('Questions that resolve the most')}*"
        rows = [_asked(number, one, outcome.law) for number, one in enumerate(shown, 1)]
        half = (len(rows) + 1) // 2  # a section takes 3000 characters
        blocks = [section("\n".join(part)) for part in ([head, *rows[:half]], rows[half:]) if part]
    elif first := min((each for one in page.asked for each in one.duties if each.due_at), key=by_date, default=None):
        blocks.append(context(f"• {_if_owed(first, safe(_(first.duty.title)))}"))
    if rest := _rest(outcome, asking=bool(shown)):
        blocks.append(context(rest))
    return blocks


def _asked(number: int, one: Asked, law: Law) -> str:
    """The question, and under it what its answer decides."""
    rows = [f"*{number}. {safe(_(one.ask))}*"]
    if one.choices:
        labels = [_(law.vocabulary[one.fact].choices[choice]) for choice in one.choices]
        rows[0] += " " + _("If so, choose {choices}.", choices=safe(list_of(labels, "or")))
    if one.fact == SECTORS:
        binds = plural("{n} duty binds only some sectors", "{n} duties bind only some sectors", len(one.duties))
        rows.append(f"• {binds}")
    elif one.duties:
        rows += [f"• {_if_owed(each)}" for each in one.duties[:NAMED]]
        if more := len(one.duties) - NAMED:
            rows[-1] += " · " + _("and {number} more", number=more)
    elif one.also:
        duties = "; ".join(map(named, one.also[:NAMED]))
        rows.append("• " + _("also needed for: {duties}", duties=duties))
        if (more := len(one.also) - NAMED) > 0:
            rows[-1] += " · " + _("and {number} more", number=more)
    if one.elsewhere:
        words = _(
            "helps with {number} of the duties counted below, in places with no known link to you", number=one.elsewhere
        )
        rows.append(f"• {words}")
    return "\n".join(rows)


def _rest(outcome: ClocksListed, *, asking: bool) -> str:
    page = outcome.page
    said = []
    if page.later and asking:
        said.append(
            plural(
                "{n} more duty may apply to you, depending on these answers.",
                "{n} more duties may apply to you, depending on these answers.",
                page.later,
            )
        )
    if page.sectors:
        said.append(plural("{n} duty binds only other sectors.", "{n} duties bind only other sectors.", page.sectors))
    if page.regions:
        regions = ", ".join(f"{_(name)} {count}" for name, count in page.regions.items())
        said.append(
            plural(
                "{n} duty is undetermined in places with no known link to you ({regions}).",
                "{n} duties are undetermined in places with no known link to you ({regions}).",
                sum(page.regions.values()),
                regions=safe(regions),
            )
        )
    return " ".join(said)


def waiting(outcome: ClocksListed) -> list[Block]:
    """One question, and every duty that waits for it."""
    rows = [f"• {_if_owed(one)} · `{one.duty.id}`" for one in outcome.waiting[:MOST]]
    if len(outcome.waiting) > MOST:
        rows.append(_("_and {number} more_", number=len(outcome.waiting) - MOST))
    head = f"*{safe(_(outcome.law.vocabulary[outcome.which].ask))}*"
    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    return [section("\n".join([head, *part] if number == 0 else part)) for number, part in enumerate(parts)]


def _if_owed(one: Unresolved, name: str = "") -> str:
    """With its law, or as it is named, and the date that it would have."""
    duty = name or named(one.duty)
    if one.due_at is None:
        return _("{duty}, if owed", duty=duty)
    if one.is_ours:
        return _("{duty}, house target {time} if owed", duty=duty, time=when(one.due_at))
    return _("{duty}, by {time} if owed", duty=duty, time=when(one.due_at))
