"""Collects the register of breaches: one entry for every incident that was no drill, and those that were imported.

Everything comes from the record in a handful of queries, whatever the number of incidents; nothing is assessed again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from bot.actions import register_imports
from bot.actions.work import Work
from bot.domain.audit_log import AuditEntry, first_break
from bot.domain.clocks import ClockDecision
from bot.domain.events import readable_event
from bot.domain.events.clocks import ClockReopened, MeetingExplained
from bot.domain.events.facts import RiskDecided
from bot.domain.register import ASSUMED, MOMENTS, Cell, RegisterEntry
from bot.domain.report_metrics import late_by
from bot.domain.sendings import PEOPLE, Sending, tally
from bot.law.duties import Answer
from bot.law.facts import Facts, show_value
from bot.law.naming import short_law, title_beside_law
from bot.law.places import NOWHERE
from bot.law.starts import is_assumed
from bot.law.values import Choices, People
from bot.store.tables import Clock, Incident, Notice, Person, TimelineEntry

FACTS: Mapping[str, str] = {
    "role": "roles",
    "what_happened": "what_happened",
    "cause": "cause",
    "breach_of": "breach_of",
    "data": "data",
    "people_kinds": "people_kinds",
    "people": "people",
    "records": "records",
    "processor": "processor_name",
    "delay": "delay_reasons",
    "measures_taken": "measures_taken",
    "measures_planned": "measures_planned",
    "lessons": "lessons",
}
"""By column, the fact that it shows."""


@dataclass
class _Recorded:
    """What the record has about one incident besides its facts."""

    clocks: list[Clock] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)
    risk: tuple[datetime, str, RiskDecided] | None = None
    doubts: dict[str, str] = field(default_factory=dict)  # what spoke against recording a duty as met


def entries(work: Work) -> list[RegisterEntry]:
    """Own incidents and imported ones, in no order."""
    incidents = work.session.scalars(select(Incident).where(Incident.is_drill.is_(False))).all()
    recorded, names = _recorded(work), _names(work)
    own = [_entry(work, one, recorded[one.id], names) for one in incidents]
    return [*own, *register_imports.entries(work)]


VERIFIED = 15_000  # entries of audit logs that are verified for a register: about a second


@dataclass(frozen=True)
class CheckedEntries:
    """`unverified`: how many entries the audit logs have at least, where that is too many to verify them here."""

    entries: Sequence[RegisterEntry]
    unverified: int = 0


def checked(work: Work, found: Sequence[RegisterEntry]) -> CheckedEntries:
    """The same entries; each says in its status where the audit log of its incident was altered."""
    refs = [one.ref for one in found[:VERIFIED]]  # each has entries, so that more would be too many anyway
    of_these = TimelineEntry.incident_id == Incident.id, Incident.ref.in_(refs)
    count = work.session.scalar(select(func.count()).where(*of_these)) or 0
    if count > VERIFIED:
        return CheckedEntries(found, count)
    broken = _first_breaks(work, *of_these)
    return CheckedEntries([_marked(one, broken[one.ref]) if one.ref in broken else one for one in found])


def _marked(one: RegisterEntry, seq: int) -> RegisterEntry:
    status = f"{one.cells['status']}; the audit log was altered at entry {seq}"
    return replace(one, cells={**one.cells, "status": status}, broken_at=seq)


def _first_breaks(work: Work, *of_these: ColumnElement[bool]) -> Mapping[str, int]:
    """By reference. Columns alone: rows of the ORM would take three times as long."""
    columns = [getattr(TimelineEntry, one.name) for one in fields(AuditEntry)]
    rows = select(Incident.ref, *columns).where(*of_these).order_by(TimelineEntry.incident_id, TimelineEntry.seq)
    logs = groupby(work.session.execute(rows), lambda row: row[0])
    breaks = ((ref, first_break(AuditEntry(*row[1:]) for row in log)) for ref, log in logs)
    return {ref: seq for ref, seq in breaks if seq is not None}


def _recorded(work: Work) -> Mapping[int, _Recorded]:
    found: dict[int, _Recorded] = defaultdict(_Recorded)
    session = work.session
    known = (Clock.decision.is_not(None)) | (Clock.answer.in_((Answer.OWED, Answer.NOT_OWED)))
    for clock in session.scalars(select(Clock).where(known).order_by(Clock.target_at, Clock.duty_id)):
        found[clock.incident_id].clocks.append(clock)
    letters = [one.id for one in work.library.templates.notices.values() if one.audience in PEOPLE]
    approved = Notice.approved_at.is_not(None)
    sent_letters = select(Notice.incident_id, Notice.sent).where(Notice.template.in_(letters), approved)
    for incident_id, sent in session.execute(sent_letters):
        found[incident_id].sendings += [Sending.model_validate(one) for one in sent]
    wanted = TimelineEntry.event.in_((RiskDecided.name, MeetingExplained.name, ClockReopened.name))
    entry = TimelineEntry
    told = select(entry.incident_id, entry.at, entry.actor, entry.event, entry.details).where(wanted)
    for incident_id, at, actor, event, details in session.execute(told.order_by(entry.seq)):
        one = found[incident_id]
        match readable_event(event, details):
            case RiskDecided() as said:
                one.risk = at, actor, said
            case MeetingExplained() as said:
                one.doubts[said.duty_id] = str(said.doubts)
            case ClockReopened() as said:
                one.doubts.pop(said.duty_id, None)
    return found


def _names(work: Work) -> Mapping[str, str]:
    ours = {person: one.name or person for person, one in work.library.organisation.people.items()}
    rows = work.session.execute(select(Person.id, Person.name)).tuples()
    return {**ours, **dict(rows.all())}


def _entry(work: Work, incident: Incident, recorded: _Recorded, names: Mapping[str, str]) -> RegisterEntry:
    facts = incident.facts
    known_at = facts.instant("aware_at") or facts.instant("noticed_at") or incident.opened_at
    cells = {**_times(incident), **_facts(work, incident), **_duties(work, facts, recorded, names)}
    cells |= _risk(recorded, names) | {
        "ref": incident.ref,
        "title": incident.title,
        "origin": "breachbot",
        "status": "closed" if incident.closed_at else "open",
        "kind": work.library.law.vocabulary["kind"].choices.get(incident.kind, incident.kind),
    }
    places = _places(incident)
    cells["places"] = ", ".join(sorted(work.library.law.places.name(code) for code in places))
    known_on = known_at.astimezone(ZoneInfo(incident.zone)).date()
    places |= _duty_places(work, recorded)
    return RegisterEntry(incident.ref, known_on, places, {name: cell for name, cell in cells.items() if cell})


def _times(incident: Incident) -> dict[str, Cell]:
    """Nothing stands in for a time that no one has stated."""
    facts = incident.facts
    found: dict[str, Cell | None] = {
        name: ASSUMED if (fact := facts.fact(name)) and fact.is_assumed else facts.instant(name) for name in MOMENTS
    }
    found |= {"opened_at": incident.opened_at, "closed_at": incident.closed_at}
    return {name: value for name, value in found.items() if value}


def _facts(work: Work, incident: Incident) -> dict[str, Cell]:
    law, known = work.library.law, incident.facts.known

    def said(name: str) -> str:
        if name not in known or name not in law.vocabulary:
            return ""
        return str(show_value(law.vocabulary, law.places, name, known[name], incident.zone))

    cells: dict[str, Cell] = {column: said(name) for column, name in FACTS.items()}
    harm = said("harm_seen")
    parts = [said("likely_consequences"), f"Seen so far: {harm}" if harm else ""]
    return {**cells, "effects": "\n".join(filter(None, parts))}


def _risk(recorded: _Recorded, names: Mapping[str, str]) -> dict[str, Cell]:
    if recorded.risk is None:
        return {}
    at, by, said = recorded.risk
    return {
        "risk": f"{said.level}: {said.reason}",
        "reasons_for": "\n".join(said.pro),
        "reasons_against": "\n".join(said.contra),
        "decided_by": f"Risk: {names.get(by, by)}, {at:%Y-%m-%d}",
    }


def _duties(work: Work, facts: Facts, recorded: _Recorded, names: Mapping[str, str]) -> dict[str, Cell]:
    met, declined, left = [], [], []
    for clock in recorded.clocks:
        title = _titled(work, clock.duty_id)
        match clock.decision:
            case ClockDecision.MET:
                met.append(f"{title}: {_met(work, facts, clock)}{_although(recorded, clock)}{_contested(clock)}")
            case ClockDecision.DECLINED:
                by = names.get(clock.decided_by or "", clock.decided_by or "")
                declined.append(f"{title}: {clock.reason} ({by}){_contested(clock)}")
            case None if clock.answer is Answer.NOT_OWED:
                declined.append(f"{title}: no longer owed on the facts recorded")
            case None:
                left.append(title)
    if not (met or declined or left):
        declined.append("No duty to notify arose on the facts recorded.")
    found = tally(recorded.sendings)
    told = f"{found.told:,}" if found.sendings > found.uncounted else ""
    told += f" ({found.returned:,} of {found.sent:,} came back)" if found.returned else ""
    lists = {"notified": met, "not_notified": declined, "undecided": left}
    return {"people_told": told, **{name: "\n".join(rows) for name, rows in lists.items()}}


def _met(work: Work, facts: Facts, clock: Clock) -> str:
    at = f"{clock.met_at:%Y-%m-%d %H:%M} UTC" if clock.met_at else "time not recorded"
    late = late_by(clock.target_at, clock.met_at) if clock.target_at and clock.met_at else ""
    return "".join(
        [
            at,
            f", reference {clock.reference}",
            clock.proof.said if clock.proof else "",
            f", {late} late" if late else "",
            ", counted from an assumed start" if late and _is_assumed(work, facts, clock) else "",
        ]
    )


def _although(recorded: _Recorded, clock: Clock) -> str:
    doubts = recorded.doubts.get(clock.duty_id)
    return f", recorded although {doubts}" if doubts else ""


def _contested(clock: Clock) -> str:
    return f". Review needed: {clock.question}" if clock.question else ""


def _is_assumed(work: Work, facts: Facts, clock: Clock) -> bool:
    law = work.library.law
    versions = law.versions(clock.duty_id)
    return bool(versions) and is_assumed(versions[-1].start, clock.starts_at, facts, law.vocabulary)


def _titled(work: Work, duty_id: str) -> str:
    versions = work.library.law.versions(duty_id)
    return f"{title_beside_law(versions[-1])} ({short_law(versions[-1])})" if versions else duty_id


def _places(incident: Incident) -> frozenset[str]:
    """Where people are affected, and where we are established."""
    people, seats = incident.facts.value("people"), incident.facts.value("established_in")
    found = frozenset(people.table if isinstance(people, People) else ())
    return found | frozenset(seats.items if isinstance(seats, Choices) else ())


def _duty_places(work: Work, recorded: _Recorded) -> frozenset[str]:
    versions = (work.library.law.versions(one.duty_id) for one in recorded.clocks)
    return frozenset(found[-1].place for found in versions if found) - {NOWHERE}
