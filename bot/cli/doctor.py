"""`breachbot doctor`: whether everything that breachbot needs is in place; each line with what to do.

Decides what is checked and how a finding is shown. `fix` must be corrected, `look` may be intended. Exit status 1 when
something is to be fixed. What Slack and the machine answer is asked by `slack_checks` and `machine_checks`.
"""

import json
import socket
import sys
import textwrap
from collections.abc import Generator, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.checked import FIX, LOOK, OK, Checked
from bot.errors import BotError, StartError
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.actions.work import Library

COLUMNS, FAULTS_SHOWN = 80, 5

# Heavy folders are imported inside the commands, so that `breachbot due` does not wait for Slack and a PDF engine.


def doctor(
    health: Annotated[
        bool, typer.Option("--health", help="Check only whether breachbot is running on this machine.")
    ] = False,
    send_test: Annotated[
        bool, typer.Option("--send-test", help="Send a test message through every out-of-band channel.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")] = False,
) -> None:
    settings = read_settings()
    if health:
        _say_health(settings)
        return
    found = []
    for one in _findings(settings, send_test):
        found.append(one)
        if not as_json:
            sys.stdout.write(_shown(one))
            sys.stdout.flush()  # some of them wait for Slack
    wrong = sum(one.status == FIX for one in found)
    if as_json:
        sys.stdout.write(json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"To fix: {wrong}.\n" if wrong else "Everything is in order.\n")
    if wrong:
        raise typer.Exit(1)


def _say_health(settings: Settings) -> None:
    if trouble := _health(settings):
        raise StartError(trouble, "Start it with `breachbot run`, or check its log.")
    sys.stdout.write("Everything is in order.\n")


def _health(settings: Settings) -> str | None:
    from bot.app import utc_now
    from bot.store.engine import open_record
    from bot.timers.replicas import health

    return health(open_record(settings.database_url), utc_now(), socket.gethostname())


def _findings(settings: Settings, send_test: bool) -> Iterator[Checked]:
    from bot.app import utc_now
    from bot.cli import machine_checks, slack_checks

    yield machine_checks.settings_given()
    yield machine_checks.modes(settings.home)
    library = yield from _library(settings)
    yield from database(settings)
    yield machine_checks.disk(settings.home)
    yield machine_checks.time_zones(utc_now().date())
    yield machine_checks.fonts()
    yield machine_checks.licenses()
    organisation = library.organisation if library else None
    yield from slack_checks.ask(settings, organisation)
    yield from machine_checks.out_of_band(settings, organisation, send_test)
    if organisation:
        yield machine_checks.two_people(organisation)


def _library(settings: Settings) -> "Generator[Checked, None, Library | None]":
    """What is in the files, and how old the law is."""
    from bot.app import read_library, utc_now
    from bot.cli.law import no_organisation
    from bot.cli.library_checks import check_library
    from bot.cli.machine_checks import law_age

    if faults := check_library(settings):
        for fault in faults[:FAULTS_SHOWN]:
            yield Checked("Files", str(fault), FIX, "Correct the file.")
        if len(faults) > FAULTS_SHOWN:
            yield Checked("Files", f"{len(faults)} problems in all.", FIX, "See them with `breachbot check`.")
        return None
    library = read_library(settings)
    say, remedy = no_organisation()
    if say:
        yield Checked("Files", say, LOOK, remedy)
    yield Checked(
        "Files",
        f"No problems in laws, runbooks{' and' if say else ','} templates{'' if say else ' and organisation.yaml'}.",
    )
    yield law_age(library.law, utc_now().date())
    return library


def database(settings: Settings) -> Iterator[Checked]:
    try:
        trouble = _health(settings)
    except BotError as error:
        yield Checked("Database", str(error.say), FIX, str(error.remedy))
        return
    yield Checked("Database", "It answers, and its tables are those of this version.")
    if trouble:
        yield Checked("Process", trouble, LOOK, "Start it with `breachbot run`, or check its log.")
    else:
        yield Checked("Process", "breachbot is running on this machine.")


def _shown(one: Checked) -> str:
    """In 80 columns; the remedy on a line of its own."""
    lines = textwrap.wrap(f"{one.check}: {one.says}", COLUMNS - 6, break_long_words=False, break_on_hyphens=False)
    if one.remedy and one.status != OK:
        lines += textwrap.wrap(one.remedy, COLUMNS - 6, break_long_words=False, break_on_hyphens=False)
    return textwrap.indent("\n".join(lines) + "\n", " " * 6).replace("      ", f"{one.status:<6}", 1)
