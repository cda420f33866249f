"""An assessment in plain language, as counsel would write it.

Decides order and wording, and each line's place in the outline; what is owed is decided in `duties`, how the outline
looks on a page outside the law engine. The first page comes first (`first_page`), then the facts, then the duties that
are required, soonest first; what is not required is counted by reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.law.conditions import reads
from bot.law.deadlines import Deadline
from bot.law.descriptions import suggestion_lines
from bot.law.duties import Answer, Finding
from bot.law.earlier_texts import IN_FORCE
from bot.law.exposure import ceilings
from bot.law.facts import Facts, show_value
from bot.law.first_page import page_lines
from bot.law.implications import implied
from bot.law.model import Law
from bot.law.naming import with_law
from bot.law.outline import BLANK, MemoLine, and_, bullet, entry, section, text
from bot.law.risks import weigh
from bot.law.starts import duty_title
from bot.law.unresolved import FAR
from bot.law.values import Money
from bot.sentences import clock_time

REASONS = 8  # listed one by one; the rest are counted


def assessment_lines(
    findings: Iterable[Finding], facts: Facts, law: Law, on: date, *, with_ceilings: bool = True
) -> Iterator[MemoLine]:
    """The whole assessment as a memo; the maximum fines can be left out for readers who may not see them."""
    found = list(findings)
    zone = facts.value("zone") or "Etc/UTC"
    owed = sorted((one for one in found if one.answer is Answer.OWED), key=_next_first)
    running = sorted((one for one in found if one.answer is Answer.UNDETERMINED and one.runs), key=_next_first)
    yield from page_lines(found, facts, law, on)
    yield BLANK
    yield from _facts(facts, law, zone)
    yield from _risk(facts, law)
    yield from _owed_by_time(owed, law, zone)
    yield from _running(running, law, zone)
    yield from _not_owed([one for one in found if one.answer is Answer.NOT_OWED])
    if with_ceilings:
        yield from _exposure([*owed, *running], facts)


def _dated(finding: Finding) -> bool:
    due = finding.deadline
    return due is not None and due.target_at is not None and not due.not_before and not due.expected


def _owed_by_time(owed: list[Finding], law: Law, zone: str) -> Iterator[MemoLine]:
    """With a date, soonest first; then what has no fixed deadline; then what waits for something else."""
    dated = [one for one in owed if _dated(one)]
    at_once = [one for one in owed if not _dated(one) and one.deadline and one.deadline.trigger_at]
    waiting = [one for one in owed if one not in dated and one not in at_once]
    if not owed:
        return
    yield section("Owed", len(owed))
    for say, some in (
        ("Due by a date", dated),
        ('No fixed deadline ("without undue delay")', at_once),
        ("Due after another step, or once its start is known", waiting),
    ):
        if some:
            yield BLANK
            yield section(say, len(some))
        for one in some:
            yield from _owed(one, law, zone)
    yield BLANK


def _next_first(finding: Finding) -> tuple[datetime, str]:
    due = finding.deadline
    return (due.target_at if due and due.target_at else FAR, finding.duty.id)


def _facts(facts: Facts, law: Law, zone: str) -> Iterator[MemoLine]:
    yield section("Based on these facts")
    for name, value in facts.known.items():
        said = str(show_value(law.vocabulary, law.places, name, value, zone))
        for duty_id in value if isinstance(value, Mapping) else ():  # those that were met
            said = said.replace(duty_id, str(duty_title(law, duty_id)))
        yield text(f"{law.vocabulary[name].label}: {said}")
    for name, one in implied(facts.known, law.vocabulary).items():
        shown = show_value(law.vocabulary, law.places, name, one.value, zone)
        yield text(f"{law.vocabulary[name].label}: {shown} ({one.reason(law.vocabulary)})")
    yield BLANK


def _risk(facts: Facts, law: Law) -> Iterator[MemoLine]:
    """What the worksheet suggests, and which open facts could raise that; what was decided is among the facts."""
    yield section("Risk to people, by the worksheet")
    yield from map(text, suggestion_lines(weigh(facts), law.vocabulary))
    yield BLANK


def _owed(finding: Finding, law: Law, zone: str) -> Iterator[MemoLine]:
    duty = finding.duty
    yield BLANK
    yield entry(f"{with_law(duty)}, {duty.cites}")
    yield text(f"To: {_recipients(finding, law)}", 2)
    yield from (bullet(str(line), 2) for line in finding.authority_lines)
    yield from _due_lines(finding.deadline, zone)
    reasons = (str(clause.says) for clause in finding.because if clause.is_true and not clause.exception)
    yield text(f"Applies because {and_(reasons)}.", 2)
    excuses = [str(clause.says) for clause in finding.because if clause.exception and clause.is_true is None]
    if excuses:
        yield text(f"Exemption not established: {'; or '.join(excuses)}. The clock keeps running.", 2)
    if finding.missing:
        settle = "To resolve this" if excuses else "To set the date"
        yield text(f"{settle}, answer: {' '.join(law.vocabulary[name].ask for name in finding.missing)}", 2)
    if finding.unconfirmed:
        yield text("Unconfirmed: this entry relies on a low-confidence source. Ask counsel.", 2)
    if duty.unverified:
        yield text(f"Not verified against the text: {duty.unverified}.", 2)
    for question in duty.ask_counsel:
        yield text(f"Ask counsel: {question}", 2)
    yield text(f"The text and its conditions: breachbot law show {duty.id}", 2)


def _recipients(finding: Finding, law: Law) -> str:
    """Who is notified; if one recipient covers several places, the places follow in parentheses."""
    told = finding.recipients or ((finding.duty.place, finding.duty.recipient),)
    if len({name for _, name in told}) > 1:
        return "; ".join(f"{law.places.name(place)}: {name}" for place, name in told)
    places = [law.places.name(place) for place, _ in told if place != finding.duty.place]
    return told[0][1] + (f" ({and_(places)})" if places else "")


def _due_lines(due: Deadline | None, zone: str) -> Iterator[MemoLine]:
    if due is None:
        return
    local_zone = ZoneInfo(zone)
    if due.expected and due.target_at:
        yield text(f"Expected by {clock_time(due.target_at, local_zone)}; the clock has not started", 2)
    elif due.target_at is None or due.limit_at is None:
        yield text(f"Due: {due.words}" + (" (the clock has not started)" if due.trigger_at is None else ""), 2)
    elif due.not_before:
        yield text(f"Not before {clock_time(due.target_at, local_zone)}", 2)
    else:
        later = (
            f"; latest defensible deadline {clock_time(due.limit_at, local_zone)}"
            if due.limit_at != due.target_at
            else ""
        )
        yield text(f"Due: {clock_time(due.target_at, local_zone)}{later}", 2)
    if due.advisory:
        yield text(f"Advisory: {due.advisory}", 2)
    yield from (bullet(step, 2) for step in due.sentences)


def _running(findings: list[Finding], law: Law, zone: str) -> Iterator[MemoLine]:
    """Every condition is met; only an exemption that is not established could remove the duty."""
    if not findings:
        return
    yield section("Exemption not established, so the clock keeps running", len(findings))
    for finding in findings:
        yield from _owed(finding, law, zone)
    yield BLANK


def _not_owed(findings: list[Finding]) -> Iterator[MemoLine]:
    yield section("Not owed", len(findings))
    if not findings:
        return
    reasons = Counter(_why_not(finding) for finding in findings).most_common()
    yield from (bullet(f"{count}: {reason}") for reason, count in reasons[:REASONS])
    if rest := sum(count for _, count in reasons[REASONS:]):
        yield bullet(f"{rest}: other reasons")
    yield text("`breachbot assess --json` lists each one with its conditions.")
    may = [with_law(one.duty) for one in findings if one.may]
    if may:
        yield text(f"Optional notifications: {and_(may)}.")


_ELSEWHERE = {
    "people": "they cover places where no one is known to be affected",
    "established_in": "they cover places where no one is known to be affected",
    "processed_for": "they cover places where no one is known to be affected",
    "stated_for": "they cover places where no one is known to be affected",
    "regulated_as": "they apply to organizations regulated in ways yours is not",
    "roles": "they apply to a different role than yours",
    "data": "they cover other kinds of data",
}


def _why_not(finding: Finding) -> str:
    """The first clause that rules it out; a short form by kind of fact where many would say the same."""
    for clause in finding.because:
        if clause.cel == IN_FORCE:
            return "they are not in force on that date"
        if clause.exception and clause.is_true:
            return f"exemption: {clause.says}"
        if not clause.exception and clause.is_true is False:
            kinds = [_ELSEWHERE[name] for name in _ELSEWHERE if name in reads(clause.cel)]
            return kinds[0] if kinds else f"condition not met: {clause.says}"
    return "they are voluntary"


def _exposure(owed: list[Finding], facts: Facts) -> Iterator[MemoLine]:
    turnover = facts.value("turnover")
    found = ceilings(owed, turnover if isinstance(turnover, Money) else None)
    if not found:
        return
    yield BLANK
    yield section("Maximum fines (not a forecast)")
    for one in found:
        comes_to = f" ({one.comes_to})" if one.comes_to else ""
        yield bullet(f"{one.law}: {one.what}: {one.rule}{comes_to}. Source: {one.source}")
