"""`breachbot due`, `assess` and `risk`: the law on the command line.

Decides how answers are printed: JSON exactly as the contract says, everything else as a memo that counsel could send.
What is owed and when is decided in `bot.law`.

Caveats: `due` takes every instant without offset, `--from` and facts alike, as local in `--zone`, and counts there.
"""

import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cleaning import clean
from bot.domain.organisation import Organisation
from bot.errors import UsageError
from bot.law import load
from bot.law.descriptions import due_lines, risk_lines
from bot.law.due_dates import due as deadline_of
from bot.law.duties import Finding, governing_on
from bot.law.duties import assess as assess_duties
from bot.law.facts import Facts, read_facts
from bot.law.facts_files import fact_faults, read_facts_file
from bot.law.first_hour import first_hour
from bot.law.first_page import page_lines, page_values
from bot.law.memo import assessment_lines
from bot.law.model import Law
from bot.law.places import Places
from bot.law.risks import weigh
from bot.law.sectors import SECTORS
from bot.law.values import Choices, Unreadable, plain, read_date, read_instant, read_zone
from bot.library.organisation import load_organisation
from bot.settings import example, read_settings, roots
from bot.strict import Document

FOLDER = "regulations"
MORE = "Why each duty applies: --full. Every duty, also those not owed: --json."
FactOption = Annotated[list[str] | None, typer.Option("--fact", help="A fact, name=value; may be repeated.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")]
FactsFile = Annotated[Path, typer.Argument(help="A YAML file of facts, named as in the vocabulary.")]


def due(
    duty: Annotated[str, typer.Argument(help="The id of a duty; see `breachbot law list`.")],
    start: Annotated[str, typer.Option("--from", help="When the clock starts, for example 2026-11-24T09:30.")],
    zone: Annotated[
        str,
        typer.Option("--zone", help="The time zone of --from, which also sets when days end, such as Europe/Berlin."),
    ],
    fact: FactOption = None,
    as_json: JsonOption = False,
) -> None:
    law = read_law()
    local_zone = _zone(zone)
    try:
        trigger_at = read_instant(start, local_zone)
    except Unreadable as error:
        raise UsageError(f"--from: {error}") from error
    facts = _stated(fact or [], law, trigger_at, zone)
    found = deadline_of(law, duty, trigger_at, zone, facts)
    if as_json:
        instants = {"trigger": trigger_at, "target": found.target_at, "limit": found.limit_at}
        shown = {"duty": duty, **{name: _utc(at) for name, at in instants.items()}}
        print_json({**shown, "words": found.words, "steps": list(found.sentences)})
    else:
        print_lines(due_lines(duty, found, local_zone))


