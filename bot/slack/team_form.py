"""The form of the step that names people: one picker for each role, filled with who has it, and what was edited."""

from bot.actions import staffing
from bot.actions.staffing import SeatEdit, StaffTeam
from bot.actions.work import Work
from bot.domain.permissions import Act, StepSubject
from bot.domain.roles import ROLES
from bot.messages import _
from bot.slack.block_kit import Modal, context, field_input, person_picker, section
from bot.slack.requests import Form, IncidentContext
from bot.slack.step_forms import read_done_form
from bot.slack.step_subjects import the_step
from bot.store.tables import Incident

PREFIX = "role."
PICKED = tuple(role for role in ROLES if role != "responder")


def with_pickers(context_of: IncidentContext, modal: Modal) -> Modal:
    """The same form; with the roles, for who may assign them."""
    if not context_of.reader.may(Act.ASSIGN, context_of.incident):
        return modal
    seats = list(context_of.work.snapshot(context_of.incident).seats)
    holders = {role: staffing.main_holder(seats, role) for role in PICKED}
    inputs = [
        field_input(f"{PREFIX}{role}.{holder}", _(ROLES[role]), person_picker(holder), optional=True)
        for role, holder in holders.items()
    ]
    alternates = context(_("To name an alternate: {example}", example="`/breach assign dpo @name alternate`"))
    head = section(f"*{_('Who has which role')}*\n{_('Only what you change here is changed.')}")
    blocks = (*modal.blocks, head, *inputs, alternates)
    return Modal("step_team", modal.title, blocks, modal.submit, subject=modal.subject)


def read_team_form(context_of: IncidentContext) -> StaffTeam:
    edits = []
    for field, value in context_of.request.values.items():
        if not field.startswith(PREFIX):
            continue
        role, _sign, before = field.removeprefix(PREFIX).partition(".")
        person = value if isinstance(value, str) else ""
        if role in PICKED and person != before:
            edits.append(SeatEdit(role, before, person, field))
    return StaffTeam(tuple(edits), read_done_form(context_of))


def the_team_step(work: Work, incident: Incident, command: StaffTeam | Form) -> StepSubject:
    return the_step(work, incident, command.then if isinstance(command, StaffTeam) else command)
