"""The factors for and against a risk to people, each from the fact that it is based on, and what they add up to.

The factors are those of EDPB Guidelines 9/2022 and 01/2021 (type of breach, nature and volume of data, ease of
identification, severity, who has the data, vulnerable people, number of people, what the controller did) and of ENISA's
method (2013): context of the data x ease of identification + circumstances. What the score means is decided in `risks`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, field_serializer

from bot.law.values import Choices, Count, People
from bot.sentences import Number, Text, counted, sentence

LARGE_SCALE = 10_000
SHORT_OUTAGE_HOURS = 24
EASE = {"negligible": 0.25, "limited": 0.5, "significant": 0.75}  # of identification; otherwise 1


def _named(words: str) -> frozenset[str]:
    return frozenset(words.split())


SENSITIVE = _named(
    """
    health health_insurance biometric genetic ethnicity political religion union sex_life criminal
    """
)
IDENTITY = _named(
    """
    ssn tax_id national_id driving_licence passport military_id tribal_id other_government_id voter_id
    """
)
MEANS_OF_PAYMENT = _named(
    """
    account_number account_access card_number card_expiry card_cvv card_track
    """
)
FINANCIAL = IDENTITY | MEANS_OF_PAYMENT | _named("income financial credentials private_key electronic_id tax_withheld")
BEHAVIORAL = _named(
    """
    location communications traffic plate_reader employment employer_id education contract children
    professional_secret state_secret
    """
)


class Argument(BaseModel):
    """One factor: what it says, from which fact, and what it adds to the score (negative: takes away)."""

    model_config = ConfigDict(frozen=True)
    says: Text
    fact: str
    weight: float

    @field_serializer("says")
    def _english(self, text: Text) -> str:
        return str(text)


def _factor(fact: str, weight: float, says: Text) -> Argument:
    return Argument(says=says, fact=fact, weight=weight)


@dataclass(frozen=True)
class Known:
    """The values of the facts, those that are known or that one supposes."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def supposing(self, supposed: Mapping[str, Any]) -> "Known":
        return Known({**self.values, **supposed})

    @property
    def data(self) -> frozenset[str]:
        listed = self["data"]
        return frozenset(listed.items) if isinstance(listed, Choices) else frozenset()

    @property
    def shows_patients(self) -> bool:
        """Whether the data show that someone is or was a patient, which is data about health (GDPR, recital 35)."""
        return self["reveals_patients"] in ("patient", "treatment")

    @property
    def people(self) -> int:
        """The most people there may be, by the upper ends that are known."""
        people = self["people"]
        counts = people.table.values() if isinstance(people, People) else ()
        return sum(count.least if count.most is None else count.most for count in counts)

    @property
    def hours_out(self) -> int | None:
        lost = self["availability_lost_for"]
        return (lost.most if lost.most is not None else lost.least) if isinstance(lost, Count) else None

    @property
    def unreadable(self) -> bool:
        return self["protection"] in ("encrypted_key_safe", "destroyed")

    @property
    def quickly_back(self) -> bool:
        hours = self.hours_out
        return bool(self["backup"]) and (hours is None or hours <= SHORT_OUTAGE_HOURS)

    @property
    def lost(self) -> bool:
        """Whether the data are gone for good, which no encryption mends (EDPB 9/2022)."""
        gone = self["protection"] == "destroyed" or "availability" in self._breached
        return self["backup"] is False and gone

    @property
    def only_outage(self) -> bool:
        """Whether only availability was lost, by what is known. That no data left says nothing about who saw them."""
        others = {"confidentiality", "integrity"} & set(self._breached)
        seen = not self.surely_only_outage and (self["accessed"] or self["acquired"])
        return self["exfiltration"] == "excluded" and not others and not seen

    @property
    def surely_only_outage(self) -> bool:
        """Whether someone said that nothing else was breached."""
        return bool(self["exfiltration"] == "excluded" and self["breach_of"] == Choices(("availability",)))

    @property
    def _breached(self) -> tuple[str, ...]:
        breached = self["breach_of"]
        return breached.items if isinstance(breached, Choices) else ()

    @property
    def opens_accounts(self) -> bool:
        """Whether who a person is and where the money lies are known together: that is how identities are stolen."""
        return bool(self.data & IDENTITY and self.data & MEANS_OF_PAYMENT)


def arguments(known: Known) -> tuple[Argument, ...]:
    return tuple(argument for part in (_context, _circumstances, _outage) for argument in part(known))


def severity(known: Known) -> float:
    """ENISA: context x ease of identification + circumstances of the breach. Whoever has an identity number has a
    person, whatever else is said of the data."""
    context = sum(argument.weight for argument in _context(known))
    ease = 1.0 if known.data & IDENTITY else EASE.get(known["identifiability"], 1.0)
    around = sum(argument.weight for part in (_circumstances, _outage) for argument in part(known))
    return round(max(context, 0) * ease + max(around, 0), 2)


