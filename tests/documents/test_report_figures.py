"""Every figure of a report is what the rows of its database say, counted anew by `tests.anew`: of an incident with
something of everything, of a long drill, and of one that took five minutes. The scripts of `tests/conversations`, the
two replays among them, are compared in the same way where they are played.
"""

import ast
import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document

from bot.actions import evidence, notes, register
from bot.actions.work import BREACHBOT, Library
from bot.documents.incident_documents import report_document
from bot.documents.reports import RenderedDocument
from bot.domain.events.incidents import ChannelCreated
from bot.domain.evidence import EvidenceKind
from bot.domain.report_editions import Edition
from bot.domain.report_exports import json_schema
from bot.store.engine import open_engine
from bot.store.tables import Incident
from tests.anew import pages
from tests.anew.expected import WORDS, counted, differences, expected
from tests.anew.figures import Figures
from tests.anew.rows import Rows, instant
from tests.slack.conftest import approved, begun, library  # noqa: F401, the same desk
from tests.slack.desk import CHANNEL, COMMS, DPO, EXEC, LEAD, Desk

ANEW = Path(pages.__file__).parent


@dataclass(frozen=True)
class Made:
    """One incident with all that is made of it. `rows`: its database."""

    desk: Desk
    editions: Mapping[Edition, RenderedDocument]

    @property
    def file(self) -> Path:
        return Path(str(self.desk.engine.url.database))

    def data(self, edition: Edition = Edition.FACTUAL) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.editions[edition].as_file("json"))
        return found

    def figures(self) -> Figures:
        return counted(self.file, self.data())


def in_turn(desk: Desk, *lines: tuple[str, str]) -> None:
    for person, line in lines:
        shown = desk.say(person, f"/breach {line}")
        if shown.view:
            desk.confirm_change(person, shown)


def all_sorts(desk: Desk) -> None:
    """An authority told after half its time, another not at all, people told, one duty declined, facts corrected, said
    again and taken back, steps done in time, late and not at all, a review, costs, evidence."""
    in_turn(
        desk,
        (LEAD, "done C01 done as the runbook says"),
        (DPO, "facts people DE 1200, FR 300, GB 25"),
        (LEAD, "facts occurred_from 20 Feb 2026 07:10"),
        (LEAD, "facts noticed_at 2 Mar 2026 08:15"),
        (LEAD, "facts detected_at 2 Mar 2026 08:00"),
        (LEAD, "facts aware_at 2 Mar 2026 08:20"),
        (DPO, "risk high because strangers can use the data for fraud"),
        (LEAD, f"action Ask for a second factor <@{COMMS}> by 20 Mar 2026 verify: a sign-in without it fails"),
        (LEAD, "cost claims 120000-180000 EUR because the insurer's letter"),
        (EXEC, "cost claims 130000-180000 EUR because a second letter"),
        (EXEC, "cost response 5000 EUR because the invoice"),
    )
    with desk.opens(LEAD, False) as work:
        log = evidence.AddEvidence(None, EvidenceKind.LINK, "the server's log", "https://files.example/log", "ab" * 32)
        evidence.add_evidence(work, work.session.get_one(Incident, 1), log)
    desk.later(hours=34, minutes=30)
    in_turn(
        desk,
        (DPO, "facts people DE 1500, FR 300, GB 40"),
        (DPO, "facts people DE 1500, FR 300, GB 40 because counted twice"),
        (DPO, "facts harm_seen one false invoice"),
        (DPO, "facts harm_seen unknown"),
        (LEAD, "facts contained_at today 11:20"),
        (COMMS, "notice gdpr-authority"),
        (DPO, "approve gdpr-authority"),
        (DPO, "met eu-gdpr-33-1-authority ref A-1 by portal to 40"),
        (LEAD, "skip C11 no press interest"),
        (DPO, "returned gdpr-authority ref A-1 3"),
        (DPO, "met eu-gdpr-34-individuals ref MAIL-1 because the mailing house sent it"),
        (DPO, "decline uk-gdpr-34-individuals because the forty were called by telephone"),
        (LEAD, "decline uk-gdpr-34-individuals because the forty were called by telephone"),
        (DPO, "privilege because claims are likely"),
        (LEAD, "review start because the response is over"),
    )
    desk.later(hours=61, minutes=7)


