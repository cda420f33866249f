"""What surrounds a document: title, marking, reference and hash, the paper it is printed on, the mark of a drill.

Decides what every format says around the text; how it looks there is decided by each format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from markdown_it.token import Token

from bot.documents.regions import Region
from bot.domain.drills import MARK, marked
from bot.domain.markdown import INVISIBLE, escape
from bot.domain.notice_templates import NoticeTemplate

PRACTICE: Mapping[str, str] = {
    "de": "Übung, kein echter Vorfall",
    "en": "practice, not a real incident",
    "es": "simulacro, no es un incidente real",
    "fr": "exercice, pas un incident réel",
    "it": "esercitazione, non un incidente reale",
}
"""What a document of a drill is, in its own language: a person who finds a page may not know about the drill."""


PAGE_WORDS = {
    "de": ("Seite", "von"),
    "en": ("Page", "of"),
    "es": ("Página", "de"),
    "fr": ("Page", "sur"),
    "it": ("Pagina", "di"),
}


Sheet = Literal["a4", "us-letter"]


@dataclass(frozen=True)
class Cover:
    """What surrounds a text: in the page's header and footer, in the front matter, in the file's own metadata.
    `drill`: a watermark on every page besides."""

    title: str
    language: str = "en"
    kind: Literal["letter", "report", "brief"] = "letter"
    marking: str = ""  # status and privilege, as a person set them: "DRAFT - not approved"
    reference: str = ""
    version: str = ""
    sha256: str = ""  # of the Markdown, the same in every format
    drill: bool = False
    paper: Sheet = "a4"
    made: str = ""  # when and by whom: no part of the text, and not of its hash
    charts: Mapping[str, str] = field(
        default_factory=dict, compare=False
    )  # SVG by name, where the text has `chart NAME`

    def of_drill(self) -> "Cover":
        """The same with the mark of a drill in title, marking and reference, which is also the file's name."""
        said = [PRACTICE.get(self.language, PRACTICE["en"]), self.marking]
        return replace(
            self,
            title=marked(self.title),
            marking=marked(" · ".join(part for part in said if part)),
            reference=f"{MARK}_{self.reference}" if self.reference else "",
            drill=True,
        )


def cover_of(
    notice: NoticeTemplate,
    language: str,
    title: str,
    sha256: str,
    *,
    region: Region,
    version: str,
    marking: str,
    reference: str = "",
) -> Cover:
    """What surrounds a text of a notice; `marking` is its status, empty once it may be sent. `region`: its readers'."""
    return Cover(
        title=title,
        language=language,
        kind="brief" if notice.audience == "executives" else "letter",
        marking=marking,
        reference=reference,
        version=version,
        sha256=sha256,
        paper="us-letter" if region == "US" else "a4",
    )


def chart_of(cover: Cover, token: Token) -> str:
    """The picture that a block of code stands for, as SVG: one that begins with `chart NAME` and holds a description.
    Empty for any other."""
    word, _, name = token.info.partition(" ")
    return cover.charts.get(name.strip(), "") if word == "chart" else ""


def imprint(cover: Cover) -> str:
    """Reference, version, when it was made and content hash on one line; empty if the cover has none."""
    said = [cover.reference, f"version {cover.version}" if cover.version else "", cover.made]
    said.append(f"content SHA-256 {cover.sha256}" if cover.sha256 else "")
    return " · ".join(part for part in said if part)


def foot(cover: Cover) -> str:
    """What stands at the foot of a page. A letter that may be sent has its reference only."""
    if cover.kind != "letter":
        return imprint(cover)
    if not cover.marking:
        return cover.reference
    return imprint(replace(cover, sha256=f"{cover.sha256[:16]}…" if cover.sha256 else ""))


def front_matter(markdown: str, cover: Cover) -> str:
    """The Markdown with its metadata first, as YAML; its hash is that of the text below the second `---`.

    In a drill the text stands between two lines that say so.
    """
    rows = {
        "title": cover.title,
        "language": cover.language,
        "marking": cover.marking,
        "reference": cover.reference,
        "version": cover.version,
        "made": cover.made,
        "content_sha256": cover.sha256,
    }
    head = "\n".join(f'{key}: "{_quoted(value)}"' for key, value in rows.items() if value)
    line = f"**{escape(cover.marking)}**\n"
    return f"---\n{head}\n---\n" + (f"{line}\n{markdown}\n{line}" if cover.drill else markdown)


def _quoted(value: str) -> str:
    return INVISIBLE.sub("", value).replace("\\", "\\\\").replace('"', '\\"')
