"""Reminds of the next update that a notice promised, as long as it is still to be sent."""

from bot.actions import reminders
from bot.actions.work import Work
from bot.domain.promised_updates import UNKNOWN_YET, PromisedUpdate, promised
from bot.sentences import Text, listed, sentence
from bot.store.tables import Incident


def promise(work: Work, incident: Incident) -> PromisedUpdate | None:
    """The update that is still to be sent."""
    kinds = work.library.templates.notices.values()
    phased = {one.id for one in kinds if any(need.may_be_unknown for need in one.requires)}
    drafted = [row.drafted_at for row in work.snapshot(incident).notices if row.template in phased and row.approved_at]
    return promised(incident.facts, drafted)


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
