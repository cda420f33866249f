"""Every table, on one page.

What a person decided is a column; what follows from facts and law (a clock's instants, a reminder's time) is kept
beside it and may be computed again. Nothing here is ever deleted while its incident exists.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, object_session

from bot.domain.clocks import ClockDecision
from bot.domain.evidence import EvidenceKind
from bot.domain.incidents import IncidentState
from bot.domain.notices import NoticeState
from bot.domain.proposals import Need, ProposalKind, ProposalState
from bot.domain.reminders import Occasion, ReminderKind, ReminderStatus, ReminderSubject, SubjectKind
from bot.domain.roles import ConflictAnswer
from bot.domain.sendings import Proof
from bot.domain.visitors import VisitorKind
from bot.law.duties import Answer
from bot.law.facts import Facts
from bot.law.holds import HoldRequest
from bot.law.model import Law
from bot.runbook.model import Runbook
from bot.runbook.progress import StepState
from bot.sentences import Sentence, Text
from bot.store.base import Base, partial
from bot.store.columns import JsonColumn, is_malformed
from bot.store.log_entry import LogEntry
from bot.store.recent import Recent
from bot.store.states import OutboxStatus

RUNBOOKS = Recent[str, Runbook](most=32)
"""By hash, so that a version is read once for all its incidents; each takes 0.4 MB."""


class Incident(Base):
    __tablename__ = "incident"
    __table_args__ = (partial("ix_incident_shift_for_moved", "shift_for", where="shift_for > 0"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)  # BR-7F3K, of a drill DR-7F3K
    codename: Mapped[str] = mapped_column(unique=True)  # the only name that others may see
    title: Mapped[str]
    kind: Mapped[str]
    severity: Mapped[int | None]
    state: Mapped[IncidentState]
    zone: Mapped[str]  # IANA zone of the people who respond
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    request_key: Mapped[str] = mapped_column(unique=True)  # a repeated click or command opens nothing new
    channel_id: Mapped[str | None] = mapped_column(unique=True)  # None until the channel exists
    facts: Mapped[Facts] = mapped_column(JsonColumn(Facts, kept=16))
    law_hash: Mapped[str]  # the law it is assessed under
    runbook_hash: Mapped[str] = mapped_column(ForeignKey("runbook_version.hash"))  # it keeps it until a person moves it
    shift_for: Mapped[int] = mapped_column(default=0)  # seconds by which a drill's clock is ahead
    is_drill: Mapped[bool] = mapped_column(default=False)
    alarms_out_of_band: Mapped[bool] = mapped_column(default=True)  # a drill does only when it asks for it
    has_visitors: Mapped[bool] = mapped_column(default=False)  # or had; most never do, and then none are looked for
    version: Mapped[int] = mapped_column(default=1)  # increases with every change of facts

    @property
    def runbook(self) -> Runbook:
        """The version that it follows. Needs its session when this process has not read that version lately."""
        return RUNBOOKS.get(self.runbook_hash, self._read_runbook)

    def _read_runbook(self) -> Runbook:
        session = object_session(self)
        if session is None:
            raise ValueError("the incident's session has ended before its runbook was read")
        found = session.get_one(RunbookVersion, self.runbook_hash).runbook
        if is_malformed(found):
            raise ValueError(f"what is kept under {self.runbook_hash} is no runbook")
        return found


class RunbookVersion(Base):
    """A runbook that some incident follows or followed, kept once and never changed. What people add to one incident
    are tasks, and no part of it."""

    __tablename__ = "runbook_version"
    hash: Mapped[str] = mapped_column(primary_key=True)
    runbook: Mapped[Runbook] = mapped_column(JsonColumn(Runbook, kept=32))


class LawVersion(Base):
    """A version of the law; an open incident keeps its own until a person adopts a newer one."""

    __tablename__ = "law_version"
    hash: Mapped[str] = mapped_column(primary_key=True)
    law: Mapped[Law] = mapped_column(JsonColumn(Law, kept=1))
    seen_at: Mapped[datetime]  # when a process last started with it


class RoleHolder(Base):
    __tablename__ = "role_holder"
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    alternate: Mapped[bool] = mapped_column(default=False)
    named_at: Mapped[datetime]
    named_by: Mapped[str]
    left_at: Mapped[datetime | None]  # out of the channel since then: the role is kept, its permissions are suspended
    came_at: Mapped[datetime | None]  # first seen in the channel; None: named to the role, and not seen there yet
    conflict: Mapped[ConflictAnswer | None]  # of its holder: a possible witness or suspect decides nothing


class Visitor(Base):
    """Someone in an incident's channel who doesn't belong to the organization, and what was decided about them."""

    __tablename__ = "visitor"
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[VisitorKind]
    came_at: Mapped[datetime | None]  # into the channel, the last time; None: let in before they came
    left_at: Mapped[datetime | None]
    let_in: Mapped[bool | None]  # None: not decided yet
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class Person(Base):
    """What Slack says about a person, so that reports and times can be shown without asking again."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    handles: Mapped[tuple[str, ...]] = mapped_column(JsonColumn(tuple[str, ...]), default=())  # other names in Slack
    zone: Mapped[str]
    language: Mapped[str | None] = mapped_column(default=None)  # None: the organization's
    language_chosen: Mapped[bool] = mapped_column(default=False)  # by the person: what Slack says no longer counts
    left: Mapped[bool] = mapped_column(default=False)  # their account is closed
    is_bot: Mapped[bool] = mapped_column(default=False)
    outside: Mapped[VisitorKind | None] = mapped_column(default=None)  # a guest, or of another organization
    seen_at: Mapped[datetime]


