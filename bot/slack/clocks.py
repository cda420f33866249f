"""How clocks look: the list, and the forms that meet or decline one."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.clocks import ClockDecided, ClockLine, ClocksListed, DeclineClock, DutyExplained, MeetClock, version_of
from bot.errors import UsageError
from bot.law.duties import Finding
from bot.law.facts import parse_moment
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    apart,
    button,
    context,
    cut,
    field_input,
    header,
    many,
    mention,
    moment,
    safe,
    section,
    spoken,
    text_box,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.parse import FieldError, moment_in, reason_in, reference_in
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Clock

MARKS = {
    "late": "🔴 late",
    "running": "🟢 running",
    "held": "⚪ held",
    "pending": "⚪ not started",
    "undetermined": "⚪ not settled",
    "met": "✅ met",
    "declined": "➖ declined",
    "not_owed": "➖ not owed",
}
SOON = 24 * 3600
NEAR, LATER, ROWS, QUESTIONED = 5, 40, 10, 5  # clocks shown whole, in one line each, lines in a section, questions


def state_words(line: ClockLine, now: datetime) -> str:
    """`🟠 18 h 20 min left`, `🔴 late by 3 h`, `✅ met 2 d before the target`."""
    target = line.clock.target_at
    if line.state == "late":
        return f"🔴 late by {apart(line.late_for.total_seconds())}"
    if line.state == "running" and target:
        left = (target - now).total_seconds()
        return f"{'🟠' if left < SOON else '🟢'} {apart(left)} left"
    if line.state == "running":
        return _without_number(line, now)
    if line.state == "met" and line.late_for:
        return f"✅ met, late by {apart(line.late_for.total_seconds())}"
    return MARKS[line.state]


def _without_number(line: ClockLine, now: datetime) -> str:
    """Where the law has no number: our own target as ours, else only the words."""
    ours, whose = line.clock.house_at, "contract" if line.finding.duty.kind == "contract" else "law"
    if ours is None:
        return f"🟢 no fixed number: as the {whose}'s words say"
    left = (ours - now).total_seconds()
    if left < 0:
        return f"🟠 our own target passed {apart(left)} ago (the {whose} has no number)"
    return f"{'🟠' if left < SOON else '🟢'} {apart(left)} left to our own target (the {whose} has no number)"


def standing(line: ClockLine, now: datetime, zone: str) -> str:
    """How a clock stands, without the name of its duty and without what follows it in an explanation."""
    return "\n".join(_rows(line, now, zone, explained=True))


def clock_text(line: ClockLine, now: datetime, zone: str | None = None) -> str:
    """One clock in a few lines; `zone` is the reader's: a second time is shown only where it differs."""
    duty = line.finding.duty
    head = f"*{safe(duty.title)}* · {safe(duty.law)}, {safe(duty.cites)}"
    return "\n".join([head, *_rows(line, now, zone, explained=False)])


def _rows(line: ClockLine, now: datetime, zone: str | None, *, explained: bool) -> list[str]:
    """How it stands; `explained`: limit and exceptions are told beside it."""
    clock = line.clock
    rows = [state_words(line, now)]
    there = line.zone if line.zone != zone else None
    if clock.target_at and line.state in ("late", "running", "held") and clock.target_at != clock.held_until:
        rows[0] += f" · by {when(clock.target_at, there)}"
        if clock.limit_at and clock.limit_at != clock.target_at and not explained:
            rows.append(f"Latest the text can bear: {when(clock.limit_at)}")
    elif clock.house_at and line.state == "running":
        rows[0] += f" · {when(clock.house_at)}"
    if line.state == "running" and not clock.target_at:
        rows.append(f"_{safe(line.finding.duty.words)}_")
    if clock.met_at and line.state == "met":
        rows[0] += f" · {when(clock.met_at)} · reference {safe(clock.reference)}"
    if clock.decision == "declined":
        rows[0] += f" by {mention(clock.decided_by)}: {safe(cut(clock.reason or '', 300))}"
    return [*rows, *_remarks(line, explained=explained)]


