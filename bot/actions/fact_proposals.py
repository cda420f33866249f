"""What becomes of the facts when a proposal about them is rejected or withdrawn.

One that counted already, unconfirmed, is taken back; one that waited ends, and with it what it kept strict. Where that
ends or delays duties it is shown and confirmed first, and only those who may loosen can do it.
"""

from collections.abc import Sequence
from itertools import dropwhile

from bot.actions import assessments, channels, facts, people
from bot.actions.loosenings import require_seen
from bot.actions.work import Work
from bot.domain.permissions import Act, may, who_may
from bot.domain.proposals import Proposal, fact_edits
from bot.errors import NotAllowed
from bot.law.changes import loosens
from bot.law.duties import Finding
from bot.law.fact_edits import FactEdit, How, apply
from bot.law.facts import Fact
from bot.law.values import Value
from bot.messages import _
from bot.sentences import sentence
from bot.store.tables import Incident


def taken_back(work: Work, incident: Incident, proposal: Proposal) -> Sequence[FactEdit]:
    """What rejecting or withdrawing a proposal about facts does to those that count already: their earlier values."""
    known, edits = incident.facts, fact_edits(proposal.kind, proposal.command)
    if apply(known, work.law(incident).vocabulary, edits, "", work.now) is not known:
        return ()  # it never counted
    found = []
    for name in dict.fromkeys(edit.name for edit in edits if (one := known.latest(edit.name)) and one.unconfirmed):
        value = _earlier(known.history(name))
        found.append(FactEdit(name, How.FORGET) if value is None else FactEdit(name, How.REPLACE, value))
    return found


def _earlier(stated: Sequence[Fact]) -> Value | None:
    """What was known before the last statement, which is unconfirmed, and before those that the same person made just
    before it: no one can answer those anymore, so they must not remain in the place of what was confirmed."""
    last = stated[-1]
    before = dropwhile(lambda one: one.unconfirmed and one.by == last.by, reversed(stated))
    return next((one.value for one in before), None)


def refuse_loosening(work: Work, incident: Incident, proposal: Proposal) -> None:
    """Raises NotAllowed when taking a proposal back would end or delay duties, and its proposer may not do that."""
    if may(people.actor(work, incident), Act.LOOSEN, people.subject_of(incident)).allowed:
        return
    snapshot, edits = work.snapshot(incident), taken_back(work, incident, proposal)
    known = apply(incident.facts, snapshot.law.vocabulary, edits, work.actor, snapshot.now)
    if loosens(snapshot.findings, snapshot.findings_with(known, proposal.subjects), snapshot.law.vocabulary):
        raise NotAllowed(
            _("Removing this would end duties or make them due later. Nothing was changed."),
            _("Ask the {roles} to reject it.", roles=who_may(Act.LOOSEN)),
        )


def settled(work: Work, incident: Incident, proposal: Proposal, before: Sequence[Finding], reason: str) -> None:
    """A proposal about facts was rejected or withdrawn: what counted is taken back, what it kept strict ends.

    Raises Loosens as `change` does.
    """
    if edits := taken_back(work, incident, proposal):
        facts.change(work, incident, edits, reason)
        return
    snapshot = work.snapshot(incident)
    ended = loosens(before, snapshot.findings, snapshot.law.vocabulary)
    require_seen(work, incident, (), ended, reason)
    assessments.reassess(work, incident, before, [sentence("a proposal was withdrawn: {what}", what=proposal.what)])
    channels.refresh_card(work, incident)
