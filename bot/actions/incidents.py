"""Opening, finding and listing incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption

from bot.actions import assessments, channels, facts, people, profiles, reminders, seating, steps
from bot.actions.people_contents import PersonGone
from bot.actions.work import BREACHBOT, Work
from bot.domain import incidents as rules
from bot.domain.events import incidents as events
from bot.domain.incidents import IncidentState
from bot.domain.permissions import outsider
from bot.errors import NotFound, UsageError
from bot.law.facts import Facts
from bot.messages import _
from bot.sentences import cut, sentence
from bot.store.queries import IN_CHANNEL, NEWCOMER, SAME_REQUEST, TAKEN
from bot.store.runbook_versions import keep_runbook
from bot.store.tables import Incident, RoleHolder

LONGEST_TITLE = 150
MOST_NAMED = 10  # incidents, where one is to be chosen
MOST_LISTED = 20  # real incidents, and as many drills
REPEAT_FOR = timedelta(minutes=10)  # the same words by the same person within this time are the same incident


NEWEST_FIRST = (Incident.opened_at.desc(), Incident.id.desc())
NamedIncident = Row[int, IncidentState, bool, str, str]  # number, state, whether a drill, codename and reference


@dataclass(frozen=True)
class OpenIncident:
    """`request_key` is the form's id, or empty for a typed command; `number` is chance, for reference and codename.
    `with_alarms`: a drill whose failures are told out of band too, as those of a real incident always are."""

    title: str
    kind: str
    facts: Mapping[str, Any]
    request_key: str
    number: int
    is_drill: bool = False
    with_alarms: bool = False


@dataclass(frozen=True)
class IncidentOpened:
    incident: Incident
    again: bool  # it stood already; nothing was done


@dataclass(frozen=True)
class Newest:
    """Incidents, the newest first, and how many `more` there are besides."""

    incidents: Sequence[Incident]
    more: int


@dataclass(frozen=True)
class IncidentsListed:
    real: Newest
    drills: Newest


def open_incident(work: Work, command: OpenIncident) -> IncidentOpened:
    """One incident, its channel, first duties and steps. Repeating the same request returns the existing incident."""
    if not command.title.strip():
        raise UsageError(
            _("An incident needs a short title."), _("For example: /breach open laptop lost in Lyon"), field="title"
        )
    if command.kind not in work.library.runbooks:
        known = ", ".join(sorted(work.library.runbooks))
        raise UsageError(
            _("There is no runbook for “{kind}”.", kind=command.kind),
            _("Choose one of these: {listed}.", listed=known),
            field="kind",
        )
    if found := _same_request(work, command):
        return IncidentOpened(found, again=True)
    incident = _new(work, command)
    work.session.add(incident)
    work.session.flush()
    work.snapshot(incident).is_new()
    work.record(incident, _opened(incident))
    if len(command.title.strip()) > LONGEST_TITLE:
        work.record(incident, events.NoteAdded(command.title.strip(), source=""))
    seating.seat_everyone(work, incident)
    facts.begin(work, incident, {**_kind(work, command), **command.facts})
    channels.open_channel(work, incident, people.everyone(work, incident))
    assessments.reassess(work, incident, before=())
    steps.begin(work, incident)
    reminders.plan_digest(work, incident)
    return IncidentOpened(incident, again=False)


def _same_request(work: Work, command: OpenIncident) -> Incident | None:
    same = {
        "form": command.request_key,  # a typed command has none, and no incident is without
        "actor": work.actor,
        "title": _title(command).lower(),
        "since": work.now - REPEAT_FOR,
        "drill": command.is_drill,
    }
    return work.session.scalars(SAME_REQUEST, same).first()


def _title(command: OpenIncident) -> str:
    """The first words; a person in a hurry may write more, which is kept as a note."""
    return cut(" ".join(command.title.split()), LONGEST_TITLE)


def _kind(work: Work, command: OpenIncident) -> Mapping[str, str]:
    """The kind as a fact, from which others follow; an organization's own kind is none that a law knows."""
    vocabulary = work.library.law.vocabulary
    known = vocabulary["kind"].choices if "kind" in vocabulary else ()
    return {"kind": command.kind} if command.kind in known else {}


def _new(work: Work, command: OpenIncident) -> Incident:
    taken = work.session.execute(TAKEN).all()
    ref = rules.reference(command.number, [one.ref for one in taken], is_drill=command.is_drill)
    return Incident(
        ref=ref,
        codename=rules.codename(command.number, [one.codename for one in taken], is_drill=command.is_drill),
        title=_title(command),
        kind=command.kind,
        severity=None,
        state=IncidentState.OPEN,
        zone=work.library.organisation.zone,
        opened_at=work.now,
        opened_by=work.actor,
        request_key=command.request_key or f"typed:{ref}",
        facts=Facts(),
        law_hash=work.library.law.hash,
        runbook_hash=keep_runbook(work.session, work.library.runbooks[command.kind]),
        shift_for=0,
        is_drill=command.is_drill,
        alarms_out_of_band=command.with_alarms or not command.is_drill,
        version=1,
    )