def assess(
    file: FactsFile,
    on: Annotated[
        str | None, typer.Option("--on", help="The date whose law applies while no trigger is known.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="The whole memo: also why each duty applies.")] = False,
    page: Annotated[bool, typer.Option("--page", help="With --json: the first page, instead of every duty.")] = False,
    as_json: JsonOption = False,
) -> None:
    organisation, law = read_ours()
    now = datetime.now(UTC)
    facts = _in_sectors(read_file(file, law, now), organisation, law, now)
    day = read_day(on) if on else governing_on(facts, now)
    findings = assess_duties(facts, law, day)
    if as_json and page:
        print_json(page_values(first_hour(findings, facts, law, day)))
    elif as_json:
        print_json([_finding(finding) for finding in findings])
    elif full:
        print_lines(map(str, assessment_lines(findings, facts, law, day)))
    else:
        print_lines((*map(str, page_lines(findings, facts, law, day)), "", MORE))


def _in_sectors(facts: Facts, organisation: Organisation, law: Law, now: datetime) -> Facts:
    """The facts, with the organization's sectors where the file states none."""
    if not organisation.sectors or facts.value(SECTORS) is not None:
        return facts
    return facts.set(law.vocabulary, SECTORS, Choices(organisation.sectors), "organisation.yaml", now)


def risk(file: FactsFile, as_json: JsonOption = False) -> None:
    law, now = read_law(), datetime.now(UTC)
    sheet = weigh(read_file(file, law, now))
    if as_json:
        print_json(sheet.model_dump(mode="json"))
    else:
        print_lines(risk_lines(sheet, law.vocabulary))


def read_law() -> Law:
    """The law in use: shipped, with the organization's own files and promises added."""
    return read_ours()[1]


def read_ours() -> tuple[Organisation, Law]:
    """The organization, and the law in use."""
    settings = read_settings()
    law = load(*roots(settings, FOLDER), cache=settings.cache)
    return load_organisation(settings.organisation_file, law)


def no_organisation() -> tuple[str, str]:
    """What is said, and what to do, where no file says who you are; two empty texts where one does."""
    file = read_settings().organisation_file
    if file.exists():
        return "", ""
    says = f"There is no {file}, so breachbot doesn't know who you are."
    return says, f"Copy {example('organisation.demo.yaml')} to it and edit it, or set BREACHBOT_ORGANISATION."


def read_place(text: str, places: Places) -> str:
    """The code of a place or group. Raises UsageError for what is neither the code nor the name of one."""
    code = text.upper() if text.upper() in places else places.codes_by_name.get(text.lower())
    if code is None:
        raise UsageError(f"Unknown place '{text}'.", "Enter a code or a name, such as EU, FR, Germany or US-CA.")
    return code


def read_file(file: Path, law: Law, now: datetime) -> Facts:
    """The facts of a YAML file. Raises UsageError when there is no such file, LibraryFaults with all that is wrong in
    it."""
    if not file.is_file():
        raise UsageError(f"File not found: {file}.", "Enter a YAML file with one fact per line.")
    return read_facts_file(file, law, now)


def _stated(given: list[str], law: Law, at: datetime, zone: str) -> Facts:
    """The facts given as options. Raises UsageError with everything that is wrong with them."""
    table = _pairs(given, law)
    if faults := fact_faults(Document(Path("--fact"), table), law, zone=zone):
        raise UsageError("\n".join(map(str, faults)))
    return read_facts(law.vocabulary, law.places, table, "command line", at, zone=zone)


def _pairs(given: list[str], law: Law) -> dict[str, Any]:
    """name=value pairs; the id of a duty as name says when that duty was met."""
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = clean(text).partition("=")
        if not equals:
            raise UsageError(f"'{text}' is not a fact.", "Write name=value, for example aware_at=2026-11-24T09:30.")
        if name in law.by_id:
            found.setdefault("filed", {})[name] = value
        else:
            found[name] = value
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(read_zone(name))
    except Unreadable as error:
        raise UsageError(f"--zone: {error}") from error


def read_day(text: str, option: str = "--on") -> date:
    """The date of the option. Raises UsageError for anything else."""
    try:
        return read_date(text)
    except Unreadable as error:
        raise UsageError(f"{option}: {error}") from error


def _finding(finding: Finding) -> dict[str, Any]:
    found = finding.deadline
    return {
        "duty": finding.duty.id,
        "answer": finding.answer,
        "because": [{"says": str(clause.says), "holds": clause.is_true} for clause in finding.because],
        "missing": list(finding.missing),
        "starts_at": _utc(finding.starts_at),
        "target": _utc(found.target_at if found else None),
        "limit": _utc(found.limit_at if found else None),
        "expected": bool(found and found.expected),
        "recipients": [{"place": place, "name": name} for place, name in finding.recipients],
        "authorities": [one.model_dump(mode="json", exclude={"told"}) for one in finding.authorities],
    }


def _utc(moment: datetime | None) -> str | None:
    return plain(moment.replace(microsecond=0)) if moment else None


def print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Wrapped to the width of the terminal; no meaning depends on color."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=not sys.stdout.isatty())
    for line in lines:
        console.print(line)
