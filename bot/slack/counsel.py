"""The rows of the tables in `verbs.py` that counsel uses: duties looked at again, risk, holds, law, exposure, memo."""

from collections.abc import Mapping
from typing import Any

from bot.actions import clocks, exposures, holds, incidents, laws, memos, reviews, risks
from bot.actions.work import Work
from bot.slack import duties as duty_views
from bot.slack import exposures as exposure_views
from bot.slack import holds as hold_views
from bot.slack import laws as law_views
from bot.slack import risks as risk_views
from bot.slack.asks import Form, Reader
from bot.slack.deeds import Deed, Sheet, Sight, about, unanswered
from bot.slack.kit import Message, Modal
from bot.store.tables import Incident


def _weigh(work: Work, incident: Incident, command: Any) -> risks.RiskWeighed:
    return risks.weigh_risk(work, incident)


def _understand_risk(see: Sight) -> Any:
    """Anybody in the incident may see the worksheet; deciding is for few."""
    command = risk_views.read_risk(see.ask)
    if command:
        incidents.allow(see.work, see.incident, "risk")
    return command


def _do_risk(work: Work, incident: Incident, command: risks.DecideRisk | None) -> Any:
    return risks.decide_risk(work, incident, command) if command else risks.weigh_risk(work, incident)


def _view_risk(outcome: Any, reader: Reader) -> Message:
    shown = isinstance(outcome, risks.RiskWeighed)
    return risk_views.weighed(outcome, reader) if shown else risk_views.decided(outcome, reader)


def _draw_hold(see: Sight, form: Form) -> Modal:
    words = form.about.strip()
    about = None if words.lower() == holds.ALL else clocks.explain(see.work, see.incident, words)
    return hold_views.draw_hold(about, see.reader)


WHY = Deed("see", lambda see: duty_views.read_why(see.ask), clocks.explain, duty_views.explained, reads=True)
HOLD = Deed("hold", lambda see: hold_views.read_hold(see.ask), holds.hold_clock, hold_views.held)
RELEASE = Deed("hold", lambda see: hold_views.read_release(see.ask), holds.release_clock, hold_views.released)
LAW = Deed("see", lambda see: None, lambda work, found, _: laws.show_law(work, found), law_views.shown, reads=True)
EXPOSURE = Deed(
    "exposure",
    lambda see: None,
    lambda work, found, _: exposures.show_exposure(work, found),
    exposure_views.shown,
    reads=True,
)
MEMO = Deed("report", lambda see: None, lambda work, found, _: memos.make_memo(work, found), duty_views.memo_ordered)
RISK = Deed("see", _understand_risk, _do_risk, _view_risk)
SHOW_RISK = Deed("see", lambda see: None, _weigh, risk_views.weighed, reads=True)
DECIDE_RISK = Deed("risk", lambda see: risk_views.read_decide_form(see.ask), risks.decide_risk, risk_views.decided)


BUTTONS: Mapping[str, Deed] = {
    "clock.why": WHY,
    "clock.confirm": Deed("decline", about, reviews.confirm_decision, duty_views.reviewed),
    "clock.reopen": Deed("decline", about, reviews.reopen_clock, duty_views.reviewed),
    "law.take": Deed("law", about, laws.take_over_law, law_views.decided),
    "law.keep": Deed("law", about, laws.keep_law, law_views.decided),
    "risk.show": SHOW_RISK,
    "risk.decide": Deed("risk", lambda see: Form("risk_decide"), unanswered, risk_views.decided),
}
FORMS: Mapping[str, Sheet] = {
    "clock_hold": Sheet(
        _draw_hold,
        Deed("hold", lambda see: hold_views.read_hold_form(see.ask), holds.hold_clock, hold_views.held),
    ),
    "risk_decide": Sheet(
        lambda see, form: risk_views.draw_decide(risks.weigh_risk(see.work, see.incident), form.about), DECIDE_RISK
    ),
}
