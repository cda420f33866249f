"""What every number and every time of the report as JSON has to be, by its place there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

from tests.anew.figures import Figures, Stamp, in_words
from tests.anew.rows import Row, Rows, instant

Leaves = dict[str, object]
NAMED = {"facts": "key", "clocks": "duty", "steps": "step", "actions": "step", "figures": "name"}
"""Lists whose order says nothing, with what tells their rows apart."""
WORDS = frozenset(
    """
    title marking edition report.ref report.codename report.title report.kind report.opened_by report.made_by
    report.closed_by report.zone report.is_drill report.law_hash report.open_points report.runbook_changes
    report.review.status
    report.review.by report.review.reason report.privilege.by report.privilege.reason report.people.name
    report.people.called report.people.in_office report.roles.role report.roles.name report.facts.key
    report.facts.name report.facts.is_number report.facts.statements.by report.facts.statements.sure
    report.facts.statements.note report.facts.statements.source report.estimates.places.name report.clocks.duty
    report.clocks.title report.clocks.law report.clocks.cites report.clocks.owed_to report.clocks.addressee
    report.clocks.because report.clocks.words report.clocks.counted report.clocks.reason report.clocks.by
    report.clocks.lacks report.clocks.unstated report.clocks.remarks report.clocks.doubts report.clocks.question
    report.risk.level
    report.risk.reason report.risk.by report.risk.for_ report.risk.against report.steps.phase report.steps.title
    report.steps.step
    report.steps.owner report.steps.by report.steps.note report.steps.deviation report.decisions.question
    report.decisions.choice report.decisions.reason report.decisions.by report.decisions.facts report.notices.title
    report.notices.audience report.notices.language report.notices.drafted_by report.notices.approved_by
    report.notices.overrides report.notices.sendings.duty report.notices.sendings.method
    report.notices.sendings.sender report.notices.sendings.recorded_by report.notices.sendings.evidence
    report.evidence.title report.evidence.kind report.evidence.location report.evidence.collected_by
    report.evidence.note report.timeline.by report.timeline.sentence report.actions.title report.actions.step
    report.actions.owner report.actions.state report.actions.test report.actions.found report.needs.what
    report.needs.step report.needs.who report.needs.executive report.stamps.assumed report.annex.ceilings.law
    report.annex.ceilings.what report.annex.ceilings.rule report.annex.questions report.annex.warnings
    report.annex.costs.reason report.annex.costs.by figures.name figures.definition figures.unit
    """.split()  # noqa: SIM905, a list that is read
)
"""Where people's own words and those of the law stand, or names: no figure of the report."""


def counted(file: Path, document: Mapping[str, Any]) -> Figures:
    """What the database says of the report's incident, at the time of the report."""
    report = document["report"]
    rows = Rows(file, report["ref"], datetime.fromisoformat(report["made_at"]))
    return Figures(rows, {one["step"]: one for one in report["steps"]}, document)


def differences(file: Path, document: Mapping[str, Any]) -> list[str]:
    """Where the report isn't what the database says, and where it has a figure that nothing here counts anew."""
    rows = counted(file, document).rows
    there, here = leaves(rows, document), expected(rows, document)
    absent = "nothing"
    return [
        f"{place}: the report has {there.get(place, absent)}, the record {here.get(place, absent)}"
        for place in sorted({*there, *here})
        if there.get(place, absent) != here.get(place, absent)
    ]


def leaves(rows: Rows, document: Mapping[str, Any]) -> Leaves:
    """Every value of the document by its place, but for words."""
    kinds = {one["name"]: one["type"] for one in rows.stated}
    made: Leaves = {}
    for path, place, value in _walk(document):
        if path == "report.facts.statements.value":
            kind = kinds[place.split("[")[1].split("]")[0]]
            if kind in FIGURES_OF:
                made[place] = FIGURES_OF[kind](str(value))
        elif path.endswith(".why_not"):
            made[place] = tuple(one for one in REASONS if one in str(value)) or ("another",) * bool(value)
        elif path == "report.clocks.proof":
            made[place] = _numbers(str(value))
        elif path not in WORDS:
            made[place] = value
        else:
            assert isinstance(value, str | bool | list | None), f"{place} is no word: {value}"
    return made


REASONS = ("not recorded", "only assumed")


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+(?:,\d{3})*", text))


FIGURES_OF: Mapping[str, Callable[[str], object]] = {"instant": str, "people": _numbers, "count": _numbers}
"""Kinds of facts that are figures, with what of their words is one."""


