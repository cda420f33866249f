"""Assesses an incident's duties again whenever facts or law change, and tells the channel what that changed and why;
what was approved is compared with the record then, too.

A clock exists from the moment its duty was first owed. What a person decided is never overwritten: where the new answer
speaks against it the clock carries a question, and two buttons stand beside it (`reviews.py`). Duties that merely
became open are summed up, not listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Self

from bot.actions import channels, notice_changes, promised_updates, reminders
from bot.actions.contents import DutiesChanged, DutyToReview, FactsCorrected
from bot.actions.work import Work
from bot.domain.clocks import ClockDecision
from bot.domain.events import clocks as events
from bot.law.changes import ChangeKind, DutyChange, duty_changes
from bot.law.duties import Answer, Finding, find, governing_on
from bot.law.facts import show_value
from bot.law.unresolved import may_bind_us
from bot.sentences import At, Sentence, Text, listed, sentence
from bot.store.tables import Clock, Incident

EVENTS: Mapping[ChangeKind, type[events.DutyAssessed]] = {
    ChangeKind.APPEARED: events.DutyAppeared,
    ChangeKind.LAPSED: events.DutyLapsed,
    ChangeKind.OPENED: events.DutyOpened,
}


def reassess(
    work: Work,
    incident: Incident,
    before: Sequence[Finding],
    cause: Sequence[Text] = (),
    corrected: FactsCorrected | None = None,
) -> tuple[DutyChange, ...]:
    """Bring the clocks in line with facts and law, plan their reminders, and tell the channel what changed and why.

    `before` are the findings until now (none at the opening); `cause` names the facts that changed, or says what else
    did. What was `corrected` stands in the same message. Returns the changes of this incident's clocks.
    """
    snapshot = work.snapshot(incident)
    after, clocks = (*snapshot.findings, *snapshot.dropped), snapshot.clocks
    decided = {name for name, clock in clocks.items() if clock.decision}
    followed = [one for one in after if one.runs or one.duty.id in clocks]
    names = [name for name in cause if isinstance(name, str)]
    changed = {change.duty_id: change for change in duty_changes(before, followed, snapshot.law.vocabulary, names)}
    changes: list[DutyChange] = []
    for finding in followed:
        clock, moved = _follow(work, incident, clocks.get(finding.duty.id), finding)
        reminders.plan_clock(work, incident, clock, finding.duty.title)
        change = changed.get(finding.duty.id)
        if change or moved:
            _record(work, incident, clock, finding, change)
        if change:
            changes.append(change)
    _tell(work, incident, [one for one in changes if one.duty_id not in decided], cause, (before, after), corrected)
    notice_changes.look_again(work, incident)
    promised_updates.plan(work, incident)
    return tuple(changes)


def _follow(work: Work, incident: Incident, clock: Clock | None, finding: Finding) -> tuple[Clock, bool]:
    """The clock as the finding has it, and whether that differs. A person's decision stays; what speaks against it
    becomes a question."""
    if clock is None:
        clock = Clock(incident_id=incident.id, duty_id=finding.duty.id, changed_at=work.now_in(incident))
        work.session.add(clock)
        work.snapshot(incident).clocks[clock.duty_id] = clock
    before, now = _Computed.of(clock), _Computed.from_finding(finding)
    if before != now:
        now.put_on(clock)
        clock.changed_at = work.now_in(incident)
    objection = _objection(work, incident, clock, before, finding)
    if objection and objection != clock.question:  # else it was asked already
        _question(work, incident, clock, finding, objection)
    return clock, before != now


@dataclass(frozen=True)
class _Computed:
    """What an assessment sets on a clock; named as its columns. A clock that is new has no answer yet."""

    answer: Answer | None
    starts_at: datetime | None
    target_at: datetime | None
    limit_at: datetime | None
    held_until: datetime | None
    house_at: datetime | None

    @classmethod
    def of(cls, clock: Clock) -> Self:
        return cls(**{one.name: getattr(clock, one.name) for one in fields(cls)})

    @classmethod
    def from_finding(cls, finding: Finding) -> Self:
        answer, due = Answer.OWED if finding.runs else finding.answer, finding.deadline
        if due is None:
            return cls(answer, finding.starts_at, None, None, None, None)
        if due.not_before:  # barred until then, and no day by which it must be done
            return cls(answer, finding.starts_at, None, None, due.target_at, due.house_at)
        return cls(answer, finding.starts_at, due.target_at, due.limit_at, due.held_until, due.house_at)

    def put_on(self, clock: Clock) -> None:
        for one in fields(self):
            setattr(clock, one.name, getattr(self, one.name))


def _objection(work: Work, incident: Incident, clock: Clock, before: _Computed, new: Finding) -> Sentence | None:
    """What speaks against a person's decision since this assessment; None when nothing does."""
    if clock.decision is ClockDecision.MET:
        if clock.answer is Answer.NOT_OWED and before.answer is not Answer.NOT_OWED:
            return sentence("Marked met, but on current facts it isn't required.")
        due_at, met_at = clock.target_at, clock.met_at
        if due_at and met_at and due_at < met_at and (before.target_at is None or before.target_at >= met_at):
            return sentence(
                "Marked met on time, but by the new calculation it was due {due}, before it was sent.",
                due=At(due_at, incident.zone),
            )
    speaks = clock.decision is ClockDecision.DECLINED and clock.answer is Answer.OWED
    if speaks and (reasons := _turned(_then(work, incident, clock), new)):
        return sentence("Declined before this was known: {reasons}.", reasons=listed(reasons, "; "))
    return None


