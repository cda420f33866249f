"""The documents of an incident: a notice drawn from its facts, a kept notice or the report as a file.

The seam between the record and the page: reads through `actions`, prints through its neighbours here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions import memos, notices, reports
from bot.actions.effects import Effect
from bot.actions.work import Drafted, Draw, Library, Work
from bot.documents.drafts import render
from bot.documents.formats import in_form
from bot.documents.markdown import Cover
from bot.documents.memos import memo_paper
from bot.documents.readability import review
from bot.documents.reports import Paper, render_report
from bot.law.facts import Facts
from bot.law.model import Law
from bot.store.tables import Incident


def draw_notice(library: Library) -> Draw:
    """How an action has a notice drawn: from facts, with what is missing and what the wording rules say."""

    def draw(template: str, language: str, facts: Facts, law: Law, now: datetime, zone: str) -> Drafted:
        places = {code: place.name for code, place in law.places.places.items()}
        made = render(
            library.templates, template, facts.known, now=now, language=language, zone=ZoneInfo(zone), places=places
        )
        remarks = tuple(one for one in review(library.templates, made, facts.known) if one.rule != "CHK")
        return Drafted(made.subject, made.markdown, made.text, made.missing, remarks)

    return draw


def document(work: Work, effect: Effect) -> Mapping[str, Any]:
    """The file of one effect, as `files_upload_v2` wants it."""
    incident = work.session.get_one(Incident, effect.incident_id)
    match effect.details["document"]:
        case "notice":
            paper = notice_paper(work, incident, str(effect.details["notice"]))
        case "memo":
            paper = memo_paper(memos.memo_lines(work, incident), incident.ref, incident.title)
        case _:
            paper = report_paper(work, incident)
    form = str(effect.details["format"])
    number = effect.details.get("number") or effect.details.get("notice")
    return {
        "filename": f"{paper.stem}_{number}.{form}",
        "title": f"{paper.cover.title} ({form})",
        "content" if form in ("md", "html") else "file": in_form(paper.markdown, paper.cover, form),
    }


def report_paper(work: Work, incident: Incident, edition: str = "factual") -> Paper:
    return render_report(work.library.templates, reports.collect(work, incident), edition)


def notice_paper(work: Work, incident: Incident, word: str) -> Paper:
    notice = notices.find(work, incident, word)
    marking = "Approved" if notice.state == "approved" else "DRAFT, not approved"
    audience = work.library.templates.notices[notice.template].audience
    cover = Cover(
        title=notice.subject,
        kind="brief" if audience == "executives" else "letter",
        language=notice.language,
        marking=marking,
        reference=f"{incident.ref}_{notice.template}_v{notice.version}",
        version=str(notice.version),
        sha256=notice.text_hash,
    )
    return Paper(notice.text, cover)
