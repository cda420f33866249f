"""Collects everything that the report of one incident says, from the record and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.actions import channels, clocks, profiles, report_needs, report_notices, report_steps, status
from bot.actions.audit_log import entries_of
from bot.actions.clocks import ClockLine
from bot.actions.file_contents import ReportCard
from bot.actions.report_duties import Told, annex, report_clock
from bot.actions.work import BREACHBOT, Work
from bot.domain import reports as rules
from bot.domain.audit_log import AuditEntry, first_break
from bot.domain.events.event import Event
from bot.domain.events.facts import PrivilegeClaimed, PrivilegeLifted, ReportMade, RiskDecided
from bot.domain.events.people import RoleAssigned, RoleReleased
from bot.domain.proposals import ALONE, Noun
from bot.domain.report_editions import Edition
from bot.domain.report_metrics import ReportStamps
from bot.domain.report_reviews import standing
from bot.domain.roles import ROLES, called
from bot.errors import Refused, UsageError
from bot.law.facts import Fact, show_value
from bot.law.values import People
from bot.law.vocabulary import FactType
from bot.messages import _
from bot.sentences import At, Value, with_utc
from bot.store.tables import Decision, Evidence, Incident

FORMATS = ("pdf", "docx", "html", "md", "json")
USUAL = FORMATS[:2]
LEAD, RESPONDER = "lead", "responder"
NUMBERS = (FactType.COUNT, FactType.PEOPLE, FactType.MONEY)
TELLS = (
    *("fact.corrected", "fact.unconfirmed", "facts.confirmed", "risk.decided", "decision.made", "note.added"),
    *("step.done", "step.skipped", "evidence.added", "clock.met", "clock.declined", "notice.drafted", "task.added"),
)
"""What makes an incident worth a report; a fact counts too, other than the kind with which it was opened."""


@dataclass(frozen=True)
class MakeReport:
    formats: Sequence[str] = USUAL
    edition: Edition = Edition.FACTUAL


@dataclass(frozen=True)
class ReportOrdered:
    """The files are drawn and uploaded into a thread in the incident's channel in a moment."""

    incident: Incident
    edition: Edition
    formats: Sequence[str]


class NothingToReport(Refused):
    """Nothing is on record but the opening."""


def make_report(work: Work, incident: Incident, command: MakeReport) -> ReportOrdered:
    """Draw the report as it stands now and put it into the incident's channel: a message, and in its thread one file
    for each format. Raises UsageError for the annex, which isn't everyone's."""
    formats = list(dict.fromkeys(command.formats))
    if command.edition is Edition.ANNEX:
        raise UsageError(
            _("The privileged annex isn't posted in the channel."),
            _("Make it on the command line: breachbot report {ref} --edition annex", ref=incident.ref),
        )
    if not _tells_something(work, incident):
        raise NothingToReport(
            _("There is nothing to report yet: no fact, decision, step or note is on record."),
            _("Record what you know with /breach facts, then type /breach report again."),
        )
    for one in formats:
        work.record(incident, ReportMade(command.edition, one))
    card = partial(ReportCard, command.edition, tuple(formats))
    channels.post_files(work, incident, "report", card, edition=command.edition, formats=formats)
    return ReportOrdered(incident, command.edition, formats)


def _tells_something(work: Work, incident: Incident) -> bool:
    """Facts that the organization's own file states are no one's."""
    people = {seat.person_id for seat in work.snapshot(incident).seats}
    if any(fact.name != "kind" and fact.by in people for fact in incident.facts.stated):
        return True
    return any(entry.event in TELLS for entry in entries_of(work.session, incident.id))


