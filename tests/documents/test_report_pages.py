"""The report of one incident: every section, the lateness, the same content in every format."""

import io
import json
import re
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import jsonschema
import pypdf
import pytest

from bot.documents.covers import front_matter
from bot.documents.html import to_html
from bot.documents.pdf import to_pdf, to_png
from bot.documents.reports import RenderedDocument, edition_named, languages, render_report
from bot.domain.costs import CostClass, ReportCost
from bot.domain.notice_templates import text_hash
from bot.domain.report_clocks import ReportClock
from bot.domain.report_editions import Edition, NoAnnex
from bot.domain.report_exports import json_schema
from bot.domain.report_metrics import ReportStamps
from bot.domain.reports import (
    ReportAction,
    ReportAnnex,
    ReportCeiling,
    ReportDecision,
    ReportEntry,
    ReportEstimate,
    ReportFact,
    ReportFacts,
    ReportNeed,
    ReportNotice,
    ReportPerson,
    ReportPlace,
    ReportPrivilege,
    ReportRole,
    ReportStep,
    Statement,
)
from bot.errors import UsageError
from tests import shipped

TEMPLATES = shipped.templates()
SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """Days of January 2019; 38 is 7 February."""
    return datetime(2019, 1, 1, hour, minute, tzinfo=UTC) + timedelta(days=day - 1)


def statement(value: str, day: int = 13, **more: str) -> Statement:
    return Statement.model_validate({"value": value, "by": "Anna Vermeer", "at": at(day), **more})


AUTHORITY = ReportClock(
    title="Notify the supervisory authority", law="GDPR", cites="Art. 33(1)", owed_to="Autoriteit Persoonsgegevens",
    state="met", because=("people in the EEA are affected",), words="not later than 72 hours",
    starts_at=at(13), target_at=at(16), limit_at=at(16, 23, 59), done_at=at(38), reference="AP-1",
    reason="Security did not pass the report on.", by="Bas de Wit",
)  # fmt: skip

REPORT = ReportFacts(
    ref="BR-2019-0001", codename="quiet-harbour", title="Stolen log-ins", kind="Phished account", state="closed",
    opened_at=at(13, 9), opened_by="Anna Vermeer", closed_at=at(60), made_at=at(61), made_by="Anna Vermeer",
    zone="Europe/Amsterdam",
    roles=(ReportRole(role="incident lead", name="Anna Vermeer"),),
    people=(
        ReportPerson(name="Anna Vermeer", called="the incident lead", in_office=True),
        ReportPerson(name="Bas de Wit", called="the DPO", in_office=True),
        ReportPerson(name="Joke Smit", called="a responder"),
    ),
    facts=(
        ReportFact(
            key="people", name="People affected", statements=(statement("at least one"), statement("4,109", 20))
        ),
        ReportFact(key="how_found", name="How found", statements=(statement("A partner | hotel <b>called</b>."),)),
    ),
    clocks=(
        AUTHORITY,
        ReportClock(title="Tell HHS", law="HIPAA", cites="164.408", owed_to="HHS", state="not_owed",
                 because=("you are not a covered entity",)),
        ReportClock(title="Tell the card brands", law="Contract", cites="cl. 9", owed_to="acquirer", state="declined",
                 by="Bas de Wit", reason="No card was taken."),
    ),
    steps=(
        ReportStep(phase="contain", title="Close the accounts", owner="IT", outcome="done", due_at=at(13, 16),
                finished_at=at(13, 19, 20), late="3 h 20 min",
                deviation="Done before C06 (Order preservation). Some logs last only a day."),
        ReportStep(phase="contain", title="Call the forensics firm", owner="lead", outcome="skipped",
                note="Own staff."),
    ),
    decisions=(
        ReportDecision(question="High risk?", choice="Yes", reason="Fraud calls", by=("Bas", "Anna"), at=at(14)),
    ),
    notices=(ReportNotice(title="Authority notice", audience="authority", version=2, language="en", drafted_by="Anna",
                       drafted_at=at(37), sha256="ab" * 32, approved_by="Bas", approved_at=at(38, 9)),),
    timeline=(ReportEntry(seq=1, at=at(13, 9), by="Anna Vermeer", sentence="opened the incident"),
              ReportEntry(seq=2, at=at(13, 10), by="Joke Smit", sentence="noted: Smit called Anna back")),
    stamps=ReportStamps(detected_at=at(13, 9), contained_at=at(13, 19, 20), aware_at=at(13), authority_told_at=at(38)),
    open_points=("Who had the data is not known.",), law_hash="cd" * 32, record_hash="ef" * 32,
)  # fmt: skip


