"""`breachbot runbook simulate`: who does what when, for given facts and answers.

Decides how a simulation is asked for and printed; how it is played is decided in `bot.runbook.simulation`.

Caveats: it plays the runbook from the moment of awareness in the facts, or from now, and answers every decision with
its first option unless told otherwise. It does not know public holidays.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.files import write
from bot.cli.law import read_file, read_law
from bot.cli.runbooks import JsonOption, Kind, find_runbook
from bot.errors import UsageError
from bot.law.conditions import fact_bounds
from bot.law.duties import assess
from bot.law.facts import Facts
from bot.runbook import simulation
from bot.runbook.graph import Highlight, to_svg
from bot.runbook.model import MILDEST, Runbook
from bot.runbook.simulation import Simulation
from bot.runbook.sizes import open_duties
from bot.runbook.step_due import WorkCalendar
from bot.sentences import clock_time, written

WEEKDAYS = 5  # the team works Monday to Friday


def simulate(
    kind: Kind,
    facts: Annotated[Path | None, typer.Option(help="A YAML file of facts, as used by `breachbot assess`.")] = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help="A decision as STEP=ANSWER; may be repeated.")
    ] = None,
    severity: Annotated[
        int | None, typer.Option(min=1, max=MILDEST, help="Of the incident; without one it counts as 2.")
    ] = None,
    as_json: JsonOption = False,
    svg: Annotated[Path | None, typer.Option(help="Also draw the steps to this file.")] = None,
) -> None:
    runbook, now = find_runbook(kind), datetime.now(UTC)
    chosen = _answers(runbook, answer or [])
    law = read_law()
    known = read_file(facts, law, now) if facts else Facts()
    opened_at = known.value("aware_at") or known.value("noticed_at") or now
    zone = ZoneInfo(str(known.value("zone") or "UTC"))
    day, calendar = opened_at.date(), WorkCalendar(zone, _is_working_day)
    duties = open_duties(assess(known, law, day))
    found = simulation.simulate(
        runbook, fact_bounds(known, law, day).evaluate, opened_at, calendar, chosen, severity, duties
    )
    if svg:
        write(to_svg(runbook, _highlights(found)).encode(), svg)
    if as_json:
        sys.stdout.write(json.dumps(_document(runbook, found, opened_at), ensure_ascii=False, indent=2) + "\n")
    else:
        typer.echo("\n".join(_plan_lines(runbook, found, opened_at, zone)))


def _highlights(found: Simulation) -> Mapping[str, Highlight]:
    aside = {one.step.id: Highlight.SET_ASIDE for one in found.set_aside}
    return aside | {one.step.id: Highlight.MAY_APPLY for one in found.may_apply}


def _is_working_day(day: date) -> bool:
    return day.weekday() < WEEKDAYS


def _answers(runbook: Runbook, given: list[str]) -> Mapping[str, str]:
    found = {}
    for text in given:
        step_id, equals, answer = text.partition("=")
        step = runbook.step(step_id)
        if not (equals and step and step.decision):
            raise UsageError(f"“{text}” does not answer a decision.", "Write STEP=ANSWER, for example N06=notify.")
        allowed = [option for option in step.decision.options if option not in step.decision.stays_open_on]
        if answer not in allowed:
            raise UsageError(f"“{answer}” is not an answer to {step_id}.", f"Choose one of: {', '.join(allowed)}.")
        found[step_id] = answer
    return found


def _plan_lines(runbook: Runbook, found: Simulation, opened_at: datetime, zone: ZoneInfo) -> Iterator[str]:
    start = opened_at.astimezone(zone)
    yield f"{runbook.title}, if all goes as planned from {clock_time(start, zone)}"
    counted = len(found.planned), len(found.may_apply), len(found.set_aside)
    yield "{} steps planned, {} more may apply, {} not needed".format(*counted)
    day = None
    for each in found.planned:
        local = each.at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            yield f"\n{local:%A} {written(local)}"
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
        "set_aside": [{"step": one.step.id, "because": str(one.because)} for one in found.set_aside],
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
