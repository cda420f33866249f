"""Slack, PDF, HTML and DOCX of one notice say the same, each list with the same numbers."""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from bot.documents.covers import Cover
from bot.documents.drafts import render
from bot.documents.formats import to_format
from bot.documents.template_checks import sample
from bot.domain.notice_lines import lines
from bot.slack import notice_texts
from tests import shipped

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def said(text: str) -> str:
    """Letters and digits only: what stands between them is each format's own."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def in_slack(markdown: str) -> str:
    return said(" ".join(words for block in notice_texts.blocks(lines(markdown)) for words in _slack(block)))


def _slack(piece: Mapping[str, Any]) -> Iterator[str]:
    if piece["type"] in ("text", "link"):
        yield piece["text"]
    for at, one in enumerate(piece.get("elements", ())):
        if piece.get("style") == "ordered":
            yield str(piece.get("offset", 0) + 1 + at)
        yield from _slack(one)


def in_pdf(markdown: str) -> str:
    pages = pypdf.PdfReader(io.BytesIO(to_format(markdown, Cover(title="x"), "pdf"))).pages
    return "".join(re.sub(r"Page\d+of\d+$", "", said(page.extract_text())) for page in pages)


class _Main(HTMLParser):
    """The words of the page's main part, each numbered item after its number."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.lists: list[int | None] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside |= tag == "main"
        if tag in ("ol", "ul"):
            self.lists.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        if tag == "li" and (number := self.lists[-1]) is not None:
            self.words.append(f" {number} ")
            self.lists[-1] = number + 1

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "main"
        if tag in ("ol", "ul"):
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words.append(data)


def in_html(markdown: str) -> str:
    page = _Main()
    page.feed(to_format(markdown, Cover(title="x"), "html").decode())
    return said("".join(page.words))


def in_docx(markdown: str) -> str:
    page: Any = Document(io.BytesIO(to_format(markdown, Cover(title="x"), "docx")))
    numbering, reached = page.part.numbering_part.element, dict[int, int]()
    words = []
    for part in page.iter_inner_content():
        if isinstance(part, Table):
            words += [cell.text for row in part.rows for cell in row.cells]
            continue
        properties = part._p.pPr.numPr
        if properties is not None:
            known = properties.numId.val
            first = next(numbering.num_having_numId(known).iter(qn("w:startOverride"))).get(qn("w:val"))
            reached[known] = reached.get(known, int(first) - 1) + 1
            words.append(str(reached[known]))
        words.append(part.text)
    return said(" ".join(words))


def each() -> Iterator[tuple[str, str]]:
    """One notice of each folder of templates, the languages in turn."""
    folders = {one.folder: one for one in shipped.templates().notices.values()}
    for at, one in enumerate(folders.values()):
        yield one.id, one.languages[at % len(one.languages)]


def made(template: str, language: str) -> str:
    """Its Markdown with every fact known."""
    vocabulary = shipped.law().vocabulary
    facts = {name: sample(vocabulary[name], "DE") for name in shipped.templates().notices[template].facts}
    zone = ZoneInfo("Europe/Berlin")
    return render(shipped.templates(), template, facts, now=NOW, language=language, zone=zone).markdown


@pytest.mark.parametrize(("template", "language"), each())
def test_every_format_of_a_notice_says_the_same(template: str, language: str) -> None:
    markdown = made(template, language)
    whole = in_slack(markdown)
    assert len(whole) > 150
    assert in_html(markdown) == whole
    assert in_docx(markdown) == whole
    assert in_pdf(markdown) == whole
