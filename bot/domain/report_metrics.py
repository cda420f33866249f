"""The metrics of an incident's report: spans between instants that were recorded.

Decides which spans there are and how a duration reads. An absent instant leaves its metrics without a value.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict


class ReportStamps(BaseModel):
    """The instants that metrics are computed from; an absent one leaves its metrics out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    occurred_from_at: AwareDatetime | None = None
    occurred_to_at: AwareDatetime | None = None
    detected_at: AwareDatetime | None = None
    reported_at: AwareDatetime | None = None
    opened_at: AwareDatetime | None = None
    led_at: AwareDatetime | None = None  # the lead took the incident
    aware_at: AwareDatetime | None = None
    contained_at: AwareDatetime | None = None
    restored_at: AwareDatetime | None = None
    authority_told_at: AwareDatetime | None = None
    individuals_told_at: AwareDatetime | None = None
    individuals_told_last_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None


class Metric(BaseModel):
    """A span between two stamps; `value` None: one of them is not recorded. Negative spans are reported as negative."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    definition: str
    value: timedelta | None

    @property
    def shown(self) -> str:
        if self.value is None:
            return "Not recorded"
        return span(self.value) if self.value >= timedelta(0) else f"{span(-self.value)} before its start"


_METRICS: tuple[tuple[str, str, str, str], ...] = (
    ("Time to detect", "from the beginning of the breach to its detection", "occurred_from_at", "detected_at"),
    ("Time to report", "from detection to the internal report", "detected_at", "reported_at"),
    ("Time to open", "from the report to the opening of the incident", "reported_at", "opened_at"),
    ("Time to lead", "from detection until the incident lead took over", "detected_at", "led_at"),
    ("Time to awareness", "from the report to the time of awareness", "reported_at", "aware_at"),
    ("Time to contain", "from detection to containment", "detected_at", "contained_at"),
    ("Dwell time", "from the beginning of the breach to containment", "occurred_from_at", "contained_at"),
    ("Time to notify the authority", "from awareness to the first notification", "aware_at", "authority_told_at"),
    ("Time to tell people", "from awareness to the first message to people", "aware_at", "individuals_told_at"),
    ("Time to tell everyone", "from awareness to the last message to people", "aware_at", "individuals_told_last_at"),
    ("Time to restore", "from containment to normal work", "contained_at", "restored_at"),
    ("Time to close", "from the opening to the closing of the incident", "opened_at", "closed_at"),
)


def metrics(stamps: ReportStamps) -> tuple[Metric, ...]:
    """Every metric in a fixed order; those without both stamps have no value."""
    at: Mapping[str, datetime | None] = dict(stamps)
    return tuple(
        Metric(name=name, definition=words, value=None if (b := at[end]) is None or (a := at[start]) is None else b - a)
        for name, words, start, end in _METRICS
    )


def late_by(due_at: datetime, done_at: datetime) -> str:
    """How late, exact to the minute (to the second under a minute); empty when in time.

    >>> from datetime import UTC, datetime
    >>> late_by(datetime(2019, 1, 16, 12, 0, tzinfo=UTC), datetime(2019, 2, 7, 12, 0, tzinfo=UTC))
    '22 days'
    >>> late_by(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 11, 20, 12, 20, tzinfo=UTC))
    '3 h 20 min'
    >>> late_by(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    ''
    """
    return span(done_at - due_at) if done_at > due_at else ""


def margin(due_at: datetime | None, done_at: datetime | None) -> str:
    """`12 h before the deadline`, or `3 h late`; empty where there is none, or it isn't known when it was done."""
    if due_at is None or done_at is None:
        return ""
    late = late_by(due_at, done_at)
    return f"{late} late" if late else f"{span(due_at - done_at)} before the deadline"


def span(duration: timedelta) -> str:
    """A duration in days, hours and minutes; parts that are zero are left out, seconds show only under a minute.

    >>> span(timedelta(days=1, hours=5)), span(timedelta(hours=23, minutes=59, seconds=59)), span(timedelta(seconds=40))
    ('1 day 5 h', '23 h 59 min', '40 s')
    """
    seconds = int(duration.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    parts = [
        f"{days} day{'s' if days != 1 else ''}" if days else "",
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes else "",
    ]
    return " ".join(part for part in parts if part)
