"""A table of people as people type it: `Germany 12000, about 900 in France and some in California`."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from bot.errors import Ambiguous, PossibleReading, UsageError
from bot.law.places import Places
from bot.law.values import ELSEWHERE, Choices, Count, People
from bot.messages import _
from bot.typed.numbers import NOBODY, read_count
from bot.typed.places import BEYOND, MOST, codes_named, parts_of_list, read_place, reading_of
from bot.typed.words import ask, folded, refuse_length, repeated

WORDS = 12  # words of one row, at most
RUN = 40  # words of rows that nothing separates, at most
NOUNS = (
    "people|persons?|individuals|customers?|clients?|residents?|users?|patients?|employees|personen|menschen|kunden"
    "|betroffene|personnes|personas|clientes"
)
NOUN = re.compile(rf"\s+(?:{NOUNS})$", re.IGNORECASE)
SIGN = re.compile(r"[<>~≈≥≤=+]")
JOINED = re.compile(
    rf"^(?:(?:{NOUNS})\s+)?(?:(?:in|from|of|aus|en|au|aux|a|à|de|des|du|desde)\s+)?(?:the\s+)?", re.IGNORECASE
)


def read_people(what: str, text: str, places: Places, country: str | None) -> People:
    """The table, without a row for “none”; parts of one country that the law does not tell apart (England, Wales) are
    added up. `what` names the value in a fault, `country` is the organization's. Raises Ambiguous for one row at a
    time."""
    refuse_length(text, MOST)
    if _is_nobody(text):
        return People({})
    reader = RowReader(what, places, country)
    table: dict[str, tuple[str, Count]] = {}
    for row in reader.rows(text):
        name, code, count = reader.read(row)
        if code in table:
            count = _sum(what, _(places.name(code)), table[code], (name, count))
        table[code] = (name, count)
    if not table:
        raise UsageError(_("{what}: name a place and a number.", what=what), _example())
    return People({code: count for code, (_name, count) in table.items()})


def _is_nobody(text: str) -> bool:
    """`none`, `0`, `no people`: no one anywhere, as no place is named."""
    words = folded(NOUN.sub("", f" {text.strip()}"))
    return words in NOBODY or words == "0"


def read_row_places(what: str, text: str, places: Places, country: str | None) -> Choices:
    """The rows of a table that are named by their places; a number beside a place is passed over."""
    refuse_length(text, MOST)
    reader = RowReader(what, places, country)
    found = [reader.read_place(part) for part in parts_of_list(text, reader.names_row)]
    return Choices(tuple(dict.fromkeys(found)))


def parts_named(what: str, text: str, places: Places, country: str | None) -> dict[str, str]:
    """The rows of a table that name only a part of the place that is recorded (England): the name by the code."""
    reader = RowReader(what, places, country)
    return {code: name for name, code, _count in map(reader.read, reader.rows(text)) if folded(name) in PARTS}


def _example() -> str:
    return _("Write for example Germany 1200, California 500-900, France some.")


def _sum(what: str, place: str, first: tuple[str, Count], second: tuple[str, Count]) -> Count:
    """Of two parts of a country; the country itself, or a part twice, would be counted twice."""
    names = {folded(first[0]), folded(second[0])}
    if len(names) < 2 or not names <= PARTS:
        raise UsageError(
            _("{what}: {place} is listed twice.", what=what, place=place), _("Write each place once, with its total.")
        )
    one, other = first[1], second[1]
    best = (one.best or one.least) + (other.best or other.least) if one.best or other.best else None
    most = None if one.most is None or other.most is None else one.most + other.most
    return Count(one.least + other.least, most, best)


PARTS = {
    folded(name)
    for name in (
        "England", "Scotland", "Wales", "Northern Ireland", "Schottland", "Nordirland", "Angleterre", "Écosse",
        "Pays de Galles", "Irlande du Nord", "Inglaterra", "Escocia", "Gales", "Irlanda del Norte",
    )
}  # fmt: skip
"""Parts of the United Kingdom, none of which covers another."""


class RowReader:
    """Reads one row: a place and a number, in either order."""

    def __init__(self, what: str, places: Places, country: str | None) -> None:
        self.what, self.places, self.country = what, places, country

    def stands(self, row: str) -> bool:
        return any(True for _split in self._splits(row))

    def read(self, row: str) -> tuple[str, str, Count]:
        """The place's name, its code and the number. Raises Ambiguous with every way to read the row."""
        splits = list(self._splits(row))
        if not splits:
            raise self._fault(row)
        readings = [one for name, number in splits for one in self._readings(name, number)]
        found = {(code, count): (name, text) for name, code, count, text in readings}
        if len(found) == 1:
            [((code, count), (name, _text))] = found.items()
            return name, code, count
        say = _("{what}: “{text}” can be read in more than one way.", what=self.what, text=repeated(row))
        raise ask(say, " ".join(row.split()), [text for _name, text in found.values()])

    def rows(self, text: str) -> Iterator[str]:
        """The rows of a table; where nothing separates them (DE 12000 FR 900), each ends where the next begins."""
        for part in parts_of_list(text, self.stands):
            words = part.split()
            found = list(self._run_together(words)) if len(words) <= RUN and not self.stands(part) else []
            yield from found[0] if len(found) == 1 else [part]

    def _run_together(self, words: Sequence[str]) -> Iterator[list[str]]:
        """Every way to split words into rows that are understood, all with the place first or all with the number."""
        if not words:
            yield []
        for at in range(2, min(len(words), WORDS) + 1):
            row = " ".join(words[:at])
            if self.stands(row) and not (row.endswith(" to") or row.startswith("to ")):  # of a range, never Tonga
                for rest in self._run_together(words[at:]):
                    if not rest or self._is_count(words[at - 1]) == self._is_count(rest[0].split()[-1]):
                        yield [row, *rest]

    def names_row(self, row: str) -> bool:
        return self._is_place(row) or self.stands(row)

    def read_place(self, row: str) -> str:
        """The code of the place that the row is about. Raises Ambiguous and UsageError."""
        if folded(row) in BEYOND:
            return ELSEWHERE
        if self.stands(row) and not self._is_place(row):
            return self.read(row)[1]
        return read_place(self.what, row, self.places, self.country)

    def _splits(self, row: str) -> Iterator[tuple[str, str]]:
        """Every way to split the row into a place and a number that are understood."""
        words = NOUN.sub("", re.sub(r"(?<=\w)\s*[:=]\s*", " ", row.strip())).split()
        if not 2 <= len(words) <= WORDS:
            return
        for at in range(1, len(words)):
            first, second = " ".join(words[:at]), " ".join(words[at:])
            if self._is_place(first) and self._is_count(second):
                yield first, second
            elif self._is_count(first):
                place = next((one for one in (second, JOINED.sub("", second)) if self._is_place(one)), None)
                if place:
                    yield place, first

    def _is_place(self, text: str) -> bool:
        """No place has a sign of a number in its name."""
        return folded(text) in BEYOND or (not SIGN.search(text) and bool(codes_named(text, self.places, self.country)))

    def _is_count(self, text: str) -> bool:
        try:
            read_count(self.what, text, some=True)
        except Ambiguous:
            return True
        except UsageError:
            return False
        return True

    def _readings(self, name: str, number: str) -> Iterator[tuple[str, str, Count, PossibleReading]]:
        """Each place with each number, and how they are said."""
        counts = self._counts(number)
        if folded(name) in BEYOND:
            codes = [(ELSEWHERE, PossibleReading(_("elsewhere"), ELSEWHERE))]
        else:
            named = codes_named(name, self.places, self.country)
            codes = [(code, reading_of(code, self.places)) for code in named]
        for (code, place), (count, said) in product(codes, counts):
            yield name, code, count, PossibleReading(f"{place.label}: {said.label}", f"{place.text} {said.text}")

    def _counts(self, number: str) -> list[tuple[Count, PossibleReading]]:
        try:
            return [(read_count(self.what, number, some=True), PossibleReading(number, number))]
        except Ambiguous as question:
            return [(read_count(self.what, one.text), one) for one in question.readings]

    def _fault(self, row: str) -> UsageError:
        """What is wrong with a row that cannot be read at all: the place, where the rest is a number."""
        words = row.split()
        for at in range(len(words) - 1, 0, -1) if len(words) <= WORDS else ():
            if self._is_count(" ".join(words[at:])):
                return self._place_fault(" ".join(words[:at]))
            if self._is_count(" ".join(words[:at])):
                return self._place_fault(JOINED.sub("", " ".join(words[at:])))
        return self._no_row(row)

    def _no_row(self, row: str) -> UsageError:
        return UsageError(
            _("{what}: “{text}” is not a place and a number.", what=self.what, text=repeated(row)), _example()
        )

    def _place_fault(self, name: str) -> UsageError:
        try:
            read_place(self.what, name, self.places, self.country)
        except UsageError as fault:
            return fault
        return UsageError(
            _("{what}: “{text}” is not a place and a number.", what=self.what, text=repeated(name)), _example()
        )
