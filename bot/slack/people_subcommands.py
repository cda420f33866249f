"""The words after /breach that are about who does what."""

from bot.actions import (
    admissions,
    catchup,
    handovers,
    roles,
)
from bot.domain.permissions import Act
from bot.messages import N_
from bot.slack import catchup as catchup_views
from bot.slack import handovers as handover_views
from bot.slack import people as people_views
from bot.slack import visitors as visitor_views
from bot.slack.routes import IncidentRoute, Subcommand
from bot.slack.step_owners import ASSIGN, UNASSIGN

CATCH_UP = IncidentRoute(Act.SEE, catchup_views.read_catch_up, catchup.catch_up, catchup_views.caught_up)

LET_IN = IncidentRoute(Act.ASSIGN, visitor_views.read_let_in, admissions.let_in, visitor_views.decided)
TURN_AWAY = IncidentRoute(Act.ASSIGN, visitor_views.read_turn_away, admissions.turn_away, visitor_views.decided)

PEOPLE_SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand(
        "catchup",
        N_("catchup [2h | since 14:00]"),
        N_("show what changed since you last looked"),
        acts=CATCH_UP,
        also=("news", "since", "missed"),
    ),
    Subcommand(
        "assign",
        N_("assign ROLE @name [alternate], or STEP @name @name"),
        N_("assign a person to a role, or people to a step"),
        acts=ASSIGN,
        also=("role", "name"),
    ),
    Subcommand(
        "unassign",
        N_("unassign STEP [@name]"),
        N_("give a step back, or unassign someone"),
        acts=UNASSIGN,
        also=("drop",),
    ),
    Subcommand(
        "conflict",
        N_("conflict @name suspect|witness|none"),
        N_("name a possible suspect or witness, who then can't decide anything"),
        acts=IncidentRoute(
            Act.ASSIGN, people_views.read_stated_conflict, roles.state_conflict, people_views.conflict_recorded
        ),
    ),
    Subcommand(
        "admit",
        N_("admit @name"),
        N_("let in a guest or someone from another organization"),
        acts=LET_IN,
    ),
    Subcommand(
        "exclude",
        N_("exclude @name"),
        N_("remove a guest, someone from another organization or an app"),
        acts=TURN_AWAY,
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
