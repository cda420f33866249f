"""Privacy counsel's direction to make a privileged annex of the report, and its end. Nothing else creates the annex.

It is kept in the record alone: who directed it, when, and why.
"""

from dataclasses import dataclass

from bot.actions.audit_log import entries_of
from bot.actions.work import Work
from bot.domain.events.facts import PrivilegeClaimed, PrivilegeLifted
from bot.errors import Refused, UsageError
from bot.messages import _
from bot.store.tables import Incident

LONGEST = 500  # characters of the reason


@dataclass(frozen=True)
class DirectPrivilege:
    """`lift`: the direction ends."""

    reason: str
    lift: bool = False


@dataclass(frozen=True)
class PrivilegeDirected:
    incident: Incident
    lifted: bool


def direct_privilege(work: Work, incident: Incident, command: DirectPrivilege) -> PrivilegeDirected:
    """Raises UsageError without a reason, Refused where nothing would change."""
    if not command.reason.strip() or len(command.reason) > LONGEST:
        raise UsageError(
            _("A privileged annex needs counsel's reason, in at most {count} characters.", count=LONGEST),
            _("For example: /breach privilege because we expect claims and prepare our advice"),
        )
    if is_directed(work, incident) != command.lift:
        raise Refused(
            _("Counsel has already directed a privileged annex.")
            if not command.lift
            else _("No privileged annex has been directed."),
            _("No change."),
        )
    work.record(incident, (PrivilegeLifted if command.lift else PrivilegeClaimed)(command.reason))
    return PrivilegeDirected(incident, command.lift)


def is_directed(work: Work, incident: Incident) -> bool:
    last = [
        one
        for one in entries_of(work.session, incident.id)
        if one.event in (PrivilegeClaimed.name, PrivilegeLifted.name)
    ]
    return bool(last) and last[-1].event == PrivilegeClaimed.name
