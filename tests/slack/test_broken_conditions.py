"""A condition of one's own file that can't be evaluated stops nothing: its duty says where it stands."""

from dataclasses import replace
from pathlib import Path

from bot.library.organisation import load_organisation
from tests.slack.desk import LEAD, Desk

OURS = """
name: Larkfield
contracts:
  - contract: eastwind
    name: Agreement with Eastwind
    duties:
      - id: eastwind-24h
        title: Tell Eastwind
        cites: clause 9
        recipient: Eastwind
        due: {within: 24 hours, counted: elapsed}
        words: within 24 hours
        applies: [{when: 'people["DE"] / people["FR"] > 2', because: most are Germans}]
"""


def test_an_incident_opens_and_the_duty_says_where_the_fault_is(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "organisation.yaml"
    file.write_text(OURS)
    _, law = load_organisation(file, desk.library.law)
    desk.library = replace(desk.library, law=law)
    desk.open()
    assert "wrong on our side" not in desk.say(LEAD, "/breach facts people DE 5 FR 3").text
    desk.say(LEAD, "/breach facts contracts_affected eastwind")
    assert f"what its file says can't be evaluated: {file}:13" in desk.say(LEAD, "/breach why eastwind-24h").text
    assert "Tell Eastwind" in desk.say(LEAD, "/breach clocks all").text