@pytest.fixture(scope="module")
def document() -> RenderedDocument:
    return render_report(TEMPLATES, REPORT)


@pytest.mark.parametrize(
    "line",
    [
        "Met late, by 22 days, also after the limit",
        "834% of the clock was used.",  # 25 days of 3: 833.3, rounded up
        "- Done on 7 Feb 2019, 13:00 (12:00 UTC) by Bas de Wit, reference AP-1",
        "- Reason given: Security did not pass the report on.",
        "| Tell HHS | HIPAA, 164.408 | you are not a covered entity |",
        "**Declined by Bas de Wit: No card was taken.**",
        "1. 13 Jan 2019, 10:00 (09:00 UTC), Anna Vermeer: opened the incident\n",
        "2. 13 Jan 2019, 11:00 (10:00 UTC), a responder: noted: a responder called Anna back\n",
        "- **Close the accounts** (contain): done, late by 3 h 20 min. Done before C06 (Order preservation). "
        "Some logs last only a day.",
        "- **Call the forensics firm** (contain): skipped. Own staff.",
        "| Time to contain (from its detection to containment) | 13 Jan 2019, 10:00 (09:00 UTC) | "
        "13 Jan 2019, 20:20 (19:20 UTC) | 10 h 20 min |",
        "| Time to detect (from the beginning of the breach to its detection) | not known | "
        "13 Jan 2019, 10:00 (09:00 UTC) | Not known: the beginning of the breach is not recorded |",
        "- **Duties:** 1 met, 1 declined, 0 open; 1 late",
        "| People affected | at least one (Anna Vermeer, 13 Jan 2019, 13:00 (12:00 UTC)) | 4,109 | Anna",
        "- Who had the data is not known.",
        "A partner \\| hotel \\<b\\>called\\</b\\>.",
    ],
)
def test_the_report_contains_everything_recorded(document: RenderedDocument, line: str) -> None:
    assert line in document.markdown


ASKS = {Edition.FACTUAL: "What is still to be decided or done", Edition.BOARD: "What we need from you"}


@pytest.mark.parametrize("edition", list(ASKS))
def test_the_first_page_answers_and_the_hashes_stand_at_the_end(edition: Edition) -> None:
    made = render_report(TEMPLATES, REPORT, edition)
    heads = [line.removeprefix("## ") for line in made.markdown.splitlines() if line.startswith("## ")]
    assert [head.partition(".")[0] for head in heads] == [str(number) for number in range(1, len(heads) + 1)]
    assert heads[0] == "1. The answers on one page"
    assert heads[-1].endswith("About this document")
    first = pypdf.PdfReader(io.BytesIO(made.as_file("pdf"))).pages[0].extract_text()
    said = " ".join(first.split())
    for answer in (
        "Are we on time? No. 1 of 2 duties was met late. Nothing is late now.",
        f"{ASKS[edition]} Nothing: the incident is closed.",
        "Whose data", "4,109",
        "Began: not known. Detected: 13 Jan", "(09:00 UTC). Contained: 13 Jan",
        "Autoriteit Persoonsgegevens, 7 Feb 2019, 13:00 (12:00 UTC)", "Nothing is known to be due",
        "High risk? Yes.",
    ):  # fmt: skip
        assert answer in said
    assert "ef" * 32 not in said


def test_the_timeline_and_the_first_page_say_who_closed_it() -> None:
    stamps = REPORT.stamps.model_copy(update={"closed_at": REPORT.closed_at})
    report = REPORT.model_copy(update={"closed_by": ("Anna Vermeer", "Bas de Wit"), "stamps": stamps})
    text = render_report(TEMPLATES, report).markdown
    assert re.search(r"closed on [^;]+ by Anna Vermeer and Bas de Wit\.", text)
    assert re.search(r"\| Closing of the incident \| Anna Vermeer, Bas de Wit \|", text)


def test_what_people_said_happened_stands_where_a_reader_looks_for_it() -> None:
    said = ReportFact(key="what_happened", name="What happened", statements=(statement("A partner's key was stolen"),))
    for edition in (Edition.FACTUAL, Edition.BOARD, Edition.LEARNING):
        for facts, expected in (((*REPORT.facts, said), True), (REPORT.facts, False)):
            text = render_report(TEMPLATES, REPORT.model_copy(update={"facts": facts}), edition).markdown
            section = text.partition("What happened\n")[2].partition("\n#")[0]
            assert ("A partner's key was stolen" in section) is expected


