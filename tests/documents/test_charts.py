"""What the charts of a report show, that each says it in words and in a table, and that no text breaks out of one."""

import io
import re
from datetime import timedelta
from xml.etree import ElementTree

import docx
import pypdf
import pytest

from bot.documents.chart_marks import WIDTH
from bot.documents.charts import LEFT, PLOT, Chart, charts
from bot.documents.reports import render_report
from bot.domain.report_charts import MOST_ROWS
from bot.domain.report_clocks import ReportClock
from bot.domain.report_editions import Edition
from bot.domain.report_metrics import ReportStamps
from bot.domain.reports import (
    ReportDecision,
    ReportEstimate,
    ReportNotice,
    ReportPlace,
    ReportStep,
    StepOutcome,
)
from tests.documents.test_report_pages import REPORT, TEMPLATES
from tests.reports import AWARE, bare_report

HOUR = timedelta(hours=1)
SVG = "{http://www.w3.org/2000/svg}"
OPEN = bare_report(state="open", made_at=AWARE + 36 * HOUR)


def chart(name: str, **more: object) -> Chart | None:
    report = OPEN.model_copy(update=more)
    return next((one for one in charts(report) if one.name == name), None)


def shown(name: str, **more: object) -> Chart:
    found = chart(name, **more)
    assert found
    return found


def marks(found: Chart, kind: str) -> list[dict[str, str]]:
    return [dict(one.attrib) for one in ElementTree.fromstring(found.svg).iter(f"{SVG}{kind}")]


def words(found: Chart) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(found.svg).iter(f"{SVG}text")]


def clock(state: str, done: int | None = None, title: str = "Tell the authority") -> ReportClock:
    return ReportClock.model_validate(
        {
            "title": title, "law": "GDPR", "cites": "Art. 33(1)", "owed_to": "CNIL", "state": state, "starts_at": AWARE,
            "target_at": AWARE + 72 * HOUR, "done_at": None if done is None else AWARE + done * HOUR,
        }
    )  # fmt: skip


def estimate(hours: int, **places: tuple[int, int | None]) -> ReportEstimate:
    found = tuple(ReportPlace(code=code, name=code, least=least, most=most) for code, (least, most) in places.items())
    return ReportEstimate(at=AWARE + hours * HOUR, places=found)


def step(hours: int, late: str = "", outcome: StepOutcome = StepOutcome.DONE) -> ReportStep:
    at = AWARE + hours * HOUR if outcome is StepOutcome.DONE else None
    return ReportStep(phase="contain", title="X", owner="lead", outcome=outcome, finished_at=at, late=late)


def letter(sent: int, came_back: int) -> ReportNotice:
    return ReportNotice(
        title="N", audience="individuals", version=1, language="en", drafted_by="A", drafted_at=AWARE, sha256="0",
        sent_to=sent, came_back=came_back,
    )  # fmt: skip


def test_nothing_on_record_draws_nothing() -> None:
    assert charts(OPEN) == ()


def test_a_clock_of_which_half_has_passed_reaches_half_way_to_the_deadline() -> None:
    """36 of 72 hours; the deadline stands at 100 of 125 percent of the width. What is met has a mark at its end."""
    found = shown("clocks", clocks=(clock("running"), clock("met", 18), clock("not_owed"), clock("declined")))
    assert [float(one["width"]) for one in marks(found, "rect")] == [PLOT * 50 / 125, PLOT * 25 / 125]
    assert float(marks(found, "line")[0]["x1"]) == LEFT + PLOT / 1.25
    assert len(marks(found, "path")) == 1
    assert "Tell the authority: 50%, open. Tell the authority: 25%, met." in found.alt


def test_what_is_far_too_late_stays_inside_the_picture_and_says_how_late() -> None:
    found = shown("clocks", clocks=(clock("met", 720),))
    assert float(marks(found, "rect")[0]["width"]) == PLOT
    assert "1000%, met" in words(found)


