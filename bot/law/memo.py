"""Answers in plain language, as counsel would write them: an assessment, one deadline, one duty, a risk worksheet.

Decides order and wording only, line by line and without width or color; what is owed is decided in `duties`, how the
lines look on a page outside the law engine. First a one-minute summary, then the facts, then the duties
that are required, soonest first; then what is undetermined, with the most useful questions first; what is not required
is counted by reason.

Caveats: indentation alone shows the structure.
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

REASONS = 8  # listed one by one; the rest are counted
LATEST = datetime.max.replace(tzinfo=UTC)
ADVICE = (
    "Computed from the stated facts. This is not legal advice: have counsel confirm before you send or skip a notice."
)


def assessment_lines(
    findings: Iterable[Finding], facts: Facts, law: Law, on: date, *, with_ceilings: bool = True
) -> Iterator[str]:
    """The whole assessment as a memo; the maximum fines can be left out for readers who may not see them."""
    found = list(findings)
    zone = facts.value("zone") or "Etc/UTC"
    owed = sorted((one for one in found if one.answer is Answer.OWED), key=_next_first)
    running = sorted((one for one in found if one.answer is Answer.UNDETERMINED and one.runs), key=_next_first)
    open_ = [one for one in found if one.answer is Answer.UNDETERMINED and not one.runs]
    yield f"Notification duties as of {on.day} {on:%B %Y}"
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
    """The one-minute summary: how many, which first, what depends on an answer."""
    first = next((one for one in sorted([*owed, *running], key=_next_first) if _dated(one)), None)
    yield "Summary:"
    yield f"  - {_many(len(owed), 'notice is required', 'notices are required')}."
    if first and first.deadline and first.deadline.target_at:
        due = shown(first.deadline.target_at, ZoneInfo(zone))
        yield f"  - Next deadline: {first.duty.title} ({first.duty.law}), {due}."
    if running:
        one, several = "more clock is running: its exemption is", "more clocks are running: their exemptions are"
        yield f"  - {_many(len(running), one, several)} not established."
    if open_:
        yield f"  - {_many(len(open_), 'duty depends', 'duties depend')} on missing facts."
    if unsure := [one for one in (*owed, *running) if one.unconfirmed]:
        rest = _many(len(unsure), "of these relies", "of these rely")
        yield f"  - {rest} on a low-confidence source: ask counsel."
    yield ""


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _dated(finding: Finding) -> bool:
    due = finding.deadline
    return due is not None and due.target_at is not None and not due.not_before


def _owed_by_time(owed: list[Finding], law: Law, zone: str) -> Iterator[str]:
    """With a date, soonest first; then what has no fixed deadline; then what waits for something else."""
    dated = [one for one in owed if _dated(one)]
    at_once = [one for one in owed if not _dated(one) and one.deadline and one.deadline.trigger_at]
    waiting = [one for one in owed if one not in dated and one not in at_once]
    yield f"Required: {len(owed)}"
    for say, some in (
        ("Due by a date", dated),
        ('No fixed deadline ("without undue delay")', at_once),
        ("Due after another step, or once its start is known", waiting),
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
    yield "Based on these facts:"
    for name, value in facts.known.items():
        yield f"  {law.vocabulary[name].label}: {show_value(law.vocabulary, law.places, name, value, zone)}"
    yield ""


def _owed(finding: Finding, law: Law, zone: str) -> Iterator[str]:
    duty = finding.duty
    yield ""
    yield f"  {duty.title} ({duty.law}, {duty.cites})"
    yield f"    To: {_recipients(finding, law)}"
    yield from (f"    {line}" for line in _due_lines(finding.deadline, zone))
    reasons = (clause.says for clause in finding.because if clause.is_true and not clause.exception)
    yield f"    Applies because {_and(reasons)}."
    excuses = [clause.says for clause in finding.because if clause.exception and clause.is_true is None]
    if excuses:
        yield f"    Exemption not established: {'; or '.join(excuses)}. The clock keeps running."
    if finding.missing:
        settle = "To resolve this" if excuses else "To set the date"
        yield f"    {settle}, answer: {' '.join(law.vocabulary[name].ask for name in finding.missing)}"
    if finding.unconfirmed:
        yield "    Unconfirmed: this entry relies on a low-confidence source. Ask counsel."
    for question in duty.ask_counsel:
        yield f"    Ask counsel: {question}"
    yield f"    [{duty.id}]"


def _recipients(finding: Finding, law: Law) -> str:
    """Who is notified; if one recipient covers several places, the places follow in parentheses."""
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
        yield f"Not before {shown(due.target_at, local_zone)}"
    else:
        later = (
            f"; latest defensible deadline {shown(due.limit_at, local_zone)}" if due.limit_at != due.target_at else ""
        )
        yield f"Due: {shown(due.target_at, local_zone)}{later}"
    if due.advisory:
        yield f"Advisory: {due.advisory}"
    yield from (f"- {step}" for step in due.sentences)


def _running(findings: list[Finding], law: Law, zone: str) -> Iterator[str]:
    """Every condition is met; only an exemption that is not established could remove the duty."""
    if not findings:
        return
    yield f"Exemption not established, so the clock keeps running: {len(findings)}"
    for finding in findings:
        yield from _owed(finding, law, zone)
    yield ""


def _open(findings: list[Finding], law: Law, all_open: list[Finding]) -> Iterator[str]:
    yield f"{'Also undetermined' if len(all_open) > len(findings) else 'Undetermined'}: {len(findings)}"
    if not all_open:
        return
    yield "  Answer these key questions first:"
    for name, count in questions(all_open, law)[:10]:
        yield f"  - {law.vocabulary[name].ask} (affects {count} {'duty' if count == 1 else 'duties'})"
    waiting: dict[tuple[str, ...], list[str]] = {}
    for finding in findings:
        waiting.setdefault(tuple(sorted(finding.missing)), []).append(f"{finding.duty.title} [{finding.duty.id}]")
    for names, titles in sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0])):
        yield ""
        yield f"  Missing facts: {_and(law.vocabulary[name].label.lower() for name in names)}"
        yield from (f"    {title}" for title in titles)


def _not_owed(findings: list[Finding]) -> Iterator[str]:
    yield f"Not required: {len(findings)}"
    if not findings:
        return
    reasons = Counter(_why_not(finding) for finding in findings).most_common()
    yield from (f"  - {count}: {reason}" for reason, count in reasons[:REASONS])
    if rest := sum(count for _, count in reasons[REASONS:]):
        yield f"  - {rest}: other reasons"
    yield "  `breachbot assess --json` lists each one with its conditions."
    may = [f"{one.duty.title} ({one.duty.law})" for one in findings if one.may]
    if may:
        yield f"  Optional notifications: {_and(may)}."


_ELSEWHERE = {
    "people": "they cover places where no one is known to be affected",
    "established_in": "they cover places where no one is known to be affected",
    "regulated_as": "they apply to organizations regulated in ways yours is not",
    "roles": "they apply to a different role than yours",
    "data": "they cover other kinds of data",
}


def _why_not(finding: Finding) -> str:
    """The first clause that rules it out; a short form by kind of fact where many would say the same."""
    for clause in finding.because:
        if clause.cel == "in_force":
            return "they are not in force on that date"
        if clause.exception and clause.is_true:
            return f"exemption: {clause.says}"
        if not clause.exception and clause.is_true is False:
            kinds = [_ELSEWHERE[name] for name in _ELSEWHERE if name in reads(clause.cel)]
            return kinds[0] if kinds else f"condition not met: {clause.says}"
    return "they are voluntary"


def _exposure(owed: list[Finding], facts: Facts) -> Iterator[str]:
    turnover = facts.value("turnover")
    found = ceilings(owed, turnover if isinstance(turnover, Money) else None)
    if not found:
        return
    yield ""
    yield "Maximum fines (not a forecast):"
    for one in found:
        comes_to = f" ({one.comes_to})" if one.comes_to else ""
        yield f"  - {one.law}: {one.what}: {one.rule}{comes_to}. Source: {one.source}"


def _and(parts: Iterable[str]) -> str:
    """With semicolons where a part contains commas.

    >>> _and(["a", "b", "c"]), _and(["a"]), _and(["a, or b", "c"])
    ('a, b and c', 'a', 'a, or b; and c')
    """
    listed = list(parts)
    between, last = ("; ", "; and ") if any("," in part for part in listed) else (", ", " and ")
    return last.join(filter(None, (between.join(listed[:-1]), *listed[-1:])))


def due_lines(duty_id: str, due: Deadline, zone: ZoneInfo) -> Iterator[str]:
    """One deadline with its steps."""
    yield duty_id
    yield f"The law says: {due.words}"
    if due.trigger_at:
        yield f"Clock starts: {shown(due.trigger_at, zone)}"
    target = shown(due.target_at, zone) if due.target_at else "none (no fixed deadline, or no clock is running)"
    yield f"Target: {target}"
    if due.limit_at and due.limit_at != due.target_at:
        yield f"Latest defensible deadline: {shown(due.limit_at, zone)}"
    if due.advisory:
        yield f"Advisory: {due.advisory}"
    yield from (f"- {step}" for step in due.sentences)


def show_duty(duty: Duty) -> Iterator[str]:
    """One version of a duty, with everything a lawyer would check."""
    since, until = duty.in_force.since or "not dated", duty.in_force.until
    yield f"{duty.id}: {duty.title}"
    yield f"  {duty.law}, {duty.cites}"
    yield f"  Status: {duty.status.words}, from {since}{f' until {until}' if until else ''}"
    yield f"  Owed by {duty.owed_by} to {duty.recipient}"
    yield from (f"  Applies if {one.because}:  {one.when}" for one in duty.applies)
    yield from (f"  Unless {one.because}:  {one.when}" for one in duty.unless)
    yield from (f"  Ask counsel: {question}" for question in duty.ask_counsel)
    yield f"  Due: {duty.words}"
    yield f"  Counted: {_counting(duty)}"
    for name in ("hold", "late", "phases", "form", "notes", "penalty"):
        value = getattr(duty, name)
        if value:
            yield f"  {name.capitalize()}: {value.words if name == 'hold' else value}"
    yield from (f"  Contents: {item}" for item in duty.contents)
    checked = "; ".join(duty.verified) or "nothing"
    on = f" ({duty.verified_on})" if duty.verified_on else ""
    yield f"  Confidence: {duty.confidence}; checked against: {checked}{on}"
    yield f"  Source: {duty.source or 'none given'}"


def _counting(duty: Duty) -> str:
    due = duty.due
    if due.none is not None:
        return f"no fixed deadline; {due.none}"
    limits = [
        f"{limit.within} after {_start(limit.starts or duty.start)}, counted {limit.counted}"
        for limit in due.time_limits
    ]
    tie = f"{due.relation.words} {due.of}" if due.relation else ""
    return "; ".join(filter(None, (tie, *limits)))


def _start(start: Start | None) -> str:
    if start is None:
        return "the event it is tied to"
    return " or ".join([*start.facts, *start.met])


def risk_lines(sheet: Worksheet) -> Iterator[str]:
    """The worksheet, line by line."""
    words = {
        Suggestion.UNLIKELY: "a risk is unlikely",
        Suggestion.LIKELY: "a risk is likely",
        Suggestion.HIGH: "a high risk is likely",
    }
    yield f"Suggestion: {words.get(sheet.suggestion, 'not possible yet')}. Basis: {sheet.decided_by}."
    yield "Factors that raise the risk:"
    yield from (f"  + {one.says}" for one in sheet.arguments_for)
    yield "Factors that lower the risk:"
    yield from (f"  - {one.says}" for one in sheet.arguments_against)
    if sheet.missing:
        yield f"Missing facts: {', '.join(name.replace('_', ' ') for name in sheet.missing)}"
    yield sheet.note
