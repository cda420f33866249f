"""Under which law an incident is assessed, and what a newer one would change, before anyone takes it over.

An incident keeps the law it began with. When the files have changed the two are compared; the difference is shown, and
only a named person moves the incident. Where nothing would change for it, no one is woken up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.actions import assessments, channels, steps
from bot.actions.contents import NewerLaw, NewerLawDecided
from bot.actions.work import Work
from bot.domain.events.incidents import LawChanged, LawKept
from bot.errors import Refused
from bot.law.changes import ChangeKind, DutyChange, duty_changes, removed
from bot.messages import _
from bot.sentences import sentence
from bot.store.tables import Incident, LawVersion

LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class LawShown:
    """`newer` is the hash of the law that waits, empty when none does; `changes` is what it would change."""

    incident: Incident
    used: str
    duties: int
    contracts: int
    newer: str
    changes: Sequence[DutyChange]


@dataclass(frozen=True)
class LawDecided:
    incident: Incident
    taken: bool


def show_law(work: Work, incident: Incident) -> LawShown:
    law = work.law(incident)
    newer = _newer(work, incident)
    return LawShown(
        incident=incident,
        used=law.hash,
        duties=len(law.by_id),
        contracts=sum(versions[-1].kind == "contract" for versions in law.by_id.values()),
        newer=newer,
        changes=compare(work, incident) if newer else (),
    )


def _newer(work: Work, incident: Incident) -> str:
    """The hash of the law that waits. A process with older files than the incident's offers nothing."""
    found = work.library.law.hash
    if found == incident.law_hash:
        return ""
    used, waiting = (work.session.get(LawVersion, one) for one in (incident.law_hash, found))
    return "" if used and waiting and waiting.seen_at < used.seen_at else found


def compare(work: Work, incident: Incident) -> tuple[DutyChange, ...]:
    """What this incident's clocks would be under the library's law: added, moved, lapsed, removed; next first."""
    snapshot = work.snapshot(incident)
    before, after, own = snapshot.findings, snapshot.findings_under(work.library.law), snapshot.clocks
    found = [
        one
        for one in duty_changes(before, after, snapshot.law.vocabulary)
        if one.duty_id in own or one.kind is ChangeKind.APPEARED
    ]
    there = {finding.duty.id for finding in after}
    found += [removed(one) for one in before if one.duty.id in own and one.duty.id not in there]
    return tuple(sorted(found, key=_next_first))


def _next_first(change: DutyChange) -> tuple[datetime, str]:
    return change.after.target_at or change.before.target_at or LATEST, change.duty_id


def offer_law(work: Work, incident: Incident) -> None:
    """Show the difference once, if there is one. Idempotent for each newer law."""
    newer = _newer(work, incident)
    if newer and (found := compare(work, incident)):
        channels.post(work, incident, _key(incident, newer), NewerLaw(newer, found), urgency=3)


def _key(incident: Incident, newer: str) -> str:
    return f"law:{incident.id}:{newer[:16]}"


def take_over_law(work: Work, incident: Incident, newer: str) -> LawDecided:
    """Assess the incident under the newer law from now on; what people decided stays."""
    _must_wait(work, incident, newer)
    snapshot, old = work.snapshot(incident), incident.law_hash
    before, statuses, found = snapshot.findings, snapshot.statuses, compare(work, incident)
    incident.law_hash = newer
    snapshot.law_changed(work.library.law)
    work.record(incident, LawChanged(old, newer, tuple(one.duty_id for one in found)))
    assessments.reassess(work, incident, before, (sentence("newer law files, adopted"),))
    steps.follow(work, incident, statuses)
    return _answer(work, incident, newer, taken=True)


def keep_law(work: Work, incident: Incident, newer: str) -> LawDecided:
    """Stay with the law that is used; the newer one can still be taken over later."""
    _must_wait(work, incident, newer)
    work.record(incident, LawKept(incident.law_hash, newer))
    return _answer(work, incident, newer, taken=False)


def _must_wait(work: Work, incident: Incident, newer: str) -> None:
    if incident.law_hash == newer:
        raise Refused(_("This incident already uses that law."), _("No change."))
    if newer != _newer(work, incident):
        raise Refused(_("That is no longer the latest version of the law."), _("See /breach law."))


def _answer(work: Work, incident: Incident, newer: str, *, taken: bool) -> LawDecided:
    channels.refresh(work, incident, _key(incident, newer), NewerLawDecided(taken, work.actor))
    channels.refresh_card(work, incident)
    return LawDecided(incident, taken)
