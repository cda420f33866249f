"""Personal data that a text gives away: addresses, phone, card, account and identity numbers, found by how they are
written and by their check digits; and the same text without them.

Decides what counts as found. Leaves whether it may stand there to those who ask.

Caveats: a name can't be told from any other word, so none is found. A number without check digits is a phone number
only where it is written as one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address
from typing import NamedTuple

from bot.domain.identity_numbers import has_check_digits, identity_numbers
from bot.sentences import Sentence, sentence

EMAIL = re.compile(r"(?<![\w.+&-])\w[\w.+&'-]*@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d ()/.\u2011\u00a0-]{6,20}\d(?![\w-]|[.,]\d)")
DATE = re.compile(
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[.:]\d{2}(?:\s*-\s*\d{1,2}[.:]\d{2})?|\d{4}\s*-\s*\d{4})(?!\d)"
)
_WHOLE_PHONE = re.compile(r"(?:\+|00)?[\d(][\dA-Za-z ()/.\u2011\u00a0-]*", re.ASCII)
_EXTENSION = re.compile(r"\s*(?:,?\s*(?:ext|extension|durchwahl|poste|extensión)\.?|x|#)\s*\d{1,6}\s*$", re.IGNORECASE)
_LONGEST_PHONE = 100  # characters: fifteen digits, what stands between them, and an extension
_GROUPED = re.compile(r"\(?\d{3}\)?[ .\u2011-]\d{3}[ .\u2011-]\d{4}|1[ .\u2011-]\d{3}[ .\u2011-]\d{3}[ .\u2011-]\d{4}")
_CALLED = re.compile(r"(?i)\b(?:tel|telefon|teléfono|téléphone|phone|mobile?|cell|handy|móvil|portable)\W{0,3}$")
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_BRAND = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|6\d{15,18}|5[06-9]\d{11,17}"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6})"
    r"(?![\w:]|\.\d)"
)
_VERSION = re.compile(r"(?i)\b(?:v|version|release|build)\W{0,2}$")
_OFFICE = re.compile(
    r"(?i)(?:info|office|contact|kontakt|contacto|hello|hallo|mail|post|support|help|service|kundenservice|privacy|"
    r"datenschutz|dpo|dsb|dpd|rgpd|gdpr|legal|compliance|security|soc|cert|csirt|abuse|incident|press|presse|prensa|"
    r"media|hr|jobs|admin|postmaster|noreply|no-reply|donotreply)(?:[._+-].*)?@.*"
)
"""A mailbox that belongs to an office and not to a person."""


class PersonalData(NamedTuple):
    """`kind`: what it is, with its article; `text`: as it stands there."""

    kind: Sentence
    text: str

    @property
    def masked(self) -> str:
        """Enough of it to find it, and not enough to use it."""
        return f"{self.text[0]}…@…" if "@" in self.text else f"…{self.text[-2:]}"


def is_phone(text: str) -> bool:
    """A number that can be dialed: 5 to 15 digits (E.164), letters only as in 1-877-ID-THEFT, perhaps an extension."""
    if len(text) > _LONGEST_PHONE:
        return False
    number = _EXTENSION.sub("", text.strip())
    signs = re.sub(r"[^\dA-Za-z]", "", number)
    letters = sum(sign.isalpha() for sign in signs)
    return (
        bool(_WHOLE_PHONE.fullmatch(number))
        and 5 <= len(signs) <= 15
        and (not letters or signs[:3].isdigit() or len(signs) == 11)
    )


def phones(text: str) -> Iterator[str]:
    """Written as phone numbers: with a + or a leading zero, or in groups like 212-555-0100; no dates, counts, cards."""
    yield from (match[0] for match in PHONE.finditer(text) if _is_dialed(match[0]) and not _is_card(match[0]))


def _is_dialed(number: str) -> bool:
    if DATE.match(number.strip()) or not is_phone(number):
        return False
    figures = re.sub(r"\D", "", number)
    return number.startswith("+") or (figures.startswith("0") and len(figures) >= 8) or bool(_GROUPED.fullmatch(number))


def cards(text: str) -> Iterator[str]:
    yield from (match[0] for match in _CARD.finditer(text) if _is_card(match[0]))


def _is_card(number: str) -> bool:
    """The prefix and length of a brand, and the check digit (ISO/IEC 7812)."""
    plain = re.sub(r"\D", "", number)
    return bool(_BRAND.fullmatch(plain)) and has_check_digits("luhn", plain)


def accounts(text: str) -> Iterator[str]:
    """Numbers of bank accounts (IBAN), with the check digits and the shape of their country."""
    yield from (match[0] for match in _IBAN.finditer(text) if has_check_digits("iban", match[0]))


def _mailboxes(text: str) -> Iterator[str]:
    """Of people: what belongs to an office names no one."""
    yield from (address for address in EMAIL.findall(text) if not _OFFICE.fullmatch(address))


def _called_numbers(text: str) -> Iterator[str]:
    """Of phone numbers, those that aren't one row of digits, as references are; such a one only after “tel” or so."""
    for number in phones(text):
        if not number.isdecimal() or _CALLED.search(text[: text.index(number)]):
            yield number


def _addresses(text: str) -> Iterator[str]:
    for match in _IP.finditer(text):
        if not _VERSION.search(text[: match.start()]) and _is_address(match[0]):
            yield match[0]


def _is_address(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)


KINDS: Mapping[Sentence, Callable[[str], Iterator[str]]] = {
    sentence("a card number"): cards,
    sentence("an account number"): accounts,
    sentence("an identity number"): identity_numbers,
    sentence("an email address"): _mailboxes,
    sentence("a phone number"): _called_numbers,
}
ADDRESS = sentence("an IP address")


def found(text: str, *, for_everyone: bool = False) -> Iterator[PersonalData]:
    """Each once, by kind. `for_everyone`: also IP addresses, which only those who investigate need."""
    kinds = {**KINDS, ADDRESS: _addresses} if for_everyone else KINDS
    seen: set[str] = set()
    for kind, find in kinds.items():
        for one in find(text):
            if not any(one in other for other in seen):
                seen.add(one)
                yield PersonalData(kind, one)


def masked(text: str) -> str:
    """The text with what is found in it masked."""
    for one in found(text, for_everyone=True):
        text = text.replace(one.text, one.masked)
    return text
