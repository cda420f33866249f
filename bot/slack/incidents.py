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
from bot.domain.roles import ROLES
from bot.law.model import Law
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
    many,
    mention,
    option,
    safe,
    section,
    select,
    text_box,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.clocks import state_words
from bot.slack.facts import fact_input, fact_values
from bot.slack.parse import FieldError, kind_of
from bot.slack.proposals import listed as listed_proposals
from bot.slack.requests import Form, Reader, RequestContext
from bot.slack.steps import PHASES, state_line
from bot.store.tables import RoleHolder

OPENING_FACTS = ("noticed_at", "aware_at", "people_kinds", "data", "people", "protection")
DISCLAIMER = "breachbot counts and reminds; it is not legal advice. Counsel decides."
SHOWN_CLOCKS, SHOWN_STEPS = 4, 4
CARD_MARKS = {"late": "🔴 late", "pending": "⚪ not started", "held": "⚪ held"}  # every other clock of the card runs


def card(outcome: IncidentShown, now: datetime | None = None) -> Message:
    """The pinned card, which holds no time left; with `now`, what one reader asked for at that moment.

    No reader's zone is in it: Slack turns its times for each reader.
    """
    incident = outcome.incident
    drill = "DRILL · " if incident.is_drill else ""
    state = "open" if incident.state == "open" else "closed"
    severity, opened = f"severity {incident.severity or 'not set'}", when(incident.opened_at)
    blocks: list[Block] = [
        header(f"{drill}{incident.ref} · {incident.codename}"),
        section(f"*{safe(incident.title)}*\n{safe(outcome.kind)} · {severity} · {state} · opened {opened}"),
        section("*Clocks*\n" + _clock_rows(outcome, now)),
        section("*Steps*\n" + _step_rows(outcome)),
        section("*People*\n" + _people_rows(outcome)),
    ]
    if outcome.waiting:
        names = ", ".join(f"{safe(title)} (version {one.version})" for title, one in outcome.waiting[:3])
        blocks.append(section(f"*Waiting for approval*\n{names}"))
    if incident.state == "open":
        blocks.append(_card_buttons(outcome))
    else:
        blocks.append(actions(button("Report", "report.make", Target(outcome.incident.id)), block_id="card"))
    blocks.append(context(DISCLAIMER))
    return Message(f"{incident.ref} {incident.codename}", tuple(blocks))


def _card_buttons(outcome: IncidentShown) -> Block:
    helpful = ",".join(name for name, _ in outcome.questions[:4]) or "noticed_at,aware_at,people,data"
    return actions(
        button("Facts", "facts.show", Target(outcome.incident.id)),
        button("Answer what helps most", "facts.ask", Target(outcome.incident.id, helpful), "primary"),
        button("Clocks", "clocks.show", Target(outcome.incident.id)),
        button("Steps", "steps.show", Target(outcome.incident.id)),
        button("Notices", "notices.show", Target(outcome.incident.id)),
        button("Report", "report.make", Target(outcome.incident.id)),
        button("Close", "incident.close", Target(outcome.incident.id)),
        block_id="card",
    )


def _clock_rows(outcome: IncidentShown, now: datetime | None = None) -> str:
    rows = []
    for line in outcome.running[:SHOWN_CLOCKS]:
        state = f"{state_words(line, now)} ·" if now else CARD_MARKS.get(line.state, "🟢")
        rows.append(f"{state} *{safe(line.title)}* ({safe(line.finding.duty.law)}){_due(line)}")
    if len(outcome.running) > SHOWN_CLOCKS:
        rows.append(f"_and {len(outcome.running) - SHOWN_CLOCKS} more_")
    met = sum(line.state == "met" for line in outcome.clocks)
    declined = sum(line.state == "declined" for line in outcome.clocks)
    if met or declined:
        rows.append(f"{met} met, {declined} declined")
    if outcome.undetermined:
        waiting = many(outcome.undetermined, "duty waits", "duties wait")
        rows.append(f"{waiting} for facts to be settled")
    return "\n".join(rows) or "No duty is known to be owed so far."


def _due(line: ClockLine) -> str:
    """By when; a target of our own is said to be ours."""
    if line.clock.target_at:
        return f" · by {when(line.clock.target_at, line.zone)}"
    return f" · our own target {when(line.clock.house_at)}" if line.clock.house_at else ""


