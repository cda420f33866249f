"""What every table has in common: the names of its constraints, and the type of a column by the type of its value."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, MetaData
from sqlalchemy import Text as LongText
from sqlalchemy.orm import DeclarativeBase

from bot.domain.clocks import ClockDecision
from bot.domain.evidence import EvidenceKind
from bot.domain.incidents import IncidentState
from bot.domain.notices import NoticeState
from bot.domain.proposals import Need, ProposalKind, ProposalState
from bot.domain.reminders import ReminderKind, ReminderStatus, SubjectKind
from bot.domain.roles import ConflictAnswer
from bot.domain.visitors import VisitorKind
from bot.law.duties import Answer
from bot.runbook.progress import StepState
from bot.store.columns import EnumColumn, Instant
from bot.store.states import OutboxStatus

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STATES: tuple[type[StrEnum], ...] = (
    Answer,
    ClockDecision,
    ConflictAnswer,
    EvidenceKind,
    IncidentState,
    Need,
    NoticeState,
    OutboxStatus,
    ProposalKind,
    ProposalState,
    ReminderKind,
    ReminderStatus,
    StepState,
    SubjectKind,
    VisitorKind,
)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        str: LongText,
        **{kind: EnumColumn(kind) for kind in STATES},
    }


def partial(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows of which `where` is true; `bot.store.pending` has the same words for a query.

    The migration that makes it knows how each database says so. Said here in SQLAlchemy's own words, every start would
    import the dialect of the database that is not used, which takes 2 MB."""
    return Index(name, *columns, info={"where": where})
