"""Whether duties that can be read are also valid: conditions, places, starts, and how entries fit together.

Decides what is a fault beyond the structure of `model`: each is a path inside the duty, a sentence, and the allowed
values. `files` adds file and line.

Caveats: a word in quotes that no fact can have is a fault, because such a condition would silently never be true.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.law.clock_rules import Start, days_between
from bot.law.conditions import DERIVED, direction_of, reads
from bot.law.cures import ANY, BreachKind, must_say_what_it_cures
from bot.law.data_groups import group_names
from bot.law.duty_terms import OwedTo
from bot.law.grammar import Atom, Kind, atoms
from bot.law.model import Duty
from bot.law.places import EVERYWHERE, Places
from bot.law.territory import ABROAD
from bot.law.vocabulary import Definition, FactType, Vocabulary
from bot.strict import Path_

Fault = tuple[Path_, str, tuple[str, ...]]
Said = tuple[str, tuple[str, ...]]

_GAP = "there is a gap after the previous version. It must end on the day before this one starts."
_WHAT_IT_CURES = "write cures: which kinds of breach this exception answers, by its text. Encryption restores no data."
_NOTHING_SAID = (
    "say what applied before this text: earlier_text: none, the day since which any text applied, unknown, "
    "or the id of the duty that it replaces."
)
_ABROAD = "say whom of those established elsewhere this law binds: abroad, beside reaches, with by: the provision."
_OVERLAP = "this version overlaps the previous one. The previous one must end on the day before this one starts."


@dataclass
class Terms:
    """The words that conditions may use. Expressions that many duties share are checked once."""

    vocabulary: Vocabulary
    places: Places
    checked: dict[str, tuple[Said, ...]] = field(default_factory=dict)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return (*self.places.places, *self.places.groups)

    def condition(self, text: str) -> tuple[Said, ...]:
        if text not in self.checked:
            self.checked[text] = tuple(self._condition(text))
        return self.checked[text]

    def _condition(self, text: str) -> Iterator[Said]:
        if names := group_names(text):  # those of the groups that exist were replaced when the file was read
            yield from ((f"unknown group of data '{name}'.", near(name, self.vocabulary.data_groups)) for name in names)
            return
        try:
            found = atoms(text)
        except ValueError as error:
            yield f"this condition does not compile: {str(error).splitlines()[0]} (found {text!r}).", ()
            return
        for atom in found:
            yield from self._atom(atom)
        if reason := direction_of(text):
            yield f"this condition can give a wrong answer while facts are incomplete: {reason}.", ()

    def _atom(self, atom: Atom) -> Iterator[Said]:
        name = DERIVED.get(atom.fact, atom.fact)
        if name not in self.vocabulary:
            yield f"unknown fact '{atom.fact}'.", near(atom.fact, (*self.vocabulary.facts, *DERIVED))
        elif reason := misfit(atom, self.vocabulary[name]):
            yield reason, ()
        else:
            could = (*self.codes, EVERYWHERE) if self.vocabulary[name].type.names_places else ()
            allowed = could or tuple(self.vocabulary[name].choices)
            for word in atom.words:
                if word not in allowed:
                    yield f"'{word}' is not a valid choice or place for {atom.fact}.", near(word, allowed)


FITTING = {
    FactType.BOOL: ({Kind.FLAG}, "it is yes or no: write {0} or {0} == false"),
    FactType.CHOICE: ({Kind.CHOICE}, 'it is one word: write {0} == "x" or {0} in ["x", "y"]'),
    FactType.PLACE: ({Kind.CHOICE}, 'it is one place: write {0} == "DE" or {0} in ["DE", "FR"]'),
    FactType.CHOICES: ({Kind.LIST}, 'it is a list: write "x" in {0}, or {0}.exists(x, x in ["x", "y"])'),
    FactType.PLACES: ({Kind.LIST}, 'it is a list: write "DE" in {0}, or {0}.exists(x, x in ["DE", "FR"])'),
    FactType.COUNT: ({Kind.COUNT}, "it is a count: write {0} > 500"),
    FactType.PEOPLE: ({Kind.PEOPLE}, 'it counts people in a place: write {0}["DE"] > 500'),
}
"""What a condition may ask about a fact of each type, and how to write it."""


def misfit(atom: Atom, definition: Definition) -> str:
    """Why this can't be asked about such a fact, with what to write instead; empty when it can."""
    if definition.type not in FITTING:
        return f"'{atom.fact}' cannot be used in a condition; use a yes/no fact, a choice, a list or a count."
    kinds, instead = FITTING[definition.type]
    if atom.kind in kinds:
        return ""
    return f"this condition can't be evaluated: '{atom.fact}' at column {atom.column}; {instead.format(atom.fact)}."


