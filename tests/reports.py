"""A report of which only what every one has is known, for tests that add what they are about."""

from datetime import UTC, datetime, timedelta

from bot.domain.reports import ReportFacts

AWARE = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BARE = ReportFacts(
    ref="BR-2026-0001",
    codename="quiet-harbour",
    title="T",
    kind="K",
    state="closed",
    opened_at=AWARE,
    opened_by="A",
    made_at=AWARE + timedelta(days=30),
    made_by="A",
    zone="UTC",
)


def bare_report(**more: object) -> ReportFacts:
    """Validated, so that a field that there is not is an error."""
    return ReportFacts.model_validate({**dict(BARE), **more})
