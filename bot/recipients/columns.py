"""Which column of a list is which field: mappings of the columns of common exports, as data, and an organization's own.

Decides how a header is compared (size of letters, accents, spaces and punctuation don't matter) and which mapping a
list is read with: the one that finds most of its fields. A mapping that was asked for by name must fit whole.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from bot.errors import LibraryError, UsageError
from bot.strict import LibraryFaults, parse, read, yaml_files
from bot.typed.words import folded

Field = Literal[
    "key", "salutation", "name", "given_name", "family_name", "street", "street_2", "city", "region", "postal_code",
    "country", "email", "phone", "language", "channel", "electronic_consent", "no_post", "no_email", "no_phone",
    "no_marketing", "birth_date", "minor", "deceased", "representative",
]  # fmt: skip
IDENTIFYING: tuple[Field, ...] = ("name", "family_name", "email")
"""Of these a list must have one: otherwise it isn't a list of people."""
SHOWN, LONGEST_SHOWN = 30, 40  # columns that an error names, and characters of each


class ColumnMapping(BaseModel):
    """The columns of each field, the preferred one first. `yes`: words that mean yes in a column of yes and no, beside
    the usual ones. `values`: what a cell of a column means, as breachbot writes it (`Deutsch: de`, `Brief: post`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    columns: dict[Field, tuple[str, ...]]
    yes: dict[Field, tuple[str, ...]] = {}
    values: dict[Field, dict[str, str]] = {}

    @model_validator(mode="after")
    def _finds_people(self) -> "ColumnMapping":
        if not any(self.columns.get(field) for field in IDENTIFYING):
            raise ValueError(f"'columns' needs one of {', '.join(IDENTIFYING)}")
        return self


@dataclass(frozen=True)
class Columns:
    """The header of one list as a mapping reads it: the position of each field that it has, from 0."""

    mapping: ColumnMapping
    header: Sequence[str]
    positions: Mapping[Field, int]

    @cached_property
    def unused(self) -> Sequence[str]:
        """The columns that no field is read from, as the list names them."""
        used = set(self.positions.values())
        return [name for at, name in enumerate(self.header) if at not in used and name]


def load_mappings(*roots: Path) -> Sequence[ColumnMapping]:
    """The mappings of these folders; a file in a later one replaces that of the same name. Raises LibraryFaults."""
    files = {file.name: file for root in roots for file in yaml_files(root)}
    return [load_mapping(files[name]) for name in sorted(files)]


def check_mappings(*roots: Path) -> list[LibraryError]:
    """Every fault of these folders' mappings; a root may be a single file."""
    faults = []
    for file in {file.name: file for root in roots for file in yaml_files(root)}.values():
        try:
            load_mapping(file)
        except LibraryFaults as found:
            faults += found.faults
    return faults


def load_mapping(file: Path) -> ColumnMapping:
    """Raises UsageError where there is no such file, LibraryFaults with all that is wrong in it."""
    if not file.is_file():
        raise UsageError(f"File not found: {file}.", "Enter a YAML file that maps columns; see docs/recipients.md.")
    if file.suffix not in (".yaml", ".yml"):  # perhaps the list: a fault of it would show what is in it
        raise UsageError(f"{file} isn't a YAML file.", "Enter a .yaml file that maps columns; see docs/recipients.md.")
    return parse(ColumnMapping, read(file))


def match(header: Sequence[str], mappings: Iterable[ColumnMapping]) -> Columns:
    """The mapping that finds most fields in the header, the first of several. Raises UsageError when none finds who the
    people are, or when two columns could be the same field."""
    places = _places(header)
    found = [(one, _positions(one, places)) for one in mappings]
    mapping, positions = max(found, key=lambda pair: len(pair[1]))
    if not any(field in positions for field in IDENTIFYING):
        raise _unmatched(header, [one for one, _found in found])
    return _single(Columns(mapping, header, positions), places)


def match_whole(header: Sequence[str], mapping: ColumnMapping) -> Columns:
    """By a mapping that someone chose. Raises UsageError as well when one of its fields has no column."""
    places = _places(header)
    positions = _positions(mapping, places)
    missing = [(field, names) for field, names in mapping.columns.items() if field not in positions]
    if missing:
        field, names = missing[0]
        near = _near(names, places, header)
        hint = f"The nearest is '{near[0]}'. Correct" if near else f"The list has: {_shown(header)}. Correct"
        say = f"The list has no column '{names[0] if names else ''}' for {field}, which the mapping asks for."
        raise UsageError(say, f"{hint} the mapping, or remove {field} from it.")
    return _single(Columns(mapping, header, positions), places)


def key_of(name: str) -> str:
    """A column's name as it is compared."""
    return re.sub(r"[\W_]+", "", folded(name))


def _places(header: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """The positions of each name, as it is compared."""
    found: dict[str, list[int]] = {}
    for at, name in enumerate(header):
        if key := key_of(name):
            found.setdefault(key, []).append(at)
    return found


def _positions(mapping: ColumnMapping, places: Mapping[str, Sequence[int]]) -> Mapping[Field, int]:
    """A column is read for one field only: the first that asks for it."""
    found: dict[Field, int] = {}
    for field, names in mapping.columns.items():
        at = next((places[key][0] for key in map(key_of, names) if key in places), None)
        if at is not None and at not in found.values():
            found[field] = at
    return found


def _single(columns: Columns, places: Mapping[str, Sequence[int]]) -> Columns:
    """Two columns of one name can't both be meant."""
    for field, at in columns.positions.items():
        same = places[key_of(columns.header[at])]
        if len(same) > 1:
            which = " and ".join(str(one + 1) for one in same[:2])
            say = f"Columns {which} are both named '{_brief(columns.header[at])}', which is read as {field}."
            raise UsageError(say, "Rename or remove one of them.")
    return columns


def _unmatched(header: Sequence[str], mappings: Sequence[ColumnMapping]) -> UsageError:
    """Shows the columns seen, unless they look like a person's row."""
    how = (
        "Write a mapping and pass it with --mapping FILE.yaml; for example:\n"
        "  name: Our list\n  columns:\n    name: [Customer]\n    street: [Addr1]\n    country: [Ctry]\n"
        f"The fields: {', '.join(get_args(Field))}."
    )
    if any("@" in name or sum(map(str.isdigit, name)) > 4 for name in header):
        return UsageError("The first row of the list must name its columns; this one looks like a person's.", how)
    if len(header) == 1:
        say = f"The list has one column: '{_brief(header[0])}'. Columns are separated by a comma, semicolon, tab or |."
        return UsageError(say, how)
    wanted = [name for one in mappings for field in IDENTIFYING for name in one.columns.get(field, ())]
    near = _near(wanted, _places(header), header)
    hint = f" The nearest to a name or an email address: {', '.join(near)}." if near else ""
    return UsageError(
        f"No column has the people's names or email addresses. The list has: {_shown(header)}.{hint}", how
    )


def _near(wanted: Iterable[str], places: Mapping[str, Sequence[int]], header: Sequence[str]) -> Sequence[str]:
    """The columns whose names read nearly like the wanted ones, the likest first."""
    keys = dict.fromkeys(
        key for name in wanted for key in difflib.get_close_matches(key_of(name), places, n=1, cutoff=0.75)
    )
    return [_brief(header[places[key][0]]) for key in keys][:3]


def _shown(header: Sequence[str]) -> str:
    more = f", and {len(header) - SHOWN} more" if len(header) > SHOWN else ""
    return ", ".join(_brief(name) or "(no name)" for name in header[:SHOWN]) + more


def _brief(name: str) -> str:
    return name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"