def _step_rows(outcome: IncidentShown) -> str:
    rows = []
    for phase in Phase:
        here = [one for one in outcome.steps if one.step.phase == phase and one.state is not StepState.SET_ASIDE]
        done = sum(one.state.is_finished for one in here)
        late = sum(one.late_for is not None for one in here)
        rows.append(f"{PHASES[phase]} {done}/{len(here)}" + (f" ({late} late)" if late else ""))
    next_ones = [f"`{one.step.id}` {safe(one.step.title)}" for one in outcome.open_steps[:SHOWN_STEPS]]
    said = [" · ".join(rows), *(["Next: " + ", ".join(next_ones)] if next_ones else [])]
    said += [f"Stuck: `{one.step.id}` {safe(cut(one.stuck, 120))}" for one in outcome.stuck[:SHOWN_STEPS]]
    return "\n".join(said)


def _people_rows(outcome: IncidentShown) -> str:
    rows = []
    for role in ROLES:
        here = [seat for seat in outcome.seats if seat.role == role]
        if here and role != "responder":
            rows.append(f"{ROLES[role]}: {', '.join(_seat(seat) for seat in here)}")
    return "\n".join(rows) or "Nobody is named yet: /breach assign lead @name"


def _seat(seat: RoleHolder) -> str:
    notes = [word for word, applies in (("alternate", seat.alternate), ("not in the channel", seat.left_at)) if applies]
    return mention(seat.person_id) + (f" ({', '.join(notes)})" if notes else "")


def status(outcome: IncidentShown, reader: Reader) -> Message:
    """The card for one reader, with exact times left and the steps that are open."""
    blocks = list(card(outcome, reader.now).blocks)
    late = [one for one in outcome.open_steps if one.late_for][:5]
    if late:
        rows = "\n".join(f"`{one.step.id}` {safe(one.step.title)} — {state_line(one)}" for one in late)
        blocks.insert(3, section(f"*Late steps*\n{rows}"))
    blocks[3:3] = listed_proposals(outcome.proposals, outcome.incident.id)
    return Message(f"{outcome.incident.ref}: {outcome.incident.state}", tuple(blocks))


def opened(outcome: IncidentOpened, reader: Reader) -> Message:
    incident = outcome.incident
    channel = f"<#{incident.channel_id}>" if incident.channel_id else f"#{incident.codename}"
    if outcome.again:
        return Message(f"{incident.ref} stands already: {channel}. Nothing new was opened.")
    return Message(
        f"{incident.ref} is open. Its private channel {channel} is being prepared; you are invited in a moment."
    )


def reopened(outcome: IncidentOpened, reader: Reader) -> Message:
    incident = outcome.incident
    channel = f"<#{incident.channel_id}>" if incident.channel_id else f"#{incident.codename}"
    return Message(f"{incident.ref} is open again: {channel}. Its clocks and reminders run on.")


def listed(outcome: IncidentsListed, reader: Reader) -> Message:
    if not outcome.incidents:
        return Message("You are not part of any incident. Open one with /breach open.")
    rows = []
    for incident in outcome.incidents[:20]:
        channel = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
        rows.append(
            f"*{incident.ref}* {channel} · {safe(incident.title)} · {incident.state} · {when(incident.opened_at)}"
        )
    return Message("Your incidents", (section("*Your incidents*\n" + "\n".join(rows)),))


def closing(outcome: IncidentClosing | IncidentClosedNow, reader: Reader) -> Message:
    incident = outcome.incident
    match outcome:
        case IncidentClosedNow():
            return Message(f"{incident.ref} is closed. Its record is kept; /breach report makes the report.")
        case IncidentClosing():
            return _still_running(outcome)


def _still_running(outcome: IncidentClosing) -> Message:
    incident = outcome.incident
    rows = "\n".join(f"• {safe(clock.duty_id)}" for clock in outcome.running[:10])
    duties, left = many(len(outcome.running), "duty is", "duties are"), many(outcome.open_steps, "step", "steps")
    text = f"*{duties} still open*, {left} too.\n{rows}"
    return Message(
        f"{incident.ref} stays open: duties are still running.",
        (
            section(text),
            context("Meet or decline them first, or close all the same with the reason in the record."),
            actions(button("Close all the same", "incident.close", Target(incident.id), "danger"), block_id="close"),
        ),
    )