def _remarks(line: ClockLine, *, explained: bool) -> list[str]:
    """What else there is to know: the hold, the bar, what is not shown yet, how sure the entry is."""
    clock, finding = line.clock, line.finding
    deadline = finding.deadline
    rows = []
    if line.state == "pending":
        rows.append(f"_The clock starts with: {safe(', '.join(line.lacks) or 'an act still to come')}_")
    if line.state == "held" and clock.held_until:
        barred = deadline is not None and deadline.not_before
        by = f" at the request of {safe(clock.hold.authority)}" if clock.hold else ""
        rows.append(f"{'Not before' if barred else f'Held{by} until'} {when(clock.held_until)}")
    if deadline and deadline.advisory and line.state.is_open:
        rows.append(f"_Advisory: {safe(deadline.advisory)}_")
    if not explained and line.state.is_open and (excuses := _open_excuses(finding)):
        runs = " Until then the clock runs." if line.state in ("late", "running") else ""
        rows.append(f"_Not yet shown: {safe(excuses)}.{runs}_")
    if clock.question:
        rows.append(f"*Please look again:* {safe(clock.question)}")
    if finding.unconfirmed:
        rows.append("_Unconfirmed: ask counsel_")
    return rows


def _open_excuses(finding: Finding) -> str:
    """The exceptions that would end the duty, if somebody showed them."""
    return "; ".join(clause.says for clause in finding.because if clause.exception and clause.is_true is None)


def listed(outcome: ClocksListed, reader: Reader) -> Message:
    """Questions first, then what is open, next first; settled ones at the end; what is not settled, with the questions
    that help most; what one may do besides."""
    open_ones = [line for line in outcome.lines if line.state.is_open]
    settled = [line for line in outcome.lines if line.state in ("met", "declined")]
    running = outcome.incident.state == "open"
    blocks: list[Block] = [header("Clocks")]
    incident_id = outcome.incident.id
    for line in [line for line in settled if line.clock.question and running][:QUESTIONED]:
        blocks += [section(clock_text(line, reader.now, reader.zone)), review_buttons(line.clock)]
    if not open_ones:
        blocks.append(section("No duty is running." if outcome.lines else "No duty is known to be owed so far."))
    for line in open_ones[:NEAR]:
        duty = line.finding.duty
        blocks.append(section(clock_text(line, reader.now, reader.zone), block_id=f"clock:{duty.id}"))
        target = Target(incident_id, duty.id, version_of(line.clock))
        buttons = [button("Why?", "clock.why", target)]
        if running:
            buttons += [button("Met", "clock.met", target, "primary"), button("Decline", "clock.decline", target)]
        blocks.append(actions(*buttons, block_id=f"do:{duty.id}"))
    blocks += _later(open_ones[NEAR:], reader.now)
    if done := [line for line in settled if not (line.clock.question and running)]:
        blocks.append(section("\n\n".join(clock_text(line, reader.now, reader.zone) for line in done)))
    if outcome.undetermined:
        blocks += _unsettled(outcome)
    if outcome.may:
        may = "; ".join(f"{one.duty.title} ({one.duty.law})" for one in outcome.may[:10])
        blocks.append(context(f"Nobody must, but you may: {safe(may)}"))
    return Message(_summary(open_ones, reader.now), tuple(blocks))


def _later(lines: Sequence[ClockLine], now: datetime) -> list[Block]:
    """The rest in one line each; /breach why shows any of them whole."""
    rows = [_row(line, now) for line in lines[:LATER]]
    blocks = [section("\n".join(rows[start : start + ROWS])) for start in range(0, len(rows), ROWS)]
    if len(lines) > LATER:
        rest = ", ".join(safe(line.finding.duty.id) for line in lines[LATER : LATER + 20])
        blocks.append(context(f"and {len(lines) - LATER} more: {rest}"))
    return [section("*After these*"), *blocks] if blocks else []


def _row(line: ClockLine, now: datetime) -> str:
    at = line.clock.target_at or line.clock.house_at
    due = f" · by {when(at)}" if at and line.state in ("late", "running", "held") else ""
    return f"• *{safe(line.title)}* · {state_words(line, now)}{due} · `{line.finding.duty.id}`"


def review_buttons(clock: Clock) -> Block:
    """For a decision that the assessment speaks against."""
    target = Target(clock.incident_id, clock.duty_id)
    stands = button("It stands", "clock.confirm", target)
    again = button("Open it again", "clock.reopen", target, "danger")
    return actions(stands, again, button("Why?", "clock.why", target), block_id=f"review:{clock.duty_id}")