def long_drill(desk: Desk) -> None:
    """180 notes over eleven days of practice, whose time is moved; the number of people goes down and is taken back."""
    desk.say(LEAD, "/breach drill laptop lost in Lyon")
    with desk.opens(BREACHBOT, False) as work:
        drill = work.session.get_one(Incident, 1)
        drill.channel_id = CHANNEL
        work.record(drill, ChannelCreated(CHANNEL))
    in_turn(
        desk,
        (LEAD, "facts aware_at today 09:30"),
        (DPO, "facts people FR 2000-3000, DE some"),
        (DPO, "facts data email"),
        (LEAD, "done C01"),
        (LEAD, "task Ask the airline by tomorrow 12:00"),
    )
    for day in range(9):
        with desk.opens(LEAD, False) as work:
            drill = work.session.get_one(Incident, 1)
            for number in range(20):
                notes.add_note(work, drill, notes.AddNote(f"Day {day}, call {number}: 17 of 40 rooms checked."))
        desk.later(hours=3)
        in_turn(desk, (LEAD, "forward 27 hours"))
    in_turn(
        desk,
        (DPO, "facts people FR 1800, DE 12"),
        (LEAD, "done C03 2 because it is contained"),
        (DPO, "facts people unknown"),
        (DPO, "met eu-gdpr-33-1-authority ref DRILL-9 because it was practiced"),
    )


def five_minutes(desk: Desk) -> None:
    """A lost laptop that is found again, unopened."""
    desk.open("laptop lost in Lyon")
    desk.later(minutes=2)
    in_turn(desk, (LEAD, "facts people FR 1"), (DPO, "risk unlikely because it was never opened"))
    desk.later(minutes=3)
    desk.close()


STORIES = {"all sorts": (all_sorts, "approved"), "long drill": (long_drill, "empty"), "five": (five_minutes, "empty")}


@pytest.fixture(scope="module")
def every(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    library: Library,  # noqa: F811
) -> Iterator[Mapping[str, Made]]:
    found = {}
    for name, (story, start) in STORIES.items():
        file = tmp_path_factory.mktemp("figures") / "breachbot.db"
        shutil.copy(request.getfixturevalue(start), file)
        desk = Desk(open_engine(f"sqlite:///{file}"), library)
        story(desk)
        kinds = [one for one in Edition if one is not Edition.ANNEX or story is all_sorts]
        with desk.opens(LEAD, True) as work:
            found[name] = Made(desk, {one: report_document(work, desk.incident(), one) for one in kinds})
    yield found
    for made in found.values():
        made.desk.engine.dispose()


@pytest.fixture(params=STORIES)
def made(request: pytest.FixtureRequest, every: Mapping[str, Made]) -> Made:
    return every[request.param]


def test_every_figure_is_what_the_rows_say(made: Made) -> None:
    for edition in made.editions.keys() - {Edition.LEARNING}:  # which leaves out whole tables
        assert differences(made.file, made.data(edition)) == []


def test_the_pages_say_the_same_figures(made: Made) -> None:
    found = made.figures()
    for edition in (Edition.FACTUAL, Edition.BOARD, Edition.LEARNING):
        assert pages.differs(found, edition, made.editions[edition].markdown) == []


def test_the_annex_adds_up_the_newest_estimates_alone(every: Mapping[str, Made]) -> None:
    """5,000 and 130,000 to 180,000 euros; what insurance pays of it no one has said."""
    annex = every["all sorts"].editions[Edition.ANNEX].markdown
    assert "| EUR 135,000 to 185,000 | EUR not known |" in annex
    assert "120,000" not in annex


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def in_html(file: bytes) -> str:
    page = _Words()
    page.feed(file.decode())
    return "".join(page.words)


def in_docx(file: bytes) -> str:
    page: Any = Document(io.BytesIO(file))
    return "".join(text.text or "" for text in page.element.body.iter() if text.tag.endswith("}t"))


