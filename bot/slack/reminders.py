"""How a reminder looks: one line for each thing that is due, to those who must act, with what they can do about it."""

from collections.abc import Sequence

from bot.actions.confirmations import ProposalShown
from bot.domain.promised_updates import NEXT_UPDATE, PHASES, unanswered
from bot.domain.reminders import ReminderLine, SubjectKind
from bot.messages import _, translate
from bot.messages.phrases import duration
from bot.slack import proposals as proposal_views
from bot.slack.block_kit import Block, Message, actions, button, context, mention, sections, told, when
from bot.slack.callbacks import Target
from bot.slack.callbacks import listed as listed_names
from bot.store.tables import Incident

SNOOZABLE = (SubjectKind.CLOCK, SubjectKind.STEP)
MOST_BUTTONS = 5  # of a message that reminds of many things at once


def message(
    incident: Incident,
    lines: Sequence[ReminderLine],
    people: Sequence[str],
    asked: Sequence[ProposalShown],
    late: int,
    *,
    alone: bool = False,
) -> Message:
    """`people` are mentioned; `asked` are the proposals that it is about; `late`: how late it is itself, in seconds;
    `alone`: it goes to one person, because it can't stand in the channel."""
    rows = [_row(line) for line in lines]
    blocks = sections([" ".join(mention(one) for one in people), *rows] if people else rows)
    if alone:
        blocks.append(
            context(
                _(
                    "Incident {incident}. You get this directly because breachbot can't post in its channel.",
                    incident=incident.codename,
                )
            )
        )
    if late >= 120:
        blocks.append(context(_("This reminder is {length} late.", length=duration(late))))
    for one in asked:
        blocks += proposal_views.to_settle(one, incident.id)
    if any(line.subject.kind is SubjectKind.UPDATE for line in lines):
        blocks += _update_buttons(incident)
    blocks += _buttons(incident, lines)
    return Message(_("Reminder: {title}", title=translate(lines[0].title)), tuple(blocks))


def _buttons(incident: Incident, lines: Sequence[ReminderLine]) -> list[Block]:
    """In rows: Slack takes an action once in each."""
    clocks = any(line.subject.kind is SubjectKind.CLOCK for line in lines)
    target = Target(incident.id)
    show = [button(_("Show notices"), "notices.show", target), button(_("Show clocks"), "clocks.show", target)]
    rows = [show] if clocks else []
    about = [line for line in lines if line.subject.kind in SNOOZABLE]
    for line in about[:MOST_BUTTONS]:
        name = line.subject.id if line.subject.kind is SubjectKind.STEP else translate(line.title)
        label = _("Snooze") if len(about) == 1 else _("Snooze: {title}", title=name)
        rows.append([button(label, "reminder.snooze", Target(incident.id, str(line.subject)))])
    if clocks and about:
        rows[:2] = [rows[0] + rows[1]]
    return [actions(*row, block_id=f"reminder:{number}") for number, row in enumerate(rows)]


def _update_buttons(incident: Incident) -> list[Block]:
    """Answer what is unknown, draft the notice again, or promise another day."""
    found: list[Block] = []
    if unknown := unanswered(incident.facts):
        ask = Target(incident.id, listed_names((*unknown, *PHASES)))
        found.append(button(_("Answer missing questions"), "facts.ask", ask, "primary"))
    notices = button(_("Show notices"), "notices.show", Target(incident.id))
    other = button(_("Set another day"), "facts.ask", Target(incident.id, NEXT_UPDATE))
    rows = [(*found, notices), (other,)] if found else [(notices, other)]
    return [actions(*row, block_id=f"update:{number}") for number, row in enumerate(rows)]


def _row(line: ReminderLine) -> str:
    is_step = line.subject.kind in (SubjectKind.STEP, SubjectKind.ACTION)
    step = f"`{line.subject.id}` " if is_step else ""
    title = f"{step}*{told(line.title)}*"
    said = _said(line, title)
    if line.waits_for:
        said += ". " + _("It is still waiting for {steps}, but you can do it now.", steps=", ".join(line.waits_for))
    return said


def _said(line: ReminderLine, title: str) -> str:
    if line.subject.kind is SubjectKind.FOLLOW_UP or line.deadline_at is None:
        return title
    at, left = when(line.deadline_at), line.left_s or 0
    if line.subject.kind is SubjectKind.ACTION:
        return _("🟡 {title}: still open since the closing {at}", title=title, at=at)
    if line.subject.kind is SubjectKind.PROPOSAL:
        return _("🟡 {title}: proposed {at}, still waiting for confirmation", title=title, at=at)
    if left >= 60:
        return _("🟠 {title}: {length} left, due {at}", title=title, length=duration(left), at=at)
    if left > -60:
        return _("🔴 {title}: due now, {at}", title=title, at=at)
    return _("🔴 {title}: late by {length}, was due {at}", title=title, length=duration(left), at=at)
