"""The register of breaches: written as a file, and filled from one that was kept elsewhere.

Whoever may read the database may read all of it, so there is no command in Slack for it.
"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.files import write
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.actions.register import CheckedEntries

register = typer.Typer(
    name="register", invoke_without_command=True, add_completion=False, rich_markup_mode=None, no_args_is_help=False
)

ALTERED = "Entry {} of the log of imported breaches was altered"
ALTERED_OF = "The audit log of {} was altered at entry {}"
UNVERIFIED = "The audit logs were not verified, because they have {:,} entries or more"


@register.callback()
def show(
    context: typer.Context,
    format: Annotated[str, typer.Option(help="csv, json, xlsx, pdf or md.")] = "csv",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")] = None,
    since: Annotated[
        str, typer.Option("--from", help="Only breaches known from this day on, such as 2026-01-01.")
    ] = "",
    until: Annotated[str, typer.Option("--to", help="Only breaches known up to this day.")] = "",
    place: Annotated[str, typer.Option(help="Only breaches of this place or group, such as EU, FR or US-CA.")] = "",
) -> None:
    """The register of personal data breaches (GDPR Art. 33(5)), without drills."""
    if context.invoked_subcommand:
        return
    from bot.actions import register as actions
    from bot.actions.register_imports import first_broken
    from bot.cli.law import read_place
    from bot.cli.record import record
    from bot.documents.register import FORMATS, Scope, to_format
    from bot.domain.register import within

    if format not in FORMATS:
        raise UsageError(f"There is no format “{format}”.", f"Choose one of: {', '.join(FORMATS)}.")
    first, last = _day(since, "--from"), _day(until, "--to")
    if first and last and first > last:
        raise UsageError(f"--from {first} is after --to {last}.", "Exchange them.")
    with record().reading() as work:
        places = work.library.law.places
        code = read_place(place, places) if place else ""
        checked = actions.checked(work, within(actions.entries(work), places, first, last, code))
        found, altered = checked.entries, list(_altered(checked, first_broken(work.session)))
        words = " ".join(
            filter(
                None,
                (
                    f"From {first}." if first else "",
                    f"Up to {last}." if last else "",
                    f"Place: {places.name(code)}." if code else "",
                    *(f"{one}." for one in altered),
                ),
            )
        )
        content = to_format(found, Scope(work.now, work.library.organisation.zone, words), format)
    write(content, output)
    for one in altered:
        sys.stderr.write(f"{one}: run breachbot audit verify.\n")
    if output:
        sys.stdout.write(f"{output}: {len(found):,} breach{'' if len(found) == 1 else 'es'}.\n")


def _altered(checked: "CheckedEntries", broken: int | None) -> Iterator[str]:
    """Without a full stop: what a reader of the register must know of the logs behind it."""
    yield from (ALTERED_OF.format(one.ref, one.broken_at) for one in checked.entries if one.broken_at is not None)
    if broken is not None:
        yield ALTERED.format(broken)
    if checked.unverified:
        yield UNVERIFIED.format(checked.unverified)


@register.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file with one row for each breach.")],
    by: Annotated[str, typer.Option(help="Who imports it, recorded in the log.")],
    column: Annotated[
        list[str] | None, typer.Option(help="'Their name=OURS' for a column with another name; '=-' leaves it out.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the file and change nothing.")] = False,
) -> None:
    """Import a register kept elsewhere. Importing the same rows again adds nothing."""
    from bot.actions.register_imports import ImportBreaches, import_breaches, prepare
    from bot.app import utc_now
    from bot.cli.record import record
    from bot.domain.register_import import EntryRules, columns_of, read_entries, read_mapping
    from bot.recipients.encodings import examine
    from bot.recipients.files import read_rows

    if not by.strip():
        raise UsageError("An import requires a name.", "Use --by to say who imports it.")
    kept = record()
    places, zone = kept.library.law.places, kept.library.organisation.zone
    today = utc_now().astimezone(ZoneInfo(zone)).date()
    rules = EntryRules(places, zone, today, read_mapping(column or ()))
    format = examine(file)
    rows = read_rows(file, format)
    numbered = ((number, row) for numbers, batch in rows.batches() for number, row in zip(numbers, batch, strict=True))
    found = read_entries(columns_of(rows.header, rules), numbered, rules)
    command = ImportBreaches(found, file.name, format.sha256)
    with kept.writing(by.strip()) as work:
        outcome = prepare(work, command) if dry_run else import_breaches(work, command)
    said = "would be added" if dry_run else "added"
    sys.stdout.write(f"{len(outcome.added):,} {said}, {outcome.known:,} already in the register.\n")


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option} {text} is no date.", "Write it as 2026-11-24.") from None
