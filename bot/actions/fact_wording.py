"""What a change of facts does, in words: from which value to which, what was added, removed, or there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.actions.loosenings import FactChange, Part, PartKind
from bot.actions.work import Work
from bot.law.fact_edits import FactEdit, How, absent, difference
from bot.law.facts import show_count, show_value
from bot.law.values import People, Value, plain
from bot.messages import _
from bot.sentences import Sentence, Text, sentence
from bot.sentences import Value as Shown
from bot.store.tables import Incident


@dataclass(frozen=True)
class LeftStanding:
    """A milestone that stays stated although a step that marks it is open again. `step`: its number and title."""

    step: Text
    name: str
    label: str
    at: datetime


@dataclass(frozen=True)
class Unchanged:
    """An edit that changed nothing: `there` was known already, or was to be removed and is `missing`; in words."""

    label: str
    there: Shown = ""
    missing: str = ""


def unchanged(work: Work, incident: Incident, edit: FactEdit, after: Value | None) -> Unchanged | None:
    """What an edit names and that is there already, or is to be removed and is missing."""
    old, label = incident.facts.value(edit.name), label_of(work, incident, edit.name)
    if edit.how is How.REMOVE and (missing := absent(old, edit.value)):
        return Unchanged(label, missing=", ".join(_(_entry(work, incident, edit.name, key)) for key in missing))
    return Unchanged(label, there=words_of(work, incident, edit.name, old)) if old == after else None


def label_of(work: Work, incident: Incident, name: str) -> str:
    return work.law(incident).vocabulary[name].label


def words_of(work: Work, incident: Incident, name: str, value: Value | None) -> Shown:
    law = work.law(incident)
    return show_value(law.vocabulary, law.places, name, value, incident.zone)


def _entry(work: Work, incident: Incident, name: str, key: str) -> str:
    """One entry of a list or row of a table, in words."""
    law = work.law(incident)
    return law.vocabulary[name].choices.get(key) or law.places.name(key)


def change_of(work: Work, incident: Incident, name: str, new: Value | None) -> FactChange:
    old = incident.facts.value(name)
    said = [words_of(work, incident, name, one) for one in (old, new)]
    values = repr([plain(one) for one in (old, new)])
    parts = _parts(work, incident, name, old, new)
    return FactChange(name, label_of(work, incident, name), said[0], said[1], parts, values)


def _parts(work: Work, incident: Incident, name: str, old: Value | None, new: Value | None) -> Sequence[Part]:
    found = difference(old, new)
    if found is None:
        return ()
    entry = partial(_entry, work, incident, name)
    return (
        *(Part(PartKind.ADDED, entry(key), new=show_count(count) if count else "") for key, count in found.added),
        *(Part(PartKind.CHANGED, entry(key), show_count(was), show_count(now)) for key, was, now in found.changed),
        *(Part(PartKind.REMOVED, entry(key)) for key in found.removed),
    )


def counted_in_addition(work: Work, incident: Incident, changes: Sequence[FactChange]) -> tuple[Sentence, ...]:
    """Of each place that was stated beside one that holds it, or the other way around: that both are added up."""
    places, on = work.law(incident).places, work.now_in(incident).date()
    found = list[Sentence]()
    for change in changes:
        people = incident.facts.value(change.name)
        stated = {one.entry for one in change.parts}
        for part, whole in places.nested(people.table, on) if isinstance(people, People) else ():
            names = places.name(part), places.name(whole)
            if not stated or not stated.isdisjoint(names):
                found.append(_in_addition(*names))
    return tuple(found)


def _in_addition(part: str, whole: str) -> Sentence:
    return sentence(
        "{whole} and {part} are added up. If the first number includes the second, state the first without it.",
        part=sentence(part),
        whole=sentence(whole),
    )
