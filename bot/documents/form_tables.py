"""An authority's form as a table of questions and answers, for Word, PDF and the other formats of text.

Decides the words of an answer; what the answers are is decided by `domain.filled_forms`. The questions are in the
form's own words, whatever the language.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from bot.documents.authority_forms import FormDraft, document
from bot.documents.covers import Cover
from bot.documents.formats import FORMATS
from bot.documents.reports import DATA, RenderedDocument
from bot.documents.tables import RowGroup, Table, to_markdown
from bot.domain.authority_forms import FormField
from bot.domain.filled_forms import Answer
from bot.domain.markdown import Safe
from bot.domain.notice_templates import text_hash
from bot.domain.roles import ROLES
from bot.messages import _, speaking, translate


@dataclass(frozen=True)
class FormDocument(RenderedDocument):
    """The table as a text with its cover, and the fields as JSON."""

    draft: FormDraft | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        return (DATA, *FORMATS)

    def as_file(self, format: str) -> bytes:
        """The whole file. Raises UsageError for an unknown format, InvalidForm as `document` does."""
        if format == DATA and self.draft:
            return (json.dumps(document(self.draft), ensure_ascii=False, indent=2) + "\n").encode()
        return super().as_file(format)


def form_document(draft: FormDraft, marking: str) -> FormDocument:
    """`marking`: its status. The mark of a drill is set where every document gets it."""
    markdown = table_of(draft)
    cover = Cover(
        title=draft.form.title,
        language=draft.language,
        kind="report",
        marking=marking,
        reference=f"{draft.reference}_{draft.form.id}" if draft.reference else draft.form.id,
        version=draft.form.version,
        sha256=text_hash(markdown),
    )
    return FormDocument(markdown, cover, draft=draft)


def table_of(draft: FormDraft) -> str:
    """As Markdown: a heading for each section, a row for each field that is shown, and what is still needed."""
    form = draft.form
    with speaking(draft.language):
        shown = [form.by_number[number] for number in draft.filled.answers]
        groups = [
            RowGroup(_heading(section), tuple(_row(draft, one) for one in fields))
            for section, fields in groupby(shown, lambda one: one.section)
        ]
        groups += _what_is_needed(draft)
        columns = (_("No."), _("Question"), _("The answer"), _("Demanded"))
        which = _("{template}, version {version}", template=form.template, version=form.version)
        head = f"{which}: {form.status}."
        notes = tuple(filter(None, (head, form.attribution, form.limits)))
        return to_markdown(Table(form.title, columns, tuple(groups), notes))


def _heading(section: str) -> str:
    return _("Section {number}", number=section) if section[:1].isdecimal() else section


def _row(draft: FormDraft, one: FormField) -> tuple[str, ...]:
    answer = draft.filled.answers[one.n]
    words = "\n".join(_words(draft, one, answer))
    if not words:
        words = Safe(f"[[MISSING: {_('the answer')}]]") if one.is_demanded else "–"
    return one.n, one.label, words, _("yes") if one.is_demanded else _("no")


def _words(draft: FormDraft, one: FormField, answer: Answer) -> Sequence[str]:
    """An answer as people read it, one line for each part."""
    match answer:
        case None:
            return ()
        case tuple():
            return [one.options[item].label if one.options else _place(draft, one, item) for item in answer]
        case Mapping():
            return [f"{draft.display.place(code)}: {_number(draft, count)}" for code, count in answer.items()]
        case bool() | int():
            return [draft.display.show(answer)]
    if one.options:
        return [one.options[answer].label]
    if one.type == "date-time":
        return [draft.display.instant(datetime.fromisoformat(answer))]
    return [draft.display.day(date.fromisoformat(answer))] if one.type == "date" else answer.splitlines()


def _place(draft: FormDraft, one: FormField, item: str) -> str:
    return draft.display.place(item) if one.type == "places" else item


def _number(draft: FormDraft, count: int | None) -> str:
    return _("still needed") if count is None else draft.display.show(count)


def _what_is_needed(draft: FormDraft) -> list[RowGroup]:
    rows = tuple(
        (
            gap.field.n if gap.field else "–",
            gap.label,
            translate(gap.because) or (", ".join(gap.facts) or "–"),
            _(ROLES[gap.field.who if gap.field else "dpo"]),
        )
        for gap in draft.filled.gaps
        if gap.is_demanded
    )
    columns = (_("No."), _("Question"), _("Facts that answer it, or why they don't"), _("Who can answer"))
    return [RowGroup(_("What is still needed"), rows, columns)] if rows else []
