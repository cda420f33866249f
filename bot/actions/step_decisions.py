"""What a step decides: with what it may be answered, and how the answer is kept.

Leaves to `steps.py` what becomes of the step, and whether two people have said the same; to `decisions.py` what the
answer means for the rest of the record.
"""

from bot.actions import conflicts
from bot.actions.work import Work
from bot.domain.events.steps import DecisionMade
from bot.domain.proposals import Proposal
from bot.errors import UsageError
from bot.messages import _
from bot.runbook.model import ReasonRule, Step
from bot.store.tables import Decision, Incident


def check(step: Step, choice: str, reason: str) -> None:
    """Raises UsageError for an answer that is not offered or has no reason."""
    decision = step.decision
    assert decision
    if choice not in decision.options:
        raise UsageError(
            _("{step} asks: {question}", step=step.id, question=_(decision.question)),
            _("Choose one of these: {listed}.", listed=", ".join(map(_, decision.options))),
            field="choice",
        )
    if decision.reason is ReasonRule.REQUIRED and not reason.strip():
        raise UsageError(
            _("This decision needs a reason."), _("One sentence is enough; it stays in the record."), field="reason"
        )


def keep(work: Work, incident: Incident, step: Step, choice: str, reason: str, first: Proposal | None) -> None:
    """Keep the answer; `first` is what another person said first, where two had to."""
    decision = step.decision
    assert decision
    by, second = (first.proposed_by, work.actor) if first else (work.actor, None)
    row = Decision(
        incident_id=incident.id,
        step_id=step.id,
        question=decision.question,
        choice=choice,
        reason=first.reason if first else reason.strip(),
        decided_at=work.now_in(incident),
        decided_by=by,
        second_by=second,
    )
    work.session.add(row)
    work.session.flush()
    work.record(incident, DecisionMade(row.id, step.id, row.question, choice, row.reason, by, second))
    if decision.about == "team":
        conflicts.answer_for_team(work, incident, choice, by, second)
