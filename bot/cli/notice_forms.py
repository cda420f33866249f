"""`breachbot notice KIND --format FORM-json`: the authority's own form, offline.

The form goes to stdout or to a file: as JSON one document, which lists what is still needed too. The same list goes to
stderr. Exit status 1: something is missing that the form demands.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.documents.authority_forms import draft_form, needed_lines
from bot.documents.form_tables import form_document
from bot.domain.authority_forms import AuthorityForm
from bot.domain.filled_forms import Answer
from bot.domain.form_entries import field_of, read_entry
from bot.domain.notice_templates import NoticeTemplate, Templates
from bot.errors import UsageError
from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.values import Unreadable
from bot.library.forms import form_ids, form_named
from bot.strict import LibraryFaults, read


def form_asked(templates: Templates, format: str) -> bool:
    """Whether an authority's own form is meant, such as `edpb-json`, rather than the notice itself."""
    return format.lower().partition("-")[0] in form_ids(templates)


def filled_form(
    templates: Templates,
    notice: NoticeTemplate,
    facts: Facts,
    law: Law,
    now: datetime,
    language: str,
    format: str,
    answers: Path | None,
) -> tuple[bytes, str, bool]:
    """The file, what to say of it, and whether it is complete. Raises UsageError where the notice has another form,
    or none."""
    wanted, _dash, name = format.lower().partition("-")
    if notice.authority_form != wanted:
        own = f"Its form: {notice.authority_form}-json." if notice.authority_form else "It has no form of its own."
        raise UsageError(f"“{notice.id}” has no form “{wanted}”.", own)
    zone = ZoneInfo(str(facts.value("zone") or "UTC"))
    given = read_answers(answers, form_named(templates, wanted), zone) if answers else {}
    draft = draft_form(templates, notice, facts, law, now=now, zone=zone, language=language, given=given)
    complete = draft.filled.is_complete
    document = form_document(draft, "DRAFT, not approved" if complete else "INCOMPLETE DRAFT")
    if name not in document.formats:
        choices = ", ".join(f"{wanted}-{one}" for one in document.formats)
        raise UsageError(f"There is no format “{format}”.", f"Choose one of: {choices}.")
    demanded = sum(gap.is_demanded for gap in draft.filled.gaps)
    head = "Everything is there that the form demands." if complete else f"Still needed: {demanded}."
    version = f"{draft.form.template}, version {draft.form.version}"
    return document.as_file(name), "\n".join([version, head, *(f"  {line}" for line in needed_lines(draft))]), complete


def read_answers(file: Path, form: AuthorityForm, zone: ZoneInfo) -> Mapping[str, Answer]:
    """A YAML table: the number of each field, then its answer. Raises UsageError when there is no such file,
    LibraryFaults with all that is wrong in it."""
    if not file.is_file():
        raise UsageError(f"File not found: {file}.", "Enter a YAML file with the number of a field and its answer.")
    document = read(file)
    if not isinstance(document.value, dict):
        raise LibraryFaults([document.fault((), "write a table: the number of each field, then its answer.")])
    found, faults = {}, []
    for key, raw in document.value.items():
        try:
            one = field_of(form, str(key))
            found[one.n] = read_entry(one, raw, zone)
        except Unreadable as error:
            faults.append(document.fault((str(key),), str(error)))
    if faults:
        raise LibraryFaults(faults)
    return found
