"""How opening, listing and recording in an incident look: the form and the answers."""

from collections.abc import Iterator, Mapping

from bot.actions.incidents import (
    IncidentOpened,
    IncidentsListed,
    Newest,
    OpenIncident,
)
from bot.actions.notes import AddNote, NoteAdded
from bot.actions.runbooks import kind_words
from bot.errors import UsageError
from bot.law.model import Law
from bot.messages import _
from bot.runbook.model import Runbook
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    field_input,
    option,
    safe,
    section,
    select,
    text_box,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.cards import STATES, about_practice, named
from bot.slack.fact_fields import fact_input, fact_values
from bot.slack.parse import as_written, kind_of, kind_said, quoted
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Incident

OTHER = "other"
"""The kind that is offered last, because it is chosen when none of the others is right."""
DRILLS = ("drill", "exercise", "übung", "exercice", "simulacro")
"""With these, a title reads as if it were practice."""
OPENING_FACTS = ("noticed_at", "aware_at", "people", "data", "protection")


def read_open(context: RequestContext) -> OpenIncident | Form:
    """One line of text opens at once when it names the kind; otherwise the form opens with the text in it. Raises
    UsageError for `open drill ...`, which may be meant as practice."""
    kinds = tuple(context.work.library.runbooks)
    text, kind = kind_said(context.request.text.strip(), kinds)
    if text.lower().startswith(tuple(f"{one} " for one in DRILLS)):
        raise UsageError(
            _("/breach open opens a real incident, not a drill."),
            f"{_('For practice: /breach drill KIND')} {as_written('/breach open', text)}",
        )
    if (titled := quoted(text))[0] and not titled[1]:
        text = titled[0]
    kind = kind or (kind_of(text, kinds) if text else None)
    if not kind:
        return Form("open", given={"title": text})
    return OpenIncident(title=text, kind=kind, facts={}, request_key="", number=context.request.number)


def draw_open(law: Law, kinds: Mapping[str, Runbook], given: Mapping[str, str]) -> Modal:
    names = {kind: kind_words(law, book) for kind, book in kinds.items()}
    options = [option(names[kind], kind) for kind in sorted(names, key=lambda kind: (kind == OTHER, names[kind]))]
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


def opened(outcome: IncidentOpened, reader: Reader) -> Message:
    """The answer to a word that needs no incident, which is why it says itself that it is about a drill."""
    incident = outcome.incident
    channel = f"<#{incident.channel_id}>" if incident.channel_id else f"#{incident.codename}"
    if outcome.again:
        said = _("{ref} is already open: {channel}. No new incident was created.", ref=incident.ref, channel=channel)
        return Message(said, drill=incident.is_drill)
    said = _(
        "{ref} is open. Creating the private channel {channel}. You'll be invited shortly.",
        ref=incident.ref,
        channel=channel,
    )
    ask = button(_("Answer key questions"), "facts.ask", Target(incident.id), "primary")
    blocks = (section(said), *about_practice(incident), actions(ask, block_id="opened"))
    return Message(said, blocks, drill=incident.is_drill)


def reopened(outcome: IncidentOpened, reader: Reader) -> Message:
    incident = outcome.incident
    channel = f"<#{incident.channel_id}>" if incident.channel_id else f"#{incident.codename}"
    return Message(
        _("{ref} is open again: {channel}. Its clocks and reminders continue.", ref=incident.ref, channel=channel)
    )


def listed(outcome: IncidentsListed, reader: Reader) -> Message:
    head = _("Your incidents")
    parts = [(head, outcome.real), (_("Your drills"), outcome.drills)]
    blocks = [block for title, those in parts if those.incidents for block in _part(title, those)]
    if not blocks:
        return Message(_("You're not part of any incident. To open one: /breach open"))
    return Message(head, tuple(blocks))


def _part(title: str, those: Newest) -> Iterator[Block]:
    yield section(f"*{title}*\n" + "\n".join(map(_row, those.incidents)))
    if those.more:
        yield context(_("and {count} more", count=those.more))


def _row(incident: Incident) -> str:
    channel = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
    state = _(STATES[incident.state])
    return f"*{named(incident)}* {channel} · {safe(incident.title)} · {state} · {when(incident.opened_at)}"


def read_note(context: RequestContext) -> AddNote:
    return AddNote(context.request.text)


def noted(outcome: NoteAdded, reader: Reader | None = None) -> Message:
    if outcome.again:
        return Message(_("Already recorded as entry {number}. No change.", number=outcome.seq))
    return Message(_("Recorded as entry {number}.", number=outcome.seq))
