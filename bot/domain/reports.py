"""What a report on one incident contains, and how each duty and step stood.

Decides the shape (`ReportFacts`), and how early or late each duty was met; what can be computed is never typed by a
person. The metrics are in `report_metrics`. Leaves collecting the data to `actions`, the page to `documents.reports`.

Caveats: lateness counts from the target, because that is the deadline people were given; the limit, the latest
defensible deadline, is shown beside it. There is no field for names of victims: a report never contains them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.domain.clocks import share_used
from bot.domain.report_metrics import ReportStamps, late_by, span

ClockState = Literal["met", "declined", "held", "pending", "running", "late", "lapsed", "not_owed", "undetermined"]
OPEN: tuple[ClockState, ...] = ("held", "pending", "running", "late")  # someone still has to do something


class ReportPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReportRole(ReportPart):
    role: str  # in words: “incident lead”
    name: str


class Statement(ReportPart):
    """One value a fact has had, as it was shown to people."""

    value: str
    by: str
    at: AwareDatetime
    sure: str = ""
    note: str = ""


class ReportFact(ReportPart):
    """A fact with every value it has had, oldest first; the last one is current."""

    key: str  # its name in the vocabulary
    name: str  # in words
    statements: tuple[Statement, ...] = Field(min_length=1)

    @property
    def current(self) -> Statement:
        return self.statements[-1]

    @property
    def corrections(self) -> tuple[Statement, ...]:
        return self.statements[:-1]


class ReportClock(ReportPart):
    """One duty as it stood when the report was made. `because` are the sentences that decided the answer."""

    title: str
    law: str
    cites: str
    owed_to: str
    state: ClockState
    because: tuple[str, ...] = ()
    words: str = ""  # the operative words of the law
    starts_at: AwareDatetime | None = None
    target_at: AwareDatetime | None = None
    limit_at: AwareDatetime | None = None
    done_at: AwareDatetime | None = None
    reference: str = ""
    proof: str = ""  # how it went out, in words
    reason: str = ""
    by: str = ""

    def outcome(self, now: datetime) -> str:
        """How the duty stands, in words without a full stop, with the margin or the lateness."""
        return self._outcome(now).rstrip(".")

    def _outcome(self, now: datetime) -> str:
        match self.state:
            case "met":
                return self._met()
            case "declined":
                return f"Declined by {self.by}: {self.reason}" if self.by else f"Declined: {self.reason}"
            case "held":
                return f"Held. {self.reason}".strip()
            case "not_owed":
                return "Not owed"
            case "lapsed":
                return "No longer owed"
            case "pending":
                return "Not started: the event that starts its clock has not happened"
            case "undetermined":
                return "Undetermined: facts are missing"
        if self.target_at is None:
            return "Not done; the law sets no number"
        late = late_by(self.target_at, now)
        return f"Not done, late by {late}{self._limit(now)}" if late else f"Running, {span(self.target_at - now)} left"

    def is_late(self, now: datetime) -> bool:
        if self.target_at is None or self.state not in ("met", "running", "late"):
            return False
        return (self.done_at if self.state == "met" and self.done_at else now) > self.target_at

    def _met(self) -> str:
        if self.target_at is None or self.done_at is None:
            return "Met; the law sets no number" if self.done_at else "Met"
        late = late_by(self.target_at, self.done_at)
        if late:
            return f"Met late, by {late}{self._limit(self.done_at)}"
        return f"Met on time, {span(self.target_at - self.done_at)} before the deadline"

    def _limit(self, at: datetime) -> str:
        if self.limit_at is None or self.limit_at == self.target_at:
            return ""
        return ", still before the limit" if at <= self.limit_at else ", also after the limit"

    @property
    def share_used(self) -> int | None:
        """Per cent of the clock that had passed when the duty was met, rounded up; None without a number."""
        return share_used(self.starts_at, self.target_at, self.done_at)


class StepOutcome(StrEnum):
    """How a step stood when the report was made."""

    DONE = "done"  # finished
    SKIPPED = "skipped"  # left out by a person, with the reason
    OPEN = "open"  # to be done, or it may apply
    CLAIMED = "claimed"  # someone works on it
    GATED = "gated"  # it must not be done yet: its gate waits for another step or a decision
    WAITING = "waiting"  # it is better done after another step
    LATE = "late"  # not finished, and its due has passed
    SET_ASIDE = "set_aside"  # it does not apply

    @property
    def is_left_out(self) -> bool:
        """No one did it, and no one has to."""
        return self in (StepOutcome.SKIPPED, StepOutcome.SET_ASIDE)


class ReportStep(ReportPart):
    phase: str
    title: str
    owner: str
    outcome: StepOutcome
    due_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    by: str = ""
    late: str = ""  # how long after its due time it was finished, or has been open; empty when in time
    note: str = ""  # what was done, or why it was skipped or set aside
    deviation: str = ""  # before what it was done, and what that may cost


class ReportDecision(ReportPart):
    question: str
    choice: str
    reason: str
    by: tuple[str, ...]
    at: AwareDatetime
    facts: str = ""  # what it relied on


class ReportSending(ReportPart):
    """One time that a notice went out, and its proof. `duty`: the title of the one that it met. `share_used` and
    `margin`: of that duty's clock."""

    at: AwareDatetime
    reference: str
    duty: str = ""
    method: str = ""
    count: int | None = None
    returned: int = 0
    sender: str = ""
    recorded_by: str = ""
    evidence: tuple[str, ...] = ()  # each with its SHA-256
    share_used: int | None = None
    margin: str = ""