def _summary(open_ones: list[ClockLine], now: datetime) -> str:
    if not open_ones:
        return "No duty is running."
    first = open_ones[0]
    return f"{many(len(open_ones), 'duty is', 'duties are')} open. First: {first.title} ({state_words(first, now)})."


def _unsettled(outcome: ClocksListed) -> list[Block]:
    text = f"*{many(outcome.undetermined, 'duty is', 'duties are')} not settled yet.* Each answer settles some of them."
    ranked = [name for name, _ in outcome.open_questions[:3]]
    blocks: list[Block] = [section(text)]
    if ranked and outcome.incident.state == "open":
        blocks.append(
            actions(
                button("Answer what helps most", "facts.ask", Target(outcome.incident.id, ",".join(ranked))),
                block_id="ask",
            )
        )
    return blocks


def decided(outcome: ClockDecided, reader: Reader) -> Message:
    line = outcome.line
    if outcome.again:
        return Message(f"{line.title} was recorded so already. Nothing was changed.")
    if line.clock.decision == "declined":
        return Message(f"{line.title}: declined, with your name and reason.")
    late = f", late by {apart(line.late_for.total_seconds())}" if line.late_for else ""
    at = spoken(line.clock.met_at, reader.zone) if line.clock.met_at else ""
    return Message(f"{line.title}: met at {at}{late}. Reference {safe(line.clock.reference)}.")


def read_met(context: RequestContext) -> MeetClock | Form:
    """`/breach met gdpr 33 ref 2026-117 at yesterday 16:40`; without a reference the form opens."""
    reference, rest = reference_in(context.request.text)
    words, at = moment_in(rest)
    if not words:
        raise UsageError("Please name the duty.", "For example: /breach met gdpr 33 ref 2026-117 at yesterday 16:40")
    if not reference:
        return Form("clock_met", words)
    met_at = parse_moment("When it went out", at, context.request.zone, context.request.now) if at else None
    return MeetClock(words, reference, met_at)


def read_decline(context: RequestContext) -> DeclineClock | Form:
    words, reason = reason_in(context.request.text)
    if not words:
        raise UsageError("Please name the duty.", "For example: /breach decline gdpr 34 because the key is safe")
    return DeclineClock(words, reason) if reason else Form("clock_decline", words)


def draw_met(outcome: DutyExplained, reader: Reader) -> Modal:
    duty = outcome.finding.duty
    blocks = (
        section(f"*{safe(duty.title)}*\n{safe(duty.law)}, {safe(duty.cites)}"),
        field_input("met_at", "When did it go out?", moment(reader.now), hint=f"In your time zone, {reader.zone}."),
        field_input(
            "reference",
            "Reference",
            text_box(most=200, placeholder="Case number, receipt, list"),
            hint="What an auditor can check it by.",
        ),
    )
    return Modal("clock_met", "Duty met", blocks, "Record", subject=duty.id, version=_version(outcome))


def _version(outcome: DutyExplained) -> str:
    return version_of(outcome.line.clock) if outcome.line else ""


def read_met_form(context: RequestContext) -> MeetClock:
    at = context.request.moment("met_at")
    if at is None:
        raise FieldError("met_at", "Please give the time at which it went out.")
    if at > context.request.now:
        raise FieldError("met_at", "That time is in the future. Give the time at which it went out.")
    return MeetClock(context.request.subject, context.request.entered("reference"), at, context.request.version)


def draw_decline(outcome: DutyExplained, reader: Reader) -> Modal:
    duty = outcome.finding.duty
    blocks = (
        section(f"*{safe(duty.title)}*\n{safe(duty.law)}, {safe(duty.cites)}"),
        field_input(
            "reason",
            "Why is it not done?",
            text_box(lines=True),
            hint="In sentences that an authority could read. Your name and the time are recorded with it.",
        ),
    )
    return Modal("clock_decline", "Decline this duty", blocks, "Decline", subject=duty.id, version=_version(outcome))


def read_decline_form(context: RequestContext) -> DeclineClock:
    reason = context.request.entered("reason").strip()
    if len(reason.split()) < 3:
        raise FieldError("reason", "Please give the reason in a sentence that an authority could read.")
    return DeclineClock(context.request.subject, reason, context.request.version)
