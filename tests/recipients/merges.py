"""A made-up run of the mail merge: texts for six states and three countries, and people of each."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import Any

from bot.domain.merge_fields import ApprovedLetter, Field
from bot.recipients.codes import CodeFile
from bot.recipients.merging import Merge, Style, Values
from bot.recipients.people import Recipient

STATES = ("US-CA", "US-FL", "US-IL", "US-MA", "US-NY", "US-TX")
SPOKEN = {"DE": "de", "FR": "fr", "ES": "es"}


def person(row: int = 2, **said: Any) -> Recipient:
    """Someone of whom the list says only where they live, and how to write to them."""
    place = said.pop("place", "US-CA")
    plain = {
        "row": row, "key": f"K{row}", "salutation": "", "name": "Ana Ruiz", "given_name": "Ana", "family_name": "Ruiz",
        "street": "12 Elm Street", "city": "Springfield", "region": place.partition("-")[2], "postal_code": "12345",
        "country_name": "", "country": place.partition("-")[0], "place": place, "email": f"p{row}@example.com",
        "phone": "+1 555 0100", "language": "", "channel": "", "electronic_consent": False, "no_post": False,
        "no_email": False, "no_phone": False, "no_marketing": False, "minor": False, "deceased": False,
        "representative": "",
    }  # fmt: skip
    return Recipient(**{**plain, **said})


def letter(place: str = "US-CA", language: str = "en", **said: Any) -> ApprovedLetter:
    is_state = place.startswith("US-")
    plain = {
        "notice": 1, "kind": f"us-individuals-{place[3:].lower()}" if is_state else "gdpr-individuals",
        "language": language, "version": 1, "sha256": "0" * 64, "subject": f"Your data, {place} {language}",
        "markdown": f"# Notice\n\nThis is the letter for {place} in {language}.\n", "place": place if is_state else "",
        "places": frozenset({place}) if is_state else frozenset(SPOKEN), "languages": ("en",) if is_state else
        ("en", "de", "fr", "es"), "email": "agreed" if is_state and place != "US-FL" else "anyone",
    }  # fmt: skip
    return ApprovedLetter(**{**plain, **said})


LETTERS = (*map(letter, STATES), *(letter(place, language) for place, language in SPOKEN.items()))


def crowd(count: int) -> Iterator[Recipient]:
    """People of each place in turn, who differ in everything that decides about their letter."""
    kinds: Sequence[dict[str, Any]] = (
        {},
        {"no_marketing": True},
        {"channel": "email", "electronic_consent": True},
        {"channel": "email"},
        {"street": ""},
        {"deceased": True, "email": ""},
        {"minor": True},
        {"street": "", "email": ""},
        {"no_phone": True, "no_marketing": True},
        {"language": "es"},
    )
    places = (*STATES, *SPOKEN)
    for row, (said, place) in enumerate(islice(product([*kinds] * count, places), count), 2):
        yield person(row, place=place, **said)


def styles(letters: Sequence[ApprovedLetter]) -> Sequence[Style]:
    return [Style(_encoded(one), partial(_text, one)) for one in letters]


def _encoded(one: ApprovedLetter) -> Callable[[Values], bytes]:
    return lambda values: _text(one, values).encode()


def _text(one: ApprovedLetter, values: Values) -> str:
    lines = [line for field in Field for line in values[field]]
    return "\n".join([*lines, one.subject])


def order(people: Sequence[Recipient], letters: Sequence[ApprovedLetter] = LETTERS, **said: Any) -> Merge:
    plain = {"codes": None, "suffix": "txt", "inputs": {"list": "a list"}}
    return Merge(letters, styles(letters), lambda: ((one, False) for one in people), **{**plain, **said})


def codes(path: Path, count: int) -> CodeFile:
    from bot.recipients.codes import read_codes

    path.write_text("".join(f"CODE-{number}\n" for number in range(count)))
    return read_codes(path)
