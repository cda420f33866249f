"""Peacetime: which duties could ever bind an organization, what changes in them, and how places differ.

Decides from what is known before anything happens: where the organization is, what it is regulated as, its roles, and
where the people live whose data it holds. Nothing is known of a breach, so a duty is listed unless these facts alone
exclude it. What is owed in an incident is decided in `duties`.

Caveats: the list is only as complete as the places and activities that were stated; `lacking` names what was not.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bot.law.authorities import SEVERAL, Authority
from bot.law.conditions import fact_bounds
from bot.law.duties import who_is_told
from bot.law.duty_terms import DutyKind, Status
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.terms import term
from bot.sentences import Text

DECIDES = ("established_in", "people", "regulated_as", "roles")
"""What a profile is made from; `people` are the places, whatever their numbers."""


class Binding(NamedTuple):
    """A duty that could bind, with what else would have to be true (`if_`), and what would excuse from it. `told`: the
    authorities known by name; several where the facts leave open which."""

    duty: Duty
    told: tuple[Authority, ...]
    if_: tuple[Text, ...]
    unless: tuple[Text, ...]

    @property
    def recipient(self) -> str:
        """By name, unless that leaves too many."""
        named = [one.title for one in self.told]
        return " or ".join(named) if 0 < len(named) <= SEVERAL else self.duty.recipient


class LegalChange(StrEnum):
    """What happens to a duty on a day."""

    BEGINS = "begins"  # a duty that did not exist
    CHANGES = "changes"  # a new text of a duty that exists
    ENDS = "ends"  # the last day of a duty without a newer text
    UNDATED = "undated"  # it is not law yet, or the day is not set


class Upcoming(NamedTuple):
    """One change of a duty that could bind; `on` is None while no day is known."""

    on: date | None
    kind: LegalChange
    binding: Binding


class ProfileChange(NamedTuple):
    """How a newer law changes what could bind: one of the two is None for a duty that is added or removed; `duty` is
    the newer text that there is."""

    duty: Duty
    before: Binding | None
    after: Binding | None


def profile(facts: Facts, law: Law, on: date) -> tuple[Binding, ...]:
    """What could bind on that day, by place; in the order of the catalog within one."""
    found = [binding for duty in law.duties if _listed(duty, on) and (binding := _binding(duty, facts, law, on))]
    return tuple(sorted(found, key=lambda one: _place_order(one.duty, facts, law, on)))


def lacking(facts: Facts) -> tuple[str, ...]:
    """What the organization has not said: until then the profile lists more, or less, than binds it."""
    return tuple(name for name in DECIDES if facts.value(name) is None)


def upcoming(facts: Facts, law: Law, on: date) -> tuple[Upcoming, ...]:
    """What will change after that day, soonest first; what has no day is last."""
    found = [
        Upcoming(day, kind, binding)
        for versions in law.by_id.values()
        for duty, day, kind in _changes(versions, on)
        if (binding := _binding(duty, facts, law, day or on))
    ]
    return tuple(sorted(found, key=lambda one: (one.on or date.max, one.binding.duty.id)))


def in_place(place: str, law: Law, on: date) -> tuple[Duty, ...]:
    """The duties of a place that bind private organizations in it on that day, its groups' (EEA) included, its
    country's not."""
    groups = law.places.containing([place], on) & set(law.places.groups)
    return tuple(duty for duty in law.duties if duty.place in {place, *groups} and _listed(duty, on))


def effect(facts: Facts, old: Law, new: Law, on: date) -> tuple[ProfileChange, ...]:
    """What differs between two copies of the law for this organization: what could bind, by when, or under which
    conditions."""
    before = {one.duty.id: one for one in profile(facts, old, on)}
    after = {one.duty.id: one for one in profile(facts, new, on)}
    changes = [ProfileChange(one.duty, before.get(name), after.get(name)) for name, one in {**before, **after}.items()]
    return tuple(one for one in changes if _told(one.before, old) != _told(one.after, new))


def _told(one: Binding | None, law: Law) -> tuple[object, ...]:
    """What a person would see of it."""
    if one is None:
        return ()
    said = [str(text) for text in (*one.if_, *one.unless)]
    return (one.duty.title, one.duty.cites, one.recipient, term(one.duty, law), *said)


def _listed(duty: Duty, on: date) -> bool:
    return duty.applicable and duty.in_force.on(on)


def _binding(duty: Duty, facts: Facts, law: Law, on: date) -> Binding | None:
    """None when what is known excludes it."""
    judged = duty.judge(fact_bounds(facts, law, on).results)
    if judged.is_owed is False:
        return None
    open_ = [clause for clause in judged.because if clause.is_true is None]
    return Binding(
        duty,
        who_is_told(duty, facts, law, on),
        tuple(clause.says for clause in open_ if not clause.exception),
        tuple(clause.says for clause in open_ if clause.exception),
    )


def _place_order(duty: Duty, facts: Facts, law: Law, on: date) -> tuple[bool, int, str]:
    """One's own places first, from the wide (EEA) to the narrow, then the others by name; contracts last."""
    own = facts.value("established_in")
    here = law.places.containing(own.items, on) if own else frozenset()
    return duty.kind is DutyKind.CONTRACT, 0 if duty.place in here else 1, law.places.name(duty.place)


def _changes(versions: Sequence[Duty], on: date) -> Iterable[tuple[Duty, date | None, LegalChange]]:
    """A duty that is superseded or a template changes nothing."""
    for index, duty in enumerate(versions):
        since, until = duty.in_force.since, duty.in_force.until
        if duty.status in (Status.SUPERSEDED, Status.TEMPLATE):
            continue
        if duty.clockless:
            yield duty, None, LegalChange.UNDATED
        elif since and since > on:
            yield duty, since, LegalChange.CHANGES if index else LegalChange.BEGINS
        if until and until >= on and index == len(versions) - 1:
            yield duty, until, LegalChange.ENDS
