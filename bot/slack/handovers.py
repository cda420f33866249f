"""How a handover and a digest look: what runs out next, who has it, what is in the way, what was decided."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.actions.clocks import ClockLine
from bot.actions.handovers import HandedOver, HandOver, Shift
from bot.actions.people import ConflictAsked, NotSeated, subject_of
from bot.actions.status import IncidentShown
from bot.actions.work import Work
from bot.domain.permissions import IncidentSubject, SeatSubject
from bot.domain.roles import ADVISERS, ROLES
from bot.runbook.steps import StepStatus
from bot.slack.block_kit import Block, Message, actions, apart, button, context, cut, many, mention, safe, section, when
from bot.slack.callbacks import Target
from bot.slack.parse import person_in, role_in
from bot.slack.people import answered
from bot.slack.requests import Form, Reader, RequestContext
from bot.slack.steps import owner_words
from bot.store.tables import Incident

NEXT, DECIDED = 6, 8


def read_handover(context: RequestContext) -> HandOver:
    """`/breach handover`, `/breach handover @name`, `/breach handover dpo @name`."""
    if not context.request.people:
        return HandOver()
    return HandOver(person_in(context.request, "/breach handover @name"), role_in(context.request.text) or "lead")


def seat(work: Work, incident: Incident, command: HandOver | Form) -> IncidentSubject | SeatSubject:
    """What permission is asked for: the role that goes over; without a name only where things stand is posted."""
    subject = subject_of(incident)
    return SeatSubject(subject, command.role) if isinstance(command, HandOver) and command.to else subject


def handed_over(outcome: HandedOver | ConflictAsked | NotSeated, reader: Reader) -> Message:
    match outcome:
        case HandedOver():
            return _handed_over(outcome)
        case ConflictAsked() | NotSeated():
            return answered(outcome, reader)


def _handed_over(outcome: HandedOver) -> Message:
    if outcome.to:
        return Message(f"{mention(outcome.to)} is now {ROLES[outcome.role]}. The channel shows where things stand.")
    return Message("The channel shows where things stand, for whoever comes next.")


def handover(shift: Shift) -> Message:
    """The message in the channel."""
    to = f" to {mention(shift.to)}, now {ROLES[shift.role]}" if shift.to else ""
    shown = shift.shown
    parts = (
        ("Runs out next", list(_running_out(shown))),
        ("Stuck", [f"• `{one.step.id}` {safe(one.stuck)} · {owner_words(one)}" for one in shown.stuck]),
        ("Waits for somebody", _waiting(shown)),
        ("Decided since the last handover", _decided(shift)),
    )
    blocks: list[Block] = [section(f"*Handover* by {mention(shift.by)}{to}")]
    blocks += [section(cut(f"*{title}*\n" + "\n".join(rows), 2900)) for title, rows in parts if rows]
    blocks.append(actions(button("What is mine?", "steps.next", Target(shown.incident.id)), block_id="handover"))
    return Message("Handover", tuple(blocks))


def _running_out(shown: IncidentShown) -> Iterator[str]:
    """Clocks and steps that can be worked on, by their time."""
    timed: list[tuple[datetime, str]] = [
        (line.clock.target_at, f"{_clock(line)} · {_adviser(shown)}") for line in shown.running if line.clock.target_at
    ]
    timed += [
        (one.due_at, f"{'🔴' if one.late_for else '▫️'} `{one.step.id}` {safe(one.step.title)} · {owner_words(one)}")
        for one in shown.open_steps
        if one.due_at
    ]
    for at, words in sorted(timed)[:NEXT]:
        yield f"{words} · {when(at)}"
    untimed = len(shown.running) + len(shown.open_steps) - len(timed)
    more = max(0, len(timed) - NEXT) + untimed
    if more:
        yield f"_and {more} more: /breach steps, /breach clocks_"


def _clock(line: ClockLine) -> str:
    return f"{'🔴' if line.state == 'late' else '⏱'} *{safe(line.title)}* ({safe(line.finding.duty.law)})"


def _adviser(shown: IncidentShown) -> str:
    """Whose clocks these are: the DPO, else privacy counsel."""
    seated = {seat.role: seat.person_id for seat in shown.seats if not seat.alternate and not seat.left_at}
    return next((mention(seated[role]) for role in ADVISERS if role in seated), ROLES["dpo"])


def _waiting(shown: IncidentShown) -> list[str]:
    rows = [f"• approval: {safe(title)} (version {one.version})" for title, one in shown.waiting]
    held_up: dict[str, list[str]] = {}
    for one in shown.steps:
        for need in one.blocked_by if one.late_for else ():
            held_up.setdefault(need, []).append(one.step.id)
    rows += [
        f"• `{one.step.id}` {safe(one.step.title)} holds up {', '.join(held_up[one.step.id])}"
        for one in shown.open_steps
        if one.step.id in held_up
    ]
    if shown.undetermined:
        rows.append(f"• {many(shown.undetermined, 'duty waits', 'duties wait')} for facts")
    return rows


def _decided(shift: Shift) -> list[str]:
    rows = [
        f"• {safe(one.question)} *{safe(one.choice)}* · {mention(one.decided_by)}"
        + (f" and {mention(one.second_by)}" if one.second_by and one.second_by != one.decided_by else "")
        for one in shift.decided
    ]
    rows += [f"• Declined: {safe(one.title)} · {mention(one.clock.decided_by)}" for one in shift.declined]
    hidden = len(rows) - DECIDED
    return [f"_{hidden} earlier in the report_", *rows[-DECIDED:]] if hidden > 0 else rows


def digest(shown: IncidentShown, next_at: datetime | None, now: datetime) -> Message:
    """One short message at the interval of the severity; nothing in it mentions anybody."""
    late = [one for one in shown.open_steps if one.late_for]
    open_ = many(len(shown.open_steps), "step is open", "steps are open")
    rows = [f"*Where things stand:* {open_}" + (f", *{len(late)} late*" if late else "")]
    clock = next((line for line in shown.running if line.clock.target_at), None)
    if clock and clock.clock.target_at:
        left = apart((clock.clock.target_at - now).total_seconds())
        said = f"late by {left}" if clock.state == "late" else f"{left} left"
        rows.append(f"{_clock(clock)} · {said}")
    rows += [f"`{one.step.id}` {safe(one.step.title)} · {owner_words(one)} · late" for one in _worst(late)]
    rows += [f"Stuck: `{one.step.id}` {safe(cut(one.stuck, 120))}" for one in shown.stuck[:3]]
    note = f"Next update {when(next_at)}" if next_at else "No further update is planned"
    return Message("Where things stand", (section("\n".join(rows)), context(note)))


def _worst(late: Sequence[StepStatus]) -> Sequence[StepStatus]:
    return sorted(late, key=lambda one: one.due_at.timestamp() if one.due_at else 0)[:3]
