"""An authority's own form in an incident: what people answered to it themselves, and the order to fill it in.

The answers are kept in the record alone, one entry for each; the newest counts. Leaves the filling in to
`bot.documents`, when the file is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions import channels, notices
from bot.actions.audit_log import entries_of
from bot.actions.recorded_facts import RECORDED, facts_told
from bot.actions.work import Work
from bot.domain.authority_forms import AuthorityForm, FormField
from bot.domain.events.event import Redacted
from bot.domain.events.notices import FormAnswered, FormMade
from bot.domain.filled_forms import Answer
from bot.domain.form_entries import field_named, read_entry, stored
from bot.domain.notice_templates import NoticeTemplate
from bot.errors import Refused, UsageError
from bot.law.facts import Facts
from bot.law.values import UNKNOWN, Unreadable
from bot.library.forms import form_named
from bot.messages import _
from bot.store.tables import Incident

FORMATS = ("pdf", "docx", "json")


@dataclass(frozen=True)
class FillForm:
    """`notice`: the notice that the authority's form stands for."""

    notice: str
    language: str = "en"


@dataclass(frozen=True)
class AnswerField:
    """`said`: the number of a field, then the answer; `unknown` takes an answer back."""

    notice: str
    said: str


@dataclass(frozen=True)
class FormOrdered:
    """The form is filled in and uploaded to the incident's channel in a moment."""

    incident: Incident
    form: AuthorityForm
    notice: NoticeTemplate


@dataclass(frozen=True)
class FieldAnswered:
    """`answer` None: it was taken back."""

    incident: Incident
    form: AuthorityForm
    field: FormField
    answer: Answer
    notice: NoticeTemplate


def form_of(work: Work, incident: Incident, word: str) -> tuple[NoticeTemplate, AuthorityForm]:
    """The notice that the words mean, and its form. Raises UsageError for one without."""
    kind = notices.named(work, incident, word)
    if kind.authority_form is None:
        having = ", ".join(one.id for one in work.library.templates.notices.values() if one.authority_form)
        raise UsageError(
            _("No form of an authority is known for “{title}”.", title=kind.title),
            _("Notices with one: {listed}.", listed=having),
        )
    return kind, form_named(work.library.templates, kind.authority_form)


def make_form(work: Work, incident: Incident, command: FillForm) -> FormOrdered:
    """Fill in the form as the facts stand, and put it into the channel as a PDF, as a Word file and as JSON."""
    kind, form = form_of(work, incident, command.notice)
    language = command.language if command.language in kind.languages else kind.languages[0]
    work.record(incident, FormMade(form.id, form.version, kind.id))
    number = work.newest(incident)
    work.send(
        "file",
        f"form:{incident.id}:{number}",
        incident,
        needs=channels.channel_key(incident),
        document="form",
        formats=list(FORMATS),
        number=number,
        template=kind.id,
        language=language,
    )
    return FormOrdered(incident, form, kind)


def answer_field(work: Work, incident: Incident, command: AnswerField) -> FieldAnswered:
    """Keep a person's answer. Raises UsageError for a field that there is not, or an answer that it can't take."""
    kind, form = form_of(work, incident, command.notice)
    try:
        one, said = field_named(form, command.said)
        answer = None if said.lower() == UNKNOWN else read_entry(one, said, ZoneInfo(incident.zone))
    except Unreadable as error:
        example = f"/breach form {kind.id} {form.fields[0].n} …"
        raise UsageError(
            error.say, _("Write the field's number, then the answer: {example}", example=example)
        ) from error
    if _answers(work, incident, form).get(one.n) == stored(answer):
        raise Refused(_("This is already the answer."), _("No change."))
    work.record(incident, FormAnswered(form.id, one.n, one.label, stored(answer)))
    return FieldAnswered(incident, form, one, answer, kind)


def given(work: Work, incident: Incident, form: AuthorityForm) -> Mapping[str, Answer]:
    """What people answered themselves, by number: here, or else once for every incident (`organisation.yaml`). What the
    form can't take is left out."""
    here = _answers(work, incident, form).items()
    own = {number: value for number, value in here if value is not None and not isinstance(value, Redacted)}
    found: dict[str, Answer] = {}
    for number, value in {**work.library.organisation.form_answers.get(form.id, {}), **own}.items():
        one = form.by_number.get(number)
        if one is None:
            continue
        try:
            found[number] = read_entry(one, value, ZoneInfo(incident.zone))
        except Unreadable:
            continue  # the form has changed since
    return found


def _answers(work: Work, incident: Incident, form: AuthorityForm) -> Mapping[str, Any]:
    """The newest of each field, as it is stored."""
    found: dict[str, Any] = {}
    for entry in entries_of(work.session, incident.id):
        said = entry.said_if_readable if entry.event == FormAnswered.name else None
        if isinstance(said, FormAnswered) and said.form == form.id:
            found[said.number] = said.value
    return found


def facts_for_form(work: Work, incident: Incident, kind: NoticeTemplate, language: str) -> Facts:
    """The facts, and everything that the record answers: a form may ask for more of it than the notice tells."""
    asking = kind.model_copy(update={"uses": (*kind.uses, *RECORDED)})
    return facts_told(work, incident, work.now_in(incident), asking, language)
