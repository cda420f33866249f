"""What one person's letter has of its own: the address block and the salutation. Nothing else of the list gets in.

Decides whom a letter is addressed to: the person, the parent or guardian of a minor, the next of kin of who has died.

Caveats: people are addressed by their whole name, which is right for everyone; no gender is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from bot.domain.merge_fields import Field
from bot.recipients.people import Recipient

STATE_AFTER_CITY = frozenset({"US", "CA", "AU", "PR", "GU", "VI", "AS", "MP"})
CODE_ON_ITS_OWN_LINE = frozenset({"GB", "IE", "GG", "IM", "JE", "GI"})


@dataclass(frozen=True)
class Phrases:
    """`hello`: to who has no name. `kin` and `guardian` stand in the address and, with `colon`, as a salutation."""

    dear: str
    hello: str
    kin: str
    guardian: str
    colon: str = ":"


PHRASES: Mapping[str, Phrases] = {
    "de": Phrases(
        "Guten Tag {name},", "Guten Tag,", "An die Angehörigen von {name}", "An die Sorgeberechtigten von {name}"
    ),
    "en": Phrases("Dear {name},", "Hello,", "To the next of kin of {name}", "To the parent or guardian of {name}"),
    "es": Phrases(
        "Estimado/a {name}:", "Buenos días:", "A los familiares de {name}", "Al padre, madre o tutor legal de {name}"
    ),
    "fr": Phrases(
        "Bonjour {name},",
        "Bonjour,",
        "Aux proches de {name}",
        "Aux parents ou au représentant légal de {name}",
        "\u00a0:",
    ),
}


def own_values(one: Recipient, language: str, code: str, *, by_email: bool) -> Mapping[Field, Sequence[str]]:
    """The lines of each field. An email has the addressee alone, without the postal address."""
    addressee, salutation = _addressed(one, PHRASES.get(language, PHRASES["en"]))
    street = [] if by_email else _postal(one, language)
    return {Field.ADDRESS: [*addressee, *street], Field.SALUTATION: [salutation], Field.CODE: [code]}


def _addressed(one: Recipient, say: Phrases) -> tuple[Sequence[str], str]:
    """The first lines of the address, and the salutation."""
    name = one.name
    through = say.kin if one.deceased else say.guardian if one.minor else ""
    if not through:
        return [name or one.email], say.dear.format(name=name) if name else say.hello
    line = through.format(name=name or one.email)
    if one.representative:
        return [one.representative, line], say.dear.format(name=one.representative)
    return [line], line + say.colon


def _postal(one: Recipient, language: str) -> Sequence[str]:
    """As the country writes it, the country last."""
    region = one.place.partition("-")[2] if one.place.startswith("US-") else one.region
    if one.country in STATE_AFTER_CITY:
        town = ", ".join(filter(None, (one.city, f"{region} {one.postal_code}".strip())))
    elif one.country in CODE_ON_ITS_OWN_LINE:
        town = "\n".join(filter(None, (one.city, one.postal_code)))
    else:
        town = f"{one.postal_code} {one.city}".strip()
    country = _country(one.country, language) or one.country_name.upper()
    return [line for part in (one.street, town, country) for line in part.splitlines() if line.strip()]


@lru_cache(maxsize=2000)
def _country(code: str, language: str) -> str:
    try:
        return str(Locale(language).territories.get(code, "")).upper()
    except UnknownLocaleError:
        return ""
