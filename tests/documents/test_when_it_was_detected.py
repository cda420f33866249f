"""Detection is what someone stated as detection. Where no one has, the first page, the figures, the charts and the
register say what else is on record, by its own name. Where clocks wait for a fact, the page says for which one."""

import re
from datetime import UTC, datetime

import pytest

from bot.actions import register, reports
from bot.documents.incident_documents import report_document
from bot.domain.metrics import Figure, figures
from bot.domain.report_editions import Edition
from bot.domain.report_moments import moments
from bot.domain.reports import ReportFacts
from tests.slack.conftest import begun, desk, inside, library  # noqa: F401, the same desk
from tests.slack.desk import LEAD, Desk

BEGAN, DISCOVERED, DETECTED = "1 Mar 2026 22:00", "1 Mar 2026 23:30", "1 Mar 2026 23:00"
AMERICAN = (
    "people US-CA 2300", "data names, ssn", "form_of_data electronic", "protection none", "acquired yes",
    "accessed yes", "misuse_likely yes", "internal_only no",
)  # fmt: skip


def state(desk: Desk, *facts: str) -> None:  # noqa: F811
    for fact in facts:
        desk.say(LEAD, f"/breach facts {fact}")


def report_of(desk: Desk) -> ReportFacts:  # noqa: F811
    with desk.opens("breachbot", True) as work:
        return reports.collect(work, desk.incident())


def first_page(desk: Desk, edition: Edition = Edition.BOARD) -> str:  # noqa: F811
    with desk.opens("breachbot", True) as work:
        made = report_document(work, desk.incident(), edition).markdown.replace("\\", "")
    return made.partition("\n## 2.")[0]


def when(page: str) -> dict[str, str]:
    """What the first page says of when, by label."""
    [line] = [one for one in page.splitlines() if one.startswith("- **Began:**")]
    return dict(re.findall(r"\*\*([^:]+):\*\* (.+?)\.(?: (?=\*)|$)", line))


def figure(desk: Desk, name: str) -> Figure:  # noqa: F811
    return next(one for one in figures(report_of(desk)) if one.name == name)


@pytest.mark.parametrize("edition", [Edition.BOARD, Edition.FACTUAL])
def test_a_discovery_is_no_detection_and_stands_by_its_own_name(inside: Desk, edition: Edition) -> None:  # noqa: F811
    state(inside, f"occurred_from {BEGAN}", f"discovered_at {DISCOVERED}", "contained_at 2 Mar 2026 01:30")
    said = when(first_page(inside, edition))
    assert said == {
        "Began": "1 Mar 2026, 22:00 (21:00 UTC)",
        "Detected": "not known",
        "Discovered": "1 Mar 2026, 23:30 (22:30 UTC)",
        "First noticed": "2 Mar 2026, 10:00 (09:00 UTC) (assumed: no one has stated it)",
        "Contained": "2 Mar 2026, 01:30 (00:30 UTC)",
    }
    for name in ("Time to detect", "Time to contain"):
        found = figure(inside, name)
        assert (found.value, found.why_not) == (None, "its detection is not recorded (its discovery is recorded)")


def test_the_first_notice_alone_stands_by_its_own_name(inside: Desk) -> None:  # noqa: F811
    state(inside, f"occurred_from {BEGAN}", f"noticed_at {DISCOVERED}")
    assert list(when(first_page(inside))) == ["Began", "Detected", "First noticed", "Contained"]
    why = "its detection is not recorded (the first notice of it is recorded)"
    assert figure(inside, "Time to detect").why_not == why
    assert figure(inside, "Time to notice").shown == "1 h 30 min"


def test_what_was_only_assumed_is_not_said_to_be_recorded(inside: Desk) -> None:  # noqa: F811
    state(inside, f"occurred_from {BEGAN}")
    assert figure(inside, "Time to detect").why_not == "its detection is not recorded"


def test_a_detection_stands_alone_and_is_what_is_counted_from(inside: Desk) -> None:  # noqa: F811
    state(inside, f"occurred_from {BEGAN}", f"discovered_at {DISCOVERED}", f"detected_at {DETECTED}")
    assert list(when(first_page(inside))) == ["Began", "Detected", "Contained"]
    assert figure(inside, "Time to detect").shown == "1 h"


def test_the_timeline_and_the_register_name_the_discovery_too(inside: Desk) -> None:  # noqa: F811
    state(inside, f"discovered_at {DISCOVERED}")
    at = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    assert [one.lane for one in moments(report_of(inside)) if (one.at, one.what) == (at, "Discovery")] == ["Detection"]
    with inside.opens("breachbot", True) as work:
        [entry] = register.entries(work)
    assert (entry.cells["discovered_at"], "detected_at" in entry.cells) == (at, False)


def test_the_board_reads_which_fact_clocks_wait_for_and_who_can_state_it(inside: Desk) -> None:  # noqa: F811
    state(inside, "aware_at 2 Mar 2026 08:00", *AMERICAN)
    page = first_page(inside)
    assert "**Not certain yet.** No deadline has passed, but" in page
    [line] = [one for one in page.splitlines() if one.startswith("- **Missing:**")]
    assert "discovered (1 duty)" in line
    assert line.endswith("From: ulead0001 (incident lead) or Aoife Brennan (DPO, privacy counsel).")


def test_once_it_is_stated_no_one_is_asked_for_it(inside: Desk) -> None:  # noqa: F811
    state(inside, "aware_at 2 Mar 2026 08:00", *AMERICAN, "discovered_at 2 Mar 2026 08:00")
    assert "discovered (" not in first_page(inside)


def test_what_was_only_assumed_is_asked_for_too(inside: Desk) -> None:  # noqa: F811
    state(inside, "people DE 10", "data names", "established_in DE")
    assert "aware (" in first_page(inside)
