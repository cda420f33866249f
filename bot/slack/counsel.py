"""The rows of the tables in `verbs.py` that counsel uses: duties looked at again, risk, holds, law, exposure, memo."""

from collections.abc import Mapping
from typing import Any

from bot.actions import clocks, exposures, holds, laws, memos, people, reviews, risks
from bot.actions.work import Work
from bot.domain.permissions import Act
from bot.slack import duties as duty_views
from bot.slack import exposures as exposure_views
from bot.slack import holds as hold_views
from bot.slack import laws as law_views
from bot.slack import risks as risk_views
from bot.slack.block_kit import Message, Modal
from bot.slack.requests import Form, Reader
from bot.slack.routes import FormRoute, RequestContext, Route, about, unanswered
from bot.store.tables import Incident


def _weigh(work: Work, incident: Incident, command: Any) -> risks.RiskWeighed:
    return risks.weigh_risk(work, incident)


def _understand_risk(it: RequestContext) -> Any:
    """Anybody in the incident may it the worksheet; deciding is for few."""
    command = risk_views.read_risk(it.request)
    if command:
        people.require(it.work, it.incident, Act.RISK)
    return command


def _do_risk(work: Work, incident: Incident, command: risks.DecideRisk | None) -> Any:
    return risks.decide_risk(work, incident, command) if command else risks.weigh_risk(work, incident)


def _view_risk(outcome: Any, reader: Reader) -> Message:
    shown = isinstance(outcome, risks.RiskWeighed)
    return risk_views.weighed(outcome, reader) if shown else risk_views.decided(outcome, reader)


def _draw_hold(it: RequestContext, form: Form) -> Modal:
    words = form.about.strip()
    about = None if words.lower() == holds.ALL else clocks.explain(it.work, it.incident, words)
    return hold_views.draw_hold(about, it.reader)


WHY = Route(Act.SEE, lambda it: duty_views.read_why(it.request), clocks.explain, duty_views.explained, reads=True)
HOLD = Route(Act.HOLD, lambda it: hold_views.read_hold(it.request), holds.hold_clock, hold_views.held)
RELEASE = Route(Act.HOLD, lambda it: hold_views.read_release(it.request), holds.release_clock, hold_views.released)
LAW = Route(Act.SEE, lambda it: None, lambda work, found, _: laws.show_law(work, found), law_views.shown, reads=True)
EXPOSURE = Route(
    Act.EXPOSURE,
    lambda it: None,
    lambda work, found, _: exposures.show_exposure(work, found),
    exposure_views.shown,
    reads=True,
)
MEMO = Route(Act.REPORT, lambda it: None, lambda work, found, _: memos.make_memo(work, found), duty_views.memo_ordered)
RISK = Route(Act.SEE, _understand_risk, _do_risk, _view_risk)
SHOW_RISK = Route(Act.SEE, lambda it: None, _weigh, risk_views.weighed, reads=True)
DECIDE_RISK = Route(Act.RISK, lambda it: risk_views.read_decide_form(it.request), risks.decide_risk, risk_views.decided)


BUTTONS: Mapping[str, Route] = {
    "clock.why": WHY,
    "clock.confirm": Route(Act.DECLINE, about, reviews.confirm_decision, duty_views.reviewed),
    "clock.reopen": Route(Act.DECLINE, about, reviews.reopen_clock, duty_views.reviewed),
    "law.take": Route(Act.LAW, about, laws.take_over_law, law_views.decided),
    "law.keep": Route(Act.LAW, about, laws.keep_law, law_views.decided),
    "risk.show": SHOW_RISK,
    "risk.decide": Route(Act.RISK, lambda it: Form("risk_decide"), unanswered, risk_views.decided),
}
FORMS: Mapping[str, FormRoute] = {
    "clock_hold": FormRoute(
        _draw_hold,
        Route(Act.HOLD, lambda it: hold_views.read_hold_form(it.request), holds.hold_clock, hold_views.held),
    ),
    "risk_decide": FormRoute(
        lambda it, form: risk_views.draw_decide(risks.weigh_risk(it.work, it.incident), form.about), DECIDE_RISK
    ),
}