def test_a_name_that_is_cut_is_cut_before_its_parentheses() -> None:
    what = "Notify everyone whose data was in the database of customers"
    title = f"{what} (with each attachment, in the language of each reader, once)"
    report = REPORT.model_copy(update={"clocks": (AUTHORITY.model_copy(update={"title": title}),)})
    text = render_report(TEMPLATES, report, Edition.BOARD).markdown
    assert f"- **Was late:** {what} … (GDPR)." in text


@pytest.mark.parametrize("edition", [Edition.FACTUAL, Edition.BOARD, Edition.ANNEX])
def test_no_name_of_a_law_is_said_twice_in_a_row(edition: Edition) -> None:
    """Each duty that is shipped, once late, once declined, once not owed; as `(GDPR) (GDPR, ...)` it would be."""
    privilege = ReportPrivilege(by="Carla", at=at(14), reason="Advice.")
    clocks = tuple(
        AUTHORITY.model_copy(update={"title": duty.title, "law": duty.law, "state": state})
        for duty in shipped.law().duties
        for state in ("met", "declined", "not_owed")
    )
    for few in (clocks[at_ : at_ + 24] for at_ in range(0, len(clocks), 24)):
        report = REPORT.model_copy(update={"clocks": few, "privilege": privilege})
        text = render_report(TEMPLATES, report, edition).markdown.replace("\\", "")
        assert re.findall(r"\(([^()]+)\) (?:\| |\()\1", text) == []


def test_the_board_reads_two_to_four_pages() -> None:
    assert (
        2 <= len(pypdf.PdfReader(io.BytesIO(render_report(TEMPLATES, REPORT, Edition.BOARD).as_file("pdf"))).pages) <= 4
    )


def extreme(many: int = 60) -> ReportFacts:
    """An open incident in which every list is long, and every text longer than anyone reads."""
    more = " and what follows from it for everyone who has to act" * 8
    law, owed_to = "General Data Protection Regulation, Regulation (EU) 2016/679", f"the competent authority{more}"
    states = ("met", "running", "declined", "pending")
    clocks = tuple(
        AUTHORITY.model_copy(
            update={
                "title": f"Notify authority {n}{more}", "law": law, "owed_to": owed_to, "state": states[n % 4],
                "reason": more, "done_at": at(38) if n % 4 == 0 else None,
            }
        )
        for n in range(many)
    )  # fmt: skip
    action = ReportAction(
        title=f"Fix the cause{more}", owner="IT and engineering / incident lead", due_at=at(70), test=more, found=more
    )
    decided = ReportDecision(
        question=f"Do we notify?{more}", choice=more, reason="R", by=("Bas de Wit", "Anna Vermeer"), at=at(20)
    )
    need = ReportNeed(what=f"Name a person{more}", who="incident lead or executive", due_at=at(70), executive=True)
    places = tuple(ReportPlace(code=f"P{n}", name=f"Place {n}", least=n + 1, most=n + 1) for n in range(many))
    facts = tuple(ReportFact(key=key, name=key, statements=(statement(more),)) for key in ("people", "data", "cause"))
    return REPORT.model_copy(
        update={
            "clocks": clocks, "actions": (action,) * many, "decisions": (decided,) * many, "needs": (need,) * many,
            "estimates": (ReportEstimate(at=at(14), places=places),), "facts": facts, "state": "open",
            "closed_at": None, "title": more, "open_points": (more,) * many,
        }
    )  # fmt: skip


def test_the_board_reads_no_more_than_four_pages_however_long_the_lists_and_the_texts_are() -> None:
    """LibreOffice sets the Word file on four pages, too, in a font a fifth wider than Word's."""
    made = render_report(TEMPLATES, extreme(), Edition.BOARD)
    pages = pypdf.PdfReader(io.BytesIO(made.as_file("pdf"))).pages
    assert len(pages) <= 4
    first = pages[0].extract_text()
    assert first.index("Are we on time?") < first.index("What we need from you") < first.index("What happened")
    for said in (
        "12 more are late; see the table of duties.",  # of 15
        "13 more were late; see the table of duties.",
        "55 more: ask the incident lead.",
        "12 more were done; see the table of duties.",
        "57 earlier, in the factual edition.",  # decisions
        "13 more were declined; see the table of duties.",
        "55 more, in the factual edition.",  # of 60 duties
        "57 more, in the factual edition.",  # of 60 places
        "56 more, in the factual edition.",  # of 60 actions
    ):
        assert said in made.markdown, said


