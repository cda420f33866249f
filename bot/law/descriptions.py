"""One deadline, one duty and a risk worksheet in plain language, line by line and without width or color.

Decides order and wording only; the whole assessment is in `memo`. Indentation shows what belongs to what; the lines are
for people to read, and no code reads them.
"""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from bot.law.clock_rules import NOTHING, UNKNOWN_SINCE, InForce, Start
from bot.law.deadlines import Deadline
from bot.law.holds import terms_of
from bot.law.model import Duty, Law
from bot.law.risk_arguments import Argument
from bot.law.risks import Suggestion, Worksheet
from bot.law.vocabulary import Vocabulary
from bot.sentences import clock_time, written


def due_lines(duty_id: str, due: Deadline, zone: ZoneInfo) -> Iterator[str]:
    """One deadline with its steps."""
    yield duty_id
    yield f"The law says: {due.words}"
    if due.trigger_at:
        yield f"Clock starts: {clock_time(due.trigger_at, zone)}"
    target = clock_time(due.target_at, zone) if due.target_at else "none (no fixed deadline, or no clock is running)"
    yield f"Target: {target}{' (expected; the clock has not started)' if due.expected else ''}"
    if due.limit_at and due.limit_at != due.target_at:
        yield f"Latest defensible deadline: {clock_time(due.limit_at, zone)}"
    if due.advisory:
        yield f"Advisory: {due.advisory}"
    yield from (f"- {step}" for step in due.sentences)


def show_duty(duty: Duty) -> Iterator[str]:
    """One version of a duty, with everything a lawyer would check."""
    since, until = duty.in_force.since or "not dated", duty.in_force.until
    yield f"{duty.id}: {duty.title}"
    yield f"  {duty.law}, {duty.cites}"
    yield f"  Status: {duty.status.words}, from {since}{f' until {until}' if until else ''}"
    if duty.in_force.earlier_text:
        yield f"  Before that: {_before(duty.in_force)}"
    yield f"  Owed by {duty.owed_by} to {duty.recipient}"
    yield from (f"  Applies if {one.says}:  {one.whole}" for one in duty.applies)
    yield from (f"  Unless {one.says}:  {one.whole}" for one in duty.unless)
    if duty.abroad:
        yield f"  Binds from abroad: {duty.abroad}"
    yield from (f"  Ask counsel: {question}" for question in duty.ask_counsel)
    yield f"  Due: {duty.words}"
    yield f"  Counted: {_counting(duty)}"
    if duty.hold:
        yield f"  Hold: {duty.hold.words}. {' '.join(map(str, terms_of(duty.hold)))}"
    for name in ("late", "phases", "form", "notes", "penalty"):
        value = getattr(duty, name)
        if value:
            yield f"  {name.capitalize()}: {value}"
    yield from (f"  {name.replace('_', ' ').capitalize()}: {text}" for name, text in duty.remedies.items())
    yield from (f"  Contents: {item}" for item in duty.contents)
    yield from (f"  Exception “{words}”: {why}" for words, why in duty.other_exceptions.items())
    checked = "; ".join(map(str, duty.verified)) or "nothing"
    on = f" ({duty.verified_on})" if duty.verified_on else ""
    yield f"  Confidence: {duty.confidence}; checked against: {checked}{on}"
    if duty.unverified:
        yield f"  Not verified against the text: {duty.unverified}"
    yield f"  Source: {duty.source or 'none given'}"


def how_checked(law: Law) -> str:
    """How old the law is, and how much of it was compared with its own text; a duty counts by its last version."""
    last = [versions[-1] for versions in law.by_id.values()]
    days = sorted(filter(None, (duty.checked_on for duty in last)))
    when = (
        f"was last checked on {written(days[-1])}, its oldest part on {written(days[0])}"
        if days
        else "was never checked"
    )
    verified = sum(bool(duty.text_checks) for duty in last)
    return f"The law {when}; {verified} of {len(last)} duties are verified against the text."


def _before(rule: InForce) -> str:
    words = {NOTHING: "no such duty", UNKNOWN_SINCE: "not known; ask counsel"}
    if isinstance(rule.earlier_text, date):
        every = f"; each covered it where {rule.throughout}" if rule.throughout else ""
        return f"an earlier text, since {rule.earlier_text}; ask counsel{every}"
    return words.get(str(rule.earlier_text), rule.replaced)


def _counting(duty: Duty) -> str:
    due = duty.due
    if due.none is not None:
        return f"no fixed deadline; {due.none}"
    limits = [
        f"{limit.within} after {_start(limit.starts or duty.start)}, counted {limit.counted}"
        for limit in due.time_limits
    ]
    tie = f"{due.relation.words} {' or '.join(due.of)}" if due.relation else ""
    return "; ".join(filter(None, (tie, *limits)))


def _start(start: Start | None) -> str:
    if start is None:
        return "the event it is tied to"
    return " or ".join([*start.facts, *start.met])


LEVELS = {
    Suggestion.UNLIKELY: "a risk is unlikely",
    Suggestion.LIKELY: "a risk is likely",
    Suggestion.HIGH: "a high risk is likely",
    Suggestion.UNDETERMINED: "not possible yet",
}


def suggestion_lines(sheet: Worksheet, vocabulary: Vocabulary) -> Iterator[str]:
    """What the worksheet suggests, on what basis, and what the open facts could still make of it."""
    so_far = " so far" if sheet.open else ""
    yield f"Suggestion: {LEVELS[sheet.suggestion]}. Basis{so_far}: {sheet.decided_by}."
    if sheet.open:
        yield f"It could be that {LEVELS[sheet.could_be]}. That depends on: {_labels(sheet.open, vocabulary)}."


def risk_lines(sheet: Worksheet, vocabulary: Vocabulary) -> Iterator[str]:
    """The worksheet, line by line."""
    yield from suggestion_lines(sheet, vocabulary)
    yield "Factors that raise the risk:"
    yield from _factors(sheet.arguments_for, "+")
    yield "Factors that lower the risk:"
    yield from _factors(sheet.arguments_against, "-")
    if sheet.missing:
        yield f"Missing facts: {_labels(sheet.missing, vocabulary)}"
    yield str(sheet.note)


def _factors(found: tuple[Argument, ...], mark: str) -> Iterator[str]:
    return (f"  {mark} {one.says}" for one in found) if found else iter(("  none known",))


def _labels(names: tuple[str, ...], vocabulary: Vocabulary) -> str:
    return ", ".join(vocabulary[name].label for name in names)
