"""Answers in words, as counsel would put them: an assessment, one deadline, one duty, a risk worksheet.

Decides order and wording only, line by line and without width or color; what is owed is decided in `duties`, how the
lines look on a page outside the law engine. First what a reader with one minute must know, then the facts, then the
owed duties, the next one on top; then what is open, with the questions in order of use; what is not owed is counted by
reason.

Caveats: depth is told by indentation alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.law.conditions import reads
from bot.law.deadlines import Deadline
from bot.law.duties import Answer, Finding, questions
from bot.law.exposure import ceilings
from bot.law.facts import Facts, show_value
from bot.law.model import Duty, Law, Start
from bot.law.risks import Suggestion, Worksheet
from bot.law.values import Money, shown

REASONS = 8  # told one by one; the rest is counted
LATEST = datetime.max.replace(tzinfo=UTC)
ADVICE = (
    "This is a computation from stated facts, not legal advice. Counsel confirms before anything is sent or left out."
)


def assessment_lines(
    findings: Iterable[Finding], facts: Facts, law: Law, on: date, *, with_ceilings: bool = True
) -> Iterator[str]:
    """The whole assessment as a memo; the ceilings of fines may be left to those who are to see them."""
    found = list(findings)
    zone = facts.value("zone") or "Etc/UTC"
    owed = sorted((one for one in found if one.answer is Answer.OWED), key=_next_first)
    running = sorted((one for one in found if one.answer is Answer.UNDETERMINED and one.runs), key=_next_first)
    open_ = [one for one in found if one.answer is Answer.UNDETERMINED and not one.runs]
    yield f"Duties to notify, as of {on.day} {on:%B %Y}"
    yield ADVICE
    yield ""
    yield from _in_short(owed, running, open_, zone)
    yield from _facts(facts, law, zone)
    yield from _owed_by_time(owed, law, zone)
    yield from _running(running, law, zone)
    yield from _open(open_, law, [*running, *open_])
    yield ""
    yield from _not_owed([one for one in found if one.answer is Answer.NOT_OWED])
    if with_ceilings:
        yield from _exposure([*owed, *running], facts)


def _in_short(owed: list[Finding], running: list[Finding], open_: list[Finding], zone: str) -> Iterator[str]:
    """What a reader with one minute must know: how many, which first, what hangs on an answer."""
    first = next((one for one in sorted([*owed, *running], key=_next_first) if _dated(one)), None)
    yield "In short:"
    yield f"  - {_many(len(owed), 'duty is owed', 'duties are owed')}."
    if first and first.deadline and first.deadline.target_at:
        due = shown(first.deadline.target_at, ZoneInfo(zone))
        yield f"  - The next: {first.duty.title} ({first.duty.law}), due {due}."
    if running:
        more = _many(len(running), "more clock runs", "more clocks run")
        yield f"  - {more} until an exception is shown that nobody has shown yet."
    if open_:
        yield f"  - {_many(len(open_), 'duty depends', 'duties depend')} on facts that are not known yet."
    if unsure := [one for one in (*owed, *running) if one.unconfirmed]:
        rest = _many(len(unsure), "of these rests", "of these rest")
        yield f"  - {rest} on a source of low confidence: ask counsel."
    yield ""


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _dated(finding: Finding) -> bool:
    due = finding.deadline
    return due is not None and due.target_at is not None and not due.not_before


def _owed_by_time(owed: list[Finding], law: Law, zone: str) -> Iterator[str]:
    """With a date, next first; then what is due without a number of days; then what waits for another act."""
    dated = [one for one in owed if _dated(one)]
    at_once = [one for one in owed if not _dated(one) and one.deadline and one.deadline.trigger_at]
    waiting = [one for one in owed if one not in dated and one not in at_once]
    yield f"Owed: {len(owed)}"
    for say, some in (
        ("Due by a date", dated),
        ("Due without a number of days: as the words of the law say", at_once),
        ("Due once another act is done, or its start is known", waiting),
    ):
        if some:
            yield ""
            yield f"{say}: {len(some)}"
        for one in some:
            yield from _owed(one, law, zone)
    yield ""


def _next_first(finding: Finding) -> tuple[datetime, str]:
    due = finding.deadline
    return (due.target_at if due and due.target_at else LATEST, finding.duty.id)


def _facts(facts: Facts, law: Law, zone: str) -> Iterator[str]:
    yield "On these facts:"
    for name, value in facts.known.items():
        yield f"  {law.vocabulary[name].label}: {show_value(law.vocabulary, law.places, name, value, zone)}"
    yield ""


def _owed(finding: Finding, law: Law, zone: str) -> Iterator[str]:
    duty = finding.duty
    yield ""
    yield f"  {duty.title} ({duty.law}, {duty.cites})"
    yield f"    To: {_recipients(finding, law)}"
    yield from (f"    {line}" for line in _due_lines(finding.deadline, zone))
    yield f"    Because {_and(clause.says for clause in finding.because if clause.is_true and not clause.exception)}."
    excuses = [clause.says for clause in finding.because if clause.exception and clause.is_true is None]
    if excuses:
        yield f"    Excused if {' or if '.join(excuses)}."
    if finding.missing:
        settle = "To settle it" if excuses else "To settle the date"
        yield f"    {settle}, say: {' '.join(law.vocabulary[name].ask for name in finding.missing)}"
    if finding.unconfirmed:
        yield "    Unconfirmed: ask counsel. This entry rests on a source of low confidence."
    for question in duty.ask_counsel:
        yield f"    For counsel: {question}"
    yield f"    [{duty.id}]"


def _recipients(finding: Finding, law: Law) -> str:
    """Whom to tell; where one name stands for several places, the places in brackets."""
    told = finding.recipients or ((finding.duty.place, finding.duty.recipient),)
    if len({name for _, name in told}) > 1:
        return "; ".join(f"{law.places.name(place)}: {name}" for place, name in told)
    places = [law.places.name(place) for place, _ in told if place != finding.duty.place]
    return told[0][1] + (f" ({_and(places)})" if places else "")


def _due_lines(due: Deadline | None, zone: str) -> Iterator[str]:
    if due is None:
        return
    local_zone = ZoneInfo(zone)
    if due.target_at is None or due.limit_at is None:
        yield f"Due: {due.words}" + (" (the clock has not started)" if due.trigger_at is None else "")
    elif due.not_before:
        yield f"Not before: {shown(due.target_at, local_zone)} has passed"
    else:
        later = f"; at the very latest {shown(due.limit_at, local_zone)}" if due.limit_at != due.target_at else ""
        yield f"Due: {shown(due.target_at, local_zone)}{later}"
    if due.advisory:
        yield f"Advisory: {due.advisory}"
    yield from (f"- {step}" for step in due.sentences)


def _running(findings: list[Finding], law: Law, zone: str) -> Iterator[str]:
    """Every condition is true; only an exception that nobody has shown yet could excuse it."""
    if not findings:
        return
    yield f"Undetermined, and the clock runs unless an exception is shown: {len(findings)}"
    for finding in findings:
        yield from _owed(finding, law, zone)
    yield ""


def _open(findings: list[Finding], law: Law, all_open: list[Finding]) -> Iterator[str]:
    yield f"Undetermined{' otherwise' if len(all_open) > len(findings) else ''}: {len(findings)}"
    if not all_open:
        return
    yield "  These questions settle most, in this order:"
    for name, count in questions(all_open, law)[:10]:
        yield f"  - {law.vocabulary[name].ask} (bears on {count} {'duty' if count == 1 else 'duties'})"
    waiting: dict[tuple[str, ...], list[str]] = {}
    for finding in findings:
        waiting.setdefault(tuple(sorted(finding.missing)), []).append(f"{finding.duty.title} [{finding.duty.id}]")
    for names, titles in sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0])):
        yield ""
        yield f"  Open until it is known: {_and(law.vocabulary[name].label.lower() for name in names)}"
        yield from (f"    {title}" for title in titles)


def _not_owed(findings: list[Finding]) -> Iterator[str]:
    yield f"Not owed: {len(findings)}"
    if not findings:
        return
    reasons = Counter(_why_not(finding) for finding in findings).most_common()
    yield from (f"  - {count} because {reason}" for reason, count in reasons[:REASONS])
    if rest := sum(count for _, count in reasons[REASONS:]):
        yield f"  - {rest} for other reasons"
    yield "  `breachbot assess --json` lists each with its clauses."
    may = [f"{one.duty.title} ({one.duty.law})" for one in findings if one.may]
    if may:
        yield f"  Nobody must, but you may: {_and(may)}."


_ELSEWHERE = {
    "people": "they protect people in places where nobody is known to be affected",
    "established_in": "they protect people in places where nobody is known to be affected",
    "regulated_as": "they bind organisations that are regulated in a way you are not",
    "roles": "they bind another role than yours",
    "data": "they are about other kinds of data",
}


def _why_not(finding: Finding) -> str:
    """The first clause that settles it, in short; by the kind of fact it asks for where many would say the same."""
    for clause in finding.because:
        if clause.cel == "in_force":
            return "they are not in force on that day"
        if clause.exception and clause.is_true:
            return f"an exception applies: {clause.says}"
        if not clause.exception and clause.is_true is False:
            kinds = [_ELSEWHERE[name] for name in _ELSEWHERE if name in reads(clause.cel)]
            return kinds[0] if kinds else f"it is not so that {clause.says}"
    return "nobody must: they are voluntary"


def _exposure(owed: list[Finding], facts: Facts) -> Iterator[str]:
    turnover = facts.value("turnover")
    found = ceilings(owed, turnover if isinstance(turnover, Money) else None)
    if not found:
        return
    yield ""
    yield "Ceilings of fines, not a forecast:"
    for one in found:
        comes_to = f" ({one.comes_to})" if one.comes_to else ""
        yield f"  - {one.law}: {one.what}: {one.rule}{comes_to}. Source: {one.source}"


def _and(parts: Iterable[str]) -> str:
    """With semicolons where a part has commas of its own.

    >>> _and(["a", "b", "c"]), _and(["a"]), _and(["a, or b", "c"])
    ('a, b and c', 'a', 'a, or b; and c')
    """
    listed = list(parts)
    between, last = ("; ", "; and ") if any("," in part for part in listed) else (", ", " and ")
    return last.join(filter(None, (between.join(listed[:-1]), *listed[-1:])))


def due_lines(duty_id: str, due: Deadline, zone: ZoneInfo) -> Iterator[str]:
    """One deadline with its steps."""
    yield duty_id
    yield f"Words of the law: {due.words}"
    if due.trigger_at:
        yield f"Clock starts: {shown(due.trigger_at, zone)}"
    target = shown(due.target_at, zone) if due.target_at else "none: the law gives no number, or no clock runs"
    yield f"Target: {target}"
    if due.limit_at and due.limit_at != due.target_at:
        yield f"Limit: {shown(due.limit_at, zone)}"
    if due.advisory:
        yield f"Advisory: {due.advisory}"
    yield from (f"- {step}" for step in due.sentences)


def show_duty(duty: Duty) -> Iterator[str]:
    """One version of a duty, everything a lawyer would check."""
    since, until = duty.in_force.since or "not dated", duty.in_force.until
    yield f"{duty.id}: {duty.title}"
    yield f"  {duty.law}, {duty.cites}"
    yield f"  Status: {duty.status.words}, from {since}{f' until {until}' if until else ''}"
    yield f"  Owed by {duty.owed_by} to {duty.recipient}"
    yield from (f"  If {one.because}:  {one.when}" for one in duty.applies)
    yield from (f"  Unless {one.because}:  {one.when}" for one in duty.unless)
    yield from (f"  For counsel: {question}" for question in duty.ask_counsel)
    yield f"  Due: {duty.words}"
    yield f"  Counted: {_counting(duty)}"
    for name in ("hold", "late", "phases", "form", "notes", "penalty"):
        value = getattr(duty, name)
        if value:
            yield f"  {name.capitalize()}: {value.words if name == 'hold' else value}"
    yield from (f"  Contents: {item}" for item in duty.contents)
    checked = "; ".join(duty.verified) or "nothing"
    yield f"  Confidence: {duty.confidence}; looked at: {checked}{f' ({duty.verified_on})' if duty.verified_on else ''}"
    yield f"  Source: {duty.source or 'none given'}"


def _counting(duty: Duty) -> str:
    due = duty.due
    if due.none is not None:
        return f"no number in the law; {due.none}"
    limits = [
        f"{limit.within} after {_start(limit.starts or duty.start)}, counted {limit.counted}"
        for limit in due.time_limits
    ]
    tie = f"{due.relation.words} {due.of}" if due.relation else ""
    return "; ".join(filter(None, (tie, *limits)))


def _start(start: Start | None) -> str:
    if start is None:
        return "the act it is tied to"
    return " or ".join([*start.facts, *start.met])


def risk_lines(sheet: Worksheet) -> Iterator[str]:
    """The worksheet as it is read aloud."""
    words = {
        Suggestion.UNLIKELY: "a risk is unlikely",
        Suggestion.LIKELY: "a risk is likely",
        Suggestion.HIGH: "a high risk is likely",
    }
    yield f"Suggestion: {words.get(sheet.suggestion, 'not yet possible')}, by {sheet.decided_by}"
    yield "For a risk:"
    yield from (f"  + {one.says}" for one in sheet.arguments_for)
    yield "Against:"
    yield from (f"  - {one.says}" for one in sheet.arguments_against)
    if sheet.missing:
        yield f"Still open: {', '.join(name.replace('_', ' ') for name in sheet.missing)}"
    yield sheet.note
