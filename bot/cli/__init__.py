"""The command line: one table of commands, and the exit statuses.

Decides which commands exist and how an error ends; leaves each command to its module. 0 done, 1 found problems, 2 not
understood or not possible, 70 a bug in breachbot. What a person can fix is explained on stderr in two sentences; stdout
carries only the requested output.
"""

import sys
from collections.abc import Callable
from typing import Any

import typer

from bot.cli import audit, law, logs, notices, operations, runbooks, running, simulations, timers
from bot.errors import BotError
from bot.settings import use_pinned_time_zones
from bot.strict import LibraryFaults

OUR_FAULT = 70

COMMANDS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("demo", running.demo),
    ("run", running.run),
    ("check", operations.check),
    ("due", law.due),
    ("assess", law.assess),
    ("risk", law.risk),
    ("notice", notices.notice),
    ("report", operations.report),
    ("migrate", operations.migrate),
    ("doctor", operations.doctor),
)
GROUPS: tuple[tuple[str, str, tuple[tuple[str, Callable[..., Any]], ...]], ...] = (
    ("law", "Browse the catalog of duties.", (("list", law.law_list), ("show", law.law_show), ("diff", law.law_diff))),
    (
        "runbook",
        "Read, compare and simulate runbooks.",
        (
            ("show", runbooks.show),
            ("diff", runbooks.diff),
            ("simulate", simulations.simulate),
            ("export", runbooks.export),
            ("import", runbooks.import_),
        ),
    ),
    (
        "outbox",
        "List and retry undelivered messages.",
        (("list", timers.outbox_list), ("retry", timers.outbox_retry)),
    ),
    ("audit", "Verify the audit log.", (("verify", audit.verify), ("redact", audit.redact))),
)


def application() -> typer.Typer:
    app = typer.Typer(
        name="breachbot",
        help=__doc__,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.info.help = "breachbot runs the response to a data breach in Slack."
    for name, command in COMMANDS:
        app.command(name)(command)
    for name, about, commands in GROUPS:
        group = typer.Typer(name=name, help=about, no_args_is_help=True)
        for word, command in commands:
            group.command(word)(command)
        app.add_typer(group, name=name)
    return app


def main() -> None:
    use_pinned_time_zones()
    try:
        status = application()(prog_name="breachbot", standalone_mode=False)
    except LibraryFaults as faults:
        status = _say(*(str(fault) for fault in faults.faults), status=1)
    except BotError as error:
        status = _say(str(error.say), str(error.remedy), status=2)
    except typer.Abort:
        status = 130
    except Exception as error:  # noqa: BLE001 (the one place where a bug of ours ends)
        status = _otherwise(error)
    sys.exit(status or 0)


def _otherwise(error: Exception) -> int:
    """Typer's own errors have `format_message`; an unusable file has its name; anything else is a bug."""
    if hasattr(error, "format_message"):
        return _say(str(error.format_message()), "See `breachbot --help`.", status=2)
    if isinstance(error, OSError) and error.filename:
        return _say(f"Can't open {error.filename} ({error.strerror}).", "Check the path and its permissions.", status=2)
    said = f"Internal error ({error.__class__.__name__}). Its message may contain incident content, so only the code"
    return _say(f"{said} locations are shown:", *logs.places(error), status=OUR_FAULT)


def _say(*sentences: str, status: int) -> int:
    for sentence in sentences:
        if sentence:
            sys.stderr.write(f"{sentence}\n")
    return status
