"""`breachbot actions`: the tasks of an incident as a list for another program."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.files import write
from bot.errors import UsageError


def actions(
    incident: Annotated[str, typer.Argument(help="The incident's reference or codename.")],
    format: Annotated[
        str, typer.Option(help="csv, ics (calendar entries), jira (a CSV that it imports), or github (issue text).")
    ] = "csv",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")] = None,
) -> None:
    from bot.actions.action_items import action_items
    from bot.cli.record import find_incident, record
    from bot.documents.action_lists import FORMATS

    if format not in FORMATS:
        raise UsageError(f"There is no format “{format}”.", f"Choose one of: {', '.join(FORMATS)}.")
    with record().reading() as work:
        found = action_items(work, find_incident(work, incident))
        if not found:
            said = "Add one in its channel: /breach action WHAT @name by TIME verify: HOW."
            raise UsageError(f"{incident} has no action items.", said)
        write(FORMATS[format](found, work.now), output)
