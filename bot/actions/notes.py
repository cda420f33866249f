"""Words that a responder puts on the record."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.actions.work import Work
from bot.domain.events.incidents import NoteAdded as Noted
from bot.errors import UsageError
from bot.messages import _
from bot.store.tables import Incident, TimelineEntry


@dataclass(frozen=True)
class AddNote:
    text: str
    source: str = ""  # a message's link, when the note is a message that was pinned


@dataclass(frozen=True)
class NoteAdded:
    incident: Incident
    seq: int
    again: bool = False  # it was on the record already; nothing was done


def pin_message(work: Work, incident: Incident, text: str, link: str) -> NoteAdded:
    """Put a message on the record, once, however many people pin it."""
    notes = select(TimelineEntry).where(TimelineEntry.incident_id == incident.id, TimelineEntry.event == Noted.name)
    existing = next((one for one in work.session.scalars(notes) if one.details.get("source") == link), None)
    if existing:
        return NoteAdded(incident, existing.seq, again=True)
    return NoteAdded(incident, work.record(incident, Noted(text[:3000], link)).seq)


def add_note(work: Work, incident: Incident, command: AddNote) -> NoteAdded:
    if not command.text.strip():
        raise UsageError(_("The note is empty."), _("For example: /breach note provider called, export logs kept"))
    entry = work.record(incident, Noted(command.text.strip(), command.source))
    return NoteAdded(incident, entry.seq)
