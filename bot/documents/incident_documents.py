"""The documents of an incident: a notice drafted from its facts, a saved notice, the memo or the report as a file.

Decides which document is asked for, and that every one of a drill has its mark; reads through `actions`, renders
through the other modules of this package.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions import (
    action_items,
    memos,
    metrics,
    notice_changes,
    notice_forms,
    notice_states,
    notices,
    reports,
    runbook_changes,
)
from bot.actions.effects import Effect, Rejected
from bot.actions.work import Drafted, Draw, Library, Work
from bot.documents import action_lists
from bot.documents.authority_forms import draft_form
from bot.documents.charts import Chart, charts
from bot.documents.covers import Cover, Sheet, cover_of
from bot.documents.drafts import render
from bot.documents.form_tables import form_document
from bot.documents.memos import memo_document
from bot.documents.pdf import to_png
from bot.documents.readability import review
from bot.documents.regions import readers_region
from bot.documents.reports import RenderedDocument, render_report
from bot.domain.drills import marked
from bot.domain.notice_completeness import duties_not_owed, is_late
from bot.domain.notices import NoticeState, TextAltered
from bot.domain.report_editions import Edition, of_edition
from bot.law.authorities import with_authority
from bot.law.facts import Facts
from bot.law.model import Law
from bot.messages import ENGLISH, _, speaking
from bot.store.tables import Incident, Notice

ALTERED = "Don't rely on this: entry {} of the audit log was altered"
LONGEST_ALT = 1000  # characters that Slack takes


def notice_drafter(library: Library) -> Draw:
    """The function an action uses to draft a notice, with what is missing and the remarks of the wording rules."""

    def draw(
        template: str,
        language: str,
        facts: Facts,
        law: Law,
        now: datetime,
        zone: str,
        edited: tuple[str, str] | None = None,
        *,
        checked: bool = True,
    ) -> Drafted:
        with speaking(language):
            places = {code: _(place.name) for code, place in law.places.places.items()}
        known = with_authority(facts.confirmed, law.places.authorities, law.places.seats)
        shown = partial(render, language=language, zone=ZoneInfo(zone), places=places, spoken=facts.languages)
        kind = library.templates.notices.get(template)
        not_owed = duties_not_owed(kind, facts, law, now) if kind else frozenset()
        late = kind is not None and is_late(kind, facts, law, now)
        made = shown(library.templates, template, known, now=now, not_owed=not_owed, late=late)
        if edited:
            made = replace(made, subject=edited[0], markdown=edited[1])
        found = review(library.templates, made, known) if checked else ()
        gaps = {f"[[MISSING: {one.words}]]" for one in made.missing}  # which say more about themselves
        remarks = tuple(one for one in found if edited or str(one.found) not in gaps)
        return Drafted(made.subject, made.markdown, made.text, made.missing, remarks, made.told)

    return draw


def uploads(work: Work, effect: Effect) -> Sequence[Mapping[str, Any]]:
    """The files of one effect, one for each of its formats, as `files_upload_v2` wants them."""
    incident = work.session.get_one(Incident, effect.incident_id)
    if effect.details["document"] == "actions":
        return _action_lists(work, incident, effect.details)
    made = document(work, incident, str(effect.details["document"]), effect.details)
    number = effect.details.get("number") or effect.details.get("notice")
    if made.pictures:
        return [_picture(made, one, number) for one in made.pictures]
    return [
        {
            "filename": f"{made.stem}_{number}.{format}",
            "title": f"{made.cover.title} ({format})",
            "content" if format in ("md", "html") else "file": made.as_file(format),
        }
        for format in effect.details["formats"]
    ]


def _action_lists(work: Work, incident: Incident, details: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    cover = Cover(title=f"Action items {incident.ref}", reference=f"{incident.ref}_actions_{details['number']}")
    cover = cover.of_drill() if incident.is_drill else cover
    items = action_items.action_items(work, incident)
    return [
        {
            "filename": f"{cover.reference}{action_lists.ENDINGS[format]}",
            "title": f"{cover.title} ({format})",
            "file": action_lists.FORMATS[format](items, work.now_in(incident)),
        }
        for format in details["formats"]
    ]


def _picture(made: RenderedDocument, one: Chart, number: object) -> Mapping[str, Any]:
    """One chart as a file, with the words for those who don't see it."""
    words = marked(one.alt) if made.cover.drill else one.alt
    return {
        "filename": f"{made.stem}_{one.name}_{number}.png",
        "title": f"{made.cover.title}: {one.title}",
        "file": to_png(one.svg, made.cover.marking, f"{made.cover.title}: {one.title}"),
        "alt_txt": shorten(words, LONGEST_ALT, placeholder=" …"),
    }


