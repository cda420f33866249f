"""Reads the rows of a register that was kept elsewhere: which column is which, and what each row lacks.

Columns are known by the names that the register itself uses, in English; anything else is mapped by hand. A column of
times may name their zone: `Aware (Europe/Berlin)`. Nothing is guessed: a date that can be read in two ways is refused.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.csv_cells import STARTS
from bot.domain.register import ASSUMED, COLUMNS, DATES, MOMENTS, Cell, RegisterEntry, content_hash, lacking
from bot.errors import UsageError
from bot.law.places import Places
from bot.law.values import zones

MOST_FAULTS = 10  # rows that one answer names
LONGEST_REF = 100  # characters
EARLIEST = date(1900, 1, 1)  # no register is older: a day before it is mistyped
IGNORED = "-"
COMPUTED = ("origin",)  # says itself where an entry comes from
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ZONED = re.compile(r"(.+) \(([\w+/-]+)\)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")


@dataclass(frozen=True)
class EntryRules:
    """`zone`: of times that name none. `today`: there; nothing in a register is later. `mapping`: by the file's own
    column in small letters, ours, or `-`."""

    places: Places
    zone: str
    today: date
    mapping: Mapping[str, str]


def read_mapping(options: Iterable[str]) -> Mapping[str, str]:
    """`Their column=ref`. Raises UsageError."""
    found = {}
    for option in options:
        theirs, sign, ours = option.rpartition("=")
        if not sign or (ours.strip() not in COLUMNS and ours.strip() != IGNORED):
            raise UsageError(
                f"“{option}” doesn't map a column.", f"Write 'Their name=OURS', or 'Their name=-'. Ours: {_ours()}."
            )
        found[theirs.strip().casefold()] = ours.strip()
    return found


def _ours() -> str:
    return ", ".join(name for name in COLUMNS if name not in COMPUTED)


@dataclass(frozen=True)
class Column:
    """Ours that one of theirs is; `zone`: of its times, where it names one."""

    name: str
    zone: str = ""


def columns_of(header: Sequence[str], rules: EntryRules) -> Sequence[Column]:
    """Our column for each of theirs. Raises UsageError that names all that are unknown, or used twice."""
    known = {name: name for name in COLUMNS} | {label.casefold(): name for name, label in COLUMNS.items()}
    columns = [_column(one, {**known, **rules.mapping}) for one in header]
    found = [one.name for one in columns]
    if unknown := [one for one, ours in zip(header, found, strict=True) if not ours]:
        raise UsageError(
            f"Unknown columns: {', '.join(f'“{one}”' for one in unknown)}.",
            f"Map each with --column '{unknown[0]}=OURS', or leave it out with '{unknown[0]}=-'. Ours: {_ours()}.",
        )
    if absent := rules.mapping.keys() - {one.casefold() for one in header}:
        raise UsageError(
            f"The file has no column “{min(absent)}”.", f"Its columns are: {', '.join(header)}. Correct --column."
        )
    if twice := [one for one in dict.fromkeys(found) if one != IGNORED and found.count(one) > 1]:
        raise UsageError(f"Several columns are mapped to {', '.join(twice)}.", "Map one of them to - to leave it out.")
    return columns


def _column(theirs: str, known: Mapping[str, str]) -> Column:
    """Its name is empty where it is none of ours. Beside our name, only a column of times may have a zone."""
    named = _ZONED.fullmatch(theirs)
    name, zone = known.get(theirs.casefold(), ""), named[2] if named and named[2] in zones() else ""
    if named and zone and not name:
        ours = known.get(named[1].casefold(), "")
        name = ours if ours in MOMENTS else ""
    return Column(name, zone)


def read_entries(
    columns: Sequence[Column], rows: Iterable[tuple[int, Sequence[str]]], rules: EntryRules
) -> list[RegisterEntry]:
    """All rows, or none: raises UsageError with the first rows that are wrong and what each lacks."""
    entries, faults, seen = list[RegisterEntry](), list[str](), dict[str, int]()
    for number, row in rows:
        try:
            entry = _entry(list(zip(columns, row, strict=True)), rules)
            if entry.ref in seen:
                raise UsageError(f"reference {entry.ref} is in row {seen[entry.ref]} too")
        except UsageError as error:
            faults.append(f"Row {number}: {error.say}.")
            if len(faults) == MOST_FAULTS:
                break
            continue
        seen[entry.ref] = number
        entries.append(entry)
    if faults:
        raise UsageError("\n".join(faults), "Nothing was imported. Correct these rows, then import the file again.")
    if not entries:
        raise UsageError("The file has no rows.", "Export the register again, with one row for each breach.")
    return entries


def _entry(row: Sequence[tuple[Column, str]], rules: EntryRules) -> RegisterEntry:
    """Raises UsageError whose sentence has no full stop and follows `Row 3:`."""
    kept = [(one, _unguarded(text.strip())) for one, text in row if one.name not in (IGNORED, *COMPUTED)]
    said = {one.name: text for one, text in kept if text}
    cells: dict[str, Cell] = {name: text for name, text in said.items() if name not in MOMENTS}
    stated = [(one, text) for one, text in kept if text not in ("", ASSUMED) and one.name in MOMENTS]
    cells |= {one.name: _moment(COLUMNS[one.name], text, one.zone, rules) for one, text in stated}
    if missing := lacking(cells):
        raise UsageError(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    if len(said["ref"]) > LONGEST_REF:
        raise UsageError(f"the reference “{said['ref'][:20]}…” is longer than {LONGEST_REF} characters")
    first = next(cells[name] for name in DATES if name in cells)
    known_on = first.astimezone(ZoneInfo(rules.zone)).date() if isinstance(first, datetime) else first
    assert isinstance(known_on, date)
    places = _places(said.get("places", ""), rules.places)
    cells |= {"places": ", ".join(sorted(map(rules.places.name, places)))} if places else {}
    return RegisterEntry(said["ref"], known_on, places, cells)


def _unguarded(text: str) -> str:
    """Without the apostrophe that a guard against formulas had put in front."""
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(STARTS) else text


def _moment(label: str, text: str, zone: str, rules: EntryRules) -> date | datetime:
    """`zone`: its column's, where that names one."""
    try:
        found = _written(text, ZoneInfo(zone or rules.zone))
        day = found.astimezone(ZoneInfo(rules.zone)).date() if isinstance(found, datetime) else found
    except (ValueError, OverflowError):
        said = f"{label}: “{text[:40]}” is no date such as 2026-11-24, 24.11.2026 or 2026-11-24 09:30"
        raise UsageError(said) from None
    if not EARLIEST <= day <= rules.today:
        raise UsageError(f"{label}: “{text[:40]}” is not between {EARLIEST} and today")
    return found


