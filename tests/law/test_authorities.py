"""Authorities by name: which one takes a report, how it is reached, and what is asked where a State has several."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.law import assess, check, read_facts
from bot.law.authorities import Authority, authority_lines, with_authority
from bot.law.duties import Finding, who_is_told
from bot.law.facts import Facts, show_value
from bot.law.memo import assessment_lines
from bot.law.values import UNKNOWN
from tests import shipped

LAW = shipped.law()
ALL = LAW.places.authorities
ON = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
GDPR: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "roles": ["controller"],
    "people": {"DE": 500},
    "data": ["names", "health"],
    "risk": "likely",
    "aware_at": "2026-11-27 09:00",
}
TEXAS: dict[str, Any] = {
    "zone": "America/Chicago",
    "roles": ["controller"],
    "people": {"US-TX": 500},
    "data": ["names", "ssn"],
    "form_of_data": ["electronic"],
    "acquired": True,
    "protection": "unprotected",
    "internal_only": False,
    "determined_at": "2026-11-02 09:00",
}


def facts(raw: dict[str, Any], more: dict[str, Any]) -> Facts:
    return read_facts(LAW.vocabulary, LAW.places, {**raw, **more}, by="Ada", at=datetime(2026, 11, 28, tzinfo=UTC))


def finding(duty: str, raw: dict[str, Any], **more: Any) -> Finding:
    (found,) = assess(facts(raw, more), LAW, ON, (duty,))
    return found


def ids(found: tuple[Authority, ...]) -> set[str]:
    return {name for name, authority in ALL.authorities.items() if authority in found}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"lead_authority": "IE"}, {"ie-dpa"}),
        ({"lead_authority": "DE-BE"}, {"de-be-dpa"}),  # the Berlin Commissioner, not "Germany"
        ({"established_in": ["DE-HH"]}, {"de-hh-dpa"}),
        ({"lead_authority": "DE-BY"}, {"de-by-dpa-private", "de-by-dpa-public"}),
        ({"lead_authority": "DE-BY", "regulated_as": []}, {"de-by-dpa-private"}),
        ({"lead_authority": "DE-BY", "regulated_as": ["public_authority"]}, {"de-by-dpa-public"}),
        ({"lead_authority": "ES"}, {"es-dpa"}),  # the AEPD answers for all of Spain but public bodies of three regions
        ({"lead_authority": "ES-CT", "regulated_as": []}, {"es-dpa"}),
        ({"lead_authority": "ES-CT", "regulated_as": ["public_authority"]}, {"es-ct-dpa"}),
        ({"lead_authority": "ES-CT"}, {"es-ct-dpa", "es-dpa"}),
    ],
)
def test_the_lead_authority_is_the_one_that_the_facts_name(more: dict[str, Any], expected: set[str]) -> None:
    found = finding("eu-gdpr-33-1-authority", GDPR, **more)
    assert ids(found.authorities) == expected
    assert set(found.recipients[0][1].split(" or ")) == {ALL.authorities[name].title for name in expected}


def test_while_the_land_is_not_known_the_bot_asks_which_authority() -> None:
    found = finding("eu-gdpr-33-1-authority", GDPR, lead_authority="DE")
    (said,) = map(str, authority_lines(found.authorities))
    assert len(found.authorities) == 18  # fifteen Länder with one, Bavaria with two, the federal one
    assert found.recipients[0][1].startswith("the competent supervisory authority")
    assert said == "18 authorities may be meant. State your lead authority, such as Ireland or Berlin."


def test_a_duty_has_its_own_authority_and_letters_have_none() -> None:
    assert ids(finding("us-tx-ag", TEXAS).authorities) == {"us-tx-ag"}
    assert finding("us-tx-individuals", TEXAS).authorities == ()


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("FR", "French Data Protection Authority (Commission nationale de l’informatique et des libertés, CNIL)"),
        ("DE", "an authority in Germany (say which)"),
        ("GB", "Information Commissioner's Office (ICO)"),
        ("US", "United States"),  # it has no such authority
    ],
)
def test_the_lead_authority_is_shown_by_its_name(place: str, shown: str) -> None:
    assert str(show_value(LAW.vocabulary, LAW.places, "lead_authority", place, "UTC")) == shown


def test_what_is_not_known_of_an_authority_is_stated() -> None:
    reached = str(ALL.authorities["de-be-dpa"].reached)
    assert reached == "portal https://www.datenschutz-berlin.de; form, phone and email unknown (as of 29 Nov 2026)"


def test_the_memo_names_the_authority_with_its_portal() -> None:
    known = facts(GDPR, {"lead_authority": "DE-BE"})
    said = "\n".join(map(str, assessment_lines(assess(known, LAW, ON), known, LAW, ON)))
    assert "Berlin Commissioner for Data Protection and Freedom of Information (Berliner Beauftragte" in said
    assert "https://www.datenschutz-berlin.de" in said
    assert "Lead authority: Berlin\n" not in said


def test_a_notice_tells_the_authority_unless_several_may_be_meant() -> None:
    def told(**known: Any) -> dict[str, Any]:
        return dict(with_authority(known, ALL, LAW.places.seats))

    dutch = ALL.authorities["nl-dpa"]
    assert told(lead_authority="NL") == {
        "lead_authority": f"{dutch.title}, {dutch.portal}",
        "authority_name": dutch.title,
        "authority_website": dutch.portal,
    }
    assert told(lead_authority="NL", authority_name="ICO")["authority_name"] == "ICO"
    assert "authority_website" not in told(lead_authority="NL", authority_name="ICO")
    assert told(lead_authority="DE") == {}
    assert told(risk="high") == {"risk": "high"}


@pytest.mark.parametrize(
    ("duty", "more", "shown"),
    [
        ("eu-cra-14-vuln-early-warning", {"established_in": ["DE"]}, "single reporting platform of ENISA"),
        ("eu-cra-14-incident-final", {"established_in": ["FR"]}, "single reporting platform of ENISA"),
        ("eu-led-30-authority", {"established_in": ["FR"]}, "CNIL"),
        ("eu-led-30-authority", {"lead_authority": "DE-BY", "regulated_as": ["police_or_justice"]}, "BayLfD"),
        ("eu-cer-15-initial", {"established_in": ["DE"]}, "BBK"),
        ("eu-psd2-96-authority", {"established_in": ["FR"]}, "ACPR"),
        ("uk-nis-oes", {"established_in": ["GB"], "sectors": ["health"]}, "Department of Health and Social Care"),
        ("uk-nis-rdsp", {"established_in": ["GB"]}, "ICO"),
    ],
)
def test_authorities_are_named_by_state_union_or_sector(duty: str, more: dict[str, Any], shown: str) -> None:
    facts = read_facts(LAW.vocabulary, LAW.places, more, "a test", NOW)
    (one,) = who_is_told(LAW.versions(duty)[-1], facts, LAW, NOW.date())
    assert shown in one.title


def test_of_many_by_sector_the_sector_is_asked_and_an_unknown_one_is_said_to_be() -> None:
    facts = read_facts(LAW.vocabulary, LAW.places, {"established_in": ["GB"]}, "a test", NOW)
    several = who_is_told(LAW.versions("uk-nis-oes")[-1], facts, LAW, NOW.date())
    assert "each for its sectors" in str(authority_lines(several)[0])
    given: dict[str, Any] = {"zone": "Europe/Paris", "established_in": ["FR"], "regulated_as": ["cer_critical_entity"]}
    given |= {"significant": True, "aware_at": "2026-11-24 09:00"}
    facts = read_facts(LAW.vocabulary, LAW.places, given, "a test", NOW)
    (found,) = assess(facts, LAW, NOW.date(), ("eu-cer-15-initial",))
    assert (found.answer.value, found.authorities, found.unnamed) == ("owed", (), True)
    assert "isn't known here by name" in str(authority_lines(found.authorities, unnamed=True)[0])


def test_every_authority_is_found_by_its_place_and_no_way_is_left_blank() -> None:
    for name, one in ALL.authorities.items():
        assert one.place in LAW.places, name
        assert all(way == UNKNOWN or way.strip() for way in (one.portal, one.form, one.phone, one.email)), name


ROWS = """\
authorities:
  one: {name: One, place: FX, told: [us-tx-agg],
    portal: unknown, form: unknown, phone: unknown, email: unknown, as_of: 2026-11-29}
"""


def test_a_wrong_row_is_named_with_its_line(tmp_path: Path) -> None:
    shipped_files = Path(__file__).parents[2] / "regulations"
    for name in ("vocabulary.yaml", "jurisdictions.yaml"):
        shutil.copy(shipped_files / name, tmp_path)
    shutil.copy(shipped_files / "us" / "texas.yaml", tmp_path)
    file = tmp_path / "authorities.yaml"
    file.write_text(ROWS)
    place, told = check(tmp_path)
    assert (place.line, place.key, "unknown place 'FX'" in str(place)) == (2, "authorities.one.place", True)
    assert (told.key, told.allowed[0]) == ("authorities.one.told.0", "us-tx-ag")
    file.write_text(ROWS.replace("portal: unknown", "portal: www.one.example"))
    (portal,) = check(tmp_path)
    assert (portal.key, "begins with https://" in str(portal)) == ("authorities.one.portal", True)
