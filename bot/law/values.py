"""The kinds of value that a fact can have, and how each is read from a file, from JSON and from chat.

Decides how text becomes a value, and a value text. A value may be known exactly or between two ends: a count
(`300-900`, `some`), a list that may be incomplete (`unknown` among its items), a table of people per place. Reading
refuses what cannot be: negative counts, instants without a zone, unknown zones. What a value means, and which words
and places it may contain, is up to the vocabulary.

Caveats: a table of people without `elsewhere` is complete (no one elsewhere); ask "anyone elsewhere?" and add
`elsewhere: unknown` unless that is answered.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.sentences import Sentence, listed, sentence, short_day

ELSEWHERE = "elsewhere"
UNKNOWN = "unknown"
BOUNDLESS = 10**12  # stands for "no upper end is known"; larger than any number of people or records


@dataclass(frozen=True)
class Count:
    """A number of people or things; `most` is None when no upper end is known, `best` the best single guess."""

    least: int
    most: int | None
    best: int | None = None

    @property
    def exact(self) -> bool:
        return self.least == self.most


@dataclass(frozen=True)
class Choices:
    """A list of words, in the order given; when not `complete` there may be more."""

    items: tuple[str, ...]
    complete: bool = True


@dataclass(frozen=True)
class People:
    """People affected per place; a group as place (EU, US) means its people beyond those listed by member."""

    table: Mapping[str, Count] = field(default_factory=dict)


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str


Value = bool | int | str | date | datetime | Count | Choices | People | Money | Mapping[str, datetime]


LONGEST_TEXT = 10_000  # characters; a page of a notice has three thousand
FIRST_YEAR, LAST_YEAR = 1970, 2200  # the latter is the first that is not read
COUNT_DIGITS, MONEY_DIGITS = 12, 18
REPEATED = 80  # characters of what was written that an answer repeats


class Unreadable(ValueError):
    """Says what is wrong with a value, and what would be right; the caller adds the fact's name."""

    def __init__(self, say: Sentence) -> None:
        super().__init__(str(say))
        self.say = say


def read_count(raw: Any) -> Count:
    """Reads `1200`, `300-900`, `some`, `none`, `unknown` or `{min, best, max}`.

    >>> read_count("1,200"), read_count("300-900").most, read_count("some").least
    (Count(least=1200, most=1200, best=None), 900, 1)
    """
    _refuse_digits(raw, COUNT_DIGITS)
    if isinstance(raw, Mapping):
        return _count_of(raw)
    text = re.sub(r"(?<=\d)[,_' ](?=\d{3}\b)", "", str(raw).strip().lower())
    words = {"some": Count(1, None), "none": Count(0, 0), "no": Count(0, 0), UNKNOWN: Count(0, None)}
    if text in words:
        return words[text]
    if match := re.fullmatch(r"(\d+)\s*(?:-|–|to)\s*(\d+)", text):
        return _ordered(int(match[1]), int(match[2]), None)
    if match := re.fullmatch(r"(\d+)\s*\+|(?:over|more than|>)\s*(\d+)", text):
        return Count(int(match[1]) if match[1] else int(match[2]) + 1, None)
    if not isinstance(raw, bool) and re.fullmatch(r"\d+", text):
        return Count(int(text), int(text))
    raise Unreadable(
        sentence(
            "'{text}' is not a count. Write a whole number, a range such as 300-900, some, none or unknown.",
            text=_brief(raw),
        )
    )


def _count_of(raw: Mapping[str, Any]) -> Count:
    odd = set(raw) - {"min", "best", "max"}
    if odd or any(
        value is not None and (isinstance(value, bool) or not isinstance(value, int)) for value in raw.values()
    ):
        raise Unreadable(sentence("A range has min, best and max, each a whole number."))
    return _ordered(raw.get("min") or 0, raw.get("max"), raw.get("best"))


def _ordered(least: int, most: int | None, best: int | None) -> Count:
    if least < 0 or (most is not None and most < least) or (best is not None and not least <= best <= (most or best)):
        raise Unreadable(sentence("Give min, best and max in ascending order, each 0 or more."))
    return Count(least, most, best)


