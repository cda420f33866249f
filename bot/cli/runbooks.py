"""`breachbot runbook`: read a runbook, compare two, exchange one as CACAO.

Decides how a runbook is found and printed. Leaves `simulate` to `simulations.py` and what a runbook means to
`bot.runbook`.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.files import write
from bot.errors import UsageError
from bot.law.vocabulary import Vocabulary
from bot.runbook.cacao import to_cacao
from bot.runbook.cacao_import import from_cacao, left_out, to_yaml
from bot.runbook.files import load_runbooks
from bot.runbook.model import MILDEST, Phase, Runbook, SkipRule, Step
from bot.runbook.versions import compare
from bot.settings import read_settings, roots
from bot.source import read_json
from bot.strict import parse, read

FOLDER = "runbooks"
Kind = Annotated[str, typer.Argument(help="A kind of incident, such as crm-export, or a runbook's file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")]


def show(
    kind: Kind,
    phase: Annotated[Phase | None, typer.Option(help="Only this phase.")] = None,
    as_json: JsonOption = False,
) -> None:
    runbook = find_runbook(kind)
    if as_json:
        typer.echo(runbook.model_dump_json(indent=2, exclude_defaults=True))
        return
    typer.echo(f"{runbook.title} ({runbook.kind}, version {runbook.version}, {runbook.hash[:12]})\n{runbook.about}")
    typer.echo(f"{_sizes(runbook)}. Steps for a duty that is owed or undetermined are planned at every severity.")
    for each in [phase] if phase else Phase:
        typer.echo(f"\n{each.value.upper()}")
        for step in runbook.phase(each):
            typer.echo("\n".join(_shown(step)))
    for step_id, reason in runbook.dropped.items():
        typer.echo(f"\nOmits core step {step_id}: {reason}")


def diff(old: Kind, new: Kind) -> None:
    before, after = find_runbook(old), find_runbook(new)
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
    typer.echo("No differences.")


def export(
    kind: Kind,
    cacao: Annotated[bool, typer.Option("--cacao", help="As a CACAO 2.0 playbook.")] = False,
    output: OutputOption = None,
) -> None:
    if not cacao:
        raise UsageError("Choose an export format.", "Use --cacao.")
    document = to_cacao(find_runbook(kind), datetime.now(UTC))
    write((json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode(), output)


def import_(
    file: Annotated[Path, typer.Argument(help="A CACAO 2.0 playbook, as JSON.")], output: OutputOption = None
) -> None:
    playbook = read_json(file)
    text = to_yaml(from_cacao(playbook, output.stem if output else ""))
    for sentence in left_out(playbook):
        typer.echo(sentence, err=True)
    write(text.encode(), output)


def find_runbook(word: str) -> Runbook:
    """A runbook by its kind, or by its file, whose folder then also holds the core that it extends."""
    file = Path(word)
    if file.suffix == ".yaml":
        books = load_runbooks(file.parent, vocabulary=read_vocabulary())
        word = file.stem
    else:
        books = load_runbooks(*roots(read_settings(), FOLDER), vocabulary=read_vocabulary())
    if word not in books:
        raise UsageError(f"Unknown runbook “{word}”.", f"Available: {', '.join(books)}.")
    return books[word]


def read_vocabulary() -> Vocabulary:
    """Only the facts: reading the whole law takes a second that showing a runbook does not need."""
    files = [root / "vocabulary.yaml" for root in roots(read_settings(), "regulations")]
    return parse(Vocabulary, read([file for file in files if file.is_file()][-1]))


def _shown(step: Step) -> Iterator[str]:
    due = f", {step.due}" if step.due else ""
    yield f"\n  {step.id}  {step.title}  [{' / '.join(step.doers)}{due}]"
    yield f"      {step.do}"
    rows = {
        "Planned": _planned(step),
        "Why": step.why,
        "Careful": step.warning,
        "Again": str(step.again or ""),
        "Must wait for" if step.gate else "After": ", ".join(step.needs),
        "Gate": step.gate or "",
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


def _planned(step: Step) -> str:
    """For which incidents; empty where for every one."""
    if step.from_severity == MILDEST:
        return ""
    people = f", or from {step.from_people} people" if step.from_people else ""
    return f"from severity {step.from_severity}{people}"


def _sizes(runbook: Runbook) -> str:
    """How many steps each severity plans at least; duties, conditions and decisions add to it or take away from it."""
    counted = {level: sum(level <= step.from_severity for step in runbook.steps) for level in range(1, MILDEST + 1)}
    return "Steps by severity: " + ", ".join(f"{level}: {count}" for level, count in counted.items())


def _decision(step: Step) -> str:
    if not step.decision:
        return ""
    by = " or ".join(step.decision.by)
    if step.decision.two_people:
        by += f", confirmed by another: {' or '.join(step.decision.seconds)}"
    return f"{step.decision.question} {' / '.join(step.decision.options)} (by {by})"


def _plain(step: Step | None, key: str) -> str:
    value = step.model_dump(mode="json")[key] if step else None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
