"""What an incident suggests to change in its runbook, from its own steps and from those of others of its kind.

Nothing here changes a runbook: the review and the learning edition name what is suggested, the command line shows it
as a diff, and a person applies it.
"""

from collections.abc import Iterator

from sqlalchemy import select

from bot.actions import snapshot_rows
from bot.actions.work import Work
from bot.domain.roles import ROLES
from bot.runbook.suggestions import Course, Suggestion, suggestions
from bot.store.tables import Incident

COMPARED_WITH = 5  # closed incidents, the latest, so that no one waits for more
RESPONDER = "responder"


def suggested(work: Work, incident: Incident) -> tuple[Suggestion, ...]:
    """For the runbook of the files; a real incident is compared with real ones, a drill with drills."""
    runbook = work.library.runbooks.get(incident.runbook.kind)
    if runbook is None:
        return ()
    return suggestions(runbook, _course(work, incident), [_course(work, one) for one in _others(work, incident)])


def _course(work: Work, incident: Incident) -> Course:
    snapshot, reached = work.snapshot(incident), snapshot_rows.milestones(incident)
    order = list(ROLES)
    seats = sorted(snapshot.seats, key=lambda seat: (seat.alternate, order.index(seat.role)), reverse=True)
    roles = {seat.person_id: seat.role for seat in seats if seat.role != RESPONDER}
    return Course(snapshot.statuses, reached.contained_at, reached.closed_at, roles)


def _others(work: Work, incident: Incident) -> Iterator[Incident]:
    rows = (
        select(Incident)
        .where(
            Incident.id != incident.id,
            Incident.kind == incident.runbook.kind,
            Incident.is_drill.is_(incident.is_drill),
            Incident.closed_at.is_not(None),
        )
        .order_by(Incident.closed_at.desc(), Incident.id.desc())
        .limit(COMPARED_WITH)
    )
    yield from work.session.scalars(rows)
