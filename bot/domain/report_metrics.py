"""The figures of an incident's report: spans between two instants that people stated or the record holds.

Decides which spans there are and how a duration reads. Nothing falls back: where an instant is missing, or only
assumed, its figures are not known and say why.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict


class ReportStamps(BaseModel):
    """The instants that figures are computed from. `assumed`: those that no one stated, by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    occurred_from_at: AwareDatetime | None = None
    occurred_to_at: AwareDatetime | None = None
    noticed_at: AwareDatetime | None = None
    detected_at: AwareDatetime | None = None
    discovered_at: AwareDatetime | None = None
    opened_at: AwareDatetime | None = None
    acknowledged_at: AwareDatetime | None = None
    aware_at: AwareDatetime | None = None
    contained_at: AwareDatetime | None = None
    restored_at: AwareDatetime | None = None
    authority_told_at: AwareDatetime | None = None
    individuals_told_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
    assumed: tuple[str, ...] = ()

    def near(self, name: str) -> tuple[str, ...]:
        """Where no one has stated this one: those like it that are on record. They are said beside it, and nothing is
        counted from them."""
        return () if getattr(self, name) else tuple(one for one in NEAR.get(name, ()) if getattr(self, one))


NEAR: Mapping[str, tuple[str, ...]] = {"detected_at": ("discovered_at", "noticed_at")}
"""People often know when a breach was discovered, which starts the clocks of US law, or when someone first noticed it;
neither is the detection."""


INSTANTS: Mapping[str, str] = {
    "occurred_from_at": "the beginning of the breach",
    "occurred_to_at": "the end of the breach",
    "noticed_at": "the first notice of it",
    "detected_at": "its detection",
    "discovered_at": "its discovery",
    "opened_at": "the opening of the incident",
    "acknowledged_at": "the first act of an incident lead on the record",
    "aware_at": "awareness",
    "contained_at": "containment",
    "restored_at": "the return to normal work",
    "authority_told_at": "the first notification of the authority",
    "individuals_told_at": "the first message to people",
    "closed_at": "the closing of the incident",
}
"""Every stamp in words, as they stand after “from” and “to”."""


class Metric(BaseModel):
    """A span between two stamps; `value` None: `why_not` says which of them is missing or only assumed. A negative span
    is shown as such."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    definition: str
    start_at: AwareDatetime | None = None
    end_at: AwareDatetime | None = None
    value: timedelta | None = None
    why_not: str = ""

    @property
    def shown(self) -> str:
        if self.value is None:
            return f"Not known: {self.why_not}"
        return span(self.value) if self.value >= timedelta(0) else f"{span(-self.value)} before its start"


_METRICS: tuple[tuple[str, str, str], ...] = (
    ("Time to notice", "occurred_from_at", "noticed_at"),
    ("Time to detect", "occurred_from_at", "detected_at"),
    ("Time to acknowledge", "detected_at", "acknowledged_at"),
    ("Time to declare", "noticed_at", "opened_at"),
    ("Time to awareness", "noticed_at", "aware_at"),
    ("Time to contain", "detected_at", "contained_at"),
    ("Dwell time", "occurred_from_at", "contained_at"),
    ("Time to notify the authority", "aware_at", "authority_told_at"),
    ("Time to tell people", "aware_at", "individuals_told_at"),
    ("Time to restore", "contained_at", "restored_at"),
    ("Time to close", "opened_at", "closed_at"),
)


def metrics(stamps: ReportStamps) -> tuple[Metric, ...]:
    """Every figure in a fixed order, each with its two instants."""
    return tuple(_metric(stamps, *one) for one in _METRICS)


def _metric(stamps: ReportStamps, name: str, start: str, end: str) -> Metric:
    started, ended = getattr(stamps, start), getattr(stamps, end)
    missing = [INSTANTS[one] for one in (start, end) if getattr(stamps, one) is None]
    assumed = [INSTANTS[one] for one in (start, end) if one in stamps.assumed]
    near = [INSTANTS[other] for one in (start, end) for other in stamps.near(one) if other not in stamps.assumed]
    instead = f" ({_all_of(near, 'recorded')})" if near else ""
    why_not = [_all_of(missing, "not recorded") + instead, _all_of(assumed, "only assumed")]
    return Metric(
        name=name,
        definition=f"from {INSTANTS[start]} to {INSTANTS[end]}",
        start_at=started,
        end_at=ended,
        value=None if missing or assumed else ended - started,
        why_not="; ".join(filter(None, why_not)),
    )


def _all_of(instants: Sequence[str], what: str) -> str:
    return f"{' and '.join(instants)} {'are' if len(instants) > 1 else 'is'} {what}" if instants else ""


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
