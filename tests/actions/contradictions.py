"""Whether an incident's record agrees with itself: facts, decisions, clocks, steps, notices and the report.

Read from the tables and the report alone, and compared by rules written anew here, so that a mistake of the program is
not repeated by its check.
"""

from collections.abc import Iterator

from sqlalchemy import select

from bot.actions import proposals, reports
from bot.actions.work import Work
from bot.law.values import plain
from bot.runbook import links
from bot.store.tables import Clock, Decision, Incident, IncidentStep, Notice


def contradictions(work: Work, incident: Incident) -> list[str]:
    """What one part of the record says and another denies; empty when nothing does."""
    return [
        *_steps_and_facts(work, incident),
        *_steps_and_duties(work, incident),
        *_steps_and_decisions(work, incident),
        *_milestones(work, incident),
        *_first_notices(work, incident),
        *_clocks(work, incident),
        *_notices(work, incident),
        *_report(work, incident),
    ]


def _rows(work: Work, incident: Incident) -> dict[str, IncidentStep]:
    found = work.session.scalars(select(IncidentStep).where(IncidentStep.incident_id == incident.id))
    return {row.step_id: row for row in found}


def _clock_rows(work: Work, incident: Incident) -> list[Clock]:
    return list(work.session.scalars(select(Clock).where(Clock.incident_id == incident.id)))


def _steps_and_facts(work: Work, incident: Incident) -> Iterator[str]:
    known = {name: plain(value) for name, value in incident.facts.known.items()}
    for step in incident.runbook.steps:
        row = _rows(work, incident).get(step.id)
        if row is None or row.state != "done":
            continue
        stated = {
            name: options.get(row.answer or "")
            for name, options in (step.decision.sets.items() if step.decision else ())
        }
        for name in step.asks:
            if name not in known and stated.get(name) is None:
                yield f"{step.id} is done, and {name} is not known"
        for name, value in stated.items():
            if value is None or name in ("safety", "hold"):
                continue
            on_record = incident.severity if name == "severity" else known.get(name)
            said = list(value) if isinstance(value, tuple) else value
            if on_record != said and not (said == links.DECIDED and on_record):
                yield f"{step.id} was answered {row.answer!r}, and {name} is {on_record!r}"


def _milestones(work: Work, incident: Incident) -> Iterator[str]:
    """What the steps have reached is stated or proposed, and a step's answer does not deny what is stated."""
    facts, snapshot = incident.facts, work.snapshot(incident)
    for step in incident.runbook.steps:
        row = _rows(work, incident).get(step.id)
        if step.marks is None or row is None or row.state != "done" or not step.decision:
            continue
        alone = snapshot.runbook.marking(step.marks) == [step.id]
        stated, denies = facts.fact(step.marks.fact), row.answer in step.decision.stays_open_on
        if alone and denies and stated and not stated.is_assumed:
            yield f"{step.id} was answered {row.answer!r}, and {step.marks.fact} is stated"
        asked = any(step.marks.fact in one.subjects for one in proposals.all_of(work, incident))
        if alone and not denies and stated is None and not asked:
            yield f"{step.id} was answered {row.answer!r}, and {step.marks.fact} is not stated"


def _first_notices(work: Work, incident: Incident) -> Iterator[str]:
    """No duty was met before the moment that is stated as that of the first notice."""
    law = work.law(incident)
    for group, name in (("authorities", "authority_told_at"), ("people", "individuals_told_at")):
        own = [one for one in _clock_rows(work, incident) if law.by_id[one.duty_id][-1].addressees == group]
        met = [one.met_at for one in own if one.met_at]
        stated = incident.facts.instant(name)
        asked = any(name in one.subjects for one in proposals.all_of(work, incident))
        if met and not asked and (stated is None or min(met) < stated):
            yield f"the first notice of {group} went out at {min(met)}, and {name} is {stated}"


def _steps_and_duties(work: Work, incident: Incident) -> Iterator[str]:
    law = work.law(incident)
    for step in incident.runbook.steps:
        row = _rows(work, incident).get(step.id)
        if not step.duties or row is None or row.state != "done":
            continue
        own = [one for one in _clock_rows(work, incident) if law.by_id[one.duty_id][-1].addressees == step.duties]
        running = [one.duty_id for one in own if one.decision is None and one.answer == "owed"]
        declined = [one.duty_id for one in own if one.decision == "declined"]
        met = [one.duty_id for one in own if one.decision == "met"]
        if step.decision is None and running:
            yield f"{step.id} is done, and these are open: {running}"
        if step.decision and row.answer in step.decision.declines and (running or met):
            yield f"{step.id} was answered {row.answer!r}, and these run or were met: {running} {met}"
        notifies = step.decision and step.decision.declines and row.answer not in step.decision.declines
        if notifies and declined and not (running or met):
            yield f"{step.id} was answered {row.answer!r}, and every duty was declined: {declined}"


def _steps_and_decisions(work: Work, incident: Incident) -> Iterator[str]:
    last: dict[str, Decision] = {}
    rows = select(Decision).where(Decision.incident_id == incident.id).order_by(Decision.id)
    for decision in work.session.scalars(rows):
        last[decision.step_id or ""] = decision
    for step_id, row in _rows(work, incident).items():
        if row.answer and (step_id not in last or last[step_id].choice != row.answer):
            yield f"{step_id} shows the answer {row.answer!r}, and the last decision is another"
        if row.state == "done" and row.check_at:
            yield f"{step_id} is done, and its next check is still to come"
        if row.state in ("open", "claimed") and row.finished_at:
            yield f"{step_id} is open, and has an end"


def _clocks(work: Work, incident: Incident) -> Iterator[str]:
    filed = incident.facts.value("filed") or {}
    for clock in _clock_rows(work, incident):
        if (clock.decision == "met") != (clock.duty_id in filed):
            yield f"{clock.duty_id}: its clock and the fact 'filed' differ"
        if (clock.decision is None) != (clock.decided_at is None):
            yield f"{clock.duty_id}: a decision without a time, or a time without a decision"
        if clock.decision == "declined" and not clock.reason:
            yield f"{clock.duty_id} was declined without a reason"


def _notices(work: Work, incident: Incident) -> Iterator[str]:
    approved: dict[tuple[str, str], int] = {}
    for notice in work.session.scalars(select(Notice).where(Notice.incident_id == incident.id)):
        if notice.state == "approved":
            approved[notice.template, notice.language] = approved.get((notice.template, notice.language), 0) + 1
            if notice.approved_by is None:
                yield f"notice {notice.id} is approved by nobody"
    yield from (f"{name} has {count} approved versions" for name, count in approved.items() if count > 1)


def _report(work: Work, incident: Incident) -> Iterator[str]:
    found = reports.collect(work, incident)
    clocks = {one.duty_id: one for one in _clock_rows(work, incident)}
    for line in found.clocks:
        mine = next(
            (one for one in clocks.values() if work.law(incident).by_id[one.duty_id][-1].title == line.title), None
        )
        if mine and (mine.decision == "met") != (line.state == "met"):
            yield f"the report has “{line.title}” as {line.state}, its clock as {mine.decision}"
    rows = _rows(work, incident)
    for step in found.steps:
        row = rows.get(step.title.split()[0])
        if row is not None and row.state == "done" and step.outcome == "open":
            yield f"the report has {step.title} as open, and it is done"
    answered = {row.answer for row in rows.values() if row.answer}
    told = {one.choice for one in found.decisions}
    yield from (f"the report does not have the answer {one!r}" for one in sorted(answered - told))
