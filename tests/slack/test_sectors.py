"""The organization's sectors put the likely ones of the undetermined duties first, in chat as on the command line."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.cli.law import assess
from bot.domain.organisation import Organisation
from tests.slack.desk import LEAD, Desk

HIPAA, CARDS = "us-hipaa-individuals", "card-visa-contact"
KNOWN = {"zone": "America/Los_Angeles", "established_in": ["US-CA"], "people": {"US-CA": 600}}
SAID = "Listed first: duties in your locations that are likely for your sectors (health care)."


@pytest.fixture
def hospital(desk: Desk) -> Desk:
    """An organization in California that has not said by which rules it is regulated."""
    roles = desk.library.organisation.roles
    ours = Organisation(name="Lark Hospital", roles=roles, facts=KNOWN, sectors=("health",))
    desk.library = replace(desk.library, organisation=ours)
    desk.open()
    return desk


def first_of(text: str, *duties: str) -> str:
    return min((one for one in duties if one in text), key=text.index)


def test_a_hospital_sees_what_binds_hospitals_first(hospital: Desk) -> None:
    whole = hospital.say(LEAD, "/breach clocks all").text
    assert SAID in whole
    bound = hospital.say(LEAD, "/breach clocks regulated_as").text
    assert first_of(bound, HIPAA, "us-ftc-safeguards-ftc", "us-sec-regsp-customers") == HIPAA


def test_an_organization_without_sectors_is_told_nothing_about_them(hospital: Desk) -> None:
    ours = hospital.library.organisation.model_copy(update={"sectors": ()})
    hospital.library = replace(hospital.library, organisation=ours)
    assert "your sectors" not in hospital.say(LEAD, "/breach clocks all").text


def test_the_command_line_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, facts = tmp_path / "organisation.yaml", tmp_path / "facts.yaml"
    ours.write_text("name: Lark Hospital\nsectors: [health]\n")
    facts.write_text(yaml.safe_dump(KNOWN))
    monkeypatch.setenv("BREACHBOT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(ours))
    assess(facts)
    said = capsys.readouterr().out
    assert SAID in " ".join(said.split())
    undetermined = said[said.index("Listed first") :]
    assert first_of(undetermined, HIPAA, "us-ftc-safeguards-ftc") == HIPAA
