"""The people behind the audience of a reminder.

A role means the person who holds it now, an empty one is passed on to the lead. Who has put off their reminders of
the subject is left out until then; everyone else is told as planned.
"""

from collections.abc import Sequence

from bot.actions import confirmations, people, proposals, reminders, step_list
from bot.actions.work import Work
from bot.domain.reminder_rules import Audience
from bot.domain.reminders import ReminderLine, SubjectKind
from bot.domain.roles import ADVISERS, ROLES
from bot.store.tables import Incident


def told(work: Work, incident: Incident, line: ReminderLine) -> list[str]:
    """Whom the line mentions; no one, where all of them have put it off."""
    asleep = {row.person for row in reminders.standing_snoozes(work, incident, line.subject)}
    asked = [one for one in _audience(work, incident, line) if one not in asleep]
    return list(dict.fromkeys((*asked, *line.persons)))


def _audience(work: Work, incident: Incident, line: ReminderLine) -> list[str]:
    if line.subject.kind is SubjectKind.PROPOSAL:
        return _confirmers(work, incident, line)
    lead = people.holder(work, incident, "lead")
    otherwise = [lead] if lead else []
    return [person for word in line.audience for person in _behind(work, incident, line, word) or otherwise]


def _confirmers(work: Work, incident: Incident, line: ReminderLine) -> list[str]:
    """Who may confirm the proposal, and the roles that are named; never its proposer. Where none of them is there, who
    is in charge."""
    one = proposals.find(work, incident, int(line.subject.id))
    shown = confirmations.show(work, incident, one)
    named = [people.holder(work, incident, word) for word in line.audience if word in ROLES]
    owners = confirmations.who_may_confirm(work, incident, shown) if "owner" in line.audience else ()
    asked = [person for person in (*owners, *named) if person and person != one.proposed_by]
    return asked or [people.in_charge(work, incident, besides=one.proposed_by)]


def _behind(work: Work, incident: Incident, line: ReminderLine, word: Audience) -> Sequence[str]:
    """Everyone who has the step, or else one person of the first role that someone holds."""
    if word in ROLES:
        return _first(work, incident, ADVISERS if word == "dpo" else (word,))
    roles: Sequence[str] = ADVISERS
    if line.subject.kind in (SubjectKind.STEP, SubjectKind.ACTION):
        if work.snapshot(incident).plan.step(line.subject.id) is None:
            return ()
        one = step_list.find(work, incident, line.subject.id)
        if word == "owner" and one.owners:
            return one.owners
        roles = one.step.doers
    return _first(work, incident, roles, alternate=word == "alternate")


def _first(work: Work, incident: Incident, roles: Sequence[str], *, alternate: bool = False) -> Sequence[str]:
    holders = (people.holder(work, incident, role, alternate=alternate) for role in roles)
    return [one for one in holders if one][:1]
