"""Numbers of people and things as people write them: `12,000`, `12.000`, `12k`, `about 900`, `500 to 1,000`.

A comma, a point, an apostrophe or a space before three digits groups them. `about` is within a tenth on either side,
and keeps the number that was written as the best guess.
"""

import re
from collections.abc import Callable, Iterable

from bot.errors import PossibleReading, UsageError
from bot.law.values import Count
from bot.messages import _
from bot.typed.time_words import NUMBERS
from bot.typed.words import NOT_KNOWN, ask, folded, refuse_length, repeated

MOST = 200  # characters of a number
LARGEST = 10**11  # more than there are people or records; nothing above is meant


def _any(words: str) -> str:
    return "|".join(re.escape(word.replace("_", " ")) for word in words.split())


DIGITS = r"[0-9](?:[0-9]|[.,'_ ](?=[0-9]))*"
SCALES = {
    **dict.fromkeys(["k", "thousand", "tausend", "tsd", "mille", "mil"], 1000),
    **dict.fromkeys(["m", "mio", "million", "millions", "millionen", "millones", "millon"], 10**6),
    **dict.fromkeys(
        ["bn", "billion", "mrd", "milliarde", "milliarden", "milliard", "milliards", "mil millones"], 10**9
    ),
}
SCALE = rf"(?:{_any(' '.join(one.replace(' ', '_') for one in sorted(SCALES, key=len, reverse=True)))})\.?"
NUMBER = rf"({DIGITS})(?: ?({SCALE}))?"
ROUGHLY = (
    r"(?:about|around|approximately|approx\.?|roughly|circa|ca\.?|c\.|~|≈|etwa|ungefahr|rund|knapp"
    r"|nearly|almost|environ|a peu pres|presque"
    r"|unos|unas|aproximadamente|alrededor de|cerca de|casi) ?"
)
AROUND = re.compile(f"{ROUGHLY}{NUMBER}")
RANGE = re.compile(  # one that is rough besides has the ends that were written
    rf"(?:{ROUGHLY})?(?:between |from |zwischen |von |entre |de )?(?:{ROUGHLY})?"
    rf"{NUMBER} ?(?:-|to|and|bis|und|a|et|y) ?(?:{ROUGHLY})?{NUMBER}"
)
AT_LEAST = re.compile(rf"(?:at least|>=|≥|mindestens|au moins|al menos|como minimo|minimum) ?{NUMBER}")
OR_MORE = re.compile(rf"{NUMBER} ?(?:\+|or more|oder mehr|ou plus|o mas)")
OVER = re.compile(rf"(?:more than|over|>|mehr als|uber|plus de|mas de) ?{NUMBER}")
UP_TO = re.compile(
    r"(?:at most|up to|no more than|<=|≤|hochstens|bis zu|au plus|au maximum|jusqu'a|como maximo|hasta|maximum)"
    rf" ?{NUMBER}"
)
UNDER = re.compile(rf"(?:fewer than|less than|under|<|weniger als|unter|moins de|menos de) ?{NUMBER}")
PLAIN = re.compile(NUMBER)
NOBODY = {"none", "no", "nobody", "no one", "zero", "keine", "keiner", "niemand", "null", "aucun", "aucune", "personne"}
NOBODY |= {"ninguno", "ninguna", "nadie", "cero"}
UNIT = re.compile(
    r" (?:records?|rows?|entries|lines?|files?|datensatze|datensatz|zeilen|eintrage|enregistrements?|lignes?|registros?"
    r"|filas?)$"
)
"""What is counted, after its number."""
UNSAID = {*NOT_KNOWN, "?", "n/a"}
SPOKEN = {
    **NUMBERS,
    "a dozen": 12,
    "dozen": 12,
    "a hundred": 100,
    "hundred": 100,
    "hundert": 100,
    "cent": 100,
    "cien": 100,
}
SOME = {"some", "einige", "quelques", "certains", "algunos", "algunas"}


