"""Who we are: what is true of the organization before anything happens, who holds which role, what we have promised.

Read from `organisation.yaml`; its facts are the first facts of every incident, so that no one is asked at night what is
known by day. A contract is an instrument like a law's file, with duties in the same shape; `bot.library.contracts` lays
them into the law. A house target is ours: it stands only where the law has no number.

Decides the shape of every value. Leaves to `bot.library.organisation` what needs other files: zones, languages, facts,
whether an out-of-band address can be used. Such an address holds a password, so nothing prints it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, WithJsonSchema

from bot.domain.roles import ROLES
from bot.law.periods import Period
from bot.law.sectors import REGULATED_AS, SECTORS, Sector
from bot.messages.languages import ENGLISH, language_of


def _shaped(pattern: str, says: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(says)
        return value

    return AfterValidator(check)


EMAIL = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"
PHONE = r"\+[1-9]([ ()/.-]*[0-9]){6,14}"
WEBSITE = r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?"
CURRENCY = r"[A-Z]{3}"
KEPT_FOR = r"[1-9][0-9]* (day|month|year)s?"
LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
LASTING = (SECTORS, REGULATED_AS, "established_in", "offers_to", "lead_authority")
"""Facts that are true of the organization whatever happens: stated in an incident, they belong into this file."""
SLACK_PERSON = r"[UW][A-Z0-9]+"

Email = Annotated[
    str,
    _shaped(EMAIL, "write an email address like name@example.org"),
    WithJsonSchema({"type": "string", "pattern": f"^{EMAIL}$"}),
]
Phone = Annotated[
    str,
    _shaped(PHONE, "a number is written internationally, like +49 30 1234567"),
    WithJsonSchema({"type": "string", "pattern": f"^{PHONE}$"}),
]
Website = Annotated[
    str,
    _shaped(WEBSITE, "write a web address like https://example.org/page"),
    WithJsonSchema({"type": "string", "pattern": f"^{WEBSITE}$"}),
]
Currency = Annotated[
    str,
    _shaped(CURRENCY, "a currency is three capital letters, like EUR"),
    WithJsonSchema({"type": "string", "pattern": f"^{CURRENCY}$"}),
]
KeptFor = Annotated[
    str,
    _shaped(KEPT_FOR, "write a period like '5 years', '18 months' or '30 days'"),
    WithJsonSchema({"type": "string", "pattern": f"^{KEPT_FOR}$"}),
]
Language = Annotated[
    str,
    _shaped(LANGUAGE, "a language is a code like en, de or pt-BR"),
    WithJsonSchema({"type": "string", "pattern": f"^{LANGUAGE}$"}),
]
HouseTarget = Annotated[Period, WithJsonSchema({"type": "string", "pattern": "^[0-9]+ (hour|day)s?$"})]
FieldNumber = Annotated[str, BeforeValidator(lambda raw: str(raw) if isinstance(raw, int) else raw)]
Text = Annotated[str, _shaped(r"(?s).*\S.*", "expected text"), WithJsonSchema({"type": "string", "pattern": "\\S"})]


class OrganisationPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=500)


class Seat(OrganisationPart):
    """Who holds a role: a person, their alternate, or a Slack user group (its members in order)."""

    person: str | None = None
    alternate: str | None = None
    group: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Whoever is named here themselves, the person first."""
        return tuple(filter(None, (self.person, self.alternate)))


class Contract(OrganisationPart):
    """A promise to someone: `contract` is its id, `contact` how they are reached. A duty without `applies` is owed
    when the contract is among the fact `contracts_affected`."""

    contract: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")
    name: str
    contact: str = ""
    duties: tuple[dict[str, Any], ...]


class Contact(OrganisationPart):
    """Whom others may turn to; printed in notices."""

    name: Text | None = None
    email: Email | None = None
    phone: Phone | None = None

    @property
    def line(self) -> str:
        """All that is known of it, in one line."""
        return ", ".join(filter(None, (self.name, self.email, self.phone)))


class PublicContact(OrganisationPart):
    """Where the people whose data are affected may ask. A toll-free number has no international form."""

    phone: Text | None = None
    hours: Text | None = None
    web: Website | None = None


class Contacts(OrganisationPart):
    """`dpo` is the contact point that notices name; `security` stands in where there is none. `press` and `staff`: whom
    journalists and employees ask."""

    dpo: Contact | None = None
    security: Contact | None = None
    press: Contact | None = None
    staff: Contact | None = None
    public: PublicContact | None = None