def collect(work: Work, incident: Incident) -> rules.ReportFacts:
    """Everything as it stands now; people by name, instants in UTC."""
    log = entries_of(work.session, incident.id)
    said = [(entry, entry.said_if_readable) for entry in log]
    lines, doubtful = clocks.lines(work, incident), report_steps.due_from_assumed(work, incident)
    duties = tuple(report_clock(work, incident, line, said) for line in lines)
    return rules.ReportFacts(
        ref=incident.ref,
        codename=incident.codename,
        title=incident.title,
        kind=incident.runbook.title,
        severity=str(incident.severity or ""),
        state=incident.state,
        opened_at=incident.opened_at,
        opened_by=profiles.name_of(work, incident.opened_by),
        closed_at=incident.closed_at,
        closed_by=tuple(profiles.name_of(work, one) for one in status.closers(work, incident)),
        made_at=work.now_in(incident),
        made_by=profiles.name_of(work, work.actor),
        zone=incident.zone,
        is_drill=incident.is_drill,
        privilege=_privilege(work, said),
        review=_review(work, said),
        people=_people(work, incident, log),
        roles=_roles(work, incident),
        facts=_facts(work, incident),
        estimates=_estimates(work, incident),
        clocks=duties,
        risk=_risk(work, said),
        steps=report_steps.collect(work, incident, doubtful),
        decisions=_decisions(work, incident),
        notices=report_notices.collect(work, incident, duties),
        evidence=_evidence(work, incident),
        timeline=tuple(_entry(work, row, one) for row, one in said),
        actions=report_needs.actions(work, incident, doubtful),
        needs=report_needs.needs(work, incident, lines, doubtful),
        open_points=_open_points(lines),
        annex=annex(work, incident, lines),
        stamps=_stamps(incident, said),
        law_hash=incident.law_hash,
        runbook=f"{incident.runbook.title}, version {incident.runbook.version}",
        record_hash=log[-1].hash if log else "",
        broken_at=first_break(log),
    )


def _privilege(work: Work, said: Sequence[Told]) -> rules.ReportPrivilege | None:
    """As privacy counsel last directed."""
    found = None
    for entry, event in said:
        if isinstance(event, PrivilegeClaimed):
            found = rules.ReportPrivilege(by=profiles.name_of(work, entry.actor), at=entry.at, reason=event.reason)
        elif isinstance(event, PrivilegeLifted):
            found = None
    return found


def _review(work: Work, said: Sequence[Told]) -> rules.ReportReview | None:
    now = standing(said)
    if now.at is None:
        return None
    reason = f"{now.reason} ({ALONE.rstrip('.')})" if now.alone else now.reason
    return rules.ReportReview(status=now.status, by=profiles.name_of(work, now.by), at=now.at, reason=reason)


def _people(work: Work, incident: Incident, log: Sequence[AuditEntry]) -> tuple[rules.ReportPerson, ...]:
    """Everyone who acted or has a role, and what they are called where names are left out."""
    office: dict[str, str] = {}
    for seat in work.snapshot(incident).seats:
        if seat.role != RESPONDER:
            office.setdefault(seat.person_id, called(seat.role))
    seated = dict.fromkeys(seat.person_id for seat in work.snapshot(incident).seats)
    acted = seated | dict.fromkeys(entry.actor for entry in log if entry.actor != BREACHBOT)
    return tuple(
        rules.ReportPerson(
            name=profiles.name_of(work, one),
            called=office.get(one, "a responder"),
            in_office=one in office or one not in seated,
        )
        for one in acted
    )


def _roles(work: Work, incident: Incident) -> tuple[rules.ReportRole, ...]:
    seats = sorted(work.snapshot(incident).seats, key=lambda seat: (list(ROLES).index(seat.role), seat.alternate))
    return tuple(
        rules.ReportRole(
            role=ROLES[seat.role] + (" (alternate)" if seat.alternate else ""),
            name=profiles.name_of(work, seat.person_id),
        )
        for seat in seats
    )


def _facts(work: Work, incident: Incident) -> tuple[rules.ReportFact, ...]:
    law = work.law(incident)
    rows = []
    for name, definition in (*law.vocabulary.facts.items(), *law.vocabulary.translations.items()):
        history = incident.facts.history(name)
        if not history or not definition.asked:
            continue
        statements = tuple(
            rules.Statement(
                value=_in_words(show_value(law.vocabulary, law.places, name, fact.value, incident.zone)),
                by=profiles.name_of(work, fact.by),
                at=fact.at,
                sure=f"{fact.sure}, unconfirmed" if fact.unconfirmed else fact.sure,
                note=fact.note,
                source=_source(work, fact),
            )
            for fact in history
        )
        is_number = definition.type in NUMBERS
        rows.append(rules.ReportFact(key=name, name=definition.label, is_number=is_number, statements=statements))
    return tuple(rows)


def _in_words(value: Value) -> str:
    """An instant as every other time of a report."""
    return with_utc(value.at, ZoneInfo(value.zone)) if isinstance(value, At) else str(value)


def _source(work: Work, fact: Fact) -> str:
    """Empty where a person stated it and no one has confirmed it."""
    if fact.confirmed_by:
        return f"confirmed by {profiles.name_of(work, fact.confirmed_by)}"
    return rules.OWN_FILE if fact.by == work.library.organisation.name else ""


