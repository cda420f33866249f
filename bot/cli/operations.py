"""Operating breachbot: check, migrate."""

import sys
from pathlib import Path
from typing import Annotated

import typer

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
    from bot.cli.law import no_organisation, read_ours
    from bot.cli.library_checks import check_library, check_paths
    from bot.timers.out_of_band import check_addresses

    settings = read_settings()
    check_addresses(settings.out_of_band_addresses)
    faults = check_paths(settings, paths) if paths else check_library(settings)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if faults:
        raise typer.Exit(1)
    if not paths:
        sys.stdout.writelines(f"{said}\n" for said in no_organisation() if said)
        if not read_ours()[0].wants_two_people:
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
