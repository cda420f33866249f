"""Who we are: what is true of the organisation before anything happens, and who holds which role.

Read from `organisation.yaml`; its facts are the first facts of every incident, so that nobody is asked at night what is
known by day. Contract clocks stand in the same shape as a law's duties.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Seat(Frozen):
    """Who holds a role: a person, their alternate, or a Slack user group (its members in order)."""

    person: str | None = None
    alternate: str | None = None
    group: str | None = None


class Organisation(Frozen):
    """Ids are Slack's; `zone` is an IANA zone; `facts` use the names of regulations/vocabulary.yaml."""

    name: str
    zone: str = "UTC"
    currency: str = "EUR"
    roles: dict[str, Seat] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)
    contracts: tuple[dict[str, Any], ...] = ()

    @property
    def groups(self) -> dict[str, str]:
        """The roles that a Slack user group holds, and its id."""
        return {role: seat.group for role, seat in self.roles.items() if seat.group}