def in_pdf(file: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)


FORMATS = {"html": in_html, "docx": in_docx, "pdf": in_pdf}


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_says_the_same_figures(every: Mapping[str, Made], format: str) -> None:
    made = every["all sorts"]
    whole = pages.squeezed(FORMATS[format](made.editions[Edition.BOARD].as_file(format)))
    found = made.figures()
    figures = [pages.value(name, number) for name, number in found.counted.items() if number is not None]
    assert [line for line in (*pages.first_page(found), *figures) if pages.squeezed(line) not in whole] == []


def test_chat_and_the_register_say_the_same_as_the_first_page(made: Made) -> None:
    """One record, whoever asks: how many duties are late, until when each runs, who was told when and under what."""
    found, desk = made.figures(), made.desk
    clocks, late = desk.say(DPO, "/breach clocks all").text, 0
    with desk.opens(LEAD, True) as work:
        kept = {entry.ref: entry.cells for entry in register.entries(work)}
    for duty, row in found.rows.clocks.items():
        target, met = instant(row["target_at"]), instant(row["met_at"])
        why = desk.say(DPO, f"/breach why {duty}").text
        if target and row["decision"] is None and row["answer"] == "owed":
            late += found.state(row) == "late"
            assert f"<!date^{int(target.timestamp())}^" in clocks, duty
            assert f"<!date^{int(target.timestamp())}^" in why, duty
        if met:
            assert str(row["reference"]) in why, duty
    status = desk.say(LEAD, "/breach status").text
    assert status.count("late by") >= late
    assert pages.register_differs(found, kept.get(found.rows.incident["ref"])) == []


def test_every_figure_that_the_schema_has_is_compared_somewhere(every: Mapping[str, Made]) -> None:
    """So that a new field is counted anew, or said to be words, before a report has it."""
    seen: set[str] = set()
    for made in every.values():
        for edition in made.editions.keys() - {Edition.LEARNING}:
            document = made.data(edition)
            rows = Rows(made.file, document["report"]["ref"], datetime.fromisoformat(document["report"]["made_at"]))
            seen |= {re.sub(r"\[[^]]*\]", "", place) for place in expected(rows, document)}
    fields = set(schema_fields(json_schema()))
    assert fields - WORDS - seen == set()
    assert WORDS - fields == set(), "no field of a report"


def schema_fields(schema: Mapping[str, Any]) -> Iterator[str]:
    """The place of every value of the document, without the numbers of lists."""

    def walk(part: Mapping[str, Any], place: str) -> Iterator[str]:
        if "$ref" in part:
            part = schema["$defs"][part["$ref"].rpartition("/")[2]]
        kinds = [one for one in part.get("anyOf", [part]) if one.get("type") != "null"]
        if part not in kinds:
            yield from walk(kinds[0], place)
        elif part.get("type") == "array":
            yield from walk(part["items"], place)
        elif "properties" in part:
            for name, one in part["properties"].items():
                yield from walk(one, f"{place}.{name}".lstrip("."))
        else:
            yield place

    yield from walk(schema, "")


@pytest.mark.parametrize(
    "place",
    [("report", "steps", 0, "cost"), ("report", "costs"), ("figures", 0, "share"), ("report", "clocks", 0, "at")],
)
def test_a_figure_that_nothing_counts_anew_is_found(every: Mapping[str, Made], place: tuple[str | int, ...]) -> None:
    made = every["five"]
    document: Any = deepcopy(made.data())
    part = document
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = 40
    assert len(differences(made.file, document)) == 1


def test_a_figure_that_is_wrong_is_found(every: Mapping[str, Made]) -> None:
    made = every["all sorts"]
    document: Any = deepcopy(made.data())
    document["report"]["clocks"][0]["target_at"] = "2026-03-05T07:21:00Z"
    document["figures"][3]["value"] += 60
    document["report"]["steps"][0]["late"] = "1 min"
    assert len(differences(made.file, document)) == 3


def test_the_second_count_uses_none_of_the_first() -> None:
    for file in ANEW.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [one for one in names if one.split(".")[0] == "bot"], file.name
