"""Reads `organisation.yaml`: who we are, who holds which role, what is true of us before anything happens, what we have
promised. The promises are added to the law (`contracts.py`)."""

import re
from datetime import datetime
from pathlib import Path

from bot.domain.organisation import SLACK_PERSON, Languages, Organisation
from bot.domain.roles import ROLES
from bot.errors import LibraryError
from bot.law.facts import Facts, read_facts
from bot.law.facts_files import fact_faults
from bot.law.model import Law
from bot.law.values import Count, People, Unreadable, read_zone
from bot.library.contracts import promised
from bot.library.out_of_band import not_understood
from bot.strict import Document, LibraryFaults, Path_, masked, parse, read


def load_organisation(file: Path, law: Law) -> tuple[Organisation, Law]:
    """The organization in `file`, and the law with its promises; a nameless one when there is no file.

    Raises LibraryFaults with every fault.
    """
    if not file.exists():
        return Organisation(name="Our organization"), law
    document = read(file)
    organisation = parse(Organisation, document)
    faults = [*_zone(organisation, document), *_roles(organisation, document), *_people(organisation, document)]
    faults += [*_languages(organisation, document), *_places(organisation, document, law)]
    if faults:  # facts are read in the zone
        raise LibraryFaults(faults)
    try:
        law = promised(organisation, document, law)
    except LibraryFaults as found:
        faults += found.faults
    if faults := [*faults, *_facts(organisation, document, law)]:
        raise LibraryFaults(faults)
    about_us = {name: value for name, value in organisation.own_facts.items() if name in law.vocabulary}
    return organisation.model_copy(update={"facts": {**about_us, **organisation.facts}}), law


def peacetime_facts(organisation: Organisation, law: Law, at: datetime) -> Facts:
    """What is known before anything happens. Of people it says where they may live: wherever the organization says, and
    in its own places; how many is not known."""
    known = read_facts(law.vocabulary, law.places, organisation.facts, organisation.name, at, organisation.zone)
    own = known.value("established_in")
    places = dict.fromkeys((*organisation.places, *(own.items if own and organisation.places else ())))
    people = People({code: Count(0, None) for code in places}) if places else None
    return known.set(law.vocabulary, "people", people, organisation.name, at)


def check_organisation(file: Path, law: Law) -> list[LibraryError]:
    """Every fault of the file; not those that the law itself has."""
    try:
        _, whole = load_organisation(file, law)
    except LibraryFaults as found:
        return found.faults
    return [LibraryError(*one) for one in whole.faults[len(law.faults) :]]


def _zone(organisation: Organisation, document: Document) -> list[LibraryError]:
    try:
        read_zone(organisation.zone)
    except Unreadable as error:
        return [document.fault(("zone",), str(error))]
    return []


def _roles(organisation: Organisation, document: Document) -> list[LibraryError]:
    faults = []
    for role, seat in organisation.roles.items():
        if role not in ROLES:
            faults.append(document.fault(("roles", role), "unknown role.", tuple(ROLES)))
        if bool(seat.group) == bool(seat.person):
            faults.append(document.fault(("roles", role), "a role needs either a person or a group."))
        if seat.alternate and (seat.group or seat.alternate == seat.person):
            say = (
                "a group has its own alternates. Remove the alternate."
                if seat.group
                else "the alternate must be a different person."
            )
            faults.append(document.fault(("roles", role, "alternate"), say))
        for place, given, first in (
            ("person", seat.person, "UW"),
            ("alternate", seat.alternate, "UW"),
            ("group", seat.group, "S"),
        ):
            if given and not re.fullmatch(f"[{first}][A-Z0-9]+", given):
                say = f"'{masked(given)}' is not a Slack ID such as {first[0]}012ABCDEF."
                faults.append(document.fault(("roles", role, place), say))
    return faults


def _people(organisation: Organisation, document: Document) -> list[LibraryError]:
    faults = []
    for person, known in organisation.people.items():
        if not re.fullmatch(SLACK_PERSON, person):
            say = f"'{masked(person)}' is not a Slack ID such as U012ABCDEF."
            faults.append(document.fault(("people", person), say))
        addresses = [address.get_secret_value() for address in known.out_of_band]
        for number, kind in not_understood(addresses):
            at: Path_ = ("people", person, "out_of_band", number)
            faults.append(document.fault(at, f"this address ({kind}) is not a valid Apprise address."))
    return faults


def _languages(organisation: Organisation, document: Document) -> list[LibraryError]:
    if (languages := organisation.languages) == Languages():
        return []
    named: list[tuple[Path_, str]] = [(("languages", "default"), languages.default)]
    named += [(("languages", "others", number), language) for number, language in enumerate(languages.others)]
    faults = []
    for number, (at, language) in enumerate(named):
        if not _is_language(language):
            faults.append(document.fault(at, f"unknown language '{language}'."))
        elif language in [earlier for _, earlier in named[:number]]:
            faults.append(document.fault(at, "duplicate language."))
    return faults


def _places(organisation: Organisation, document: Document, law: Law) -> list[LibraryError]:
    known = (*law.places.places, *law.places.groups)
    return [
        document.fault(("places", number), f"unknown place '{code}'.", known)
        for number, code in enumerate(organisation.places)
        if code not in known
    ]


def _is_language(code: str) -> bool:
    from babel import Locale, UnknownLocaleError  # slow to import, and most files name no language

    try:
        Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _facts(organisation: Organisation, document: Document, law: Law) -> list[LibraryError]:
    return fact_faults(document, law, ("facts",), organisation.zone) if organisation.facts else []
