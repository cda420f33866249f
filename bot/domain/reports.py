"""The record of one incident as its reports state it: one model, from which every edition is made.

Decides the shape (`ReportFacts`); what can be computed is never typed by a person. How a duty stood is in
`report_clocks`, the figures in `report_metrics`, what each edition holds in `report_editions`. Leaves collecting the
data to `actions`, the page to `documents.reports`.

Caveats: there is no field for names of victims: a report never contains them.
"""

from enum import StrEnum
from itertools import pairwise

from pydantic import AwareDatetime, Field

from bot.domain.costs import CostTotal, ReportCost, not_estimated, totals
from bot.domain.report_clocks import OPEN, ReportClock, ReportPart
from bot.domain.report_metrics import Metric, ReportStamps, metrics
from bot.law.facts import NOT_KNOWN


class ReportRole(ReportPart):
    role: str  # in words: “incident lead”
    name: str


class ReportPerson(ReportPart):
    """Someone who acted in the incident. `called`: what stands in place of the name where names are left out."""

    name: str
    called: str
    in_office: bool = False  # is more than one of the responders, so that the factual edition names them


OWN_FILE = "the organization's own file"
"""The source of what it says of itself: its contacts, above all."""


class Statement(ReportPart):
    """One value a fact has had, as it was shown to people; “not known” where it was taken back. `source`: who confirmed
    it, or the file it comes from."""

    value: str
    by: str
    at: AwareDatetime
    sure: str = ""
    note: str = ""
    source: str = ""

    @property
    def is_known(self) -> bool:
        return self.value != str(NOT_KNOWN)


class ReportFact(ReportPart):
    """A fact with every value it has had, oldest first; the last one is current."""

    key: str  # its name in the vocabulary
    name: str  # in words
    is_number: bool = False  # it counts people or things, or is an amount
    statements: tuple[Statement, ...] = Field(min_length=1)

    @property
    def current(self) -> Statement:
        return self.statements[-1]

    @property
    def corrections(self) -> tuple[tuple[Statement, Statement], ...]:
        """Each value with the other one that took its place. What was only said again, surer or for a better reason, is
        none."""
        return tuple((old, new) for old, new in pairwise(self.statements) if old.value != new.value)


class ReportPlace(ReportPart):
    """The people of one place. `most` None: no upper end is known."""

    code: str
    name: str
    least: int
    most: int | None = None


class ReportEstimate(ReportPart):
    """How many people were affected, as it was recorded at this instant; without places it was taken back."""

    at: AwareDatetime
    places: tuple[ReportPlace, ...]

    @property
    def least(self) -> int:
        return sum(one.least for one in self.places)

    @property
    def most(self) -> int | None:
        """None where the upper end of any place isn't known, or no place is."""
        ends = [one.most for one in self.places if one.most is not None]
        return sum(ends) if self.places and len(ends) == len(self.places) else None

    @property
    def exact(self) -> int | None:
        return self.least if self.places and self.least == self.most else None


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

    @property
    def words(self) -> str:
        return STEP_WORDS.get(self, self.value)


STEP_WORDS = {
    StepOutcome.CLAIMED: "in progress",
    StepOutcome.GATED: "held back",
    StepOutcome.WAITING: "waits for other steps",
    StepOutcome.LATE: "not done",
    StepOutcome.SET_ASIDE: "doesn't apply",
}


ENDED = "ended with the incident"
"""What became of a step of *prevent* that no one did and that is no task."""


class ReportStep(ReportPart):
    """`step`: its number, with which `title` begins."""

    phase: str
    title: str
    step: str = ""
    owner: str
    outcome: StepOutcome
    due_at: AwareDatetime | None = None
    due_assumed: bool = False  # it is counted from an instant that no one has stated
    finished_at: AwareDatetime | None = None
    by: str = ""
    late: str = ""  # how long after its due time it was finished, or has been open; empty when in time
    note: str = ""  # what was done, or why it was skipped or set aside
    deviation: str = ""  # before what it was done, and what that may cost

    @property
    def name(self) -> str:
        """Its title without the number, which says nothing to someone who took no part."""
        return self.title.removeprefix(f"{self.step} ")

    @property
    def stands(self) -> str:
        """Its outcome in words without a full stop, with the lateness."""
        return f"{self.outcome.words}, late by {self.late}" if self.late else self.outcome.words


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
    state: str = ""
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
    """Something that is to change afterward: a task, or a step of the phase “prevent”; `step`: its id. `test`: how it
    is verified; `found`: what came of that, or was noted when it was done."""

    title: str
    step: str = ""
    owner: str
    due_at: AwareDatetime | None = None
    due_assumed: bool = False
    state: str = "open"
    test: str = ""
    found: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in (*(one.words for one in StepOutcome if one.is_left_out), StepOutcome.DONE, ENDED)


