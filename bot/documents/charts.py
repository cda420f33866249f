"""The pictures of a report, drawn as SVG from the same record as its tables.

Decides how each looks; which there are is decided by `bot.domain.report_charts`, which edition shows which by its
templates. Each has a text for those who don't see it, and its numbers stand in a table, here or in the report's own.

Caveats: nothing depends on color alone, and the colors (Okabe and Ito's) stay apart for the color-blind. Labels are cut
to fit, because SVG breaks no lines; the table has them whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import log10
from zoneinfo import ZoneInfo

from bot.documents.chart_marks import (
    BLUE,
    GRAY,
    GREEN,
    INK,
    ORANGE,
    PALE,
    RED,
    WIDTH,
    bar,
    circle,
    diamond,
    line,
    staircase,
    svg,
    text,
    torn,
)
from bot.domain.markdown import INVISIBLE, Safe
from bot.domain.report_charts import MOST_ROWS, ChartName, burnt, drawable, finished, letters
from bot.domain.report_clocks import ReportClock
from bot.domain.report_moments import GAP, ReportMoment, moments
from bot.domain.reports import ReportEstimate, ReportFacts, ReportPlace
from bot.sentences import short_day

LEFT, RIGHT = 190, 110  # points that labels take on either side
ROW = 22  # points of height of a row
PLOT = WIDTH - LEFT - RIGHT
LABEL, NOTE = 34, 20  # letters that fit on the left, on the right
WIDEST = 125  # percent of a clock that are drawn; a longer bar is torn
LOG_FROM = 50  # times the smallest: then the scale is logarithmic


@dataclass(frozen=True)
class Chart:
    """`alt`: what it shows, in a sentence or two. `rows`: its table, where the report has no other with its numbers."""

    name: ChartName
    title: str
    alt: str
    svg: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def charts(report: ReportFacts) -> tuple[Chart, ...]:
    """All that the record has something for, in their order."""
    made = (_CHARTS[name](report) for name in drawable(report))
    return tuple(replace(one, alt=_described(one.alt)) for one in made)


def _described(words: str) -> Safe:
    """One line that can't end the block of code in which it stands."""
    return Safe(" ".join(INVISIBLE.sub("", words).replace("`", "'").split()))


def _timeline(report: ReportFacts) -> Chart:
    """Time runs from left to right; what is longer than the gap of the report's timeline is cut to it and marked."""
    found = moments(report)
    lanes = list(dict.fromkeys(one.lane for one in found))
    places = _positions(found)
    height = ROW * len(lanes) + 2 * ROW
    marks = [_lane(number, lane) for number, lane in enumerate(lanes)]
    for (earlier, later), at in zip(pairwise(found), places, strict=False):
        if later.at - earlier.at > GAP:
            middle = LEFT + at + _step(GAP, found) / 2
            marks.append(line(middle, ROW / 2, middle, height - 1.5 * ROW, GRAY, dashed=True))
            marks.append(text(middle, height - ROW * 0.9, later.before, anchor="middle", size=9))
    for one, at in zip(found, places, strict=True):
        y = ROW * (lanes.index(one.lane) + 1)
        marks.append(circle(LEFT + at, y, BLUE, hollow=one.assumed))
    first, last = found[0], found[-1]
    begin, end = _ends(first.at, last.at, report)
    marks.append(text(LEFT, height - 4, begin, size=9))
    marks.append(text(LEFT + PLOT, height - 4, end, anchor="end", size=9))
    alt = (
        f"{len(found)} moments in the lanes {', '.join(lanes)}, from {begin} to {end}. Hollow: assumed. "
        "The timeline lists each."
    )
    return Chart(ChartName.TIMELINE, "Timeline by lane", alt, svg(height, marks))


def _lengths(found: Sequence[ReportMoment]) -> list[timedelta]:
    return [min(later.at - earlier.at, GAP) for earlier, later in pairwise(found)]