class ReportNotice(ReportPart):
    title: str
    audience: str
    version: int
    language: str
    drafted_by: str
    drafted_at: AwareDatetime
    sha256: str
    approved_by: str = ""
    approved_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None
    reference: str = ""
    sendings: tuple[ReportSending, ...] = ()
    sent_to: int | None = None  # recipients, as far as counted
    came_back: int = 0
    overrides: tuple[str, ...] = ()  # rules that were set aside, in sentences


class ReportEvidence(ReportPart):
    title: str
    kind: str
    location: str
    collected_by: str
    collected_at: AwareDatetime
    sha256: str = ""
    note: str = ""


class ReportEntry(ReportPart):
    """One entry of the audit log."""

    seq: int
    at: AwareDatetime
    by: str
    sentence: str


class ReportRisk(ReportPart):
    level: str
    reason: str
    by: str
    at: AwareDatetime
    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class ReportAction(ReportPart):
    """Something that is to change afterward."""

    title: str
    owner: str
    due_at: AwareDatetime | None = None
    state: str = "open"


class ReportFacts(ReportPart):
    """Everything a report says about one incident, as it stood at `made_at`."""

    ref: str
    codename: str
    title: str
    kind: str
    severity: str = ""
    state: str
    opened_at: AwareDatetime
    opened_by: str
    closed_at: AwareDatetime | None = None
    made_at: AwareDatetime
    made_by: str
    zone: str  # IANA zone of the people who responded
    is_drill: bool = False
    privilege: str = ""  # only as counsel set it, with name and date
    summary: str = ""
    roles: tuple[ReportRole, ...] = ()
    facts: tuple[ReportFact, ...] = ()
    clocks: tuple[ReportClock, ...] = ()
    risk: tuple[ReportRisk, ...] = ()
    steps: tuple[ReportStep, ...] = ()
    decisions: tuple[ReportDecision, ...] = ()
    notices: tuple[ReportNotice, ...] = ()
    evidence: tuple[ReportEvidence, ...] = ()
    timeline: tuple[ReportEntry, ...] = ()
    actions: tuple[ReportAction, ...] = ()
    open_points: tuple[str, ...] = ()
    stamps: ReportStamps = ReportStamps()
    law_hash: str = ""
    runbook: str = ""  # its name and version
    record_hash: str = ""  # of the last entry of the audit log

    def shown(self, key: str) -> str:
        """The current value of a fact, as shown; empty when it is not recorded."""
        return next((fact.current.value for fact in self.facts if fact.key == key), "")

    @property
    def duties(self) -> tuple[ReportClock, ...]:
        """The duties that are or were owed, or may be; earliest target first, those without a number last."""
        rows = [clock for clock in self.clocks if clock.state != "not_owed"]
        return tuple(sorted(rows, key=lambda row: (row.target_at is None, row.target_at or self.made_at, row.title)))

    @property
    def open_duties(self) -> tuple[ReportClock, ...]:
        return tuple(row for row in self.duties if row.state in OPEN)

    @property
    def not_owed(self) -> tuple[ReportClock, ...]:
        return tuple(clock for clock in self.clocks if clock.state == "not_owed")

    @property
    def late_duties(self) -> tuple[ReportClock, ...]:
        """Met after the target, or past it and not done."""
        return tuple(row for row in self.duties if row.is_late(self.made_at))

    @property
    def deviations(self) -> tuple[ReportStep, ...]:
        """Steps that were skipped, set aside, late, or done before what should have come first."""
        return tuple(step for step in self.steps if step.outcome.is_left_out or step.late or step.deviation)