def _opened(incident: Incident) -> events.IncidentOpened:
    return events.IncidentOpened(
        ref=incident.ref,
        codename=incident.codename,
        title=incident.title,
        kind=incident.kind,
        zone=incident.zone,
        law_hash=incident.law_hash,
        runbook_hash=incident.runbook_hash,
        is_drill=incident.is_drill,
        alarms_out_of_band=incident.alarms_out_of_band,
        request_key=incident.request_key,
    )


def in_channel(work: Work, channel_id: str | None) -> Incident | None:
    """The incident whose channel this is. No one's permission is asked."""
    return work.session.scalars(IN_CHANNEL, {"channel": channel_id}).first() if channel_id else None


def by_id(work: Work, incident_id: int | None) -> Incident:
    """The incident that a button or a form names. One that does not exist is answered as one that is not the actor's:
    whether the actor is part of it is for permission to say."""
    incident = work.session.get(Incident, incident_id) if incident_id is not None else None
    if incident is None:
        raise outsider()
    return incident


def is_newcomer(work: Work, channel_id: str) -> bool:
    """Whether this is an incident's channel in which the actor is not, as far as we were told."""
    return work.session.scalar(NEWCOMER, {"channel": channel_id, "person": work.actor}) is not None


def find(work: Work, channel_id: str | None) -> Incident:
    """The incident of this channel, or the actor's only open one; any other does not exist for them.

    A drill is never guessed where a real incident could be meant. Raises NotFound, or UsageError when several may be.
    """
    if here := in_channel(work, channel_id):
        return here
    mine = _named(work, people.is_part_of(work.actor)) or _named(work, people.was_part_of(work.actor))[:1]
    meant = [one for one in mine if one.state is IncidentState.OPEN] or mine
    if not meant:
        raise NotFound(
            _("You are not part of an incident here."), _("Open one with /breach open, or ask its lead to add you.")
        )
    if len(meant) == 1 and not _may_mean_another(meant[0], mine):
        return by_id(work, meant[0].id)
    named = [f"#{one.codename} ({one.ref})" for one in (meant if len(meant) > 1 else mine)]
    raise UsageError(
        _("You are part of several incidents."),
        _(
            "Use the command in the channel of the incident you mean: {channels}.",
            channels=", ".join(named[:MOST_NAMED]),
        ),
    )


def _may_mean_another(found: NamedIncident, mine: Sequence[NamedIncident]) -> bool:
    """Whether a drill was found by chance by someone who is part of a real incident too, open or closed."""
    return found.is_drill and any(not one.is_drill for one in mine)


def _named(work: Work, which: ColumnElement[bool]) -> Sequence[NamedIncident]:
    """These incidents, the newest first, by what tells which one is meant."""
    named = select(Incident.id, Incident.state, Incident.is_drill, Incident.codename, Incident.ref)
    return work.session.execute(named.where(which).order_by(*NEWEST_FIRST)).all()


def list_incidents(work: Work) -> IncidentsListed:
    """Those the actor is part of; all others stay unseen. Their facts are not read."""
    bare = defer(Incident.facts)
    real, drills = (newest(work, MOST_LISTED, Incident.is_drill.is_(one), options=(bare,)) for one in (False, True))
    return IncidentsListed(real, drills)


def newest(work: Work, most: int, *which: ColumnElement[bool], options: Sequence[ExecutableOption] = ()) -> Newest:
    """At most so many of these incidents, of those that the actor is part of."""
    seen = (people.is_part_of(work.actor), *_checked(work), *which)
    rows = select(Incident).where(*seen).order_by(*NEWEST_FIRST).limit(most).options(*options)
    found = work.session.scalars(rows).all()
    return Newest(found, work.count(Incident.id, *seen) - most if len(found) == most else 0)


def _checked(work: Work) -> Sequence[ColumnElement[bool]]:
    """Without those of which it isn't known who is in their channel."""
    if work.unchecked.everything:
        return (Incident.channel_id.is_(None),)
    return (Incident.id.not_in(work.unchecked.incidents),) if work.unchecked else ()


def leave(work: Work, incident: Incident, person: str) -> None:
    """Someone left the channel or the company: what they had taken is free again, and who is in charge is told."""
    roles = people.leave_channel(work, incident, person)
    if incident.state is not IncidentState.OPEN:
        return
    freed = steps.release(work, incident, person, sentence("They left the channel."))
    leader = people.in_charge(work, incident, besides=person)
    if (roles or freed) and leader not in (person, BREACHBOT):
        channels.tell(work, incident, leader, PersonGone(person, tuple(roles), tuple(freed)))


def leave_everywhere(work: Work, person: str) -> None:
    """Someone's account was closed."""
    profiles.close_account(work, person)
    seats = select(RoleHolder.incident_id).where(RoleHolder.person_id == person, RoleHolder.left_at.is_(None))
    for incident in work.session.scalars(select(Incident).where(Incident.id.in_(seats))).all():
        leave(work, incident, person)
