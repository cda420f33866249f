"""How a duty is named in chat where its law stands beside it.

Decides that a law's name is cut where it is long: the duty's own page has all of it.
"""

from bot.law.naming import BETWEEN, Titled, short_law, title_beside_law
from bot.messages import _
from bot.sentences import cut
from bot.slack.block_kit import safe

LAW = 60  # characters of a law's name
SHORT = 16  # of its short name


def named(duty: Titled) -> str:
    return f"{safe(title_beside_law(duty, _(duty.title)))}{_law(duty)}"


def headed(duty: Titled) -> str:
    """With its title in bold."""
    return f"*{safe(title_beside_law(duty, _(duty.title)))}*{_law(duty)}"


def law_in_short(duty: Titled) -> str:
    """Where there is little room."""
    return safe(cut(short_law(duty), SHORT))


def _law(duty: Titled) -> str:
    return f"{BETWEEN}{safe(cut(duty.law, LAW))}"
