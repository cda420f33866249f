"""`breachbot letters`: an approved notice becomes one letter for each person of a list, and lists for sending them.

Reads the incident, writes the letters without holding the database, then records counts and hashes. Nothing that is in
the list gets into an error, a log or the database.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.recipients import CountryOption, ListFile, MappingOption, read_list
from bot.cli.record import find_incident, record
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.actions.letters import LettersFound
    from bot.actions.work import Work
    from bot.documents.covers import Cover
    from bot.documents.pdf import Press
    from bot.domain.merge_fields import ApprovedLetter
    from bot.law.places import Places
    from bot.recipients.lists import RecipientList
    from bot.recipients.merging import Merge, Style
    from bot.store.tables import Incident

MAIL_HOUSE = "csv"  # the format in which letters for printing are rows of a list

# Heavy folders are imported inside the functions, so that other commands don't wait for a PDF engine.


def letters(
    notice: Annotated[
        str,
        typer.Argument(
            help="The letters, by kind or family; several with commas, such as us-individuals,gdpr-individuals."
        ),
    ],
    file: ListFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to fill. A second run fills it on.")],
    incident: Annotated[
        str, typer.Option(help="The incident's reference or codename; not needed while only one is open.")
    ] = "",
    format: Annotated[
        str, typer.Option(help="Of the letters for printing: txt, html, pdf, docx, or csv for a mail house.")
    ] = "pdf",
    codes: Annotated[
        Path | None, typer.Option(help="Enrollment codes, one per line: everyone who gets a letter gets one.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who writes them, kept in the incident's record.")] = "",
    mapping: MappingOption = None,
    country: CountryOption = "",
) -> None:
    from bot.documents.molds import MOLDS
    from bot.documents.pdf import Press
    from bot.recipients.batches import Folder
    from bot.recipients.lists import refuse_changed
    from bot.recipients.merging import merge, planned

    format, kinds = format.lower(), [word.strip() for word in notice.split(",") if word.strip()]
    if not kinds:
        raise UsageError("No letter is named.", "Name kinds or families of letters, such as us-individuals.")
    if format not in (*MOLDS, MAIL_HOUSE):
        raise UsageError(f"There is no format “{format}”.", f"Choose one of: {', '.join((*MOLDS, MAIL_HOUSE))}.")
    kept = record()
    with kept.reading() as work:
        made = _read(work, incident, kinds)
    listed = read_list(file, mapping, country, made.places)
    with Press() as press:
        order = _ordered(made, listed, codes, format, press)
        plan = planned(order)
        with _progress(plan.people["rows"]) as done:
            manifest = merge(order, Folder(output), done)
    refuse_changed(file, listed.format)
    with kept.writing(by.strip()) as work:
        instead = _keep(work, made, manifest, output)
    sys.stdout.write(_said(manifest, output))
    for line in instead:
        sys.stdout.write(f"Substitute notice in {line}\n")
    for line in made.found.sending:
        sys.stderr.write(f"When you send them: {line}\n")


@dataclass(frozen=True)
class _Incident:
    """What the letters need of the incident."""

    ref: str
    places: "Places"
    found: "LettersFound"
    covers: "Sequence[Cover]"


def _read(work: "Work", word: str, kinds: Sequence[str]) -> _Incident:
    from zoneinfo import ZoneInfo

    from bot.actions.letters import find_letters
    from bot.documents.covers import cover_of
    from bot.documents.regions import readers_region

    incident = _incident(work, word)
    found, covers = find_letters(work, incident, kinds), []
    for one in found.letters:
        kind = work.library.templates.notices[one.kind]
        region = readers_region(kind, incident.facts.known, ZoneInfo(incident.zone))
        reference = f"{incident.ref}_{one.kind}_v{one.version}"
        about = one.language, one.subject, ""
        cover = cover_of(kind, *about, region=region, version="", marking="", reference=reference)
        covers.append(cover.of_drill() if incident.is_drill else cover)
    return _Incident(incident.ref, work.law(incident).places, found, covers)


def _incident(work: "Work", word: str) -> "Incident":
    """The one that is meant; without a word, the only one that is open."""
    from sqlalchemy import select

    from bot.domain.incidents import IncidentState
    from bot.store.tables import Incident

    if word:
        return find_incident(work, word)
    is_open = select(Incident).where(Incident.state == IncidentState.OPEN).order_by(Incident.id)
    rows = work.session.scalars(is_open).all()
    if len(rows) == 1:
        return rows[0]
    listed = ", ".join(one.ref for one in rows)
    raise UsageError(
        "Several incidents are open." if rows else "No incident is open.",
        f"Name one: --incident, one of {listed}." if rows else "Name it: --incident REFERENCE.",
    )


def _ordered(made: _Incident, listed: "RecipientList", codes: Path | None, format: str, press: "Press") -> "Merge":
    from bot.recipients.codes import read_codes
    from bot.recipients.merging import Merge
    from bot.recipients.repeats import repeated, with_repeats

    code_file = read_codes(codes) if codes else None
    found = made.found.letters
    pairs = list(zip(found, made.covers, strict=True))
    styles = [_style(one, cover, format, press, codes=codes is not None) for one, cover in pairs]
    inputs = {
        "incident": made.ref,
        "list": listed.format.sha256,
        "codes": code_file.sha256 if code_file else None,
        "format": format,
        "letters": [f"{one.kind} {one.language}, version {one.version}, {one.sha256}" for one in found],
    }
    titled = [replace(one, subject=cover.title) for one, cover in pairs]
    again, suffix = repeated(listed), "" if format == MAIL_HOUSE else format
    return Merge(titled, styles, lambda: with_repeats(listed, again), code_file, suffix, inputs)


def _style(one: "ApprovedLetter", cover: "Cover", format: str, press: "Press", *, codes: bool) -> "Style":
    from bot.documents.molds import mold
    from bot.domain.merge_fields import with_every_field
    from bot.recipients.merging import Style

    markdown = with_every_field(one.markdown, one.language, code=codes)
    printed = mold(markdown, cover, "txt" if format == MAIL_HOUSE else format, press)
    emailed = mold(markdown, cover, "html" if format == "html" else "txt")
    return Style(printed.copy, emailed.text)


def _keep(work: "Work", made: _Incident, manifest: Mapping[str, Any], output: Path) -> Sequence[str]:
    """Record what was written: counts and hashes. What laws say of substitute notice."""
    from bot.actions.letters import record_letters, substitutes
    from bot.domain.events.letters import LettersWritten
    from bot.recipients.batches import MANIFEST
    from bot.recipients.codes import hash_of

    people = manifest["people"]
    written = LettersWritten(
        letters=manifest["letters"],
        to_notify=people["to_notify"],
        by_mail=people["by_mail"],
        by_email=people["by_email"],
        unreachable=people["unreachable"],
        unreachable_because=manifest["unreachable"],
        duplicates=people["duplicates"],
        codes=people["codes"],
        list_hash=manifest["inputs"]["list"],
        manifest_hash=hash_of(output / MANIFEST),
    )
    incident = _incident(work, made.ref)
    record_letters(work, incident, written, manifest["places"])
    return list(substitutes(work, incident, made.found.serves, manifest["places"]))


def _said(manifest: Mapping[str, Any], output: Path) -> str:
    """The reconciliation, and where everything is."""
    from bot.recipients.assigning import Unreachable

    people = manifest["people"]
    reasons = [f"    {count:,}: {Unreachable[name.upper()]}" for name, count in manifest["unreachable"].items()]
    lines = [
        f"Rows {people['rows']:,} = to notify {people['to_notify']:,} + duplicates {people['duplicates']:,}",
        f"To notify {people['to_notify']:,} = by mail {people['by_mail']:,} + by email {people['by_email']:,}"
        f" + unreachable {people['unreachable']:,}",
        *reasons,
        *(f"  {name}: {count:,}" for name, count in manifest["letters"].items()),
        f"Opted out of marketing, which stops no letter that a law requires: {people['opted_out_of_marketing']:,}",
        f"Addressed to next of kin: {people['to_next_of_kin']:,}; to a parent or guardian: {people['to_guardians']:,}",
        f"Everything is in {output}. It contains personal data; delete it once the letters have gone out.",
        "breachbot has sent nothing. Record each sending with /breach wave or /breach met.",
    ]
    return "\n".join(lines) + "\n"


@contextmanager
def _progress(rows: int) -> Iterator[Callable[[int], None]]:
    """On a terminal alone, in stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = TextColumn("Letters"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("letters", total=rows)
        yield lambda written: bar.advance(task, written)