def _step(length: timedelta, found: Sequence[ReportMoment]) -> float:
    whole = sum(_lengths(found), timedelta())
    return PLOT * (length / whole) if whole else 0


def _positions(found: Sequence[ReportMoment]) -> list[float]:
    at, made = 0.0, [0.0]
    for length in _lengths(found):
        at += _step(length, found)
        made.append(at)
    return made


def _lane(number: int, lane: str) -> str:
    y = ROW * (number + 1)
    return text(LEFT - 12, y + 4, lane, anchor="end") + line(LEFT, y, LEFT + PLOT, y, PALE)


def _day(at: datetime, report: ReportFacts) -> str:
    return short_day(at.astimezone(ZoneInfo(report.zone)))


def _ends(first: datetime, last: datetime, report: ReportFacts) -> tuple[str, str]:
    """Of an axis: the days, or the hours of a day."""
    if last - first > timedelta(days=1):
        return _day(first, report), _day(last, report)
    zone = ZoneInfo(report.zone)
    begin, end = (f"{_day(at, report)}, {at.astimezone(zone):%H:%M}" for at in (first, last))
    return begin, end


def _burn(report: ReportFacts) -> Chart:
    """How much of each clock had passed when its duty was met, or has by now. The line is the deadline."""
    found = burnt(report)
    shown = found[:MOST_ROWS]
    left = f"and {len(found) - MOST_ROWS} more: see the report's table of duties" if len(found) > MOST_ROWS else ""
    height = ROW * (len(shown) + bool(left)) + 1.2 * ROW
    deadline = LEFT + PLOT / 1.25
    marks: list[str] = []
    for number, (one, used) in enumerate(shown):
        y = ROW * (number + 0.6)
        long = min(used, WIDEST) / WIDEST * PLOT
        marks.append(text(LEFT - 8, y + 11, one.title, anchor="end", most=LABEL))
        marks.append(bar(LEFT, y, long, _zone(used)))
        if used > WIDEST:
            marks.append(torn(LEFT + long - 14, y))
        if one.state == "met":
            marks.append(diamond(LEFT + long, y))
        marks.append(text(LEFT + PLOT + 8, y + 11, _used_in_words(one, used), most=NOTE))
    floor = ROW * (len(shown) + 0.4)
    marks.append(line(deadline, ROW / 2, deadline, floor, INK))
    marks.append(text(deadline, floor + 10, "deadline", anchor="middle", size=9))
    if left:
        marks.append(text(LEFT, floor + 28, left))
    alt = "How much of each clock has been used. " + " ".join(
        f"{one.title}: {_used_in_words(one, used)}." for one, used in shown
    )
    alt += f" {left.capitalize()}." if left else ""
    return Chart(ChartName.CLOCKS, "How much of each clock was used", alt, svg(height, marks))


def _used_in_words(clock: ReportClock, used: int) -> str:
    stands = "met" if clock.state == "met" else "open"
    return f"{used}%, {stands}, assumed" if clock.assumed else f"{used}%, {stands}"


def _zone(used: int) -> str:
    return GREEN if used < 50 else BLUE if used < 80 else ORANGE if used <= 100 else RED


def _people(report: ReportFacts) -> Chart:
    """The people of each place as they are known now, the most first; the thin line reaches to the upper end."""
    places = sorted(report.estimates[-1].places, key=lambda one: (-(one.most or one.least), one.name))
    shown = _with_others(places)
    scale = _scale(shown)
    marks = []
    for number, one in enumerate(shown):
        y = ROW * (number + 0.4)
        marks.append(text(LEFT - 8, y + 11, one.name, anchor="end", most=LABEL))
        marks.append(bar(LEFT, y, scale(one.least), BLUE))
        if one.most and one.most > one.least:
            marks.append(line(LEFT + scale(one.least), y + 7, LEFT + scale(one.most), y + 7, INK))
        marks.append(text(LEFT + scale(one.most or one.least) + 8, y + 11, _range(one.least, one.most), most=NOTE))
    logarithmic = " The scale is logarithmic." if _hides(shown) else ""
    if logarithmic:
        marks.append(text(LEFT, ROW * (len(shown) + 0.8), "Logarithmic scale: the bars show orders of size.", size=9))
    alt = f"People affected by place.{logarithmic} " + " ".join(
        f"{one.name}: {_range(one.least, one.most)}." for one in shown
    )
    rows = tuple((one.name, _range(one.least, one.most)) for one in places)
    drawn = svg(ROW * len(shown) + ROW, marks)
    return Chart(ChartName.PEOPLE, "People affected by place", alt, drawn, ("Place", "People"), rows)


