"""Words that a responder puts on the record."""

from dataclasses import dataclass

from bot.actions.work import Work
from bot.errors import UsageError
from bot.store.tables import Incident


@dataclass(frozen=True)
class AddNote:
    text: str
    source: str = ""  # a message's link, when the note is a message that was pinned


@dataclass(frozen=True)
class NoteAdded:
    incident: Incident
    seq: int


def add_note(work: Work, incident: Incident, command: AddNote) -> NoteAdded:
    if not command.text.strip():
        raise UsageError("A note needs words.", "For example: /breach note provider called, export logs kept")
    entry = work.record(incident, "note.added", text=command.text.strip(), source=command.source)
    return NoteAdded(incident, entry.seq)
