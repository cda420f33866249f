"""What becomes of the facts when a proposal about them is rejected or withdrawn.

One that counted already, unconfirmed, is taken back; one that waited ends, and with it what it kept strict. Where that
ends or delays duties it is shown and confirmed first, and only those who may loosen can do it.
"""

from collections.abc import Sequence

from bot.actions import assessments, channels, facts, people
from bot.actions.loosenings import require_seen
from bot.actions.work import Work
from bot.domain.permissions import Act, may, who_may
from bot.domain.proposals import Proposal, fact_edits
from bot.errors import NotAllowed
from bot.law.changes import loosens
from bot.law.duties import Finding
from bot.law.fact_edits import FactEdit, How, apply
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
        earlier = known.history(name)[:-1]
        value = earlier[-1].value if earlier else None
        found.append(FactEdit(name, How.FORGET) if value is None else FactEdit(name, How.REPLACE, value))
    return found


def refuse_loosening(work: Work, incident: Incident, proposal: Proposal) -> None:
    """Raises NotAllowed when taking a proposal back would end or delay duties, and its proposer may not do that."""
    if may(people.actor(work, incident), Act.LOOSEN, people.subject_of(incident)).allowed:
        return
    snapshot, edits = work.snapshot(incident), taken_back(work, incident, proposal)
    known = apply(incident.facts, snapshot.law.vocabulary, edits, work.actor, snapshot.now)
    if loosens(snapshot.findings, snapshot.findings_with(known, proposal.subjects)):
        raise NotAllowed(
            _("Taking this back would end duties or make them due later. Nothing was changed."),
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
    ended = loosens(before, snapshot.findings)
    require_seen(work, incident, (), ended, reason)
    assessments.reassess(work, incident, before, [sentence("a proposal was taken back: {what}", what=proposal.what)])
    channels.refresh_card(work, incident)
