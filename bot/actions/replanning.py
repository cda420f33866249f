"""Plans every reminder of an incident again, from what holds now, and shows what newer law files would change.

Planning happens with every change anyway; this is for what changed outside an incident: the rules' own file in a new
version, rows that were lost, the law, the texts that notices are made of. Idempotent: where nothing is missing it
changes nothing.
"""

from bot.actions import laws, notice_changes, promised_updates
from bot.actions.reminders import plan_clock, plan_digest, plan_steps
from bot.actions.work import Work
from bot.domain.reminders import DIGEST, ReminderStatus
from bot.store.tables import Incident


def replan(work: Work, incident: Incident) -> None:
    """Clocks under the titles of the incident's own law, steps of the runbook it began with, the channel's digests."""
    snapshot = work.snapshot(incident)
    for clock in snapshot.clocks.values():
        versions = snapshot.law.versions(clock.duty_id)
        plan_clock(work, incident, clock, versions[-1].title if versions else clock.duty_id)
    plan_steps(work, incident, snapshot.statuses)
    laws.offer_law(work, incident)
    notice_changes.look_again(work, incident)
    promised_updates.plan(work, incident)
    digests = snapshot.reminders(DIGEST.kind).get(DIGEST, {}).values()
    if not any(row.status is ReminderStatus.PENDING for row in digests):
        plan_digest(work, incident)
