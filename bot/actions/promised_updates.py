"""Reminds of the next update that a notice promised, as long as it is still to be sent."""

from bot.actions import reminders
from bot.actions.work import Work
from bot.domain.promised_updates import UNKNOWN_YET, PromisedUpdate, promised
from bot.sentences import Text, listed, sentence
from bot.store.tables import Incident


def promise(work: Work, incident: Incident) -> PromisedUpdate | None:
    """The update that is still to be sent."""
    approved = [row for row in work.snapshot(incident).notices if row.approved_at]
    return promised(incident.facts, [row.drafted_at for row in approved if _in_phases(work, row.template)])


def _in_phases(work: Work, template: str) -> bool:
    """Whether such a notice may say that something isn't known yet."""
    kind = work.library.templates.notices.get(template)
    return kind is not None and any(need.may_be_unknown for need in kind.requires)


def plan(work: Work, incident: Incident) -> None:
    """Call it after every change of facts, and when a notice was approved. Idempotent."""
    found = promise(work, incident)
    reminders.plan_update(work, incident, found.day if found else None, _title(work, incident, found))


def _title(work: Work, incident: Incident, found: PromisedUpdate | None) -> Text:
    """What is still to be found out for it, if anything."""
    if found is None or not found.unknown:
        return sentence("Send the update that a notice promised")
    choices = work.law(incident).vocabulary[UNKNOWN_YET].choices
    names = listed(sentence(choices.get(name, name)) for name in found.unknown)
    return sentence("Send the update that a notice promised; not known yet: {facts}", facts=names)