def report_document(
    work: Work,
    incident: Incident,
    edition: Edition = Edition.FACTUAL,
    language: str = ENGLISH,
    paper: Sheet = "a4",
) -> RenderedDocument:
    return document(work, incident, "report", {"edition": edition, "language": language, "paper": paper})


def document(work: Work, incident: Incident, name: str, details: Mapping[str, Any]) -> RenderedDocument:
    """The one way to a document of an incident; `details` say which notice or edition."""
    made = DOCUMENTS[name](work, incident, details)
    return replace(made, cover=made.cover.of_drill()) if incident.is_drill else made


def _report(work: Work, incident: Incident, details: Mapping[str, Any]) -> RenderedDocument:
    edition, paper = Edition(details.get("edition", Edition.FACTUAL)), details.get("paper", "a4")
    language = str(details.get("language", ENGLISH))
    others = metrics.usual_of_others(work, incident) if edition is Edition.BOARD else ()
    report = reports.collect(work, incident)
    if edition is Edition.LEARNING:
        said = tuple(f"{one.said}." for one in runbook_changes.suggested(work, incident))
        report = report.model_copy(update={"runbook_changes": said})
    return render_report(work.library.templates, report, edition, language, paper, others)


def _charts(work: Work, incident: Incident, details: Mapping[str, Any]) -> RenderedDocument:
    """Those of the factual edition that were asked for. Raises Rejected where the record has nothing for any more."""
    report = reports.collect(work, incident)
    drawn = charts(of_edition(report, Edition.FACTUAL))
    asked = tuple(one for one in drawn if one.name in details["charts"])
    if not asked:
        raise Rejected("The record no longer has anything for this chart.", "Type /breach chart to see what it has.")
    altered = "" if report.broken_at is None else ALTERED.format(report.broken_at)
    asked = tuple(replace(one, alt=f"{altered}. {one.alt}") for one in asked) if altered else asked
    cover = Cover(title=f"Charts {incident.ref}", kind="report", reference=f"{incident.ref}_chart", marking=altered)
    return RenderedDocument("\n\n".join(one.alt for one in asked), cover, pictures=asked)


def _memo(work: Work, incident: Incident, _details: Mapping[str, Any]) -> RenderedDocument:
    return memo_document(memos.memo_lines(work, incident), incident.ref, incident.title)


def _notice(work: Work, incident: Incident, details: Mapping[str, Any]) -> RenderedDocument:
    notice = notices.find(work, incident, str(details["notice"]))
    try:
        notice_states.intact(notice)
    except TextAltered as altered:
        raise Rejected(str(altered.say), str(altered.remedy)) from altered
    kind = notices.kind_of(work, notice)
    cover = cover_of(
        kind,
        notice.language,
        notice.subject,
        notice.text_hash,
        region=readers_region(kind, incident.facts.known, ZoneInfo(incident.zone)),
        version=str(notice.version),
        marking=_marking(work, incident, notice),
        reference=f"{incident.ref}_{notice.template}_v{notice.version}",
    )
    return RenderedDocument(notice.text, cover)


def _marking(work: Work, incident: Incident, notice: Notice) -> str:
    """None on what went out, or may. An approval counts for the text that the record gives now."""
    if notice.state is NoticeState.WITHDRAWN:
        return "WITHDRAWN"
    stands = notice.state is NoticeState.APPROVED and notice_changes.is_current(work, incident, notice)
    return "" if stands or notice.state in (NoticeState.SENT, NoticeState.CORRECTED) else "DRAFT, not approved"


def _form(work: Work, incident: Incident, details: Mapping[str, Any]) -> RenderedDocument:
    library, language, zone = work.library, str(details["language"]), ZoneInfo(incident.zone)
    kind, form = notice_forms.form_of(work, incident, str(details["template"]))
    draft = draft_form(
        library.templates,
        kind,
        notice_forms.facts_for_form(work, incident, kind, language),
        work.law(incident),
        now=work.now_in(incident),
        zone=zone,
        language=language,
        given=notice_forms.given(work, incident, form),
        practice=incident.is_drill,
    )
    made = form_document(draft, "DRAFT, not approved" if draft.filled.is_complete else "INCOMPLETE DRAFT")
    return replace(made, cover=replace(made.cover, reference=f"{incident.ref}_{form.id}"))


DOCUMENTS: Mapping[str, Callable[[Work, Incident, Mapping[str, Any]], RenderedDocument]] = {
    "notice": _notice,
    "memo": _memo,
    "report": _report,
    "chart": _charts,
    "form": _form,
}
