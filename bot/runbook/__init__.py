"""The runbook engine: takes a runbook and what people did with it, and returns what is open, late and next.

Usable alone (docs/runbook-engine.md). It knows nothing about chat, the database or settings; from the law engine it
takes the vocabulary of facts and how their conditions are read.
"""

from bot.runbook.cacao import to_cacao
from bot.runbook.cacao_import import from_cacao, to_yaml
from bot.runbook.files import check_runbooks, load_runbooks
from bot.runbook.graph import Highlight, to_svg
from bot.runbook.model import DecisionPoint, Gate, Phase, ReasonRule, Role, Runbook, RunbookFile, SkipRule, Step
from bot.runbook.progress import Evaluate, RunbookSnapshot, StepProgress, StepState
from bot.runbook.readiness import (
    ItemState,
    Readiness,
    ReadinessAnswer,
    ReadinessItem,
    ReadinessStatus,
    check_readiness,
    load_readiness,
    outstanding,
    readiness_status,
)
from bot.runbook.simulation import PlannedStep, Simulation, simulate
from bot.runbook.sizes import OpenDuties, open_duties
from bot.runbook.step_due import Frequency, Milestone, Milestones, Recurrence, StepDue, StepPeriod, WorkCalendar
from bot.runbook.steps import StepChange, StepChangeKind, StepStatus, changes, next_steps, status, unsettled
from bot.runbook.versions import Difference, Move, compare, move

__all__ = [
    "DecisionPoint",
    "Difference",
    "Evaluate",
    "Frequency",
    "Gate",
    "Highlight",
    "ItemState",
    "Milestone",
    "Milestones",
    "Move",
    "OpenDuties",
    "Phase",
    "PlannedStep",
    "Readiness",
    "ReadinessAnswer",
    "ReadinessItem",
    "ReadinessStatus",
    "ReasonRule",
    "Recurrence",
    "Role",
    "Runbook",
    "RunbookFile",
    "RunbookSnapshot",
    "Simulation",
    "SkipRule",
    "Step",
    "StepChange",
    "StepChangeKind",
    "StepDue",
    "StepPeriod",
    "StepProgress",
    "StepState",
    "StepStatus",
    "WorkCalendar",
    "changes",
    "check_readiness",
    "check_runbooks",
    "compare",
    "from_cacao",
    "load_readiness",
    "load_runbooks",
    "move",
    "next_steps",
    "open_duties",
    "outstanding",
    "readiness_status",
    "simulate",
    "status",
    "to_cacao",
    "to_svg",
    "to_yaml",
    "unsettled",
]
