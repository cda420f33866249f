"""What people, files and programs send that no one meant: valid input with faults, made by chance from a seed.

Decides only what is made. The same `Random` makes the same input, so an input is found again by its seed and number.
"""

import copy
from collections.abc import Iterator, Sequence
from random import Random  # noqa: TID251 (seeded: a finding can be read again)
from typing import Any

NASTY = (
    "", " ", "\t", "\n", "\r\n", "\0", "\x1b[31m", "\ud800", "\udfff\ud800", "\u202e", "\u200b", "\u2028", "\ufeff",
    "\U000e0041", "\uffff", "\U0010ffff", "e\u0301", "\u0301" * 50, "ﷺ", "ß", "İ", "ı", "ſ", "½", "²", "٣٤", "１２",
    "一二", "🇪🇺", "👩‍👩‍👧", "-", "--", "–", "−1", "+", "0", "-0", "00", "1e9", "1e999", "-1e999", "NaN", "Infinity",
    "0x10", "0o17", "1_000", "1,000", "1.000", "1.000,5", "9" * 18, "9" * 19, "9" * 50, "9" * 5_000, "9" * 20 + "d",
    "1/0", "{{ 7/0 }}", "{{ 'a' * 9999999999 }}", "{% for a in b %}", "[[MISSING: x]]", "%s%n", "${x}", "`id`", "<",
    ">", "&lt;", "&amp;#0;", "&#xD800;", "<@", "<@U1>", "<@U0|\0>", "<!channel>", "<!subteam^S1|x>", "<#C1|>",
    "<mailto:a@b|c>", "<https://a|b|c>", "@here", "|", "||", "&&", "!", "[", "]", "{", "}", "(", ")", "[" * 60,
    "(" * 60, '"', "'", "\\", "\\u0000", ":", ": ", "#", "*", "&a", "*a", "!!python/object", "!", "- ", "? ", "---",
    "...", ",", ";", "=", "/", "//", "..", "../../etc", "~", "null", "true", "yes", "unknown", "none", "nobody", "all",
    "at", "on", "um", "because", "ref", "until", "by", "ago", "0001-01-01T00:00", "1969-12-31", "1970-01-01",
    "2199-12-31", "2200-01-01", "9999-12-31T23:59:59", "2026-02-30", "2026-13-45", "2026-W54-8", "31/12", "29/2",
    "32.13.", "24:00", "25:61", "12:60pm", "0am", "13pm", "noon", "99 years ago", "999999999 days ago",
    "in 9999999 weeks", "+14:00", "-25:00", "UTC+99", "GMT-0", "PST", "Mars/Phobos", "Europe/Berlin", "DE", "US-CA",
    "CA", "EU", "XX", "elsewhere", "12k", "1.5m", "about", "at least", "between", "€", "USD", "C04", "T1", "x" * 300,
    "x " * 3_000, "ä" * 70_000,
)  # fmt: skip
VALUES: Sequence[Any] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, 0.5, -1e308, "", "x", "\0", "\ud800", "a" * 5_000, [], [[]],
    [None], [1, 2], {}, {"": ""}, {"a": {"b": []}}, {"id": None}, "2026-01-01", "U1", [{}], [[[[[]]]]], "null", "1e999",
)  # fmt: skip


def text(random: Random, seeds: Sequence[str]) -> str:
    """One of `seeds` with up to four faults; now and then a very long one, or nothing but faults."""
    made = random.choice(seeds) if random.random() > 0.03 else ""
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3, 4))):
        made = _text_fault(random, made, seeds)
    return made[:200_000]


def _text_fault(random: Random, made: str, seeds: Sequence[str]) -> str:
    start = random.randint(0, len(made))
    end = min(len(made), start + random.choice((0, 1, 1, 2, 5, 20, 200)))
    match random.randrange(9):
        case 0:
            return made[:start] + made[end:]
        case 1 | 2 | 3:
            return made[:start] + random.choice(NASTY) + made[end:]
        case 4:
            return made[:start] + chr(random.choice((random.randrange(128), random.randrange(0x110000)))) + made[end:]
        case 5:
            return made[:start] + made[start:end] * random.choice((2, 3, 50)) + made[end:]
        case 6:
            return made[start:] + random.choice((" ", ", ", "\n", "")) + made[:start]
        case 7:
            return made[:start] + random.choice((" ", ", ", "\n")) + random.choice(seeds) + made[start:]
    return random.choice((made.upper(), made.lower(), made.swapcase(), made[::-1], made.replace(" ", "")))


def content(random: Random, seeds: Sequence[str]) -> bytes:
    """A file: mutated text, in some encoding, with a wrong byte at times."""
    encoding = random.choice(("utf-8",) * 12 + ("utf-16", "utf-32", "latin-1", "utf-8-sig", "utf-16-be"))
    made = text(random, seeds).encode(encoding, errors=random.choice(("surrogatepass", "replace", "ignore"))
                                      if encoding.startswith("utf") else "ignore")  # fmt: skip
    if random.random() < 0.1 and made:
        at = random.randrange(len(made))
        made = made[:at] + bytes([random.randrange(256)]) + made[at:]
    return made


def value(random: Random, seed: Any, faults: int | None = None) -> Any:
    """A copy of plain JSON in which parts are missing, doubled, of another type or in another place."""
    made = copy.deepcopy(seed)
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3, 5)) if faults is None else faults):
        made = _value_fault(random, made)
    return made


def _value_fault(random: Random, made: Any) -> Any:
    places = list(_places(made))
    if not places:
        return random.choice(VALUES)
    inner, key = random.choice(places)
    match random.randrange(8):
        case 0:
            del inner[key]
        case 1 | 2 | 3:
            inner[key] = copy.deepcopy(random.choice(VALUES))
        case 4:
            other, place = random.choice(places)
            inner[key] = copy.deepcopy(other[place])
        case 5 if isinstance(inner[key], str):
            inner[key] = text(random, [inner[key]])
        case 6 if isinstance(inner, list):
            inner.extend(copy.deepcopy(inner) * random.choice((1, 1, 3)))
        case 6:
            inner[random.choice(NASTY)[:100]] = inner.pop(key)
        case 7:
            inner[key] = random.choice(([inner[key]], {"a": inner[key]}, str(inner[key])[:200]))
        case _:
            inner[key] = random.choice((random.choice(NASTY), random.randint(-(10**12), 10**12)))
    return made


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in it: what holds it, and its key or index there."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        keys = list(inner) if isinstance(inner, dict) else range(len(inner)) if isinstance(inner, list) else ()
        for key in keys:
            yield inner, key
            waiting.append(inner[key])
