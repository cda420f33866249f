"""Renders the report on one incident from its `ReportFacts`.

Decides the cover and the file name, nothing about the incident: every number comes from `domain.reports`, every
sentence of the page from the template `report/EDITION.LANGUAGE.j2`. The hash is that of the Markdown and is the same in
every format.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.documents.covers import Cover
from bot.documents.display import Display
from bot.documents.drafts import run_template, tidy
from bot.domain.notice_templates import Templates, text_hash
from bot.domain.report_metrics import metrics
from bot.domain.reports import ReportFacts
from bot.errors import UsageError


@dataclass(frozen=True)
class RenderedDocument:
    """A text with its cover; pass both to `to_html`, `to_pdf`, `to_text` or `front_matter`."""

    markdown: str
    cover: Cover

    @property
    def sha256(self) -> str:
        return self.cover.sha256

    @property
    def stem(self) -> str:
        """The file's name without its ending: `BR-7F3K_factual_2026-12-05`."""
        return self.cover.reference


def editions(templates: Templates, language: str = "en") -> tuple[str, ...]:
    """The editions that exist in this language."""
    ending = f".{language}.j2"
    names = (name.removeprefix("report/") for name in templates.sources if name.startswith("report/"))
    return tuple(sorted(name.removesuffix(ending) for name in names if name.endswith(ending)))


def render_report(
    templates: Templates, report: ReportFacts, edition: str = "factual", language: str = "en"
) -> RenderedDocument:
    """The report as Markdown with its cover. Deterministic. Raises UsageError for an unknown edition."""
    known = editions(templates, language)
    if edition not in known:
        raise UsageError(f"There is no edition “{edition}” of the report.", f"Choose one of: {', '.join(known)}.")
    display = Display(language, ZoneInfo(report.zone), templates.words.get(language, {}))
    view = {
        "report": report,
        "metrics": metrics(report.stamps),
        "now": report.made_at,
        "zone": report.zone,
        "template_version": templates.version("report"),
    }
    markdown = tidy(run_template(templates, f"report/{edition}.{language}.j2", view, display))
    on = report.made_at.astimezone(ZoneInfo(report.zone)).date()
    return RenderedDocument(
        markdown,
        Cover(
            title=f"Incident report {report.ref}",
            language=language,
            kind="report",
            marking=_marking(report),
            reference=f"{report.ref}_{edition}_{on.isoformat()}",
            version=templates.version("report"),
            sha256=text_hash(markdown),
        ),
    )


def _marking(report: ReportFacts) -> str:
    parts = [report.privilege, "" if report.closed_at else "Incident still open"]
    return " · ".join(part for part in (*parts, "Confidential") if part)
