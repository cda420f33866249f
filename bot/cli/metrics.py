"""`breachbot metrics`: the figures of the response, of one incident or the medians across all."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.law import print_json, read_day
from bot.cli.record import find_incident, record
from bot.documents.tables import RowGroup, Table, print_table
from bot.domain.metrics import FEWEST, Figure, Usual

if TYPE_CHECKING:
    from bot.actions.metrics import IncidentFigures
    from bot.store.tables import Incident

COLUMNS = ("Figure", "Median", "Known for", "What it counts")
VERIFY = "Run breachbot audit verify, and compare the record with a backup."
DAY = "such as 2026-11-24"


def metrics(
    incident: Annotated[str, typer.Argument(help="One incident's reference or codename (default: all).")] = "",
    since: Annotated[str, typer.Option("--from", help=f"Only incidents opened on or after this date, {DAY}.")] = "",
    until: Annotated[str, typer.Option("--to", help=f"Only incidents opened on or before this date, {DAY}.")] = "",
    drills: Annotated[bool, typer.Option("--drills", help="Drills instead of real incidents.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")] = False,
) -> None:
    from bot.actions.metrics import AskMetrics, asked_about, figures_of

    asked = AskMetrics(_start(since, "--from"), _end(until), drills)
    with record().reading() as work:
        if incident:
            found = find_incident(work, incident)
            _print_one(figures_of(work, found), as_json)
            return
        rows = asked_about(work, asked)
        each = [figures_of(work, one) for one in _with_progress(rows)]
    _print_all(each, asked.drills, as_json)


def _start(day: str, option: str) -> datetime | None:
    """Days are those of UTC, as the instants of the record are."""
    return datetime.combine(read_day(day, option), time.min, UTC) if day else None


def _end(day: str) -> datetime | None:
    start = _start(day, "--to")
    return start + timedelta(days=1) if start else None


def _with_progress(rows: Sequence["Incident"]) -> Iterable["Incident"]:
    from rich.console import Console
    from rich.progress import track

    return track(rows, "Reading the incidents", console=Console(stderr=True), transient=True, disable=len(rows) < 20)


def _print_one(found: "IncidentFigures", as_json: bool) -> None:
    if as_json:
        listed = [_plain(one) for one in found.figures]
        print_json({"incident": found.ref, "altered_at": found.broken_at, "figures": listed})
        return
    rows = tuple((one.name, one.shown, one.definition) for one in found.figures)
    notes = () if found.broken_at is None else (f"Don't rely on these figures: {_altered(found)}. {VERIFY}",)
    head = ("Figure", "Value", "What it counts")
    print_table(Table(f"Figures of {found.ref}", head, (RowGroup("Figures", rows),), notes))


def _altered(one: "IncidentFigures") -> str:
    return f"the audit log of {one.ref} was altered at entry {one.broken_at}"


def _print_all(each: Sequence["IncidentFigures"], drills: bool, as_json: bool) -> None:
    from bot.actions.metrics import medians

    found, altered = medians(each), [one for one in each if one.broken_at is not None]
    if as_json:
        refs = [one.ref for one in altered]
        listed = [_plain(one) for one in found]
        print_json({"incidents": len(each), "altered": refs, "drills": drills, "figures": listed})
        return
    kind = ("drill" if len(each) == 1 else "drills") if drills else ("incident" if len(each) == 1 else "incidents")
    notes = [
        f"{len(each)} {kind} on record. A median stands for the middle incident; for fewer than {FEWEST} none is given."
    ]
    notes += [f"Left out: {one.ref}, because {_altered(one)}." for one in altered]
    notes += [VERIFY] if altered else []
    rows = tuple((one.name, one.shown, f"{one.known} of {one.of}", one.definition) for one in found)
    print_table(Table("Figures of the response", COLUMNS, (RowGroup("Figures", rows),), tuple(notes)))


def _plain(one: Figure | Usual) -> dict[str, Any]:
    return one.model_dump(mode="json")