def _with_others(places: Sequence[ReportPlace]) -> list[ReportPlace]:
    if len(places) <= MOST_ROWS:
        return list(places)
    rest = places[MOST_ROWS - 1 :]
    ends = [one.most for one in rest if one.most is not None]
    most = sum(ends) if len(ends) == len(rest) else None
    least = sum(one.least for one in rest)
    return [*places[: MOST_ROWS - 1], ReportPlace(code="", name=f"{len(rest)} more", least=least, most=most)]


def _scale(places: Sequence[ReportPlace]) -> Callable[[int], float]:
    """Points for a number; logarithmic where the largest would hide the smallest."""
    most = max(one.most or one.least for one in places)
    if _hides(places):
        return lambda value: PLOT * log10(value + 1) / log10(most + 1)
    return lambda value: PLOT * value / most


def _hides(places: Sequence[ReportPlace]) -> bool:
    ends = [one.most or one.least for one in places]
    return max(ends) >= LOG_FROM * min((one for one in ends if one), default=1)


def _range(least: int, most: int | None) -> str:
    """
    >>> _range(1200, 1200), _range(1, None), _range(300, 900)
    ('1,200', '1 or more', '300 to 900')
    """
    if most is None:
        return f"{least:,} or more"
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _estimates(report: ReportFacts) -> Chart:
    """The number of people as it was recorded over time."""
    found = report.estimates
    begin, whole = found[0].at, max(report.made_at, found[-1].at) - found[0].at
    top = max(one.most or one.least for one in found) or 1
    height, floor = 8 * ROW, 7 * ROW

    def point(one: ReportEstimate, value: int) -> tuple[float, float]:
        x = LEFT + (PLOT * ((one.at - begin) / whole) if whole else 0)
        return x, floor - 6 * ROW * value / top

    steps = [point(one, one.least) for one in found]
    marks = [line(LEFT, floor, LEFT + PLOT, floor, PALE)]
    for (one, step), (x, _y) in zip(zip(found, steps, strict=True), [*steps[1:], (LEFT + PLOT, 0)], strict=True):
        marks += [staircase([step, (x, step[1])], BLUE)] if one.places else []
    for one, (x, y) in zip(found, steps, strict=True):
        if one.most and one.most > one.least:
            marks.append(line(x, y, x, point(one, one.most)[1], INK))
        marks.append(circle(x, y, BLUE, hollow=one.exact is None))
    marks.append(text(LEFT - 8, floor - 6 * ROW + 4, f"{top:,}", anchor="end"))
    marks.append(text(LEFT - 8, floor + 4, "0", anchor="end"))
    begins, ends = _ends(begin, begin + whole, report)
    marks.append(text(LEFT, height - 4, begins, size=9))
    marks.append(text(LEFT + PLOT, height - 4, ends, anchor="end", size=9))
    rows = tuple((_day(one.at, report), _range(one.least, one.most) if one.places else "not known") for one in found)
    said = "; ".join(f"{day}: {count}" for day, count in rows)
    alt = f"How many people were thought to be affected, over time: {said}. Hollow: not exact."
    return Chart(
        ChartName.ESTIMATES, "How the number of people changed", alt, svg(height, marks), ("Recorded", "People"), rows
    )


