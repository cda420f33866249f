"""`breachbot recipients`: what a list of the people affected says in numbers, and the fact that follows from it.

Reads the list twice (once for its hash and encoding) and writes nothing of it anywhere but numbers and its hash.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.files import write
from bot.cli.law import JsonOption, print_json, read_law
from bot.errors import UsageError
from bot.law.places import Places
from bot.recipients.columns import load_mapping, load_mappings
from bot.recipients.counts import count
from bot.recipients.facts import facts_file, people_of
from bot.recipients.lists import RecipientList, RowRules, open_list, refuse_changed
from bot.recipients.summary import as_json, lines
from bot.settings import read_settings, roots
from bot.typed.places import codes_named

FOLDER = "recipients"
ListFile = Annotated[Path, typer.Argument(help="A CSV file: one row per person, the names of the columns first.")]
MappingOption = Annotated[
    Path | None, typer.Option(help="A YAML file that maps the list's columns, for a list with columns of its own.")
]
CountryOption = Annotated[str, typer.Option(help="The country of rows that name none, such as US.")]


def recipients(
    file: ListFile,
    mapping: MappingOption = None,
    country: CountryOption = "",
    facts: Annotated[
        Path | None, typer.Option(help="Also write the fact `people`, for `breachbot assess`, into a new file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file of --facts if it exists.")] = False,
    as_json_: JsonOption = False,
) -> None:
    if facts and facts.is_file() and not force:
        raise UsageError(f"{facts} exists.", "Choose another file, or overwrite it with --force.")
    places = read_law().places
    listed = read_list(file, mapping, country, places)
    counts = count(listed)
    refuse_changed(file, listed.format)
    people, names = people_of(counts), {code: place.name for code, place in places.places.items()}
    if as_json_:
        print_json(as_json(listed, counts, people))
    else:
        typer.echo("\n".join(lines(listed, counts, names)))
    if facts:
        write(facts_file(people, source(file, listed, counts.rows), names).encode(), facts)


def read_list(file: Path, mapping: Path | None, country: str, places: Places) -> RecipientList:
    """The list as this machine's settings and these options read it. Raises UsageError, LibraryFaults."""
    mappings = load_mappings(*roots(read_settings(), FOLDER))
    rules = RowRules(places, datetime.now(UTC).date(), _country(country, places))
    return open_list(file, mappings, rules, load_mapping(mapping) if mapping else None)


def _country(text: str, places: Places) -> str:
    found = [
        code for code in codes_named(text, places, None) if code in places.places and not places.places[code].part_of
    ]
    if text and len(found) != 1:
        raise UsageError(f"--country: “{text}” isn't one country.", "Write a code or a name, such as US or Germany.")
    return found[0] if text else ""


def source(file: Path, listed: RecipientList, rows: int) -> str:
    """Where the numbers are from, as the record keeps it."""
    return f"counted from {file.name}, {rows:,} rows, SHA-256 {listed.format.sha256}"
