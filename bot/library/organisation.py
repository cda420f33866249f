"""Reads `organisation.yaml`: who we are, who holds which role, what is true of us before anything happens, what we have
promised. The promises are laid into the law (`contracts.py`)."""

import re
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.organisation import Organisation
from bot.domain.roles import ROLES
from bot.errors import LibraryError, UsageError
from bot.law.facts import read_facts
from bot.law.model import Law
from bot.law.values import Unreadable, read_zone
from bot.law.vocabulary import Vocabulary
from bot.library.contracts import promised
from bot.strict import Document, LibraryFaults, parse, read

CHECKED_AT = datetime(2000, 1, 1, tzinfo=UTC)  # checking reads values only; who said it when plays no part


def load_organisation(file: Path, law: Law) -> tuple[Organisation, Law]:
    """The organisation of `file`, and the law with its promises; a nameless one when there is no file.

    Raises LibraryFaults with every fault.
    """
    if not file.exists():
        return Organisation(name="Our organisation"), law
    document = read(file)
    organisation = parse(Organisation, document)
    faults = [*_zone(organisation, document), *_roles(organisation, document)]
    if faults:  # facts are read in the zone
        raise LibraryFaults(faults)
    try:
        law = promised(organisation, document, law)
    except LibraryFaults as found:
        faults += found.faults
    if faults := [*faults, *_facts(organisation, document, law)]:
        raise LibraryFaults(faults)
    return organisation, law


def check_organisation(file: Path, law: Law) -> list[LibraryError]:
    try:
        load_organisation(file, law)
    except LibraryFaults as found:
        return found.faults
    return []


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
            faults.append(document.fault(("roles", role), "this role is not known.", tuple(ROLES)))
        if bool(seat.group) == bool(seat.person):
            faults.append(document.fault(("roles", role), "a seat has either a person or a group."))
        if seat.alternate and (seat.group or seat.alternate == seat.person):
            say = "a group brings its own alternates." if seat.group else "the alternate is the same person."
            faults.append(document.fault(("roles", role, "alternate"), say))
        for place, given, first in (
            ("person", seat.person, "UW"),
            ("alternate", seat.alternate, "UW"),
            ("group", seat.group, "S"),
        ):
            if given and not re.fullmatch(f"[{first}][A-Z0-9]+", given):
                say = f"'{given}' is not an id of Slack's, such as {first[0]}012ABCDEF."
                faults.append(document.fault(("roles", role, place), say))
    return faults


def _facts(organisation: Organisation, document: Document, law: Law) -> list[LibraryError]:
    """Each fact on its own, so that each fault has its line."""
    faults = []
    for name, value in organisation.facts.items():
        try:
            read_facts(law.vocabulary, law.places, {name: value}, organisation.name, CHECKED_AT, organisation.zone)
        except UsageError as error:
            faults.append(document.fault(("facts", name), str(error), _names(law.vocabulary, name)))
    return faults


def _names(vocabulary: Vocabulary, name: str) -> tuple[str, ...]:
    return () if name in vocabulary else tuple(vocabulary.facts)
