"""How facts change: planned, shown where that loosens, made or proposed, recorded, and assessed.

Leaves to the caller what follows for the steps (`facts.change`, `steps.follow`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.actions import assessments, channels, people, proposals
from bot.actions.contents import Correction, FactsCorrected
from bot.actions.fact_wording import LeftStanding, Unchanged, change_of, label_of, unchanged, words_of
from bot.actions.loosenings import FactChange, LooseningShown, require_seen
from bot.actions.proposals import Prepared
from bot.actions.work import Work
from bot.domain.events.facts import FactCorrected, FactsConfirmed, FactStated, FactUnconfirmed
from bot.domain.instants import refuse_contradiction
from bot.domain.permissions import Act, may, roles_for, roles_listed
from bot.domain.proposals import Need, Noun, Proposal, ProposedAct, fact_edits, stating
from bot.errors import Refused, UsageError
from bot.law.changes import DutyChange, loosens, moves_deadlines
from bot.law.duties import Finding
from bot.law.fact_edits import FactEdit, merge
from bot.law.facts import Certainty
from bot.law.model import Law
from bot.law.values import Unreadable, Value
from bot.messages import _
from bot.sentences import Text, sentence
from bot.store.tables import Incident

DECIDED = frozenset({"risk"})
"""Facts that are not stated but decided: by someone entitled, with a reason (`bot.actions.risks`)."""


@dataclass(frozen=True)
class StateFacts:
    """What is stated, added, replaced, removed or taken back, in this order. `note`: why."""

    edits: tuple[FactEdit, ...]
    sure: Certainty = Certainty.CERTAIN
    note: str = ""


@dataclass(frozen=True)
class FactsStated:
    """`waiting`: what does not count yet, because it loosens; `proposals` ask those who may to confirm that, and what
    counts unconfirmed. `confirmed`: what others had stated and the actor confirmed, in words. `running`: the duties
    that a notice may have met which was stated to have gone out. `left`: the steps that a stated milestone does not
    finish; `standing`: the milestones of steps that are open again. `contradicting`: which facts contradict each other
    now, in words. `drafts`: the titles of the drafts that waited for it, by what `/breach notice` calls them."""

    incident: Incident
    changes: Sequence[FactChange]
    duties: Sequence[DutyChange]
    unchanged: Sequence[Unchanged] = ()
    waiting: Sequence[FactChange] = ()
    proposals: Sequence[Proposal] = ()
    confirmed: Sequence[Text] = ()
    running: Sequence[str] = ()
    left: Sequence[Text] = ()
    standing: Sequence[LeftStanding] = ()
    contradicting: Sequence[Text] = ()
    drafts: Mapping[str, str] = field(default_factory=dict)


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
            label=sentence(label_of(work, incident, name)),
            value=words_of(work, incident, name, after.get(name)),
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
        raise UsageError(
            sentence("{label}: {value}", label=sentence(definition.label), value=error.say),
            _("See /breach facts."),
            field=edit.name,
        ) from None


def merged(incident: Incident, edits: Sequence[FactEdit]) -> dict[str, Value | None]:
    """The values that these facts would have after the edits, by name."""
    values: dict[str, Value | None] = {}
    for edit in edits:
        values[edit.name] = merge(values.get(edit.name, incident.facts.value(edit.name)), edit)
    return values


def make(
    work: Work,
    incident: Incident,
    edits: Sequence[FactEdit],
    reason: str = "",
    sure: Certainty = Certainty.CERTAIN,
    done: ProposedAct | None = None,
) -> FactsStated:
    """Without what follows for the steps: see `facts.change`.

    By someone who may loosen: raises Loosens when duties would end or be due later and that is not confirmed yet
    (`Work.seen`); what others stated and they state too is confirmed. By others: what loosens waits as a proposal, the
    rest counts at once, unconfirmed where it moves deadlines.
    """
    wanted = [_typed(work.law(incident), edit) for edit in edits]
    refuse_contradiction({edit.name: edit.value for edit in wanted}, incident.facts.confirmed)
    plan = _plan(work, incident, wanted, reason, sure)
    if not may(people.actor(work, incident), Act.LOOSEN, people.subject_of(incident)).allowed:
        return _by_others(work, incident, plan)
    confirmed = _confirm(work, incident, [edit.name for edit in wanted if edit.name not in plan.names], done)
    if not plan.changes:
        return FactsStated(incident, (), (), plan.unchanged, confirmed=confirmed)
    loosened = _loosened(work, incident, plan)
    require_seen(work, incident, plan.changes, loosened, reason)
    why = work.seen.reason if loosened and work.seen and not reason else reason
    duties = _apply(work, incident, replace(plan, reason=why), done)
    return FactsStated(incident, plan.changes, duties, plan.unchanged, confirmed=confirmed)


@dataclass(frozen=True)
class _Plan:
    """What edits would change, before anything is; `values` are the new ones, `unchanged` what they leave as it is."""

    edits: Sequence[FactEdit]
    values: Mapping[str, Value | None]
    changes: Sequence[FactChange]
    unchanged: Sequence[Unchanged]
    reason: str
    sure: Certainty

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.values)

    @property
    def command(self) -> StateFacts:
        return StateFacts(tuple(self.edits), self.sure, self.reason)


def _plan(work: Work, incident: Incident, edits: Sequence[FactEdit], reason: str, sure: Certainty) -> _Plan:
    after, facts, vocabulary = merged(incident, edits), incident.facts, work.law(incident).vocabulary
    at, by = work.now_in(incident), work.actor
    values = {
        name: one for name, one in after.items() if facts.set(vocabulary, name, one, by, at, sure, reason) != facts
    }
    found = ((edit.name, unchanged(work, incident, edit, after[edit.name])) for edit in edits)
    same = [one for name, one in found if one and (one.missing or name not in values)]
    changes = [change_of(work, incident, name, value) for name, value in values.items()]
    return _Plan([edit for edit in edits if edit.name in values], values, changes, same, reason, sure)


def edits_of(work: Work, incident: Incident, proposal: Proposal) -> Sequence[FactEdit]:
    """What a proposal would do to the facts."""
    return [_typed(work.law(incident), one) for one in fact_edits(proposal.kind, proposal.command)]


def outlook(work: Work, incident: Incident, proposal: Proposal) -> LooseningShown:
    """What confirming a proposal about facts would change, end and delay; no fact where all that it says counts."""
    edits = edits_of(work, incident, proposal)
    plan = _plan(work, incident, edits, proposal.reason, Certainty(proposal.command.get("sure", Certainty.CERTAIN)))
    duties = _loosened(work, incident, plan) if plan.changes else ()
    return LooseningShown(incident.id, plan.changes, duties, proposal.reason)


def _loosened(work: Work, incident: Incident, plan: _Plan) -> tuple[DutyChange, ...]:
    """What the plan would end or delay, also by settling what is proposed about the same facts."""
    snapshot, facts = work.snapshot(incident), incident.facts
    for name, value in plan.values.items():
        facts = facts.set(snapshot.law.vocabulary, name, value, work.actor, snapshot.now)
    return loosens(snapshot.findings, snapshot.findings_with(facts, plan.names), snapshot.law.vocabulary, plan.names)


def _by_others(work: Work, incident: Incident, plan: _Plan) -> FactsStated:
    """By someone who may not loosen."""
    now, later = _parted(work, incident, plan)
    duties: tuple[DutyChange, ...] = ()
    waiting: list[Proposal] = []
    if now.changes:
        protected = now.names & moves_deadlines(work.law(incident))
        to_confirm = _about(work, incident, now, protected)
        duties += _apply(work, incident, now, unconfirmed=protected)
        if protected:
            waiting.append(ask(work, incident, to_confirm.command))
    if later.changes:
        before = work.snapshot(incident).findings
        waiting.append(ask(work, incident, later.command))
        duties += proposed(work, incident, waiting[-1], before)
    return FactsStated(incident, now.changes, duties, plan.unchanged, later.changes, waiting)


def _parted(work: Work, incident: Incident, plan: _Plan) -> tuple[_Plan, _Plan]:
    """What counts at once, and what waits because it loosens: all of it, where it cannot be told apart."""
    loosened = _loosened(work, incident, plan) if plan.changes else ()
    if not loosened:
        return plan, _about(work, incident, plan, frozenset())
    waits = frozenset(name for one in loosened for name in one.because_of) or plan.names
    rest = _about(work, incident, plan, plan.names - waits)
    if _loosened(work, incident, rest):
        return _about(work, incident, plan, frozenset()), plan
    return rest, _about(work, incident, plan, waits)


def _about(work: Work, incident: Incident, plan: _Plan, names: frozenset[str]) -> _Plan:
    return _plan(work, incident, [one for one in plan.edits if one.name in names], plan.reason, plan.sure)


def ask(work: Work, incident: Incident, command: StateFacts) -> Proposal:
    """Ask those who may to confirm it."""
    prepared = prepare_stating(work, incident, command)
    roles = roles_listed(roles_for(Act.LOOSEN, people.subject_of(incident)))
    waits_for = sentence("the {roles} to confirm", roles=roles)
    return proposals.keep(work, incident, Need.RIGHT_PERSON, prepared, waits_for)


def _apply(
    work: Work,
    incident: Incident,
    plan: _Plan,
    done: ProposedAct | None = None,
    unconfirmed: frozenset[str] = frozenset(),
) -> tuple[DutyChange, ...]:
    snapshot, before = work.snapshot(incident), incident.facts
    findings_before = snapshot.findings
    incident.version += 1  # once for all that is stated together
    for name, value in plan.values.items():
        old, waits = before.value(name), name in unconfirmed
        snapshot.state_fact(name, value, work.actor, plan.sure, plan.reason, unconfirmed=waits)
        record(work, incident, name, old)
    because = {
        change.name: sentence(
            "{label} has been stated in the meantime: {value}.", label=sentence(change.label), value=change.new
        )
        for change in plan.changes
    }
    proposals.settle_about(work, incident, Noun.FACT, because, done)
    corrected_ones = (one for one in plan.changes if before.fact(one.name) and one.old != one.new)
    changed = [Correction(one.label, one.old, one.new) for one in corrected_ones]
    corrected = FactsCorrected(tuple(changed), work.actor, plan.reason) if changed else None
    duties = assessments.reassess(work, incident, findings_before, list(plan.values), corrected)
    channels.refresh_card(work, incident)
    return duties


def _confirm(work: Work, incident: Incident, names: Sequence[str], done: ProposedAct | None) -> Sequence[Text]:
    """What others stated about these facts, or the organization of itself, stands as it is; gives the facts that this
    confirms, in words."""
    own = work.library.organisation.name
    stated = (fact for name in dict.fromkeys(names) if (fact := incident.facts.fact(name)))
    waiting = {one.name: one.value for one in stated if one.unconfirmed or (one.by == own and not one.confirmed_by)}
    if not waiting:
        return ()
    label, words = partial(label_of, work, incident), partial(words_of, work, incident)
    said = [
        sentence("{label}: {value}", label=sentence(label(name)), value=words(name, value))
        for name, value in waiting.items()
    ]
    work.snapshot(incident).confirm_facts(waiting, work.actor)
    work.record(incident, FactsConfirmed(tuple(waiting), tuple(map(str, said))))
    because = {name: sentence("{label} was confirmed.", label=sentence(label(name))) for name in waiting}
    proposals.settle_about(work, incident, Noun.FACT, because, done)
    channels.refresh_card(work, incident)
    return said


def proposed(work: Work, incident: Incident, proposal: Proposal, before: Sequence[Finding]) -> tuple[DutyChange, ...]:
    """What is proposed about facts counts at once as far as it adds a duty or makes one due sooner."""
    if proposal.noun is not Noun.FACT:
        return ()
    cause = sentence("proposed, to be confirmed: {what}", what=proposal.what)
    duties = assessments.reassess(work, incident, before, [cause])
    channels.refresh_card(work, incident)
    return duties


def record(work: Work, incident: Incident, name: str, old: Value | None, first: type[FactStated] = FactStated) -> None:
    """The newest statement about this fact, as an entry; `old` is the value it replaces, `first` the event of one that
    replaces none."""
    stated = incident.facts.history(name)[-1]
    event = first if old is None else FactCorrected
    event = FactUnconfirmed if stated.unconfirmed else event
    work.record(
        incident,
        event(
            fact=name,
            kind=stated.type,
            question=label_of(work, incident, name),
            old=str(words_of(work, incident, name, old)),
            value=str(words_of(work, incident, name, stated.value)),
            plain_value=stated.model_dump(mode="json")["value"],
            by=stated.by,
            sure=stated.sure,
            note=stated.note,
            version=incident.version,
            language=stated.language,
        ),
    )
