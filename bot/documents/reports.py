"""Renders the editions of the report on one incident from its `ReportFacts`.

Decides the cover and the file name, nothing about the incident: what an edition holds is decided by
`domain.report_editions`, every sentence of the page by the template `report/EDITION.LANGUAGE.j2`. The hash is that of
the Markdown, which holds nothing of when and by whom it was made, and is the same in every format.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.documents.charts import Chart, charts
from bot.documents.covers import Cover, Sheet
from bot.documents.display import Display
from bot.documents.drafts import run_template, tidy
from bot.documents.formats import FORMATS, to_format
from bot.domain.metrics import Usual, figures
from bot.domain.notice_templates import Templates, text_hash
from bot.domain.report_editions import Edition, of_edition
from bot.domain.report_exports import ReportDocument
from bot.domain.report_glance import glance
from bot.domain.report_moments import moments
from bot.domain.reports import ReportFacts
from bot.errors import UsageError

TITLES = {
    Edition.FACTUAL: "Incident report",
    Edition.BOARD: "Report to the board",
    Edition.LEARNING: "Learning review",
    Edition.ANNEX: "Privileged annex",
}
DATA = "json"


@dataclass(frozen=True)
class RenderedDocument:
    """A text with its cover. Of a report also the edition as data. `pictures`: what stands alone, each in a file."""

    markdown: str
    cover: Cover
    edition: Edition | None = None
    report: ReportFacts | None = None
    pictures: tuple[Chart, ...] = ()

    @property
    def sha256(self) -> str:
        return self.cover.sha256

    @property
    def stem(self) -> str:
        """The file's name without its ending: `BR-7F3K_factual_2026-12-05`."""
        return self.cover.reference

    @property
    def formats(self) -> tuple[str, ...]:
        return (*FORMATS, *((DATA,) if self.report else ()))

    def as_file(self, format: str) -> bytes:
        """The whole file. Raises UsageError for a format that this document doesn't have."""
        if format not in self.formats:
            raise UsageError(f"There is no format “{format}”.", f"Choose one of: {', '.join(self.formats)}.")
        if format != DATA or self.report is None or self.edition is None:
            return to_format(self.markdown, self.cover, format)
        made = ReportDocument(
            edition=self.edition,
            title=self.cover.title,
            marking=self.cover.marking,
            content_sha256=self.sha256,
            report=self.report,
            figures=figures(self.report),
        )
        return made.model_dump_json(indent=1).encode()


def edition_named(word: str) -> Edition:
    """Raises UsageError for an edition that doesn't exist."""
    if word not in set(Edition):
        raise UsageError(f"There is no edition “{word}” of the report.", f"Choose one of: {', '.join(Edition)}.")
    return Edition(word)


def languages(templates: Templates, edition: Edition) -> tuple[str, ...]:
    """Those in which this edition has a template."""
    start = f"report/{edition}."
    return tuple(
        sorted(name.removeprefix(start).removesuffix(".j2") for name in templates.sources if name.startswith(start))
    )


def render_report(
    templates: Templates,
    report: ReportFacts,
    edition: Edition = Edition.FACTUAL,
    language: str = "en",
    paper: Sheet = "a4",
    others: Sequence[Usual] = (),
) -> RenderedDocument:
    """The edition as Markdown with its cover; `others`: what was usual in other incidents. Deterministic. Raises
    UsageError for a language without a template, NoAnnex where counsel asked for no annex."""
    known = languages(templates, edition)
    if language not in known:
        raise UsageError(
            f"The {edition} edition of the report has no translation into “{language}”.",
            f"Available: {', '.join(known)}.",
        )
    held = of_edition(report, edition)
    drawn, counted = charts(held), figures(held)
    view = {
        "report": held,
        "edition": str(edition),
        "glance": glance(held),
        "moments": moments(held),
        "charts": drawn,
        "figures": counted,
        "usual": {one.name: one for one in others},
        "now": report.made_at,
        "zone": report.zone,
        "template_version": templates.version("report"),
    }
    display = Display(language, ZoneInfo(report.zone), templates.words.get(language, {}))
    markdown = tidy(run_template(templates, f"report/{edition}.{language}.j2", view, display))
    local = report.made_at.astimezone(ZoneInfo(report.zone))
    cover = Cover(
        title=f"{TITLES[edition]} {report.ref}",
        language=language,
        kind="brief" if edition is Edition.BOARD else "report",
        marking=_marking(held),
        reference=f"{report.ref}_{edition}_{local.date().isoformat()}",
        version=templates.version("report"),
        sha256=text_hash(markdown),
        paper=paper,
        made=f"{display.instant(local)}, by {report.made_by}",
        charts={one.name: one.svg for one in drawn},
    )
    return RenderedDocument(markdown, cover, edition, held)


def _marking(report: ReportFacts) -> str:
    """What counsel directed, with name; never set by breachbot."""
    if report.privilege:
        return f"Privileged: prepared at the direction of counsel ({report.privilege.by}). Do not forward."
    return " · ".join(part for part in ("" if report.closed_at else "Incident still open", "Confidential") if part)
