"""What the pages of an edition have to say in figures, line by line: the first page, the figures, the charts."""

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


def first_page(found: Figures) -> Iterator[str]:
    """The counts and times of the first page that don't depend on words."""
    stand = found.stand()
    yield f"{stand['met']} met, {stand['declined']} declined, {stand['open']} open; {stand['late']} late"
    for label, name in (("Began", "occurred_from_at"), ("Contained", "contained_at")):
        at = found.stamps[name]
        yield f"{label}: {moment(found, at)}"
    for row in found.rows.clocks.values():
        target, met = instant(row["target_at"]), instant(row["met_at"])
        if row["decision"] == "met":
            yield f", {moment(found, met)}: "
        elif found.state(row) == "late":
            yield f"since {moment(found, target)}: "
            late = found.rows.now - target if target else timedelta(0)
            yield f"late by {in_words(late)}"


def moment(found: Figures, at: datetime | None) -> str:
    """`2 Mar 2026, 09:15 (08:15 UTC)`."""
    if at is None:
        return "not known"
    local = at.astimezone(ZoneInfo(found.rows.incident["zone"]))
    month = {"Sep": "Sept"}.get(f"{local:%b}", f"{local:%b}")
    there = f"{at:%H:%M}" if local.date() == at.date() else f"{at.day} {at:%b} {at.year}, {at:%H:%M}"
    suffix = " UTC" if local.utcoffset() == timedelta(0) else f" ({there} UTC)"
    return f"{local.day} {month} {local.year}, {local:%H:%M}{suffix}"


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
    for one in bars(found):
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
