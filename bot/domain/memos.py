"""Answers in words, as counsel would put them: an assessment, one deadline, one duty, a risk worksheet.

Decides order and wording only, line by line and without width or colour. Owed duties come first, the next one on top;
then what is open, with the questions in order of use; what is not owed is one short paragraph.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.domain.counting import Deadline
from bot.domain.duties import Finding, questions
from bot.domain.exposure import ceilings
from bot.domain.facts import Facts, show_value
from bot.domain.law import Duty, Law, Start
from bot.domain.risks import Worksheet
from bot.domain.values import Money, shown

LATEST = datetime.max.replace(tzinfo=UTC)
ADVICE = (
    "This is a computation from stated facts, not legal advice. Counsel confirms before anything is sent or left out."
)


def memo(findings: Iterable[Finding], facts: Facts, law: Law, on: date) -> Iterator[str]:
    """The whole assessment as a memo."""
    found = list(findings)
    zone = facts.value("zone") or "Etc/UTC"
    owed = sorted((one for one in found if one.answer == "owed"), key=_next_first)
    running = sorted((one for one in found if one.answer == "undetermined" and one.runs), key=_next_first)
    open_ = [one for one in found if one.answer == "undetermined" and not one.runs]
    yield f"Duties to notify, as of {on.day} {on:%B %Y}"
    yield ADVICE
    yield ""
    yield from _facts(facts, law, zone)
    yield f"Owed: {len(owed)}"
    for one in owed:
        yield from _owed(one, law, zone)
    yield ""
    yield from _running(running, zone)
    yield from _open(open_, law, [*running, *open_])
    yield ""
    yield from _not_owed([one for one in found if one.answer == "not_owed"])
    yield from _exposure(owed, facts)


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
    yield f"    Because {_and(clause.says for clause in finding.because if clause.holds and not clause.exception)}."
    if finding.missing:
        yield f"    To fix the date, say: {'; '.join(law.vocabulary[name].ask for name in finding.missing)}"
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
    clock = ZoneInfo(zone)
    if due.target_at is None or due.limit_at is None:
        yield f"Due: {due.words}" + (" (the clock has not started)" if due.trigger_at is None else "")
    elif due.not_before:
        yield f"Not before: {shown(due.target_at, clock)} has passed"
    else:
        later = f"; at the very latest {shown(due.limit_at, clock)}" if due.limit_at != due.target_at else ""
        yield f"Due: {shown(due.target_at, clock)}{later}"
    if due.advisory:
        yield f"Advisory: {due.advisory}"
    yield from (f"- {step}" for step in due.steps)


def _running(findings: list[Finding], zone: str) -> Iterator[str]:
    """Every condition holds; only an exception that nobody has shown yet could excuse it."""
    if not findings:
        return
    yield f"Undetermined, and the clock runs unless an exception is shown: {len(findings)}"
    for finding in findings:
        due = finding.deadline
        yield f"  {finding.duty.title} [{finding.duty.id}]"
        yield from (f"    {line}" for line in _due_lines(replace(due, steps=()) if due else None, zone))
        yield f"    Excused if {' or if '.join(one.says for one in finding.because if one.holds is None)}."
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
    told = "; ".join(f"{reason} ({count})" for reason, count in reasons[:6])
    rest = sum(count for _, count in reasons[6:])
    yield f"  {told}{f'; other conditions are not met ({rest})' if rest else ''}. `breachbot assess --json` lists each."
    may = [finding.duty.title for finding in findings if finding.optional]
    if may:
        yield f"  Nobody must, but you may: {_and(may)}."


def _why_not(finding: Finding) -> str:
    """The first clause that settles it, in short."""
    for clause in finding.because:
        if clause.cel == "in_force":
            return "not in force"
        if clause.exception and clause.holds:
            return f"an exception holds: {clause.says}"
        if not clause.exception and clause.holds is False:
            return f"the condition is not met that {clause.says}"
    return "voluntary"


def _exposure(owed: list[Finding], facts: Facts) -> Iterator[str]:
    turnover = facts.value("turnover")
    found = ceilings(owed, turnover if isinstance(turnover, Money) else None)
    if not found:
        return
    yield ""
    yield "Ceilings of fines (not predictions):"
    for one in found:
        amount = f" = {one.currency} {one.amount:,.0f}" if one.amount is not None and turnover else ""
        yield f"  {one.law}: {one.what}: {one.rule}{amount} ({one.source})"


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
    yield from (f"- {step}" for step in due.steps)


def show_duty(duty: Duty) -> Iterator[str]:
    """One version of a duty, everything a lawyer would check."""
    since, until = duty.in_force.since or "not dated", duty.in_force.until
    yield f"{duty.id}: {duty.title}"
    yield f"  {duty.law}, {duty.cites}"
    yield f"  Status: {duty.status.replace('_', ' ')}, from {since}{f' until {until}' if until else ''}"
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
    limbs = [f"{limb.within} after {_start(limb.starts or duty.start)}, counted {limb.counted}" for limb in due.limbs]
    tie = f"{due.relation.replace('_', ' ')} {due.of}" if due.relation else ""
    return "; ".join(filter(None, (tie, *limbs)))


def _start(start: Start | None) -> str:
    if start is None:
        return "the act it is tied to"
    return " or ".join([*start.facts, *start.met])


def risk_lines(sheet: Worksheet) -> Iterator[str]:
    """The worksheet as it is read aloud."""
    words = {"unlikely": "a risk is unlikely", "likely": "a risk is likely", "high": "a high risk is likely"}
    yield f"Suggestion: {words.get(sheet.suggestion, 'not yet possible')}, by {sheet.decided_by}"
    yield "For a risk:"
    yield from (f"  + {one.says}" for one in sheet.arguments_for)
    yield "Against:"
    yield from (f"  - {one.says}" for one in sheet.arguments_against)
    if sheet.missing:
        yield f"Still open: {', '.join(name.replace('_', ' ') for name in sheet.missing)}"
    yield sheet.note
