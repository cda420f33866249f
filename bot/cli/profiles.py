"""The law in peacetime: what could bind this organization, what will change, how places differ.

Decides the columns and their words. What could bind is decided in `bot.law.profile`, how a table looks in
`bot.documents.tables`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.files import write
from bot.cli.law import JsonOption, no_organisation, print_json, read_day, read_law, read_ours, read_place
from bot.documents.tables import RowGroup, Table, print_table, to_markdown, to_xlsx
from bot.domain.organisation import Organisation
from bot.errors import UsageError
from bot.law.clauses import Condition
from bot.law.conditions import facts_of
from bot.law.descriptions import how_checked
from bot.law.duty_terms import DutyKind, OwedTo
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.naming import with_law
from bot.law.places import NOWHERE
from bot.law.profile import (
    Binding,
    LegalChange,
    Upcoming,
    in_place,
    lacking,
    profile,
    upcoming,
)
from bot.law.sectors import REGULATED_AS
from bot.law.terms import term
from bot.library.organisation import peacetime_facts
from bot.sentences import written

FORMATS = ("md", "html", "pdf", "docx", "txt", "xlsx")
FormatOption = Annotated[str, typer.Option(help="md, html, pdf, docx, txt or xlsx (default: a table on the terminal).")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")]
OnOption = Annotated[str, typer.Option("--on", help="The date whose law applies, such as 2026-11-24 (default: today).")]

ADVICE = "Computed from organisation.yaml. This is not legal advice: have counsel confirm."
ADDRESSEES = {
    OwedTo.INDIVIDUALS: "The people affected",
    OwedTo.REGULATOR: "Authorities",
    OwedTo.CSIRT: "Computer security incident response teams",
    OwedTo.POLICE: "Police",
    OwedTo.CRAS: "Consumer reporting agencies",
    OwedTo.MEDIA: "Media",
    OwedTo.CONTROLLER: "The company for which data are processed",
    OwedTo.CARD_BRANDS: "Card networks and acquirers",
    OwedTo.OTHER: "Others",
}
CHANGES = {
    LegalChange.BEGINS: "A new duty",
    LegalChange.CHANGES: "A new text of this duty",
    LegalChange.ENDS: "The last day of this duty",
    LegalChange.UNDATED: "Not law yet, or no day is set",
}
TOO_LITTLE = "organisation.yaml doesn't say where you are, or where the people live whose data you hold."
ADD = "Add `places: [DE, US-CA]` to it, and `established_in` under `facts`."
UNSAID = {
    "established_in": "where you are established (`facts: established_in`)",
    "people": "where the people live whose data you hold (`places`)",
    "regulated_as": "what you are regulated as (`facts: regulated_as`)",
    "roles": "whether you are a controller or a processor (`facts: roles`)",
}


def law_profile(
    format: FormatOption = "", output: OutputOption = None, on: OnOption = "", as_json: JsonOption = False
) -> None:
    organisation, law, facts, day = _ours(on)
    found = profile(facts, law, day)
    if as_json:
        print_json([bound(one, law) for one in found])
        return
    _show(_profile_table(organisation, law, facts, found, day), "Place", format, output)


def law_compare(
    places: Annotated[list[str], typer.Argument(help="Two or more places, such as US-CA US-NY DE.")],
    every: Annotated[
        bool, typer.Option("--all", help="Also the duties of regulated sectors; default: those of anyone.")
    ] = False,
    format: FormatOption = "",
    output: OutputOption = None,
    on: OnOption = "",
    as_json: JsonOption = False,
) -> None:
    law, day = read_law(), _day(on)
    columns = {code: _of_place(code, law, day, every=every) for code in _known(places, law)}
    if as_json:
        print_json({code: [_described(duty, law) for duty in duties] for code, duties in columns.items()})
        return
    _show(_comparison(columns, law, day, every=every), "Told", format, output)


def law_calendar(
    every: Annotated[
        bool, typer.Option("--all", help="Every change in the catalog; default: those that could bind you.")
    ] = False,
    format: FormatOption = "",
    output: OutputOption = None,
    on: OnOption = "",
    as_json: JsonOption = False,
) -> None:
    organisation, law, facts, day = _ours(on, anyone=every)
    found = upcoming(facts, law, day)
    if as_json:
        print_json([_upcoming(one, law) for one in found])
        return
    _show(_calendar(organisation, law, found, day, every=every), "When", format, output)


def _ours(on: str, *, anyone: bool = False) -> tuple[Organisation, Law, Facts, date]:
    """Raises UsageError when organisation.yaml says too little for a profile."""
    organisation, law = read_ours()
    facts = Facts() if anyone else peacetime_facts(organisation, law, datetime.now(UTC))
    if not anyone and says_too_little(facts):
        say, remedy = no_organisation()
        raise UsageError(say or TOO_LITTLE, remedy or ADD)
    return organisation, law, facts, _day(on)


def says_too_little(facts: Facts) -> bool:
    return {"established_in", "people"} <= set(lacking(facts))


def _day(text: str) -> date:
    return read_day(text) if text else datetime.now(UTC).date()


def _known(places: Sequence[str], law: Law) -> list[str]:
    codes = list(dict.fromkeys(read_place(text, law.places) for text in places))
    if len(codes) < 2:
        raise UsageError("There is nothing to compare.", "Name two or more places, such as US-CA US-NY.")
    return codes


def _of_place(code: str, law: Law, on: date, *, every: bool) -> tuple[Duty, ...]:
    found = in_place(code, law, on)
    return tuple(duty for duty in found if every or not _is_sectoral(duty))


def _is_sectoral(duty: Duty) -> bool:
    return duty.kind is not DutyKind.LAW or any(REGULATED_AS in facts_of(one.whole) for one in duty.applies)


def _show(table: Table, group_column: str, format: str, output: Path | None) -> None:
    """Raises UsageError for an unknown format."""
    if format and format not in FORMATS:
        raise UsageError(f"There is no format “{format}”.", f"Choose one of: {', '.join(FORMATS)}.")
    if format == "xlsx":
        write(to_xlsx(table, group_column), output)
    elif format or output:
        from bot.documents.covers import Cover
        from bot.documents.formats import to_format  # slow to import: a PDF engine

        write(to_format(to_markdown(table), Cover(title=table.title, kind="brief"), format or "md"), output)
    else:
        print_table(table)


def _profile_table(organisation: Organisation, law: Law, facts: Facts, found: Sequence[Binding], on: date) -> Table:
    groups = [
        RowGroup(_place(place, law), tuple(_profile_row(one, law) for one in rows))
        for place, rows in groupby(found, key=lambda one: one.duty.place)
    ]
    unsaid = [UNSAID[name] for name in lacking(facts)]
    notes = [f"{len(found)} duties could bind. As of {written(on)}. {ADVICE}", how_checked(law)]
    if unsaid:
        notes.append(f"organisation.yaml doesn't say {'; '.join(unsaid)}. Until it does, this list is not complete.")
    title = f"Who must be told of a breach: {organisation.name}"
    glance = tuple((_place(one.duty.place, law), *_in_short(one, law)) for one in found)
    summary = RowGroup("At a glance", glance, ("Place", "To whom", "Duty", "By when"))
    return Table(title, ("Duty", "To whom", "By when", "If", "Unless"), (summary, *groups), tuple(notes))


def _in_short(one: Binding, law: Law) -> tuple[str, str, str]:
    name = one.told[0].name if len(one.told) == 1 else one.recipient.partition(":")[0]
    return name, one.duty.title, term(one.duty, law)


def _profile_row(one: Binding, law: Law) -> tuple[str, ...]:
    duty = one.duty
    title = f"{duty.title}\n{duty.law}, {duty.cites}" + ("\nLow confidence: ask counsel" if duty.unsure else "")
    return title, _reached(one), term(duty, law), _several(one.if_), _several(one.unless)


def _reached(one: Binding) -> str:
    """Who is told, and how, where that is known of one authority."""
    (*others, last) = one.told or (None,)
    return one.recipient if others or last is None else f"{one.recipient}\n{last.reached}"


def _several(texts: Iterable[object]) -> str:
    return "\n".join(map(str, texts)) or "–"


def _comparison(columns: dict[str, tuple[Duty, ...]], law: Law, on: date, *, every: bool) -> Table:
    groups = []
    for addressee, name in ADDRESSEES.items():
        cells = {code: [one for one in duties if one.owed_to is addressee] for code, duties in columns.items()}
        if any(cells.values()):
            groups.append(RowGroup(name, tuple(_aspects(list(cells.values()), law))))
    scope = "Duties of regulated sectors are included." if every else "Without duties of regulated sectors (--all)."
    notes = f"As of {written(on)}. {scope} A state's column leaves out federal law. {ADVICE.partition('. ')[2]}"
    return Table("Duties to notify, side by side", ("", *map(law.places.name, columns)), tuple(groups), (notes,))


def _aspects(cells: Sequence[Sequence[Duty]], law: Law) -> Iterable[tuple[str, ...]]:
    """One row for each aspect; several duties of one place are numbered."""
    for name, of in (
        ("Duty", lambda duty: f"{with_law(duty)}, {duty.cites}"),
        ("To whom", lambda duty: duty.recipient),
        ("By when", lambda duty: term(duty, law)),
        ("If", lambda duty: "; ".join(_because(duty.applies))),
        ("Unless", lambda duty: "; ".join(_because(duty.unless)) or "–"),
        ("Contents", lambda duty: "; ".join(duty.contents) or "–"),
    ):
        yield name, *(_numbered([of(duty) for duty in duties]) for duties in cells)


def _because(conditions: Iterable[Condition]) -> list[str]:
    return [str(one.says) for one in conditions]


def _numbered(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return texts[0] if texts else "–"
    return "\n".join(f"({number}) {text}" for number, text in enumerate(texts, 1))


def _calendar(organisation: Organisation, law: Law, found: Sequence[Upcoming], on: date, *, every: bool) -> Table:
    groups = [
        RowGroup(written(day) if day else "No day is known", tuple(_calendar_row(one, law) for one in rows))
        for day, rows in groupby(found, key=lambda one: one.on)
    ]
    whose = "in the whole catalog" if every else f"that could bind {organisation.name}"
    count = "1 change" if len(found) == 1 else f"{len(found)} changes"
    says = f"{count} {whose}, after {written(on)}." if found else f"No change {whose} is known."
    columns = ("What changes", "Duty", "Place", "By when")
    return Table("Upcoming changes in the law", columns, tuple(groups), (says, how_checked(law)))


def _calendar_row(one: Upcoming, law: Law) -> tuple[str, ...]:
    duty = one.binding.duty
    status = f" ({duty.status.words})" if one.kind is LegalChange.UNDATED else ""
    title = f"{duty.title}\n{duty.law}, {duty.cites}"
    return f"{CHANGES[one.kind]}{status}", title, _place(duty.place, law), term(duty, law)


def bound(one: Binding, law: Law) -> dict[str, Any]:
    said = {"recipient": one.recipient, "if": list(map(str, one.if_)), "unless": list(map(str, one.unless))}
    return {**_described(one.duty, law), **said}


def _upcoming(one: Upcoming, law: Law) -> dict[str, Any]:
    return {"on": one.on.isoformat() if one.on else None, "change": one.kind, **bound(one.binding, law)}


def _described(duty: Duty, law: Law) -> dict[str, Any]:
    return {
        "duty": duty.id,
        "title": duty.title,
        "law": duty.law,
        "cites": duty.cites,
        "place": duty.place,
        "owed_to": duty.owed_to,
        "recipient": duty.recipient,
        "by_when": term(duty, law),
        "if": _because(duty.applies),
        "unless": _because(duty.unless),
        "contents": list(duty.contents),
        "confidence": duty.confidence,
    }


def _place(code: str, law: Law) -> str:
    return "Contracts" if code == NOWHERE else law.places.name(code)
