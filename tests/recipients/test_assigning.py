"""Who gets which letter, and how: as the law of the place says, and as the person asked where that leaves a choice."""

from typing import Any

import pytest

from bot.domain.merge_fields import Field
from bot.recipients.addressing import own_values
from bot.recipients.assigning import Assigning, Decision, Unreachable
from tests.recipients.merges import LETTERS, STATES, letter, person

ASSIGNING = Assigning(LETTERS)


def decided(**said: Any) -> Decision:
    return ASSIGNING.decide(person(**said))


def given(**said: Any) -> str:
    """The letter that a person gets, and how."""
    found = decided(**said)
    assert not isinstance(found, Unreachable), found
    one = LETTERS[found.at]
    return f"{one.kind} {one.language} by {'email' if found.by_email else 'mail'}"


@pytest.mark.parametrize("place", STATES)
def test_people_of_each_state_get_its_own_letter_by_mail(place: str) -> None:
    assert given(place=place, channel="email") == f"us-individuals-{place[3:].lower()} en by mail" or place == "US-FL"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"place": "DE"}, "gdpr-individuals de by mail"),
        ({"place": "DE", "language": "fr"}, "gdpr-individuals fr by mail"),
        ({"place": "DE-BY"}, "gdpr-individuals de by mail"),
        ({"place": "FR", "language": "pl"}, "gdpr-individuals fr by mail"),  # there is no Polish one
        ({"place": "US-NY", "language": "es"}, "us-individuals-ny en by mail"),  # nor a Spanish one of the state's
        ({"place": "DE", "channel": "email"}, "gdpr-individuals de by email"),  # the GDPR sets no form
        ({"place": "US-FL", "channel": "email"}, "us-individuals-fl en by email"),  # Fla. Stat. 501.171(4)(d)
        ({"place": "US-NY", "channel": "email"}, "us-individuals-ny en by mail"),  # not without consent
        ({"place": "US-NY", "electronic_consent": True}, "us-individuals-ny en by email"),
        ({"place": "US-NY", "electronic_consent": True, "channel": "post"}, "us-individuals-ny en by mail"),
        ({"place": "US-NY", "electronic_consent": True, "no_email": True}, "us-individuals-ny en by mail"),
        ({"place": "US-NY", "electronic_consent": True, "deceased": True}, "us-individuals-ny en by mail"),
        ({"place": "DE", "street": ""}, "gdpr-individuals de by email"),
        ({"place": "DE", "no_post": True}, "gdpr-individuals de by email"),
        ({"place": "DE", "channel": "phone", "no_phone": True}, "gdpr-individuals de by mail"),
    ],
)
def test_language_and_channel_follow_the_law_and_the_person(said: dict[str, Any], expected: str) -> None:
    assert given(**said) == expected


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"place": ""}, Unreachable.NO_PLACE),
        ({"place": "US"}, Unreachable.NO_LETTER),  # in one of the states, and it isn't known in which
        ({"place": "GB"}, Unreachable.NO_LETTER),
        ({"place": "DE", "language": "en"}, Unreachable.NO_LANGUAGE),  # there is one, and nobody has approved it
        ({"place": "US-NY", "street": ""}, Unreachable.NO_CONSENT),
        ({"place": "US-NY", "street": "", "email": ""}, Unreachable.NO_CONTACT),
        ({"place": "DE", "street": "", "email": "ana at example.com"}, Unreachable.NO_CONTACT),
        ({"place": "DE", "street": "", "deceased": True}, Unreachable.NO_ADDRESS_OF_KIN),
        ({"place": "DE", "no_post": True, "no_email": True}, Unreachable.ASKED_NOT_TO),
        ({"place": "US-NY", "no_post": True}, Unreachable.ASKED_NOT_TO),
    ],
)
def test_who_gets_none_has_a_reason(said: dict[str, Any], why: Unreachable) -> None:
    assert decided(**said) is why


@pytest.mark.parametrize("place", [*STATES, "DE", "FR", "ES"])
@pytest.mark.parametrize("channel", ["", "email", "post"])
def test_a_marketing_opt_out_changes_nothing(place: str, channel: str) -> None:
    """The law asks for this letter, whatever a person said of promotion."""
    assert decided(place=place, channel=channel, no_marketing=True) == decided(place=place, channel=channel)


def test_the_letter_for_the_most_specific_place_is_the_persons() -> None:
    whole = letter("", kind="us-hipaa-individuals", places=frozenset({"US", "US-CA", "US-TX"}))
    both = Assigning([whole, letter("US-CA")])
    assert both.decide(person(place="US-CA")) == (1, False, True)
    assert both.decide(person(place="US-TX")) == (0, False, True)


def values(language: str = "en", **said: Any) -> tuple[list[str], str]:
    found = own_values(person(**said), language, "", by_email=False)
    return list(found[Field.ADDRESS]), found[Field.SALUTATION][0]


def test_an_address_is_written_as_its_country_writes_it() -> None:
    assert values(place="US-CA")[0] == ["Ana Ruiz", "12 Elm Street", "Springfield, CA 12345", "UNITED STATES"]
    german = {"place": "DE", "street": "Elmweg 12\nHinterhaus", "city": "Köln", "postal_code": "50667"}
    assert values("de", **german)[0] == ["Ana Ruiz", "Elmweg 12", "Hinterhaus", "50667 Köln", "DEUTSCHLAND"]
    assert values(place="GB", city="Leeds", postal_code="LS1 1AA")[0][2:] == ["Leeds", "LS1 1AA", "UNITED KINGDOM"]


def test_a_letter_speaks_to_the_next_of_kin_or_to_who_has_custody() -> None:
    assert values()[1] == "Dear Ana Ruiz,"
    assert values("de")[1] == "Guten Tag Ana Ruiz,"
    kin = "To the next of kin of Ana Ruiz"
    assert values(deceased=True, minor=True) == ([kin, *values()[0][1:]], f"{kin}:")
    assert values("fr", minor=True)[1] == "Aux parents ou au représentant légal de Ana Ruiz\u00a0:"
    address, salutation = values(minor=True, representative="Eva Ruiz")
    assert address[:2] == ["Eva Ruiz", "To the parent or guardian of Ana Ruiz"]
    assert salutation == "Dear Eva Ruiz,"


def test_an_email_has_no_postal_address_and_who_has_no_name_is_greeted_too() -> None:
    found = own_values(person(name=""), "en", "", by_email=True)
    assert (found[Field.ADDRESS], found[Field.SALUTATION]) == (["p2@example.com"], ["Hello,"])
