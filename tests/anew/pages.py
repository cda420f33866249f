"""What the pages of an edition have to say in figures, line by line: the first page, the figures, the charts."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.anew.figures import SPANS, Figures, in_words
from tests.anew.rows import Row, instant

PERCENT = ("Clock used for authorities", "Duties met in time", "First estimate off by", "Reached", "Steps in time")
LENGTHS = (*SPANS, "Smallest margin")


def value(name: str, found: int) -> str:
    """One figure as a person reads it."""
    if name in PERCENT:
        return f"{found}%"
    if name not in LENGTHS:
        return f"{found:,}"
    length = in_words(timedelta(seconds=abs(found)))
    if found >= 0:
        return length
    return f"{length} before its start" if name in SPANS else f"−{length}"


def differs(found: Figures, edition: str, markdown: str) -> list[str]:
    """What this edition doesn't say although it has to, and each figure that it has otherwise. Only the factual edition
    and the review say what isn't known, too."""
    page = squeezed(markdown)
    wrong = [f"{edition}: {line}" for line in lines(found, edition) if squeezed(line) not in page]
    said = _figures(markdown)
    for name, number in found.counted.items():
        cells = said.get(name, ["absent"])
        if number is not None:
            right = value(name, number) in cells
        else:
            right = name not in said if edition == "board" else cells[-1].startswith("Not known: ")
        wrong += [] if right else [f"{edition}: {name}: {cells}"]
    return wrong


def numbered(found: Figures) -> list[str]:
    """What is to change or to be decided, where it begins with the number of a step: readers know it by its name."""
    titles = [one["title"] for one in found.report["actions"]] + [one["what"] for one in found.report["needs"]]
    wrong = [one for one in titles if one.split()[0] in found.steps.ids]
    again = [one["title"] for one in found.report["steps"] if one["title"].split()[1] in found.steps.ids]
    return [f"a number stands for a name: {one}" for one in (*wrong, *again)]


def squeezed(text: str) -> str:
    """Letters, digits and signs only: what stands between them is each format's own."""
    return re.sub(r"[^\w%−]", "", text)


def lines(found: Figures, edition: str) -> Iterator[str]:
    if edition != "learning":
        yield from first_page(found)
    if edition == "factual":
        yield from duties(found)
    if edition != "board":
        yield from charts(found)


def _figures(markdown: str) -> Mapping[str, list[str]]:
    """Each figure of the tables of figures with the cells after its name."""
    rows = re.findall(
        r"^\| ([A-Z][\w ]+) \((?:from|the|of|how|vers|recip|left)[^|]+\) \|(.+)\|$", markdown, re.MULTILINE
    )
    return {name: [cell.strip() for cell in cells.split(" | ")] for name, cells in rows}


SHOWN = 3  # duties of a kind that the first page lists for certain


def first_page(found: Figures) -> Iterator[str]:
    """The counts and times of the first page that don't depend on words."""
    stand, rows = found.stand(), list(found.rows.clocks.values())
    yield f"{stand['met']} met, {stand['declined']} declined, {stand['open']} open; {stand['late']} late"
    for label, name in (("Began", "occurred_from_at"), ("Contained", "contained_at")):
        yield f"{label}: {moment(found, found.stamps[name])}"
    met, late = ([row for row in rows if found.state(row) == state] for state in ("met", "late"))
    for row in met if len(met) <= SHOWN else ():
        yield f", {moment(found, instant(row['met_at']))}: "
    for row in late if len(late) <= SHOWN else ():
        target = instant(row["target_at"])
        yield f"since {moment(found, target)}: "
        yield f"late by {in_words(found.rows.now - target)}" if target else ""


def duties(found: Figures) -> Iterator[str]:
    """The cells of the table of duties: until when, and when it was done."""
    for row in found.rows.clocks.values():
        target, met = instant(row["target_at"]), instant(row["met_at"])
        if target:
            yield f"{moment(found, target)} | {moment(found, met) if met else ''}"


