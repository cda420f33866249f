"""What a step's decision does to the rest of the record: facts, the risk, the severity, duties, a safety exception.

Each goes through the action that its own command runs, so that both routes record the same. The way back, from the
record to the steps, is in `linked_steps.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import AwareDatetime

from bot.actions import clock_decisions, facts, linked_steps, risks, safety, severities, step_endings, step_list, steps
from bot.actions.step_commands import FinishStep
from bot.actions.steps import StepChanged
from bot.actions.work import Work
from bot.domain.events.steps import StepNotKnown
from bot.errors import Refused, UsageError
from bot.law.fact_edits import FactEdit, How
from bot.messages import _
from bot.runbook import links
from bot.runbook.model import SetValue, Step
from bot.store.tables import Incident


@dataclass(frozen=True)
class AwaitFacts:
    """What the step asks for isn't known yet; `check_at` is when someone looks again."""

    step_id: str
    check_at: AwareDatetime


StepWork = FinishStep | AwaitFacts


def work_on_step(work: Work, incident: Incident, command: StepWork) -> StepChanged:
    if isinstance(command, AwaitFacts):
        return await_facts(work, incident, command)
    return finish_step(work, incident, command)


def finish_step(work: Work, incident: Incident, command: FinishStep) -> StepChanged:
    """Done, with what its decision states and declines. Nothing of that happens before a second person has agreed,
    where two are needed."""
    return step_endings.finish_step(work, incident, command, _carry_out)


def _carry_out(work: Work, incident: Incident, step: Step, choice: str, reason: str) -> None:
    decision = step.decision
    assert decision
    snapshot = work.snapshot(incident)
    snapshot.deciding = step.id
    try:
        stated = links.stated_by(decision, choice)
        _state(work, incident, {name: stated[name] for name in stated if name not in links.RECORDS}, reason)
        if (level := stated.get(links.SEVERITY)) is not None:
            severities.rate_severity(work, incident, severities.RateSeverity(int(str(level)), reason))
        if stated.get(links.SAFETY) is True and not linked_steps.record_of(work, incident).values[links.SAFETY]:
            safety.put_safety_first(work, incident, safety.PutSafetyFirst(reason))
        if choice in decision.declines:
            clock_decisions.decline_all(work, incident, linked_steps.running_of(work, incident, step), reason)
    finally:
        snapshot.deciding = ""


def _state(work: Work, incident: Incident, stated: dict[str, SetValue], reason: str) -> None:
    """Raises Loosens when duties would end or be due later and the actor has not confirmed that yet."""
    if (level := stated.pop("risk", None)) is not None:
        risks.decide_risk(work, incident, risks.DecideRisk(str(level), reason))
    edits = [FactEdit(name, How.REPLACE, _plain(work, incident, name, value)) for name, value in stated.items()]
    if edits:
        facts.change(work, incident, edits, reason)


def _plain(work: Work, incident: Incident, name: str, value: SetValue) -> object:
    """The value as facts take it. When it was decided is now, unless someone has stated another time before."""
    if value == links.DECIDED:
        return incident.facts.value(name) or work.now_in(incident)
    return list(value) if isinstance(value, tuple) else value


def await_facts(work: Work, incident: Incident, command: AwaitFacts) -> StepChanged:
    """Keep the step open until someone looks again; its reminder comes then. Raises Refused when nothing
    is missing."""
    before, one = work.snapshot(incident).statuses, step_list.workable(work, incident, command.step_id)
    names = _missing(work, incident, one.step)
    if not names:
        raise Refused(_("{step} doesn't require any missing fact.", step=one.step.id), _("Finish it instead."))
    if command.check_at <= work.now_in(incident):
        raise UsageError(_("That time is in the past."), _("Give the time at which you will check again."))
    work.snapshot(incident).step_row(one.step.id).check_at = command.check_at
    work.record(
        incident,
        StepNotKnown(one.step.id, one.step.title, linked_steps.in_words(work, incident, names), command.check_at),
    )
    after = steps.follow(work, incident, before)
    return StepChanged(incident, next(each for each in after if each.step.id == one.step.id))


def missing(work: Work, incident: Incident, step: Step) -> Sequence[str]:
    """What the step asks for and no one has recorded, by its label."""
    vocabulary = work.law(incident).vocabulary
    names = _missing(work, incident, step)
    return [_("a written request to delay") if name == links.HOLD else _(vocabulary[name].label) for name in names]


def _missing(work: Work, incident: Incident, step: Step) -> tuple[str, ...]:
    """The same by name."""
    recorded = linked_steps.record_of(work, incident)
    waits = step.decision and links.HOLD in step.decision.sets and not recorded.values[links.HOLD]
    return (*links.unknown(step, "", recorded), *((links.HOLD,) if waits else ()))