class ReportNeed(ReportPart):
    """What the response waits for, and from whom; `step`: the id of the step that it is. `executive`: the executive may
    give it."""

    what: str
    step: str = ""
    who: str
    due_at: AwareDatetime | None = None
    due_assumed: bool = False
    executive: bool = False


class ReportPrivilege(ReportPart):
    """That privacy counsel directed a privileged annex to be made: who, when, and why."""

    by: str
    at: AwareDatetime
    reason: str


class ReportReview(ReportPart):
    """Where the review of the report stands, in words; who said so, when, and why."""

    status: str
    by: str
    at: AwareDatetime
    reason: str


class ReportCeiling(ReportPart):
    """The highest fine that a law sets, never a forecast."""

    law: str
    what: str
    rule: str


class ReportAnnex(ReportPart):
    """What only counsel's annex holds. `questions`: what no fact answers; `warnings`: what an authority may hold
    against a date; both with the duty's title. `costs`: what people estimated."""

    ceilings: tuple[ReportCeiling, ...] = ()
    questions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    costs: tuple[ReportCost, ...] = ()

    @property
    def totals(self) -> tuple[CostTotal, ...]:
        return totals(self.costs)

    @property
    def not_estimated(self) -> tuple[str, ...]:
        return not_estimated(self.costs)


class ReportFacts(ReportPart):
    """Everything that is reported about one incident, as it stood at `made_at`."""

    ref: str
    codename: str
    title: str
    kind: str
    severity: str = ""
    state: str
    opened_at: AwareDatetime
    opened_by: str
    closed_at: AwareDatetime | None = None
    closed_by: tuple[str, ...] = ()  # both where it took two
    made_at: AwareDatetime
    made_by: str
    zone: str  # IANA zone of the people who responded
    is_drill: bool = False
    privilege: ReportPrivilege | None = None
    review: ReportReview | None = None  # None: a draft
    people: tuple[ReportPerson, ...] = ()
    roles: tuple[ReportRole, ...] = ()
    facts: tuple[ReportFact, ...] = ()
    estimates: tuple[ReportEstimate, ...] = ()  # oldest first
    clocks: tuple[ReportClock, ...] = ()
    risk: tuple[ReportRisk, ...] = ()
    steps: tuple[ReportStep, ...] = ()
    decisions: tuple[ReportDecision, ...] = ()
    notices: tuple[ReportNotice, ...] = ()
    evidence: tuple[ReportEvidence, ...] = ()
    timeline: tuple[ReportEntry, ...] = ()
    actions: tuple[ReportAction, ...] = ()
    runbook_changes: tuple[str, ...] = ()  # what the response suggests, in the learning edition
    needs: tuple[ReportNeed, ...] = ()
    open_points: tuple[str, ...] = ()
    annex: ReportAnnex | None = None
    stamps: ReportStamps = ReportStamps()
    law_hash: str = ""
    runbook: str = ""  # its name and version
    record_hash: str = ""  # of the last entry of the audit log
    broken_at: int | None = None  # the first entry of the audit log that does not follow from the one before it

    def shown(self, key: str) -> str:
        """The current value of a fact, as shown; empty when it is not recorded, or was taken back."""
        return next((fact.current.value for fact in self.facts if fact.key == key and fact.current.is_known), "")

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return metrics(self.stamps)

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
    def open_actions(self) -> tuple[ReportAction, ...]:
        return tuple(one for one in self.actions if not one.is_over)

    @property
    def deviations(self) -> tuple[ReportStep, ...]:
        """Steps that were skipped, set aside, late, or done before what should have come first."""
        return tuple(step for step in self.steps if step.outcome.is_left_out or step.late or step.deviation)

    @property
    def undone(self) -> tuple[ReportStep, ...]:
        """Steps whose due time has passed and that no one has finished."""
        return tuple(step for step in self.steps if step.outcome is StepOutcome.LATE)
