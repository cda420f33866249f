"""How clocks look: the list, why a duty is owed, what changed, and the forms that meet or decline one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.clocks import (
    ClockDecided,
    ClockLine,
    ClocksListed,
    DeclineClock,
    DutyExplained,
    MeetClock,
)
from bot.domain.duties import Clause, Finding
from bot.domain.facts import Vocabulary, parse_moment
from bot.domain.law import Law
from bot.errors import UsageError
from bot.slack.asks import Ask, Form, Reader
from bot.slack.kit import (
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
from bot.slack.parse import FieldError, moment_in, reason_in, reference_in

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
OPEN = ("late", "running", "held", "pending")
LISTED = 12
ANSWERS = {"owed": "owed", "not_owed": "not owed", "undetermined": "not settled yet"}


def state_words(line: ClockLine, now: datetime) -> str:
    """`🟠 18 h 20 min left`, `🔴 late by 3 h`, `✅ met 2 d before the target`."""
    target = line.clock.target_at
    if line.state == "late":
        return f"🔴 late by {apart(line.late_for.total_seconds())}"
    if line.state == "running" and target:
        left = (target - now).total_seconds()
        return f"{'🟠' if left < SOON else '🟢'} {apart(left)} left"
    if line.state == "running":
        return "🟢 no fixed number: as the law's words say"
    if line.state == "met" and line.late_for:
        return f"✅ met, late by {apart(line.late_for.total_seconds())}"
    return MARKS[line.state]


def clock_text(line: ClockLine, now: datetime) -> str:
    clock, duty = line.clock, line.finding.duty
    rows = [f"*{safe(duty.title)}* · {safe(duty.law)}, {safe(duty.cites)}", state_words(line, now)]
    if clock.target_at and line.state in ("late", "running", "held"):
        rows[1] += f" · by {when(clock.target_at, line.zone)}"
        if clock.limit_at and clock.limit_at != clock.target_at:
            rows.append(f"_Latest the text can bear: {when(clock.limit_at)}_")
    if line.state == "running" and not clock.target_at:
        rows.append(f"_{safe(duty.words)}_")
    if line.state == "pending":
        rows.append("_The clock starts with: " + safe(", ".join(line.finding.missing) or "an act still to come") + "_")
    if clock.met_at and line.state == "met":
        rows[1] += f" · {when(clock.met_at)} · reference {safe(clock.reference)}"
    if clock.decision == "declined":
        rows[1] += f" by {mention(clock.decided_by)}: {safe(cut(clock.reason or '', 300))}"
    if line.state in OPEN and (excuses := _open_excuses(line.finding)):
        rows.append(f"_Not yet shown: {safe(excuses)}. Until then the clock runs._")
    if clock.question:
        rows.append(f"*Please look again:* {safe(clock.question)}")
    if line.finding.unconfirmed:
        rows.append("_Unconfirmed: ask counsel_")
    return "\n".join(rows)


def _open_excuses(finding: Finding) -> str:
    """The exceptions that would end the duty, if somebody showed them."""
    return "; ".join(clause.says for clause in finding.because if clause.exception and clause.holds is None)


def listed(outcome: ClocksListed, reader: Reader) -> Message:
    """Next first; settled ones in one line each at the end; what is not settled with the question that helps most."""
    open_ones = [line for line in outcome.lines if line.state in OPEN]
    settled = [line for line in outcome.lines if line.state in ("met", "declined")]
    blocks: list[Block] = [header("Clocks")]
    if not open_ones:
        blocks.append(section("No duty is running." if outcome.lines else "No duty is known to be owed so far."))
    for line in open_ones[:LISTED]:
        duty = line.finding.duty
        blocks.append(section(clock_text(line, reader.now), block_id=f"clock:{duty.id}"))
        buttons = [button("Why?", "clock.why", duty.id)]
        if outcome.incident.state == "open":
            buttons += [button("Met", "clock.met", duty.id, "primary"), button("Decline", "clock.decline", duty.id)]
        blocks.append(actions(*buttons, block_id=f"do:{duty.id}"))
    if len(open_ones) > LISTED:
        rest = ", ".join(safe(line.finding.duty.id) for line in open_ones[LISTED : LISTED + 20])
        blocks.append(context(f"and {len(open_ones) - LISTED} more: {rest}"))
    if settled:
        blocks.append(section("\n\n".join(clock_text(line, reader.now) for line in settled)))
    if outcome.undetermined:
        blocks += _unsettled(outcome)
    return Message(_summary(open_ones, reader.now), tuple(blocks))


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
        blocks.append(actions(button("Answer what helps most", "facts.ask", ",".join(ranked)), block_id="ask"))
    return blocks


def explained(outcome: DutyExplained, reader: Reader) -> Message:
    """Why: the answer, each clause, the counting, the words of the law, how sure we are."""
    finding, line = outcome.finding, outcome.line
    duty = finding.duty
    blocks: list[Block] = [header(duty.title), section(f"*{_answer(finding)}.* {_to(finding)}")]
    if line:
        blocks.append(section(clock_text(line, reader.now)))
    blocks.append(section("*Because*\n" + "\n".join(_clause(one) for one in finding.because)))
    if finding.missing:
        blocks.append(section("*What is still open:* " + safe(", ".join(finding.missing))))
    deadline = finding.deadline
    if deadline and deadline.steps:
        steps = "\n".join(f"{number}. {safe(one)}" for number, one in enumerate(deadline.steps, 1))
        blocks.append(section(f"*How it is counted*\n{steps}"))
    if deadline and deadline.target_at and deadline.limit_at:
        zone = line.zone if line and line.zone else "UTC"
        both = f"*Target* {when(deadline.target_at, zone)}\n*Latest* {when(deadline.limit_at, zone)}"
        blocks.append(section(both))
    if duty.words:
        blocks.append(section(f"*The law's words, in ours:* {safe(duty.words)}"))
    if duty.notes:
        blocks.append(context(safe(cut(duty.notes, 1500))))
    if finding.counsel:
        asks = "\n".join(f"• {safe(question)}" for question in finding.counsel)
        blocks.append(section(f"*Ask counsel*\n{asks}"))
    blocks.append(context(_source(finding)))
    return Message(f"{duty.title}: {ANSWERS[finding.answer]}", tuple(blocks))


def _answer(finding: Finding) -> str:
    if finding.runs and finding.answer == "undetermined":
        return "Owed unless an exception is shown"
    return ANSWERS[finding.answer].capitalize()


def _to(finding: Finding) -> str:
    duty = finding.duty
    named = sorted({name for _, name in finding.recipients}) or [duty.recipient]
    return f"{safe(duty.law)}, {safe(duty.cites)}. To: {safe('; '.join(named[:6]))}."


def _clause(one: Clause) -> str:
    mark = {True: "✓", False: "✗", None: "?"}[one.holds]
    return f"{mark} {'unless ' if one.exception else ''}{safe(one.says)}"


def _source(finding: Finding) -> str:
    duty = finding.duty
    said = [f"Confidence: {duty.confidence}"]
    if finding.unconfirmed:
        said.append("unconfirmed: ask counsel")
    if duty.verified:
        said.append("checked against: " + safe(cut("; ".join(duty.verified), 300)))
    if duty.source:
        said.append(safe(duty.source))
    return " · ".join([*said, f"`{duty.id}`"])


WORDS = {
    "appeared": "is now owed",
    "moved": "moved",
    "started": "has started",
    "stopped": "no longer has a date",
    "lapsed": "is no longer owed",
    "opened": "is no longer settled",
}


def changed_message(law: Law, changes: list[Mapping[str, Any]], cause: list[str]) -> Message:
    """The card in the channel when duties changed."""
    rows = []
    for change in changes:
        versions = law.versions(str(change["duty"]))
        title = versions[-1].title if versions else str(change["duty"])
        old, new = _when(change["old"]), _when(change["new"])
        text = f"• *{safe(title)}* ({safe(versions[-1].law) if versions else ''}) {WORDS[str(change['kind'])]}"
        if change["kind"] in ("moved", "started") and new:
            text += f": {old + ' → ' if old else ''}{new}"
        elif change["kind"] == "appeared" and new:
            text += f", by {new}"
        rows.append(text)
    why = f"Because of: {_labels(law.vocabulary, cause)}" if cause else "First assessment"
    shown = rows[:15] + ([f"_and {len(rows) - 15} more: /breach clocks_"] if len(rows) > 15 else [])
    blocks = (
        section("*Duties changed*\n" + "\n".join(shown)),
        context(why),
        actions(button("Show clocks", "clocks.show", "all"), block_id="clocks"),
    )
    return Message(f"{many(len(rows), 'duty', 'duties')} changed.", blocks)


def _labels(vocabulary: Vocabulary, names: list[str]) -> str:
    return safe(", ".join(vocabulary[name].label if name in vocabulary else name for name in names))


def _when(text: object) -> str:
    return when(datetime.fromisoformat(str(text))) if text else ""


def decided(outcome: ClockDecided, reader: Reader) -> Message:
    line = outcome.line
    if outcome.again:
        return Message(f"{line.title} was recorded so already. Nothing was changed.")
    if line.clock.decision == "declined":
        return Message(f"{line.title}: declined, with your name and reason.")
    late = f", late by {apart(line.late_for.total_seconds())}" if line.late_for else ""
    at = spoken(line.clock.met_at, reader.zone) if line.clock.met_at else ""
    return Message(f"{line.title}: met at {at}{late}. Reference {safe(line.clock.reference)}.")


def read_why(ask: Ask) -> str:
    word = (ask.about or ask.text).strip()
    if not word:
        raise UsageError("Please name the duty.", "For example: /breach why gdpr 33(1)")
    return word


def read_met(ask: Ask) -> MeetClock | Form:
    """`/breach met gdpr 33 ref 2026-117 at yesterday 16:40`; without a reference the form opens."""
    reference, rest = reference_in(ask.text)
    words, at = moment_in(rest)
    if not words:
        raise UsageError("Please name the duty.", "For example: /breach met gdpr 33 ref 2026-117 at yesterday 16:40")
    if not reference:
        return Form("clock_met", words)
    met_at = parse_moment("When it went out", at, ask.zone, ask.now) if at else ask.now
    return MeetClock(words, reference, met_at)


def read_decline(ask: Ask) -> DeclineClock | Form:
    words, reason = reason_in(ask.text)
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
    return Modal("clock_met", "Duty met", blocks, "Record", about=duty.id)


def read_met_form(ask: Ask) -> MeetClock:
    at = ask.values.get("met_at")
    if at is None:
        raise FieldError("met_at", "Please give the time at which it went out.")
    if at > ask.now:
        raise FieldError("met_at", "That time has not come yet. Give the time at which it went out.")
    return MeetClock(ask.about, ask.values.get("reference") or "", at)


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
    return Modal("clock_decline", "Decline this duty", blocks, "Decline", about=duty.id)


def read_decline_form(ask: Ask) -> DeclineClock:
    reason = (ask.values.get("reason") or "").strip()
    if len(reason.split()) < 3:
        raise FieldError("reason", "Please give the reason in a sentence that an authority could read.")
    return DeclineClock(ask.about, reason)
