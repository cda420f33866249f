"""`breachbot metrics` over incidents of the database: what it prints, for one, for all, and for drills."""

import json

import pytest

from tests.cli.conftest import Breachbot
from tests.slack.desk import DPO, LEAD, Desk


@pytest.fixture
def desk(at_home: Desk) -> Desk:
    at_home.later(hours=1)
    at_home.say(DPO, "/breach facts people DE 1200")
    return at_home


def figures(breachbot: Breachbot, *words: str) -> dict[str, dict[str, object]]:
    said = breachbot("metrics", *words, "--json")
    assert (said.status, said.err) == (0, "")
    return {one["name"]: one for one in json.loads(said.out)["figures"]}


def test_one_incident_shows_what_is_known_and_why_the_rest_is_not(breachbot: Breachbot, desk: Desk) -> None:
    desk.later(hours=1)
    desk.say(DPO, "/breach facts people DE 1500")
    found = figures(breachbot, "BR-2223")
    assert found["First estimate off by"]["value"] == 20  # 300 of 1,500
    assert found["Time to contain"]["value"] is None
    assert "not recorded" in str(found["Time to contain"]["why_not"])
    page = breachbot("metrics", "BR-2223")
    assert "Figures of BR-2223" in page.out


def test_medians_are_given_for_three_and_drills_stay_apart(breachbot: Breachbot, desk: Desk) -> None:
    for title in ("phone lost in Graz", "laptop lost in Linz"):
        desk.later(hours=1)
        desk.say(LEAD, f"/breach open {title}", channel="C0GENERAL")
    found = figures(breachbot)
    assert {key: found["Steps skipped"][key] for key in ("median", "known", "of")} == {"median": 0, "known": 3, "of": 3}
    assert {key: found["Time to contain"][key] for key in ("median", "known")} == {"median": None, "known": 0}
    said = breachbot("metrics", "--drills")
    assert (said.status, "0 drills on record" in said.out) == (0, True)
    said = breachbot("metrics", "--from", "2027-01-01")
    assert "0 incidents on record" in said.out


def test_a_date_that_is_none_and_an_unknown_incident_are_named(breachbot: Breachbot, desk: Desk) -> None:
    assert desk.incident(1)
    said = breachbot("metrics", "--to", "soon")
    assert said.status == 2
    assert "--to:" in said.err
    said = breachbot("metrics", "BR-0000")
    assert (said.status, "Unknown incident 'BR-0000'" in said.err) == (2, True)
