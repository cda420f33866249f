"""When each step was due and whether it was late: from its `due` phrase as the runbook has it, and what people did.

Whether a step applies follows from conditions on the facts, which are under test elsewhere; the report's word for it is
taken, and compared with what the runbook allows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.anew.rows import Row, Rows, instant

LENGTHS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
MILESTONES = {
    "aware": "aware_at",
    "contained": "contained_at",
    "scope_known": "scope_known_at",
    "closed": "resolved_at",
}
STANDS_IN = {"aware": "noticed_at"}
"""Until someone states awareness, steps count from the first notice."""


@dataclass(frozen=True)
class Due:
    at: datetime
    assumed: bool = False


class Steps:
    """`said`: the report's steps by id."""

    def __init__(self, rows: Rows, said: Mapping[str, Mapping[str, Any]]) -> None:
        self.rows, self.said = rows, said
        self.runbook = {one["id"]: one for one in rows.runbook["steps"]}
        self.ids = [*self.runbook, *rows.tasks]

    def finished(self, step: str) -> datetime | None:
        row = self.rows.done.get(step)
        return instant(row["finished_at"]) if row and row["state"] in ("done", "skipped") else None

    def applies(self, step: str) -> bool | None:
        """None: it may."""
        said = self.said[step]
        if said["outcome"] == "set_aside":
            self._may_be_set_aside(step)
            return False
        return None if said["note"].startswith("May apply") else True

    def _may_be_set_aside(self, step: str) -> None:
        one, rated = self.runbook[step], self.rows.incident["severity"] or 2
        assert one["when"] or one["if_decided"] or one["from_severity"] < rated, f"nothing sets {step} aside"

    def milestone(self, name: str) -> Due | None:
        incident = self.rows.incident
        if name == "opened":
            return Due(datetime.fromisoformat(incident["opened_at"]).replace(tzinfo=UTC))
        for fact in (MILESTONES[name], STANDS_IN.get(name, "")):
            if at := instant(self.rows.fact(fact)):
                return Due(at, self.rows.is_assumed(fact) or fact != MILESTONES[name])
        # The response ends with the closing at the latest: that is what the word means, and assumes nothing.
        closed_at = instant(incident["closed_at"]) if name == "closed" else None
        return Due(closed_at) if closed_at else None

    def due(self, step: str, walked: frozenset[str] = frozenset()) -> Due | None:
        walked |= {step}
        row: Row = self.rows.done.get(step) or {}
        if row.get("check_at"):
            return Due(instant(row["check_at"]) or self.rows.now)
        if step in self.rows.tasks:
            at = instant(self.rows.tasks[step]["due_at"])
            return Due(at) if at else None
        one = self.runbook[step]
        if one["again"] and row.get("state") == "done" and self._is_due_again(step):
            at = self._again_at(step, one["again"])
            return Due(at) if at else None
        if (sooner := one["sooner"]) and self._decided(sooner["if_decided"]):
            return self._counted(sooner["due"], walked)
        if one["due"]:
            return self._counted(one["due"], walked)
        found = [self.due(other, walked) for other in self._later(step) if other not in walked]
        return min((due for due in found if due), key=lambda due: due.at, default=None)

    def _decided(self, wanted: Mapping[str, Any]) -> bool:
        return any((self.rows.done.get(step) or {}).get("answer") in answers for step, answers in wanted.items())

    def _later(self, step: str) -> Iterator[str]:
        """The steps that are to come after it and still may."""
        for other, one in self.runbook.items():
            if step in one["needs"] and self.applies(other):
                first, then = self.finished(other), self.finished(step)
                if first is None or (then is not None and then <= first):
                    yield other

    def _counted(self, phrase: str, walked: frozenset[str]) -> Due | None:
        """`4 hours after aware`, `2 working days after N15`, `before N15`, `with N15`, `at closed`."""
        if found := re.fullmatch(r"(before|with) (\w+)", phrase):
            return self.due(found[2], walked) if found[2] in self.runbook.keys() - walked else None
        found = re.fullmatch(r"(?:(\d+) (minute|hour|day|working day)s? after|at) (\w+)", phrase)
        assert found, f"a due time that was never written so: {phrase}"
        if found[3] in self.runbook:
            at = self.finished(found[3])
            start = Due(at) if at else None
        else:
            start = self.milestone(found[3])
        if start is None or found[1] is None:
            return start
        return Due(self._after(start.at, int(found[1]), found[2]), start.assumed)

    def _after(self, start: datetime, amount: int, unit: str) -> datetime:
        if unit in LENGTHS:
            return start + amount * LENGTHS[unit]
        zone = ZoneInfo(self.rows.incident["zone"])
        day = start.astimezone(zone).date()
        while amount:
            day += timedelta(days=1)
            amount -= unit == "day" or day.weekday() < 5
        return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)

    def outcome(self, step: str) -> str:
        said, row, due = self.said[step]["outcome"], self.rows.done.get(step) or {}, self.due(step)
        if self.applies(step) is False and not self.finished(step):
            return "set_aside"
        if row.get("state") in ("done", "skipped") and not self._is_due_again(step):
            return str(row["state"])
        if said == "gated":
            assert self.runbook[step]["gate"], f"no gate holds {step} back"
            return "gated"
        if due and due.at < self.rows.now and self.applies(step):
            return "late"
        if row.get("state") == "claimed":
            return "claimed"
        waits = self.applies(step) and any(map(self._is_open, self.runbook.get(step, {"needs": ()})["needs"]))
        return "waiting" if waits else "open"

    def _is_due_again(self, step: str) -> bool:
        """What recurs and whose time has come again, or stays open whatever was answered."""
        one, row = self.runbook.get(step), self.rows.done[step]
        if one is None or row["state"] == "skipped" or self.applies(step) is False:
            return False
        if row["answer"] in (one["decision"] or {}).get("stays_open_on", ()):
            return True
        at = self._again_at(step, one["again"]) if one["again"] else None
        return at is not None and at <= self.rows.now

    def _again_at(self, step: str, phrase: str) -> datetime | None:
        """`daily until P15`, `weekly for 30 days`, `when facts change`, `90 days after closed`."""
        done_at = self.finished(step)
        assert done_at
        if phrase == "when facts change":
            changed_at = instant(self.rows.stated[-1]["at"])
            return changed_at if changed_at and changed_at > done_at else None
        found = re.fullmatch(r"(daily|weekly) (?:until (\w+)|for (\d+) days)", phrase)
        if not found:
            second = self._counted(phrase, frozenset())
            return second.at if second and second.at > done_at else None
        next_at = done_at + timedelta(days=1 if found[1] == "daily" else 7)
        end_at = self._until(found[2]) if found[2] else self._first(step) + timedelta(days=int(found[3]))
        return None if end_at and next_at > end_at else next_at

    def _until(self, name: str) -> datetime | None:
        if name in self.runbook:
            return self.finished(name)
        found = self.milestone(name)
        return found.at if found else None

    def _first(self, step: str) -> datetime:
        phrase = self.runbook[step]["due"]
        found = (self._counted(phrase, frozenset()) if phrase else None) or self.milestone("opened")
        assert found
        return found.at

    def _is_open(self, step: str) -> bool:
        return self.finished(step) is None and self.applies(step) is not False

    def late_for(self, step: str) -> timedelta | None:
        due, outcome = self.due(step), self.outcome(step)
        at = self.rows.now if outcome == "late" else self.finished(step) if outcome == "done" else None
        if outcome == "done" and self.runbook.get(step, {"again": None})["again"]:
            return None
        return at - due.at if due and at and at > due.at else None