def _context(known: Known) -> Iterator[Argument]:
    """The kind of data, from 1 (simple) to 4 (sensitive), and what raises or lowers it."""
    if known.only_outage:
        yield _outage_alone(known)
    else:
        yield from _what_was_seen(known)
    if known["already_public"]:
        yield _factor("already_public", -1, sentence("the data were already lawfully public"))


def _outage_alone(known: Known) -> Argument:
    if known.surely_only_outage:
        return _factor("exfiltration", 1, sentence("only availability was lost; no data left your control"))
    says = sentence("no data left your control, but it is not known whether anyone unauthorized saw them")
    return _factor("exfiltration", 1, says)


def _what_was_seen(known: Known) -> Iterator[Argument]:
    yield _kind_of_data(known)
    if known.people >= LARGE_SCALE:
        yield _factor("people", 1, sentence("large scale: up to {count} people", count=Number(known.people)))
    if known["vulnerable"] and known["vulnerable"].items:
        yield _factor("vulnerable", 0.5, sentence("vulnerable people are affected"))
    if known["identifiability"] in ("negligible", "limited"):
        yield _factor("identifiability", 0, sentence("people are hard to identify from the data"))


def _kind_of_data(known: Known) -> Argument:
    data = known.data
    if known["consequence"] == "negligible" and not known.opens_accounts:
        return _factor("consequence", 1, sentence("the worst plausible consequence is negligible"))
    if data & SENSITIVE:
        return _factor("data", 4, sentence("data of a sensitive kind (health, beliefs and the like)"))
    if known.shows_patients:
        return _factor("reveals_patients", 4, sentence("the data show who is or was a patient, which is health data"))
    if data & FINANCIAL:
        return _factor("data", 3, sentence("data that can open accounts or enable identity theft"))
    if data & BEHAVIORAL or known["consequence"] in ("significant", "severe"):
        return _factor("data", 2, sentence("data that reveal how a person lives, works or is insured"))
    if "password_hashed" in data and known["protection"] == "hashed":
        return _factor("protection", 1, sentence("passwords stored only as strong, salted hashes"))
    says = sentence("simple data: names, contact details and the like")
    if not data:
        says = sentence("the kinds of data are not known")
    return _factor("data", 1, says)


_RECIPIENTS = {
    "trusted": (0.0, sentence("a known recipient bound to secrecy has the data")),
    "known_few": (0.0, sentence("only a few known people have the data")),
    "known_rival": (0.5, sentence("a known person with a motive to use the data has them")),
    "unknown_one": (0.25, sentence("one unknown person may have the data")),
    "unknown_people": (0.5, sentence("unknown people may have the data")),
    "many": (0.5, sentence("many people have the data")),
    "public": (0.5, sentence("anyone can get the data")),
}


def _circumstances(known: Known) -> Iterator[Argument]:
    if known["recipient"] and not known.only_outage:
        weight, says = _RECIPIENTS[known["recipient"]]
        yield _factor("recipient", weight, says)
    elif known["exfiltration"] == "confirmed":
        yield _factor("exfiltration", 0.5, sentence("the data were exfiltrated, and it is not known who has them"))
    if known["malicious"] is not None:
        says = sentence("it was deliberate") if known["malicious"] else sentence("it was accidental")
        yield _factor("malicious", 0.5 if known["malicious"] else 0, says)
    if known.unreadable and known.lost:
        yield _factor("protection", 0, sentence("no one else can read the data, but you have lost them too"))
    elif known.unreadable:
        yield _factor("protection", -2, sentence("the data are unreadable: the key is safe, or they were destroyed"))
    elif known["protection"] == "encrypted_key_taken":
        yield _factor("protection", 0.25, sentence("the encryption key may have been taken too"))
    if known["recovered"] == "proven":
        yield _factor("recovered", -0.5, sentence("recovery or deletion of the data is proven"))
    elif known["recovered"] == "claimed":
        yield _factor("recovered", 0, sentence("deletion is claimed but not proven"))


def _outage(known: Known) -> Iterator[Argument]:
    if known["backup"] is False:
        yield _factor("backup", 0.5, sentence("there is no complete, unaffected backup"))
    elif known["backup"] and known.hours_out is not None:
        soon = known.hours_out <= SHORT_OUTAGE_HOURS
        says = counted("restored from backup after {n} hour", "restored from backup after {n} hours", known.hours_out)
        yield _factor("availability_lost_for", 0 if soon else 0.25, says)
    if known["outage_impact"] == "minor":
        yield _factor("outage_impact", 0, sentence("the outage only delayed or inconvenienced people"))
    if known["outage_impact"] == "major":
        yield _factor("outage_impact", 1, sentence("the outage harmed people's health, safety, pay or livelihood"))