def read_count(what: str, text: str, *, some: bool = False) -> Count:
    """The number, exact or between two ends. `what` names the value in a fault; with `some` the word “some” is at least
    one, otherwise it prompts a question, as it says nothing that a letter could repeat.

    >>> read_count("Records", "12.5k"), read_count("Records", "more than 300").least
    (Count(least=12500, most=12500, best=None), 301)
    """
    refuse_length(text, MOST)
    words = UNIT.sub("", folded(text))
    if words in NOBODY or words in SPOKEN:
        return Count(SPOKEN.get(words, 0), SPOKEN.get(words, 0))
    if words in UNSAID:
        return Count(0, None)
    if words in SOME:
        if some:
            return Count(1, None)
        raise UsageError(
            _("{what}: “{text}” doesn't say how many.", what=what, text=repeated(text)),
            _("Write a number, a range such as 300-900, at least 1, or unknown."),
        )
    readings = list(dict.fromkeys(_readings(words)))
    if len(readings) == 1:
        return readings[0]
    if readings:
        say = _("{what}: “{text}” can be read in more than one way.", what=what, text=repeated(text))
        raise ask(say, " ".join(text.split()), [_reading(one) for one in readings])
    raise UsageError(
        _("{what}: “{text}” is not a number.", what=what, text=repeated(text)),
        _("Write a whole number such as 1200, a range such as 300-900, about 900, at least 300 or unknown."),
    )


def _reading(count: Count) -> PossibleReading:
    """In words, and as text that has no other meaning."""
    if count.exact:
        return PossibleReading(f"{count.least:,}", str(count.least))
    if count.best is not None:
        return PossibleReading(_("about {n}", n=f"{count.best:,}"), f"about {count.best}")
    if count.most is None:
        return PossibleReading(_("at least {n}", n=f"{count.least:,}"), f"at least {count.least}")
    return PossibleReading(
        _("{least} to {most}", least=f"{count.least:,}", most=f"{count.most:,}"), f"{count.least}-{count.most}"
    )


def _about(number: int) -> Count:
    """Rounded outward to whole people."""
    return Count(number * 9 // 10, -(-number * 11 // 10), number) if number else Count(0, 0)


SHAPES: tuple[tuple[re.Pattern[str], Callable[[int], Count]], ...] = (
    (PLAIN, lambda number: Count(number, number)),
    (AROUND, _about),
    (AT_LEAST, lambda number: Count(number, None)),
    (OR_MORE, lambda number: Count(number, None)),
    (OVER, lambda number: Count(number + 1, None)),
    (UP_TO, lambda number: Count(0, number)),
    (UNDER, lambda number: Count(0, max(number - 1, 0))),
)
"""What stands around a number, and what it then says."""


def _readings(words: str) -> Iterable[Count]:
    if found := RANGE.fullmatch(words):
        yield from _ranges(found)
    for pattern, made in SHAPES:
        if found := pattern.fullmatch(words):
            yield from (made(number) for number in numbers_of(found[1], found[2]) if number <= LARGEST)


def _ranges(found: re.Match[str]) -> Iterable[Count]:
    """`5-10k`: the scale of the last number may be that of both."""
    first, scale, second, last = found.groups()
    pairs = [(low, high) for low in numbers_of(first, scale) for high in numbers_of(second, last)]
    if last and not scale:
        pairs = [(low, high) for low in numbers_of(first, last) for high in numbers_of(second, last)] + pairs
    yield from (Count(low, high) for low, high in pairs if low <= high <= LARGEST)


GROUPED = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:([.,'_ ])[0-9]{3})(?:\1[0-9]{3})*|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")


def numbers_of(digits: str, scale: str | None) -> list[int]:
    """What the digits may be: grouped in threes, or with a decimal point where a scale follows."""
    times = SCALES[scale.rstrip(".")] if scale else 1
    found = []
    if re.fullmatch(
        r"[0-9]+|[1-9][0-9]{0,2}(?:([.,'_ ])[0-9]{3})(?:\1[0-9]{3})*|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}", digits
    ):
        found.append(int(re.sub(r"[^0-9]", "", digits)) * times)
    elif re.fullmatch(r"[0-9]+[.,]0+", digits) and not scale:  # 12.00: with cents, or a group that lacks a digit
        found += [int(re.split("[.,]", digits)[0]), int(re.sub(r"[^0-9]", "", digits))]
    if scale and (parts := re.fullmatch(r"([0-9]{1,6})[.,]([0-9]{1,6})", digits)):
        exact = int(parts[1] + parts[2]) * times
        if exact % 10 ** len(parts[2]) == 0:
            found.append(exact // 10 ** len(parts[2]))
    return list(dict.fromkeys(found))
