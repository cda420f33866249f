"""Draws the charts of the report into the incident's channel: a message, and in its thread one picture for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.actions import channels, reports
from bot.actions.file_contents import ChartCard
from bot.actions.work import Work
from bot.domain.events.facts import ChartsMade
from bot.domain.report_charts import NEEDS, ChartName, drawable
from bot.errors import Refused
from bot.messages import _
from bot.store.tables import Incident


@dataclass(frozen=True)
class MakeCharts:
    """`charts` empty: all that the record has something for."""

    charts: Sequence[ChartName] = ()


@dataclass(frozen=True)
class ChartsOrdered:
    """The pictures are drawn and uploaded in a moment. `lacking`: asked for, and the record has too little for them."""

    incident: Incident
    charts: Sequence[ChartName]
    lacking: Sequence[ChartName] = ()


class NothingToDraw(Refused):
    """The record has too little for any of the charts that were asked for."""


def make_charts(work: Work, incident: Incident, command: MakeCharts) -> ChartsOrdered:
    """Raises NothingToDraw where the record has enough for none of them."""
    possible = drawable(reports.collect(work, incident))
    charts = [one for one in possible if one in command.charts or not command.charts]
    lacking = [one for one in ChartName if one in command.charts and one not in possible]
    if not charts:
        raise _nothing(possible, lacking)
    work.record(incident, ChartsMade(tuple(charts)))
    card = partial(ChartCard, tuple(charts))
    channels.post_files(work, incident, "chart", card, charts=charts, formats=["png"])
    return ChartsOrdered(incident, charts, lacking)


def lacks(charts: Sequence[ChartName]) -> str:
    """What the record would need, chart by chart."""
    return " ".join(_(NEEDS[one]) for one in charts)


def _nothing(possible: Sequence[ChartName], lacking: Sequence[ChartName]) -> NothingToDraw:
    said = lacks(lacking) or _("There is nothing to draw yet: the record has too little for a chart.")
    if possible:
        return NothingToDraw(said, _("Now there are: {listed}.", listed=", ".join(possible)))
    return NothingToDraw(said, _("Record what you know with /breach facts, then type /breach chart again."))
