"""How a handover and a digest look: what runs out next, who has it, what is in the way, what was decided."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.actions import handovers
from bot.actions.clocks import ClockLine
from bot.actions.handovers import Handed, HandedOver, HandOver, Shift
from bot.actions.people import subject_of
from bot.actions.roles import ConflictAsked, NotSeated, RoleAssigned
from bot.actions.status import IncidentShown
from bot.actions.work import Work
from bot.domain.permissions import IncidentSubject, SeatSubject
from bot.domain.roles import ADVISERS, ROLES
from bot.errors import UsageError
from bot.messages import _, plural
from bot.messages.phrases import duration
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.sentences import cut
from bot.slack.block_kit import Block, Message, actions, button, context, mention, safe, section, told, when
from bot.slack.callbacks import Target
from bot.slack.cards import depending
from bot.slack.duty_names import headed
from bot.slack.people import answered
from bot.slack.person_words import read_role_and_person
from bot.slack.requests import Form, IncidentContext, Reader
from bot.slack.steps import owner_words
from bot.store.tables import Incident

NEXT, DECIDED = 6, 8


def read_handover(context: IncidentContext) -> HandOver:
    """`/breach handover`, `/breach handover @name`, `/breach handover dpo Tan Wei Ling`. Raises UsageError where it is
    not certain who is meant, and says who leads: no one may believe that someone took over."""
    if not context.request.text:
        return HandOver()
    try:
        role, person = read_role_and_person(context, "/breach handover @name", "lead")
    except UsageError as fault:
        raise handovers.still_led(context.work, context.incident, fault) from None
    return HandOver(person, role)


def seat(work: Work, incident: Incident, command: HandOver | Form) -> IncidentSubject | SeatSubject:
    """What permission is asked for: the role that goes over; without a name only where things stand is posted."""
    subject = subject_of(incident)
    return SeatSubject(subject, command.role) if isinstance(command, HandOver) and command.to else subject


def handed_over(outcome: Handed, reader: Reader) -> Message:
    match outcome:
        case HandedOver():
            return _handed_over(outcome)
        case ConflictAsked() | NotSeated() | RoleAssigned():
            return answered(outcome, reader)


def _handed_over(outcome: HandedOver) -> Message:
    lead = mention(outcome.lead)
    if outcome.to == outcome.lead:
        return Message(_("{person} is now incident lead. The handover summary is in the channel.", person=lead))
    if outcome.to:
        person, role = mention(outcome.to), _(ROLES[outcome.role])
        return Message(
            _(
                "{person} is now {role}. The handover summary is in the channel. {lead} leads the incident.",
                person=person,
                role=role,
                lead=lead,
            )
        )
    return Message(_("The handover summary is in the channel. {lead} leads the incident.", lead=lead))


def handover(shift: Shift) -> Message:
    """The message in the channel."""
    shown = shift.shown
    parts = (
        (_("*Next deadlines*"), list(_running_out(shown))),
        (_("*Stuck*"), [f"• `{one.step.id}` {safe(one.stuck)} · {owner_words(one)}" for one in shown.stuck]),
        (_("*Waiting for someone*"), _waiting(shown)),
        (_("*Decided since the last handover*"), _decided(shift)),
    )
    blocks: list[Block] = [section(_handover_head(shift))]
    blocks += [section(cut("\n".join([title, *rows]), 2900)) for title, rows in parts if rows]
    blocks.append(actions(button(_("Show my steps"), "steps.next", Target(shown.incident.id)), block_id="handover"))
    return Message(_("Handover"), tuple(blocks))


def _handover_head(shift: Shift) -> str:
    by = mention(shift.by)
    if not shift.to:
        return _("*Handover* by {person}", person=by)
    role = _(ROLES[shift.role])
    return _("*Handover* by {person} to {successor}, now {role}", person=by, successor=mention(shift.to), role=role)


def _running_out(shown: IncidentShown) -> Iterator[str]:
    """Clocks and steps that can be worked on, by their time."""
    timed: list[tuple[datetime, str]] = [
        (line.clock.target_at, f"{_clock(line)} · {_adviser(shown)}") for line in shown.running if line.clock.target_at
    ]
    timed += [
        (one.due_at, f"{'🔴' if one.late_for else '▫️'} `{one.step.id}` {told(one.step.name)} · {owner_words(one)}")
        for one in shown.open_steps
        if one.due_at
    ]
    for at, words in sorted(timed)[:NEXT]:
        yield f"{words} · {when(at)}"
    untimed = len(shown.running) + len(shown.open_steps) - len(timed)
    more = max(0, len(timed) - NEXT) + untimed
    if more:
        yield _("_and {count} more: /breach steps, /breach clocks_", count=more)


def _clock(line: ClockLine) -> str:
    return f"{'🔴' if line.state == 'late' else '⏱'} {headed(line.finding.duty)}"


def _adviser(shown: IncidentShown) -> str:
    """Whose clocks these are: the DPO, else privacy counsel."""
    seated = {seat.role: seat.person_id for seat in shown.seats if not seat.alternate and not seat.left_at}
    return next((mention(seated[role]) for role in ADVISERS if role in seated), _(ROLES["dpo"]))


def _waiting(shown: IncidentShown) -> list[str]:
    rows = [
        _("• approval of {title}, version {version}", title=safe(title), version=one.version)
        for title, one in shown.waiting
    ]
    held_up: dict[str, list[str]] = {}
    for one in shown.steps:
        for need in one.waits_for if one.state is StepState.GATED else ():
            held_up.setdefault(need, []).append(one.step.id)
    rows += [
        _(
            "• `{step}` {title} is blocking {steps}",
            step=one.step.id,
            title=told(one.step.name),
            steps=", ".join(held_up[one.step.id]),
        )
        for one in shown.open_steps
        if one.step.id in held_up
    ]
    if shown.undetermined:
        rows.append(f"• {depending(shown.undetermined)}")
    return rows


def _decided(shift: Shift) -> list[str]:
    rows = [
        f"• {safe(_(one.question))} *{safe(_(one.choice))}* · "
        + ", ".join(mention(person) for person in dict.fromkeys((one.decided_by, one.second_by)) if person)
        for one in shift.decided
    ]
    rows += [
        _("• Declined: {title} · {person}", title=safe(_(one.title)), person=", ".join(map(mention, one.decided_by)))
        for one in shift.declined
    ]
    hidden = len(rows) - DECIDED
    return [_("_{count} earlier, in the report_", count=hidden), *rows[-DECIDED:]] if hidden > 0 else rows


def digest(shown: IncidentShown, next_at: datetime | None, now: datetime) -> Message:
    """One short message at the interval of the severity; nothing in it mentions anyone."""
    late = [one for one in shown.open_steps if one.late_for]
    rows = [_open_steps(len(shown.open_steps), len(late))]
    clock = next((line for line in shown.running if line.clock.target_at), None)
    if clock and clock.clock.target_at:
        left = duration((clock.clock.target_at - now).total_seconds())
        said = _("late by {length}", length=left) if clock.state == "late" else _("{length} left", length=left)
        rows.append(f"{_clock(clock)} · {said}")
    rows += [f"`{one.step.id}` {told(one.step.name)} · {owner_words(one)} · {_('late')}" for one in _worst(late)]
    rows += [
        _("Stuck: `{step}` {reason}", step=one.step.id, reason=safe(cut(one.stuck, 120))) for one in shown.stuck[:3]
    ]
    note = _("Next update {at}", at=when(next_at)) if next_at else _("No further updates are planned")
    return Message(_("Status update"), (section("\n".join(rows)), context(note)))


def _open_steps(number: int, late: int) -> str:
    if late:
        return plural(
            "*Status update:* {n} step is open, *{late} late*",
            "*Status update:* {n} steps are open, *{late} late*",
            number,
            late=late,
        )
    return plural("*Status update:* {n} step is open", "*Status update:* {n} steps are open", number)


def _worst(late: Sequence[StepStatus]) -> Sequence[StepStatus]:
    return sorted(late, key=lambda one: one.due_at.timestamp() if one.due_at else 0)[:3]