class Clock(Base):
    """One duty in one incident."""

    __tablename__ = "clock"
    __table_args__ = (UniqueConstraint("incident_id", "duty_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    duty_id: Mapped[str]
    answer: Mapped[Answer]  # by the last assessment
    starts_at: Mapped[datetime | None]
    target_at: Mapped[datetime | None]
    limit_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    decision: Mapped[ClockDecision | None]
    decided_at: Mapped[datetime | None]  # when it was reported to us
    decided_by: Mapped[str | None]
    facts_known: Mapped[int | None]  # how many statements had been made when it was decided, or looked at again
    met_at: Mapped[datetime | None]  # when the notice went out
    reference: Mapped[str | None]
    proof: Mapped[Proof | None] = mapped_column(JsonColumn(Proof))  # how it went out, as far as that was said
    reason: Mapped[str | None]
    hold: Mapped[HoldRequest | None] = mapped_column(
        JsonColumn(HoldRequest)
    )  # what law enforcement asked for this duty only
    held_until: Mapped[datetime | None]  # by the last assessment
    house_at: Mapped[datetime | None]  # house target, where the law sets no fixed deadline
    question: Mapped[Sentence | None] = mapped_column(
        JsonColumn(Sentence)
    )  # set when a new assessment speaks against the decision


class IncidentStep(Base):
    __tablename__ = "step_state"
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    step_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[StepState]  # open, claimed, done or skipped
    owners: Mapped[list[Any]] = mapped_column(default=list)  # ids, who had it first comes first
    claimed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[str | None]
    answer: Mapped[str | None]  # the option chosen, where the step decides something
    note: Mapped[str | None]  # what was done, or why it was skipped
    stuck: Mapped[str | None]  # what a person says is blocking it
    check_at: Mapped[datetime | None]  # what it asks for isn't known yet: when someone checks again
    exception: Mapped[str | None]  # why a person's safety takes priority over what the step waits for
    done_before: Mapped[str | None]  # ids of the needs that were open when it was done, with commas
    deviation: Mapped[str | None]  # why it happened although its gate was closed


class StoredTask(Base):
    """A step that people added to the incident; what they did with it is in `step_state`."""

    __tablename__ = "task"
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    step_id: Mapped[str] = mapped_column(primary_key=True)  # T1, T2 ...
    text: Mapped[str]
    due_at: Mapped[datetime | None]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    test: Mapped[str | None]  # how it will be verified


class Decision(Base):
    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    step_id: Mapped[str | None]
    question: Mapped[str]
    choice: Mapped[str]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]
    second_by: Mapped[str | None]


class StoredProposal(Base):
    """A decision that takes two people, or the person responsible: proposed by one, confirmed by another."""

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    kind: Mapped[ProposalKind]
    need: Mapped[Need]
    subject: Mapped[str]  # the id of the step, duty, notice or fact
    command: Mapped[dict[str, Any]]  # what confirming it does
    what: Mapped[Sentence] = mapped_column(JsonColumn(Sentence))  # the same in words
    reason: Mapped[str]
    version: Mapped[str]  # the state of the subject as the proposer saw it
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str]
    state: Mapped[ProposalState]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    settled_reason: Mapped[Text] = mapped_column(JsonColumn(Text))


class Evidence(Base):
    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    step_id: Mapped[str | None]
    kind: Mapped[EvidenceKind]
    title: Mapped[str]
    location: Mapped[str]
    sha256: Mapped[str | None]
    collected_at: Mapped[datetime]
    collected_by: Mapped[str]
    note: Mapped[str | None]


class Notice(Base):
    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("incident_id", "template", "language", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    template: Mapped[str]
    language: Mapped[str]
    version: Mapped[int]
    state: Mapped[NoticeState]
    subject: Mapped[str]
    text: Mapped[str]  # the exact Markdown; approval attaches to it
    text_hash: Mapped[str]
    missing: Mapped[list[Any]]
    lint: Mapped[list[Any]]
    told: Mapped[dict[str, Any]]  # what it states of the facts that all notices must agree on
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[str]
    first_approved_by: Mapped[str | None]  # the first of two people, where it takes two
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    differs: Mapped[str | None]  # the hash of what it would say by now, where that is something else
    sent: Mapped[list[Any]]  # each time that it went out
    drawn: Mapped[str | None]  # of a text that a person changed: subject and text as the facts gave them
    edited_by: Mapped[str | None]
    edited_at: Mapped[datetime | None]


class TimelineEntry(LogEntry, Base):
    """The record. Appended only; each entry's hash covers the one before it."""

    __tablename__ = "timeline_entry"
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)


