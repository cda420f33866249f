"""The step that names people: its form changes the roles that were edited in it, and then the step goes on.

Its question, whether anyone may be a witness or a suspect, is answered for those who are named in the same form.
"""

from dataclasses import dataclass

from bot.actions import channels, decisions, people, roles
from bot.actions.roles import AssignRole
from bot.actions.steps import StepChanged
from bot.actions.work import Work
from bot.domain.permissions import Act
from bot.domain.roles import ConflictAnswer
from bot.errors import Refused, UsageError
from bot.messages import _
from bot.store.tables import Incident, RoleHolder


@dataclass(frozen=True)
class SeatEdit:
    """`before`: who had the role when the form was drawn; `person` has it from now on. Either may be empty. `field` is
    the input of the form."""

    role: str
    before: str
    person: str
    field: str


@dataclass(frozen=True)
class StaffTeam:
    seats: tuple[SeatEdit, ...]
    then: decisions.StepWork


def staff_team(work: Work, incident: Incident, command: StaffTeam) -> StepChanged:
    """Raises UsageError at the field of a role that can't change hands so; then nothing is changed."""
    if command.seats:
        people.require(work, incident, Act.ASSIGN)
    for edit in command.seats:
        _change(work, incident, edit)
    return decisions.work_on_step(work, incident, command.then)


def main_holder(seats: list[RoleHolder], role: str) -> str:
    """Whose role it is, in the channel or not; empty: no one's."""
    return next((seat.person_id for seat in seats if seat.role == role and not seat.alternate), "")


def _change(work: Work, incident: Incident, edit: SeatEdit) -> None:
    if main_holder(list(work.snapshot(incident).seats), edit.role) != edit.before:
        raise UsageError(
            _("Someone else changed this role since you opened the form."), _("Open it again."), field=edit.field
        )
    if not edit.person:
        _release(work, incident, edit)
        return
    try:
        roles.assign_role(work, incident, AssignRole(edit.role, edit.person, conflict=ConflictAnswer.NONE))
    except Refused as refusal:
        raise UsageError(refusal.say, refusal.remedy, field=edit.field) from None


def _release(work: Work, incident: Incident, edit: SeatEdit) -> None:
    if edit.role == "lead":
        raise UsageError(_("Someone must lead the incident."), _("Choose who leads."), field=edit.field)
    people.unseat(work, incident, edit.role, edit.before)
    channels.refresh_card(work, incident)
