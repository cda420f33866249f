"""Under which law an incident is assessed, and what a newer one would change, before anybody takes it over.

An incident keeps the law it began with. When the files have changed the two are compared; the difference is shown, and
only a named person moves the incident. Where nothing would change for it, nobody is woken up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.actions import assessments, channels
from bot.actions.assessments import change_row
from bot.actions.work import Work
from bot.domain.events.incidents import LawChanged, LawKept
from bot.errors import Refused
from bot.law import duties
from bot.law.duties import Finding
from bot.store.tables import Incident, LawVersion


@dataclass(frozen=True)
class LawShown:
    """`newer` is the hash of the law that waits, empty when none does; `changes` is what it would change."""

    incident: Incident
    used: str
    duties: int
    contracts: int
    newer: str
    changes: Sequence[Mapping[str, Any]]


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


def compare(work: Work, incident: Incident) -> tuple[Mapping[str, Any], ...]:
    """What this incident's clocks would be under the library's law: added, moved, lapsed, removed; next first."""
    snapshot = work.snapshot(incident)
    before, after, own = snapshot.findings, snapshot.findings_under(work.library.law), snapshot.clocks
    named = {one.duty.id: one.duty for one in (*before, *after)}
    changes = [one for one in duties.changes(before, after) if one.duty_id in own or one.kind != "opened"]
    rows = [change_row(one, named) for one in changes if one.duty_id in own or one.kind == "appeared"]
    there = {finding.duty.id for finding in after}
    rows += [_removed(one) for one in before if one.duty.id in own and one.duty.id not in there]
    return tuple(sorted(rows, key=lambda row: (row["new"] or row["old"] or "9", row["duty"])))


def _removed(finding: Finding) -> dict[str, Any]:
    due = finding.deadline
    old, limit = (due.target_at, due.limit_at) if due else (None, None)
    said = {"duty": finding.duty.id, "title": finding.duty.title, "law": finding.duty.law, "kind": "removed"}
    instants = {"old": old, "new": None, "old_limit": limit, "new_limit": None}
    return {**said, **{name: at.isoformat() if at else None for name, at in instants.items()}}


def offer_law(work: Work, incident: Incident) -> None:
    """Show the difference once, if there is one. Idempotent for each newer law."""
    newer = _newer(work, incident)
    if newer and (changes := compare(work, incident)):
        channels.post(
            work, incident, _key(incident, newer), "law_changed", urgency=3, newer=newer, changes=list(changes)
        )


def _key(incident: Incident, newer: str) -> str:
    return f"law:{incident.id}:{newer[:16]}"


def take_over_law(work: Work, incident: Incident, newer: str) -> LawDecided:
    """Assess the incident under the newer law from now on; what people decided stays."""
    _must_wait(work, incident, newer)
    snapshot, old = work.snapshot(incident), incident.law_hash
    before, changes = snapshot.findings, compare(work, incident)
    incident.law_hash = newer
    snapshot.law_changed(work.library.law)
    work.record(incident, LawChanged(old, newer, tuple(row["duty"] for row in changes)))
    assessments.reassess(work, incident, before, ("newer law files, taken over",))
    return _answer(work, incident, newer, taken=True)


def keep_law(work: Work, incident: Incident, newer: str) -> LawDecided:
    """Stay with the law that is used; the newer one can still be taken over later."""
    _must_wait(work, incident, newer)
    work.record(incident, LawKept(incident.law_hash, newer))
    return _answer(work, incident, newer, taken=False)


def _must_wait(work: Work, incident: Incident, newer: str) -> None:
    if incident.law_hash == newer:
        raise Refused("This incident uses that law already.", "Nothing was changed.")
    if newer != _newer(work, incident):
        raise Refused("That law is no longer the newest.", "See /breach law.")


def _answer(work: Work, incident: Incident, newer: str, *, taken: bool) -> LawDecided:
    channels.refresh(work, incident, _key(incident, newer), "law_changed", taken=taken, person=work.actor)
    channels.refresh_card(work, incident)
    return LawDecided(incident, taken)