def _estimates(work: Work, incident: Incident) -> tuple[rules.ReportEstimate, ...]:
    """Every number of people that was recorded, oldest first, with its places; none where it was taken back."""
    places = work.law(incident).places
    return tuple(
        rules.ReportEstimate(
            at=fact.at,
            places=tuple(
                rules.ReportPlace(code=code, name=places.name(code), least=count.least, most=count.most)
                for code, count in (fact.value.table.items() if isinstance(fact.value, People) else ())
            ),
        )
        for fact in incident.facts.history("people")
    )


STAMPS = {
    "occurred_from_at": "occurred_from",
    "occurred_to_at": "occurred_to",
    "noticed_at": "noticed_at",
    "detected_at": "detected_at",
    "discovered_at": "discovered_at",
    "aware_at": "aware_at",
    "contained_at": "contained_at",
    "restored_at": "resolved_at",
    "authority_told_at": "authority_told_at",
    "individuals_told_at": "individuals_told_at",
}
"""The instants that people state, by the name of their fact."""


def _risk(work: Work, log: Sequence[Told]) -> tuple[rules.ReportRisk, ...]:
    return tuple(
        rules.ReportRisk(
            level=said.level,
            reason=said.reason,
            by=profiles.name_of(work, entry.actor),
            at=entry.at,
            for_=said.pro,
            against=said.contra,
        )
        for entry, said in log
        if isinstance(said, RiskDecided)
    )


def _decisions(work: Work, incident: Incident) -> tuple[rules.ReportDecision, ...]:
    rows = work.session.scalars(select(Decision).where(Decision.incident_id == incident.id).order_by(Decision.id))
    return tuple(
        rules.ReportDecision(
            question=row.question,
            choice=row.choice,
            reason=report_steps.agreed(work, incident, Noun.STEP, row.step_id or "", row.decided_at) or row.reason,
            by=tuple(profiles.name_of(work, one) for one in (row.decided_by, row.second_by) if one),
            at=row.decided_at,
        )
        for row in rows
    )


def _evidence(work: Work, incident: Incident) -> tuple[rules.ReportEvidence, ...]:
    rows = work.session.scalars(select(Evidence).where(Evidence.incident_id == incident.id).order_by(Evidence.id))
    return tuple(
        rules.ReportEvidence(
            title=row.title,
            kind=row.kind,
            location=row.location,
            collected_by=profiles.name_of(work, row.collected_by),
            collected_at=row.collected_at,
            sha256=row.sha256 or "",
            note=row.note or "",
        )
        for row in rows
    )


def _entry(work: Work, entry: AuditEntry, said: Event | None) -> rules.ReportEntry:
    name_of = partial(profiles.name_of, work)
    words = said.sentence(name_of) if said else "This entry was altered and can't be read."
    return rules.ReportEntry(seq=entry.seq, at=entry.at, by=name_of(entry.actor), sentence=words)


def _open_points(lines: Sequence[ClockLine]) -> tuple[str, ...]:
    points = [f"{line.title}: not done." for line in lines if line.state.is_open]
    points += [f"{line.title}: {line.clock.question}" for line in lines if line.clock.question]
    return tuple(points)


def _stamps(incident: Incident, said: Sequence[Told]) -> ReportStamps:
    """The instants behind the figures, as the facts have them: what is done states them too."""
    found = {stamp: incident.facts.fact(name) for stamp, name in STAMPS.items()}
    told = {stamp: fact.value for stamp, fact in found.items() if fact and isinstance(fact.value, datetime)}
    assumed = tuple(stamp for stamp in told if (fact := found[stamp]) and fact.is_assumed)
    return ReportStamps(
        **told,
        opened_at=incident.opened_at,
        acknowledged_at=_acknowledged_at(said),
        closed_at=incident.closed_at,
        assumed=assumed,
    )


def _acknowledged_at(said: Sequence[Told]) -> datetime | None:
    """When someone who was incident lead at that time first did something that is on record; being named is no act."""
    leads: set[str] = set()
    for entry, event in said:
        if isinstance(event, RoleAssigned) and event.role == LEAD and not event.alternate:
            leads.add(event.person)
        if isinstance(event, RoleReleased) and event.role == LEAD:
            leads.discard(event.person)
        if entry.actor in leads:
            return entry.at
    return None
