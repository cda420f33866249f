"""An assessment in plain language, as counsel would write it.

Decides order and wording, and each line's place in the outline; what is owed is decided in `duties`, how the outline
looks on a page outside the law engine. First a one-minute summary, then the facts, then the duties
that are required, soonest first; then what is undetermined, with the most useful questions first; what is not required
is counted by reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.law.conditions import reads
from bot.law.deadlines import Deadline
from bot.law.descriptions import how_checked, suggestion_lines
from bot.law.duties import Answer, Finding
from bot.law.exposure import ceilings
from bot.law.facts import Facts, show_value
from bot.law.model import Law
from bot.law.questions import Question, questions
from bot.law.risks import weigh
from bot.law.unresolved import Unresolved, UnresolvedGroup, unresolved
from bot.law.values import Money
from bot.sentences import clock_time

REASONS = 8  # listed one by one; the rest are counted
LATEST = datetime.max.replace(tzinfo=UTC)
ADVICE = (
    "Computed from the stated facts. This is not legal advice: have counsel confirm before you send or skip a notice."
)


class LineKind(StrEnum):
    """What a line of the memo is."""

    TITLE = "title"
    SECTION = "section"
    ENTRY = "entry"  # the heading of the lines that follow it one level deeper
    TEXT = "text"
    BULLET = "bullet"
    BLANK = "blank"


@dataclass(frozen=True)
class MemoLine:
    """One line, its place in the outline, and for a section how many entries it counts. As text it is indented, as a
    terminal shows it.
    """

    kind: LineKind
    text: str = ""
    depth: int = 0
    count: int | None = None

    def __str__(self) -> str:
        mark = "- " if self.kind is LineKind.BULLET else ""
        counted = f" {self.count}" if self.count is not None else ""
        end = f":{counted}" if self.kind is LineKind.SECTION else ""
        return f"{'  ' * self.depth}{mark}{self.text}{end}"


BLANK = MemoLine(LineKind.BLANK)


def _section(text: str, count: int | None = None) -> MemoLine:
    return MemoLine(LineKind.SECTION, text, count=count)


def _entry(text: str) -> MemoLine:
    return MemoLine(LineKind.ENTRY, text, 1)


def _text(text: str, depth: int = 1) -> MemoLine:
    return MemoLine(LineKind.TEXT, text, depth)


def _bullet(text: str, depth: int = 1) -> MemoLine:
    return MemoLine(LineKind.BULLET, text, depth)


def assessment_lines(
    findings: Iterable[Finding],
    facts: Facts,
    law: Law,
    on: date,
    *,
    sectors: Sequence[str] = (),
    with_ceilings: bool = True,
) -> Iterator[MemoLine]:
    """The whole assessment as a memo; the maximum fines can be left out for readers who may not see them. `sectors` are
    the organization's: they order what is undetermined."""
    found = list(findings)
    zone = facts.value("zone") or "Etc/UTC"
    owed = sorted((one for one in found if one.answer is Answer.OWED), key=_next_first)
    running = sorted((one for one in found if one.answer is Answer.UNDETERMINED and one.runs), key=_next_first)
    open_ = [one for one in found if one.answer is Answer.UNDETERMINED and not one.runs]
    yield MemoLine(LineKind.TITLE, f"Notification duties as of {on.day} {on:%B %Y}")
    yield _text(ADVICE, 0)
    yield _text(how_checked(law), 0)
    yield BLANK
    yield from _in_short(owed, running, open_, zone)
    yield from _facts(facts, law, zone)
    yield from _risk(facts, law)
    yield from _owed_by_time(owed, law, zone)
    yield from _running(running, law, zone)
    groups = unresolved(open_, facts, law, on, sectors)
    asked = questions([*running, *open_], facts, law, on)
    yield _section("Also undetermined" if running else "Undetermined", len(open_))
    yield from _open(groups, asked, law, zone, sectors)
    for one in open_:
        if one.stuck:
            reasons = _and(str(why.says) for why in one.because if why.is_true is None)
            yield _bullet(f"{one.duty.title} ({one.duty.law}): {reasons}.")
    yield BLANK
    yield from _not_owed([one for one in found if one.answer is Answer.NOT_OWED])
    if with_ceilings:
        yield from _exposure([*owed, *running], facts)


