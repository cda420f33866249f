"""Conflicts of interest as they are kept: who answered about whom, and whose word no longer counts.

Leaves to `people.py` when the question is asked, and to `permissions` what a person with a conflict may not do.

Caveats: the latest answer about a person counts, no matter who gave it, and also for the roles that they get later.
"""

from sqlalchemy import select

from bot.actions import channels, proposals
from bot.actions.work import Work
from bot.domain.events import people as events
from bot.domain.proposals import Need
from bot.domain.roles import ConflictAnswer
from bot.sentences import sentence
from bot.store.tables import Incident, TimelineEntry


def answer(work: Work, incident: Incident, person: str, role: str, said: ConflictAnswer) -> None:
    """Record what the actor says about someone else. What a person with a conflict said as the first of two people
    no longer counts."""
    work.record(incident, events.ConflictAnswered(person, role, said))
    conflict = None if said is ConflictAnswer.NONE else said
    for seat in work.snapshot(incident).seats:
        if seat.person_id == person:
            seat.conflict = conflict
    for one in proposals.open_of(work, incident) if conflict else ():
        if one.proposed_by == person and one.need is Need.TWO_PEOPLE:
            proposals.outdate(work, incident, one, sentence("Someone else must decide this."))
    channels.refresh_card(work, incident)


def latest(work: Work, incident: Incident, person: str) -> ConflictAnswer | None:
    """The conflict that someone last stated for a person who may hold no role yet; None: none."""
    answers = select(TimelineEntry).where(
        TimelineEntry.incident_id == incident.id, TimelineEntry.event == events.ConflictAnswered.name
    )
    for entry in work.session.scalars(answers.order_by(TimelineEntry.seq.desc())):
        said = entry.said
        if isinstance(said, events.ConflictAnswered) and said.person == person:
            return None if said.answer == ConflictAnswer.NONE else ConflictAnswer(said.answer)
    return None


def answer_for_team(work: Work, incident: Incident, choice: str, first: str, second: str | None) -> None:
    """Record who was asked about whom: the first person about everyone else, the second about the first. One person
    alone answers about everyone."""
    everyone = {seat.person_id for seat in work.snapshot(incident).seats if seat.left_at is None}
    others = tuple(sorted(everyone - {first} if second else everyone))
    work.record(incident, events.TeamAnswered(others, first, choice))
    if second:
        work.record(incident, events.TeamAnswered((first,), second, choice))
