"""How closing an incident looks: the form with what is still open, the answers, the message in the channel."""

from collections.abc import Sequence

from bot.actions.clocks import ClockLine
from bot.actions.incidents import (
    CloseIncident,
    IncidentClosedNow,
    IncidentClosing,
)
from bot.actions.status import IncidentShown
from bot.messages import _, plural
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    cut,
    divider,
    field_input,
    safe,
    section,
    text_box,
)
from bot.slack.callbacks import Target
from bot.slack.requests import Reader, RequestContext

LONGEST_IN_BUTTON = 1000  # characters; Slack takes 2000 for all that a button keeps


def read_close(context: RequestContext) -> CloseIncident:
    return CloseIncident(context.request.text)


def draw_close(outcome: IncidentShown, reason: str) -> Modal:
    """`reason`: the one that was typed with the command, or empty."""
    running = _open_duties(outcome.running)
    blocks: list[Block] = [section(f"*{outcome.incident.ref}* · {safe(outcome.incident.title)}")]
    if running:
        blocks.append(section(f"*{_('Open duties')}*\n{running}"))
    if outcome.unfinished:
        blocks.append(section(_("*Unfinished steps:* {number}", number=len(outcome.unfinished))))
    blocks.append(divider())
    if running:
        hint = _("The reason stays in the record, with the list of duties that are still open.")
    else:
        hint = _("The reason stays in the record.")
    blocks.append(field_input("reason", _("Why can it be closed?"), text_box(value=reason, lines=True), hint=hint))
    return Modal("close", _("Close the incident"), tuple(blocks), _("Close incident"))


def read_close_form(context: RequestContext) -> CloseIncident:
    return CloseIncident(context.request.entered("reason"), anyway=True)


def closing(outcome: IncidentClosing | IncidentClosedNow, reader: Reader) -> Message:
    incident = outcome.incident
    match outcome:
        case IncidentClosedNow():
            return Message(
                _("{ref} is closed and its record is kept. To create the report: /breach report", ref=incident.ref)
            )
        case IncidentClosing():
            return _still_running(outcome)


def _still_running(outcome: IncidentClosing) -> Message:
    incident = outcome.incident
    rows = _open_duties(outcome.running[:10])
    duties = plural("{n} duty is still open.", "{n} duties are still open.", len(outcome.running))
    steps = plural("{n} step is not finished.", "{n} steps are not finished.", outcome.open_steps)
    anyway = Target(incident.id, cut(outcome.reason, LONGEST_IN_BUTTON))
    return Message(
        _("{ref} was not closed: duties are still open.", ref=incident.ref),
        (
            section(f"*{duties}* {steps}\n{rows}"),
            context(_("Mark them met or decline them first, or close anyway and record the reason.")),
            actions(button(_("Close anyway"), "incident.close", anyway, "danger"), block_id="close"),
        ),
    )


def _open_duties(lines: Sequence[ClockLine]) -> str:
    return "\n".join(f"• {safe(line.title)} ({safe(line.finding.duty.law)})" for line in lines)


def closed_message(outcome: IncidentShown, reason: str) -> Message:
    target = Target(outcome.incident.id)
    return Message(
        _("{ref} is closed.", ref=outcome.incident.ref),
        (
            section(_("*Closed:* {reason}", reason=safe(reason))),
            actions(button(_("Create report"), "report.make", target, "primary"), block_id="closed"),
        ),
    )
