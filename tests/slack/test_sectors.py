"""The organization's sectors decide which rules are asked about, in chat as on the command line."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.cli.law import assess
from bot.domain.organisation import Organisation
from tests.slack.desk import DPO, LEAD, Desk

HIPAA = "us-hipaa-individuals"
KNOWN = {"zone": "America/Los_Angeles", "established_in": ["US-CA"], "people": {"US-CA": 600}}
HIPAA_ASK = "Are you a US health care provider, health plan or clearinghouse (HIPAA)?"
SECTORS_ASK = "In which sectors does your organization work?"


@pytest.fixture
def hospital(desk: Desk) -> Desk:
    """An organization in California that has not said by which rules it is regulated."""
    roles = desk.library.organisation.roles
    ours = Organisation(name="Lark Hospital", roles=roles, facts={**KNOWN, "sectors": ["health"]})
    desk.library = replace(desk.library, organisation=ours)
    desk.open()
    return desk


def test_a_hospital_is_asked_about_what_binds_hospitals_and_not_for_its_sector(hospital: Desk) -> None:
    said = hospital.say(LEAD, "/breach clocks").text
    assert HIPAA_ASK in said
    assert SECTORS_ASK not in said
    assert HIPAA in hospital.say(LEAD, "/breach clocks regulated_as").text
    assert "reactor" not in said


def test_an_organization_that_named_no_sectors_is_asked_for_them_first_and_once(hospital: Desk) -> None:
    hospital.say(LEAD, "/breach facts sectors unknown")
    said = hospital.say(LEAD, "/breach clocks").text
    assert f"*1. {SECTORS_ASK}*" in said
    assert HIPAA_ASK not in said
    assert HIPAA in hospital.say(LEAD, "/breach clocks sectors").text
    answered = hospital.say(LEAD, "/breach facts sectors health").text
    assert "Sectors: health care" in answered
    assert "put this into organisation.yaml:\n```sectors: [health]```" in answered
    after = hospital.say(LEAD, "/breach clocks").text
    assert HIPAA_ASK in after
    assert SECTORS_ASK not in after


def test_what_is_true_in_every_incident_comes_with_the_lines_to_keep_and_the_rest_does_not(hospital: Desk) -> None:
    said = hospital.say(LEAD, "/breach facts regulated_as hipaa_covered_entity").text
    assert "```facts:\n  regulated_as: [hipaa_covered_entity]```" in said
    assert "organisation.yaml" not in hospital.say(LEAD, "/breach facts protection none").text


def test_of_the_rules_in_the_form_those_of_ones_sector_come_first(hospital: Desk) -> None:
    view = hospital.press(LEAD, "facts.ask", "regulated_as").view
    assert view
    field = next(block for block in view["blocks"] if block.get("block_id") == "regulated_as")
    offered = [one["value"] for one in field["element"]["options"]]
    assert offered.index("hipaa_covered_entity") < offered.index("nrc_licensee")
    assert offered.index("health_custodian") < offered.index("us_bank")


def test_someone_who_reads_german_is_asked_in_german(hospital: Desk) -> None:
    hospital.far.locales = {DPO: "de-DE"}
    said = hospital.say(DPO, "/breach clocks").text
    assert (
        "Sind Sie ein Gesundheitsdienstleister, eine Krankenversicherung oder eine Abrechnungsstelle in den USA" in said
    )
    assert "Fragen, die am meisten klären" in said
    assert "ohne bekannten Bezug zu Ihnen (" in said
    assert "Europa " in said


def test_the_card_counts_what_may_bind_us_and_not_the_world(hospital: Desk) -> None:
    """Of several hundred undetermined duties those of California, the United States and our contracts."""
    found = re.search(r"(\d+) duties may apply, depending on missing facts", hospital.say(LEAD, "/breach status").text)
    assert found
    assert 20 < int(found[1]) < 100


def test_the_command_line_reads_the_sectors_from_the_organization(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, facts = tmp_path / "organisation.yaml", tmp_path / "facts.yaml"
    ours.write_text("name: Lark Hospital\nsectors: [health]\n")
    facts.write_text(yaml.safe_dump(KNOWN))
    monkeypatch.setenv("BREACHBOT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(ours))
    assess(facts)
    said = " ".join(capsys.readouterr().out.split())
    assert HIPAA_ASK in said
    assert SECTORS_ASK not in said
