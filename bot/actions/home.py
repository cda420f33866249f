"""What one person finds on Home: what is theirs in each open incident they are in. What it costs has a limit."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import incidents, people, status, step_list, tasks
from bot.actions.clocks import ClockLine
from bot.actions.status import IncidentShown
from bot.actions.work import Work
from bot.domain.incidents import IncidentState
from bot.domain.roles import ADVISERS
from bot.runbook.steps import StepStatus
from bot.store.tables import Incident

MOST_REAL, MOST_DRILLS = 6, 2  # incidents whose state is computed and shown


@dataclass(frozen=True)
class AtHome:
    """One incident: `steps` that the person can do now, late first, and `clocks` where they own them."""

    shown: IncidentShown
    steps: Sequence[StepStatus]
    clocks: Sequence[ClockLine]


@dataclass(frozen=True)
class HomeShown:
    """Real incidents and drills, each the newest first; `more` is how many are only in the list. `closed`: the tasks
    that are still the person's in incidents that are closed."""

    real: Sequence[AtHome]
    drills: Sequence[AtHome]
    more: int
    closed: Sequence[tuple[Incident, StepStatus]] = ()


def show_home(work: Work) -> HomeShown:
    """For the actor."""
    is_open = Incident.state == IncidentState.OPEN
    real = incidents.newest(work, MOST_REAL, is_open, Incident.is_drill.is_(False))
    drills = incidents.newest(work, MOST_DRILLS, is_open, Incident.is_drill.is_(True))
    return HomeShown(
        [_at_home(work, one) for one in real.incidents],
        [_at_home(work, one) for one in drills.incidents],
        real.more + drills.more,
        _left_open(work),
    )


def _left_open(work: Work) -> Sequence[tuple[Incident, StepStatus]]:
    """The actor's open tasks in closed incidents, of the newest few that have any."""
    kept = incidents.newest(work, MOST_REAL, Incident.id.in_(tasks.left_open(work)))
    return [(incident, one) for incident in kept.incidents for one in step_list.list_steps(work, incident).mine]


def _at_home(work: Work, incident: Incident) -> AtHome:
    shown = status.show(work, incident)
    steps = [one for one in step_list.list_steps(work, incident).mine if one.state.is_workable or one.late_for]
    owners = (people.holder(work, incident, role) for role in ADVISERS)
    owner = next((one for one in owners if one), None)
    clocks = [line for line in shown.running if line.clock.target_at or line.clock.house_at]
    late_first = sorted(steps, key=lambda one: one.late_for is None)
    return AtHome(shown, late_first, clocks if owner == work.actor else [])