def _in_short(owed: list[Finding], running: list[Finding], open_: list[Finding], zone: str) -> Iterator[MemoLine]:
    """The one-minute summary: how many, which first, what depends on an answer."""
    first = next((one for one in sorted([*owed, *running], key=_next_first) if _dated(one)), None)
    yield _section("Summary")
    yield _bullet(f"{_many(len(owed), 'duty is owed', 'duties are owed')}.")
    if first and first.deadline and first.deadline.target_at:
        due = clock_time(first.deadline.target_at, ZoneInfo(zone))
        yield _bullet(f"Next deadline: {first.duty.title} ({first.duty.law}), {due}.")
    if running:
        one, several = "more clock is running: its exemption is", "more clocks are running: their exemptions are"
        yield _bullet(f"{_many(len(running), one, several)} not established.")
    if open_:
        yield _bullet(f"{_many(len(open_), 'duty depends', 'duties depend')} on missing facts.")
    if unsure := [one for one in (*owed, *running) if one.unconfirmed]:
        rest = _many(len(unsure), "of these relies", "of these rely")
        yield _bullet(f"{rest} on a low-confidence source: ask counsel.")
    yield BLANK


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _dated(finding: Finding) -> bool:
    due = finding.deadline
    return due is not None and due.target_at is not None and not due.not_before


def _owed_by_time(owed: list[Finding], law: Law, zone: str) -> Iterator[MemoLine]:
    """With a date, soonest first; then what has no fixed deadline; then what waits for something else."""
    dated = [one for one in owed if _dated(one)]
    at_once = [one for one in owed if not _dated(one) and one.deadline and one.deadline.trigger_at]
    waiting = [one for one in owed if one not in dated and one not in at_once]
    yield _section("Owed", len(owed))
    for say, some in (
        ("Due by a date", dated),
        ('No fixed deadline ("without undue delay")', at_once),
        ("Due after another step, or once its start is known", waiting),
    ):
        if some:
            yield BLANK
            yield _section(say, len(some))
        for one in some:
            yield from _owed(one, law, zone)
    yield BLANK


def _next_first(finding: Finding) -> tuple[datetime, str]:
    due = finding.deadline
    return (due.target_at if due and due.target_at else LATEST, finding.duty.id)


def _facts(facts: Facts, law: Law, zone: str) -> Iterator[MemoLine]:
    yield _section("Based on these facts")
    for name, value in facts.known.items():
        yield _text(f"{law.vocabulary[name].label}: {show_value(law.vocabulary, law.places, name, value, zone)}")
    yield BLANK


def _risk(facts: Facts, law: Law) -> Iterator[MemoLine]:
    """What the worksheet suggests, and which open facts could raise that; what was decided is among the facts."""
    yield _section("Risk to people, by the worksheet")
    yield from map(_text, suggestion_lines(weigh(facts), law.vocabulary))
    yield BLANK


def _owed(finding: Finding, law: Law, zone: str) -> Iterator[MemoLine]:
    duty = finding.duty
    yield BLANK
    yield _entry(f"{duty.title} ({duty.law}, {duty.cites})")
    yield _text(f"To: {_recipients(finding, law)}", 2)
    yield from _due_lines(finding.deadline, zone)
    reasons = (str(clause.says) for clause in finding.because if clause.is_true and not clause.exception)
    yield _text(f"Applies because {_and(reasons)}.", 2)
    excuses = [str(clause.says) for clause in finding.because if clause.exception and clause.is_true is None]
    if excuses:
        yield _text(f"Exemption not established: {'; or '.join(excuses)}. The clock keeps running.", 2)
    if finding.missing:
        settle = "To resolve this" if excuses else "To set the date"
        yield _text(f"{settle}, answer: {' '.join(law.vocabulary[name].ask for name in finding.missing)}", 2)
    if finding.unconfirmed:
        yield _text("Unconfirmed: this entry relies on a low-confidence source. Ask counsel.", 2)
    for question in duty.ask_counsel:
        yield _text(f"Ask counsel: {question}", 2)
    yield _text(f"[{duty.id}]", 2)


def _recipients(finding: Finding, law: Law) -> str:
    """Who is notified; if one recipient covers several places, the places follow in parentheses."""
    told = finding.recipients or ((finding.duty.place, finding.duty.recipient),)
    if len({name for _, name in told}) > 1:
        return "; ".join(f"{law.places.name(place)}: {name}" for place, name in told)
    places = [law.places.name(place) for place, _ in told if place != finding.duty.place]
    return told[0][1] + (f" ({_and(places)})" if places else "")


