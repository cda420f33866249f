"""The words after /breach that are about who does what."""

from bot.actions import (
    handovers,
    roles,
)
from bot.domain.permissions import Act
from bot.messages import N_
from bot.slack import handovers as handover_views
from bot.slack import people as people_views
from bot.slack.routes import IncidentRoute, Subcommand

PEOPLE_SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand(
        "assign",
        N_("assign ROLE @name [alternate]"),
        N_("assign a person to a role"),
        acts=IncidentRoute(Act.ASSIGN, people_views.read_assign, roles.assign_role, people_views.answered),
        also=("role", "name"),
    ),
    Subcommand(
        "conflict",
        N_("conflict @name suspect|witness|none"),
        N_("say who may be a suspect or a witness: they decide nothing"),
        acts=IncidentRoute(
            Act.ASSIGN, people_views.read_stated_conflict, roles.state_conflict, people_views.conflict_recorded
        ),
    ),
    Subcommand(
        "handover",
        N_("handover [ROLE] [@name]"),
        N_("hand over at the end of a shift"),
        acts=IncidentRoute(
            Act.HAND_OVER,
            handover_views.read_handover,
            handovers.hand_over,
            handover_views.handed_over,
            subject=handover_views.seat,
        ),
        also=("shift",),
    ),
)
