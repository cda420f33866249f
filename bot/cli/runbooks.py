"""`breachbot runbook`: read a runbook, compare two, simulate one for given facts, exchange it as CACAO.

Decides how it is printed; what applies and when is decided in `bot.runbook`.

Caveats: `simulate` plays the runbook from the moment of awareness in the facts, or from now, and answers every decision
with its first option unless told otherwise. It knows no holidays.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.law import read_file, read_law
from bot.errors import UsageError
from bot.law.conditions import worlds_of
from bot.law.facts import Facts, Vocabulary
from bot.runbook import simulation
from bot.runbook.cacao import to_cacao
from bot.runbook.cacao_import import from_cacao, to_yaml
from bot.runbook.files import load_runbooks
from bot.runbook.graph import Highlight, to_svg
from bot.runbook.model import Phase, Runbook, SkipRule, Step
from bot.runbook.simulation import Simulation
from bot.runbook.step_due import WorkCalendar
from bot.runbook.versions import compare
from bot.settings import read_settings, roots
from bot.strict import parse, read

ROOM = "runbooks"
WEEKDAYS = 5  # the team works Monday to Friday
Kind = Annotated[str, typer.Argument(help="A kind of incident, such as crm-export, or a runbook's file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="The file to write; else stdout.")]


def show(
    kind: Kind,
    phase: Annotated[Phase | None, typer.Option(help="Only this phase.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show a runbook: every step with who, when and why."""
    runbook = _find(kind)
    if as_json:
        typer.echo(runbook.model_dump_json(indent=2, exclude_defaults=True))
        return
    typer.echo(f"{runbook.title} ({runbook.kind}, version {runbook.version}, {runbook.hash[:12]})\n{runbook.about}")
    for each in [phase] if phase else Phase:
        typer.echo(f"\n{each.value.upper()}")
        for step in runbook.phase(each):
            typer.echo("\n".join(_shown(step)))
    for step_id, reason in runbook.dropped.items():
        typer.echo(f"\nWithout {step_id} of the core: {reason}")


def diff(old: Kind, new: Kind) -> None:
    """Show how two runbooks differ; exit status 1 when they do."""
    before, after = _find(old), _find(new)
    found = compare(before, after)
    for step in found.added:
        typer.echo(f"+ {step.id} {step.title}")
    for step in found.removed:
        typer.echo(f"- {step.id} {step.title}")
    for step, keys in found.changed:
        was = before.step(step.id)
        typer.echo(f"~ {step.id} {step.title}")
        for key in keys:
            typer.echo(f"    {key}: {_plain(was, key)}\n      -> {_plain(step, key)}")
    if found:
        raise typer.Exit(1)
    typer.echo("The two say the same.")


def simulate(
    kind: Kind,
    facts: Annotated[Path | None, typer.Option(help="A YAML file of facts, as `breachbot assess` takes it.")] = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help="STEP=ANSWER of a decision; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
    svg: Annotated[Path | None, typer.Option(help="Also draw the steps into this file.")] = None,
) -> None:
    """Simulate a runbook on paper, for given facts."""
    runbook, now = _find(kind), datetime.now(UTC)
    chosen = _answers(runbook, answer or [])
    law = read_law()
    known = read_file(facts, law, now) if facts else Facts()
    opened_at = known.value("aware_at") or known.value("noticed_at") or now
    zone = ZoneInfo(str(known.value("zone") or "UTC"))
    is_true = worlds_of(known, law, opened_at.date()).holds
    found = simulation.simulate(runbook, is_true, opened_at, WorkCalendar(zone, _is_working_day), chosen)
    if svg:
        highlights = {one.step.id: Highlight.SET_ASIDE for one in found.set_aside}
        highlights |= {one.step.id: Highlight.MAY_APPLY for one in found.may_apply}
        _write(to_svg(runbook, highlights), svg)
    if as_json:
        sys.stdout.write(json.dumps(_document(runbook, found, opened_at), ensure_ascii=False, indent=2) + "\n")
    else:
        typer.echo("\n".join(_plan_lines(runbook, found, opened_at, zone)))


def export(
    kind: Kind,
    cacao: Annotated[bool, typer.Option("--cacao", help="As a CACAO 2.0 playbook.")] = False,
    output: OutputOption = None,
) -> None:
    """Write a runbook in another format."""
    if not cacao:
        raise UsageError("Name the format to export to.", "There is one: --cacao.")
    document = to_cacao(_find(kind), datetime.now(UTC))
    _write(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output)


def import_(
    file: Annotated[Path, typer.Argument(help="A CACAO 2.0 playbook, as JSON.")], output: OutputOption = None
) -> None:
    """Begin a runbook from the actions of a CACAO playbook."""
    try:
        playbook = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({error.__class__.__name__}).", "Check its path.") from error
    except json.JSONDecodeError as error:
        raise UsageError(f"{file}:{error.lineno}: not readable as JSON: {error.msg}.", "Export it again.") from error
    _write(to_yaml(from_cacao(playbook)), output)