def read_instant(raw: Any, zone: ZoneInfo | None = None) -> datetime:
    """An aware instant in UTC. Text without offset is local in `zone`; refused when the zone is missing, or when the
    local time occurs twice or never that day."""
    moment = raw if isinstance(raw, datetime) else _moment(str(raw).strip())
    if moment.tzinfo is None:
        if zone is None:
            raise Unreadable(
                sentence(
                    "'{text}' has no time zone. Add an offset (+01:00, Z) or set zone, for example Europe/Berlin.",
                    text=_brief(raw),
                )
            )
        moment = local_instant(moment, zone)
    _refuse_year(raw, moment.year)
    return moment.astimezone(UTC)


def _refuse_year(raw: Any, year: int) -> None:
    """Nobody means another one, and the ends of the calendar can't be counted from."""
    if not FIRST_YEAR <= year < LAST_YEAR:
        raise Unreadable(sentence("'{text}' is before 1970 or after 2199. Check the year.", text=_brief(raw)))


def _refuse_digits(raw: Any, most: int) -> None:
    """A count or an amount is an exact number, in JSON and in every database."""
    bare = re.sub(r"(?<=\d)[,_' ](?=\d{3}\b)", "", str(raw))
    if re.search(rf"\d{{{most + 1}}}", bare):
        raise Unreadable(sentence("'{text}' has too many digits. Write at most {most}.", text=_brief(raw), most=most))


def _brief(raw: Any) -> str:
    """What was written, as far as an answer repeats it."""
    text = str(raw)
    return text if len(text) <= REPEATED else f"{text[:REPEATED]}…"


def _moment(text: str) -> datetime:
    if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
        raise Unreadable(
            sentence(
                "'{text}' is not a date and time. Write 2026-11-24T09:30, with an offset or a zone.", text=_brief(text)
            )
        )
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(
            sentence("'{text}' is not a date and time: {fault}.", text=_brief(text), fault=str(error))
        ) from error


def local_instant(naive: datetime, zone: ZoneInfo) -> datetime:
    """The one instant at which clocks in `zone` show `naive`; refused when there are two or none."""
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive:
        both = listed((moment.isoformat(timespec="minutes") for moment in (first, second)), "or")
        raise Unreadable(
            sentence(
                "{time} occurred twice in {zone} (clocks were set back). Say which: {both}.",
                time=f"{short_day(naive)}, {naive:%H:%M}",
                zone=zone.key,
                both=both,
            )
        )
    raise Unreadable(
        sentence(
            "{time} did not exist in {zone} (clocks were set forward). Add an offset.",
            time=f"{short_day(naive)}, {naive:%H:%M}",
            zone=zone.key,
        )
    )


def read_date(raw: Any) -> date:
    if isinstance(raw, datetime):
        raise Unreadable(sentence("This is a date without a time."))
    try:
        day = raw if isinstance(raw, date) else date.fromisoformat(str(raw).strip())
    except ValueError as error:
        raise Unreadable(sentence("'{text}' is not a date. Write 2026-11-24.", text=_brief(raw))) from error
    _refuse_year(raw, day.year)
    return day


def read_bool(raw: Any) -> bool:
    words = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}
    found = words.get(str(raw).strip().lower())
    if found is None:
        raise Unreadable(sentence("'{text}' is not true or false.", text=_brief(raw)))
    return found


def read_choices(raw: Any) -> Choices:
    items = raw if isinstance(raw, (list, tuple)) else [part.strip() for part in str(raw).split(",")]
    words = [str(item).strip() for item in items if str(item).strip()]
    known = tuple(dict.fromkeys(word for word in words if word not in (UNKNOWN, "none")))
    return Choices(known, complete=UNKNOWN not in words)


def read_people(raw: Any) -> People:
    """Reads a table `{DE: 1200, elsewhere: unknown}`, or text such as `DE 1200, FR some`."""
    if not isinstance(raw, Mapping):
        raw = dict(_place_and_count(part) for part in _parts(str(raw)))
    return People({str(place): read_count(count) for place, count in raw.items()})


def _parts(text: str) -> list[str]:
    """Splits at commas, but not at the comma within 1,200."""
    return [part.strip() for part in re.split(r",(?!\d{3}\b)|;|\n", text) if part.strip()]


def _place_and_count(part: str) -> tuple[str, str]:
    match = re.fullmatch(r"([A-Za-z]+(?:-[A-Za-z]+)?)\s*[:= ]\s*(.+)", part)
    if not match:
        raise Unreadable(
            sentence("'{text}' is not a place and a count. Write DE 1200, FR some, US-CA 500-900.", text=_brief(part))
        )
    place = match[1]
    return (place.lower() if place.lower() == ELSEWHERE else place.upper()), match[2]