def faults_of(duty: Duty, terms: Terms) -> Iterator[Fault]:
    """What is wrong inside one duty."""
    for key in ("applies", "unless"):
        for index, condition in enumerate(getattr(duty, key)):
            if not all(one.because for one in condition.grounds) or (condition.any and condition.when):
                yield (key, index), "give both when and because, or any.", ()
            for number, ground in enumerate(condition.grounds):
                path: Path_ = (key, index, "any", number, "when") if condition.any else (key, index, "when")
                yield from ((path, say, allowed) for say, allowed in terms.condition(ground.when))
    if duty.in_force.throughout:
        yield from ((("in_force", "throughout"), *said) for said in terms.condition(duty.in_force.throughout))
    yield from _cure_faults(duty)
    yield from _reach_faults(duty)
    for limit in duty.due.time_limits:
        if limit.relief_unless:
            yield from ((("due", "relief_unless"), *said) for said in terms.condition(limit.relief_unless))
    yield from _start_faults(duty, terms.vocabulary)
    yield from _hold_faults(duty, terms.vocabulary)
    yield from _place_faults(duty, terms)


def _cure_faults(duty: Duty) -> Iterator[Fault]:
    for index, one in enumerate(duty.applies):
        if one.cures:
            yield ("applies", index, "cures"), "only an exception (unless) cures a breach.", ()
    needed = [reads(one.whole) for one in duty.applies]
    for index, one in enumerate(duty.unless):
        if not one.cures and must_say_what_it_cures(reads(one.whole), needed):
            yield ("unless", index), _WHAT_IT_CURES, (*BreachKind, ANY)


def _reach_faults(duty: Duty) -> Iterator[Fault]:
    """Whom the law of a place binds that is established elsewhere is for its file to say."""
    asked = {name for one in duty.applies for name in reads(one.whole)}
    if asked & {"processed_for", "stated_for"} and not duty.abroad:
        yield ("applies",), _ABROAD, tuple(ABROAD)


def _start_faults(duty: Duty, vocabulary: Vocabulary) -> Iterator[Fault]:
    for name in (name for start in _starts(duty) for name in (*start.facts, *(start.no_later_than or ()))):
        if name not in vocabulary:
            yield ("starts",), f"unknown fact '{name}'.", near(name, vocabulary.facts)
        elif vocabulary[name].type is not FactType.INSTANT:
            yield ("starts",), f"'{name}' is not a date and time, so it cannot start a clock.", ()


def _hold_faults(duty: Duty, vocabulary: Vocabulary) -> Iterator[Fault]:
    """A law delays what it names: most of them name only the notice to the people affected."""
    hold = duty.hold
    if hold and duty.owed_to is not OwedTo.INDIVIDUALS and not hold.covers.strip():
        yield ("hold",), f"a hold on a duty to {duty.recipient} needs covers: the words of the law that include it.", ()
    if hold and hold.days and hold.days not in vocabulary:
        yield ("hold", "days"), f"unknown fact '{hold.days}'.", near(hold.days, vocabulary.facts)


