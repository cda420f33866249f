"""Which column is which field."""

from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.recipients.columns import load_mapping, load_mappings
from bot.strict import LibraryFaults
from tests.recipients.samples import opened, write
from tests.shipped import ROOT

SALESFORCE = (
    "ContactId,FirstName,LastName,MailingStreet,MailingCity,MailingStateCode,MailingPostalCode,MailingCountryCode"
)
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Street Address,City,State/Region,Postal Code,Country/Region,hs_email_optout"
)


def test_exports_are_recognized_by_their_columns(tmp_path: Path) -> None:
    salesforce = opened(write(tmp_path, SALESFORCE, "003A,Anna,Beispiel,Main St 1,Boston,MA,02108,US"))
    assert salesforce.columns.mapping.name == "Salesforce"
    (anna,) = salesforce
    assert (anna.key, anna.name, anna.place, anna.has_postal_address) == ("003A", "Anna Beispiel", "US-MA", True)
    hubspot = opened(write(tmp_path, HUBSPOT, "7,Anna,Beispiel,a@example.org,Main St 1,Boston,Mass.,02108,USA,true"))
    assert hubspot.columns.mapping.name == "HubSpot"
    (anna,) = hubspot
    assert (anna.email, anna.place, anna.no_marketing, anna.no_email) == ("a@example.org", "US-MA", True, False)


def test_spelling_of_columns_does_not_matter(tmp_path: Path) -> None:
    header = "nachname ;VORNAME;Straße_und-Hausnummer;p.l.z;ORT;Land;E-MAIL-Adresse;Haustier"
    listed = opened(write(tmp_path, header, "Beispiel;Anna;Hof 1;50667;Köln;Deutschland;a@example.org;Katze"))
    (anna,) = listed
    assert (anna.name, anna.street, anna.postal_code, anna.place) == ("Anna Beispiel", "Hof 1", "50667", "DE")
    assert listed.columns.unused == ["Haustier"]


def test_a_mapping_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(
        "name: Ours\ncolumns:\n  name: [Customer]\n  country: [Ctry]\n  channel: [How]\n  deceased: [Status]\n"
        "values:\n  channel: {B: post}\nyes:\n  no_marketing: [W]\n",
        encoding="utf-8",
    )
    (anna,) = opened(write(tmp_path, "CUSTOMER,ctry,How,Status", "Anna,DE,B,no"), load_mapping(file))
    assert (anna.name, anna.place, anna.channel) == ("Anna", "DE", "post")
    with pytest.raises(UsageError) as refused:
        opened(write(tmp_path, "Customers,Ctry,How,Status", "Anna,DE,B,no"), load_mapping(file))
    assert "no column 'Customer' for name" in str(refused.value.say)
    assert "The nearest is 'Customers'." in str(refused.value.remedy)


def test_a_list_whose_columns_do_not_match(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        opened(write(tmp_path, "Surnames,Score", "x,1"))
    assert "The list has: Surnames, Score. The nearest to a name or an email address: Surnames." in str(
        refused.value.say
    )
    assert "--mapping FILE.yaml" in str(refused.value.remedy)


def test_a_list_without_a_header_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        opened(write(tmp_path, "Anna,anna@example.org", "Bo,bo@example.org"))
    assert "looks like a person's" in str(refused.value.say)
    assert "Anna" not in str(refused.value)


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Columns 1 and 2 are both named 'Name'"):
        opened(write(tmp_path, "Name,name,City", "a,b,c"))


def test_an_organizations_mapping_replaces_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "plain.yaml").write_text("name: Ours\ncolumns: {name: [Wer]}\n", encoding="utf-8")
    names = [one.name for one in load_mappings(ROOT / "recipients", tmp_path)]
    assert sorted(names) == ["HubSpot", "Ours", "Salesforce"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: x\ncolumns: {city: [Ort]}\n", "needs one of name, family_name, email"),
        ("name: x\ncolumns: {nam: [Name]}\n", "Input should be"),
        ("columns: {name: [Name]}\n", "this key is missing"),
    ],
)
def test_faults_of_a_mapping_have_file_and_line(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LibraryFaults, match=says):
        load_mapping(file)
