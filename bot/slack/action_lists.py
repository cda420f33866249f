"""How action items are asked for as files, answered and announced: `/breach action list csv ics`."""

from bot.actions.action_items import LISTS, USUAL, ActionsListed, ListActions, list_actions
from bot.actions.file_contents import ActionListCard
from bot.actions.tasks import TaskShown, TaskWork, work_on_task
from bot.domain.permissions import Act
from bot.errors import PossibleReading, UsageError
from bot.messages import _
from bot.slack import tasks as task_views
from bot.slack.block_kit import Message, section
from bot.slack.fact_words import fact_and_rest
from bot.slack.parse import as_written, not_understood
from bot.slack.reports import in_their_language
from bot.slack.requests import IncidentContext, Reader
from bot.slack.routes import EitherRoute, IncidentRoute, IncidentTableRow
from bot.store.states import OutboxStatus
from bot.typed.command_words import begins_edit
from bot.typed.words import ask, repeated

WORD = "list"


def _meant(context: IncidentContext) -> IncidentTableRow:
    """A title that begins with this word stands in quotation marks."""
    return LIST if context.request.text.lower().split()[:1] == [WORD] else TASK


def read_list(context: IncidentContext) -> ListActions:
    """Formats in any order; none: those that most programs read. Raises UsageError for one that there isn't."""
    text = context.request.text
    asked = text.lower().replace(",", " ").split()[1:]
    if unknown := [one for one in asked if one not in LISTS]:
        raise not_understood(unknown[0], LISTS, LISTS, as_written("/breach task", text))
    return ListActions(tuple(dict.fromkeys(asked)) or USUAL)


def listed(outcome: ActionsListed, reader: Reader) -> Message:
    said = _("The action items follow in a thread in the incident's channel: {formats}.", formats=_in_words(outcome))
    others = [one for one in LISTS if one not in outcome.formats]
    more = _("Other formats: {commands}", commands=", ".join(f"`/breach action list {one}`" for one in others))
    return Message(in_their_language(f"{said} {more}" if others else said))


def card(content: ActionListCard, files: OutboxStatus | None) -> Message:
    """In the channel, over the thread that has the files."""
    said = _("*Action items.* Making the files: {formats}.", formats=_in_words(content))
    if files is OutboxStatus.SENT:
        said = _("*Action items.* The files are in the thread: {formats}.", formats=_in_words(content))
    if files is OutboxStatus.FAILED:
        said = _("*Action items.* Slack refused the files: {formats}.", formats=_in_words(content))
        said += " " + _("To try again, type {command}.", command="/breach action list")
    return Message(said, (section(said),))


def _in_words(about: ActionsListed | ActionListCard) -> str:
    words = {
        "csv": "CSV",
        "ics": _("calendar entries"),
        "jira": _("CSV for Jira"),
        "github": _("text for GitHub issues"),
    }
    return ", ".join(words[one] for one in about.formats)


def _ask_whether_a_fact(context: IncidentContext, word: str, rest: str) -> None:
    """Raises Ambiguous where the words fit one list of facts."""
    typed = context.request.command.strip()
    try:
        name, _said = fact_and_rest(context, typed)
    except UsageError:
        return
    label = _(context.work.law(context.incident).vocabulary[name].label)
    fact = PossibleReading(_("{fact}: {value}", fact=label, value=repeated(rest)), f"facts {word} {rest}")
    task = PossibleReading(_("A task: {title}", title=repeated(rest)), f"task {rest}")
    say = _("“{text}” can be read in more than one way.", text=repeated(typed))
    raise ask(say, typed, [fact, task])


def read_task(context: IncidentContext) -> TaskWork:
    """Raises Ambiguous for `add passport`, which may be a kind of data as well."""
    word, _sign, rest = context.request.command.strip().partition(" ")
    if begins_edit(word):
        _ask_whether_a_fact(context, word, rest)
    return task_views.read_task(context)


TASK = IncidentRoute[TaskWork, TaskShown](Act.TASK, read_task, work_on_task, task_views.added)
LIST = IncidentRoute[ListActions, ActionsListed](Act.TASK, read_list, list_actions, listed)
TASK_OR_LIST = EitherRoute(Act.TASK, _meant)