def _place_faults(duty: Duty, terms: Terms) -> Iterator[Fault]:
    if duty.place not in terms.places:
        yield ("place",), f"unknown place '{duty.place}'.", near(duty.place, terms.codes)
    for code in duty.recipients:
        if code not in terms.places:
            yield ("recipients", code), f"unknown place '{code}'.", near(code, terms.codes)
    calendars = (*terms.codes, *terms.places.calendars)
    for code in dict.fromkeys(code for limit in duty.due.time_limits for code in limit.calendar):
        if code not in calendars:
            yield ("due", "calendar"), f"unknown place or calendar '{code}'.", near(code, calendars)


def faults_between(duty: Duty, before: Duty | None, ids: Iterable[str]) -> Iterator[Fault]:
    """What is wrong with a duty compared with its previous version and the other duties."""
    yield from _earlier_faults(duty, before, ids)
    if before and before.in_force.until is None:
        yield ("id",), "duplicate id, and the earlier entry has no end date. Add in_force.until to it.", ()
    elif before and (days := days_between(before.in_force, duty.in_force)):
        yield ("in_force",), _GAP if days > 0 else _OVERLAP, ()
    known = set(ids)
    for other in ties_of(duty):
        if other not in known:
            yield ("due",), f"unknown duty '{other}'.", near(other, known)


def ties_of(duty: Duty) -> tuple[str, ...]:
    """The duties from which its date comes: those it goes with, and those whose completion starts its clock."""
    return (*duty.due.of, *(name for start in _starts(duty) for name in start.met))


def tie_fault(duty: Duty, ties: Mapping[str, Collection[str]]) -> Fault | None:
    """That its date comes from itself through others; `ties`: those of every duty."""
    back = next((way for other in ties_of(duty) if (way := _way(other, duty.id, ties))), None)
    if back is None:
        return None
    path: Path_ = ("due", "of") if back[0] in duty.due.of else ("starts", "met")
    cycle = " -> ".join((duty.id, *back))
    return path, f"its date would come from itself: {cycle}. Give one of these duties a date that needs no other.", ()


def _way(start: str, end: str, ties: Mapping[str, Collection[str]]) -> tuple[str, ...] | None:
    """The shortest way from one duty to another along their ties, both included; None when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:  # it grows while it is read
        if way[-1] == end:
            return way
        further = [one for one in ties.get(way[-1], ()) if one not in seen]
        seen.update(further)
        ways += [(*way, one) for one in further]
    return None


def _earlier_faults(duty: Duty, before: Duty | None, ids: Iterable[str]) -> Iterator[Fault]:
    """The first text of a duty says what applied before it."""
    rule = duty.in_force
    if before is None and rule.since and rule.earlier_text is None:
        yield ("in_force",), _NOTHING_SAID, ()
    elif before and rule.earlier_text:
        yield ("in_force",), "only the first text of a duty has an earlier_text.", ()
    elif rule.replaced and rule.replaced not in set(ids):
        yield ("in_force",), f"unknown duty '{rule.replaced}'.", near(rule.replaced, ids)


def _starts(duty: Duty) -> list[Start]:
    return [start for start in (duty.starts, *(limit.starts for limit in duty.due.time_limits)) if start]


def near(word: str, allowed: Iterable[str]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(word, list(allowed), n=4, cutoff=0.4))


def authority_faults(places: Places, ids: Collection[str]) -> Iterator[Fault]:
    """Each authority is of a place that there is, and takes the reports of duties that there are."""
    for name, authority in places.authorities.authorities.items():
        at: Path_ = ("authorities", name)
        if authority.place not in places:
            yield (*at, "place"), f"unknown place '{authority.place}'.", near(authority.place, places.places)
        for index, told in enumerate(authority.told):
            if told not in ids:
                yield (*at, "told", index), f"'{told}' is neither an instrument nor a duty.", near(told, ids)
