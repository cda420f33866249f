"""Whom a notice names, and how its readers reach the sender.

Decides whether a text gives away another person's data (addresses, phone numbers, account and card numbers, names),
whether what it gives as a contact can be one, and whether the person who signs is named in it. Everything that the
organization and the templates themselves print as a contact is known (`Reading.contacts`, `Reading.people`).

Caveats: a number is a phone number only where it is written as one; names are recognized only after a title or a role.
"""

import re
from collections.abc import Iterable, Iterator

from bot.domain.notice_wording import ADDRESSED_TO_PEOPLE, Reading, Remark
from bot.domain.personal_data import DATE, EMAIL, PHONE, accounts, cards, is_phone, phones
from bot.sentences import Sentence, sentence

_NAME = r"(?:[A-ZÀ-Ý][\w’'-]+)"
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Herrn?|Frau|Monsieur|Madame|Mme|Sr|Sra|Señora?|Don|Doña)\b\.? (?:Dr\.? )?"
    rf"({_NAME}(?: {_NAME})?)"
)
_ROLED = re.compile(
    r"\b(?:employee|colleague|contractor|administrator|engineer|technician|customer|patient|nurse|intern|suspect|"
    r"Mitarbeiter(?:in)?|Kolleg(?:e|in)|Kund(?:e|in)|Techniker(?:in)?|employée?|salariée?|collègue|empleado|empleada|"
    rf"cliente?),? ({_NAME} {_NAME})"
)
_KEEP_OUT = sentence("Leave it out, or write to that person alone.")


def is_email(text: str) -> bool:
    """One address: a name, an @ and a domain with a dot; nothing else around it."""
    return bool(EMAIL.fullmatch(text.strip())) and ".." not in text


def digits(text: str) -> str:
    """What of a phone number is compared: its last seven digits, since country codes and leading zeros come and go."""
    return re.sub(r"\D", "", text)[-7:]


def printed_contacts(texts: Iterable[str]) -> frozenset[str]:
    """Every email address and the digits of every phone number in these texts."""
    found = set()
    for text in texts:
        found |= {address.lower() for address in EMAIL.findall(text)}
        found |= {digits(number) for number in PHONE.findall(text)}
        found |= {digits(text)} if is_phone(text) else set()
    return frozenset(found)


def contacts(reading: Reading) -> Iterator[Remark]:
    """The remarks on accounts and cards for everyone, on people and contacts for letters to people."""
    yield from _accounts(reading.text)
    yield from (wrong for name, text in reading.reached_by.items() if (wrong := unreachable(name, text)))
    if reading.audience in (*ADDRESSED_TO_PEOPLE, "media", "controller"):
        yield from _others(reading)
    if reading.audience in ADDRESSED_TO_PEOPLE:
        yield from _reachable(reading)


def _accounts(text: str) -> Iterator[Remark]:
    instead = sentence("Never print the data itself, only what kind it is.")
    for number in sorted(set(cards(text))):
        yield _personal(sentence("It prints a card number."), number, instead)
    for number in sorted(set(accounts(text))):
        yield _personal(sentence("It prints an account number."), number, instead)


def _others(reading: Reading) -> Iterator[Remark]:
    for address in sorted(set(EMAIL.findall(reading.text))):
        if address.lower() not in reading.contacts:
            yield _personal(sentence("It gives an email address that is not one of your contacts."), address, _KEEP_OUT)
    for number in sorted(set(phones(reading.text))):
        if digits(number) not in reading.contacts:
            yield _personal(sentence("It gives a phone number that is not one of your contacts."), number, _KEEP_OUT)
    named = {name for pattern in (_TITLED, _ROLED) for name in pattern.findall(reading.text)}
    for name in sorted(named):
        if not any(name.split()[-1] in known.split() for known in reading.people):
            instead = sentence("Write what happened without the name.")
            yield _personal(sentence("It names a person."), name, instead, overridable=True)


def _reachable(reading: Reading) -> Iterator[Remark]:
    numbers = any(is_phone(match[0]) and not DATE.fullmatch(match[0]) for match in PHONE.finditer(reading.text))
    if not (numbers or EMAIL.search(reading.text) or reading.missing):
        yield _signature(
            sentence("The text gives no phone number and no email address that readers can use."),
            sentence("no contact"),
            sentence("Give at least one, and try it before you send the letter."),
        )
    if reading.signer and reading.signer.casefold() not in " ".join(reading.text.split()).casefold():
        yield _signature(
            sentence("The person who signs is not named in the text."),
            reading.signer,
            sentence("Put the name of a person below the text."),
        )


def _signature(say: Sentence, found: Sentence | str, instead: Sentence) -> Remark:
    return Remark(rule="SIGN", level="fail", say=say, found=found, instead=instead)


def _personal(say: Sentence, found: str, instead: Sentence, *, overridable: bool = False) -> Remark:
    return Remark(rule="PII", level="fail", say=say, found=found, instead=instead, overridable=overridable)


def unreachable(name: str, value: str) -> Remark | None:
    """What is wrong with a fact that is printed as an email address or a phone number; None: nothing."""
    if name.endswith("_email") and not is_email(value):
        say, instead = sentence("This is not an email address."), sentence("Write it as name@example.com.")
    elif name.endswith("_phone") and not is_phone(value):
        say, instead = sentence("This is not a phone number."), sentence("Write its digits, with the country code.")
    else:
        return None
    return Remark(rule="SIGN", level="fail", say=say, found=value, instead=instead, overridable=False)
