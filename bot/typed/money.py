"""An amount of money as people write it: `EUR 12,000,000`, `12m euros`, `€5.000.000`; a $ prompts a question."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.errors import PossibleReading, UsageError
from bot.law.values import Count, Money
from bot.messages import _
from bot.typed.numbers import DIGITS, SCALE, numbers_of, read_count
from bot.typed.words import ask, folded, refuse_length, repeated

MOST = 100  # characters of an amount
CURRENCIES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("€", "euro", "euros"), ("EUR",)),
    **dict.fromkeys(("£", "pound", "pounds", "pfund", "livres", "libras"), ("GBP",)),
    **dict.fromkeys(("$", "dollar", "dollars", "dolares"), ("USD", "CAD", "AUD")),
    "us$": ("USD",),
    "ca$": ("CAD",),
    "c$": ("CAD",),
    "a$": ("AUD",),
    "¥": ("JPY", "CNY"),
    "yen": ("JPY",),
    "franken": ("CHF",),
    "kronor": ("SEK",),
    "zloty": ("PLN",),
}
NAME = "|".join(re.escape(name) for name in sorted(CURRENCIES, key=len, reverse=True))
AMOUNT = rf"(?P<digits>{DIGITS})(?: ?(?P<scale>{SCALE}))?"
SHAPES = (
    re.compile(rf"(?P<currency>{NAME}|[a-z]{{3}}) ?{AMOUNT}"),
    re.compile(rf"{AMOUNT} ?(?:de |d')?(?P<currency>{NAME}|[a-z]{{3}})"),
)
SIDES = (
    re.compile(rf"(?P<amount>.+?) ?(?P<currency>{NAME}|(?<= )[a-z]{{3}})"),
    re.compile(rf"(?P<currency>{NAME}|[a-z]{{3}}(?= )) ?(?P<amount>.+)"),
)
"""The currency after a range or before it."""
CENTS = re.compile(r"(?P<whole>[0-9]{1,3}(?:[,.' ][0-9]{3})+|[0-9]+)[.,](?P<cents>[0-9]{2})")


def read_money(what: str, text: str) -> Money:
    """The amount. `what` names the value in a fault. Raises Ambiguous and UsageError."""
    refuse_length(text, MOST)
    found = next((match for shape in SHAPES if (match := shape.fullmatch(folded(text)))), None)
    amounts = _amounts(found["digits"], found["scale"]) if found else []
    currencies = _currencies(found["currency"]) if found else ()
    if not amounts or not currencies:
        raise UsageError(
            _("{what}: “{text}” is not an amount.", what=what, text=repeated(text)),
            _("Write the currency and the amount: EUR 12,000,000 or 12 million euros."),
        )
    readings = [Money(amount, currency) for currency in currencies for amount in amounts]
    if len(readings) == 1:
        return readings[0]
    say = _("{what}: “{text}” can be read in more than one way.", what=what, text=repeated(text))
    said = [(f"{one.currency} {one.amount:,}", f"{one.currency} {one.amount}") for one in readings]
    raise ask(say, " ".join(text.split()), [PossibleReading(label, plain) for label, plain in said])


def read_money_range(what: str, text: str) -> tuple[Count, str]:
    """Whole units between two ends, and their currency: `120000-180000 EUR`, `EUR at least 5,000`, `unknown USD`.
    `what` names the value in a fault. Raises Ambiguous and UsageError."""
    refuse_length(text, MOST)
    words = folded(text)
    found = next((match for side in SIDES if (match := side.fullmatch(words))), None)
    currencies = _currencies(found["currency"]) if found else ()
    if not found or len(currencies) != 1:
        raise UsageError(
            _(
                "{what}: “{text}” has no currency, or one that can be read in more than one way.",
                what=what,
                text=repeated(text),
            ),
            _("Write the amount and the currency's code: 120000-180000 EUR, at least 5000 USD or unknown EUR."),
        )
    return read_count(what, found["amount"]), currencies[0]


def _currencies(word: str) -> tuple[str, ...]:
    """What the word may mean; nothing for three letters that are no currency's code."""
    from babel.numbers import list_currencies  # which reads a file of its own

    code = word.upper()
    return CURRENCIES.get(word) or ((code,) if code in list_currencies("en") else ())


def _amounts(digits: str, scale: str | None) -> list[Decimal]:
    """Two digits after the last sign are cents."""
    if not scale and (cents := CENTS.fullmatch(digits)):
        return [Decimal(re.sub(r"[^0-9]", "", cents["whole"]) + "." + cents["cents"])]
    return [Decimal(number) for number in numbers_of(digits, scale)]
