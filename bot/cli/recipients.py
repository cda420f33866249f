"""`breachbot recipients`: what a list of the people affected says in numbers, and the fact that follows from it: in a
file for `breachbot assess`, or in an incident.

Reads the list twice (once for its hash and encoding) and writes nothing of it anywhere but numbers and its hash.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.files import write
from bot.cli.law import JsonOption, print_json, read_law
from bot.errors import UsageError
from bot.law.places import Places
from bot.law.values import People
from bot.recipients.columns import load_mapping, load_mappings
from bot.recipients.counts import Counts, count
from bot.recipients.facts import facts_file, people_of
from bot.recipients.lists import RecipientList, RowRules, open_list, refuse_changed
from bot.recipients.summary import as_json, kept_numbers, lines, place_numbers
from bot.settings import read_settings, roots
from bot.typed.places import codes_named

if TYPE_CHECKING:
    from bot.actions.recipients import CountCompared, CountRecorded, RecordCount

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
    incident: Annotated[
        str, typer.Option(help="An incident's reference or codename: compare the numbers with its facts.")
    ] = "",
    by: Annotated[
        str, typer.Option(help="With --incident: your name. Record the numbers, for someone in Slack to confirm.")
    ] = "",
    everyone: Annotated[
        bool, typer.Option("--everyone", help="The list has everyone affected: places that aren't in it have none.")
    ] = False,
    estimate: Annotated[bool, typer.Option("--estimate", help="The numbers are likely, not certain.")] = False,
    as_json_: JsonOption = False,
) -> None:
    if facts and facts.is_file() and not force:
        raise UsageError(f"{facts} exists.", "Choose another file, or overwrite it with --force.")
    if by and not incident:
        raise UsageError("--by says who records the numbers in an incident.", "Name the incident with --incident.")
    places = read_law().places
    listed = read_list(file, mapping, country, places)
    counts = count(listed)
    refuse_changed(file, listed.format)
    if not counts.rows:
        raise UsageError(f"{file} has no people: nothing is below the names of the columns.", "Export the list again.")
    people, names = people_of(counts), {code: place.name for code, place in places.places.items()}
    told = (
        _in_incident(incident, by.strip(), _command(file, listed, counts, people, everyone, estimate))
        if incident
        else {}
    )
    if as_json_:
        print_json({**as_json(listed, counts, people), **({"incident": told} if told else {})})
    else:
        typer.echo("\n".join((*lines(listed, counts, names), *told.get("says", ()))))
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


def _command(
    file: Path, listed: RecipientList, counts: Counts, people: People, everyone: bool, estimate: bool
) -> "RecordCount":
    from bot.actions.recipients import RecordCount

    return RecordCount(
        file=file.name,
        sha256=listed.format.sha256,
        rows=counts.rows,
        people=counts.people,
        fact=people,
        places=place_numbers(counts),
        numbers=kept_numbers(counts),
        has_everyone=everyone,
        is_estimate=estimate,
    )


def _in_incident(word: str, by: str, command: "RecordCount") -> Mapping[str, Any]:
    """What the numbers would change in the incident, and what became of them where someone records them."""
    from bot.actions.recipients import compare_count, record_count
    from bot.cli.record import find_incident, record

    with record().writing(by) as work:
        found = find_incident(work, word)
        compared = compare_count(work, found, command)
        recorded = record_count(work, found, command) if by else None
        said = [*_compared(compared), *_recorded(recorded)]
        return {"ref": found.ref, "recorded": recorded is not None, "says": said}


def _compared(compared: "CountCompared") -> Iterator[str]:
    change = compared.change
    yield ""
    yield f"In {compared.incident.ref}"
    if change is None:
        yield "  The facts have these numbers already."
    elif change.parts:
        yield from (f"  {one.kind}: {one.entry}{_numbers(str(one.old), str(one.new))}" for one in change.parts)
    else:
        yield f"  {change.label}: {change.old} -> {change.new}"
    for duty in compared.loosened:
        yield f"  This would end or delay: {duty.title} ({duty.law})"


def _numbers(old: str, new: str) -> str:
    return f" {old} -> {new}" if old and new else f" {new or old}".rstrip()


def _recorded(recorded: "CountRecorded | None") -> Iterator[str]:
    from bot.domain.permissions import Act, who_may

    if recorded is None:
        yield "  Nothing was recorded. To record it, add --by and your name."
        return
    who = who_may(Act.LOOSEN)
    yield (
        "  This list was on the record already."
        if recorded.again
        else "  Recorded: the numbers and the list's SHA-256."
    )
    if recorded.stated.waiting:
        yield f"  The fact waits until the {who} confirms it in the incident's channel. Until then the old one counts."
    elif recorded.stated.proposals:
        yield f"  The fact counts now, unconfirmed. The channel asks the {who} to confirm it."
