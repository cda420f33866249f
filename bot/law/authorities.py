"""Authorities by name: what each is called in English and in its own language, how it is reached, as of which day.

Decides which authority of a place takes the report of a duty, as far as the facts say it. Which places those are is
decided in `duties`.

Caveats: what is not known about an authority is stated as unknown, never guessed. Where a State has several authorities
and the facts do not say which one (Germany's Länder), all of them are found, and one has to ask.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.law.sectors import SECTORS
from bot.law.values import UNKNOWN, Choices, Value
from bot.sentences import Day, Sentence, listed, sentence
from bot.strict import Lean

PUBLIC = frozenset({"public_authority", "us_state_or_local_government", "police_or_justice"})
SEVERAL = 3  # named one by one; of more than these, one has to be chosen first


def _address(value: str) -> str:
    if value != UNKNOWN and not value.startswith("https://"):
        raise ValueError("write an address that begins with https://, or unknown")
    return value


Address = Annotated[str, AfterValidator(_address)]


class Authority(Lean):
    """Who takes a report. `place` is a part of a State where that has several; `own` its name in its own language;
    `told` the instruments and duties whose reports it takes; `sector` the only one it answers for, public or private;
    `answers_for` those of the vocabulary."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
    own: str = ""
    place: str
    told: tuple[str, ...] = Field(min_length=1)
    data_protection: bool = False
    sector: Literal["", "private", "public", "federal"] = ""
    answers_for: tuple[str, ...] = ()
    portal: Address
    form: Address
    phone: str
    email: str
    as_of: date

    @property
    def title(self) -> str:
        """`Dutch Data Protection Authority (Autoriteit Persoonsgegevens, AP)`; no language translates it."""
        return f"{self.name} ({self.own})" if self.own else self.name

    @property
    def reached(self) -> Sentence:
        """How it is reached, what is not known about that, and since when."""
        ways = {
            sentence("portal"): self.portal,
            sentence("form"): self.form,
            sentence("phone"): self.phone,
            sentence("email"): self.email,
        }
        known = [sentence("{way} {value}", way=way, value=value) for way, value in ways.items() if value != UNKNOWN]
        if lacking := [way for way, value in ways.items() if value == UNKNOWN]:
            known.append(sentence("{ways} unknown", ways=listed(lacking, "and")))
        return sentence("{ways} (as of {day})", ways=listed(known, "; "), day=Day(self.as_of, weekday=False))


class Authorities(BaseModel):
    """All authorities by their ids."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))
    authorities: dict[str, Authority] = {}

    @cached_property
    def _by_told(self) -> dict[str, tuple[Authority, ...]]:
        found: dict[str, list[Authority]] = {}
        for authority in self.authorities.values():
            for told in authority.told:
                found.setdefault(told, []).append(authority)
        return {told: tuple(some) for told, some in found.items()}

    def told(
        self, told: Sequence[str], place: str, whole: str, seats: Mapping[str, str], known: Mapping[str, Value]
    ) -> tuple[Authority, ...]:
        """Who takes the report of a duty in a place, or in the `whole` group of States of the duty; several where
        the facts leave that open. `told`: its id, else its instrument. `seats`: the State of each part that has no
        authority of its own in the law's eyes."""
        candidates = next((found for one in told if (found := self._by_told.get(one))), ())
        inside = [one for one in candidates if place in (one.place, seats.get(one.place))]
        common = [one for one in candidates if one.place == whole != place]
        return tuple(_in_sector([*_narrowed(inside, place, known), *common], known))

    def leading(
        self, place: str, seats: Mapping[str, str], known: Mapping[str, Value] = MappingProxyType({})
    ) -> tuple[Authority, ...]:
        """Which may be the lead authority in a place; none for a State in which its parts decide that."""
        closed = _closed(known)
        there = [one for one in self.authorities.values() if one.data_protection and one.place == place]
        found = [one for one in there if one.sector != "federal" and one.sector not in closed]
        seat = seats.get(place, place)
        return tuple(found) if found or seat == place else self.leading(seat, seats, known)


def _narrowed(inside: list[Authority], place: str, known: Mapping[str, Value]) -> list[Authority]:
    """Of the authorities in a State: that of the part which the lead authority, or else the establishment, names; else
    the one that answers for all of it; else every one."""
    parts = {one.place for one in inside} - {place}
    if not parts:
        return inside
    lead, seats, closed = known.get("lead_authority"), known.get("established_in"), _closed(known)
    named = {lead} & parts or (set(seats.items) & parts if isinstance(seats, Choices) else set())
    local = [one for one in inside if one.place in named and one.sector not in closed]
    general = [one for one in inside if one.place == place and not one.sector]
    if local and ("private" in closed or any(one.sector != "public" for one in local)):
        return local
    return [*local, *general] or inside


def _in_sector(found: list[Authority], known: Mapping[str, Value]) -> list[Authority]:
    """Those that answer for one of our sectors; all of them while none is stated, or no one answers for it."""
    sectors = known.get(SECTORS)
    ours = set(sectors.items) if isinstance(sectors, Choices) else set()
    return [one for one in found if not one.answers_for or ours.intersection(one.answers_for)] or found


def _closed(known: Mapping[str, Value]) -> tuple[str, ...]:
    """Whose authorities are not meant: those of the public sector, or of the private one; empty when that is open."""
    rules = known.get("regulated_as")
    if not isinstance(rules, Choices):
        return ()
    return ("private",) if PUBLIC.intersection(rules.items) else ("public",) if rules.complete else ()


def authority_lines(authorities: Sequence[Authority], *, unnamed: bool = False) -> tuple[Sentence, ...]:
    """Who they are and how they are reached, one sentence each; of many, that one has to be chosen. `unnamed`: there is
    one, whose name isn't known here."""
    if unnamed:
        return (sentence("This authority isn't known here by name. Look up which one it is."),)
    if len(authorities) == 1:
        return (sentence("{authority}: {reached}", authority=authorities[0].title, reached=authorities[0].reached),)
    if len(authorities) > SEVERAL and all(one.answers_for for one in authorities):
        return (
            sentence(
                "{number} authorities may be meant, each for its sectors. State yours, such as energy.",
                number=len(authorities),
            ),
        )
    if len(authorities) > SEVERAL:
        told = sentence(
            "{number} authorities may be meant. State your lead authority, such as Ireland or Berlin.",
            number=len(authorities),
        )
        return (told,)
    return tuple(
        sentence("Perhaps {authority}: {reached}", authority=one.title, reached=one.reached) for one in authorities
    )


def with_authority(
    known: Mapping[str, Value], authorities: Authorities, seats: Mapping[str, str]
) -> Mapping[str, Value]:
    """The facts as a notice tells them: the lead authority by name, which is also the authority that is notified where
    no one has stated another. While several may be meant, none is told."""
    stated = known.get("lead_authority")
    if not isinstance(stated, str):
        return known
    others = {name: value for name, value in known.items() if name != "lead_authority"}
    found = authorities.leading(stated, seats, known)
    if len(found) != 1:
        return others
    (one,) = found
    website = {} if one.portal == UNKNOWN else {"authority_website": one.portal}
    addressed = {} if "authority_name" in known else {"authority_name": one.title, **website}
    return {**addressed, **others, "lead_authority": ", ".join((one.title, *website.values()))}
