"""What changed in an incident, out of the entries of its audit log: the latest news about each duty, step and person.

What came and went in between is left out. So are conflicts of interest, which are told to who leads alone, and what
only breachbot did: reminders, messages, assessments without a consequence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.events import clocks, facts, incidents, notices, people, steps, tasks
from bot.domain.events.event import Event


class Topic(StrEnum):
    OWED = "owed"
    MOVED = "moved"
    ENDED = "ended"
    LATE = "late"
    MET = "met"
    DECLINED = "declined"
    HELD = "held"
    DECIDED = "decided"
    RISK = "risk"
    SEVERITY = "severity"
    CLOSED = "closed"
    REOPENED = "reopened"
    ADDED = "added"
    DONE = "done"
    SKIPPED = "skipped"
    STUCK = "stuck"
    STEP_LATE = "step late"
    FACT = "fact"
    ROLE = "role"
    JOINED = "joined"
    LEFT = "left"
    DRAFTED = "drafted"
    APPROVED = "approved"
    UNAPPROVED = "unapproved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class News:
    """`subject`: the id of the duty, step, person or notice, or the name of the fact."""

    topic: Topic
    subject: str
    event: Event
    actor: str


KINDS: Mapping[type[Event], tuple[Topic, str]] = {
    clocks.DutyAppeared: (Topic.OWED, "duty_id"),
    clocks.ClockReopened: (Topic.OWED, "duty_id"),
    clocks.DutyMoved: (Topic.MOVED, "duty_id"),
    clocks.DutyLapsed: (Topic.ENDED, "duty_id"),
    clocks.ClockLate: (Topic.LATE, "duty_id"),
    clocks.ClockMet: (Topic.MET, "duty_id"),
    clocks.ClockDeclined: (Topic.DECLINED, "duty_id"),
    clocks.ClockHeld: (Topic.HELD, "duty_id"),
    clocks.ClockReleased: (Topic.OWED, "duty_id"),
    steps.DecisionMade: (Topic.DECIDED, "question"),
    facts.RiskDecided: (Topic.RISK, ""),
    incidents.SeverityRated: (Topic.SEVERITY, ""),
    incidents.IncidentClosed: (Topic.CLOSED, ""),
    incidents.IncidentReopened: (Topic.REOPENED, ""),
    tasks.TaskAdded: (Topic.ADDED, "step_id"),
    tasks.TaskReopened: (Topic.ADDED, "step_id"),
    steps.StepDone: (Topic.DONE, "step_id"),
    steps.StepCompleted: (Topic.DONE, "step_id"),
    steps.StepSkipped: (Topic.SKIPPED, "step_id"),
    steps.StepStuck: (Topic.STUCK, "step_id"),
    steps.StepLate: (Topic.STEP_LATE, "step_id"),
    facts.FactStated: (Topic.FACT, "fact"),
    facts.FactCorrected: (Topic.FACT, "fact"),
    facts.FactUnconfirmed: (Topic.FACT, "fact"),
    people.RoleAssigned: (Topic.ROLE, "role"),
    people.PersonJoined: (Topic.JOINED, "person"),
    people.PersonReturned: (Topic.JOINED, "person"),
    people.PersonLeft: (Topic.LEFT, "person"),
    notices.NoticeDrafted: (Topic.DRAFTED, "template"),
    notices.NoticeEdited: (Topic.DRAFTED, "template"),
    notices.NoticeApproved: (Topic.APPROVED, "template"),
    notices.NoticeReopened: (Topic.UNAPPROVED, "template"),
    notices.NoticeWithdrawn: (Topic.WITHDRAWN, "template"),
}
"""What each event is news of, and the field that says about what; empty: about the incident."""

STATE_OF_INCIDENT = frozenset({Topic.CLOSED, Topic.REOPENED})


def news_of(entries: Iterable[tuple[str, Event]]) -> Sequence[News]:
    """From (actor, event), oldest first; the newest about the same thing stands where its first news was."""
    latest: dict[tuple[str, str], News] = {}
    for actor, event in entries:
        if kind := KINDS.get(type(event)):
            topic, name = kind
            subject = str(getattr(event, name)) if name else ""
            about = name or ("state" if topic in STATE_OF_INCIDENT else topic)
            latest[about, subject] = News(topic, subject, event, actor)
    return tuple(latest.values())
