"""`breachbot law`: the catalog of duties, listed, shown, compared with another copy and with the texts of the law.

Decides how it is printed. What differs between a duty and a text is decided in `bot.law.verification`.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.files import write
from bot.cli.law import JsonOption, print_json, print_lines, read_law, read_place
from bot.errors import UsageError
from bot.law.descriptions import show_duty
from bot.law.duty_terms import Status
from bot.law.exports import export, json_schema
from bot.law.model import Duty, Law
from bot.law.texts import read_texts
from bot.law.verification import Check, Comparison, compare


def law_list(
    place: Annotated[
        str | None,
        typer.Option(help="Only what binds in this place or group (US-CA, Germany, EEA), by its country or union too."),
    ] = None,
    status: Annotated[str | None, typer.Option(help="Only this status, such as in_force or proposed.")] = None,
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Only duties not yet verified against the text of their law.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    law = read_law()
    rows = [one for one in law.duties if status in (None, one.status)]
    if place:
        around = law.places.containing([read_place(place, law.places)], datetime.now(UTC).date())
        rows = [one for one in rows if one.place in around]
    rows = [one for one in rows if not (unverified and one.text_checks)]
    if not rows:
        remedy = f"Leave out an option. The statuses are {', '.join(Status)}."
        raise UsageError("No matching duties.", remedy)
    if as_json:
        print_json([_row(one) for one in rows])
    else:
        print_lines(_listed(one, told=unverified) for one in rows)


def _listed(duty: Duty, *, told: bool) -> str:
    """One line; `told`: with why it isn't verified against a text that there is."""
    why = f" [{duty.unverified}]" if told and duty.unverified else ""
    return f"{duty.id:40} {duty.place:9} {duty.status:12} {_term(duty):25} {duty.title}{why}"


def law_show(duty: Annotated[str, typer.Argument(help="The id of a duty.")], as_json: JsonOption = False) -> None:
    law = read_law()
    if as_json:
        print_json([version.model_dump(mode="json", by_alias=True) for version in law.named(duty)])
        return
    print_lines(line for version in law.named(duty) for line in show_duty(version))


def law_export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="The JSON Schema of that document instead.")] = False,
) -> None:
    made = json_schema() if schema else export(read_law()).model_dump(mode="json", by_alias=True)
    write((json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode(), output)


def law_verify(
    folder: Annotated[Path, typer.Argument(help="A folder of texts; docs/adding-a-law.md says how they are written.")],
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only this instrument or duty; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ends with status 1 when anything differs, or nothing was compared."""
    found = compare(_chosen(read_law(), only), read_texts(folder))
    if as_json:
        rows = [one._asdict() for one in found.differences]
        print_json({"duties": found.duties, "examined": found.examined, "differences": rows})
    else:
        print_lines([*map(str, found.differences), _summary(found)])
    if found.differences:
        raise typer.Exit(1)


def _chosen(law: Law, only: Iterable[str] | None) -> list[Duty]:
    """Every duty, or those of the instruments and with the ids that were named. Raises UsageError for another name."""
    wanted = set(only or ())
    if unknown := sorted(wanted - {one.instrument for one in law.duties} - set(law.by_id)):
        raise UsageError(f"Unknown instrument or duty '{unknown[0]}'.", "See `breachbot law list --json`.")
    return [one for one in law.duties if not wanted or wanted & {one.instrument, one.id}]


def _summary(found: Comparison) -> str:
    count, words, articles = len(found.differences), found.examined[Check.WORDS], found.examined[Check.HASH]
    differ = "No differences." if not count else "1 difference." if count == 1 else f"{count} differences."
    return f"Compared {found.duties} duties with {articles} articles: {words} phrases, periods and numbers. {differ}"


def _row(duty: Duty) -> dict[str, Any]:
    return {
        "duty": duty.id,
        "title": duty.title,
        "instrument": duty.instrument,
        "law": duty.law,
        "cites": duty.cites,
        "place": duty.place,
        "status": duty.status,
        "from": _iso(duty.in_force.since),
        "until": _iso(duty.in_force.until),
        "earlier_text": str(duty.in_force.earlier_text) if duty.in_force.earlier_text else None,
        "confidence": duty.confidence,
        "checked_on": _iso(duty.checked_on),
        "verified": bool(duty.text_checks),
        "unverified_because": duty.unverified or None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _term(duty: Duty) -> str:
    since, until = duty.in_force.since, duty.in_force.until
    return f"{since or '...'} to {until or '...'}"
