"""The words after /breach that are about an incident as a whole: opening, listing, closing, its record."""

from bot.actions import (
    charts,
    closing,
    cost_estimates,
    drills,
    incidents,
    notes,
    privileges,
    report_reviews,
    reports,
    severities,
    status,
)
from bot.actions.work import Work
from bot.domain.permissions import Act
from bot.messages import N_
from bot.slack import cards as card_views
from bot.slack import closing as closing_views
from bot.slack import costs as cost_views
from bot.slack import drills as drill_views
from bot.slack import incidents as incident_views
from bot.slack import privileges as privilege_views
from bot.slack import report_reviews as review_views
from bot.slack import reports as report_views
from bot.slack import severities as severity_views
from bot.slack.requests import Form
from bot.slack.routes import IncidentRoute, OpenRoute, OpensForm, Subcommand, nothing, shows


def _mine(work: Work, command: None) -> incidents.IncidentsListed:
    return incidents.list_incidents(work)


OPEN = OpenRoute(Act.OPEN, incident_views.read_open, incidents.open_incident, incident_views.opened)

INCIDENT_SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand(
        "open",
        N_("open [what happened]"),
        N_("open an incident"),
        acts=OPEN,
        also=("new", "start", "declare", "create"),
    ),
    Subcommand(
        "list",
        "list",
        N_("list your incidents"),
        shows=OpenRoute(Act.LIST, nothing, _mine, incident_views.listed, reads=True),
        also=("ls", "incidents"),
    ),
    Subcommand(
        "status",
        "status",
        N_("show the status of this incident"),
        shows=shows(status.show, card_views.status),
        also=("show", "card", "info"),
    ),
    Subcommand(
        "close",
        N_("close REASON"),
        N_("close the incident"),
        shows=OpensForm(Act.CLOSE, lambda context: Form("close")),
        acts=IncidentRoute(Act.CLOSE, closing_views.read_close, closing.close_incident, closing_views.closing),
        also=("resolve", "end"),
    ),
    Subcommand(
        "reopen",
        N_("reopen REASON"),
        N_("reopen a closed incident"),
        acts=IncidentRoute(Act.REOPEN, closing_views.read_reopening, closing.reopen_incident, incident_views.reopened),
    ),
    Subcommand(
        "drill",
        N_("drill KIND [description] [with alarms]"),
        N_("run a practice incident"),
        acts=OpenRoute(Act.OPEN, drill_views.read_drill, incidents.open_incident, incident_views.opened),
        also=("exercise",),
    ),
    Subcommand(
        "forward",
        N_("forward 6 hours"),
        N_("move a drill's clock forward"),
        acts=IncidentRoute(Act.MOVE_TIME, drill_views.read_forward, drills.move_time, drill_views.moved),
    ),
    Subcommand(
        "note",
        N_("note TEXT"),
        N_("add a note to the record"),
        acts=IncidentRoute(Act.NOTE, incident_views.read_note, notes.add_note, incident_views.noted),
        also=("log", "record"),
    ),
    Subcommand(
        "report",
        N_("report [factual, board or learning] [pdf docx html md json]"),
        N_("create an edition of the report"),
        acts=IncidentRoute(Act.REPORT, report_views.read_report, reports.make_report, report_views.report_ordered),
    ),
    Subcommand(
        "chart",
        N_("chart [timeline, clocks, people, estimates, steps or notices]"),
        N_("draw the report's charts as pictures"),
        acts=IncidentRoute(Act.REPORT, report_views.read_chart, charts.make_charts, report_views.charts_ordered),
        also=("charts",),
    ),
    Subcommand(
        "review",
        N_("review [start | done | close because REASON]"),
        N_("show where the report's review stands and what it lacks, or move it on"),
        shows=shows(report_reviews.show_review, review_views.shown),
        acts=IncidentRoute(
            Act.REVIEW,
            review_views.read_review,
            report_reviews.move_review,
            review_views.moved,
            subject=review_views.the_review,
        ),
    ),
    Subcommand(
        "privilege",
        N_("privilege because REASON"),
        N_("for privacy counsel: direct a privileged annex of the report to be made"),
        acts=IncidentRoute(
            Act.PRIVILEGE,
            privilege_views.read_privilege,
            privileges.direct_privilege,
            privilege_views.directed,
        ),
    ),
    Subcommand(
        "cost",
        N_("cost [response, revenue, offers, claims or insured] [120000-180000 EUR] [because SOURCE]"),
        N_("estimate costs for the privileged annex, or see the estimates"),
        shows=shows(cost_estimates.show_costs, cost_views.shown, Act.COST),
        acts=IncidentRoute(Act.COST, cost_views.read_cost, cost_estimates.estimate_cost, cost_views.shown),
        also=("costs",),
    ),
    Subcommand(
        "severity",
        N_("severity [1-4] [reason]"),
        N_("set severity: how often updates come, and which steps are planned"),
        shows=OpensForm(Act.RATE, lambda context: Form("severity")),
        acts=IncidentRoute(Act.RATE, severity_views.read_severity, severities.rate_severity, severity_views.rated),
        also=("sev",),
    ),
)
