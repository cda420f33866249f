"""What the database holds of the desk's first incident after what people did there."""

from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.runbook.steps import StepStatus
from bot.store.engine import reading
from bot.store.tables import Clock, Incident, IncidentStep, StoredProposal, TimelineEntry
from bot.workspace.client import visible_text as words
from tests.slack.desk import LEAD, Desk


def whole(desk: Desk, *changed: str) -> None:
    """The log holds, and the tables are what it says, but for the columns that a test has `changed` past it."""
    with reading(desk.engine) as session:
        verified = verify_log(session, session.get_one(Incident, 1))
    differences = [one for one in verified.differences if one.field not in changed]
    assert (verified.broken, differences) == (None, []), verified


def recorded(desk: Desk, event: str) -> list[str]:
    """What the log says of each event of this name."""
    with reading(desk.engine) as session:
        entries = session.scalars(select(TimelineEntry).where(TimelineEntry.event == event))
        return [entry.said.sentence() for entry in entries]


def clock(desk: Desk, duty: str) -> Clock:
    with reading(desk.engine) as session:
        return session.scalars(select(Clock).where(Clock.duty_id == duty)).one()


def step(desk: Desk, step_id: str) -> StepStatus:
    """Of the plan, so that a task is one too."""
    with desk.opens(LEAD, True) as work:
        statuses = work.snapshot(work.session.get_one(Incident, 1)).statuses
    return next(one for one in statuses if one.step.id == step_id)


def step_row(desk: Desk, step_id: str) -> IncidentStep | None:
    """None where no one has touched the step."""
    with reading(desk.engine) as session:
        return session.get(IncidentStep, (1, step_id))


def proposals(desk: Desk) -> list[StoredProposal]:
    """Without those of C02, which are behind us."""
    with reading(desk.engine) as session:
        rows = select(StoredProposal).where(StoredProposal.subject != "C02").order_by(StoredProposal.id)
        return list(session.scalars(rows))


def in_channel(desk: Desk) -> str:
    """Everything that waits to be said in the channel."""
    return "\n".join(words(body) for body in desk.drawn())
