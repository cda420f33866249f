"""Operating breachbot: check, report, migrate."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.files import write
from bot.errors import UsageError
from bot.settings import read_settings

TWO_PEOPLE_OFF = (
    "The two-person rule is off: one person may do what otherwise takes two (`two_people` in organisation.yaml).\n"
)

# Heavy folders are imported inside the commands, so that `breachbot due` does not wait for Slack and a PDF engine.


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders to check; default: everything in use.")
    ] = None,
) -> None:
    from bot.app import check_library, check_paths
    from bot.cli.law import read_ours
    from bot.timers.out_of_band import check_addresses

    settings = read_settings()
    check_addresses(settings.out_of_band_addresses)
    faults = check_paths(settings, paths) if paths else check_library(settings)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if faults:
        raise typer.Exit(1)
    if not paths and not read_ours()[0].wants_two_people:
        sys.stdout.write(TWO_PEOPLE_OFF)
    sys.stdout.write("No problems found.\n")


def migrate() -> None:
    from bot.store.engine import migrate as migrate_tables
    from bot.store.engine import open_engine

    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    migrate_tables(engine)
    sys.stdout.write("The database is up to date.\n")


def report(
    incident: Annotated[str, typer.Argument(help="The incident's reference or codename.")],
    edition: Annotated[str, typer.Option(help="The edition of the report.")] = "factual",
    format: Annotated[str, typer.Option(help="md, html, pdf, docx or txt.")] = "md",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")] = None,
) -> None:
    from bot.documents.formats import to_format
    from bot.documents.incident_documents import report_document

    with _reading() as work:
        found = find_incident(work, incident)
        made = report_document(work, found, edition)
        content = to_format(made.markdown, made.cover, format)
    write(content, output)


@contextmanager
def _reading() -> Iterator[Any]:
    """The record, for anyone who may read the database."""
    from bot.actions.work import BREACHBOT, Work
    from bot.app import new_salt, read_library, utc_now
    from bot.documents.incident_documents import notice_drafter
    from bot.store.engine import open_record, reading

    settings = read_settings()
    engine = open_record(settings.database_url)
    library = read_library(settings)
    with reading(engine) as session:
        yield Work(session, utc_now(), BREACHBOT, library, notice_drafter(library), new_salt)


def find_incident(work: Any, word: str) -> Any:
    from sqlalchemy import func, or_, select

    from bot.store.tables import Incident

    wanted = word.strip().lower()
    rows = select(Incident).where(or_(func.lower(Incident.ref) == wanted, Incident.codename == wanted))
    if found := work.session.scalars(rows).first():
        return found
    raise UsageError(f"Unknown incident '{word}'.", "Enter its reference, for example BR-7F3K, or its codename.")
