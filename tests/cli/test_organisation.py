"""Every fault in `organisation.yaml` prevents the start, and is reported with file, line, key and the correct form."""

import json
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from bot.cli.law import read_law
from bot.domain.organisation import Organisation
from bot.law.model import Law
from bot.library.organisation import check_organisation, load_organisation
from bot.settings import example, read_settings
from bot.store.engine import open_engine
from bot.strict import read
from bot.timers.replicas import ReplicaId, join
from tests.cli.conftest import Breachbot

BROKEN = sorted((Path(__file__).parents[1] / "broken" / "organisation").glob("*.yaml"))


@pytest.fixture(scope="module")
def law(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Law:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BREACHBOT_HOME", str(tmp_path_factory.mktemp("home")))
        return read_law()


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_organization_is_named_with_line_key_and_fault(file: Path, law: Law) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    line, key, says = (part.strip() for part in first.split("|"))
    fault = check_organisation(file, law)[0]
    assert (fault.line, fault.key) == (int(line), key), str(fault)
    assert re.search(says, str(fault)), str(fault)
    assert str(file) in str(fault)


def test_all_faults_are_told_at_once(law: Law) -> None:
    file = next(file for file in BROKEN if file.stem == "two-facts-at-once")
    assert [fault.line for fault in check_organisation(file, law)] == [3, 4]


def test_the_shipped_example_has_no_fault(law: Law) -> None:
    assert check_organisation(example("organisation.demo.yaml"), law) == []


def test_without_a_file_the_organization_is_nameless_and_the_law_stays_as_it_is(tmp_path: Path, law: Law) -> None:
    organisation, same = load_organisation(tmp_path / "organisation.yaml", law)
    assert organisation.roles == {}
    assert same is law


def test_a_broken_organization_is_found_by_check(breachbot: Breachbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(BROKEN[0]))
    said = breachbot("check")
    assert said.status == 1
    assert f"{BROKEN[0]}:" in said.out
    as_files = breachbot("check", *BROKEN[:4])
    assert as_files.status == 1
    assert [file.name for file in BROKEN[:4] if f"{file}:" not in as_files.out] == []


def test_a_fault_never_shows_an_out_of_band_address(law: Law, capfd: pytest.CaptureFixture[str]) -> None:
    files = [file for file in BROKEN if file.stem.startswith("out-of-band")]
    said = "\n".join(str(fault) for file in files for fault in check_organisation(file, law))
    assert len(files) == 7
    assert not [secret for secret in ("hush", "7531") if secret in said + "".join(capfd.readouterr())]


def test_the_schema_for_editors_is_fresh_and_named_by_the_example() -> None:
    schema = example("organisation.schema.json")
    assert json.loads(schema.read_text(encoding="utf-8")) == Organisation.model_json_schema()
    first = example("organisation.demo.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={schema.name}"


SHAPED = ["email-without-domain", "phone-without-country", "website-without-scheme", "unknown-sector", "unknown-role"]


def test_the_schema_accepts_the_example_and_refuses_what_is_broken() -> None:
    validator = jsonschema.Draft202012Validator(Organisation.model_json_schema())
    assert list(validator.iter_errors(read(example("organisation.demo.yaml")).value)) == []
    for file in BROKEN:
        if file.stem in SHAPED:
            assert list(validator.iter_errors(read(file).value)), file.stem


FULL = """
name: Larkfield
address: |
  Beispielufer 12
  10997 Berlin
contacts:
  security: {name: On call, email: security@larkfield.example}
  press: {name: Press office, phone: +49 30 0000 1003}
  staff: {email: hr@larkfield.example}
  public: {phone: 0800 000 1000, web: https://larkfield.example/news}
phone: +49 30 0000 1000
people:
  U1: {name: Maren Vogt, phone: +49 170 0000001, out_of_band: ["json://me:hush@localhost", "jsons://me:hush@localhost"]}
  U2: {out_of_band: ["json://me:hush@localhost"]}
  U3: {name: Aoife Brennan}
facts: {contact_point_name: The privacy team}
"""


@pytest.fixture
def full(tmp_path: Path) -> Path:
    file = tmp_path / "organisation.yaml"
    file.write_text(FULL, encoding="utf-8")
    return file


def test_facts_about_the_organization_are_known_from_the_start_unless_stated_otherwise(full: Path, law: Law) -> None:
    facts = load_organisation(full, law)[0].facts
    assert facts == {
        "organisation_name": "Larkfield",
        "organisation_address": "Beispielufer 12, 10997 Berlin",
        "contact_point_name": "The privacy team",
        "contact_point_email": "security@larkfield.example",
        "contact_point_phone": "+49 30 0000 1000",
        "support_phone": "0800 000 1000",
        "support_web": "https://larkfield.example/news",
        "press_contact": "Press office, +49 30 0000 1003",
        "staff_contact": "hr@larkfield.example",
    }


def test_the_organization_is_printed_without_its_out_of_band_addresses(full: Path, law: Law) -> None:
    organisation = load_organisation(full, law)[0]
    assert "hush" not in f"{organisation!r} {organisation} {organisation.model_dump_json()}"


def test_check_and_doctor_mention_that_the_two_person_rule_is_off(
    breachbot: Breachbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breachbot("migrate")
    us = ReplicaId("embedded", socket.gethostname(), "0", ("timers",))
    join(open_engine(read_settings().database_url), us, datetime.now(UTC))
    file = tmp_path / "organisation.yaml"
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(file))
    for words, command, mentioned in (
        ("two_people: off", "check", True),
        ("two_people: off", "doctor", True),
        ("two_people: on", "check", False),
        ("", "doctor", False),
    ):
        file.write_text(f"name: Ten People\n{words}\n", encoding="utf-8")
        said = breachbot(command)
        assert said.status == (command == "doctor")  # which misses the tokens
        assert ("The two-person rule is off" in said.out) == mentioned, f"{command}, {words}"
    file.write_text("name: Ten People\ntwo_people: false\n", encoding="utf-8")
    assert "two_people" in breachbot("check").out


def test_the_doctor_lists_out_of_band_contacts_without_addresses(
    breachbot: Breachbot, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breachbot("migrate")
    us = ReplicaId("embedded", socket.gethostname(), "0", ("timers",))
    join(open_engine(read_settings().database_url), us, datetime.now(UTC))
    words = breachbot("doctor").out.replace("\n      ", " ")
    assert "Out-of-band contacts: none in organisation.yaml." in words
    assert "duties are verified against the text." in words
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(full))
    said = breachbot("doctor")
    assert "Out-of-band contacts: Maren Vogt (json, jsons); U2 (json)." in said.out.replace("\n      ", " ")
    assert "hush" not in said.out + said.err
