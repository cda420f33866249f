"""What was counted, as lines for people and as JSON for programs. Numbers and row numbers only.

Decides what is said: a promise about opt-outs beside their number, what to do beside what isn't understood.
"""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from bot.law.values import People, plain
from bot.recipients.counts import COMPUTED, DAMAGED, DUPLICATE, PLACE, POSSIBLE, Counts, Traits
from bot.recipients.lists import RecipientList

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "|"}
NOT_SAID = "not stated"
PREFERENCES = {
    "no_post": "Asked for no post",
    "no_email": "Asked for no email",
    "no_phone": "Asked not to be phoned",
    "no_marketing": "Opted out of marketing: they get every notice that a law requires, and no promotion",
    "electronic_consent": "Agreed to electronic notices",
}
SAID: Mapping[str, str] = {
    PLACE: "Where they live isn't certain. They are counted as unknown.",
    DUPLICATE: "About a person who was there before. Counted once.",
    POSSIBLE: "Name and address of another row, under a key of its own. Counted; check whether they are one person.",
    COMPUTED: "A name or street begins like a formula. Correct it, or a spreadsheet will compute it.",
    DAMAGED: "A name or street has lost letters in an earlier export (�). Correct it before anything is sent.",
}
FIELDS = {
    "language": "The language isn't understood.",
    "channel": "The preferred channel isn't understood.",
    "minor": "It isn't clear whether this is a minor: the birth date has two readings or none.",
    "deceased": "It isn't clear whether this person is deceased.",
    "electronic_consent": "It isn't clear whether this person agreed to electronic notices.",
    "no_post": "It isn't clear whether this person asked for no post.",
    "no_email": "It isn't clear whether this person asked for no email.",
    "no_phone": "It isn't clear whether this person asked not to be phoned. They aren't listed as someone to phone.",
    "no_marketing": "It isn't clear whether this person opted out of marketing. They get every notice either way.",
}


def lines(listed: RecipientList, counts: Counts, names: Mapping[str, str]) -> Iterator[str]:
    """`names`: of places, by code."""
    yield from _heading(listed, counts)
    yield from _table("Where they live", _named(counts.by(lambda one: one.place), names))
    yield from _table("How they can be reached", _reach(counts))
    yield from _table("Language", _stated(counts.by(lambda one: one.language or "")))
    yield from _table("Preferred channel", _stated(counts.by(lambda one: one.channel or "")))
    yield from _table("What they asked for", _asked(counts))
    yield from _table("Take care with", _care(counts))
    yield from _remarks(listed, counts)


def _heading(listed: RecipientList, counts: Counts) -> Iterator[str]:
    repeated = counts.remarks.get(DUPLICATE, 0)
    people = f"{counts.people:,} {'person' if counts.people == 1 else 'people'}"
    yield f"{people} in {counts.rows:,} {'row' if counts.rows == 1 else 'rows'} (duplicates: {repeated:,})"
    guessed = " (guessed: check a name with an accent)" if listed.format.guessed else ""
    separator = DELIMITERS.get(listed.format.delimiter, listed.format.delimiter)
    yield f"Read as {listed.columns.mapping.name}, {listed.format.encoding.upper()}{guessed}, separator: {separator}"
    yield f"SHA-256 {listed.format.sha256}"


def _table(title: str, rows: Mapping[str, int]) -> Iterator[str]:
    if shown := {name: number for name, number in rows.items() if number}:
        yield ""
        yield title
        yield from (f"  {number:>11,}  {name}" for name, number in shown.items())


def _named(places: Mapping[str, int], names: Mapping[str, str]) -> Mapping[str, int]:
    states = {place.partition("-")[0] for place in places if "-" in place}
    found = {}
    for place, number in places.items():
        only = ", state not known" if place in states else ""
        found[f"{place}  {names.get(place, place)}{only}" if place else "not known"] = number
    return found


def _stated(answers: Mapping[str, int]) -> Mapping[str, int]:
    """Nothing where nobody says anything."""
    return {} if set(answers) <= {""} else {answer or NOT_SAID: number for answer, number in answers.items()}


def _reach(counts: Counts) -> Mapping[str, int]:
    return {
        "by post": counts.where(lambda one: one.has_postal_address),
        "by email": counts.where(lambda one: one.has_email),
        "no postal address": counts.where(lambda one: not one.has_postal_address),
        "no email address that could be right": counts.where(lambda one: not one.has_email),
        "neither": counts.where(_unreachable),
    }


def _unreachable(one: Traits) -> bool:
    return not (one.has_postal_address or one.has_email)


def _asked(counts: Counts) -> Mapping[str, int]:
    return {said: counts.where(attrgetter(name)) for name, said in PREFERENCES.items()}


def _care(counts: Counts) -> Mapping[str, int]:
    return {
        "Minors: address the notice to a parent or guardian": counts.where(lambda one: one.minor),
        "Minors whose parent or guardian the list doesn't name": counts.where(
            lambda one: one.minor and not one.represented
        ),
        "Deceased: address the notice to the next of kin or personal representative": counts.where(
            lambda one: one.deceased
        ),
    }


def _remarks(listed: RecipientList, counts: Counts) -> Iterator[str]:
    said = {**SAID, **FIELDS}
    if counts.remarks:
        yield ""
        yield "Check before you go on"
    for what, number in counts.remarks.items():
        yield f"  {number:>11,}  {said[what]} {_rows(number, counts.examples[what])}"
    if listed.columns.unused:
        yield ""
        yield f"Columns not used: {', '.join(listed.columns.unused)}"


def _rows(number: int, first: Sequence[int]) -> str:
    named = ", ".join(map(str, first))
    return f"{'Rows' if len(first) > 1 else 'Row'} {named}{', …' if number > len(first) else ''}"


def as_json(listed: RecipientList, counts: Counts, people: People) -> Mapping[str, Any]:
    """The same, for programs."""
    reach = zip(
        ("post", "email", "no_post_address", "no_email_address", "neither"), _reach(counts).values(), strict=True
    )
    return {
        "sha256": listed.format.sha256,
        "bytes": listed.format.size,
        "encoding": listed.format.encoding,
        "encoding_guessed": listed.format.guessed,
        "delimiter": listed.format.delimiter,
        "mapping": listed.columns.mapping.name,
        "unused_columns": list(listed.columns.unused),
        "rows": counts.rows,
        "people": counts.people,
        "places": place_numbers(counts),
        "reach": dict(reach),
        "languages": counts.by(lambda one: one.language or ""),
        "channels": counts.by(lambda one: one.channel or ""),
        **kept_numbers(counts),
        "remarks": {what: {"rows": number, "first": counts.examples[what]} for what, number in counts.remarks.items()},
        "facts": {"people": plain(people)},
    }


def place_numbers(counts: Counts) -> Mapping[str, int]:
    return {place or "unknown": number for place, number in counts.by(lambda one: one.place).items()}


def kept_numbers(counts: Counts) -> Mapping[str, int]:
    """What the record keeps beside the places."""
    return {
        **{name: counts.where(attrgetter(name)) for name in PREFERENCES},
        "minors": counts.where(lambda one: one.minor),
        "deceased": counts.where(lambda one: one.deceased),
        "unreachable": counts.where(_unreachable),
        "duplicates": counts.remarks.get(DUPLICATE, 0),
    }
