"""Who we are: what is true of the organisation before anything happens, who holds which role, what we have promised.

Read from `organisation.yaml`; its facts are the first facts of every incident, so that nobody is asked at night what is
known by day. A contract is an instrument like a law's file, with duties in the same shape; `bot.library.contracts` lays
them into the law. A house target is ours: it stands only where the law has no number.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.law.periods import Period


class OrganisationPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Seat(OrganisationPart):
    """Who holds a role: a person, their alternate, or a Slack user group (its members in order)."""

    person: str | None = None
    alternate: str | None = None
    group: str | None = None


class Contract(OrganisationPart):
    """A promise to somebody: `contract` is its id, `contact` how they are reached. A duty without `applies` is owed
    when the contract is among the fact `contracts_affected`."""

    contract: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")
    name: str
    contact: str = ""
    duties: tuple[dict[str, Any], ...]


class Organisation(OrganisationPart):
    """Ids are Slack's; `zone` is an IANA zone; `facts` use the names of regulations/vocabulary.yaml."""

    name: str
    zone: str = "UTC"
    currency: str = "EUR"
    roles: dict[str, Seat] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)
    contracts: tuple[Contract, ...] = ()
    house_targets: dict[str, Period] = Field(default_factory=dict)  # by duty: `48 hours`

    @property
    def groups(self) -> dict[str, str]:
        """The roles that a Slack user group holds, and its id."""
        return {role: seat.group for role, seat in self.roles.items() if seat.group}