def read_money(raw: Any) -> Money:
    """Reads `EUR 12,000,000` or `{amount, currency}`."""
    text = f"{raw.get('currency')} {raw.get('amount')}" if isinstance(raw, Mapping) else str(raw)
    _refuse_digits(text, MONEY_DIGITS)
    match = re.fullmatch(r"\s*([A-Z]{3})\s*([\d.,' _]+)\s*", text) or None
    if not match:
        raise _no_amount(text)
    try:
        return Money(Decimal(re.sub(r"[,' _]", "", match[2])), match[1])
    except InvalidOperation as error:
        raise _no_amount(text) from error


def _no_amount(text: str) -> Unreadable:
    return Unreadable(sentence("'{text}' is not an amount. Write the currency first: EUR 12000000.", text=_brief(text)))


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that name. Kept, because `ZoneInfo` itself remembers only a few and reads the disk for the rest."""
    return ZoneInfo(name)


def read_word(raw: Any) -> str:
    """Text as it is. A list or a table is refused: text has no parts. So is a text longer than anyone reads."""
    if isinstance(raw, (list, tuple, Mapping)):
        raise Unreadable(sentence("Write one value, not a list or a table."))
    if len(text := str(raw)) > LONGEST_TEXT:
        raise Unreadable(
            sentence("'{text}' is too long. Write at most {most} characters.", text=_brief(raw), most=LONGEST_TEXT)
        )
    return text


def read_text(raw: Any) -> str:
    """Text as people wrote it. What a file writes as a number, or as true or false, is refused: `+49405550` would lose
    its plus, `007` its zeros, and `false` would be printed as a word of Python's."""
    if isinstance(raw, bool | int | float):
        raise Unreadable(sentence("A file reads this as a number, or as true or false. Put it in quotes."))
    return read_word(raw)


def read_zone(raw: Any) -> str:
    if str(raw) not in zones():
        if near := difflib.get_close_matches(str(raw), zones(), n=1, cutoff=0.6):
            raise Unreadable(
                sentence("'{text}' is not a time zone. Did you mean {zone}?", text=_brief(raw), zone=near[0])
            )
        raise Unreadable(
            sentence(
                "'{text}' is not a time zone. Use a name such as Europe/Berlin or America/New_York.", text=_brief(raw)
            )
        )
    return str(raw)


def zones() -> set[str]:
    """All IANA names; read once (the list is on disk)."""
    if not _zones:
        _zones.update(available_timezones())
    return _zones


_zones: set[str] = set()


def read_filings(raw: Any, zone: ZoneInfo | None = None) -> dict[str, datetime]:
    if not isinstance(raw, Mapping):
        raise Unreadable(sentence("Filings are a table: the id of each duty, then when it was met."))
    return {str(duty): read_instant(when, zone) for duty, when in raw.items()}


def reader(kind: str, zone: ZoneInfo | None) -> Callable[[Any], Value]:
    """The reading function for a kind of fact."""
    table: dict[str, Callable[[Any], Value]] = {
        "instant": partial(read_instant, zone=zone),
        "date": read_date,
        "bool": read_bool,
        "count": read_count,
        "choice": read_word,
        "choices": read_choices,
        "people": read_people,
        "text": read_text,
        "money": read_money,
        "zone": read_zone,
        "place": read_word,
        "places": read_choices,
        "filings": partial(read_filings, zone=zone),
    }
    return table[kind]


def plain(value: Value | None) -> Any:
    """The value as JSON and YAML hold it; `reader` reads it back. None, where nothing is known, stays None."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Count():
            return _plain_count(value)
        case Choices():
            return [*value.items, *([] if value.complete else [UNKNOWN])]
        case People():
            return {place: _plain_count(count) for place, count in value.table.items()}
        case Money():
            return f"{value.currency} {value.amount}"
        case Mapping():
            return {duty: plain(when) for duty, when in value.items()}
    return value


def _plain_count(count: Count) -> Any:
    if count.best is not None:
        return {"min": count.least, "best": count.best, "max": count.most}
    if count.exact:
        return count.least
    if count.most is None:
        return {0: UNKNOWN, 1: "some"}.get(count.least, f"{count.least}+")
    return f"{count.least}-{count.most}"
