"""How an incident looks: the pinned card, the opening form, lists, closing, App Home."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.actions.clocks import ClockLine
from bot.actions.incidents import (
    CloseIncident,
    IncidentClosedNow,
    IncidentClosing,
    IncidentOpened,
    IncidentsListed,
    OpenIncident,
)
from bot.actions.notes import AddNote, NoteAdded
from bot.actions.reports import FORMATS, MakeReport, ReportOrdered
from bot.actions.status import IncidentShown
from bot.domain.incidents import IncidentState
from bot.domain.roles import ROLES
from bot.law.model import Law
from bot.messages import N_, _, plural
from bot.runbook.model import Phase, Runbook
from bot.runbook.progress import StepState
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
    header,
    mention,
    option,
    safe,
    section,
    select,
    text_box,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.clock_lines import state_words
from bot.slack.fact_fields import fact_input, fact_values
from bot.slack.parse import kind_of
from bot.slack.proposals import listed as listed_proposals
from bot.slack.proposals import waiting_for_reader, waiting_rows
from bot.slack.requests import Form, Reader, RequestContext
from bot.slack.steps import PHASES, state_line
from bot.store.tables import Incident, RoleHolder

OPENING_FACTS = ("noticed_at", "aware_at", "people", "data", "protection")
DISCLAIMER = N_("breachbot tracks deadlines and sends reminders. It's not legal advice; counsel decides.")
SHOWN_CLOCKS, SHOWN_STEPS = 4, 4
LONGEST_IN_BUTTON = 1000  # characters; Slack takes 2000 for all that a button keeps
CARD_MARKS = {  # every other clock of the card runs
    "late": N_("🔴 late"),
    "pending": N_("⚪ not started"),
    "held": N_("⚪ on hold"),
}
STATES = {IncidentState.OPEN: N_("open"), IncidentState.CLOSED: N_("closed")}


def card(outcome: IncidentShown, now: datetime | None = None) -> Message:
    """The pinned card, which holds no time left; with `now`, what one reader asked for at that moment.

    No reader's zone is in it: Slack turns its times for each reader.
    """
    incident = outcome.incident
    name = f"{incident.ref} · {incident.codename}"
    blocks: list[Block] = [
        header(_("DRILL · {incident}", incident=name) if incident.is_drill else name),
        section(f"*{safe(incident.title)}*\n{safe(outcome.kind)} · {_standing(incident)}"),
        section(f"*{_('Clocks')}*\n{_clock_rows(outcome, now)}"),
        section(f"*{_('Steps')}*\n{_step_rows(outcome)}"),
        section(f"*{_('People')}*\n{_people_rows(outcome)}"),
    ]
    if outcome.proposals:
        head = _("Waiting for a second person")
        blocks.append(section(f"*{head}*\n{waiting_rows(outcome.proposals)}"))
    if outcome.waiting and incident.state == "open":
        notices = [
            _("{notice} (version {version})", notice=safe(title), version=one.version)
            for title, one in outcome.waiting[:3]
        ]
        head = _("Waiting for approval")
        blocks.append(section(f"*{head}*\n{', '.join(notices)}"))
    if incident.state == "open":
        blocks.append(_card_buttons(outcome))
    else:
        blocks.append(actions(button(_("Report"), "report.make", Target(outcome.incident.id)), block_id="card"))
    blocks.append(context(_(DISCLAIMER)))
    return Message(f"{incident.ref} {incident.codename}", tuple(blocks))


def _standing(incident: Incident) -> str:
    """Severity, state and age in one line."""
    level = incident.severity
    severity = _("severity {level}", level=level) if level else _("severity not set")
    return f"{severity} · {_(STATES[incident.state])} · {_('opened {time}', time=when(incident.opened_at))}"


def _card_buttons(outcome: IncidentShown) -> Block:
    return actions(
        button(_("Facts"), "facts.show", Target(outcome.incident.id)),
        button(_("Answer key questions"), "facts.ask", Target(outcome.incident.id), "primary"),
        button(_("Clocks"), "clocks.show", Target(outcome.incident.id)),
        button(_("Steps"), "steps.show", Target(outcome.incident.id)),
        button(_("Notices"), "notices.show", Target(outcome.incident.id)),
        button(_("Report"), "report.make", Target(outcome.incident.id)),
        button(_("Close incident"), "incident.close", Target(outcome.incident.id)),
        block_id="card",
    )


def _clock_rows(outcome: IncidentShown, now: datetime | None = None) -> str:
    rows = []
    for line in outcome.running[:SHOWN_CLOCKS]:
        state = f"{state_words(line, now)} ·" if now else _(CARD_MARKS.get(line.state, "🟢"))
        sure = f" · _{_('unconfirmed')}_" if line.finding.tentative else ""
        rows.append(f"{state} *{safe(line.title)}* ({safe(line.finding.duty.law)}){_due(line)}{sure}")
    if len(outcome.running) > SHOWN_CLOCKS:
        rows.append(_("_and {number} more_", number=len(outcome.running) - SHOWN_CLOCKS))
    met = sum(line.state == "met" for line in outcome.clocks)
    declined = sum(line.state == "declined" for line in outcome.clocks)
    if met or declined:
        rows.append(_("{met} met, {declined} declined", met=met, declined=declined))
    if outcome.undetermined:
        rows.append(
            plural("{n} duty depends on missing facts", "{n} duties depend on missing facts", outcome.undetermined)
        )
    if outcome.unconfirmed:
        rows.append(_("Unconfirmed facts: {facts}", facts=safe(cut(", ".join(outcome.unconfirmed), 300))))
    return "\n".join(rows) or _("No duties are owed so far.")


def _due(line: ClockLine) -> str:
    """By when; a target of our own is said to be ours."""
    if line.clock.target_at:
        return " · " + _("by {time}", time=when(line.clock.target_at, line.zone))
    return " · " + _("house target {time}", time=when(line.clock.house_at)) if line.clock.house_at else ""


def _step_rows(outcome: IncidentShown) -> str:
    rows = []
    for phase in Phase:
        here = [one for one in outcome.steps if one.step.phase == phase and one.state is not StepState.SET_ASIDE]
        done = sum(one.state.is_finished for one in here)
        late = sum(one.late_for is not None for one in here)
        row = f"{_(PHASES[phase])} {done}/{len(here)}"
        rows.append(_("{progress} ({late} late)", progress=row, late=late) if late else row)
    if outcome.incident.state == "closed":  # nobody is to do anything any more
        return " · ".join(rows)
    next_ones = [f"`{one.step.id}` {safe(one.step.title)}" for one in outcome.open_steps[:SHOWN_STEPS]]
    said = [" · ".join(rows), *([_("Next: {steps}", steps=", ".join(next_ones))] if next_ones else [])]
    said += [
        _("Stuck: {step} {reason}", step=f"`{one.step.id}`", reason=safe(cut(one.stuck, 120)))
        for one in outcome.stuck[:SHOWN_STEPS]
    ]
    return "\n".join(said)


def _people_rows(outcome: IncidentShown) -> str:
    rows = []
    for role in ROLES:
        here = [seat for seat in outcome.seats if seat.role == role]
        if here and role != "responder":
            rows.append(f"{_(ROLES[role])}: {', '.join(_seat(seat) for seat in here)}")
    return "\n".join(rows) or _("No roles assigned yet. To assign one: {example}", example="/breach assign lead @name")


def _seat(seat: RoleHolder) -> str:
    notes = [_("alternate")] * bool(seat.alternate) + [_("not in the channel")] * bool(seat.left_at)
    return mention(seat.person_id) + (f" ({', '.join(notes)})" if notes else "")


def status(outcome: IncidentShown, reader: Reader) -> Message:
    """The card for one reader, with exact times left and the steps that are open."""
    blocks = list(card(outcome, reader.now).blocks)
    late = [one for one in outcome.open_steps if one.late_for][:5]
    if late:
        rows = "\n".join(f"`{one.step.id}` {safe(one.step.title)} — {state_line(one)}" for one in late)
        blocks.insert(3, section(f"*{_('Late steps')}*\n{rows}"))
    blocks[3:3] = listed_proposals(outcome.proposals, outcome.incident.id)
    return Message(f"{outcome.incident.ref}: {_(STATES[outcome.incident.state])}", tuple(blocks))


def opened(outcome: IncidentOpened, reader: Reader) -> Message:
    incident = outcome.incident
    channel = f"<#{incident.channel_id}>" if incident.channel_id else f"#{incident.codename}"
    if outcome.again:
        return Message(
            _("{ref} is already open: {channel}. No new incident was created.", ref=incident.ref, channel=channel)
        )
    said = _(
        "{ref} is open. Creating the private channel {channel}. You'll be invited shortly.",
        ref=incident.ref,
        channel=channel,
    )
    ask = button(_("Answer key questions"), "facts.ask", Target(incident.id), "primary")
    return Message(said, (section(said), actions(ask, block_id="opened")))


def reopened(outcome: IncidentOpened, reader: Reader) -> Message:
    incident = outcome.incident
    channel = f"<#{incident.channel_id}>" if incident.channel_id else f"#{incident.codename}"
    return Message(
        _("{ref} is open again: {channel}. Its clocks and reminders continue.", ref=incident.ref, channel=channel)
    )


def listed(outcome: IncidentsListed, reader: Reader) -> Message:
    if not outcome.incidents:
        return Message(_("You're not part of any incident. To open one: /breach open"))
    rows = []
    for incident in outcome.incidents[:20]:
        channel = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
        state = _(STATES[incident.state])
        rows.append(f"*{incident.ref}* {channel} · {safe(incident.title)} · {state} · {when(incident.opened_at)}")
    head = _("Your incidents")
    return Message(head, (section(f"*{head}*\n" + "\n".join(rows)),))


def closing(outcome: IncidentClosing | IncidentClosedNow, reader: Reader) -> Message:
    incident = outcome.incident
    match outcome:
        case IncidentClosedNow():
            return Message(
                _("{ref} is closed and its record is kept. To create the report: /breach report", ref=incident.ref)
            )
        case IncidentClosing():
            return _still_running(outcome)


def _open_duties(lines: Sequence[ClockLine]) -> str:
    return "\n".join(f"• {safe(line.title)} ({safe(line.finding.duty.law)})" for line in lines)


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


def closed_message(outcome: IncidentShown, reason: str) -> Message:
    target = Target(outcome.incident.id)
    return Message(
        _("{ref} is closed.", ref=outcome.incident.ref),
        (
            section(_("*Closed:* {reason}", reason=safe(reason))),
            actions(button(_("Create report"), "report.make", target, "primary"), block_id="closed"),
        ),
    )


def noted(outcome: NoteAdded, reader: Reader | None = None) -> Message:
    if outcome.again:
        return Message(_("Already recorded as entry {number}. No change.", number=outcome.seq))
    return Message(_("Recorded as entry {number}.", number=outcome.seq))


def report_ordered(outcome: ReportOrdered, reader: Reader) -> Message:
    formats = ", ".join(outcome.formats)
    return Message(_("The report ({formats}) will be posted in the incident's channel.", formats=formats))


def read_open(context: RequestContext) -> OpenIncident | Form:
    """One line of text opens at once when it names the kind; otherwise the form opens with the text in it."""
    text = context.request.text.strip()
    kind = kind_of(text, tuple(context.work.library.runbooks)) if text else None
    if not kind:
        return Form("open", given={"title": text})
    return OpenIncident(title=text, kind=kind, facts={}, request_key="", number=context.request.number)


def draw_open(law: Law, kinds: Mapping[str, Runbook], given: Mapping[str, str]) -> Modal:
    options = [option(book.title, kind) for kind, book in kinds.items()]
    inputs = [fact_input(law, name, None) for name in OPENING_FACTS if name in law.vocabulary]
    blocks = (
        section(_("Only the title and the kind are required now. Add what else you know; the rest can wait.")),
        field_input("title", _("What happened?"), text_box(value=str(given.get("title") or ""), most=150)),
        field_input("kind", _("Kind of incident"), select(options, chosen=given.get("kind"))),
        *inputs,
        context(_("Don't include affected people's personal data.")),
    )
    return Modal("open", _("Open an incident"), blocks, _("Open"))


def read_open_form(context: RequestContext) -> OpenIncident:
    values = fact_values(context, context.work.library.law, OPENING_FACTS)
    return OpenIncident(
        title=context.request.entered("title").strip(),
        kind=context.request.entered("kind"),
        facts=values,
        request_key=context.request.request_key,
        number=context.request.number,
    )


def read_note(context: RequestContext) -> AddNote:
    return AddNote(context.request.text)


def read_report(context: RequestContext) -> MakeReport:
    words = context.request.text.lower().replace(",", " ").split()
    return MakeReport(tuple(words) or FORMATS)


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


def home(outcomes: Sequence[IncidentShown], reader: Reader) -> tuple[Block, ...]:
    """App Home: only the reader's own incidents, their next clocks and steps."""
    blocks: list[Block] = [
        header("breachbot"),
        section(_("If personal data may have been exposed, open an incident. You can answer everything else later.")),
        actions(button(_("Open an incident"), "incident.open", Target(None), "primary"), block_id="home"),
        divider(),
    ]
    if not outcomes:
        blocks.append(section(_("You're not part of any open incident.")))
    for outcome in outcomes[:10]:
        incident = outcome.incident
        channel = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
        blocks.append(section(f"*{incident.ref}* {channel}\n{safe(incident.title)}"))
        blocks.append(section(f"{_clock_rows(outcome)}\n{_step_rows(outcome)}"))
        blocks += waiting_for_reader(outcome.proposals, incident.id)
    return (*blocks, context(_(DISCLAIMER)))
