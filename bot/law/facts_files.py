"""Facts in a file: every fault at once, each with its line and the closest word that is valid.

Decides what is reported about a table of facts. How one value is read is decided in `facts` and `values`, which times
contradict each other in `contradictions`.

Caveats: a fault in one fact hides none in another; times are compared where both could be read.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import LibraryError, UsageError
from bot.law.contradictions import contradictions
from bot.law.facts import Facts, read_defined, read_facts
from bot.law.model import Law
from bot.law.prose import LANGUAGES, in_language
from bot.law.values import Unreadable, Value, read_zone, zone_of
from bot.law.vocabulary import Definition, FactType
from bot.strict import Document, LibraryFaults, Path_, read_partly

ONE_A_LINE = (
    "Write one fact per line: aware_at: 2026-11-20T09:00+01:00. `breachbot facts new` writes a file to fill in."
)


def read_facts_file(file: Path, law: Law, at: datetime) -> Facts:
    """The facts of a YAML file, as stated at `at`. Raises LibraryFaults with every fault."""
    document, faults = read_partly(file)
    if not isinstance(document.value, dict):
        raise LibraryFaults(faults or [_without_facts(document)])
    faults += fact_faults(document, law)
    if faults:
        raise LibraryFaults(faults)
    return read_facts(law.vocabulary, law.places, document.value, by=file.name, at=at)


def fact_faults(document: Document, law: Law, at: Path_ = (), zone: str | None = None) -> list[LibraryError]:
    """Every fault of the table of facts at `at`. Naive instants are local in its `zone`, or in `zone`."""
    table = document.value
    for key in at:
        table = table[key]
    reading = _TableReading(document, law, at, _zone_of(table.get("zone") or zone))
    for name, raw in table.items():
        reading.read(name, raw)
    return [*reading.faults, *reading.contradicting()]


def _without_facts(document: Document) -> LibraryError:
    found = {type(None): "it is empty", list: "it is a list"}.get(type(document.value), "it is text")
    say = f"this file contains no facts: {found}. {ONE_A_LINE}"
    return LibraryError(document.file, document.line(()), "", say)


def _zone_of(name: Any) -> ZoneInfo | None:
    """A zone that is wrong is reported as its own fact; times are then read as if it were UTC."""
    if name is None:
        return None
    try:
        return zone_of(read_zone(name))
    except Unreadable:
        return ZoneInfo("UTC")


class _TableReading:
    """One walk over a table of facts."""

    def __init__(self, document: Document, law: Law, at: Path_, zone: ZoneInfo | None) -> None:
        self.faults: list[LibraryError] = []
        self._document, self._law, self._at, self._zone = document, law, at, zone
        self._known: dict[str, Value] = {}

    def read(self, name: str, raw: Any) -> None:
        try:
            definition = self._law.vocabulary[str(name)]
        except UsageError as error:
            return self._fault((name,), f"{error}" if error.remedy else f"{error} `breachbot facts new` lists them.")
        if raw is None:
            return None
        if isinstance(raw, Mapping) and definition.prose:
            return self._read_languages(str(name), raw)
        before = len(self.faults)
        for path, part in _parts(definition, raw):
            self._read_part(definition, (name, *path), part)
        if len(self.faults) == before:
            self._known[name] = read_defined(definition, self._law.places, raw, self._zone)
        return None

    def _read_languages(self, name: str, texts: Mapping[Any, Any]) -> None:
        """A text that is stated once in each language."""
        for code, text in texts.items():
            if code in LANGUAGES:
                self._read_part(self._law.vocabulary[in_language(name, code)], (name, code), text)
            else:
                self._fault((name, code), f"unknown language '{code}'. Write one of: {', '.join(LANGUAGES)}.")

    def _read_part(self, definition: Definition, path: Path_, part: Any) -> None:
        if definition.type is FactType.FILINGS and len(path) > 1:
            try:
                self._law.named(str(path[-1]))
            except UsageError as error:
                self._fault(path, str(error))
        try:
            read_defined(definition, self._law.places, part, self._zone)
        except Unreadable as error:
            self._fault(path, str(error.say))

    def _fault(self, path: Path_, say: str) -> None:
        key = (*self._at, path[0], *(part for part in path[1:] if isinstance(part, str)))  # not where in a list
        fault = self._document.fault((*self._at, *path), say, key=key)
        if str(fault) not in map(str, self.faults):  # the place and the count of a row are read separately
            self.faults.append(fault)

    def contradicting(self) -> Iterator[LibraryError]:
        for order in contradictions(self._known):
            line = self._document.line((*self._at, order.first))
            where = f"{order.first} on line {line}" if line else order.first
            yield self._document.fault((*self._at, order.then), f"{order.about_then} Check both times ({where}).")


def _parts(definition: Definition, raw: Any) -> Iterator[tuple[Path_, Any]]:
    """A list or table part by part, so that each fault has its line; anything else whole."""
    if isinstance(raw, Mapping) and definition.type is FactType.PEOPLE:
        yield from (((key,), {key: count}) for key, value in raw.items() for count in (value, 0))
    elif isinstance(raw, Mapping) and definition.type is FactType.FILINGS:
        yield from (((key,), {key: value}) for key, value in raw.items())
    elif isinstance(raw, list) and definition.type.is_list and definition.type is not FactType.PEOPLE:
        yield from (((index,), [item]) for index, item in enumerate(raw))
    else:
        yield (), raw
