"""Stating and correcting what is known. Every earlier value stays; duties and steps are looked at again at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.actions import assessments, channels, proposals, runbooks, steps
from bot.actions.contents import Correction, FactsCorrected
from bot.actions.loosenings import FactChange, Part, PartKind, require_seen
from bot.actions.proposals import Prepared
from bot.actions.work import BREACHBOT, Work
from bot.domain.events.facts import FactBegun, FactCorrected, FactsBegun, FactStated
from bot.domain.proposals import Noun, ProposedAct, stating
from bot.errors import Refused, UsageError
from bot.law.changes import DutyChange, loosens
from bot.law.fact_edits import FactEdit, How, absent, difference, merge
from bot.law.facts import Certainty, Facts, read_facts, show_count, show_value
from bot.law.facts import Fact as Statement
from bot.law.model import Law
from bot.law.questions import Question
from bot.law.values import Unreadable, Value
from bot.law.vocabulary import FactType
from bot.messages import _
from bot.sentences import Value as Shown
from bot.sentences import sentence
from bot.store.tables import Incident

DECIDED = frozenset({"risk"})
"""Facts that are not stated but decided: by somebody entitled, with a reason (`bot.actions.risks`)."""


@dataclass(frozen=True)
class StateFacts:
    """What is stated, added, replaced, removed or taken back, in this order. `note`: why."""

    edits: tuple[FactEdit, ...]
    sure: Certainty = Certainty.CERTAIN
    note: str = ""


@dataclass(frozen=True)
class Unchanged:
    """An edit that changed nothing: `there` was known already, or was to be removed and is `missing`; in words."""

    label: str
    there: Shown = ""
    missing: str = ""


@dataclass(frozen=True)
class FactsStated:
    incident: Incident
    changes: Sequence[FactChange]
    duties: Sequence[DutyChange]
    unchanged: Sequence[Unchanged] = ()


@dataclass(frozen=True)
class FactsListed:
    """What is known, group by group, and what would settle most duties."""

    incident: Incident
    law: Law
    known: Sequence[tuple[str, Statement]]
    questions: Sequence[Question]


def begin(work: Work, incident: Incident, given: Mapping[str, Any]) -> None:
    """The first facts: what the organisation says of itself by day, then what the opener said.

    So that no clock waits for an answer, the opening stands in for the moment of noticing, visibly assumed.
    """
    law, at = work.law(incident), work.now_in(incident)
    organisation = work.library.organisation
    own = read_facts(law.vocabulary, law.places, organisation.facts, organisation.name, at, organisation.zone).stated
    incident.facts = Facts(stated=tuple(fact for fact in own if fact.type is not FactType.TEXT))
    snapshot = work.snapshot(incident)
    snapshot.facts_changed()
    work.record(incident, FactsBegun(incident.facts.stated))
    for fact in own:
        if fact.type is FactType.TEXT:
            snapshot.state_fact(fact.name, fact.value, organisation.name)
            _record(work, incident, fact.name, None, FactBegun)
    for name, value in given.items():
        snapshot.state_fact(name, value, work.actor)
        _record(work, incident, name, None)
    if not {"noticed_at", "aware_at"} & incident.facts.known.keys():
        note = "Nobody has said when it was noticed; the opening of the incident stands in for it."
        minute = at.replace(second=0, microsecond=0)
        snapshot.state_fact("noticed_at", minute, BREACHBOT, Certainty.ASSUMED, note)
        _record(work, incident, "noticed_at", None)


def prepare_stating(work: Work, incident: Incident, command: StateFacts) -> Prepared[StateFacts]:
    """Raises Refused for what is decided and not stated, UsageError for a value that is none."""
    edits = tuple(_typed(work.law(incident), edit) for edit in command.edits)
    names = sorted({edit.name for edit in edits})
    if not DECIDED.isdisjoint(names):
        raise Refused(_("The risk to people is a named person's decision, with a reason."), _("Use /breach risk."))
    after = merged(incident, edits)
    shown = {
        name: sentence(
            "{label}: {value}",
            label=_label(work, incident, name),
            value=_words(work, incident, name, after.get(name)),
        )
        for name in names
    }
    version = ",".join(str(len(incident.facts.history(name))) for name in names)
    return Prepared(StateFacts(edits, command.sure, command.note), stating(shown), command.note, version)


def _typed(law: Law, edit: FactEdit) -> FactEdit:
    """With its value as the law reads it, out of JSON or as it is."""
    definition = law.vocabulary[edit.name]
    try:
        return edit.typed(definition.type)
    except Unreadable as error:
        raise UsageError(f"{definition.label}: {error}", _("See /breach facts."), field=edit.name) from None


def merged(incident: Incident, edits: Sequence[FactEdit]) -> dict[str, Value | None]:
    """The values that these facts would have after the edits, by name."""
    values: dict[str, Value | None] = {}
    for edit in edits:
        values[edit.name] = merge(values.get(edit.name, incident.facts.value(edit.name)), edit)
    return values


def state_facts(work: Work, incident: Incident, command: StateFacts) -> FactsStated:
    """Put new values beside the old ones. Values that are the same already change nothing and say so."""
    prepared = prepare_stating(work, incident, command)
    return change(work, incident, prepared.command.edits, command.note, command.sure, prepared.done)


def change(
    work: Work,
    incident: Incident,
    edits: Sequence[FactEdit],
    reason: str = "",
    sure: Certainty = Certainty.CERTAIN,
    done: ProposedAct | None = None,
) -> FactsStated:
    """The one way in which facts change after the opening, whoever states, decides or answers them.

    Raises Loosens when duties would end or be due later and the actor has not confirmed that (`Work.seen`).
    """
    wanted = [_typed(work.law(incident), edit) for edit in edits]
    after = merged(incident, wanted)
    unchanged = [found for edit in wanted if (found := _unchanged(work, incident, edit, after[edit.name]))]
    facts, changed = incident.facts, []
    for name, value in after.items():
        stated = facts.set(work.law(incident).vocabulary, name, value, work.actor, work.now_in(incident), sure, reason)
        if stated is not facts:
            facts = stated
            changed.append(_change(work, incident, name, value))
    if not changed:
        return FactsStated(incident, (), (), unchanged)
    snapshot, names = work.snapshot(incident), [one.name for one in changed]
    loosened = loosens(snapshot.findings, snapshot.findings_with(facts), names)
    require_seen(work, incident, changed, loosened, reason)
    why = work.seen.reason if loosened and work.seen else reason
    return _apply(work, incident, {name: after[name] for name in names}, sure, why, changed, unchanged, done)


def _apply(
    work: Work,
    incident: Incident,
    values: Mapping[str, Value | None],
    sure: Certainty,
    why: str,
    changes: Sequence[FactChange],
    unchanged: Sequence[Unchanged],
    done: ProposedAct | None,
) -> FactsStated:
    snapshot, before = work.snapshot(incident), incident.facts
    steps_before, findings_before = snapshot.statuses, snapshot.findings
    incident.version += 1  # once for all that is stated together
    for name, value in values.items():
        old = before.value(name)
        snapshot.state_fact(name, value, work.actor, sure, why)
        _record(work, incident, name, old)
    because = {
        change.name: sentence("{label} was stated meanwhile: {value}.", label=change.label, value=change.new)
        for change in changes
    }
    proposals.settle_about(work, incident, Noun.FACT, because, done)
    duties = assessments.reassess(work, incident, findings_before, list(values))
    corrected = [change for change in changes if before.fact(change.name)]
    if corrected:
        _tell(work, incident, corrected, why)
    steps.follow(work, incident, steps_before)
    if "kind" in values:
        runbooks.offer(work, incident)
    channels.refresh_card(work, incident)
    return FactsStated(incident, changes, duties, unchanged)


def _unchanged(work: Work, incident: Incident, edit: FactEdit, after: Value | None) -> Unchanged | None:
    """What an edit names and that is there already, or is to be removed and is missing."""
    old, label = incident.facts.value(edit.name), _label(work, incident, edit.name)
    if edit.how is How.REMOVE and (missing := absent(old, edit.value)):
        return Unchanged(label, missing=", ".join(_entry(work, incident, edit.name, key) for key in missing))
    return Unchanged(label, there=_words(work, incident, edit.name, old)) if old == after else None


def _label(work: Work, incident: Incident, name: str) -> str:
    return work.law(incident).vocabulary[name].label


def _words(work: Work, incident: Incident, name: str, value: Value | None) -> Shown:
    law = work.law(incident)
    return show_value(law.vocabulary, law.places, name, value, incident.zone)


def _entry(work: Work, incident: Incident, name: str, key: str) -> str:
    """One entry of a list or row of a table, in words."""
    law = work.law(incident)
    return law.vocabulary[name].choices.get(key) or law.places.name(key)


def _change(work: Work, incident: Incident, name: str, new: Value | None) -> FactChange:
    old = incident.facts.value(name)
    said = [_words(work, incident, name, one) for one in (old, new)]
    return FactChange(name, _label(work, incident, name), said[0], said[1], _parts(work, incident, name, old, new))


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


def _record(work: Work, incident: Incident, name: str, old: Value | None, first: type[FactStated] = FactStated) -> None:
    """The newest statement about this fact, as an entry; `old` is the value it replaces, `first` the event of one that
    replaces none."""
    stated = incident.facts.history(name)[-1]
    event = first if old is None else FactCorrected
    work.record(
        incident,
        event(
            fact=name,
            kind=stated.type,
            question=_label(work, incident, name),
            old=str(_words(work, incident, name, old)),
            value=str(_words(work, incident, name, stated.value)),
            plain_value=stated.model_dump(mode="json")["value"],
            by=stated.by,
            sure=stated.sure,
            note=stated.note,
            version=incident.version,
        ),
    )


def _tell(work: Work, incident: Incident, changes: Sequence[FactChange], why: str) -> None:
    key = f"facts:{incident.id}:{work.newest(incident)}"
    corrections = tuple(Correction(one.label, one.old, one.new) for one in changes)
    channels.post(work, incident, key, FactsCorrected(corrections, work.actor, why), urgency=3)


def list_facts(work: Work, incident: Incident) -> FactsListed:
    law = work.law(incident)
    vocabulary = law.vocabulary
    stated = [(name, incident.facts.fact(name)) for name in vocabulary.facts]
    known = [(name, fact) for name, fact in stated if fact and vocabulary[name].asked]
    return FactsListed(incident, law, known, work.snapshot(incident).questions)


def named(work: Work, incident: Incident, word: str, *, partly: bool = True) -> str:
    """The fact that a responder means by its name, label or (`partly`) words of it. Raises UsageError."""
    vocabulary, wanted = work.law(incident).vocabulary, word.strip().lower()
    if wanted.replace(" ", "_") in vocabulary:
        return wanted.replace(" ", "_")
    labelled = [name for name, one in vocabulary.facts.items() if one.label.lower() == wanted]
    near = [name for name, one in vocabulary.facts.items() if partly and wanted and wanted in one.label.lower()]
    for found in (labelled, near):
        if len(found) == 1:
            return found[0]
    if near:
        raise UsageError(
            _("“{word}” matches several facts.", word=word), _("Name one: {listed}.", listed=", ".join(near[:8]))
        )
    vocabulary[wanted.replace(" ", "_")]  # raises with the nearest names
    return wanted