class RegisterLogEntry(LogEntry, Base):
    """What the register of breaches has from elsewhere: entries of the record that belong to no incident, in a chain of
    their own. Appended only."""

    __tablename__ = "register_log"
    seq: Mapped[int] = mapped_column(primary_key=True)


class LastLook(Base):
    """When a person last asked what changed in an incident: a bookmark of theirs, no part of the record."""

    __tablename__ = "last_look"
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]  # the newest entry of the audit log then
    at: Mapped[datetime]  # in the incident's own time


class Reminder(Base):
    """A time at which the domain is asked again whether someone must be notified."""

    __tablename__ = "reminder"
    __table_args__ = (
        partial("ix_reminder_due_at_waiting", "due_at", where="status = 'pending'"),
        partial("ix_reminder_incident_id_waiting", "incident_id", "due_at", where="status = 'pending'"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    """Subject, occasion and the deadline it is about: derived, so planned once, and never read back."""
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    subject_kind: Mapped[SubjectKind]
    subject_id: Mapped[str]
    subject: Mapped[ReminderSubject] = composite("subject_kind", "subject_id")
    title: Mapped[Text] = mapped_column(JsonColumn(Text))
    kind: Mapped[ReminderKind]
    rule: Mapped[str]  # the name of the rule of a warning or follow-up
    number: Mapped[int]  # of a late alarm, from 1
    occasion: Mapped[Occasion] = composite("kind", "rule", "number")
    due_at: Mapped[datetime]  # in the incident's own time, which a drill may have moved
    deadline_at: Mapped[datetime | None]
    audience: Mapped[list[Any]]  # bot.domain.reminders.Audience
    status: Mapped[ReminderStatus]
    planned_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    person: Mapped[str | None]  # who put it off until then: told besides the audience
    note: Mapped[str | None]  # why cancelled or skipped


class ReminderPlan(Base):
    """With what an incident's reminders were last planned as a whole, and when; each change plans its own besides."""

    __tablename__ = "reminder_plan"
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    planned_with: Mapped[str]  # a digest of the code and the files
    planned_at: Mapped[datetime]  # in the machine's time


class Outbox(Base):
    """What must happen outside the database: written in the transaction that decided it, done afterward."""

    __tablename__ = "outbox"
    __table_args__ = (
        partial("ix_outbox_due_at_waiting", "due_at", where="status IN ('pending', 'queued')"),
        partial("ix_outbox_next_waiting", "urgency", "due_at", "key", where="status IN ('pending', 'queued')"),
        partial("ix_outbox_paced_to_said", "paced_to", where="paced_to IS NOT NULL"),
        partial("ix_outbox_lease_until_leased", "lease_until", where="status = 'queued'"),
        partial("ix_outbox_created_at_refused", "created_at", where="status = 'failed'"),
        partial("ix_outbox_incident_id_refused", "incident_id", where="status = 'failed'"),
    )
    key: Mapped[str] = mapped_column(primary_key=True)  # the same effect is never written twice
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    kind: Mapped[str]  # a row of the effects table in bot/slack/deliveries.py
    details: Mapped[dict[str, Any]]
    needs: Mapped[str | None] = mapped_column(index=True)  # key of the effect that must be done first
    lane: Mapped[str]  # effects of one lane are done one after the other (bot/actions/work.py)
    urgency: Mapped[int] = mapped_column(default=5)  # 0 first
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    status: Mapped[OutboxStatus]
    attempt: Mapped[int] = mapped_column(default=0)  # the fencing token
    lease_until: Mapped[datetime | None]  # until then no other process takes the row: being delivered, or backing off
    paced_to: Mapped[
        datetime | None
    ]  # when the channel could take the next message, had it taken all of them one by one
    first_try_at: Mapped[datetime | None]  # set while an earlier attempt's outcome is unknown
    last_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]  # channel, ts, file: what Slack gave back
    last_error: Mapped[str | None]
    alarmed_at: Mapped[datetime | None]  # when it was recorded that it does not arrive, and who is told was decided
    asked_by: Mapped[str] = mapped_column(default="")  # whose act it follows from
    refused_as: Mapped[str | None]  # what Slack answered last: `method code` (bot/domain/refusals.py)
    told_at: Mapped[datetime | None]  # when someone heard in Slack that it was refused, or got it another way


class Replica(Base):
    """A running process, as it last reported itself; a heartbeat that stops shows that it died."""

    __tablename__ = "replica"
    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    version: Mapped[str]  # of breachbot's code
    components: Mapped[list[Any]]  # timers, slack
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
