"""Shift changes: what the next person must know, said once, in the channel, and on the record.

With a name the role goes over as well, after the question that comes before anyone is named by hand. What is shown is
drawn from the record as it stands; `since` is where the last handover left off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select

from bot.actions import channels, clocks, people, profiles, roles, status
from bot.actions.people_contents import HandoverNote
from bot.actions.roles import AssignRole, ConflictAsked, NotSeated, RoleAssigned
from bot.actions.status import IncidentShown
from bot.actions.work import Work
from bot.domain.clocks import ClockState
from bot.domain.events.people import ShiftHandedOver
from bot.domain.roles import ConflictAnswer
from bot.errors import BotError, NotFound, Refused
from bot.messages import _, translate
from bot.store.tables import Decision, Incident, TimelineEntry

Fault = TypeVar("Fault", bound=BotError)


@dataclass(frozen=True)
class HandOver:
    """`to` takes over `role`; empty: the state is handed over, and everyone keeps their role."""

    to: str = ""
    role: str = "lead"
    conflict: ConflictAnswer | None = None


@dataclass(frozen=True)
class HandedOver:
    """`lead`: who leads now."""

    incident: Incident
    role: str
    to: str
    lead: str


Handed = HandedOver | ConflictAsked | NotSeated | RoleAssigned
"""`RoleAssigned`: they had the role already, so nothing went over."""


@dataclass(frozen=True)
class Shift:
    """What a handover says. `decided` are the decisions since the last one, oldest first."""

    shown: IncidentShown
    by: str
    to: str
    role: str
    decided: Sequence[Decision]
    declined: Sequence[clocks.ClockLine]


def hand_over(work: Work, incident: Incident, command: HandOver) -> Handed:
    """Post the state of things and record it; with a name, pass the role on, unless they have it already. Whoever is
    refused hears who leads."""
    if command.to:
        try:
            outcome = roles.assign_role(work, incident, AssignRole(command.role, command.to, conflict=command.conflict))
        except Refused as refusal:
            raise still_led(work, incident, refusal) from None
        if isinstance(outcome, ConflictAsked):
            return ConflictAsked(incident, command.role, command.to, alternate=False, by="handover")
        if not isinstance(outcome, RoleAssigned) or outcome.before == command.to:
            return outcome
    to = command.to
    entry = work.record(incident, ShiftHandedOver(to or "the team", command.role))
    key = f"handover:{incident.id}:{entry.seq}"
    channels.post(work, incident, key, HandoverNote(entry.seq, command.role, to), urgency=2)
    return HandedOver(incident, command.role, to, people.in_charge(work, incident))


def still_led(work: Work, incident: Incident, fault: Fault) -> Fault:
    """The same fault, which says besides who leads as before."""
    lead = profiles.name_of(work, people.in_charge(work, incident))
    fault.say = _("{fault} {lead} still leads the incident.", fault=translate(fault.say), lead=lead)
    return fault


def shift(work: Work, incident: Incident, number: int, role: str, to: str) -> Shift:
    """What the handover of entry `number` says."""
    entry = work.session.get(TimelineEntry, (incident.id, number))
    if entry is None:
        raise NotFound(_("There is no such handover."), _("Create one with /breach handover."))
    before = select(func.max(TimelineEntry.at)).where(
        TimelineEntry.incident_id == incident.id,
        TimelineEntry.event == ShiftHandedOver.name,
        TimelineEntry.seq < number,
    )
    since = work.session.scalar(before) or incident.opened_at
    shown = status.show(work, incident)
    decided = select(Decision).where(Decision.incident_id == incident.id, Decision.decided_at >= since)
    return Shift(
        shown=shown,
        by=entry.actor,
        to=to,
        role=role,
        decided=work.session.scalars(decided.order_by(Decision.id)).all(),
        declined=[
            line
            for line in shown.clocks
            if line.state is ClockState.DECLINED and line.clock.decided_at and line.clock.decided_at >= since
        ],
    )
