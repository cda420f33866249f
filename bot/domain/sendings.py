"""What proves that something went out: when, by which method, to how many, under which reference, with which evidence;
and how much of it came back.

breachbot sends nothing itself, so each of these is what a person recorded. Counts are of recipients. What came back is
a total so far, never an increment, so that the same thing recorded twice changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime, Field

from bot.domain.notice_templates import NoticePart
from bot.messages import N_

PEOPLE = ("individuals", "employees")
"""The audiences of notices whose readers are affected themselves."""


class Method(StrEnum):
    PORTAL = "portal"
    EMAIL = "email"
    POST = "post"
    REGISTERED = "registered"
    COURIER = "courier"
    IN_PERSON = "in_person"
    PHONE = "phone"
    TEXT = "text"
    IN_APP = "in_app"
    WEBSITE = "website"
    MEDIA = "media"
    OTHER = "other"


METHODS: Mapping[Method, str] = {
    Method.PORTAL: N_("online portal or form"),
    Method.EMAIL: N_("email"),
    Method.POST: N_("postal mail"),
    Method.REGISTERED: N_("registered mail"),
    Method.COURIER: N_("courier"),
    Method.IN_PERSON: N_("in person"),
    Method.PHONE: N_("phone"),
    Method.TEXT: N_("text message"),
    Method.IN_APP: N_("message in the app"),
    Method.WEBSITE: N_("website"),
    Method.MEDIA: N_("press or broadcast"),
    Method.OTHER: N_("another method"),
}


class Exhibit(NoticePart):
    """Evidence of the incident by its number; `sha256` is empty for what is no file."""

    number: int
    sha256: str = ""


class Proof(NoticePart):
    """As far as it was said. `sender`: who sent it, where that isn't who recorded it, such as a mail house."""

    method: Method | None = None
    count: int | None = None
    sender: str = ""
    evidence: tuple[Exhibit, ...] = ()

    def over(self, earlier: "Proof") -> "Proof":
        """What was said now, and for the rest what had been said before."""
        return Proof(
            method=self.method or earlier.method,
            count=earlier.count if self.count is None else self.count,
            sender=self.sender or earlier.sender,
            evidence=tuple(dict.fromkeys((*earlier.evidence, *self.evidence))),
        )

    @property
    def said(self) -> str:
        """For the record, in English: `, by email to 1,200, sent by Brightpost, evidence 4 (SHA-256 ab12cd34ef56)`."""
        way = [f"by {METHODS[self.method]}"] if self.method else []
        way += [f"to {self.count:,}"] if self.count is not None else []
        parts = [" ".join(way)] if way else []
        parts += [f"sent by {self.sender}"] if self.sender else []
        parts += [f"evidence {one.number}{_digest(one)}" for one in self.evidence]
        return "".join(f", {one}" for one in parts)


def _digest(one: Exhibit) -> str:
    return f" (SHA-256 {one.sha256[:12]})" if one.sha256 else ""


class Sending(NoticePart):
    """One time that a notice went out. `duty`: the one that it met; empty for a wave, before the rest. `by`: who
    recorded it. `returned`: how many so far came back or could not be delivered."""

    duty: str = ""
    reference: str
    at: AwareDatetime
    by: str = ""
    proof: Proof = Proof()
    returned: int = Field(default=0, ge=0)


@dataclass(frozen=True)
class NoticeProof:
    """One sending on record; `title` of its notice, empty where none is on record."""

    title: str
    version: int
    sending: Sending


@dataclass(frozen=True)
class Tally:
    """How many a notice went to. `uncounted`: sendings of which no one said to how many."""

    sendings: int
    sent: int
    returned: int
    uncounted: int

    @property
    def told(self) -> int:
        return self.sent - self.returned


def tally(sendings: Iterable[Sending]) -> Tally:
    """Each reference counts once: the same letters may meet several duties."""
    by_reference: dict[str, list[Sending]] = {}
    for one in sendings:
        by_reference.setdefault(one.reference, []).append(one)
    counts = [max((one.proof.count or 0 for one in same), default=0) for same in by_reference.values()]
    unknown = [all(one.proof.count is None for one in same) for same in by_reference.values()]
    came_back = (max(one.returned for one in same) for same in by_reference.values())
    return Tally(len(by_reference), sum(counts), sum(came_back), sum(unknown))
