"""The figures of one incident, counted anew: spans, shares, margins, estimates, notices; and how each duty stands."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.anew.rows import Row, Rows, instant
from tests.anew.steps import Due, Steps

STAMPS = {
    "occurred_from_at": "occurred_from",
    "occurred_to_at": "occurred_to",
    "noticed_at": "noticed_at",
    "detected_at": "detected_at",
    "discovered_at": "discovered_at",
    "aware_at": "aware_at",
    "contained_at": "contained_at",
    "restored_at": "resolved_at",
    "authority_told_at": "authority_told_at",
    "individuals_told_at": "individuals_told_at",
}
SPANS = {
    "Time to notice": ("occurred_from_at", "noticed_at"),
    "Time to detect": ("occurred_from_at", "detected_at"),
    "Time to acknowledge": ("detected_at", "acknowledged_at"),
    "Time to declare": ("noticed_at", "opened_at"),
    "Time to awareness": ("noticed_at", "aware_at"),
    "Time to contain": ("detected_at", "contained_at"),
    "Dwell time": ("occurred_from_at", "contained_at"),
    "Time to notify the authority": ("aware_at", "authority_told_at"),
    "Time to tell people": ("aware_at", "individuals_told_at"),
    "Time to restore": ("contained_at", "restored_at"),
    "Time to close": ("opened_at", "closed_at"),
}
AUTHORITIES = ("eu-gdpr-33-1-authority", "uk-gdpr-33-1-ico", "ch-", "us-ca-")
PEOPLE = ("individuals", "employees")
"""The kinds of notices whose readers are affected, by the beginning of their names."""


COUNTS_AS = ("informed_at", "should_have_known_at")
"""What counts as awareness when it comes sooner."""
ROOT = Path(__file__).parents[2]


def in_words(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    parts = [f"{days} day{'' if days == 1 else 's'}"] * bool(days) + [f"{hours} h"] * bool(hours)
    return " ".join(parts + [f"{minutes} min"] * bool(minutes))


def nearest(part: int, whole: int) -> int:
    """Per cent, a half up."""
    return int(100 * part / whole + 0.5)


@dataclass(frozen=True)
class Stamp:
    at: datetime | None
    assumed: bool = False


@dataclass(frozen=True)
class Estimate:
    at: datetime | None
    places: Mapping[str, tuple[int, int | None]]

    @property
    def exact(self) -> int | None:
        least = sum(low for low, _ in self.places.values())
        return least if self.places and all(low == high for low, high in self.places.values()) else None


@dataclass(frozen=True)
class Tally:
    sent: int | None
    returned: int


def ends(count: Any) -> tuple[int, int | None]:
    """Of a number of people as it is stored: 40, `10-20`, `300+`, `some`, or a least, best and most."""
    if isinstance(count, Mapping):
        return count["min"], count["max"]
    if isinstance(count, int):
        return count, count
    if count in ("some", "unknown"):
        return int(count == "some"), None
    low, _, high = count.rstrip("+").partition("-")
    return int(low), int(high) if high else None


@cache
def _regulations() -> str:
    """The law's own files, and the contracts of the demo's organization."""
    files = [*sorted((ROOT / "regulations").rglob("*.yaml")), ROOT / "docs" / "organisation.demo.yaml"]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def starts_of(duty: str) -> str:
    """From what the law or the contract counts, as its file has it; a contract without that, from awareness."""
    found = re.search(rf"id: {re.escape(duty)}\n(?:(?!\n *- id: ).)*?\n +starts: ([^\n]+)", _regulations(), re.DOTALL)
    assert f"id: {duty}\n" in _regulations(), f"no file has {duty}"
    return found[1] if found else "aware_at"


def _said(count: Any) -> list[int]:
    """The numbers in its words: the likeliest first, then the ends."""
    best = [count["best"]] if isinstance(count, Mapping) else []
    return [*best, *dict.fromkeys(end for end in ends(count) if end is not None)]


class Figures:
    def __init__(self, rows: Rows, steps: Mapping[str, Mapping[str, Any]], document: Mapping[str, Any]) -> None:
        self.rows, self.steps = rows, Steps(rows, steps)
        self.report, self.annex = document["report"], document["edition"] == "annex"

    @cached_property
    def _stamps(self) -> Mapping[str, Stamp]:
        one = self.rows.incident
        found = {
            name: Stamp(instant(self.rows.fact(fact)), self.rows.is_assumed(fact)) for name, fact in STAMPS.items()
        }
        return found | {
            "opened_at": Stamp(instant(one["opened_at"])),
            "closed_at": Stamp(instant(one["closed_at"])),
            "acknowledged_at": Stamp(self._acknowledged()),
        }

    @property
    def stamps(self) -> Mapping[str, datetime | None]:
        return {name: one.at for name, one in self._stamps.items()}

    def _acknowledged(self) -> datetime | None:
        """The first entry of someone who led then."""
        lead = ""
        for row in self.rows.log:
            said = row["said"]
            if row["event"] == "role.assigned" and said["role"] == "lead" and not said["alternate"]:
                lead = said["person"]
            elif row["actor"] == lead:
                return instant(row["at"])
        return None

    @property
    def spans(self) -> Mapping[str, tuple[Stamp, Stamp]]:
        return {name: (self._stamps[start], self._stamps[end]) for name, (start, end) in SPANS.items()}

    def _length(self, name: str) -> timedelta | None:
        start, end = self.spans[name]
        if start.at is None or end.at is None or start.assumed or end.assumed:
            return None
        return end.at - start.at

    def why_not(self, name: str) -> tuple[str, ...]:
        """What the reason why a figure isn't known has to speak of."""
        if name not in SPANS:
            assumed = name in self._doubtful and self._doubtful[name]
            return () if self.counted[name] is not None else ("only assumed",) if assumed else ("another",)
        found = {"not recorded": any(one.at is None for one in self.spans[name])}
        found["only assumed"] = any(one.assumed for one in self.spans[name])
        return tuple(words for words, is_so in found.items() if is_so)

    @cached_property
    def estimates(self) -> Sequence[Estimate]:
        """Every number that was stated; without places where it was taken back."""
        return [
            Estimate(instant(one["at"]), {code: ends(count) for code, count in (one["value"] or {}).items()})
            for one in self.rows.history("people")
        ]

    @cached_property
    def counted(self) -> Mapping[str, int | None]:
        """Everything that stands under “figures”."""
        met = [row for duty, row in self._told.items() if self.start_is_known(duty)]
        spans = {name: self._length(name) for name in SPANS}
        lengths = {name: None if one is None else int(one.total_seconds()) for name, one in spans.items()}
        return lengths | {
            "Clock used for authorities": max(
                (one for row in met if (one := self._share(row)) is not None), default=None
            ),
            "Smallest margin": min((one for row in met if (one := self._margin(row)) is not None), default=None),
            "Duties met in time": self._met_in_time(),
            "First estimate off by": self._off_by(),
            "Facts corrected": self._corrected(),
            "Notices corrected": self.rows.count("notice where incident_id = ? and state = 'corrected'"),
            "Reached": self._reached(),
            "Steps in time": self._steps_in_time(),
            "Steps skipped": self.rows.count("step_state where incident_id = ? and state = 'skipped'"),
        }

    @property
    def _told(self) -> Mapping[str, Row]:
        return {d: row for d, row in self.rows.clocks.items() if row["decision"] == "met" and d.startswith(AUTHORITIES)}

    def start_is_known(self, duty: str) -> bool:
        """Someone stated, without assuming it, the instant from which the law counts, and the clock begins there."""
        start, rule = instant(self.rows.clocks[duty]["starts_at"]), starts_of(duty)
        if start is None or "met:" in rule:
            return True
        names = {*re.findall(r"\w+_at", rule), *COUNTS_AS}
        found = {instant(self.rows.fact(one)) for one in names if not self.rows.is_assumed(one)} - {None}
        return bool(found) if "year_end" in rule else start in found

    @cached_property
    def _doubtful(self) -> Mapping[str, bool]:
        """The figures that would be known, were what they count from not only assumed."""
        told = any(row["target_at"] for row in self._told.values())
        over = any(row["target_at"] and self.state(row) in ("met", "late") for row in self.rows.clocks.values())
        return {
            "Clock used for authorities": told,
            "Smallest margin": told,
            "Duties met in time": over,
            "Steps in time": any(due.assumed for _, due in self._steps_over),
        }

    def _share(self, row: Row) -> int | None:
        start, target, met = (instant(row[name]) for name in ("starts_at", "target_at", "met_at"))
        if not (start and target and met) or met < start:
            return None
        return ceil(100 * (met - start) / (target - start))

    def _margin(self, row: Row) -> int | None:
        target, met = instant(row["target_at"]), instant(row["met_at"])
        return int((target - met).total_seconds()) if target and met else None

    def state(self, row: Row) -> str:
        start, target, held = (instant(row[name]) for name in ("starts_at", "target_at", "held_until"))
        if row["decision"]:
            return str(row["decision"])
        if row["answer"] != "owed":
            return "lapsed" if row["answer"] == "not_owed" else "undetermined"
        if start is None and (target is None or target < self.rows.now):
            return "pending"
        if held and self.rows.now < held:
            return "held"
        return "late" if target and target < self.rows.now else "running"

    def stand(self) -> Mapping[str, int]:
        """The counts of the first page."""
        states = [self.state(row) for row in self.rows.clocks.values()]
        return {
            "met": states.count("met"),
            "declined": states.count("declined"),
            "open": sum(one in ("held", "pending", "running", "late") for one in states),
            "late": sum(map(self._is_late, self.rows.clocks.values())),
        }

    def _is_late(self, row: Row) -> bool:
        target, met = instant(row["target_at"]), instant(row["met_at"])
        if target is None or self.state(row) not in ("met", "late"):
            return False
        return (met or self.rows.now) > target

    def _met_in_time(self) -> int | None:
        due = [
            row
            for duty, row in self.rows.clocks.items()
            if row["target_at"] and self.state(row) in ("met", "late") and self.start_is_known(duty)
        ]
        return nearest(sum(not self._is_late(row) for row in due), len(due)) if due else None

    def _off_by(self) -> int | None:
        known = [one for one in self.estimates if one.places]
        if len(known) < 2 or not self.estimates[-1].places:
            return None
        first, last = known[0].exact, known[-1].exact
        return nearest(abs(first - last), last) if first and last else None

    def _corrected(self) -> int:
        """How often the next statement of a fact had another value; what breachbot keeps for itself is no one's."""
        found = 0
        for name in {one["name"] for one in self.rows.stated} - {"filed"}:
            values = [json.dumps(one["value"]) for one in self.rows.history(name)]
            found += sum(before != after for before, after in pairwise(values))
        return found

    @cached_property
    def notices(self) -> Sequence[Row]:
        """As the report lists them: oldest first within each kind."""
        return [{**row, "sent": json.loads(row["sent"])} for row in self.rows.of("notice", "template, language, id")]

    def tally(self, row: Row) -> Tally:
        """The same letters under one reference count once; what was not counted is no number."""
        sent: dict[str, int] = {}
        back: dict[str, int] = {}
        for one in row["sent"]:
            back[one["reference"]] = max(back.get(one["reference"], 0), one["returned"])
            if one["proof"]["count"] is not None:
                sent[one["reference"]] = max(sent.get(one["reference"], 0), one["proof"]["count"])
        return Tally(sum(sent.values()) if sent else None, sum(back.values()))

    def _reached(self) -> int | None:
        tallies = [self.tally(row) for row in self.notices]
        counted = [(one.sent, one.returned) for one in tallies if one.sent]
        sent = sum(number for number, _ in counted)
        return nearest(sent - sum(back for _, back in counted), sent) if counted else None

    def _steps_in_time(self) -> int | None:
        over = [step for step, due in self._steps_over if not due.assumed]
        in_time = [step for step in over if not self.steps.late_for(step)]
        return nearest(len(in_time), len(over)) if over else None

    @cached_property
    def _steps_over(self) -> Sequence[tuple[str, Due]]:
        """The steps with a due time that are finished, or late."""
        found = []
        for step in self.steps.ids:
            due, outcome = self.steps.due(step), self.steps.outcome(step)
            was_done = self.steps.finished(step) and outcome not in ("skipped", "set_aside")
            if due and (was_done or outcome == "late"):
                found.append((step, due))
        return found

    @property
    def actions(self) -> list[str]:
        """The tasks, and the steps of “prevent” that apply and that no task goes on with, which begins with its id."""
        carried = {row["text"].split()[0] for row in self.rows.tasks.values()}
        phases = {one["id"]: one["phase"] for one in self.rows.runbook["steps"]}
        kept = [one for one in self.steps.ids if phases.get(one, "prevent") == "prevent"]
        return [one for one in kept if one not in carried and self.steps.outcome(one) != "set_aside"]

    def proof(self, row: Row) -> tuple[str, ...]:
        """The numbers in the words that say how it went out."""
        proof = json.loads(row["proof"]) if row["proof"] else {}
        return (f"{proof['count']:,}",) if proof.get("count") is not None else ()

    def shown(self, one: Row) -> object:
        """An instant in words, of other numbers these alone."""
        value = one["value"]
        if one["type"] == "instant":
            at = instant(value)
            if at is None:
                return "not known"
            local, utc = at.astimezone(ZoneInfo(self.rows.incident["zone"])), at.astimezone(UTC)
            if local.utcoffset() == utc.utcoffset():
                return f"{utc:{utc.day} %b %Y, %H:%M} UTC"
            again = "" if local.day == utc.day else f"{utc:{utc.day} %b %Y, }"
            return f"{local:{local.day} %b %Y, %H:%M} ({again}{utc:%H:%M} UTC)"
        counts = value.values() if isinstance(value, Mapping) else () if value is None else (value,)
        return tuple(f"{number:,}" for count in counts for number in _said(count))