class Somebody(OrganisationPart):
    """How one of us is reached when Slack is not there. `out_of_band`: addresses as apprise writes them."""

    name: Text | None = None
    email: Email | None = None
    phone: Phone | None = None
    out_of_band: tuple[SecretStr, ...] = Field(default=(), repr=False)


class Languages(OrganisationPart):
    default: Language = "en"
    others: tuple[Language, ...] = ()


class Retention(OrganisationPart):
    """How long each kind is kept after the incident was closed; what is not named is kept."""

    incidents: KeptFor | None = None
    drills: KeptFor | None = None
    documents: KeptFor | None = None
    messages: KeptFor | None = None


class Organisation(OrganisationPart):
    """Ids are Slack's; `zone` is an IANA zone; `facts` use the names of regulations/vocabulary.yaml."""

    name: Text
    address: Text | None = Field(default=None, description="The postal address, as on an envelope.")
    registration: Text | None = Field(default=None, description="The register and the number in it.")
    website: Website | None = None
    phone: Phone | None = None
    contacts: Contacts = Contacts()
    zone: str = "UTC"
    currency: Currency = "EUR"
    languages: Languages = Languages()
    sectors: tuple[Sector, ...] = ()
    places: tuple[str, ...] = Field(
        default=(),
        description="Where the people live whose data you hold, as in regulations/jurisdictions.yaml. `breachbot law "
        "profile` lists what could bind you there. It is no fact of any incident.",
    )
    roles: dict[str, Seat] = Field(
        default_factory=dict, json_schema_extra={"propertyNames": {"enum": list[Any](ROLES)}}
    )
    people: dict[str, Somebody] = Field(
        default_factory=dict, json_schema_extra={"propertyNames": {"pattern": f"^{SLACK_PERSON}$"}}
    )
    facts: dict[str, Any] = Field(default_factory=dict)
    form_answers: dict[str, dict[FieldNumber, Any]] = Field(
        default_factory=dict,
        description="Answers to authorities' own forms that are the same in every incident: by the form's id, by the "
        "number of the field. See docs/authority-forms.md.",
    )
    contracts: tuple[Contract, ...] = ()
    house_targets: dict[str, HouseTarget] = Field(default_factory=dict)  # by duty: `48 hours`
    retention: Retention = Retention()
    two_people: Literal["on", "off"] = Field(
        default="on",
        description="Off, in an organization so small that nobody else is there: one person may do alone what takes "
        "two, and every such entry says so.",
    )

    @property
    def wants_two_people(self) -> bool:
        """Whether what takes two people does so here."""
        return self.two_people == "on"

    @property
    def chat_language(self) -> str:
        """The language of channels, and of people of whom nothing else is known; English when the bot lacks theirs."""
        return language_of(self.languages.default) or ENGLISH

    @property
    def groups(self) -> dict[str, str]:
        """The roles that a Slack user group holds, and its id."""
        return {role: seat.group for role, seat in self.roles.items() if seat.group}

    @property
    def own_facts(self) -> dict[str, Any]:
        """What the file says of us in keys of its own, by the names of regulations/vocabulary.yaml: what notices ask,
        and our sectors; only what was given."""
        point = self.contacts.dpo or self.contacts.security or Contact()
        public = self.contacts.public or PublicContact()
        asked = {
            "organisation_name": self.name,
            "organisation_address": ", ".join(line.strip() for line in (self.address or "").strip().splitlines()),
            "organisation_register": self.registration,
            "contact_point_name": point.name,
            "contact_point_email": point.email,
            "contact_point_phone": point.phone or self.phone,
            "support_phone": public.phone,
            "support_hours": public.hours,
            "support_web": public.web,
            "press_contact": self.contacts.press and self.contacts.press.line,
            "staff_contact": self.contacts.staff and self.contacts.staff.line,
        }
        told: dict[str, Any] = {fact: value.strip() for fact, value in asked.items() if value}
        return {**told, SECTORS: list(self.sectors)} if self.sectors else told

    @property
    def reached_out_of_band(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Who can be reached when Slack cannot, and by what kind of channel; never the addresses."""
        for person, known in self.people.items():
            if kinds := tuple(address.get_secret_value().partition("://")[0] for address in known.out_of_band):
                yield known.name or person, kinds


def lasting_lines(values: Mapping[str, Any]) -> str:
    """The lines of this file that say the same of us in every incident; `values` as YAML holds them. Empty for none."""
    kept = {name: values[name] for name in LASTING if name in values}
    sectors = {name: kept.pop(name) for name in (SECTORS,) if name in kept}
    table = {**sectors, **({"facts": kept} if kept else {})}
    return yaml.safe_dump(table, default_flow_style=None, sort_keys=False).strip() if table else ""
