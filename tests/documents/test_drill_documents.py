"""Every document of a drill has its mark: on each page, in its title and its name, in every format and language."""

import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from docx import Document
from sqlalchemy import select

from bot.actions.effects import Effect
from bot.actions.work import Work
from bot.documents.covers import PRACTICE, Cover
from bot.documents.formats import FORMATS, to_format
from bot.documents.incident_documents import DOCUMENTS, document, uploads
from bot.domain.drills import MARK
from bot.store.engine import migrate, open_engine
from bot.store.tables import Incident
from tests import shipped
from tests.slack.desk import COMMS, DPO, LEAD, Desk

DETAILS: Mapping[str, Mapping[str, Any]] = {
    "notice": {"notice": 1},
    "memo": {"number": 1},
    "report": {"number": 1},
    "chart": {"charts": ["clocks"], "number": 1},
    "form": {"template": "gdpr-authority", "language": "en"},
}
LONG = "# Heading\n\n" + "One paragraph of many.\n\n" * 120


def incidents_of(work: Work) -> Sequence[Incident]:
    """The real one, and then the drill."""
    return work.session.scalars(select(Incident).order_by(Incident.id)).all()


def file_of(incident: int, format: str) -> Effect:
    details = {"document": "memo", "formats": [format], "number": 1}
    return Effect("key", "file", incident, details, "lane", datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A real incident (1) and a drill (2), each with a drafted notice."""
    home = tmp_path_factory.mktemp("documents")
    engine = open_engine(f"sqlite:///{home}/breachbot.db")
    migrate(engine)
    found = Desk(engine, shipped.library())
    for word, channel in (("open", "C0REAL"), ("drill", "C0DRILL")):
        found.say(LEAD, f"/breach {word} laptop lost in Lyon", channel=channel)
        with found.opens(LEAD, False) as work:
            [one] = [one for one in incidents_of(work) if one.is_drill == (word == "drill")]
            one.channel_id = channel
        found.say(DPO, "/breach facts people DE 1200", channel=channel)
        found.say(COMMS, "/breach notice gdpr-authority", channel=channel)
    yield found
    engine.dispose()
    shutil.rmtree(home)


def text_of(content: bytes, format: str) -> list[str]:
    """The text of each page; a format without pages is one."""
    if format == "pdf":
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    if format == "docx":  # Word prints its header on each page
        return [Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text]
    return [content.decode()]


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_document_of_a_drill_is_marked_and_none_of_a_real_incident_is(desk: Desk, name: str) -> None:
    assert set(DETAILS) == set(DOCUMENTS), "a document that is not tried here"
    with desk.opens(LEAD, True) as work:
        real, drill = (document(work, one, name, {**DETAILS[name], "notice": one.id}) for one in incidents_of(work))
    assert drill.cover.title.startswith(f"{MARK} · ")
    assert drill.cover.marking.startswith(f"{MARK} · {PRACTICE[drill.cover.language]}")
    assert drill.stem.startswith(f"{MARK}_DR-")
    assert not any(MARK in said for said in (real.cover.title, real.cover.marking, real.stem))


@pytest.mark.parametrize("format", ["md", "html", "pdf"])
def test_a_file_that_is_posted_is_named_and_titled_with_the_mark(desk: Desk, format: str) -> None:
    with desk.opens(LEAD, True) as work:
        _real, drill = incidents_of(work)
        [file] = uploads(work, file_of(drill.id, format))
    assert file["filename"] == f"{MARK}_{drill.ref}_memo_1.{format}"
    assert file["title"].startswith(f"{MARK} · ")


def test_a_chart_that_is_posted_has_the_mark_in_its_picture_too(desk: Desk) -> None:
    with desk.opens(LEAD, True) as work:
        real, drill = incidents_of(work)
        details = {**DETAILS["chart"], "document": "chart", "formats": ["png"]}
        files = [
            uploads(work, Effect("key", "file", one.id, details, "lane", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)))[0]
            for one in (real, drill)
        ]
    assert [[MARK in file[name] for name in ("filename", "title", "alt_txt")] for file in files] == [
        [False] * 3,
        [True] * 3,
    ]
    heights = [int.from_bytes(file["file"][20:24]) for file in files]
    assert heights[1] > heights[0]  # the line with the mark


@pytest.mark.parametrize("language", sorted(PRACTICE))
@pytest.mark.parametrize("format", sorted(FORMATS))
def test_every_page_in_every_format_says_that_it_is_practice(format: str, language: str) -> None:
    cover = Cover(title="A letter", language=language, marking="Approved", reference="DR-2026-0001_letter")
    made = to_format(LONG, cover.of_drill(), format)
    pages = text_of(made, format)
    assert format != "pdf" or len(pages) > 2
    assert [page for page in pages if f"{MARK} · {PRACTICE[language]}" not in " ".join(page.split())] == []
    assert all(PRACTICE[language] not in page for page in text_of(to_format(LONG, cover, format), format))


def test_a_text_without_pages_is_marked_at_both_ends() -> None:
    cover = Cover(title="A letter", marking="Approved").of_drill()
    for format in ("md", "txt"):
        said = to_format(LONG, cover, format).decode()
        assert said.index(MARK) < said.index("Heading")
        assert said.rindex(MARK) > said.rindex("One paragraph of many.")


def test_every_page_of_a_pdf_has_a_watermark_and_is_still_tagged() -> None:
    reader = pypdf.PdfReader(io.BytesIO(to_format(LONG, Cover(title="A letter").of_drill(), "pdf")))
    assert all(page.extract_text().count(MARK) == 2 for page in reader.pages), "in the header and across the page"
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"{MARK} · A letter"


def test_the_page_for_the_screen_keeps_its_mark_in_sight() -> None:
    drill = to_format(LONG, Cover(title="A letter", kind="report").of_drill(), "html").decode()
    assert '<body class="report drill">' in drill
    assert f"<title>{MARK} · A letter</title>" in drill
    assert '<body class="report">' in to_format(LONG, Cover(title="A letter", kind="report"), "html").decode()
