"""Stating and correcting what is known. Every earlier value stays; duties and steps are looked at again at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainSerializer

from bot.actions import assessments, channels, proposals, runbooks, steps
from bot.actions.contents import Correction, FactsCorrected
from bot.actions.proposals import Prepared
from bot.actions.work import BREACHBOT, Work
from bot.domain.events.facts import FactBegun, FactCorrected, FactsBegun, FactStated
from bot.domain.proposals import Noun, ProposedAct, stating
from bot.errors import Refused, UsageError
from bot.law.changes import DutyChange
from bot.law.facts import Certainty, Facts, read_facts, show_value
from bot.law.facts import Fact as Statement
from bot.law.model import Law
from bot.law.questions import Question
from bot.law.values import Unreadable, plain, reader
from bot.law.vocabulary import FactType
from bot.messages import _
from bot.sentences import sentence
from bot.store.tables import Incident

DECIDED = frozenset({"risk"})
"""Facts that are not stated but decided: by somebody entitled, with a reason (`bot.actions.risks`)."""


def _plain(value: Any) -> Any:
    return None if value is None else plain(value)


@dataclass(frozen=True)
class StateFacts:
    """Values as the domain reads them; None takes a fact back (“not known”)."""

    values: Mapping[str, Annotated[Any, PlainSerializer(_plain)]]
    sure: Certainty = Certainty.CERTAIN
    note: str = ""


@dataclass(frozen=True)
class FactChange:
    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class FactsStated:
    incident: Incident
    changes: Sequence[FactChange]
    duties: Sequence[DutyChange]


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
    if DECIDED & command.values.keys():
        raise Refused(_("The risk to people is a named person's decision, with a reason."), _("Use /breach risk."))
    law = work.law(incident)
    values = {name: _typed(law, name, value) for name, value in command.values.items()}
    shown = {
        name: sentence(
            "{label}: {value}",
            label=law.vocabulary[name].label,
            value=show_value(law.vocabulary, law.places, name, value, incident.zone),
        )
        for name, value in values.items()
    }
    version = ",".join(str(len(incident.facts.history(name))) for name in sorted(values))
    return Prepared(StateFacts(values, command.sure, command.note), stating(shown), command.note, version)


def _typed(law: Law, name: str, value: Any) -> Any:
    """A value as the law reads it, out of JSON or as it is."""
    if not isinstance(value, (str, int, list, dict)):
        return value
    try:
        return reader(law.vocabulary[name].type, None)(value)
    except Unreadable as error:
        raise UsageError(f"{law.vocabulary[name].label}: {error}", _("See /breach facts."), field=name) from None


def state_facts(work: Work, incident: Incident, command: StateFacts) -> FactsStated:
    """Put new values beside the old ones. Values that are the same already change nothing and say so."""
    prepared = prepare_stating(work, incident, command)
    return _state(work, incident, command, prepared.done)


def decide_fact(work: Work, incident: Incident, name: str, value: Any, reason: str, done: ProposedAct) -> FactsStated:
    """State a fact that is a person's decision; whether they may is asked before."""
    return _state(work, incident, StateFacts({name: value}, note=reason), done)


def _state(work: Work, incident: Incident, command: StateFacts, done: ProposedAct) -> FactsStated:
    snapshot, before = work.snapshot(incident), incident.facts
    steps_before, findings_before = snapshot.statuses, snapshot.findings
    changes: list[FactChange] = []
    for name, value in command.values.items():
        old = incident.facts.value(name)
        if snapshot.state_fact(name, _typed(snapshot.law, name, value), work.actor, command.sure, command.note):
            incident.version += 0 if changes else 1  # once for all that is stated together
            changes.append(_record(work, incident, name, old))
    if not changes:
        return FactsStated(incident, (), ())
    because = {
        change.name: sentence("{label} was stated meanwhile: {value}.", label=change.label, value=change.new)
        for change in changes
    }
    proposals.settle_about(work, incident, Noun.FACT, because, done)
    duties = assessments.reassess(work, incident, findings_before, [change.name for change in changes])
    corrected = [change for change in changes if before.fact(change.name)]
    if corrected:
        _tell(work, incident, corrected)
    steps.follow(work, incident, steps_before)
    if "kind" in command.values:
        runbooks.offer(work, incident)
    channels.refresh_card(work, incident)
    return FactsStated(incident, changes, duties)


def _record(work: Work, incident: Incident, name: str, old: Any, first: type[FactStated] = FactStated) -> FactChange:
    """The newest statement about this fact, as an entry; `old` is the value it replaces, `first` the event of one that
    replaces none."""
    law, stated = work.law(incident), incident.facts.history(name)[-1]
    shown = [show_value(law.vocabulary, law.places, name, one, incident.zone) for one in (old, stated.value)]
    label = law.vocabulary[name].label
    event = first if old is None else FactCorrected
    work.record(
        incident,
        event(
            fact=name,
            kind=stated.type,
            question=label,
            old=shown[0],
            value=shown[1],
            plain_value=stated.model_dump(mode="json")["value"],
            by=stated.by,
            sure=stated.sure,
            note=stated.note,
            version=incident.version,
        ),
    )
    return FactChange(name, label, shown[0], shown[1])


def _tell(work: Work, incident: Incident, changes: Sequence[FactChange]) -> None:
    key = f"facts:{incident.id}:{work.newest(incident)}"
    corrections = tuple(Correction(one.label, one.old, one.new) for one in changes)
    channels.post(work, incident, key, FactsCorrected(corrections, work.actor), urgency=3)


def list_facts(work: Work, incident: Incident) -> FactsListed:
    law = work.law(incident)
    vocabulary = law.vocabulary
    stated = [(name, incident.facts.fact(name)) for name in vocabulary.facts]
    known = [(name, fact) for name, fact in stated if fact and vocabulary[name].asked]
    return FactsListed(incident, law, known, work.snapshot(incident).questions)


def named(work: Work, incident: Incident, word: str) -> str:
    """The fact that a responder means by its name, label or plain words. Raises UsageError with the nearest."""
    vocabulary, wanted = work.law(incident).vocabulary, word.strip().lower()
    if wanted.replace(" ", "_") in vocabulary:
        return wanted.replace(" ", "_")
    labelled = [name for name, one in vocabulary.facts.items() if one.label.lower() == wanted]
    partly = [name for name, one in vocabulary.facts.items() if wanted and wanted in one.label.lower()]
    for found in (labelled, partly):
        if len(found) == 1:
            return found[0]
    if partly:
        raise UsageError(
            _("“{word}” matches several facts.", word=word), _("Name one: {listed}.", listed=", ".join(partly[:8]))
        )
    vocabulary[wanted.replace(" ", "_")]  # raises with the nearest names
    return wanted