def test_clocks_beyond_what_fits_are_counted_in_the_picture_and_in_its_words() -> None:
    fits = tuple(clock("running", title=f"Duty {number}") for number in range(MOST_ROWS))
    assert not [one for one in words(shown("clocks", clocks=fits)) if "more" in one]
    found = shown("clocks", clocks=(*fits, clock("running", title="Z1"), clock("running", title="Z2")))
    assert "and 2 more: see the report's table of duties" in words(found)
    assert found.alt.endswith("And 2 more: see the report's table of duties.")
    height = float(ElementTree.fromstring(found.svg).attrib["height"])
    assert max(float(one["y"]) for one in marks(found, "text")) < height


def test_no_chart_leaves_out_more_than_it_says() -> None:
    """Of each: how many marks are drawn of what is on record, and what the picture says of the rest."""
    many = 3 * MOST_ROWS
    history = tuple(estimate(number, DE=(number + 1, number + 1)) for number in range(many))
    assert len(marks(shown("estimates", estimates=history), "circle")) == many
    steps = tuple(step(number, late="1 h") for number in range(many))
    assert len(marks(shown("steps", steps=steps), "circle")) == many
    decided = tuple(
        ReportDecision(question=f"Q{number}", choice="Yes", reason="R", by=("A",), at=AWARE + number * HOUR)
        for number in range(many)
    )
    assert len(marks(shown("timeline", decisions=decided), "circle")) >= many
    clocks = tuple(clock("running", title=f"Duty {number}") for number in range(many))
    found = shown("clocks", clocks=clocks)
    assert len(marks(found, "rect")) == MOST_ROWS
    assert f"and {many - MOST_ROWS} more: see the report's table of duties" in words(found)


def test_people_are_drawn_by_place_with_the_range_and_the_table_has_everyone() -> None:
    found = shown(
        "people", estimates=(estimate(0, FR=(9, 9)), estimate(5, DE=(300, 900), FR=(450, 450), ES=(90, None)))
    )
    assert [float(one["width"]) for one in marks(found, "rect")] == pytest.approx(
        [PLOT / 3, PLOT / 2, PLOT / 10], abs=0.1
    )
    assert found.rows == (("DE", "300 to 900"), ("FR", "450"), ("ES", "90 or more"))
    assert "logarithmic" not in found.alt
    assert shown("people", estimates=(estimate(0, DE=(9, 9)),)).rows == (("DE", "9"),)
    assert chart("people", estimates=(estimate(0, DE=(0, None)),)) is None  # a number that no one knows
    assert "The scale is logarithmic." in shown("people", estimates=(estimate(0, DE=(5000, 5000), FR=(100, 100)),)).alt


def test_places_beyond_what_fits_are_summed_up_and_stay_in_the_table() -> None:
    places = {f"P{number:02}": (100 + number, 100 + number) for number in range(MOST_ROWS + 4)}
    found = shown("people", estimates=(estimate(0, **places),))
    assert "5 more" in words(found)
    assert "510" in words(found)  # the five smallest: 100 to 104
    assert len(found.rows) == MOST_ROWS + 4


def test_one_estimate_alone_is_no_history() -> None:
    assert chart("estimates", estimates=(estimate(0, DE=(9, 9)),)) is None
    found = shown("estimates", estimates=(estimate(0, DE=(1, None)), estimate(9, DE=(400, 400))))
    assert found.rows == (("2 Mar 2026", "1 or more"), ("2 Mar 2026", "400"))
    assert [one["fill"] for one in marks(found, "circle")].count("#ffffff") == 1  # the one that isn't exact