def _walk(value: Any, path: str = "", place: str = "") -> Iterator[tuple[str, str, object]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _walk(one, f"{path}.{name}".lstrip("."), f"{place}.{name}".lstrip("."))
    elif isinstance(value, list) and (not value or isinstance(value[0], dict)):
        for number, one in enumerate(value):
            key = NAMED.get(path.rpartition(".")[2])
            named = number if key is None else one[key]
            yield from _walk(one, path, f"{place}[{named}]")
    else:
        yield path, place, value


def written(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def expected(rows: Rows, document: Mapping[str, Any]) -> Leaves:
    """Of `document` only whether each step applies is taken, and what the response needs."""
    said = {one["step"]: one for one in document["report"]["steps"]}
    found = Figures(rows, said, document)
    made: Leaves = {"schema_version": 2, "content_sha256": document["content_sha256"]}
    for part in (_incident, _facts, _clocks, _steps, _notices, _lists, _log, _figures):
        made |= part(rows, found)
    return made


def _incident(rows: Rows, found: Figures) -> Leaves:
    one = rows.incident
    stamps = {f"report.stamps.{name}": written(at) for name, at in found.stamps.items()}
    return stamps | {
        "report.severity": str(one["severity"] or ""),
        "report.state": one["state"],
        "report.opened_at": written(instant(one["opened_at"])),
        "report.closed_at": written(instant(one["closed_at"])),
        "report.made_at": written(rows.now),
        "report.runbook": f"{rows.runbook['title']}, version {rows.runbook['version']}",
        "report.record_hash": rows.log[-1]["hash"],
        "report.broken_at": None,
        **(_marks(rows, "privilege", ("privilege.claimed",)) if found.annex else WITHOUT_ANNEX),
        **_marks(rows, "review", ("review.started", "review.done", "review.closed")),
    }


WITHOUT_ANNEX: Leaves = {"report.privilege": None, "report.annex": None}


def _marks(rows: Rows, name: str, events: Sequence[str]) -> Leaves:
    """What counsel directed, or where the review stands: when that was last said."""
    said = [row for row in rows.log if row["event"] in events]
    return {f"report.{name}.at": written(instant(said[-1]["at"]))} if said else {f"report.{name}": None}


def _facts(rows: Rows, found: Figures) -> Leaves:
    made: Leaves = {}
    for name in dict.fromkeys(one["name"] for one in rows.stated if one["name"] != "filed"):
        for number, one in enumerate(rows.history(name)):
            place = f"report.facts[{name}].statements[{number}]"
            made[f"{place}.at"] = written(instant(one["at"]))
            if one["type"] in FIGURES_OF:
                made[f"{place}.value"] = found.shown(one)
    for number, estimate in enumerate(found.estimates):
        made[f"report.estimates[{number}].at"] = written(estimate.at)
        for row, (code, (least, most)) in enumerate(estimate.places.items()):
            place = f"report.estimates[{number}].places[{row}]"
            made |= {f"{place}.code": code, f"{place}.least": least, f"{place}.most": most}
    return made


def _clocks(rows: Rows, found: Figures) -> Leaves:
    made: Leaves = {}
    for duty, row in rows.clocks.items():
        times = {"starts_at", "target_at", "limit_at", "house_at"}
        made |= {f"report.clocks[{duty}].{name}": written(instant(row[name])) for name in times}
        made[f"report.clocks[{duty}].done_at"] = written(instant(row["met_at"]))
        made[f"report.clocks[{duty}].assumed"] = not found.start_is_known(duty)
        made[f"report.clocks[{duty}].state"] = found.state(row)
        made[f"report.clocks[{duty}].reference"] = row["reference"] or ""
        made[f"report.clocks[{duty}].proof"] = found.proof(row)
    return made


def _steps(rows: Rows, found: Figures) -> Leaves:
    made: Leaves = {}
    for step in found.steps.ids:
        place, outcome = f"report.steps[{step}]", found.steps.outcome(step)
        due, late = found.steps.due(step), found.steps.late_for(step)
        made[f"{place}.outcome"] = outcome
        made[f"{place}.due_at"] = written(due.at) if due and outcome != "set_aside" else None
        finished = (rows.done.get(step) or {}).get("finished_at")
        made[f"{place}.due_assumed"] = bool(due and due.assumed and outcome != "set_aside")
        made[f"{place}.finished_at"] = written(instant(finished))
        made[f"{place}.late"] = in_words(late) if late else ""
    return made


def _notices(rows: Rows, found: Figures) -> Leaves:
    made: Leaves = {}
    for number, row in enumerate(found.notices):
        place, tally = f"report.notices[{number}]", found.tally(row)
        gone = min(row["sent"], key=lambda one: (not one["duty"], one["at"]), default=None)
        made |= {
            f"{place}.version": row["version"],
            f"{place}.state": row["state"].replace("_", " "),
            f"{place}.sha256": row["text_hash"],
            f"{place}.drafted_at": written(instant(row["drafted_at"])),
            f"{place}.approved_at": written(instant(row["approved_at"])),
            f"{place}.sent_at": written(instant(gone["at"])) if gone else None,
            f"{place}.reference": gone["reference"] if gone else "",
            f"{place}.sent_to": tally.sent,
            f"{place}.came_back": tally.returned,
        }
        for count, one in enumerate(row["sent"]):
            made |= {f"{place}.sendings[{count}].{name}": value for name, value in _sending(found, one).items()}
    return made


def _sending(found: Figures, one: Row) -> Leaves:
    clock, at = found.rows.clocks.get(one["duty"]), instant(one["at"])
    start, target = (instant(clock[name]) if clock else None for name in ("starts_at", "target_at"))
    share, margin = None, ""
    if at and target:
        late = at > target
        known = found.start_is_known(one["duty"])
        margin = f"{in_words(abs(target - at))} {'late' if late else 'before the deadline'}"
        margin += "" if known else ", counted from an assumed start"
        if start and start <= at and known:
            share = ceil(100 * (at - start) / (target - start))
    return {
        "at": written(at),
        "reference": one["reference"],
        "count": one["proof"]["count"],
        "returned": one["returned"],
        "share_used": share,
        "margin": margin,
    }


def _lists(rows: Rows, found: Figures) -> Leaves:
    """What has its own table: one row of the report for each."""
    made: Leaves = {}
    for number, row in enumerate(rows.of("decision", "id")):
        made[f"report.decisions[{number}].at"] = written(instant(row["decided_at"]))
    for number, row in enumerate(rows.of("evidence", "id")):
        made[f"report.evidence[{number}].collected_at"] = written(instant(row["collected_at"]))
        made[f"report.evidence[{number}].sha256"] = row["sha256"] or ""
    for number, row in enumerate(one for one in rows.log if one["event"] == "risk.decided"):
        made[f"report.risk[{number}].at"] = written(instant(row["at"]))
    for step in found.actions:
        due = found.steps.due(step)
        made[f"report.actions[{step}].due_at"] = written(due.at) if due else None
        made[f"report.actions[{step}].due_assumed"] = bool(due and due.assumed)
    for number, need in enumerate(found.report["needs"]):
        step = need["step"]
        due = found.steps.due(step) if step in found.steps.ids else None
        made[f"report.needs[{number}].due_at"] = written(due.at) if due else None
        made[f"report.needs[{number}].due_assumed"] = bool(due and due.assumed)
    return made | (_costs(rows) if found.annex else {})


def _costs(rows: Rows) -> Leaves:
    """The newest of each class and currency."""
    newest = {
        (row["said"]["kind"], row["said"]["currency"]): row for row in rows.log if row["event"] == "cost.estimated"
    }
    order = ("response", "revenue", "offers", "claims", "insured")
    made: Leaves = {}
    for number, (kind, currency) in enumerate(sorted(newest, key=lambda one: (order.index(one[0]), one[1]))):
        row, place = newest[kind, currency], f"report.annex.costs[{number}]"
        made |= {f"{place}.{name}": row["said"][name] for name in ("kind", "currency", "least", "most")}
        made[f"{place}.at"] = written(instant(row["at"]))
    return made


def _log(rows: Rows, _found: Figures) -> Leaves:
    made: Leaves = {}
    for number, row in enumerate(rows.log):
        made[f"report.timeline[{number}].seq"] = number + 1
        made[f"report.timeline[{number}].at"] = written(instant(row["at"]))
    return made


def _figures(_rows: Rows, found: Figures) -> Leaves:
    made: Leaves = {}
    for name, value in found.counted.items():
        start, end = found.spans.get(name, (Stamp(None), Stamp(None)))
        made[f"figures[{name}].start_at"], made[f"figures[{name}].end_at"] = written(start.at), written(end.at)
        made[f"figures[{name}].value"] = value
        made[f"figures[{name}].why_not"] = found.why_not(name)
    return made