def test_the_first_page_says_which_deadline_comes_next_and_how_many_can_not_be_counted() -> None:
    """At noon on the 61st day: one duty is due on the 63rd, one on the 64th, and one has no number."""
    due = [
        AUTHORITY.model_copy(update={"title": title, "state": "running", "target_at": target, "done_at": None})
        for title, target in (("Tell B", at(64)), ("Tell A (GDPR)", at(63)), ("Tell C", None))
    ]
    made = render_report(TEMPLATES, REPORT.model_copy(update={"clocks": tuple(due)}), Edition.BOARD).markdown
    assert "1 of the 3 duties still due has no deadline that can be counted." in made
    assert "- **Next deadline:** 4 Mar 2019, 13:00 (12:00 UTC): Tell A (GDPR)." in made
    alone = render_report(TEMPLATES, REPORT.model_copy(update={"clocks": (due[2],)}), Edition.BOARD).markdown
    assert "the duty that is still due has no deadline that can be counted." in alone
    assert "Next deadline" not in alone


def test_a_closed_incident_with_open_actions_needs_someone_to_see_to_them() -> None:
    actions = tuple(
        ReportAction(title=state, owner="IT", state=state) for state in ("in progress", "not done", "done", "skipped")
    )
    said = render_report(TEMPLATES, REPORT.model_copy(update={"actions": actions}), Edition.BOARD).markdown
    assert "No decision: the incident is closed. 2 actions are still open; see that they are done." in said
    assert "Nothing: the incident is closed." in render_report(TEMPLATES, REPORT, Edition.BOARD).markdown


def test_a_section_does_not_say_nothing_and_then_something() -> None:
    """In every edition, also of the incident with the least."""
    privilege = ReportPrivilege(by="Carla", at=at(14), reason="advice")
    for report in (REPORT, REPORT.model_copy(update={"clocks": (), "steps": (), "decisions": ()}), extreme(3)):
        for edition in Edition:
            made = render_report(TEMPLATES, report.model_copy(update={"privilege": privilege}), edition).markdown
            after = re.findall(r"\nNothing recorded\.\n+(.*)", made)
            assert [line for line in after if line and not line.startswith("#")] == [], edition


def test_no_template_prints_a_text_whose_spaces_are_lost() -> None:
    """What a template prints is cleaned at its ends: `{{ "; " if x }}` prints no space."""
    printed = re.compile(r'(?:\{\{-?|\belse)\s*"(?:\s[^"]*|[^"]*\s)"')
    assert [name for name, text in TEMPLATES.sources.items() if printed.search(text)] == []
    assert printed.search('{{ "; " if due }}')


def test_words_in_bold_have_a_space_before_them() -> None:
    """Of the first page of each edition that has one."""
    for edition in (Edition.FACTUAL, Edition.BOARD):
        assert re.findall(r"\.\*\*\w+:", render_report(TEMPLATES, REPORT, edition).markdown) == []


def test_an_authority_is_named_in_english_alone_where_it_is_named_briefly() -> None:
    told = AUTHORITY.model_copy(
        update={"owed_to": "Dutch Data Protection Authority (Autoriteit Persoonsgegevens, AP); ICO: by telephone"}
    )
    assert told.owed_to_briefly == "Dutch Data Protection Authority; ICO"


