"""How clocks look: the list, and the forms that meet or decline one."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.clocks import ClockDecided, ClockLine, ClocksListed, DeclineClock, DutyExplained, MeetClock, version_of
from bot.errors import UsageError
from bot.law.duties import Finding
from bot.messages import N_, _, plural
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
    mention,
    moment,
    safe,
    section,
    spoken,
    text_box,
    told,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.parse import moment_in, reason_in, reference_in
from bot.slack.readings import read_time
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Clock

MARKS = {
    "late": N_("🔴 late"),
    "running": N_("🟢 running"),
    "held": N_("⚪ on hold"),
    "pending": N_("⚪ not started"),
    "undetermined": N_("⚪ undetermined"),
    "met": N_("✅ met"),
    "declined": N_("➖ declined"),
    "not_owed": N_("➖ not owed"),
}
SOON = 24 * 3600
MET_EXAMPLE = "`/breach met gdpr 33 ref 2026-117 at yesterday 16:40`"
DECLINE_EXAMPLE = "`/breach decline gdpr 34 because the key is safe`"
NEAR, LATER, ROWS, QUESTIONED = 5, 40, 10, 5  # clocks shown whole, in one line each, lines in a section, questions


def state_words(line: ClockLine, now: datetime) -> str:
    """`🟠 18 h 20 min left`, `🔴 late by 3 h`, `✅ met`."""
    target = line.clock.target_at
    if line.state == "late":
        return _("🔴 late by {duration}", duration=apart(line.late_for.total_seconds()))
    if line.state == "running" and target:
        left = (target - now).total_seconds()
        return _("{mark} {duration} left", mark=_mark(left), duration=apart(left))
    if line.state == "running":
        return _without_number(line, now)
    if line.state == "met" and line.late_for:
        return _("✅ met, late by {duration}", duration=apart(line.late_for.total_seconds()))
    return _(MARKS[line.state])


def _mark(left: float) -> str:
    return "🟠" if left < SOON else "🟢"


def _without_number(line: ClockLine, now: datetime) -> str:
    """Where the law has no number: the house target, else only the words."""
    ours, contract = line.clock.house_at, line.finding.duty.kind == "contract"
    if ours is None:
        return _("🟢 no fixed deadline")
    left = (ours - now).total_seconds()
    length = apart(left)
    if left < 0 and contract:
        return _("🟠 house target passed {duration} ago (no fixed deadline in the contract)", duration=length)
    if left < 0:
        return _("🟠 house target passed {duration} ago (no fixed deadline in law)", duration=length)
    if contract:
        return _(
            "{mark} {duration} left to the house target (no fixed deadline in the contract)",
            mark=_mark(left),
            duration=length,
        )
    return _("{mark} {duration} left to the house target (no fixed deadline in law)", mark=_mark(left), duration=length)


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
        rows[0] += " · " + _("by {time}", time=when(clock.target_at, there))
        if clock.limit_at and clock.limit_at != clock.target_at and not explained:
            rows.append(_("Latest defensible deadline: {time}", time=when(clock.limit_at)))
    elif clock.house_at and line.state == "running":
        rows[0] += f" · {when(clock.house_at)}"
    if line.state == "running" and not clock.target_at:
        rows.append(f"_{safe(line.finding.duty.words)}_")
    if clock.met_at and line.state == "met":
        rows[0] += f" · {when(clock.met_at)} · " + _("reference {reference}", reference=safe(clock.reference or ""))
    if clock.decision == "declined":
        reason = safe(cut(clock.reason or "", 300))
        both = ", ".join(map(mention, line.decided_by))
        rows[0] = _("➖ declined by {person}: {reason}", person=both, reason=reason)
    return [*rows, *_remarks(line, explained=explained)]


def _remarks(line: ClockLine, *, explained: bool) -> list[str]:
    """What else there is to know: the hold, the bar, what is not shown yet, how sure the entry is."""
    clock, finding = line.clock, line.finding
    deadline = finding.deadline
    rows = []
    if finding.tentative and line.state.is_open:
        rows.append(_("_Unconfirmed: it stands like this only by a proposal that waits to be confirmed._"))
    if line.state == "pending":
        rows.append(_starts_with(line.lacks))
    if line.state == "held" and clock.held_until:
        rows.append(_held(clock, clock.held_until, barred=deadline is not None and deadline.not_before))
    if deadline and deadline.advisory and line.state.is_open:
        rows.append(_("_Advisory: {text}_", text=safe(deadline.advisory)))
    if not explained and line.state.is_open and (excuses := _open_excuses(finding)):
        rows.append(_not_established(excuses, runs=line.state in ("late", "running")))
    if clock.question:
        rows.append(_("*Review needed:* {reason}", reason=told(clock.question)))
    if finding.unconfirmed:
        rows.append(_("_Unconfirmed: ask counsel_"))
    return rows


def _starts_with(lacks: Sequence[str]) -> str:
    if not lacks:
        return _("_The clock starts with an event that hasn't happened yet_")
    return _("_The clock starts once this is known: {facts}_", facts=safe(", ".join(lacks)))


def _held(clock: Clock, until: datetime, *, barred: bool) -> str:
    if barred:
        return _("Not before {time}", time=when(until))
    if clock.hold:
        return _("On hold at the request of {agency} until {time}", agency=safe(clock.hold.authority), time=when(until))
    return _("On hold until {time}", time=when(until))


def _not_established(excuses: str, *, runs: bool) -> str:
    if runs:
        return _("_Exemption not established: {exemption}. The clock keeps running._", exemption=excuses)
    return _("_Exemption not established: {exemption}._", exemption=excuses)


def _open_excuses(finding: Finding) -> str:
    """The exceptions that would end the duty, if somebody showed them."""
    return "; ".join(told(clause.says) for clause in finding.because if clause.exception and clause.is_true is None)


def listed(outcome: ClocksListed, reader: Reader) -> Message:
    """Questions first, then what is open, next first; settled ones at the end; what is not settled, with the questions
    that help most; what one may do besides."""
    open_ones = [line for line in outcome.lines if line.state.is_open]
    settled = [line for line in outcome.lines if line.state in ("met", "declined")]
    running = outcome.incident.state == "open"
    blocks: list[Block] = [header(_("Clocks"))]
    incident_id = outcome.incident.id
    for line in [line for line in settled if line.clock.question and running][:QUESTIONED]:
        blocks += [section(clock_text(line, reader.now, reader.zone)), review_buttons(line.clock)]
    if not open_ones:
        blocks.append(section(_("No clock is running.") if outcome.lines else _("No duties are owed so far.")))
    for line in open_ones[:NEAR]:
        duty = line.finding.duty
        blocks.append(section(clock_text(line, reader.now, reader.zone), block_id=f"clock:{duty.id}"))
        target = Target(incident_id, duty.id, version_of(line.clock))
        buttons = [button(_("Why?"), "clock.why", target)]
        if running:
            buttons += [
                button(_("Mark met"), "clock.met", target, "primary"),
                button(_("Decline"), "clock.decline", target),
            ]
        blocks.append(actions(*buttons, block_id=f"do:{duty.id}"))
    blocks += _later(open_ones[NEAR:], reader.now)
    if done := [line for line in settled if not (line.clock.question and running)]:
        blocks.append(section("\n\n".join(clock_text(line, reader.now, reader.zone) for line in done)))
    if outcome.undetermined:
        blocks += _unsettled(outcome)
    if outcome.may:
        may = "; ".join(f"{one.duty.title} ({one.duty.law})" for one in outcome.may[:10])
        blocks.append(context(_("Optional notifications: {notices}", notices=safe(may))))
    return Message(_summary(open_ones, reader.now), tuple(blocks))


def _later(lines: Sequence[ClockLine], now: datetime) -> list[Block]:
    """The rest in one line each; /breach why shows any of them whole."""
    rows = [_row(line, now) for line in lines[:LATER]]
    blocks = [section("\n".join(rows[start : start + ROWS])) for start in range(0, len(rows), ROWS)]
    if len(lines) > LATER:
        rest = ", ".join(safe(line.finding.duty.id) for line in lines[LATER : LATER + 20])
        blocks.append(context(_("and {number} more: {duties}", number=len(lines) - LATER, duties=rest)))
    return [section(f"*{_('Later')}*"), *blocks] if blocks else []


def _row(line: ClockLine, now: datetime) -> str:
    at = line.clock.target_at or line.clock.house_at
    due = " · " + _("by {time}", time=when(at)) if at and line.state in ("late", "running", "held") else ""
    return f"• *{safe(line.title)}* · {state_words(line, now)}{due} · `{line.finding.duty.id}`"


def review_buttons(clock: Clock) -> Block:
    """For a decision that the assessment speaks against."""
    target = Target(clock.incident_id, clock.duty_id)
    stands = button(_("Keep decision"), "clock.confirm", target)
    again = button(_("Reopen"), "clock.reopen", target, "danger")
    return actions(stands, again, button(_("Why?"), "clock.why", target), block_id=f"review:{clock.duty_id}")


def _summary(open_ones: list[ClockLine], now: datetime) -> str:
    if not open_ones:
        return _("No clock is running.")
    first = open_ones[0]
    return plural(
        "{n} duty is open: {duty} ({state}).",
        "{n} duties are open. First: {duty} ({state}).",
        len(open_ones),
        duty=first.title,
        state=state_words(first, now),
    )


def _unsettled(outcome: ClocksListed) -> list[Block]:
    text = plural(
        "*{n} duty depends on missing facts.* Each answer helps to resolve it.",
        "*{n} duties depend on missing facts.* Each answer resolves some.",
        outcome.undetermined,
    )
    blocks: list[Block] = [section(text)]
    if outcome.open_questions and outcome.incident.state == "open":
        blocks.append(
            actions(
                button(_("Answer key questions"), "facts.ask", Target(outcome.incident.id)),
                block_id="ask",
            )
        )
    return blocks


def decided(outcome: ClockDecided, reader: Reader) -> Message:
    line = outcome.line
    if outcome.again:
        return Message(_("{duty}: already recorded. No change.", duty=line.title))
    if outcome.waits_for_second:
        return Message(_("{duty}: recorded. A second person must confirm. Its clock runs until then.", duty=line.title))
    if line.clock.decision == "declined":
        return Message(_("{duty}: declined. Your name and reason are recorded.", duty=line.title))
    at = spoken(line.clock.met_at, reader.zone) if line.clock.met_at else ""
    reference = safe(line.clock.reference or "")
    if not line.late_for:
        return Message(
            _("{duty}: marked met at {time}. Reference {reference}.", duty=line.title, time=at, reference=reference)
        )
    return Message(
        _(
            "{duty}: marked met at {time}, late by {duration}. Reference {reference}.",
            duty=line.title,
            time=at,
            duration=apart(line.late_for.total_seconds()),
            reference=reference,
        )
    )


def read_met(context: RequestContext) -> MeetClock | Form:
    """`/breach met gdpr 33 ref 2026-117 at yesterday 16:40`; without a reference the form opens."""
    reference, rest = reference_in(context.request.text)
    words, at = moment_in(rest)
    if not words:
        raise UsageError(_("Name the duty."), _("For example: {example}", example=MET_EXAMPLE))
    if not reference:
        return Form("clock_met", words)
    met_at = read_time(context, _("When it went out"), at) if at else None
    return MeetClock(words, reference, met_at)


def read_decline(context: RequestContext) -> DeclineClock | Form:
    words, reason = reason_in(context.request.text)
    if not words:
        raise UsageError(_("Name the duty."), _("For example: {example}", example=DECLINE_EXAMPLE))
    return DeclineClock(words, reason) if reason else Form("clock_decline", words)


def draw_met(outcome: DutyExplained, reader: Reader) -> Modal:
    duty = outcome.finding.duty
    blocks = (
        section(f"*{safe(duty.title)}*\n{safe(duty.law)}, {safe(duty.cites)}"),
        field_input(
            "met_at",
            _("When did it go out?"),
            moment(reader.now),
            hint=_("In your time zone, {zone}.", zone=reader.zone),
        ),
        field_input(
            "reference",
            _("Reference"),
            text_box(most=200, placeholder=_("Case number, receipt or list")),
            hint=_("Something an auditor can check."),
        ),
    )
    return Modal("clock_met", _("Mark duty met"), blocks, _("Record"), subject=duty.id, version=_version(outcome))


def _version(outcome: DutyExplained) -> str:
    return version_of(outcome.line.clock) if outcome.line else ""


def read_met_form(context: RequestContext) -> MeetClock:
    at = context.request.moment("met_at")
    if at is None:
        raise UsageError(_("Enter the time it went out."), field="met_at")
    return MeetClock(context.request.subject, context.request.entered("reference"), at, context.request.version)


def draw_decline(outcome: DutyExplained, reader: Reader) -> Modal:
    duty = outcome.finding.duty
    blocks = (
        section(f"*{safe(duty.title)}*\n{safe(duty.law)}, {safe(duty.cites)}"),
        field_input(
            "reason",
            _("Why is it not being done?"),
            text_box(lines=True),
            hint=_("Write it so that an authority can read it. Your name and the time are recorded with it."),
        ),
    )
    return Modal("clock_decline", _("Decline duty"), blocks, _("Decline"), subject=duty.id, version=_version(outcome))


def read_decline_form(context: RequestContext) -> DeclineClock:
    return DeclineClock(context.request.subject, context.request.entered("reason"), context.request.version)
