"""Whether everything that one incident says in one moment agrees: chat, Home, the digest, the report, the audit log.

Each place is read as people read it and compared with the rows, by rules written anew here. Where the rows contradict
each other is found by `tests.actions.contradictions`, which is asked too.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from bot.actions import status
from bot.actions.audit_log import verify_log
from bot.actions.reports import collect
from bot.actions.work import Work
from bot.documents.incident_documents import report_document
from bot.domain.proposals import ProposalState
from bot.domain.report_clocks import ReportClock
from bot.domain.reports import ReportFacts, ReportStep
from bot.law.facts import show_value
from bot.law.implications import implied
from bot.law.naming import title_beside_law
from bot.runbook.steps import StepStatus
from bot.sentences import At, with_utc
from bot.slack.handovers import digest
from bot.slack.steps import PHASES
from bot.store.tables import Clock, Decision, Incident, IncidentStep, Notice, StoredProposal, TimelineEntry
from bot.workspace.client import visible_text as words
from tests.actions.contradictions import contradictions
from tests.slack.desk import Desk

OPEN = ("late", "running", "held", "pending")
SHOWN = 90  # characters of a value that no place cuts off


@dataclass(frozen=True)
class Everything:
    """One incident as `reader`, who is in it, can see it now, and its rows."""

    desk: Desk
    work: Work
    incident: Incident
    reader: str
    answers: dict[str, str] = field(default_factory=dict)

    def said(self, line: str) -> str:
        """What `/breach ...` answers the reader, asked once."""
        if line not in self.answers:
            self.answers[line] = self.desk.say(self.reader, f"/breach {line}", self.incident.channel_id or "").text
        return self.answers[line]

    @cached_property
    def report(self) -> ReportFacts:
        """As the JSON has it."""
        return ReportFacts.model_validate_json(collect(self.work, self.incident).model_dump_json())

    @cached_property
    def page(self) -> str:
        """The factual report, without the escapes that only Markdown needs."""
        return report_document(self.work, self.incident).markdown.replace("\\", "")

    @cached_property
    def clocks(self) -> Sequence[Clock]:
        return self.work.session.scalars(select(Clock).where(Clock.incident_id == self.incident.id)).all()

    @cached_property
    def steps(self) -> Mapping[str, StepStatus]:
        return {one.step.id: one for one in self.work.snapshot(self.incident).statuses}

    @cached_property
    def rows(self) -> Mapping[str, IncidentStep]:
        found = self.work.session.scalars(select(IncidentStep).where(IncidentStep.incident_id == self.incident.id))
        return {row.step_id: row for row in found}

    @cached_property
    def log(self) -> Sequence[TimelineEntry]:
        found = select(TimelineEntry).where(TimelineEntry.incident_id == self.incident.id).order_by(TimelineEntry.seq)
        return self.work.session.scalars(found).all()

    @property
    def now(self) -> datetime:
        return self.work.now_in(self.incident)

    def title(self, clock: Clock) -> str:
        return self.work.law(self.incident).versions(clock.duty_id)[-1].title

    def beside_law(self, clock: Clock) -> str:
        """Its title without what the name of its law says again."""
        return title_beside_law(self.work.law(self.incident).versions(clock.duty_id)[-1])

    def state(self, clock: Clock) -> str:
        """How a clock stands, from its row."""
        if clock.decision:
            return clock.decision
        if clock.answer != "owed":
            return clock.answer
        if clock.held_until and self.now < clock.held_until:
            return "held"
        if not (clock.starts_at or clock.target_at):
            return "pending"
        ends = [at for at in (clock.target_at, clock.held_until if clock.target_at else None) if at]
        return "late" if ends and self.now > max(ends) else "running"

    @cached_property
    def states(self) -> Counter[str]:
        return Counter(map(self.state, self.clocks))

    @property
    def open(self) -> Sequence[Clock]:
        return [one for one in self.clocks if self.state(one) in OPEN]

    @cached_property
    def late(self) -> set[str]:
        """The steps that are open and late."""
        return {name for name, one in self.steps.items() if one.late_for}


def differences(desk: Desk, reader: str, number: int = 1) -> list[str]:
    """What one place says and another denies; empty when nothing does. `reader` is a member who speaks English."""
    with desk.opens(reader, True) as work:
        found = Everything(desk, work, work.session.get_one(Incident, number), reader)
        checks = (_facts, _decisions, _clocks, _open_duties, _steps, _late, _order, _notices, _proposals, _log)
        said = [one for check in checks for one in check(found)]
        return [*contradictions(work, found.incident), *said]


def _facts(it: Everything) -> Iterator[str]:
    law, facts, listed = it.work.law(it.incident), it.incident.facts, it.said("facts")
    told = {one.key: one for one in it.report.facts}
    follow = implied(facts.known, law.vocabulary)
    for name, definition in law.vocabulary.facts.items():
        if not definition.asked:
            continue
        shown = show_value(law.vocabulary, law.places, name, facts.value(name), it.incident.zone)
        value = str(shown)
        written = with_utc(shown.at, ZoneInfo(shown.zone)) if isinstance(shown, At) else value
        known = facts.fact(name) is not None
        if (name in told and told[name].current.value) != (written if facts.history(name) else False):
            yield f"the report does not have {name} as {written}"
        if (known or name in follow) != (f"*{definition.label}:*" in listed):
            yield f"/breach facts {'leaves out' if known else 'shows'} {name}"
        in_chat = f"<!date^{shown.at.timestamp():.0f}^" if isinstance(shown, At) else value
        if known and len(value) < SHOWN and in_chat not in listed:
            yield f"/breach facts does not have {name} as {value}"
        if known and value.replace("\n", " ")[:SHOWN] not in it.page.replace("\n", " "):
            yield f"the page does not have {name} as {value}"
    for name, at in (("aware_at", it.report.stamps.aware_at), ("contained_at", it.report.stamps.contained_at)):
        if facts.value(name) not in (None, at):
            yield f"{name} is {facts.value(name)}, and the report counts from {at}"


def _decisions(it: Everything) -> Iterator[str]:
    rows = it.work.session.scalars(
        select(Decision).where(Decision.incident_id == it.incident.id).order_by(Decision.id)
    ).all()
    if [(one.question, one.choice) for one in rows] != [(one.question, one.choice) for one in it.report.decisions]:
        yield "the report has other decisions than were made"
    steps = it.incident.runbook
    for row in rows:
        step = steps.step(row.step_id or "")
        if step and step.decision and step.decision.two_people and row.second_by in (None, row.decided_by):
            yield f"{row.step_id} takes two people, and was decided by {row.decided_by} and {row.second_by}"
        if row.choice not in it.page or row.question not in it.page:
            yield f"the page leaves out what {row.step_id} decided"
    if str(it.incident.severity or "") != it.report.severity:
        yield "the report has another severity"
    said = f"severity {it.incident.severity}" if it.incident.severity else "severity not set"
    if said not in it.said("status"):
        yield f"/breach status does not say: {said}"
    risk = it.incident.facts.value("risk")
    level = it.work.law(it.incident).vocabulary["risk"].choices.get(str(risk))
    if level != (it.report.risk[-1].level if it.report.risk else None):
        yield f"the risk is {risk}, and the report has {[one.level for one in it.report.risk]}"


def _clocks(it: Everything) -> Iterator[str]:
    told = {(one.title, one.law): one for one in it.report.clocks}
    listed = it.said("clocks all")
    if len(told) != len(it.clocks):
        yield f"the report has {len(told)} clocks, and there are {len(it.clocks)}"
    for clock in it.clocks:
        duty = it.work.law(it.incident).versions(clock.duty_id)[-1]
        one = told.get((duty.title, duty.law))
        if one is None:
            yield f"the report leaves out {clock.duty_id}"
            continue
        state = it.state(clock)
        if (state if state != "not_owed" else "lapsed") != one.state:
            yield f"{clock.duty_id} is {state}, and the report has it as {one.state}"
        yield from _decided(it, clock, one, listed)
        if (state in (*OPEN, "met", "declined")) != bool({f"*{duty.title}*", duty.title} & _phrases(listed)):
            yield f"{clock.duty_id} is {state}, which /breach clocks all does not say"


def _phrases(listed: str) -> set[str]:
    """What stands in bold, and what is a line of its own: the cells of a table."""
    return {*re.findall(r"\*[^*\n]+\*", listed), *listed.splitlines()}


def _decided(it: Everything, clock: Clock, one: ReportClock, listed: str) -> Iterator[str]:
    said = (one.done_at, one.reference)  # its reason also names both, where two people decided
    if said != (clock.met_at, clock.reference or "") or (clock.reason or "") not in one.reason:
        yield f"the report has {said} of {clock.duty_id}"
    if bool(one.by) != bool(clock.decision):
        yield f"{clock.duty_id} is {clock.decision}, by “{one.by}”"
    names = {who for row in it.work.session.scalars(_agreed_on(it, clock)) for who in (row.proposed_by, row.settled_by)}
    if clock.decision == "declined" and not all(f"<@{who}>" in listed for who in names):
        yield f"{clock.duty_id} was declined by {names}, and /breach clocks all does not name both"
    words = (clock.reference if clock.decision == "met" else clock.reason) or ""
    if clock.decision and (not words or words not in it.page or words[:SHOWN] not in listed):
        yield f"“{words}” of {clock.duty_id} is missing somewhere"
    last = [
        row.said
        for row in it.log
        if row.event in ("clock.met", "clock.declined", "clock.reopened")
        and getattr(row.said, "duty_id", "") == clock.duty_id
    ]
    event = {"met": "ClockMet", "declined": "ClockDeclined"}.get(clock.decision or "")
    if (type(last[-1]).__name__ if last else "ClockReopened") != (event or "ClockReopened"):
        yield f"{clock.duty_id} is {clock.decision}, and the record last says {last[-1:]}"


def _agreed_on(it: Everything, clock: Clock) -> Select[StoredProposal]:
    """What two people said when the clock was decided."""
    return select(StoredProposal).where(
        StoredProposal.incident_id == it.incident.id,
        StoredProposal.state == ProposalState.CONFIRMED,
        StoredProposal.need == "two_people",
        StoredProposal.settled_at == clock.decided_at,
    )


def _open_duties(it: Everything) -> Iterator[str]:
    """How many duties are open, met, declined and not settled, wherever that is said."""
    number, met, declined = len(it.open), it.states["met"], it.states["declined"]
    head = re.search(r"(\d+) dut(?:y is|ies are) open", it.said("clocks all"))
    if int(head[1] if head else 0) != number:
        yield f"/breach clocks all counts {head and head[0]}, and {number} are open"
    home = next((text for block in it.desk.home(it.reader)["blocks"] if "Contain " in (text := words(block))), "")
    card = it.said("status").partition("*Clocks*")[2].partition("\nSteps ")[0]
    for place, text in (("/breach status", card), ("Home", home.partition("Contain ")[0])):
        if place == "Home" and it.incident.state != "open":
            continue
        counted = re.search(r"(\d+) met, (\d+) declined", text)
        if (int(counted[1]), int(counted[2]) if counted else 0) != (met, declined) if counted else met or declined:
            yield f"{place} counts {counted and counted[0]}, and {met} were met, {declined} declined"
        rows = len(re.findall(r"^[🟢🔴⚪🟠🟡].*\*", text, re.MULTILINE))
        more = re.search(r"_and (\d+) more_", text)
        if rows + int(more[1] if more else 0) != number:
            yield f"{place} counts {rows} open duties and {more and more[0]}, and {number} are open"
    summary = re.search(r"\*\*Duties:\*\* (\d+) met, (\d+) declined, (\d+) open", it.page)
    if not summary or tuple(map(int, summary.groups())) != (met, declined, number):
        yield f"the page counts {summary and summary[0]}, and {met}, {declined}, {number} is right"
    undone = [one for one in it.report.open_points if one.endswith(": not done.")]
    if len(undone) != number:
        yield f"the report's open points have {len(undone)} duties, and {number} are open"
    if it.incident.state == "open":
        view = it.desk.say(it.reader, "/breach close", it.incident.channel_id or "").view
        form = words(view or {})
        if view and (count := sum(f"• {it.beside_law(one)} ·" in form for one in it.open)) != number:
            yield f"the form that closes it lists {count} open duties, and {number} are open"
    late = {it.title(one) for one in it.clocks if it.state(one) == "late"}
    said = {one.title for one in it.report.late_duties if one.state != "met"}
    if late != said:
        yield f"these clocks are late: {late}; the report has {said}"


def _steps(it: Everything) -> Iterator[str]:
    told = {one.title.split()[0]: one for one in it.report.steps}
    shown = status.show(it.work, it.incident)
    text, finished = it.said("status"), {"done", "skipped"}
    for phase, name in PHASES.items():
        here = [one for one in it.steps.values() if one.step.group == phase and one.state != "set_aside"]
        if not here:  # a phase without steps is not shown
            continue
        count = f"{sum(one.state in finished for one in here)}/{len(here)}"
        if f"{name} {count}" not in text:
            yield f"/breach status does not say {name} {count}"
        long = f"*{name}* · {count.replace('/', ' of ')} complete"
        if long not in it.said("steps"):
            yield f"/breach steps does not say {long}"
    for step_id, row in it.rows.items():
        if (now := it.steps.get(step_id)) is None:
            continue
        settled, one = now.state in finished, told[step_id]
        if settled and (one.outcome.value != now.state.value or one.finished_at != row.finished_at):
            yield f"{step_id} is {now.state}, and the report has it as {one.outcome}, {one.finished_at}"
        if not settled and one.outcome in finished:
            yield f"{step_id} is {now.state}, and the report has it as {one.outcome}"
        yield from _answered(it, step_id, one)
    if it.incident.state == "open" and (shown.open_steps or shown.running):
        number = len(shown.open_steps)
        if f"{number} step" not in words(digest(shown, None, it.now).body()):
            yield f"the digest does not say that {number} steps are open"


def _answered(it: Everything, step_id: str, one: ReportStep) -> Iterator[str]:
    row = it.rows[step_id]
    if row.state == "done" and row.answer and it.steps[step_id].state == "done":
        here = [each.choice for each in it.report.decisions]
        if row.answer not in here:
            yield f"the report does not have the answer of {step_id}"
    if bool(row.done_before or row.deviation) != bool(one.deviation) and it.steps[step_id].state == "done":
        yield f"{step_id} was done early or behind a gate, and the report says “{one.deviation}”"
    if one.deviation and one.deviation not in it.page:
        yield f"the page leaves out that {step_id} was done early"


def _late(it: Everything) -> Iterator[str]:
    """Which steps are late, wherever that is said."""
    pages = "".join(it.said(f"steps {phase}") for phase in PHASES)
    listed = {line.split("`")[1] for line in pages.splitlines() if line.startswith("`") and "*late by" in line}
    if not it.late >= listed or not (it.late == listed or "…" in pages or "_and " in pages):
        yield f"late are {sorted(it.late)}; /breach steps has {sorted(listed)}"
    report = {one.title.split()[0] for one in it.report.steps if one.outcome == "late"}
    if report != it.late:
        yield f"late are {sorted(it.late)}; the report has {sorted(report)}"
    counted = sum(map(int, re.findall(r"\((\d+) late\)", it.said("status"))))
    if counted != len(it.late):
        yield f"{len(it.late)} steps are late, and /breach status counts {counted}"
    shown = status.show(it.work, it.incident)
    said = re.search(r"\*(\d+) late\*", words(digest(shown, None, it.now).body()))
    if int(said[1] if said else 0) != len(it.late):
        yield f"{len(it.late)} steps are late, and the digest counts {said and said[0]}"
    lengths = {one.title.split()[0]: one.late for one in it.report.steps if one.late and one.outcome == "done"}
    for step_id, late in lengths.items():
        if not it.steps[step_id].done_late_for:
            yield f"{step_id} was done in time, and the report has it late by {late}"


def _order(it: Everything) -> Iterator[str]:
    """What was done before the steps it is better done after says so; from the audit log."""
    begun: dict[str, int] = {}
    for entry in it.log:
        if entry.event in ("step.done", "step.skipped", "step.completed"):
            begun.setdefault(str(entry.details.get("step_id")), entry.seq)
    for step_id, row in it.rows.items():
        step, now = it.incident.runbook.step(step_id), it.steps.get(step_id)
        if not step or not now or now.state != "done" or row.deviation or row.exception or step.again:
            continue
        plain = [it.incident.runbook.step(need) for need in step.needs]
        missed = {
            one.id
            for one in plain
            if one and not (one.when or one.if_decided) and begun.get(one.id, 10**9) > begun.get(step_id, 10**9)
        }
        if not missed <= set((row.done_before or "").split(",")) and row.finished_by != "breachbot":
            yield f"{step_id} was done before {missed}, and says {row.done_before}"


def _notices(it: Everything) -> Iterator[str]:
    rows = it.work.session.scalars(select(Notice).where(Notice.incident_id == it.incident.id)).all()
    kinds = it.work.library.templates.notices
    met = {one.duty_id: one for one in it.clocks if one.decision == "met"}
    told = {(one.title, one.version, one.language): one for one in it.report.notices}
    for row in rows:
        one = told[kinds[row.template].title, row.version, row.language]
        if (row.approved_at, bool(row.approved_at)) != (one.approved_at, bool(one.approved_by)):
            yield f"the notice {row.template} {row.version} is {row.state}, and the report says {one.approved_at}"
        serves = [met[duty].met_at for duty in kinds[row.template].serves if duty in met]
        if one.sent_at and one.sent_at not in serves:
            yield f"the notice {row.template} was sent {one.sent_at}, and its duties were met {serves}"
        if one.sent_at and one.approved_at and one.sent_at < one.approved_at:
            yield f"the notice {row.template} {row.version} was sent before it was approved"
        if bool(row.sent) != bool(one.sent_at):
            yield f"the notice {row.template} {row.version} went out {row.sent}, and the report says {one.sent_at}"


def _proposals(it: Everything) -> Iterator[str]:
    rows = it.work.session.scalars(select(StoredProposal).where(StoredProposal.incident_id == it.incident.id)).all()
    alone = not it.work.library.organisation.wants_two_people
    text = it.said("status")
    for row in rows:
        if (row.state == ProposalState.OPEN) != (row.settled_at is None):
            yield f"the proposal {row.id} is {row.state}, settled at {row.settled_at}"
        if row.state == ProposalState.OPEN and it.incident.state != "open":
            yield f"the incident is closed, and the proposal {row.id} waits"
        if row.state == ProposalState.CONFIRMED and row.settled_by == row.proposed_by and not alone:
            yield f"the proposal {row.id} was confirmed by its proposer"
    waiting = sum(row.state == ProposalState.OPEN for row in rows)
    if waiting and "roposal" not in text and "confirm" not in text:
        yield f"{waiting} proposals wait, which /breach status does not say"


def _log(it: Everything) -> Iterator[str]:
    verified = verify_log(it.work.session, it.incident)
    if verified.broken:
        yield f"the log breaks at entry {verified.broken}"
    yield from (f"the tables differ from the log: {one}" for one in verified.differences)
    if len(it.report.timeline) != len(it.log):
        yield "the report has another number of entries than the log"
