"""One incident as it stands in one transaction: read once, worked out once, kept until someone says what changed.

What is worked out from the rows (findings, step statuses) is kept until the method named after the change is called;
findings that were taken out before remain as they were, for comparison.

Leaves the rows to `stored_incident`, what is changed to the actions, and what follows to `bot.law` and `bot.runbook`.

Caveats: a change that bypasses the rows (SQL that updates) is not seen. After waiting for a lock, begin anew with
`Work.renew`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from bot.actions import snapshot_rows
from bot.actions.stored_incident import StoredIncident
from bot.domain.proposals import NOUNS, Noun, ProposalState, fact_edits
from bot.law import duties
from bot.law.changes import stricter
from bot.law.conditions import FactBounds, fact_bounds
from bot.law.duties import Finding
from bot.law.fact_edits import FactEdit, apply
from bot.law.facts import Certainty, Facts
from bot.law.held_duties import assess_held
from bot.law.model import Law
from bot.law.questions import Question, questions
from bot.law.values import Value
from bot.messages import current_language
from bot.runbook import steps as rules
from bot.runbook.model import Runbook
from bot.runbook.progress import RunbookSnapshot, StepProgress, known
from bot.runbook.sizes import OpenDuties, leaves_out, open_duties
from bot.runbook.step_due import Milestone
from bot.runbook.steps import StepStatus
from bot.runbook.tasks import task, with_tasks
from bot.store.tables import (
    LawVersion,
    StoredProposal,
    StoredTask,
)


@dataclass
class Snapshot(StoredIncident):
    """`law` is the one that the incident is assessed under, `now` its own time, which a drill may have moved."""

    law: Law
    now: datetime
    assessed: dict[str, tuple[Finding, ...]] = field(default_factory=dict)  # by the law's hash
    judged: list[tuple[Mapping[str, Value], str, tuple[Finding, ...]]] = field(
        default_factory=list
    )  # by values and law
    deciding: str = ""  # the step whose decision is being carried out: nothing else answers it in the meantime

    # The law

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every duty under the incident's own law, as the facts stand now."""
        return self.findings_under(self.law)

    @property
    def by_duty(self) -> Mapping[str, Finding]:
        """The same, and those for clocks whose duty is no longer in the incident's law, by their duties' ids."""
        found = snapshot_rows.by_duty(self.findings)
        return {**found, **snapshot_rows.by_duty(self.dropped)} if self.dropped else found

    def findings_under(self, law: Law) -> tuple[Finding, ...]:
        """Every duty under `law`; a request to wait counts for its duty alone."""
        if law.hash not in self.assessed:
            self.assessed[law.hash] = self._stricter(self.incident.facts, law, self.waiting())
        return self.assessed[law.hash]

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is still to be asked, the most helpful first."""
        facts = self.incident.facts
        return questions(self.findings, facts, self.law, duties.governing_on(facts, self.now))

    def findings_with(self, facts: Facts, settled: Iterable[str] = ()) -> tuple[Finding, ...]:
        """Every duty under the incident's own law, if the facts were these and no proposal waited about `settled`."""
        return self._stricter(facts, self.law, self.waiting(settled))

    def waiting(self, besides: Iterable[str] = ()) -> list[tuple[FactEdit, ...]]:
        """What open proposals would do to the facts, oldest first; without those about any of the facts `besides`."""
        left_out = set(besides)
        return [
            fact_edits(row.kind, row.command)
            for row in self.proposals.values()
            if (NOUNS[row.kind], row.state) == (Noun.FACT, ProposalState.OPEN)
            and left_out.isdisjoint(row.subject.split(","))
        ]

    def _stricter(self, facts: Facts, law: Law, waiting: Iterable[tuple[FactEdit, ...]]) -> tuple[Finding, ...]:
        """By the facts, and as strict as by what is proposed: a sleeping person must not stop a clock."""
        found, vocabulary = self._assess(facts, law), law.vocabulary
        for edits in waiting:
            proposed = apply(facts, vocabulary, edits, "", self.now)
            found = found if proposed is facts else stricter(found, self._assess(proposed, law))
        return found

    def _assess(self, facts: Facts, law: Law) -> tuple[Finding, ...]:
        """Once for the same values: what a change would bring about is what it then does."""
        for values, hash_, found in self.judged:
            if (values, hash_) == (facts.known, law.hash):
                return found
        held = {name: clock.hold for name, clock in self.clocks.items() if clock.hold}
        self.judged.append((facts.known, law.hash, assess_held(facts, law, self.now.date(), held)))
        return self.judged[-1][2]

    @cached_property
    def dropped(self) -> tuple[Finding, ...]:
        """Findings for clocks whose duty is no longer in the incident's law; their words come from an earlier one."""
        missing = self.clocks.keys() - self.law.by_id.keys()
        kept = self.session.scalars(select(LawVersion).order_by(LawVersion.seen_at.desc())) if missing else ()
        return snapshot_rows.dropped_findings(missing, kept)

    def state_fact(
        self,
        name: str,
        value: Any,
        by: str,
        sure: Certainty = Certainty.CERTAIN,
        note: str = "",
        *,
        unconfirmed: bool = False,
    ) -> bool:
        """Put a statement beside the earlier ones; None takes the fact back. False: it was stated like that already."""
        known, vocabulary = self.incident.facts, self.law.vocabulary
        spoken = current_language()
        facts = known.set(vocabulary, name, value, by, self.now, sure, note, unconfirmed=unconfirmed, spoken=spoken)
        if facts is self.incident.facts:
            return False
        self.incident.facts = facts
        self.facts_changed()
        return True

    def confirm_facts(self, names: Iterable[str], by: str) -> None:
        """What is known about these facts stands as it is, confirmed."""
        self.incident.facts = self.incident.facts.confirm(names, by)

    def proposal_changed(self, row: StoredProposal) -> None:
        """It was made or settled; one about facts affects the findings."""
        if NOUNS[row.kind] is Noun.FACT:
            self.assessed.clear()
            self._forget("runbook", "statuses")

    def facts_changed(self) -> None:
        self.assessed.clear()
        self._forget("conditions", "runbook", "statuses")

    def holds_changed(self) -> None:
        """A request to wait was set or lifted."""
        self.assessed.clear()
        self.judged.clear()
        self._forget("runbook", "statuses")

    def law_changed(self, law: Law) -> None:
        self.law = law
        self._forget("dropped", "conditions", "runbook", "statuses")

    # The runbook

    def add_task(self, row: StoredTask) -> None:
        self.session.add(row)
        self.tasks[row.step_id] = row
        self.steps_changed()

    @cached_property
    def plan(self) -> Runbook:
        """Every step there is: those of the runbook, and those that people added."""
        added = (task(row.step_id, row.text, row.due_at, row.added_at, row.test or "") for row in self.tasks.values())
        return with_tasks(self.incident.runbook, added)

    @property
    def progress(self) -> Mapping[str, StepProgress]:
        return {step_id: snapshot_rows.progress(row) for step_id, row in self.step_rows.items()}

    @cached_property
    def conditions(self) -> FactBounds:
        return fact_bounds(self.incident.facts, self.law, self.now.date())

    @cached_property
    def runbook(self) -> RunbookSnapshot:
        return self.runbook_at(self.incident.severity)

    def runbook_at(self, severity: int | None) -> RunbookSnapshot:
        """How the runbook stands, or would stand, with that severity; as it was found before, where nothing that it
        follows from has changed. What the law wants is not asked for where the severity alone plans every step."""
        return known(
            RunbookSnapshot(
                self.plan,
                self.progress,
                self.conditions.evaluate,
                snapshot_rows.milestones(self.incident),
                snapshot_rows.work_calendar(self.incident),
                self.withdrawn,
                severity,
                open_duties(self.findings) if leaves_out(self.plan, severity) else OpenDuties(),
            )
        )

    @cached_property
    def statuses(self) -> tuple[StepStatus, ...]:
        """Every step as it stands now, in the runbook's order."""
        return rules.status(self.runbook, self.now)

    @property
    def withdrawn(self) -> Mapping[Milestone, datetime]:
        """When a milestone that was on record was last taken back, where none is on record now."""
        latest = {one: self.incident.facts.latest(one.fact) for one in Milestone}
        return {one: fact.at for one, fact in latest.items() if fact and fact.value is None}

    def steps_changed(self) -> None:
        """A step's row, the runbook itself, the severity, or whether the incident is closed."""
        self._forget("plan", "runbook", "statuses")

    # Proposals

    def add_proposal(self, row: StoredProposal) -> None:
        self.session.add(row)
        self.session.flush()  # for its number
        self.proposals[row.id] = row
        self.proposal_changed(row)

    def _forget(self, *names: str) -> None:
        for name in names:
            self.__dict__.pop(name, None)
