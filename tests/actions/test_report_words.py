"""What a report says of the facts on record: times as every other time of it, and no one as the source of what was only
assumed."""

from bot.actions import reports
from bot.domain.reports import ReportFacts
from bot.store.tables import Incident
from tests.slack.desk import LEAD, Desk


def report(desk: Desk) -> ReportFacts:
    with desk.opens("breachbot", True) as work:
        return reports.collect(work, work.session.get_one(Incident, 1))


def test_a_fact_that_is_an_instant_has_utc_beside_it(inside: Desk) -> None:
    """The desk's incident is in Berlin, on 2 March 2026: one hour before UTC."""
    inside.say(LEAD, "/breach facts discovered_at 2026-03-01 22:30")
    inside.say(LEAD, "/breach facts occurred_from 2026-02-28 00:30")
    said = {one.key: one.statements[-1].value for one in report(inside).facts}
    assert said["discovered_at"] == "1 Mar 2026, 22:30 (21:30 UTC)"
    assert said["occurred_from"] == "28 Feb 2026, 00:30 (27 Feb 2026, 23:30 UTC)"


def test_no_one_is_said_to_have_stated_what_was_only_assumed(inside: Desk) -> None:
    """The opening of the incident stands in for the first notice of it, until someone states that."""
    before = [one.sentence for one in report(inside).timeline]
    assert any(one.startswith("assumed First noticed: ") for one in before)
    assert not any(one.startswith("stated First noticed: ") for one in before)
    inside.say(LEAD, "/breach facts noticed_at 2026-03-01 22:30")
    inside.say(LEAD, "/breach facts discovered_at 2026-03-01 22:40")
    after = [one.sentence for one in report(inside).timeline][len(before) :]
    assert any("First noticed: " in one for one in after)
    assert any(one.startswith("stated Discovered: ") for one in after)
    assert not any("assumed" in one for one in after)
