"""How the ceilings of fines are shown: as ceilings, tier by tier, to few."""

from bot.actions.exposures import ExposureShown
from bot.law.exposure import Ceiling
from bot.slack.block_kit import Block, Message, context, header, many, safe, section
from bot.slack.requests import Reader

PLAIN = "These are ceilings that the law sets, not a forecast: fines are usually far below them."


def shown(outcome: ExposureShown, reader: Reader) -> Message:
    """Each law's tiers; amounts in its own currency, never converted and never added up."""
    blocks: list[Block] = [header("Ceilings of fines"), section(f"*{PLAIN}*")]
    by_law: dict[str, list[Ceiling]] = {}
    for one in outcome.ceilings:
        by_law.setdefault(one.law, []).append(one)
    for law, tiers in list(by_law.items())[:40]:
        rows = "\n".join(_tier(one) for one in tiers)
        blocks.append(section(f"*{safe(law)}*\n{rows}"))
    if not by_law:
        blocks.append(section("No duty that is owed now names a ceiling."))
    blocks.append(context(_turnover(outcome)))
    return Message("Ceilings of fines", tuple(blocks))


def _tier(one: Ceiling) -> str:
    comes_to = f" → *{safe(one.comes_to)}*" if one.comes_to else ""
    behind = many(len(one.duties), "duty", "duties")
    return f"• {safe(one.what)}: {safe(one.rule)}{comes_to} ({safe(one.source)}; behind {behind})"


def _turnover(outcome: ExposureShown) -> str:
    if outcome.turnover is None:
        return "The turnover is not known, so a share of it stays a share: /breach facts turnover EUR 1200000"
    return (
        f"Counted with a turnover of {outcome.turnover.currency} {outcome.turnover.amount:,}. Amounts in other "
        "currencies are not converted. Claims by people and the costs of the response come on top."
    )
