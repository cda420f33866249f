"""The steps of one incident as its report shows them: what became of each, and when it was due."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions import profiles, proposals, report_needs
from bot.actions.report_duties import reasons
from bot.actions.report_needs import Doubtful
from bot.actions.snapshot_rows import doubtful_milestones
from bot.actions.work import Work
from bot.domain.proposals import Noun
from bot.domain.report_metrics import span
from bot.domain.reports import ReportStep
from bot.domain.roles import ROLES
from bot.runbook.steps import StepStatus, without_number
from bot.store.tables import Incident


def collect(work: Work, incident: Incident, doubtful: Doubtful) -> tuple[ReportStep, ...]:
    """In the runbook's order. `doubtful`: as `due_from_assumed` finds them."""
    snapshot = work.snapshot(incident)
    finished = {step_id: row.finished_at for step_id, row in snapshot.step_rows.items()}
    return tuple(
        ReportStep(
            phase=one.step.group,
            step=one.step.id,
            title=f"{one.step.id} {without_number(one.step.title, snapshot.statuses)}",
            owner=" / ".join(ROLES[role] for role in one.step.doers),
            outcome=report_needs.outcome_of(one),
            due_at=one.due_at,
            due_assumed=(one.step.id, one.due_at) in doubtful,
            finished_at=finished.get(one.step.id),
            by=", ".join(profiles.name_of(work, person) for person in one.owners),
            late=span(late) if (late := one.late_for or one.done_late_for) else "",
            note=agreed(work, incident, Noun.STEP, one.step.id, finished.get(one.step.id)) or str(one.because),
            deviation=_deviation(one),
        )
        for one in snapshot.statuses
    )


def due_from_assumed(work: Work, incident: Incident) -> Doubtful:
    """The steps whose due time counts from a milestone that no one has stated, with that time: without it, they would
    be due at another, or at none."""
    snapshot, doubtful = work.snapshot(incident), doubtful_milestones(incident)
    if not doubtful:
        return ()
    runbook = snapshot.runbook
    unknown: dict[str, Any] = {f"{one}_at": None for one in doubtful}
    without = replace(
        runbook,
        stated=replace(runbook.stated, **unknown),
        withdrawn={**runbook.withdrawn, **dict.fromkeys(doubtful, snapshot.now)},
    )
    dues = ((step.id, runbook.due_at(step), without.due_at(step)) for step in runbook.runbook.steps)
    return frozenset((step_id, due_at) for step_id, due_at, other in dues if due_at != other)


def agreed(work: Work, incident: Incident, noun: Noun, subject: str, at: datetime | None) -> str:
    """Who said what was settled `at` this instant, each with their reason, where it took two people."""
    return reasons(work, proposals.agreement(work, incident, noun, subject, at))


def _deviation(one: StepStatus) -> str:
    """Before what it was done, and what that may cost; or that it happened behind a closed gate."""
    if one.deviation:
        return (
            f"It happened before the steps that it requires: {one.deviation.rstrip('.')}. What was bypassed stays open."
        )
    needs = ", ".join(f"{step.id} ({step.title})" for step in one.done_before)
    return " ".join([f"Done before {needs}.", *(step.why for step in one.done_before if step.why)]) if needs else ""
