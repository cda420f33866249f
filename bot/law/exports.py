"""The catalog as one JSON document, for other programs: facts, places, duties, with the W3C's terms where they exist.

Decides the document's shape; its schema is docs/law.schema.json. Terms are those of the Data Privacy Vocabulary (DPV
2.0) and its extensions for personal data, incidents and places. A word without a term there has none here: a wrong one
would be worse.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.law.model import Duty, Law
from bot.law.vocabulary import Definition

DPV = "https://w3id.org/dpv"
NAMESPACES = {"dpv": f"{DPV}#", "pd": f"{DPV}/pd#", "risk": f"{DPV}/risk#", "loc": f"{DPV}/loc#"}
TERMS = {
    "roles": {
        "controller": "dpv:DataController",
        "joint_controller": "dpv:JointDataControllers",
        "processor": "dpv:DataProcessor",
    },
    "breach_of": {
        "confidentiality": "risk:ConfidentialityIncident",
        "integrity": "risk:IntegrityIncident",
        "availability": "risk:AvailabilityIncident",
    },
    "data": {
        "names": "pd:Name",
        "email": "pd:EmailAddress",
        "postal_address": "pd:PhysicalAddress",
        "phone": "pd:TelephoneNumber",
        "birth_date": "pd:BirthDate",
        "ssn": "pd:OfficialID",
        "tax_id": "pd:OfficialID",
        "national_id": "pd:OfficialID",
        "driving_licence": "pd:OfficialID",
        "passport": "pd:Passport",
        "military_id": "pd:OfficialID",
        "tribal_id": "pd:OfficialID",
        "other_government_id": "pd:OfficialID",
        "voter_id": "pd:OfficialID",
        "account_number": "pd:FinancialAccountNumber",
        "card_number": "pd:PaymentCardNumber",
        "card_expiry": "pd:PaymentCardExpiry",
        "income": "pd:Income",
        "financial": "pd:Financial",
        "credentials": "pd:Authenticating",
        "password_hashed": "pd:Password",
        "health": "pd:MedicalHealth",
        "health_insurance": "pd:Insurance",
        "biometric": "pd:Biometric",
        "genetic": "pd:Genetic",
        "ethnicity": "pd:Ethnicity",
        "political": "pd:PoliticalOpinion",
        "religion": "pd:ReligiousBelief",
        "union": "pd:TradeUnionMembership",
        "sex_life": "pd:Sexual",
        "criminal": "pd:Criminal",
        "location": "pd:Location",
        "communications": "pd:Communication",
        "traffic": "pd:CommunicationsMetadata",
        "education": "pd:Education",
        "employment": "pd:EmploymentHistory",
        "purchase": "pd:Purchase",
    },
}

Strict = ConfigDict(frozen=True, extra="forbid")


class ExportedChoice(BaseModel):
    """`same_as`: the closest term, which may be wider."""

    model_config = Strict
    label: str
    same_as: str | None = None


class ExportedFact(BaseModel):
    """A fact that conditions read or clocks start from; `type` as in docs/adding-a-law.md."""

    model_config = Strict
    type: str
    label: str
    ask: str
    choices: dict[str, ExportedChoice]
    terms: dict[str, str]
    falls_back: tuple[str, ...]


class ExportedPlace(BaseModel):
    """`zone`: the IANA zone of its authority's clock; a part without one has its country's."""

    model_config = Strict
    name: str
    zone: str | None
    part_of: str | None
    same_as: str | None


class ExportedLaw(BaseModel):
    """Conditions are in CEL over the facts; instants and periods as in docs/adding-a-law.md. Terms are abbreviated by
    `namespaces`."""

    model_config = Strict
    format: Literal["breachbot-law/1"] = "breachbot-law/1"
    law: str
    namespaces: dict[str, str]
    facts: dict[str, ExportedFact]
    places: dict[str, ExportedPlace]
    duties: tuple[Duty, ...]


def export(law: Law) -> ExportedLaw:
    return ExportedLaw(
        law=law.hash,
        namespaces=NAMESPACES,
        facts={name: _fact(name, definition) for name, definition in law.vocabulary.facts.items()},
        places={
            code: ExportedPlace(name=one.name, zone=one.zone, part_of=one.part_of, same_as=_location(code))
            for code, one in law.places.places.items()
        },
        duties=law.duties,
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the document, as it is kept in docs/law.schema.json."""
    made = ExportedLaw.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _fact(name: str, definition: Definition) -> ExportedFact:
    same = TERMS.get(name, {})
    return ExportedFact(
        type=definition.type,
        label=definition.label,
        ask=definition.ask,
        choices={key: ExportedChoice(label=label, same_as=same.get(key)) for key, label in definition.choices.items()},
        terms=definition.terms,
        falls_back=definition.falls_back,
    )


def _location(code: str) -> str | None:
    """Countries, and the states of the US: their codes are the W3C's too."""
    return f"loc:{code}" if (code.isalpha() and len(code) == 2) or code.startswith("US-") else None
