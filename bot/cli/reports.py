"""`breachbot report`: one edition of an incident's report, in one format, or what the report still lacks."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.files import write
from bot.cli.law import print_json, print_lines
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.documents.covers import Sheet

SHEETS: Mapping[str, "Sheet"] = {"a4": "a4", "letter": "us-letter"}


def report(
    incident: Annotated[str, typer.Argument(help="The incident's reference or codename.")],
    edition: Annotated[
        str,
        typer.Option(
            help="factual (authority, auditors, counsel), board, learning (no names), or annex (counsel alone)."
        ),
    ] = "factual",
    format: Annotated[str, typer.Option(help="md, html, pdf, docx, txt or json.")] = "md",
    paper: Annotated[str, typer.Option(help="a4 or letter.")] = "a4",
    language: Annotated[str, typer.Option(help="The language of the report.")] = "en",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")] = None,
    check: Annotated[bool, typer.Option("--check", help="Print what the record lacks for a review instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --check: print one JSON document.")] = False,
) -> None:
    from bot.cli.record import find_incident, record
    from bot.documents.incident_documents import report_document
    from bot.documents.reports import edition_named

    if check or as_json:
        _check(incident, as_json)
        return
    wanted = edition_named(edition)
    if paper not in SHEETS:
        raise UsageError(f"There is no paper “{paper}”.", f"Choose one of: {', '.join(SHEETS)}.")
    with record().reading() as work:
        made = report_document(work, find_incident(work, incident), wanted, language, SHEETS[paper])
    write(made.as_file(format), output)


def _check(incident: str, as_json: bool) -> None:
    """Exits with 1 when the lint finds something."""
    from bot.actions.report_reviews import findings
    from bot.cli.record import find_incident, record

    with record().reading() as work:
        found = find_incident(work, incident)
        rows, ref = findings(work, found), found.ref
    if as_json:
        print_json({"incident": ref, "findings": [one.plain for one in rows]})
    elif rows:
        print_lines(f"{one.rule}  {one.place}: {one.say} {one.remedy}" for one in rows)
    else:
        print_lines([f"{ref}: nothing found"])
    if rows:
        raise typer.Exit(1)
