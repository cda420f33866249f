"""How the ceilings of fines are shown: as ceilings, tier by tier, to few."""

from bot.actions.exposures import ExposureShown
from bot.law.exposure import Ceiling
from bot.messages import N_, _, plural
from bot.slack.block_kit import Block, Message, context, header, safe, section, told
from bot.slack.requests import Reader

PLAIN = N_("These are the maximum fines in law, not a forecast. Actual fines are usually far lower.")


def shown(outcome: ExposureShown, reader: Reader) -> Message:
    """Each law's tiers; amounts in its own currency, never converted and never added up."""
    blocks: list[Block] = [header(_("Maximum fines")), section(f"*{_(PLAIN)}*")]
    by_law: dict[str, list[Ceiling]] = {}
    for one in outcome.ceilings:
        by_law.setdefault(one.law, []).append(one)
    for law, tiers in list(by_law.items())[:40]:
        rows = "\n".join(_tier(one) for one in tiers)
        blocks.append(section(f"*{safe(law)}*\n{rows}"))
    if not by_law:
        blocks.append(section(_("No duty that is owed now has a maximum fine.")))
    blocks.append(context(_turnover(outcome)))
    return Message(_("Maximum fines"), tuple(blocks))


def _tier(one: Ceiling) -> str:
    comes_to = f" → *{told(one.comes_to)}*" if one.comes_to else ""
    behind = plural("applies to {n} duty", "applies to {n} duties", len(one.duties))
    return f"• {safe(one.what)}: {told(one.rule)}{comes_to} ({safe(one.source)}; {behind})"


def _turnover(outcome: ExposureShown) -> str:
    if outcome.turnover is None:
        return _(
            "Annual turnover is not known, so percentages can't be calculated. To state it: {example}",
            example="`/breach facts turnover EUR 1200000`",
        )
    return _(
        "Calculated with an annual turnover of {turnover}. Amounts in other currencies are not converted. "
        "Claims by affected people and response costs are extra.",
        turnover=f"{outcome.turnover.currency} {outcome.turnover.amount:,}",
    )