def test_a_drill_shows_through_the_pictures_in_word() -> None:
    board = render_report(TEMPLATES, extreme(), Edition.BOARD)
    with zipfile.ZipFile(io.BytesIO(board.as_file("docx"))) as parts:
        pictures = [parts.read(name) for name in parts.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 3
    assert [corner(one) for one in pictures] == [(0, 0, 0, 0)] * 3
    assert corner(to_png(board.cover.charts["clocks"])) == (255, 255, 255, 255)  # Slack may have a dark background


def test_a_picture_that_stands_alone_says_what_it_shows_and_of_which_incident() -> None:
    drawn = render_report(TEMPLATES, REPORT).cover.charts["clocks"]
    heights = [int.from_bytes(to_png(drawn, *said)[20:24]) for said in ((), ("DRILL",), ("DRILL", "BR-7F3K: Clocks"))]
    assert heights[0] < heights[1] < heights[2]


def corner(png: bytes) -> tuple[int, ...]:
    """Red, green, blue and opacity of the first pixel."""
    at_, packed = 8, b""
    while at_ < len(png):
        length, kind = int.from_bytes(png[at_ : at_ + 4]), png[at_ + 4 : at_ + 8]
        assert kind != b"IHDR" or png[at_ + 16 : at_ + 18] == bytes((8, 6))  # 8 bits each, with opacity
        packed += png[at_ + 8 : at_ + 8 + length] if kind == b"IDAT" else b""
        at_ += length + 12
    return tuple(zlib.decompress(packed)[1:5])


def test_the_learning_review_names_no_one() -> None:
    made = render_report(TEMPLATES, REPORT, Edition.LEARNING)
    text = made.as_file("json").decode() + made.markdown
    assert not [name for name in ("Anna", "Vermeer", "Bas", "Wit", "Smit") if name in text]
    assert "(by the DPO and the incident lead" in made.markdown


def test_the_learning_review_calls_steps_by_their_names_and_the_factual_edition_numbers_them() -> None:
    steps = tuple(
        ReportStep.model_validate({"phase": "contain", "owner": "IT", **row})
        for row in (
            {"step": "C05", "title": "C05 Close the accounts", "outcome": "done"},
            {"step": "C06", "title": "C06 Call IT", "outcome": "skipped"},
            {"step": "C07", "title": "C07 C3 Call the C3 desk", "outcome": "late", "late": "2 h"},
        )
    )
    report = REPORT.model_copy(update={"steps": steps})
    learning, factual = (render_report(TEMPLATES, report, one).markdown for one in (Edition.LEARNING, Edition.FACTUAL))
    for said in ("- Close the accounts\n", "- **Call IT** (contain)", "made (contain):** C3 Call the C3 desk."):
        assert said in learning
    assert all(one.title in factual for one in report.steps)
    assert not [one for one in report.steps if one.step in learning]


def cost(kind: CostClass, least: int, most: int) -> ReportCost:
    return ReportCost(kind=kind, currency="EUR", least=least, most=most, reason="the broker", by="A", at=at(20))


def test_no_edition_but_the_annex_holds_what_is_privileged() -> None:
    ceiling = ReportCeiling(law="GDPR", what="late", rule="up to EUR 10 million")
    told = REPORT.model_copy(
        update={
            "annex": ReportAnnex(
                ceilings=(ceiling,),
                questions=("Tell HHS: who is covered?",),
                costs=(cost(CostClass.CLAIMS, 120_000, 180_000), cost(CostClass.INSURED, 1_000, 2_000)),
            ),
            "privilege": ReportPrivilege(by="B. de Wit", at=at(20), reason="claims are likely"),
        }
    )
    for edition in Edition:
        made = render_report(TEMPLATES, told, edition)
        text = made.as_file("json").decode() + made.markdown + made.cover.marking
        sums = "| EUR 120,000 to 180,000 | EUR 1,000 to 2,000 | EUR 118,000 to 179,000 |"
        words = ("10 million", "who is covered", "claims are likely", "direction of counsel", sums, "the broker")
        assert [word in text for word in words] == [edition is Edition.ANNEX] * 6


def test_counsel_alone_makes_an_annex() -> None:
    with pytest.raises(NoAnnex, match="privacy counsel hasn't asked for one"):
        render_report(TEMPLATES, REPORT, Edition.ANNEX)


def test_an_altered_record_is_said_on_the_first_page_of_every_edition() -> None:
    told = REPORT.model_copy(
        update={"broken_at": 2, "privilege": ReportPrivilege(by="B. de Wit", at=at(20), reason="claims")}
    )
    for edition in Edition:
        page = pypdf.PdfReader(io.BytesIO(render_report(TEMPLATES, told, edition).as_file("pdf"))).pages[0]
        assert "the audit log was altered" in " ".join(page.extract_text().split()).lower()


def test_the_data_of_an_edition_is_valid_by_its_schema_and_has_the_hash_of_its_pages(
    document: RenderedDocument,
) -> None:
    made = json.loads(document.as_file("json"))
    jsonschema.Draft202012Validator(json_schema()).validate(made)
    assert (made["schema_version"], made["edition"], made["content_sha256"]) == (2, "factual", document.sha256)
    assert len(made["report"]["timeline"]) == 2


def test_the_data_has_each_figure_once_and_the_spans_with_their_instants(document: RenderedDocument) -> None:
    """Detected on 13 January at 9:00, contained at 19:20: 10 h 20 min are 37,200 seconds."""
    text = document.as_file("json").decode()
    assert text.count('"Time to contain"') == 1
    assert "metrics" not in json.loads(text)
    [span] = [one for one in json.loads(text)["figures"] if one["name"] == "Time to contain"]
    assert (span["start_at"], span["end_at"], span["value"]) == ("2019-01-13T09:00:00Z", "2019-01-13T19:20:00Z", 37200)
    counted = [one for one in json.loads(text)["figures"] if one["unit"] != "seconds"]
    assert [one for one in counted if one["start_at"] or one["end_at"]] == []


def test_the_schema_in_the_docs_is_the_one_of_the_model() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()


def test_the_hash_does_not_depend_on_when_a_closed_incident_is_reported(document: RenderedDocument) -> None:
    later = render_report(TEMPLATES, REPORT.model_copy(update={"made_at": at(90), "made_by": "Bas de Wit"}))
    assert later.sha256 == document.sha256
    assert "by Bas de Wit" in later.as_file("html").decode()


def test_an_empty_log_says_nothing_recorded_and_makes_nothing_up() -> None:
    bare = ReportFacts(
        ref="BR-1", codename="c", title="T", kind="K", state="open", opened_at=at(1), opened_by="A", made_at=at(2),
        made_by="A", zone="UTC",
    )  # fmt: skip
    document = render_report(TEMPLATES, bare)
    assert document.markdown.count("Nothing recorded") >= 14
    assert "Incident still open" in document.cover.marking
    assert to_pdf(document.markdown, document.cover).startswith(b"%PDF")


def test_not_legal_advice_appears_once(document: RenderedDocument) -> None:
    assert document.markdown.count("legal advice") == 1


def test_a_privilege_marking_appears_only_if_counsel_set_it(document: RenderedDocument) -> None:
    assert "No privilege is claimed" in document.markdown
    privilege = ReportPrivilege(by="B. de Wit", at=at(60), reason="claims are likely")
    marked = render_report(TEMPLATES, REPORT.model_copy(update={"privilege": privilege}), Edition.ANNEX)
    assert "direction of counsel (B. de Wit)" in marked.cover.marking


def test_the_report_of_a_drill_says_that_no_real_data_were_involved() -> None:
    drill = render_report(TEMPLATES, REPORT.model_copy(update={"is_drill": True}))
    assert "This was a drill. No real data was involved." in drill.markdown


def test_every_format_carries_the_hash_of_the_same_text(document: RenderedDocument) -> None:
    assert document.sha256 == text_hash(document.markdown)
    assert front_matter(document.markdown, document.cover).endswith(document.markdown)
    assert document.sha256 in to_html(document.markdown, document.cover)
    page = pypdf.PdfReader(io.BytesIO(to_pdf(document.markdown, document.cover))).pages[0].extract_text()
    assert document.sha256 in page.replace("\n", "").replace(" ", "")


def test_the_pdf_shows_the_lateness_too(document: RenderedDocument) -> None:
    pages = pypdf.PdfReader(io.BytesIO(to_pdf(document.markdown, document.cover))).pages
    assert "by 22 days" in " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_ten_page_report_is_rendered_quickly() -> None:
    entries = tuple(
        ReportEntry(seq=n, at=at(13), by="Anna", sentence="noted: a call to a hotel " * 2) for n in range(300)
    )
    began = perf_counter()
    document = render_report(TEMPLATES, REPORT.model_copy(update={"timeline": entries}))
    made = to_pdf(document.markdown, document.cover)
    assert perf_counter() - began < 10  # a laptop needs less than a second; this only catches runaway cases
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) >= 10


def test_the_file_is_named_after_incident_edition_and_day(document: RenderedDocument) -> None:
    assert document.stem == "BR-2019-0001_factual_2019-03-02"


def test_an_edition_or_a_language_that_does_not_exist_is_refused_with_the_known_ones() -> None:
    assert edition_named("board") is Edition.BOARD
    with pytest.raises(UsageError, match="“glossy”"):
        edition_named("glossy")
    assert languages(TEMPLATES, Edition.BOARD) == ("en",)
    with pytest.raises(UsageError, match="no translation into “de”"):
        render_report(TEMPLATES, REPORT, language="de")
