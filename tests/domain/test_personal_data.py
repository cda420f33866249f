"""What is recognized as personal data by how it is written and by its check digits; and how it is masked.

The identity numbers are the examples of python-stdnum's documentation, which belong to no one.
"""

import pytest

from bot.domain.identity_numbers import NUMBERS, identity_numbers
from bot.domain.personal_data import cards, found, masked, phones

EXAMPLES = {
    "at.vnr": ("SVNR ", "1237 010180", "2237 010180"),
    "au.tfn": ("TFN: ", "123 456 782", "123 456 783"),
    "be.nn": ("", "85.07.30-033 28", "85.07.30-033 29"),
    "br.cpf": ("", "390.533.447-05", "390.533.447-06"),
    "ca.sin": ("SIN ", "123-456-782", "123-456-783"),
    "ch.ssn": ("", "756.9217.0769.85", "756.9217.0769.84"),
    "de.idnr": ("Steuer-ID: ", "36 574 261 809", "36 574 261 808"),
    "dk.cpr": ("CPR ", "211062-5629", "991362-5629"),
    "es.dni": ("", "54362315-K", "54362315-Z"),
    "es.nie": ("", "X-2482300-W", "X-2482300-A"),
    "fi.hetu": ("", "131052-308T", "131052-308U"),
    "fr.nir": ("", "2 95 10 99 126 111 93", "2 95 10 99 126 111 94"),
    "gb.nhs": ("NHS number ", "943 476 5870", "943 476 5871"),
    "ie.pps": ("PPS ", "6433435F", "6433435E"),
    "in_.aadhaar": ("Aadhaar ", "2341 2341 2346", "2341 2341 2347"),
    "it.codicefiscale": ("", "RCCMNL83S18D969H", "RCCMNL83S18D969A"),
    "mx.curp": ("", "BOXW310820HNERXN09", "BOXW310820HNERXN08"),
    "nl.bsn": ("BSN ", "1112.22.333", "1112.22.334"),
    "pl.pesel": ("PESEL ", "44051401359", "44051401358"),
    "pt.nif": ("NIF ", "501 964 843", "501 964 842"),
    "se.personnummer": ("", "880320-0016", "880320-0018"),
    "us.ssn": ("", "536-90-4399", "078-05-1120"),  # the one that was printed on wallets
}


def test_every_number_has_its_example() -> None:
    assert list(EXAMPLES) == [one.check for one in NUMBERS]


@pytest.mark.parametrize(("name", "number", "mistyped"), EXAMPLES.values(), ids=list(EXAMPLES))
def test_an_identity_number_is_found_and_one_with_a_wrong_check_digit_is_not(
    name: str, number: str, mistyped: str
) -> None:
    assert list(identity_numbers(f"They read her {name}{number} aloud.")) == [number]
    assert list(identity_numbers(f"They read her {name}{mistyped} aloud.")) == []


@pytest.mark.parametrize("number", [number for name, number, _mistyped in EXAMPLES.values() if name])
def test_a_number_of_digits_alone_is_found_only_after_its_name(number: str) -> None:
    assert list(identity_numbers(f"Ticket {number} is closed.")) == []
    assert list(identity_numbers(f"{number} is a ticket, and not a BSN, NIF, PESEL, NHS or tax number.")) == []


@pytest.mark.parametrize(
    "text",
    [
        "SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "From 2026-11-24 08:15 to 2026-11-25 19:40, 1,234,567 rows.",
        "BR-2026-0042, reference 2026-11-4399, invoice 123-45-6789012",
        "on 127.0.0.1 and ::1, at 999.10.10.10, in 1.2.3.4.5",
        "commit 12345678a, build 20261124-0815, host db-12345678",
    ],
)
def test_references_hashes_and_times_are_no_identity_numbers(text: str) -> None:
    assert list(identity_numbers(text)) == []
    assert list(found(text, for_everyone=True)) == []


def test_a_card_has_the_prefix_and_length_of_a_brand() -> None:
    assert list(cards("4111-1111-1111-1111")) == ["4111-1111-1111-1111"]
    assert list(cards("5555 5555 5555 4444")) == ["5555 5555 5555 4444"]
    assert list(cards("378282246310005")) == ["378282246310005"]
    assert list(cards("1732617600018 is a time")) == []  # it passes the check digit
    assert list(cards("9111 1111 1111 1116")) == []


def test_a_phone_number_whose_digits_pass_the_check_of_cards_is_still_one() -> None:
    assert list(phones("+49 40 5550 1003, +49 40 5550 1006")) == ["+49 40 5550 1003", "+49 40 5550 1006"]


def test_what_is_found_is_masked_and_the_rest_stays() -> None:
    text = (
        "Ana (ana@mail.example, +49 40 5550 1003) paid with 4111 1111 1111 1111 from 203.0.113.7; her SSN: 536-90-4399."
    )
    assert masked(text) == "Ana (a…@…, …03) paid with …11 from ….7; her SSN: …99."
    assert masked("Nothing of that, in room 12.") == "Nothing of that, in room 12."
