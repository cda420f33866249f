"""The authority that is told has its name: in the clocks, in the reasons of a duty, in a notice; and is asked for."""

from tests.slack.desk import DPO, LEAD, Desk

WHY = "/breach why eu-gdpr-33-1-authority"
BERLIN = "Berlin Commissioner for Data Protection and Freedom of Information"


def test_a_german_lead_authority_is_named_or_asked_for(inside: Desk) -> None:
    inside.say(LEAD, "/breach facts people DE 500")
    inside.say(DPO, "/breach facts aware_at 1 hour ago")
    inside.say(DPO, "/breach risk high because strangers can use the data for fraud")
    assert f"to {BERLIN}" in inside.say(DPO, "/breach clocks").text  # known by day: the organization is in Berlin
    said = inside.say(DPO, WHY)
    assert f"{BERLIN} (Berliner Beauftragte für Datenschutz und Informationsfreiheit, BlnBDI): portal" in said.text
    assert "https://www.datenschutz-berlin.de; form, phone and email unknown" in said.text
    assert "Say which authority" not in said.text
    assert "an authority in Germany (say which)" in inside.say(DPO, "/breach facts lead authority Germany").text
    said = inside.say(DPO, WHY)
    assert "18 authorities may be meant. State your lead authority" in said.text
    assert "Say which authority" in said.text
    inside.say(DPO, "/breach facts lead authority Hamburg")
    assert "https://datenschutz-hamburg.de" in inside.say(DPO, WHY).text
    drafted = inside.say(DPO, "/breach notice gdpr-authority").text
    assert "the name of the authority" not in drafted