def _due_lines(due: Deadline | None, zone: str) -> Iterator[MemoLine]:
    if due is None:
        return
    local_zone = ZoneInfo(zone)
    if due.target_at is None or due.limit_at is None:
        yield _text(f"Due: {due.words}" + (" (the clock has not started)" if due.trigger_at is None else ""), 2)
    elif due.not_before:
        yield _text(f"Not before {clock_time(due.target_at, local_zone)}", 2)
    else:
        later = (
            f"; latest defensible deadline {clock_time(due.limit_at, local_zone)}"
            if due.limit_at != due.target_at
            else ""
        )
        yield _text(f"Due: {clock_time(due.target_at, local_zone)}{later}", 2)
    if due.advisory:
        yield _text(f"Advisory: {due.advisory}", 2)
    yield from (_bullet(step, 2) for step in due.sentences)


def _running(findings: list[Finding], law: Law, zone: str) -> Iterator[MemoLine]:
    """Every condition is met; only an exemption that is not established could remove the duty."""
    if not findings:
        return
    yield _section("Exemption not established, so the clock keeps running", len(findings))
    for finding in findings:
        yield from _owed(finding, law, zone)
    yield BLANK


def _open(
    groups: Sequence[UnresolvedGroup], asked: Sequence[Question], law: Law, zone: str, sectors: Sequence[str]
) -> Iterator[MemoLine]:
    if asked:
        yield _text("Answer these key questions first:")
    for one in asked[:10]:
        count = len(one.duties)
        yield _bullet(f"{law.vocabulary[one.name].ask} (affects {count} {'duty' if count == 1 else 'duties'})")
    if groups and (named := [law.vocabulary.sectors[name].label for name in sectors if name in law.vocabulary.sectors]):
        yield _text(f"Listed first: duties in your locations that are likely for your sectors ({_and(named)}).")
    for group in groups:
        yield BLANK
        yield _entry(law.vocabulary[group.question].ask)
        yield from (_text(_if_owed(one, zone), 2) for one in group.duties)


def _if_owed(one: Unresolved, zone: str) -> str:
    """`Notify the authority (GDPR, Art. 33(1)), if owed by ... [id]`."""
    due = f", if owed by {clock_time(one.due_at, ZoneInfo(zone))}" if one.due_at else ""
    ours = " (house target)" if one.is_ours else ""
    return f"{one.duty.title} ({one.duty.law}, {one.duty.cites}){due}{ours} [{one.duty.id}]"


def _not_owed(findings: list[Finding]) -> Iterator[MemoLine]:
    yield _section("Not owed", len(findings))
    if not findings:
        return
    reasons = Counter(_why_not(finding) for finding in findings).most_common()
    yield from (_bullet(f"{count}: {reason}") for reason, count in reasons[:REASONS])
    if rest := sum(count for _, count in reasons[REASONS:]):
        yield _bullet(f"{rest}: other reasons")
    yield _text("`breachbot assess --json` lists each one with its conditions.")
    may = [f"{one.duty.title} ({one.duty.law})" for one in findings if one.may]
    if may:
        yield _text(f"Optional notifications: {_and(may)}.")


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


def _exposure(owed: list[Finding], facts: Facts) -> Iterator[MemoLine]:
    turnover = facts.value("turnover")
    found = ceilings(owed, turnover if isinstance(turnover, Money) else None)
    if not found:
        return
    yield BLANK
    yield _section("Maximum fines (not a forecast)")
    for one in found:
        comes_to = f" ({one.comes_to})" if one.comes_to else ""
        yield _bullet(f"{one.law}: {one.what}: {one.rule}{comes_to}. Source: {one.source}")


def _and(parts: Iterable[str]) -> str:
    """With semicolons where a part contains commas.

    >>> _and(["a", "b", "c"]), _and(["a"]), _and(["a, or b", "c"])
    ('a, b and c', 'a', 'a, or b; and c')
    """
    listed = list(parts)
    between, last = ("; ", "; and ") if any("," in part for part in listed) else (", ", " and ")
    return last.join(filter(None, (between.join(listed[:-1]), *listed[-1:])))
