"""A duty that was met oddly, is held, contested or decided anew reads as what it is, on the first page and below; and
so does its row of the register. What was withdrawn is not said to have gone out."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.actions import register, reports
from bot.actions.work import Library
from bot.documents.incident_documents import report_document
from bot.domain.report_clocks import ReportClock
from bot.domain.report_editions import Edition
from bot.store.engine import open_engine
from tests.slack.conftest import begun, library  # noqa: F401, the same desk
from tests.slack.desk import COMMS, DPO, LEAD, Desk

GDPR, PEOPLE, CALIFORNIA = "eu-gdpr-33-1-authority", "eu-gdpr-34-individuals", "us-ca-individuals"


@pytest.fixture
def desk(tmp_path: Path, library: Library, begun: Path) -> Iterator[Desk]:  # noqa: F811
    """An incident in Germany and California, noticed and known at half past eight and nine."""
    shutil.copy(begun, tmp_path / "breachbot.db")
    engine = open_engine(f"sqlite:///{tmp_path}/breachbot.db")
    found = Desk(engine, library)
    for line in (
        "facts aware_at 2 Mar 2026 09:00",
        "facts people DE 1200, US-CA 700",
        "facts data ssn, names",
        "facts discovered_at 2 Mar 2026 09:00",
    ):
        found.say(DPO, f"/breach {line}")
    found.later(hours=5)
    yield found
    engine.dispose()


def duty(desk: Desk, name: str) -> ReportClock:
    with desk.opens(LEAD, True) as work:
        return next(one for one in reports.collect(work, desk.incident()).clocks if one.duty == name)


def page(desk: Desk, edition: Edition = Edition.FACTUAL) -> str:
    with desk.opens(LEAD, True) as work:
        return report_document(work, desk.incident(), edition).markdown.replace("\\", "")


def figure(desk: Desk, name: str) -> str:
    return (
        next(line for line in page(desk).splitlines() if line.startswith(f"| {name} (")).split(" | ")[-1].rstrip(" |")
    )


def kept(desk: Desk) -> str:
    with desk.opens(LEAD, True) as work:
        [entry] = register.entries(work)
    return "\n".join(map(str, entry.cells.values()))


def test_what_was_met_before_it_was_owed_says_by_how_much_and_why(desk: Desk) -> None:
    """At 08:20, 40 minutes before awareness: of the 72 hours nothing was used, and 72 h 40 min were left."""
    desk.say(DPO, f"/breach met {GDPR} ref A-1 at 2 Mar 2026 08:20 because the portal was told of a suspicion")
    found = duty(desk, GDPR)
    assert found.outcome(desk.now) == "Met on time, 3 days 40 min before the deadline; done 40 min before it was owed"
    assert figure(desk, "Clock used for authorities") == "Not known: an authority was told before its clock began"
    assert figure(desk, "Smallest margin") == "3 days 40 min"
    for edition in (Edition.FACTUAL, Edition.BOARD):
        first = page(desk, edition).partition("\n## 2.")[0]
        assert "done 40 min before it was owed. Recorded although it went out before its clock started" in first
    assert "the portal was told of a suspicion" in page(desk)
    assert "2026-03-02 07:20 UTC, reference A-1, recorded although it went out before its clock started" in kept(desk)


def test_what_was_met_with_no_notice_on_record_says_so(desk: Desk) -> None:
    desk.say(DPO, f"/breach met {GDPR} ref A-1 because our counsel filed it")
    first = page(desk, Edition.BOARD).partition("\n## 2.")[0]
    assert "before the deadline. Recorded although no notice of its kind is on record." in first
    assert "Recorded as met although no notice of its kind is on record: our counsel filed it" in page(desk)
    assert "reference A-1, recorded although no notice of its kind is on record" in kept(desk)


def confirmed(desk: Desk, line: str) -> None:
    shown = desk.say(DPO, f"/breach {line}")
    if shown.view:
        desk.confirm_change(DPO, shown)


@pytest.fixture
def contested(desk: Desk) -> Desk:
    """People were told, and by now the facts say that they need not have been."""
    desk.say(DPO, "/breach risk high because strangers can use them")
    desk.say(DPO, f"/breach met {PEOPLE} ref L-1 because it was mailed")
    confirmed(desk, "risk unlikely because it was encrypted")
    return desk


def test_a_decision_that_the_facts_contest_says_so_wherever_it_stands(contested: Desk) -> None:
    doubt = "Review needed: Marked met, but on current facts it isn't required."
    assert duty(contested, PEOPLE).remarks[-1] == doubt
    for edition in (Edition.FACTUAL, Edition.BOARD):
        first = page(contested, edition).partition("\n## 2.")[0]
        assert "Look again at “Notify affected people (GDPR)”: Marked met" in first
        [told] = [line for line in first.splitlines() if line.startswith("- **Told:**")]
        assert told.endswith(doubt)
    assert f"recorded although no notice of its kind is on record. {doubt}" in kept(contested)
    contested.close("the disk was found")
    [told] = [line for line in page(contested).splitlines() if line.startswith("- **Told:**")]
    assert told.endswith(doubt)


def test_what_was_reopened_is_neither_met_nor_said_to_have_been(contested: Desk) -> None:
    assert figure(contested, "Time to tell people") == "6 h"  # from 09:00 to 15:00 in Berlin
    contested.press(DPO, "clock.reopen", PEOPLE)
    found = duty(contested, PEOPLE)
    assert (found.state, found.done_at, found.doubts, found.remarks) == ("lapsed", None, "", ())
    assert figure(contested, "Time to tell people") == ("Not known: the first message to people is not recorded")
    assert "L-1" not in kept(contested)
    assert "No one has been told" in page(contested)


def test_what_is_held_says_who_asked_and_is_late_for_no_one(desk: Desk) -> None:
    """Discovered on 1 March in California, it would be due on day 30; the hold ends later."""
    for fact in ("acquired yes", "form_of_data electronic", "protection none", "internal_only no"):
        desk.say(DPO, f"/breach facts {fact}")
    desk.say(DPO, f"/breach hold {CALIFORNIA} until 20 May 2026 17:00 by FBI Los Angeles, written")
    desk.later(days=40)
    found = duty(desk, CALIFORNIA)
    assert found.outcome(desk.now) == "Held. FBI Los Angeles asked to wait, in writing"
    assert (found.state, found.is_late(desk.now), found.share_used) == ("held", False, None)
    first = page(desk, Edition.BOARD).partition("\n## 2.")[0]
    assert "**Due:** affected residents of California, by 20 May 2026, 17:00 (15:00 UTC)" in first
    assert "Held. FBI Los Angeles asked to wait, in writing." in first


def test_a_notice_that_was_withdrawn_is_not_said_to_have_gone_out(desk: Desk) -> None:
    desk.say(COMMS, "/breach notice gdpr-authority")
    desk.say(DPO, "/breach withdraw gdpr-authority because the number is wrong")
    with desk.opens(LEAD, True) as work:
        [notice] = reports.collect(work, desk.incident()).notices
    assert (notice.state, notice.sent_at, notice.sent_to, notice.sendings) == ("withdrawn", None, None, ())
    assert "| withdrawn |" in page(desk)
    assert "No one has been told" in page(desk)


def test_how_much_of_a_clock_was_used_is_not_said_where_no_one_stated_its_start(desk: Desk) -> None:
    """The opening stands in for the first notice, and that for awareness, until someone states awareness."""
    shown = desk.say(DPO, "/breach facts aware_at unknown")
    if shown.view:
        desk.confirm_change(DPO, shown)
    said = desk.say(DPO, f"/breach met {GDPR} ref A-1 because our counsel filed it").text
    assert "How much of the clock was used isn't known, because no one has stated when it began." in said
    assert "% of the clock was used" not in said
    assert figure(desk, "Clock used for authorities") == "Not known: the start of the clock is only assumed"
    first = page(desk, Edition.BOARD).partition("\n## 2.")[0]
    assert (
        "**Not certain yet.** No deadline has passed, but 1 clock counts from a start that no one has stated." in first
    )
    desk.say(DPO, "/breach facts aware_at 2 Mar 2026 09:00")
    assert figure(desk, "Clock used for authorities") == "9%"  # 6 of 72 hours are 8.3%, rounded up