def register_differs(found: Figures, cells: Mapping[str, object] | None) -> list[str]:
    """Where the register has another time for this incident, or not by how much it was late; drills have none."""
    if found.rows.incident["is_drill"]:
        return ["a drill is in the register"] if cells else []
    if cells is None:
        return ["not in the register"]
    wrong = []
    for name, stamp in COLUMNS.items():
        expected = "Not known: only assumed" if found.rows.is_assumed(name) else found.stamps.get(stamp)
        wrong += [f"{name}: {cells.get(name)}"] if cells.get(name) != expected else []
    for row in found.rows.clocks.values():
        met, target = instant(row["met_at"]), instant(row["target_at"])
        if row["decision"] == "met" and met:
            said = str(cells.get("notified", ""))
            told = [f"{met:%Y-%m-%d %H:%M} UTC, reference {row['reference']}"]
            told += [f", {in_words(met - target)} late"] if target and met > target else []
            wrong += [f"{row['duty_id']}: {one} is not in {said}" for one in told if one not in said]
    return wrong


COLUMNS = {
    "occurred_from": "occurred_from_at", "occurred_to": "occurred_to_at", "noticed_at": "noticed_at",
    "detected_at": "detected_at", "aware_at": "aware_at", "contained_at": "contained_at", "opened_at": "opened_at",
    "discovered_at": "discovered_at", "closed_at": "closed_at",
}  # fmt: skip
"""Those of the register that have times, with the report's stamps."""


def moment(found: Figures, at: datetime | None) -> str:
    """`2 Mar 2026, 09:15 (08:15 UTC)`."""
    if at is None:
        return "not known"
    local = at.astimezone(ZoneInfo(found.rows.incident["zone"]))
    there = f"{at:%H:%M}" if local.date() == at.date() else f"{at.day} {at:%b} {at.year}, {at:%H:%M}"
    suffix = " UTC" if local.utcoffset() == timedelta(0) else f" ({there} UTC)"
    return f"{local.day} {local:%b} {local.year}, {local:%H:%M}{suffix}"


MOST_BARS = 12  # of a chart; more stand in the table of duties alone


class Bar(NamedTuple):
    used: int
    is_met: bool
    is_known: bool


def bars(found: Figures) -> list[Bar]:
    """How much of each clock is used: of those that were met when they were, of the others by now."""
    made = []
    for duty, row in found.rows.clocks.items():
        start, target = instant(row["starts_at"]), instant(row["target_at"])
        state = found.state(row)
        at = instant(row["met_at"]) if state == "met" else found.rows.now
        if state in ("met", "running", "late") and start and target and at and start <= at:
            used = ceil(100 * (at - start) / (target - start))
            made.append(Bar(used, state == "met", found.start_is_known(duty)))
    return made


def charts(found: Figures) -> Iterator[str]:
    """The numbers in the words that stand for the charts, and in their tables."""
    clocks = bars(found)
    for one in clocks if len(clocks) <= MOST_BARS else ():
        yield f": {one.used}%, {'met' if one.is_met else 'open'}{'' if one.is_known else ', assumed'}."
    done = [step for step in found.steps.ids if found.steps.outcome(step) == "done"]
    if len(done) > 1:
        left = [step for step in found.steps.ids if found.steps.outcome(step) in ("skipped", "set_aside")]
        late = sum(found.steps.late_for(step) is not None for step in done)
        total = len(found.steps.ids) - len(left)
        yield f"Steps finished over time: {len(done)} of {total}, {late} of them late"
    if len(found.estimates) > 1:
        for estimate in found.estimates:
            yield span_of(estimate.places)
    yield from _funnel(found)


def span_of(places: Mapping[str, tuple[int, int | None]]) -> str:
    """A number of people as a chart has it."""
    if not places:
        return "not known"
    least, highs = sum(low for low, _ in places.values()), [high for _, high in places.values()]
    if None in highs:
        return f"{least:,} or more"
    most = sum(high for high in highs if high is not None)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _funnel(found: Figures) -> Iterator[str]:
    tallies = [found.tally(row) for row in found.notices if _is_letter(row)]
    counted = [(one.sent, one.returned) for one in tallies if one.sent]
    if counted:
        sent = sum(number for number, _ in counted)
        yield f"sent {sent:,}; did not come back {sent - sum(back for _, back in counted):,}"


def _is_letter(row: Row) -> bool:
    return any(word in row["template"] for word in ("individuals", "employees"))
