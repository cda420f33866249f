"""The statements that most commands run. Each is made once: to make one takes SQLAlchemy longer than to run it.

An incident's rows are read with `{"incident": its id}`; a statement says itself what else it asks for.
"""

from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from bot.domain.incidents import IncidentState
from bot.domain.notices import WAITING
from bot.domain.reminders import ReminderKind
from bot.store.states import OutboxStatus
from bot.store.tables import (
    Clock,
    Incident,
    IncidentStep,
    Notice,
    Outbox,
    Person,
    Reminder,
    RoleHolder,
    StoredProposal,
    StoredTask,
    TimelineEntry,
    Visitor,
)

INCIDENT = bindparam("incident", type_=Incident.id.type)
CLOCKS = select(Clock).where(Clock.incident_id == INCIDENT).order_by(Clock.id)
STEPS = select(IncidentStep).where(IncidentStep.incident_id == INCIDENT)
TASKS = select(StoredTask).where(StoredTask.incident_id == INCIDENT)
PROPOSALS = select(StoredProposal).where(StoredProposal.incident_id == INCIDENT).order_by(StoredProposal.id)
SEATS = select(RoleHolder).where(RoleHolder.incident_id == INCIDENT)
VISITORS = select(Visitor).where(Visitor.incident_id == INCIDENT).order_by(Visitor.came_at, Visitor.person_id)
NOTICES = select(Notice).where(Notice.incident_id == INCIDENT).order_by(Notice.template, Notice.version)


class RecordedKinds(NamedTuple):
    """Which of these an incident has any of."""

    tasks: bool
    proposals: bool
    notices: bool


KEPT = select(
    *(
        select(one.incident_id).where(one.incident_id == INCIDENT).exists()
        for one in (StoredTask, StoredProposal, Notice)
    )
)
DRAFTS = select(Notice).where(Notice.incident_id == INCIDENT, Notice.state.in_(WAITING)).order_by(Notice.id)
POSTS = select(Outbox.key, Outbox.status).where(Outbox.incident_id == INCIDENT, Outbox.kind == "post")
UPDATES = select(Outbox.key, Outbox.needs).where(
    Outbox.incident_id == INCIDENT, Outbox.kind == "update", Outbox.status == OutboxStatus.PENDING
)
LAST_ENTRY = (
    select(TimelineEntry.seq, TimelineEntry.hash)
    .where(TimelineEntry.incident_id == INCIDENT)
    .order_by(TimelineEntry.seq.desc())
    .limit(1)
)
REMINDERS = select(Reminder).where(
    Reminder.incident_id == INCIDENT,
    Reminder.subject_kind.in_(bindparam("kinds", type_=Reminder.subject_kind.type, expanding=True)),
)
PUT_OFF = (
    select(Reminder)
    .where(Reminder.incident_id == INCIDENT, Reminder.kind == ReminderKind.SNOOZED)
    .order_by(Reminder.planned_at)
)

IN_CHANNEL = select(Incident).where(Incident.channel_id == bindparam("channel"))
NEWCOMER = select(Incident.id).where(
    Incident.channel_id == bindparam("channel"),
    ~select(RoleHolder.person_id)
    .where(
        RoleHolder.incident_id == Incident.id,
        RoleHolder.person_id == bindparam("person"),
        RoleHolder.left_at.is_(None),
    )
    .exists(),
)
TAKEN = select(Incident.ref, Incident.codename)
SAME_REQUEST = select(Incident).where(
    or_(
        Incident.request_key == bindparam("form"),
        and_(
            Incident.opened_by == bindparam("actor"),
            func.lower(Incident.title) == bindparam("title"),
            Incident.opened_at > bindparam("since"),
            Incident.state == IncidentState.OPEN,
            Incident.is_drill == bindparam("drill"),
        ),
    )
)
PERSONS = select(Person).where(Person.id.in_(bindparam("persons", expanding=True)))
