"""One person of a list, as its row says: who it is, how the person can be reached, and what they asked for.

Decides what is known about a person, never who is notified: no field takes anyone off a notice that a law requires.

Caveats: whatever is in a row is personal data. It is used while the row is read, and nothing here is logged or kept.
"""

from enum import StrEnum
from typing import NamedTuple

_APART = frozenset(" \t\n,;<>")  # what is between addresses, and in none


class Channel(StrEnum):
    """How a person would like to be reached."""

    POST = "post"
    EMAIL = "email"
    PHONE = "phone"
    SMS = "sms"


class Recipient(NamedTuple):
    """Texts are empty where the list says nothing. What the list says and breachbot doesn't understand is None.

    `row` counts as a spreadsheet does: the columns' names are row 1, or row 2 below a line `sep=;`. `place` is the most
    specific place that is certain (`US-CA`, `DE`), `country` its country; `region` and `country_name` are as written.
    `language` is a code of two letters. `electronic_consent`: agreed to receive notices electronically. `no_marketing`
    is about promotion alone: it stops promotion, and no notice that a law requires; `no_post`, `no_email` and
    `no_phone` are about every message of that channel. `representative`: a parent, guardian or next of kin.
    """

    row: int
    key: str
    salutation: str
    name: str
    given_name: str
    family_name: str
    street: str
    city: str
    region: str
    postal_code: str
    country_name: str
    country: str
    place: str
    email: str
    phone: str
    language: str | None
    channel: Channel | str | None
    electronic_consent: bool | None
    no_post: bool | None
    no_email: bool | None
    no_phone: bool | None
    no_marketing: bool | None
    minor: bool | None
    deceased: bool | None
    representative: str

    @property
    def has_postal_address(self) -> bool:
        """Whether a letter could arrive: a street or a box, with a town or a postal code."""
        return bool(self.street and (self.city or self.postal_code))

    @property
    def has_email(self) -> bool:
        """Whether there is an address that email could be sent to."""
        return is_email(self.email)


def is_email(text: str) -> bool:
    local, _at, domain = text.partition("@")
    return bool(local and "." in domain[1:-1] and "@" not in domain and _APART.isdisjoint(text))
