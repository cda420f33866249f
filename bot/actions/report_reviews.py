"""The review of the report: what its record still lacks."""

from bot.actions import reports
from bot.actions.work import Work
from bot.domain.report_lint import ReviewFinding, lint
from bot.store.tables import Incident


def findings(work: Work, incident: Incident) -> tuple[ReviewFinding, ...]:
    return lint(reports.collect(work, incident), work.library.templates.rules)
