"""`breachbot runbook propose`: what an incident suggests to change in its runbook, as a diff of the file."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.files import write
from bot.cli.law import print_json
from bot.cli.runbooks import FOLDER, OutputOption, read_vocabulary
from bot.errors import UsageError
from bot.runbook.file_edits import BYTE_ORDER_MARK
from bot.runbook.file_edits import propose as proposed
from bot.runbook.files import fitting
from bot.settings import Settings, read_settings, roots
from bot.source import decoded, read_content

if TYPE_CHECKING:
    from bot.runbook.file_edits import Proposed


def propose(
    incident: Annotated[str, typer.Argument(help="The incident's reference or codename.")],
    output: OutputOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")] = False,
) -> None:
    """The diff goes to stdout, everything about it to stderr."""
    from bot.actions.runbook_changes import suggested
    from bot.cli.record import find_incident, record

    settings = read_settings()
    with record().reading() as work:
        found = find_incident(work, incident)
        wanted, kind, ref = suggested(work, found), found.runbook.kind, found.ref
    file = _file_of(kind, settings)
    fits = fitting(*roots(settings, FOLDER), vocabulary=read_vocabulary())
    made = proposed(_read(file), file, wanted, fits)
    diff = made.diff(f"{FOLDER}/{file.name}")
    if as_json:
        says = [{"says": str(one.said), "in_diff": one in made.done} for one in wanted]
        print_json({"incident": ref, "file": str(file), "suggestions": says, "diff": diff})
        return
    if diff:
        write(diff.encode(), output)
    for line in _about(ref, made, file, settings):
        sys.stderr.write(f"{line}\n")


def _file_of(kind: str, settings: Settings) -> Path:
    """The organization's own where there is one. Raises UsageError for a kind without a file."""
    files = [file for root in roots(settings, FOLDER) if (file := root / f"{kind}.yaml").is_file()]
    if not files:
        raise UsageError(f"There is no file for the runbook “{kind}” anymore.", "Restore it, then try again.")
    return files[-1]


def _read(file: Path) -> str:
    """As it is, with its byte order mark, so that the diff fits the file."""
    content = read_content(file)
    text = decoded(content, file)
    return f"{BYTE_ORDER_MARK}{text}" if content.startswith(BYTE_ORDER_MARK.encode()) else text


def _about(ref: str, made: "Proposed", file: Path, settings: Settings) -> Iterator[str]:
    yield from (f"{one.said}." for one in made.done)
    for one in made.left_out:
        yield f"Not in the diff, because the file can't be changed that way: {one.said}. Edit {file.name} by hand."
    if not made.done:
        yield "" if made.left_out else f"{ref} suggests no change of its runbook."
        return
    yield "Nothing was changed. Read each change: its text may name people, and one incident may not be typical."
    own = settings.library
    if own is None or own not in file.parents:
        where = f"{own}/{FOLDER}" if own else f"{FOLDER}/ in a folder of your own, and name that in BREACHBOT_LIBRARY"
        yield f"First copy {file} into {where}."
    yield f"Then: patch -p1 -d {own or 'FOLDER'} < DIFF, and breachbot check {own or 'FOLDER'}/{FOLDER}"
