"""How a report or its charts are asked for, answered and announced: which edition it is, and who that is for."""

from bot.actions.charts import ChartsOrdered, MakeCharts, lacks
from bot.actions.file_contents import ChartCard, ReportCard
from bot.actions.reports import FORMATS, USUAL, MakeReport, ReportOrdered
from bot.domain.report_charts import ChartName
from bot.domain.report_editions import READERS, Edition
from bot.errors import UsageError
from bot.messages import ENGLISH, _, current_language
from bot.slack.block_kit import Message, section
from bot.slack.parse import not_understood
from bot.slack.requests import Reader, RequestContext
from bot.store.states import OutboxStatus

POSTED = tuple(one for one in Edition if one is not Edition.ANNEX)
"""The editions for the incident's channel; counsel makes the annex on the command line."""


def read_report(context: RequestContext) -> MakeReport:
    """Editions and formats in any order: `board pdf docx`. Raises UsageError for several editions, and for a word that
    is neither."""
    words = context.request.text.lower().replace(",", " ").split()
    if unknown := [word for word in words if word not in (*Edition, *FORMATS)]:
        raise not_understood(unknown[0], (*Edition, *FORMATS), (*POSTED, *FORMATS))
    editions = [Edition(word) for word in words if word in set(Edition)]
    if len(editions) > 1:
        raise UsageError(
            _("A report is one edition at a time."), _("For example: /breach report {edition}", edition=editions[0])
        )
    formats = tuple(word for word in words if word in FORMATS)
    return MakeReport(formats or USUAL, *editions)


def in_their_language(said: str) -> str:
    """With a word to whoever reads another language: what is recorded can be in any, what we write around it is not."""
    return said if current_language() == ENGLISH else f"{said} {_('The files are in English.')}"


def report_ordered(outcome: ReportOrdered, reader: Reader) -> Message:
    said = _(
        "The {edition} report ({formats}) follows in a thread in the incident's channel. It is {readers}.",
        edition=outcome.edition,
        formats=", ".join(outcome.formats),
        readers=_(READERS[outcome.edition]),
    )
    said = in_their_language(said)
    others = [one for one in POSTED if one is not outcome.edition]
    rows = [f"• `/breach report {one}`: {_(READERS[one])}" for one in others]
    return Message(said, (section("\n".join([said, f"*{_('Other editions')}*", *rows])),))


def report_card(content: ReportCard, files: OutboxStatus | None) -> Message:
    """In the channel, over the thread that has the files."""
    one, listed = Edition(content.edition), ", ".join(content.formats)
    said = _("*Report, {edition} edition.* Making the files: {formats}.", edition=one, formats=listed)
    if files is OutboxStatus.SENT:
        said = _("*Report, {edition} edition.* The files are in the thread: {formats}.", edition=one, formats=listed)
    if files is OutboxStatus.FAILED:
        said = _("*Report, {edition} edition.* Slack refused the files: {formats}.", edition=one, formats=listed)
        said += " " + _("To try again, type /breach report {edition}.", edition=one)
    return Message(said, (section(f"{said}\n_{_(READERS[one])}_"),))


def read_chart(context: RequestContext) -> MakeCharts:
    """Names in any order; none: all that the record has something for. Raises UsageError for an unknown one."""
    words = context.request.text.lower().replace(",", " ").split()
    if unknown := [word for word in words if word not in set(ChartName)]:
        raise not_understood(unknown[0], ChartName, ChartName)
    return MakeCharts(tuple(ChartName(word) for word in words))


def charts_ordered(outcome: ChartsOrdered, reader: Reader) -> Message:
    listed = ", ".join(outcome.charts)
    said = _("The charts follow in a thread in the incident's channel: {listed}.", listed=listed)
    return Message(f"{in_their_language(said)} {lacks(outcome.lacking)}".strip())


def chart_card(content: ChartCard, files: OutboxStatus | None) -> Message:
    """In the channel, over the thread that has the pictures."""
    listed = ", ".join(content.charts)
    said = _("*Charts.* Drawing: {listed}.", listed=listed)
    if files is OutboxStatus.SENT:
        said = _("*Charts.* They are in the thread: {listed}.", listed=listed)
    if files is OutboxStatus.FAILED:
        said = _("*Charts.* Slack refused the pictures: {listed}. To try again, type /breach chart.", listed=listed)
    return Message(said, (section(said),))