def _written(text: str, zone: ZoneInfo) -> date | datetime:
    """Raises ValueError for what is no date."""
    dotted = _DOTTED.fullmatch(text)
    written = f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}{dotted[4]}" if dotted else text
    if _DAY.fullmatch(written):
        return date.fromisoformat(written)
    if not _DAY.match(written):
        raise ValueError
    at = datetime.fromisoformat(written.replace(" UTC", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _places(text: str, places: Places) -> frozenset[str]:
    found = set()
    for one in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        code = one if one in places else places.codes_by_name.get(one.lower())
        if code is None:
            raise UsageError(f"Places: “{one[:40]}” is no place that breachbot knows, such as DE, France or US-CA")
        found.add(code)
    return frozenset(found)


def stored(entry: RegisterEntry) -> Mapping[str, str]:
    """The cells as the record keeps them."""
    return {name: value if isinstance(value, str) else value.isoformat() for name, value in entry.cells.items()}


def restored(cells: Mapping[str, str]) -> Mapping[str, Cell]:
    def read(name: str, text: str) -> Cell:
        if name not in MOMENTS:
            return text
        return date.fromisoformat(text) if _DAY.fullmatch(text) else datetime.fromisoformat(text)

    return {name: read(name, text) for name, text in cells.items()}


def content_of(entry: RegisterEntry) -> str:
    return content_hash(entry.cells)


def additions(
    found: Iterable[RegisterEntry], own: frozenset[str], contents: Mapping[str, str]
) -> Sequence[RegisterEntry]:
    """Those that aren't in the register yet: neither of our `own` incidents, nor imported, whose `contents` are hashes
    by reference. Raises UsageError where one of these says something else."""
    found = tuple(found)
    other = [one.ref for one in found if one.ref in own or contents.get(one.ref, content_of(one)) != content_of(one)]
    if other:
        listed = ", ".join(other[:MOST_FAULTS]) + (" and more" if len(other) > MOST_FAULTS else "")
        raise UsageError(
            f"In the register with other contents already: {listed}.",
            "Nothing was imported. Entries are never overwritten: give these rows references of their own.",
        )
    return [one for one in found if one.ref not in contents]
