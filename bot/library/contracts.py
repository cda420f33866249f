"""Adds what an organization has promised to the law: contract clocks and house targets of `organisation.yaml`.

Decides whether they are valid together with the law (conditions, places, ids, ties), with file and line. A contract's
duties are checked like a law's and are in the same list; the law's hash then covers them.

Caveats: the fact `contracts_affected` exists only here; its choices are the organization's own contracts.
"""

import hashlib
import json
from typing import Any

from bot.domain.organisation import Contract, Organisation
from bot.errors import LibraryError
from bot.law.files import CheckedDuties, check_beside, duty_at
from bot.law.house_targets import housed, target_faults
from bot.law.model import Duty, HouseTargets, Law
from bot.law.places import NOWHERE, Places
from bot.law.shorthand import in_full
from bot.law.vocabulary import Definition, Vocabulary
from bot.law.vocabulary_checks import choosable
from bot.messages import N_
from bot.strict import Document, LibraryFaults, Path_

AFFECTED = "contracts_affected"
OURS: dict[str, Any] = {
    "kind": "contract",
    "confidence": "high",
    "owed_by": "us",
    "owed_to": "other",
    "place": NOWHERE,
    "starts": "aware_at",
}
"""What applies to a contract's duty unless it says otherwise."""
Placed = tuple[Duty, Document, Path_]


def promised(organisation: Organisation, document: Document, law: Law) -> Law:
    """The law with the organization's promises in it; the same law when there are none. A condition that can't be
    evaluated is among its faults; raises LibraryFaults with any other."""
    if not organisation.contracts and not organisation.house_targets:
        return law
    vocabulary = _vocabulary(law.vocabulary, organisation.contracts)
    own, faults = _duties(organisation.contracts, document, vocabulary, law.places)
    checked = check_beside(law, vocabulary, own)
    faults += checked.faults
    whole = _law(law, organisation, vocabulary, checked)
    faults += target_faults(organisation.house_targets, ("house_targets",), document, whole.by_id)
    if faults:
        raise LibraryFaults([*faults, *(LibraryError(*one) for one in checked.contained)])
    return whole


def _law(law: Law, organisation: Organisation, vocabulary: Vocabulary, added: CheckedDuties) -> Law:
    """Built from scratch, never copied: a copy would keep what the old law had already computed about its duties."""
    return Law(
        hash=_hash(law, organisation),
        vocabulary=vocabulary,
        places=law.places,
        duties=tuple(_housed(duty, organisation, law) for duty in (*law.duties, *added.duties)),
        house_targets=law.house_targets,
        faults=(*law.faults, *added.contained),
    )


def _vocabulary(vocabulary: Vocabulary, contracts: tuple[Contract, ...]) -> Vocabulary:
    if not contracts:
        return vocabulary
    asked = Definition(
        type="choices",
        group="whose data",
        label=N_("Affected contracts"),
        ask=N_("Which of these contracts are affected, through their data or their service?"),
        help=N_("Each one has its own clock, often a short one."),
        choices={one.contract: one.name for one in contracts},
    )
    return vocabulary.model_copy(update={"facts": {**vocabulary.facts, AFFECTED: asked}})


def _duties(
    contracts: tuple[Contract, ...], document: Document, vocabulary: Vocabulary, places: Places
) -> tuple[list[Placed], list[LibraryError]]:
    found: list[Placed] = []
    faults: list[LibraryError] = []
    seen: set[str] = set()
    for index, contract in enumerate(contracts):
        if contract.contract in seen:
            faults.append(document.fault(("contracts", index, "contract"), "duplicate contract."))
        seen.add(contract.contract)
        if not choosable(vocabulary[AFFECTED], places, contract.contract):
            faults.append(
                document.fault(("contracts", index, "contract"), "this is a reserved word: choose another id.")
            )
        for number, own in enumerate(contract.duties):
            at: Path_ = ("contracts", index, "duties", number)
            try:
                duty = duty_at(document, at, in_full({**_common(contract), **own}, vocabulary, places))
                found.append((duty, document, at))
            except LibraryFaults as error:
                faults += error.faults
    return found, faults


def _common(contract: Contract) -> dict[str, Any]:
    applies = {"when": f'"{contract.contract}" in {AFFECTED}', "because": f"this contract is affected: {contract.name}"}
    named = {"instrument": contract.contract, "law": contract.name, "form": contract.contact}
    return {**OURS, **named, "applies": [applies]}


def _housed(duty: Duty, organisation: Organisation, law: Law) -> Duty:
    return housed(duty, HouseTargets(duties=organisation.house_targets), law.house_targets)


def _hash(law: Law, organisation: Organisation) -> str:
    promises = organisation.model_dump(mode="json", include={"contracts", "house_targets"})
    return hashlib.sha256(f"{law.hash}{json.dumps(promises, sort_keys=True)}".encode()).hexdigest()
