"""One incident as the tables have it: instants in UTC, JSON as it is written, nothing computed but what SQL counts."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


def instant(text: str | None) -> datetime | None:
    """As the tables or JSON write it."""
    if text is None:
        return None
    return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=UTC)


class Rows:
    """`now`: in the incident's own time, when the report was made."""

    def __init__(self, file: Path, ref: str, now: datetime) -> None:
        self.base, self.now = sqlite3.connect(file), now
        self.base.row_factory = sqlite3.Row
        [self.incident] = self.all("select * from incident where ref = ?", ref)
        self.id = self.incident["id"]

    def all(self, sql: str, *values: object) -> list[Row]:
        return [dict(row) for row in self.base.execute(sql, values)]

    def of(self, table: str, order: str) -> list[Row]:
        return self.all(f"select * from {table} where incident_id = ? order by {order}", self.id)

    def count(self, sql: str) -> int:
        [row] = self.all(f"select count(*) n from {sql}", self.id)
        return int(row["n"])

    @cached_property
    def clocks(self) -> Mapping[str, Row]:
        return {row["duty_id"]: row for row in self.of("clock", "id")}

    @cached_property
    def log(self) -> Sequence[Row]:
        return [{**row, "said": json.loads(row["details"])} for row in self.of("timeline_entry", "seq")]

    @cached_property
    def stated(self) -> Sequence[Row]:
        """Every statement of a fact, in the order in which it was made."""
        found: Sequence[Row] = json.loads(self.incident["facts"])["stated"]
        return found

    def history(self, name: str) -> list[Row]:
        return [one for one in self.stated if one["name"] == name]

    def fact(self, name: str) -> Any:
        """What applies now; None where nobody said, or it was taken back."""
        found = self.history(name)
        return found[-1]["value"] if found else None

    def is_assumed(self, name: str) -> bool:
        return self.fact(name) is not None and self.history(name)[-1]["sure"] == "assumed"

    @cached_property
    def runbook(self) -> Mapping[str, Any]:
        [row] = self.all("select runbook from runbook_version where hash = ?", self.incident["runbook_hash"])
        found: Mapping[str, Any] = json.loads(row["runbook"])
        return found

    @cached_property
    def done(self) -> Mapping[str, Row]:
        """What people did with the steps, by id."""
        return {row["step_id"]: row for row in self.of("step_state", "step_id")}

    @cached_property
    def tasks(self) -> Mapping[str, Row]:
        return {row["step_id"]: row for row in self.of("task", "step_id")}