def closed_message(outcome: IncidentShown, reason: str) -> Message:
    target = Target(outcome.incident.id)
    return Message(
        f"{outcome.incident.ref} is closed.",
        (
            section(f"*Closed:* {safe(reason)}"),
            actions(button("Make the report", "report.make", target, "primary"), block_id="closed"),
        ),
    )


def noted(outcome: NoteAdded, reader: Reader | None = None) -> Message:
    if outcome.again:
        return Message(f"That is on the record already, as entry {outcome.seq}. Nothing was changed.")
    return Message(f"Noted, entry {outcome.seq} of the record.")


def report_ordered(outcome: ReportOrdered, reader: Reader) -> Message:
    return Message(f"The report ({', '.join(outcome.formats)}) comes into the incident's channel in a moment.")


def read_open(context: RequestContext) -> OpenIncident | Form:
    """One line of text opens at once when it names the kind; otherwise the form opens with the text in it."""
    text = context.request.text.strip()
    kind = kind_of(text, tuple(context.work.library.runbooks)) if text else None
    if not kind:
        return Form("open", given={"title": text})
    return OpenIncident(title=text, kind=kind, facts={}, request_key="", number=context.request.number)


def draw_open(law: Law, kinds: Mapping[str, Runbook], given: Mapping[str, str]) -> Modal:
    options = [option(book.title, kind) for kind, book in kinds.items()]
    inputs = [fact_input(name, law.vocabulary[name], None) for name in OPENING_FACTS if name in law.vocabulary]
    blocks = (
        section("Only the title and the kind are needed now. Everything else can wait; say what you know."),
        field_input("title", "What happened?", text_box(value=str(given.get("title") or ""), most=150)),
        field_input("kind", "Kind of incident", select(options, chosen=given.get("kind"))),
        *inputs,
        context("Please no personal data of the people concerned."),
    )
    return Modal("open", "Open an incident", blocks, "Open")


def read_open_form(context: RequestContext) -> OpenIncident:
    values = fact_values(context.request, context.work.library.law, OPENING_FACTS)
    noticed_at, aware_at = values.get("noticed_at"), values.get("aware_at")
    if isinstance(noticed_at, datetime) and isinstance(aware_at, datetime) and aware_at < noticed_at:
        raise FieldError("aware_at", "This is before it was noticed.", "Check both times.")
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


def draw_close(outcome: IncidentShown) -> Modal:
    running = [f"• {safe(line.title)} ({safe(line.finding.duty.law)})" for line in outcome.running]
    blocks: list[Block] = [section(f"*{outcome.incident.ref}* · {safe(outcome.incident.title)}")]
    if running:
        blocks.append(section("*Still open duties*\n" + "\n".join(running)))
    if outcome.open_steps:
        blocks.append(section(f"*Still open steps:* {len(outcome.open_steps)}"))
    blocks.append(divider())
    hint = "It stays in the record" + (", with the list of duties that are still open." if running else ".")
    blocks.append(field_input("reason", "Why can it be closed?", text_box(lines=True), hint=hint))
    return Modal("close", "Close the incident", tuple(blocks), "Close it")


def read_close_form(context: RequestContext) -> CloseIncident:
    return CloseIncident(context.request.entered("reason"), anyway=True)


def home(outcomes: Sequence[IncidentShown], reader: Reader) -> tuple[Block, ...]:
    """App Home: only the reader's own incidents, their next clocks and steps."""
    blocks: list[Block] = [
        header("breachbot"),
        section("When personal data may have leaked, open an incident. You can answer everything else later."),
        actions(button("Open an incident", "incident.open", Target(None), "primary"), block_id="home"),
        divider(),
    ]
    if not outcomes:
        blocks.append(section("You are not part of an open incident."))
    for outcome in outcomes[:10]:
        incident = outcome.incident
        channel = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
        blocks.append(section(f"*{incident.ref}* {channel}\n{safe(incident.title)}"))
        blocks.append(section(f"{_clock_rows(outcome)}\n{_step_rows(outcome)}"))
    return (*blocks, context(DISCLAIMER))