def _finished(report: ReportFacts) -> Chart:
    """How many steps were finished by when; those finished late are marked."""
    done = finished(report)
    begin, whole = report.opened_at, max(report.made_at, done[-1][0]) - report.opened_at
    total = sum(not one.outcome.is_left_out for one in report.steps)
    height, floor = 8 * ROW, 7 * ROW
    points: list[tuple[float, float]] = [(LEFT, floor)]
    for number, (at, _) in enumerate(done, 1):
        reached = max(0.0, (at - begin) / whole) if whole else 0.0
        points.append((LEFT + PLOT * reached, floor - 6 * ROW * number / total))
    marks = [line(LEFT, floor, LEFT + PLOT, floor, PALE), line(LEFT, ROW, LEFT + PLOT, ROW, GRAY, dashed=True)]
    marks.append(staircase([*points, (LEFT + PLOT, points[-1][1])], GREEN))
    late = [point for point, (_, is_late) in zip(points[1:], done, strict=True) if is_late]
    marks += [circle(x, y, RED) for x, y in late]
    marks.append(text(LEFT - 8, ROW + 4, f"{total} steps", anchor="end"))
    marks.append(text(LEFT - 8, floor + 4, "0", anchor="end"))
    marks.append(text(LEFT + PLOT + 8, points[-1][1] + 4, f"{len(done)} finished", most=NOTE))
    begins, ends = _ends(begin, begin + whole, report)
    marks.append(text(LEFT, height - 4, begins, size=9))
    marks.append(text(LEFT + PLOT, height - 4, ends, anchor="end", size=9))
    alt = f"Steps finished over time: {len(done)} of {total}, {len(late)} of them late (dots)."
    rows = _by_day(done, report)
    drawn = svg(height, marks)
    return Chart(ChartName.STEPS, "Steps finished over time", alt, drawn, ("Day", "Finished", "Late"), rows)


def _by_day(done: Iterable[tuple[datetime, bool]], report: ReportFacts) -> tuple[tuple[str, ...], ...]:
    days: dict[str, list[bool]] = {}
    for at, is_late in done:
        days.setdefault(_day(at, report), []).append(is_late)
    return tuple((day, str(len(found)), str(sum(found))) for day, found in days.items())


def _funnel(report: ReportFacts) -> Chart:
    """From the people to be told to those from whom no letter came back."""
    sent = sum(one.sent_to or 0 for one in letters(report))
    arrived = sent - sum(one.came_back for one in letters(report))
    to_tell = report.estimates[-1].exact if report.estimates else None
    stages = [("To be told", to_tell), ("Sent", sent), ("Did not come back", arrived)]
    known = [(name, count) for name, count in stages if count is not None]
    top = max(count for _, count in known) or 1
    marks = []
    for number, (name, count) in enumerate(known):
        y = ROW * (number + 0.4)
        marks.append(text(LEFT - 8, y + 11, name, anchor="end"))
        marks.append(bar(LEFT, y, PLOT * count / top, BLUE))
        marks.append(text(LEFT + PLOT * count / top + 8, y + 11, f"{count:,}"))
    alt = "Notices to people: " + "; ".join(f"{name.lower()} {count:,}" for name, count in known) + "."
    rows = tuple((name, "not known" if count is None else f"{count:,}") for name, count in stages)
    drawn = svg(ROW * len(known) + ROW, marks)
    return Chart(ChartName.NOTICES, "Whom the notices reached", alt, drawn, ("Stage", "People"), rows)


_CHARTS: Mapping[ChartName, Callable[[ReportFacts], Chart]] = {
    ChartName.TIMELINE: _timeline,
    ChartName.CLOCKS: _burn,
    ChartName.PEOPLE: _people,
    ChartName.ESTIMATES: _estimates,
    ChartName.STEPS: _finished,
    ChartName.NOTICES: _funnel,
}
