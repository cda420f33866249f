"""The steps of an incident as they stand: the list, the one that is meant, and what is in the way of working on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import people, profiles
from bot.actions.early_steps import titles_of
from bot.actions.work import Work
from bot.domain.gates import GATES
from bot.domain.incidents import IncidentState
from bot.errors import NotFound, Refused, UsageError
from bot.messages import _, translate
from bot.runbook import links
from bot.runbook import steps as rules
from bot.runbook.model import Step
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.sentences import Sentence, sentence
from bot.store.tables import Incident, IncidentStep
from bot.typed.words import folded


@dataclass(frozen=True)
class StepsListed:
    incident: Incident
    statuses: Sequence[StepStatus]
    mine: Sequence[StepStatus]
    phase: str | None


def has_response_ended(work: Work, incident: Incident) -> bool:
    """Whether the team has stood down; what is left are improvements."""
    return work.snapshot(incident).runbook.milestones.closed_at is not None


def list_steps(work: Work, incident: Incident, phase: str | None = None) -> StepsListed:
    """All steps (of one phase, or the tasks), and apart from them what the actor can do now."""
    statuses = work.snapshot(incident).statuses
    to_do = [one for one in statuses if incident.state is IncidentState.OPEN or one.step.is_task]
    mine = rules.next_steps(to_do, people.roles_of(work, incident, work.actor), work.actor)
    shown = [one for one in statuses if phase in (None, one.step.group)]
    return StepsListed(incident, shown, mine, phase)


def find(work: Work, incident: Incident, word: str) -> StepStatus:
    """The step that a responder means by its id or by words of its title. Raises NotFound or UsageError."""
    return named(work.snapshot(incident).statuses, word)


def named(statuses: Sequence[StepStatus], word: str) -> StepStatus:
    wanted = word.strip().lower()
    ids = {one.step.id.lower(): one for one in statuses}
    if found := ids.get(wanted) or {_numbered(id_): one for id_, one in ids.items()}.get(wanted):
        return found
    words = folded(word).split()
    named = [one for one in statuses if words and _is_named(one, words)]
    if len(named) == 1:
        return named[0]
    if not named:
        raise NotFound(_("There is no step “{word}” in this runbook.", word=word), _("See them with /breach steps."))
    listed = ", ".join(translate(one.step.cited) for one in named[:5])
    raise UsageError(
        _("“{word}” matches several steps.", word=word), _("Name one by its number: {listed}.", listed=listed)
    )


def _numbered(step_id: str) -> str:
    """As people type it who leave the zero out: `c1` for `c01`."""
    return re.sub(r"(?<=[a-z])0+(?=\d)", "", step_id)


def _is_named(one: StepStatus, words: Sequence[str]) -> bool:
    """Whether all of the words are in its title, as the reader knows it or as the record has it."""
    titles = (folded(translate(one.step.name)), folded(one.step.title))
    return any(all(word in title for word in words) for title in titles)


def workable(work: Work, incident: Incident, word: str) -> StepStatus:
    """The step, if it can be worked on now. Raises what is in the way: it is settled, or its gate is closed."""
    one = find(work, incident, word)
    refuse_blocked(work, incident, one)
    return one


def refuse_blocked(work: Work, incident: Incident, one: StepStatus) -> None:
    refuse_settled(work, one)
    if one.state is StepState.GATED and one.step.gate:
        names, what = titles_of(incident, one.waits_for), _(GATES[one.step.gate])
        raise Refused(
            _("{step} is held back ({what}): {names} must come first.", step=one.step.id, what=what, names=names),
            _("Do that first. If it already happened, record that with /breach done {step}.", step=one.step.id),
        )


def refuse_settled(work: Work, one: StepStatus) -> None:
    if not one.state.is_settled:
        return
    said = settled(one.step.id, one.state, profiles.name_of(work, one.person or ""))
    raise Refused(said, _how_to_change(one.step) if one.state is StepState.DONE else _("No change."))


def _how_to_change(step: Step) -> str:
    """What it shares with the record is changed there, with the command that does."""
    decision = step.decision
    sets = decision.sets if decision else {}
    facts = [name for name in (*step.asks, *sets) if name not in links.RECORDS and name not in links.COMMANDED]
    if links.SEVERITY in sets:
        return _("No change. To change the severity: /breach severity LEVEL REASON")
    if "risk" in sets:
        return _("No change. To change the risk: /breach risk LEVEL because REASON")
    if decision and decision.about == "team":
        return _("No change. To answer for one person again: /breach conflict @NAME")
    if facts:
        return _("No change. To correct the fact: /breach facts {name} VALUE", name=facts[0])
    if step.duties:
        return _("No change. To see the state of each duty: /breach clocks")
    return _("No change.")


def settled(step: str, state: StepState, person: str = "") -> Sentence:
    """What became of the step, and by whom where that is known."""
    match state, person:
        case StepState.SET_ASIDE, _anybody:
            return sentence("{step} does not apply here.", step=step)
        case StepState.SKIPPED, "":
            return sentence("{step} was skipped.", step=step)
        case StepState.SKIPPED, _somebody:
            return sentence("{step} was skipped (by {person}).", step=step, person=person)
        case _other, "":
            return sentence("{step} is already done.", step=step)
    return sentence("{step} is already done (by {person}).", step=step, person=person)


def settle(
    work: Work,
    incident: Incident,
    step_id: str,
    state: StepState,
    note: str,
    answer: str | None = None,
    *,
    by: str = "",
    at: datetime | None = None,
) -> IncidentStep:
    """The row of a step that the actor has done or skipped. `by`: who finished it, if that is another; `at`: when, if
    that is not now."""
    row = work.snapshot(incident).step_row(step_id)
    row.state, row.owners, row.note, row.answer = state, [work.actor], note, answer
    row.finished_at, row.finished_by = at or work.now_in(incident), by or work.actor
    row.stuck = row.check_at = row.done_before = None
    return row


def count_open(work: Work, incident: Incident) -> int:
    return len(rules.unsettled(work.snapshot(incident).statuses))
