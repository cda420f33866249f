"""The first page in words: who must be told by when, what to find out next, and how much else there may be.

Decides the wording of the page and how many clocks and duties it names, so that it stays one page: at most 60 lines.
Which clocks and questions are on it is decided in `first_hour`.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.law.counting_steps import StepKind
from bot.law.descriptions import how_checked
from bot.law.duties import Answer, Finding, noticed_on
from bot.law.facts import Facts
from bot.law.first_hour import Asked, FirstHour, first_hour
from bot.law.implications import contradictions_said
from bot.law.model import Duty, Law
from bot.law.naming import with_law
from bot.law.outline import BLANK, LineKind, MemoLine, and_, bullet, entry, section, text
from bot.law.sectors import SECTORS
from bot.law.unresolved import Unresolved, by_date
from bot.law.values import plain
from bot.sentences import clock_time, written

ADVICE = (
    "Computed from the stated facts. This is not legal advice: have counsel confirm before you send or skip a notice."
)
CLOCKS, NAMED, ALSO = 10, 2, 1  # clocks at least, and duties under one question, that are named; the rest are counted
ROOM = 50  # lines of the page for clocks and what stands below them


def page_lines(findings: Sequence[Finding], facts: Facts, law: Law, on: date) -> Iterator[MemoLine]:
    """`on` as for `assess`. Instants are shown in the zone of those who learned of it."""
    page, zone = first_hour(findings, facts, law, on), ZoneInfo(facts.value("zone") or "Etc/UTC")
    yield MemoLine(LineKind.TITLE, _title(facts, on))
    yield text(ADVICE, 0)
    yield text(how_checked(law), 0)
    yield BLANK
    undecided = [one for one in findings if one.undecided]
    above = [*_contradicting(facts, law)]
    below = [*_notes(page.running), *_questions(page, law, zone), *_rest(page), *_undecided(undecided)]
    yield from above
    yield from _clocks(page, zone, undecided, most=max(CLOCKS, ROOM - len(above) - len(below)))
    yield from below


def _title(facts: Facts, on: date) -> str:
    """Which day's law it is: rarely today's."""
    why = "the day it was noticed, " if noticed_on(facts) == on else ""
    return f"Notification duties (law as of {why}{written(on)})"


def _contradicting(facts: Facts, law: Law) -> Iterator[MemoLine]:
    """What the duties below may depend on comes before them."""
    if found := contradictions_said(facts, law):
        yield section("Facts that contradict each other", len(found))
        yield from (bullet(str(one)) for one in found)
        yield bullet("Until that is resolved, duties that depend on them are undetermined.")
        yield BLANK


def _clocks(page: FirstHour, zone: ZoneInfo, undecided: Sequence[Finding], *, most: int) -> Iterator[MemoLine]:
    if not page.running:
        first = f" The first could be due by {clock_time(page.first_at, zone)}." if page.first_at else ""
        none = "Ask counsel about the duties below." if undecided else "No duty applies on these facts."
        said = f"Answer the questions below to find out.{first}" if page.asked else none
        yield section("No clock is running yet" if page.asked else "No clock is running")
        yield bullet(said)
        return
    yield section("Clocks running", len(page.running))
    yield from (bullet(_clock(one, zone)) for one in page.running[:most])
    if (more := len(page.running) - most) > 0:
        yield bullet(f"and {more} more")


def _notes(running: Sequence[Finding]) -> Iterator[MemoLine]:
    """What is to be known about the clocks that are running."""
    yield from map(bullet, _standing_in(running))
    warnings = dict.fromkeys(str(said) for one in running for said in one.warnings)
    yield from (bullet(f"Note: {said}") for said in warnings)
    if unsure := sum(one.unconfirmed for one in running):
        yield bullet(f"{_many(unsure, 'of these relies', 'of these rely')} on a low-confidence source: ask counsel.")


def _standing_in(running: Sequence[Finding]) -> Iterator[str]:
    """Which fact a clock counts from while no one has stated the one that starts it."""
    steps = [step for one in running if one.deadline for step in one.deadline.steps if step.kind is StepKind.STANDS_IN]
    for used in dict.fromkeys(str(step.other) for step in steps):
        names = dict.fromkeys(f"“{step.name}”" for step in steps if str(step.other) == used)
        yield f"Until {' or '.join(names)} is known, clocks that start with it count from “{used}”."


def _clock(one: Finding, zone: ZoneInfo) -> str:
    """`Tue 1 Dec 2026, 23:40 CET: Notify the authority (GDPR). To: ICO`."""
    excused = " Runs unless an exemption is established." if one.answer is Answer.UNDETERMINED else ""
    return f"{_due(one, zone)}: {with_law(one.duty)}. To: {_recipients(one)}.{excused}"


def _due(one: Finding, zone: ZoneInfo) -> str:
    due = one.deadline
    if due and due.target_at:
        by = "Not before" if due.not_before else "Expected by" if due.expected else "By"
        return f"{by} {clock_time(due.target_at, zone)}"
    if due and due.house_at:
        return f"By {clock_time(due.house_at, zone)} (house target)"
    return "Without a fixed deadline" if due and due.trigger_at else "Not started"


def _recipients(one: Finding) -> str:
    """The authority by its name, where the facts say which; else as the law calls it."""
    if len(one.authorities) == 1:
        return one.authorities[0].title
    names = list(dict.fromkeys(name for _, name in one.recipients)) or [one.duty.recipient]
    return and_(names) if len(names) <= NAMED else f"{names[0]} and {len(names) - 1} others"


def _questions(page: FirstHour, law: Law, zone: ZoneInfo) -> Iterator[MemoLine]:
    if page.asked:
        yield BLANK
        yield section("Questions that resolve the most", len(page.asked))
    for number, one in enumerate(page.asked, 1):
        yield from _asked(number, one, law, zone)


def _asked(number: int, one: Asked, law: Law, zone: ZoneInfo) -> Iterator[MemoLine]:
    said = f"{one.fact}: {', '.join(one.choices)}" if one.choices else one.fact
    yield entry(f"{number}. {one.ask} (/breach facts {said})")
    if one.fact == SECTORS:
        yield bullet(_of_sectors(one, zone), 2)
        yield bullet(f"Choose from: {', '.join(law.vocabulary[SECTORS].choices)}; or none.", 2)
        yield bullet("Keep the answer under `sectors` in organisation.yaml, and it is never asked again.", 2)
        return
    yield from (bullet(_if_owed(each, zone), 2) for each in one.duties[:NAMED])
    if lines := [*_more(one, zone), *_also(one)]:
        yield bullet(" ".join(lines), 2)


def _of_sectors(one: Asked, zone: ZoneInfo) -> str:
    at = one.first.due_at if one.first else None
    first = f"; the first would be due by {clock_time(at, zone)}" if at else ""
    return f"{_many(len(one.duties), 'duty binds', 'duties bind')} only some sectors{first}."


def _if_owed(one: Unresolved, zone: ZoneInfo) -> str:
    """`If owed, by Tue 1 Dec 2026, 23:40 CET: Notify the authority (GDPR)`."""
    return f"If owed{f', {_by(one, zone)}' if one.due_at else ''}: {with_law(one.duty)}"


def _by(one: Unresolved, zone: ZoneInfo) -> str:
    return f"by {clock_time(one.due_at, zone)}{' (house target)' * one.is_ours}" if one.due_at else ""


def _more(one: Asked, zone: ZoneInfo) -> Iterator[str]:
    rest = one.duties[NAMED:]
    if rest:
        first = min(rest, key=by_date)
        yield f"And {len(rest)} more{f', the first {_by(first, zone)}' if first.due_at else ''}."


def _also(one: Asked) -> Iterator[str]:
    if one.also:
        named, more = "; ".join(map(with_law, one.also[:ALSO])), len(one.also) - ALSO
        yield f"Also needed for: {named}{f'; and {more} more' if more > 0 else ''}."
    if one.elsewhere:
        yield f"Helps with {one.elsewhere} of the duties counted below, in places with no known link to you."


def _rest(page: FirstHour) -> Iterator[MemoLine]:
    """What is counted only."""
    regions = ", ".join(f"{name} {count}" for name, count in page.regions.items())
    said = [
        f"{page.later} that may apply to you, after these answers" if page.later else "",
        f"{page.sectors} that bind only other sectors" if page.sectors else "",
        f"{sum(page.regions.values())} in places with no known link to you ({regions})" if regions else "",
    ]
    if rows := [row for row in said if row]:
        yield BLANK
        yield section("Other undetermined duties", page.later + page.sectors + sum(page.regions.values()))
        yield from map(bullet, rows)


def _undecided(findings: Sequence[Finding]) -> Iterator[MemoLine]:
    """What no answer resolves: by an earlier text, which counsel knows, or by a condition that can't be evaluated."""
    earlier = [one for one in findings if one.earlier]
    if earlier:
        yield BLANK
        yield section("Under an earlier text, for counsel", len(earlier))
    yield from (bullet(_reasons(one)) for one in earlier[:CLOCKS])
    if (more := len(earlier) - CLOCKS) > 0:
        yield bullet(f"and {more} more")
    yield from (bullet(_reasons(one)) for one in findings if one.stuck)


