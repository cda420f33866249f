"""How closing an incident looks: the form with what is still open, the answers, the message in the channel."""

from collections.abc import Iterator, Sequence

from bot.actions import clocks
from bot.actions.clocks import ClockLine
from bot.actions.closing import (
    CloseIncident,
    ClosingProposed,
    IncidentClosedNow,
    IncidentClosing,
)
from bot.actions.contents import ClosingNote, ReopeningNote
from bot.actions.status import IncidentShown
from bot.actions.work import Work
from bot.domain.proposals import Proposal, ProposalKind
from bot.law.naming import with_law
from bot.messages import _, plural, translate
from bot.runbook.steps import left_ahead
from bot.sentences import cut
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    bullets,
    button,
    context,
    divider,
    field_input,
    mention,
    option,
    safe,
    section,
    select,
    text_box,
    told,
)
from bot.slack.callbacks import Target
from bot.slack.parse import reason_alone
from bot.slack.requests import Reader, RequestContext
from bot.store.tables import Incident

KEEP, END = "keep", "end"
LONGEST_IN_BUTTON = 1000  # characters; Slack takes 2000 for all that a button keeps


def read_close(context: RequestContext) -> CloseIncident:
    return CloseIncident(reason_alone(context.request.text))


def read_reopening(context: RequestContext) -> str:
    return reason_alone(context.request.text)


def draw_close(outcome: IncidentShown, reason: str) -> Modal:
    """`reason`: the one that was typed with the command, or empty."""
    running = bullets([_named(line) for line in outcome.running], len(outcome.running))
    blocks: list[Block] = [section(f"*{outcome.incident.ref}* · {safe(outcome.incident.title)}")]
    if running:
        blocks.append(section(f"*{_('Open duties')}*\n{running}"))
    if outcome.unfinished:
        blocks.append(section(_("*Unfinished steps:* {number}", number=len(outcome.unfinished))))
    if ahead := left_ahead(outcome.steps):
        named = bullets([translate(one.step.numbered) for one in ahead], len(ahead))
        blocks.append(section(f"*{_('Open prevention steps')}*\n{named}"))
    blocks.append(divider())
    if running:
        hint = _("The reason stays in the record, with the list of duties that are still open.")
    else:
        hint = _("The reason stays in the record.")
    blocks.append(field_input("reason", _("Why can it be closed?"), text_box(value=reason, lines=True), hint=hint))
    if ahead:
        blocks.append(_what_becomes_of_them())
    return Modal("close", _("Close the incident"), tuple(blocks), _("Close incident"))


def _what_becomes_of_them() -> Block:
    kept, ended = _("Keep them as action items"), _("Let them end with the incident")
    hint = _("Each goes to who has it or its role. They are reminded every week until it is done.")
    options = select([option(kept, KEEP), option(ended, END)], chosen=KEEP)
    return field_input("ahead", _("What becomes of the open steps?"), options, hint=hint)


def read_close_form(context: RequestContext) -> CloseIncident:
    keep = context.request.entered("ahead") == KEEP
    return CloseIncident(context.request.entered("reason"), anyway=True, keep=keep)


def closing(outcome: IncidentClosing | ClosingProposed | IncidentClosedNow, reader: Reader) -> Message:
    incident = outcome.incident
    match outcome:
        case IncidentClosedNow():
            return Message(
                _("{ref} is closed and its record is kept. To create the report: /breach report", ref=incident.ref)
            )
        case ClosingProposed():
            said = _("Recorded. A second person must confirm. {ref} stays open until then.", ref=incident.ref)
            return Message(said)
        case IncidentClosing():
            return _still_running(outcome)


def _still_running(outcome: IncidentClosing) -> Message:
    incident = outcome.incident
    anyway = Target(incident.id, cut(outcome.reason, LONGEST_IN_BUTTON))
    steps = plural("{n} step is not finished.", "{n} steps are not finished.", outcome.open_steps)
    if not outcome.running:
        ahead = plural("{n} prevention step is open.", "{n} prevention steps are open.", outcome.ahead)
        close = button(_("Close incident"), "incident.close", anyway, "primary")
        said = _("{ref} was not closed: say what becomes of its open prevention steps.", ref=incident.ref)
        return Message(
            said,
            (
                section(f"{said}\n*{ahead}* {steps}"),
                context(_("Keep them as action items, or let them end with the incident. You choose in the form.")),
                actions(close, block_id="close"),
            ),
        )
    rows = bullets([_named(line) for line in outcome.running])
    duties = plural("{n} duty is still open.", "{n} duties are still open.", len(outcome.running))
    return Message(
        _("{ref} was not closed: duties are still open.", ref=incident.ref),
        (
            section(f"*{duties}* {steps}\n{rows}"),
            context(_("Mark them met or decline them first, or close anyway and record the reason.")),
            actions(button(_("Close anyway"), "incident.close", anyway, "danger"), block_id="close"),
        ),
    )


def _named(line: ClockLine) -> str:
    return with_law(line.finding.duty, _(line.title))


def stays_open(work: Work, incident: Incident, proposal: Proposal) -> Sequence[str]:
    """What stays open when this proposal to close is confirmed, by name, and what becomes of the prevention steps."""
    if proposal.kind is not ProposalKind.INCIDENT_CLOSED:
        return []
    said: list[str] = []
    if running := clocks.running(work, incident):
        said += [_("*If confirmed, these duties stay open:*"), bullets([_named(line) for line in running])]
    if ahead := left_ahead(work.snapshot(incident).statuses):
        fate = _("Keep them as action items") if proposal.command.get("keep") else _("Let them end with the incident")
        said.append(f"*{_('Open prevention steps')}:* {len(ahead)} · {fate}")
    return said


def closed_message(incident: Incident, content: ClosingNote) -> Message:
    """Gray like its card: nothing is to be done anymore."""
    people = ", ".join(map(mention, content.by))
    rows = [_("*{ref} is closed* by {person}: {reason}", ref=incident.ref, person=people, reason=safe(content.reason))]
    if content.duties:
        rows += [f"*{_('Duties still open')}*", bullets([translate(one) for one in content.duties])]
    if content.steps:
        rows += [f"*{_('Unfinished steps')}*", bullets([translate(one) for one in content.steps])]
    if content.proposals:
        rows += [f"*{_('Proposals that ended without a decision')}*", bullets([told(one) for one in content.proposals])]
    if content.tasks:
        tasks = plural("{n} task stays open", "{n} tasks stay open", len(content.tasks))
        rows += [f"*{tasks}* {_('Reminders continue.')}", *_with_owners(content)]
    report = button(_("Create report"), "report.make", Target(incident.id), "primary")
    said = _("{ref} is closed.", ref=incident.ref)
    return Message(said, (section("\n".join(rows)), actions(report, block_id="closed")))


def _with_owners(content: ClosingNote) -> Iterator[str]:
    for number, task in enumerate(content.tasks):
        owners = ", ".join(map(mention, content.owners[number])) if content.owners else ""
        yield f"• {told(task)}: {owners}" if owners else f"• {told(task)}"


def reopened_message(incident: Incident, content: ReopeningNote) -> Message:
    rows = [
        _("*{ref} is open again.* {person}: {reason}",
          ref=incident.ref, person=mention(content.by), reason=safe(content.reason)),
        _("Its clocks and reminders continue."),
    ]  # fmt: skip
    clocks_button = button(_("Show clocks"), "clocks.show", Target(incident.id))
    said = _("{ref} is open again.", ref=incident.ref)
    return Message(said, (section("\n".join(rows)), actions(clocks_button, block_id="reopened")))
