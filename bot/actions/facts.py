"""Stating and correcting what is known. Every earlier value stays; duties and steps are looked at again at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.actions import fact_changes, following_facts, notice_states, people, runbooks, steps
from bot.actions.fact_changes import FactsStated, StateFacts, ask, prepare_stating, record
from bot.actions.fact_wording import counted_in_addition
from bot.actions.work import BREACHBOT, Work
from bot.domain.events.facts import FactBegun, FactsBegun
from bot.domain.instants import refuse_contradiction
from bot.domain.organisation import Organisation
from bot.domain.permissions import Act, may
from bot.domain.proposals import ProposedAct
from bot.law.changes import moves_deadlines
from bot.law.fact_edits import FactEdit
from bot.law.fact_edits import stating as edits_stating
from bot.law.facts import Certainty, Fact, Facts, read_facts
from bot.law.implications import contradictions_said
from bot.law.model import Law
from bot.law.recent import recent_of
from bot.law.unresolved import NEVER
from bot.law.vocabulary import FactType
from bot.messages import speaking
from bot.store.tables import Incident


def begin(work: Work, incident: Incident, given: Mapping[str, Any]) -> None:
    """The first facts: what the organization says of itself by day, then what the opener said.

    So that no clock waits for an answer, the opening stands in for the moment of noticing, visibly assumed.
    """
    refuse_contradiction(given, {})
    law, at = work.law(incident), work.now_in(incident)
    organisation = work.library.organisation
    own = [fact.model_copy(update={"at": at}) for fact in _own_facts(law, organisation)]
    incident.facts = Facts(stated=tuple(fact for fact in own if fact.type is not FactType.TEXT))
    snapshot = work.snapshot(incident)
    snapshot.facts_changed()
    work.record(incident, FactsBegun(incident.facts.stated))
    for fact in own:
        if fact.type is FactType.TEXT:
            with speaking(organisation.chat_language):  # the file's, not that of whoever opens the incident
                snapshot.state_fact(fact.name, fact.value, organisation.name)
            record(work, incident, fact.name, None, FactBegun)
    trusted = may(people.actor(work, incident), Act.LOOSEN, people.subject_of(incident)).allowed
    protected = frozenset() if trusted else given.keys() & moves_deadlines(law)
    for name, value in given.items():
        snapshot.state_fact(name, value, work.actor, unconfirmed=name in protected)
        record(work, incident, name, None)
    if protected:
        first = edits_stating({name: given[name] for name in given if name in protected})
        ask(work, incident, StateFacts(first))
    if not {"noticed_at", "aware_at"} & incident.facts.known.keys():
        note = "No one has said when it was noticed; the opening of the incident stands in for it."
        minute = at.replace(second=0, microsecond=0)
        snapshot.state_fact("noticed_at", minute, BREACHBOT, Certainty.ASSUMED, note)
        record(work, incident, "noticed_at", None)


@recent_of
def _own_facts(law: Law, organisation: Organisation) -> tuple[Fact, ...]:
    """What the organization says of itself, as of no time yet: the same at each opening."""
    facts, by, zone = organisation.facts, organisation.name, organisation.zone
    return read_facts(law.vocabulary, law.places, facts, by, NEVER, zone).stated


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
    """The one way in which facts change after the opening, no matter who states, decides or answers them; as
    `fact_changes.make`, and the steps follow."""
    before = work.snapshot(incident).statuses
    stated = fact_changes.make(work, incident, edits, reason, sure, done)
    if stated.changes or stated.confirmed:
        steps.follow(work, incident, before)
    if any(one.name == "kind" for one in stated.changes):
        runbooks.offer(work, incident)
    names = [one.name for one in stated.changes]
    return replace(
        stated,
        running=following_facts.told_by(work, incident, names),
        left=following_facts.left_to_do(work, incident, names),
        standing=following_facts.left_standing(work, incident, before),
        contradicting=(
            *contradictions_said(incident.facts, work.law(incident), names),
            *counted_in_addition(work, incident, stated.changes),
        ),
        drafts=notice_states.waiting_for(work, incident, names),
    )
