"""Which runbook an incident follows: the one it began with, until a person moves it to another.

Editing the files changes nothing for incidents that run. A move is offered when the files hold a newer version, and
when the kind of the incident was corrected.

Caveats: steps that are no longer part of it stay in the record with all that was done.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import channels, proposals, reminders, steps
from bot.actions.contents import RunbookNote, RunbookOffer, StepGone
from bot.actions.proposals import Prepared
from bot.actions.work import Work
from bot.domain.events import incidents as events
from bot.domain.events.steps import StepSetAside
from bot.domain.proposals import Noun, moving
from bot.errors import Refused, Stale
from bot.law.model import Law
from bot.messages import _
from bot.messages.phrases import heading
from bot.runbook import versions
from bot.runbook.model import Runbook, Step
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.runbook.versions import Move
from bot.sentences import sentence
from bot.store.runbook_versions import keep_runbook
from bot.store.tables import Incident

SHORT = 16  # of a hash, in a button


@dataclass(frozen=True)
class MoveRunbook:
    """`to` is the beginning of the hash of the runbook that the person was shown."""

    to: str


@dataclass(frozen=True)
class RunbookShown:
    """`newer` and `move` are None when the incident follows what the files hold."""

    incident: Incident
    newer: Runbook | None
    move: Move | None


@dataclass(frozen=True)
class RunbookMoved:
    incident: Incident
    old: str
    left_behind: Sequence[str]
    asked_again: Sequence[str]
    waits_for_second: bool = False


def kind_words(law: Law, runbook: Runbook) -> str:
    """The kind of incident that a runbook is for, as the vocabulary has it; its own title for any other kind."""
    label = law.vocabulary["kind"].choices.get(runbook.kind, "") if "kind" in law.vocabulary else ""
    return heading(_(label)) or _(runbook.title)


def show_runbook(work: Work, incident: Incident) -> RunbookShown:
    """What the incident follows, and how what the files hold for its kind differs."""
    newer = _wanted(work, incident)
    move = versions.move(incident.runbook, newer, work.snapshot(incident).progress) if newer else None
    return RunbookShown(incident, newer, move)


def _wanted(work: Work, incident: Incident) -> Runbook | None:
    """The runbook of the files for the kind as it is stated now; None when the incident follows it already."""
    kind = str(incident.facts.value("kind") or incident.kind)
    found = work.library.runbooks.get(kind)
    return found if found and found.hash != incident.runbook_hash else None


def offer(work: Work, incident: Incident) -> None:
    """The kind was corrected: ask in the channel whether the runbook goes with it."""
    newer = _wanted(work, incident)
    if newer and newer.kind != incident.runbook.kind:
        key = _offer_key(incident, newer)
        channels.post(work, incident, key, RunbookOffer(newer.kind))
        channels.refresh(work, incident, key, RunbookOffer(newer.kind))


def _offer_key(incident: Incident, newer: Runbook) -> str:
    return f"runbook:{incident.id}:{newer.kind}"


def prepare_move(work: Work, incident: Incident, command: MoveRunbook) -> Prepared[MoveRunbook]:
    """Raises Refused when the incident follows it already, Stale when the files changed since it was shown."""
    newer = _shown(work, incident, command)
    dropped = _dropped(work, incident, newer)
    named = [step.cited for step in dropped]
    done = moving(command.to, newer.title, newer.version, named)
    return Prepared(command, done, "", ",".join(step.id for step in dropped))


def _shown(work: Work, incident: Incident, command: MoveRunbook) -> Runbook:
    newer = _wanted(work, incident)
    if newer is None:
        raise Refused(_("This incident already follows that runbook."), _("No change."))
    if newer.hash[:SHORT] != command.to:
        raise Stale(_("The runbook has changed since this was shown."), _("Check again with /breach runbook."))
    return newer


def _dropped(work: Work, incident: Incident, newer: Runbook) -> Sequence[Step]:
    """The open steps that take two people, and that the incident would no longer have."""
    kept = {step.id for step in newer.steps}
    gone = (one for one in work.snapshot(incident).statuses if one.step.id not in kept and not one.state.is_settled)
    return [one.step for one in gone if one.step.takes_two_people]


def move_runbook(work: Work, incident: Incident, command: MoveRunbook) -> RunbookMoved:
    """Follow the runbook that was shown. What was done is kept; what drops an open step of two people takes two."""
    prepared, newer, old = prepare_move(work, incident, command), _shown(work, incident, command), incident.runbook
    if prepared.version and proposals.needs_second(work, incident, prepared):
        return RunbookMoved(incident, _named(old), (), (), waits_for_second=True)
    before, move = work.snapshot(incident).statuses, versions.move(old, newer, work.snapshot(incident).progress)
    incident.runbook_hash, incident.kind = keep_runbook(work.session, newer), newer.kind
    for step in move.asked_again:
        row = work.snapshot(incident).step_row(step.id)
        row.state, row.answer, row.note, row.finished_at, row.finished_by = StepState.OPEN, None, None, None, None
        row.done_before = None
    asked = tuple(step.id for step in move.asked_again)
    said = events.RunbookMoved(_named(old), _named(newer), old.hash, newer.hash, newer.kind, asked)
    entry = work.record(incident, said)
    channels.post(work, incident, f"moved:{incident.id}:{entry.seq}", RunbookNote(work.actor))
    channels.refresh(work, incident, _offer_key(incident, newer), RunbookOffer(newer.kind))
    proposals.settle_about(
        work, incident, Noun.RUNBOOK, {command.to: sentence("The incident was moved.")}, prepared.done
    )
    _set_aside(work, incident, [one for one in before if one.step in move.difference.removed], newer)
    steps.follow(work, incident, before)
    left, again = ([step.id for step in found] for found in (move.left_behind, move.asked_again))
    return RunbookMoved(incident, _named(old), left, again)


def _named(runbook: Runbook) -> str:
    return f"{runbook.kind} {runbook.version}"


def _set_aside(work: Work, incident: Incident, removed: Sequence[StepStatus], newer: Runbook) -> None:
    """Open steps that the new runbook does not have: said in their messages, no longer reminded of."""
    because = sentence(
        "The incident now follows “{title}”, version {version}, which does not have it.",
        title=sentence(newer.title),
        version=newer.version,
    )
    for one in removed:
        if not one.state.is_settled:
            step = one.step
            work.record(incident, StepSetAside(step.id, step.title, because))
            reminders.plan_steps(work, incident, [StepStatus(step, StepState.SET_ASIDE)])
            gone = StepGone(step.id, step.title, because)
            channels.refresh(work, incident, channels.step_key(incident, step.id), gone)
            proposals.settle_about(work, incident, Noun.STEP, {step.id: because})
