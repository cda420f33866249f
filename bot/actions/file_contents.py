"""What the messages say that stand over a thread of files: a report's, its charts'."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.actions.contents import Content


@dataclass(frozen=True)
class ReportCard(Content):
    """A report that was asked for; its files stand in the thread. `files`: the key of their effect."""

    view: ClassVar[str] = "report"
    edition: str
    formats: tuple[str, ...]
    files: str


@dataclass(frozen=True)
class ChartCard(Content):
    """Charts that were asked for, by name; their pictures stand in the thread. `files`: the key of their effect."""

    view: ClassVar[str] = "charts"
    charts: tuple[str, ...]
    files: str


@dataclass(frozen=True)
class ActionListCard(Content):
    """Action items that were asked for as files; they stand in the thread. `files`: the key of their effect."""

    view: ClassVar[str] = "action_list"
    formats: tuple[str, ...]
    files: str


CARDS_OVER_FILES: Mapping[str, type[ReportCard | ChartCard | ActionListCard]] = {
    one.view: one for one in (ReportCard, ChartCard, ActionListCard)
}
"""What stands over a thread of files, and says when they are there."""