def _reasons(one: Finding) -> str:
    return f"{with_law(one.duty)}: {and_(str(why.says) for why in one.because if why.is_true is None)}."


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def page_values(page: FirstHour) -> dict[str, Any]:
    """The page as one JSON document, nothing of it cut; instants in UTC."""
    return {
        "running": [_running_values(one) for one in page.running],
        "questions": [
            {
                "fact": one.fact,
                "choices": list(one.choices),
                "ask": one.ask,
                "duties": [_open_values(each) for each in one.duties],
                "also": [duty.id for duty in one.also],
                "elsewhere": one.elsewhere,
            }
            for one in page.asked
        ],
        "later": page.later,
        "other_sectors": page.sectors,
        "regions": dict(page.regions),
    }


def _running_values(one: Finding) -> dict[str, Any]:
    due = one.deadline
    return {
        **_named(one.duty),
        "recipients": [name for _, name in one.recipients] or [one.duty.recipient],
        "exemption_open": one.answer is Answer.UNDETERMINED,
        "target": plain(due.target_at) if due and due.target_at else None,
        "expected": bool(due and due.expected),
        "house_target": plain(due.house_at) if due and due.house_at else None,
    }


def _open_values(one: Unresolved) -> dict[str, Any]:
    return {**_named(one.duty), "due": plain(one.due_at) if one.due_at else None, "house_target": one.is_ours}


def _named(duty: Duty) -> dict[str, Any]:
    return {"duty": duty.id, "title": duty.title, "law": duty.law}
