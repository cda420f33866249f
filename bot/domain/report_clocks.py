"""How one duty stood when a report was made, in words: in time or late, by how much, and what speaks against it.

Lateness counts from the target, because that is the deadline people were given; the limit, the latest defensible
deadline, is shown beside it. Where there is no target, what is said depends on the law: it sets no number, or it sets
one that could not be counted.
"""

import re
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.domain.clocks import share_used
from bot.domain.report_metrics import late_by, span
from bot.law.naming import title_beside_law

ClockState = Literal["met", "declined", "held", "pending", "running", "late", "lapsed", "not_owed", "undetermined"]
OPEN: tuple[ClockState, ...] = ("held", "pending", "running", "late")  # someone still has to do something
_PERIOD = re.compile(
    r"(?i)\b(\d+|one|two|three|four|five|seven|ten|fifteen|thirty|sixty)\)?[ -](?:\w+ )?(hour|day|month)"
)

_BRACKETS = re.compile(r" \([^()]*\)")


class ReportPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReportClock(ReportPart):
    """One duty as it stood when the report was made. `because` are the sentences that decided the answer; `counted`:
    the law sets a number; `assumed`: no one has stated when its clock starts; `lacks`: the facts that would start it or
    resolve the duty, or the duties that come first; `unstated`: the facts alone, with those that others stand in for;
    `doubts`: what spoke against recording it as met; `question`: what speaks against the decision by now; `remarks`:
    both, with the reason why it is right anyway, and how sure the catalog is."""

    duty: str = ""  # its id
    title: str
    law: str
    cites: str
    owed_to: str
    addressee: str = ""  # the kind of whom it is owed to, as the law's file names it: regulator, individuals ...
    state: ClockState
    because: tuple[str, ...] = ()
    words: str = ""  # the operative words of the law
    counted: bool = False
    assumed: bool = False
    starts_at: AwareDatetime | None = None
    target_at: AwareDatetime | None = None
    limit_at: AwareDatetime | None = None
    house_at: AwareDatetime | None = None
    done_at: AwareDatetime | None = None
    reference: str = ""
    proof: str = ""  # how it went out, in words
    reason: str = ""
    by: str = ""
    doubts: str = ""
    question: str = ""
    lacks: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def outcome(self, now: datetime) -> str:
        """How the duty stands, in words without a full stop, with the margin or the lateness."""
        return self._outcome(now).rstrip(".") + (", counted from an assumed start" if self._is_doubtful else "")

    @property
    def _is_doubtful(self) -> bool:
        """What is said of it counts from a start that no one has stated."""
        is_counted = self.state in ("running", "late") or bool(self.state == "met" and self.done_at)
        return self.assumed and is_counted and self.target_at is not None

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
            return f"Not done; {self._no_target}{self._house(now)}"
        late = late_by(self.target_at, now)
        return f"Not done, late by {late}{self._limit(now)}" if late else f"Running, {span(self.target_at - now)} left"

    def is_late(self, now: datetime) -> bool:
        """Not where it was met at a time that isn't known."""
        at = {"met": self.done_at, "running": now, "late": now}.get(self.state)
        return self.target_at is not None and at is not None and at > self.target_at

    def counts(self, now: datetime) -> bool:
        """Whether it can be said that it was met in time or late: both ends are known, and no one assumed them."""
        return not self.assumed and self.target_at is not None and (self.is_late(now) or self.done_at is not None)

    @property
    def title_beside_law(self) -> str:
        """Its title for where the law's name stands next to it, and isn't said twice."""
        return title_beside_law(self)

    @property
    def owed_to_briefly(self) -> str:
        """Without what explains it after a colon, and without each authority's name in another language."""
        return _BRACKETS.sub("", self.owed_to).partition(": ")[0]

    @property
    def done_early_by(self) -> str:
        """How long before its clock began it was met; empty where it was not, or one of the two isn't known, or only
        assumed."""
        if self.state != "met" or self.assumed or not (self.starts_at and self.done_at):
            return ""
        return late_by(self.done_at, self.starts_at)

    def _met(self) -> str:
        early = f"; done {self.done_early_by} before it was owed" if self.done_early_by else ""
        if self.done_at is None:
            return "Met, at a time that is not known"
        if self.target_at is None:
            return f"Met; {self._no_target}{self._house(self.done_at)}{early}"
        late = late_by(self.target_at, self.done_at)
        if late:
            return f"Met late, by {late}{self._limit(self.done_at)}"
        return f"Met on time, {span(self.target_at - self.done_at)} before the deadline{early}"

    @property
    def _no_target(self) -> str:
        if not self.counted and not _PERIOD.search(self.words):
            return "the law sets no number"
        return "its deadline is not known" + ("" if self.starts_at else ", because the start of its clock is not")

    def _house(self, at: datetime) -> str:
        if self.house_at is None:
            return ""
        late = late_by(self.house_at, at)
        return f", {late} after the house target" if late else f", {span(self.house_at - at)} before the house target"

    def _limit(self, at: datetime) -> str:
        if self.limit_at is None or self.limit_at == self.target_at:
            return ""
        return ", still before the limit" if at <= self.limit_at else ", also after the limit"

    @property
    def share_used(self) -> int | None:
        """Per cent of the clock that had passed when the duty was met, rounded up; None without a number, from an
        assumed start, or where it was met before its clock began."""
        return None if self.assumed else share_used(self.starts_at, self.target_at, self.done_at)
