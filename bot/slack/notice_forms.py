"""How an authority's own form is asked for and answered in Slack. The form itself comes as files in the channel."""

from bot.actions.notice_forms import (
    AnswerField,
    FieldAnswered,
    FillForm,
    FormOrdered,
    answer_field,
    make_form,
)
from bot.domain.permissions import Act
from bot.errors import UsageError
from bot.messages import _
from bot.slack.block_kit import Message
from bot.slack.requests import IncidentContext, Reader, RequestContext
from bot.slack.routes import EitherRoute, IncidentRoute, IncidentTableRow

EXAMPLE = "/breach form gdpr-authority"


def read_fill(context: RequestContext) -> FillForm:
    """The notice, and a language of two letters."""
    notice, *rest = context.request.words.split() or [""]
    if not notice:
        raise UsageError(_("Name the notice."), _("For example: {example}", example=EXAMPLE))
    return FillForm(notice, rest[0].lower() if rest else "en")


def read_answer(context: RequestContext) -> AnswerField:
    notice, _space, said = context.request.words.strip().partition(" ")
    return AnswerField(notice, said.strip())


def ordered(outcome: FormOrdered, reader: Reader) -> Message:
    return Message(
        _(
            "“{title}”, version {version}, will be posted in the channel as a PDF, as a Word file and as JSON. "
            "It lists what is still needed. "
            "Answer what no fact says: /breach form {notice} NUMBER ANSWER",
            title=outcome.form.title,
            version=outcome.form.version,
            notice=outcome.notice.id,
        )
    )


def answered(outcome: FieldAnswered, reader: Reader) -> Message:
    one = outcome.field
    if outcome.answer is None:
        return Message(_("Removed the answer to {number}, “{label}”.", number=one.n, label=one.label))
    words = outcome.answer if isinstance(outcome.answer, tuple) else (outcome.answer,)
    said = "; ".join(one.options[str(word)].label if one.options else str(word) for word in words)
    return Message(_("Recorded: {number}, “{label}”: {answer}", number=one.n, label=one.label, answer=said))


FILL_FORM = IncidentRoute(Act.DRAFT, read_fill, make_form, ordered)
ANSWER_FIELD = IncidentRoute(Act.FACTS, read_answer, answer_field, answered)


def _meant(context: IncidentContext) -> IncidentTableRow:
    """More than a notice and a language is an answer."""
    words = context.request.words.split()
    return ANSWER_FIELD if len(words) > 2 or (len(words) == 2 and not words[1].isalpha()) else FILL_FORM


FORM = EitherRoute(Act.SEE, _meant)