def _find(word: str) -> Runbook:
    """A runbook by its kind, or by its file, whose folder then also holds the core that it extends."""
    file = Path(word)
    if file.suffix == ".yaml":
        books = load_runbooks(file.parent, vocabulary=_vocabulary())
        word = file.stem
    else:
        books = load_runbooks(*roots(read_settings(), ROOM), vocabulary=_vocabulary())
    if word not in books:
        raise UsageError(f"There is no runbook “{word}”.", f"There are: {', '.join(books)}.")
    return books[word]


def _vocabulary() -> Vocabulary:
    """The facts alone: reading all of the law takes a second that showing a runbook does not need."""
    files = [root / "vocabulary.yaml" for root in roots(read_settings(), "regulations")]
    return parse(Vocabulary, read([file for file in files if file.is_file()][-1]))


def _shown(step: Step) -> Iterator[str]:
    due = f", {step.due}" if step.due else ""
    yield f"\n  {step.id}  {step.title}  [{' / '.join(step.doers)}{due}]"
    yield f"      {step.do}"
    rows = {
        "Why": step.why,
        "Careful": step.warning,
        "Again": str(step.again or ""),
        "Needs": ", ".join(step.needs),
        "Only if": step.because,
        "Only after": "; ".join(f"{i}: {' or '.join(answers)}" for i, answers in step.if_decided.items()),
        "Asks for": ", ".join(step.asks),
        "Decision": _decision(step),
        "Evidence": ", ".join(step.evidence),
        "Skip": {SkipRule.NEVER: "never", SkipRule.TWO_PEOPLE: "by two people"}.get(step.skip, ""),
        "Only for": ", ".join(step.restricted_to),
        "See": ", ".join(step.references),
    }
    yield from (f"      {name}: {value}" for name, value in rows.items() if value)


def _decision(step: Step) -> str:
    if not step.decision:
        return ""
    by = " or ".join(step.decision.by) + (", two people" if step.decision.two_people else "")
    return f"{step.decision.question} {' / '.join(step.decision.options)} (by {by})"


def _plain(step: Step | None, key: str) -> str:
    value = step.model_dump(mode="json")[key] if step else None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_working_day(day: date) -> bool:
    return day.weekday() < WEEKDAYS


def _answers(runbook: Runbook, given: list[str]) -> Mapping[str, str]:
    found = {}
    for text in given:
        step_id, equals, answer = text.partition("=")
        step = runbook.step(step_id)
        if not (equals and step and step.decision):
            raise UsageError(f"“{text}” answers no decision.", "Write STEP=ANSWER, for example N06=notify.")
        allowed = [option for option in step.decision.options if option not in step.decision.stays_open_on]
        if answer not in allowed:
            raise UsageError(f"{step_id} cannot be answered “{answer}”.", f"Choose one of: {', '.join(allowed)}.")
        found[step_id] = answer
    return found


def _plan_lines(runbook: Runbook, found: Simulation, opened_at: datetime, zone: ZoneInfo) -> Iterator[str]:
    start = opened_at.astimezone(zone)
    yield f"{runbook.title}, if all goes as planned from {start:%a} {start.day} {start:%b %Y, %H:%M %Z}"
    day = None
    for each in found.planned:
        local = each.at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            yield f"\n{local:%A} {local.day} {local:%B %Y}"
        decided = f" -> {each.answer}" if each.answer else ""
        yield f"  {local:%H:%M}  {each.step.id:4} {each.step.doers[0]:15} {each.step.title}{decided}"
    if found.may_apply:
        yield "\nMay apply, once these facts are known"
        yield from (f"  {one.step.id:4} {one.step.title}: {', '.join(one.missing)}" for one in found.may_apply)
    if found.set_aside:
        yield "\nNot needed"
        yield from (f"  {one.step.id:4} {one.step.title}. {one.because}" for one in found.set_aside)


def _document(runbook: Runbook, found: Simulation, opened_at: datetime) -> dict[str, Any]:
    return {
        "runbook": runbook.kind,
        "hash": runbook.hash,
        "from": _utc(opened_at),
        "steps": [
            {
                "step": each.step.id,
                "title": each.step.title,
                "phase": each.step.phase.value,
                "role": each.step.doers[0],
                "at": _utc(each.at),
                "answer": each.answer or None,
            }
            for each in found.planned
        ],
        "may_apply": [{"step": one.step.id, "missing": list(one.missing)} for one in found.may_apply],
        "set_aside": [{"step": one.step.id, "because": one.because} for one in found.set_aside],
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _write(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror}).", "Choose another file.") from error