def _then(work: Work, incident: Incident, clock: Clock) -> Finding:
    """The finding by what was known when the clock was decided, or the decision was last kept."""
    known = incident.facts.before(clock.facts_known or 0)
    return find(clock.duty_id, known, work.law(incident), work.now_in(incident).date())


def _turned(then: Finding, new: Finding) -> list[Text]:
    """The clauses that speak for the duty now, and did not by what was known then."""
    was_true = {(one.cel, one.exception): one.is_true for one in then.because}
    speaks = [one for one in new.because if one.supports]
    turned = [one for one in speaks if was_true.get((one.cel, one.exception)) is not one.is_true]
    return [
        sentence("this exemption no longer applies: {exemption}", exemption=one.says) if one.exception else one.says
        for one in turned
    ]


def _question(work: Work, incident: Incident, clock: Clock, finding: Finding, objection: Sentence) -> None:
    clock.question = objection
    title, decision = finding.duty.title, clock.decision or ""
    work.record(incident, events.DutyQuestioned(clock.duty_id, title, decision, objection))
    key = f"question:{incident.id}:{clock.duty_id}:{work.newest(incident)}"
    channels.post(work, incident, key, DutyToReview(clock.duty_id), urgency=2)


def _record(work: Work, incident: Incident, clock: Clock, finding: Finding, change: DutyChange | None) -> None:
    event = EVENTS.get(change.kind, events.DutyMoved) if change else events.DutyAssessed
    work.record(
        incident,
        event(
            duty_id=clock.duty_id,
            title=finding.duty.title,
            because_of=change.because_of if change else (),
            old_target_at=change.before.target_at if change else None,
            answer=clock.answer,
            starts_at=clock.starts_at,
            target_at=clock.target_at,
            limit_at=clock.limit_at,
            held_until=clock.held_until,
            house_at=clock.house_at,
            changed_at=clock.changed_at,
        ),
    )


def _tell(
    work: Work,
    incident: Incident,
    changes: Sequence[DutyChange],
    cause: Sequence[Text],
    found: tuple[Sequence[Finding], Sequence[Finding]],
    corrected: FactsCorrected | None,
) -> None:
    """One message for all changes of one assessment, also when duties only became open, and for what was corrected.
    `found`: before and after."""
    facts, law = incident.facts, work.law(incident)
    on = governing_on(facts, work.now_in(incident))
    waiting = [len(may_bind_us(each, facts, law, on)) for each in found]
    if not changes and waiting[1] <= waiting[0]:
        if corrected:
            channels.post(work, incident, f"facts:{incident.id}:{work.newest(incident)}", corrected, urgency=3)
        return
    key = f"duties:{incident.id}:{work.newest(incident)}"
    reasons = tuple(_why(work, incident, name) for name in cause)
    content = DutiesChanged(tuple(changes), reasons, waiting[0] if found[0] else None, waiting[1], corrected)
    channels.post(work, incident, key, content, urgency=2)


def _why(work: Work, incident: Incident, name: Text) -> Text:
    """A fact with its value until now and its new one; other causes are sentences already."""
    law = work.law(incident)
    if name == "filed":
        then, now = [{}, *(fact.value or {} for fact in incident.facts.history(name))][-2:]
        return sentence("a notice went out") if now.keys() >= then.keys() else sentence("a notice was withdrawn")
    if isinstance(name, Sentence):
        return name
    values = [fact.value for fact in incident.facts.history(name)][-2:]
    said = [show_value(law.vocabulary, law.places, name, value, incident.zone) for value in values]
    return sentence("{label}: {value}", label=sentence(law.vocabulary[name].label), value=listed(said, " → "))