def test_late_steps_are_marked_and_steps_left_out_are_not_counted() -> None:
    steps = (
        step(1),
        step(3, late="2 h"),
        step(2),
        step(0, outcome=StepOutcome.OPEN),
        step(0, outcome=StepOutcome.SKIPPED),
    )
    found = shown("steps", steps=steps)
    assert len(marks(found, "circle")) == 1
    assert {"4 steps", "3 finished"} <= set(words(found))
    assert found.rows == (("2 Mar 2026", "3", "1"),)


def test_the_funnel_leaves_out_what_is_not_known() -> None:
    found = shown("notices", notices=(letter(900, 90), letter(100, 10)), estimates=(estimate(0, DE=(1, None)),))
    assert found.rows == (("To be told", "not known"), ("Sent", "1,000"), ("Did not come back", "900"))
    assert len(marks(found, "rect")) == 2


def test_moments_of_one_instant_are_no_timeline() -> None:
    decided = [
        ReportDecision(question=str(hour), choice="Yes", reason="R", by=("A",), at=AWARE + hour * HOUR)
        for hour in (0, 0, 1)
    ]
    at_once = {"opened_at": AWARE, "stamps": ReportStamps(opened_at=AWARE)}
    assert chart("timeline", decisions=tuple(decided[:2]), **at_once) is None
    assert len(marks(shown("timeline", decisions=tuple(decided), **at_once), "circle")) == 4


def test_long_silences_in_the_timeline_are_cut_and_marked_and_the_marks_stay_in_order() -> None:
    at = [AWARE, AWARE + 2 * HOUR, AWARE + 1000 * HOUR]
    decided = tuple(ReportDecision(question="Q?", choice="yes", reason="R", by=("A",), at=one) for one in at)
    found = shown("timeline", decisions=decided)
    places = [float(one["cx"]) for one in marks(found, "circle")]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (LEFT, LEFT + PLOT)
    assert "41 days 14 h" in words(found)  # 998 hours


HOSTILE = '</svg><script>alert(1)</script>```\n# "Heading" & \u202e' + "W" * 300


def test_no_text_breaks_out_of_a_picture_or_its_description() -> None:
    report = REPORT.model_copy(
        update={"clocks": (clock("met", 18, HOSTILE),), "estimates": (estimate(0, DE=(9, 9), FR=(5, 5)),)}
    )
    made = render_report(TEMPLATES, report)
    for found in charts(report):
        ElementTree.fromstring(found.svg)
        assert all(float(one.get("x", 0)) < WIDTH for one in marks(found, "text"))
    page = made.as_file("html").decode()
    assert "<script" not in page
    assert page.count("<svg") == len(charts(report))
    assert page.count('role="img" aria-label="') == len(charts(report))


def test_every_format_has_the_pictures_with_their_descriptions() -> None:
    report = REPORT.model_copy(update={"estimates": (estimate(0, DE=(9, 9)), estimate(5, DE=(12, 12), FR=(4, 4)))})
    made, names = render_report(TEMPLATES, report), [one.name for one in charts(report)]
    assert re.findall(r"```chart (\w+)", made.markdown) == names
    word = docx.Document(io.BytesIO(made.as_file("docx")))
    described = [one._inline.docPr.get("descr") for one in word.inline_shapes]
    assert described == [one.alt for one in charts(report)]
    assert "People affected by place. DE: 12. FR: 4." in made.as_file("txt").decode()


def test_the_board_sees_three_pictures_and_the_learning_review_no_name() -> None:
    report = REPORT.model_copy(update={"estimates": (estimate(0, DE=(9, 9)), estimate(5, DE=(12, 12), FR=(4, 4)))})
    board = render_report(TEMPLATES, report, Edition.BOARD)
    assert re.findall(r"```chart (\w+)", board.markdown) == ["timeline", "clocks", "people"]
    assert len(pypdf.PdfReader(io.BytesIO(board.as_file("pdf"))).pages) <= 4
    learning = render_report(TEMPLATES, report, Edition.LEARNING)
    assert "chart timeline" in learning.markdown
    assert "Vermeer" not in str(learning.cover.charts)
