"""Plans every reminder of an incident again, from what holds now, and shows what newer law files would change.

Planning happens with every change anyway; this is for what changed outside an incident: the ladders' own file in a new
version, rows that were lost, the law. Idempotent: where nothing is missing it changes nothing.
"""

from sqlalchemy import select

from bot.actions import laws, steps
from bot.actions.reminders import DIGEST, plan_clock, plan_digest, plan_step
from bot.actions.work import Work
from bot.store.tables import Clock, Incident, Reminder


def replan(work: Work, incident: Incident) -> None:
    """Clocks under the titles of the incident's own law, steps of the runbook it began with, the channel's rhythm."""
    law = work.law(incident)
    for clock in work.session.scalars(select(Clock).where(Clock.incident_id == incident.id)):
        versions = law.versions(clock.duty_id)
        plan_clock(work, incident, clock, versions[-1].title if versions else clock.duty_id)
    for status in steps.look(work, incident):
        plan_step(work, incident, status)
    laws.offer_law(work, incident)
    waits = select(Reminder.id).where(Reminder.incident_id == incident.id, Reminder.subject == DIGEST)
    if work.session.scalars(waits.where(Reminder.status == "pending")).first() is None:
        plan_digest(work, incident)
