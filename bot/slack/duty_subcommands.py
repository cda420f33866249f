"""The words after /breach that are about facts, the duties that follow from them, and their notices."""

from bot.actions import (
    clock_decisions,
    clocks,
    exposures,
    facts,
    form_answers,
    holds,
    known_facts,
    laws,
    memos,
    notice_sendings,
    notices,
    offered_letters,
    returned_mail,
    risks,
)
from bot.actions.work import Work
from bot.domain.permissions import Act
from bot.messages import N_
from bot.slack import clock_decisions as clock_decision_views
from bot.slack import clocks as clock_views
from bot.slack import duties as duty_views
from bot.slack import exposures as exposure_views
from bot.slack import facts as fact_views
from bot.slack import form_answers as answer_views
from bot.slack import holds as hold_views
from bot.slack import laws as law_views
from bot.slack import notice_sendings as notice_sending_views
from bot.slack import notices as notice_views
from bot.slack import offered_letters as letter_views
from bot.slack import returned_mail as returned_mail_views
from bot.slack import risks as risk_views
from bot.slack.notice_forms import FORM
from bot.slack.routes import IncidentRoute, Subcommand, nothing, shows
from bot.store.tables import Incident


def _memo(work: Work, incident: Incident, command: None) -> memos.MemoOrdered:
    return memos.make_memo(work, incident)


SHOW_FACTS = shows(known_facts.list_facts, fact_views.listed)
WEIGH_RISK = shows(risks.weigh_risk, risk_views.weighed)


SHOW_CLOCKS = IncidentRoute(Act.SEE, clock_views.read_clocks, clocks.list_clocks, clock_views.listed, reads=True)
EXPLAIN_DUTY = IncidentRoute(
    Act.SEE, duty_views.reads_duty("why"), notice_sendings.explain, duty_views.explained, reads=True
)


SHOW_NOTICES = shows(offered_letters.offer, letter_views.listed)
SHOW_ANSWERS = IncidentRoute(
    Act.SEE, duty_views.reads_duty("answers"), form_answers.show_answers, answer_views.shown, reads=True
)
DRAFT_NOTICE = IncidentRoute(Act.DRAFT, notice_views.read_draft, notices.draft_notice, notice_views.drafted)
APPROVE_NOTICE = IncidentRoute(
    Act.APPROVE,
    notice_views.read_approve,
    notices.approve_notice,
    notice_views.approved,
    subject=notice_views.approval,
)
OVERRIDE_RULE = IncidentRoute(
    Act.APPROVE,
    notice_views.read_override,
    notices.override_rule,
    notice_views.overridden,
    subject=notice_views.approval,
)

DUTY_SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand(
        "facts",
        N_("facts [name value | name add, remove or replace value]"),
        N_("show, state, correct or remove facts, or add to a list or table"),
        shows=SHOW_FACTS,
        acts=IncidentRoute(Act.FACTS, fact_views.read_facts, facts.state_facts, fact_views.stated),
        also=("fact", "know", "correct"),
    ),
    Subcommand(
        "risk",
        N_("risk [LEVEL because REASON]"),
        N_("assess and decide the risk to people"),
        shows=WEIGH_RISK,
        acts=IncidentRoute(Act.RISK, risk_views.read_risk, risks.decide_risk, risk_views.decided),
        also=("risks",),
    ),
    Subcommand(
        "clocks",
        N_("clocks [all | FACT]"),
        N_("show what is due next, or every duty and its deadline"),
        shows=SHOW_CLOCKS,
        also=("clock", "deadlines", "deadline", "duties"),
    ),
    Subcommand(
        "why",
        N_("why DUTY"),
        N_("explain why a clock runs and how it is counted"),
        acts=EXPLAIN_DUTY,
        also=("explain",),
    ),
    Subcommand(
        "met",
        N_("met DUTY ref NUMBER [to COUNT] [by METHOD] [evidence NUMBER] [at TIME]"),
        N_("record that a notice was sent"),
        acts=IncidentRoute(
            Act.MEET, clock_decision_views.read_met, clock_decisions.meet_clock, clock_decision_views.decided
        ),
        also=("meet", "notified", "sent", "filed"),
    ),
    Subcommand(
        "decline",
        N_("decline DUTY because REASON"),
        N_("record a decision not to notify"),
        acts=IncidentRoute(
            Act.DECLINE,
            clock_decision_views.read_decline,
            clock_decisions.decline_clock,
            clock_decision_views.decided,
            subject=clock_decision_views.the_duty,
        ),
    ),
    Subcommand(
        "hold",
        N_("hold DUTY until TIME by AGENCY [written]"),
        N_("record that an agency asked to delay a notice"),
        acts=IncidentRoute(Act.HOLD, hold_views.read_hold, holds.hold_clock, hold_views.held),
    ),
    Subcommand(
        "release",
        N_("release DUTY [at TIME]"),
        N_("record that the agency lifted its request"),
        acts=IncidentRoute(Act.HOLD, hold_views.read_release, holds.release_clock, hold_views.released),
        also=("lift",),
    ),
    Subcommand(
        "exposure",
        "exposure",
        N_("show maximum fines (lead, DPO, counsel, executive)"),
        shows=shows(exposures.show_exposure, exposure_views.shown, Act.EXPOSURE),
        also=("fines",),
    ),
    Subcommand(
        "law",
        "law",
        N_("show the version of the law used here"),
        shows=shows(laws.show_law, law_views.shown),
        also=("laws",),
    ),
    Subcommand(
        "memo",
        "memo",
        N_("create a memo of the duties for counsel"),
        acts=IncidentRoute(Act.REPORT, nothing, _memo, duty_views.memo_ordered),
    ),
    Subcommand(
        "notice",
        N_("notice [KIND]"),
        N_("list the notices that are owed, or draft one from the facts"),
        shows=SHOW_NOTICES,
        acts=DRAFT_NOTICE,
        also=("notices", "draft"),
    ),
    Subcommand(
        "answers",
        N_("answers DUTY"),
        N_("show the answers to a form that takes the place of a notice, ready to copy"),
        acts=SHOW_ANSWERS,
    ),
    Subcommand(
        "form",
        N_("form KIND [FIELD ANSWER]"),
        N_("fill in the authority's own form of a notice, or answer one of its fields"),
        acts=FORM,
    ),
    Subcommand("approve", N_("approve KIND"), N_("approve a notice (only the roles it names)"), acts=APPROVE_NOTICE),
    Subcommand(
        "wave",
        N_("wave KIND ref NUMBER [to COUNT] [by METHOD] [evidence NUMBER] [at TIME]"),
        N_("record that a part of the letters was sent"),
        acts=IncidentRoute(
            Act.MEET, notice_sending_views.read_wave, notice_sendings.record_wave, notice_sending_views.wave_recorded
        ),
    ),
    Subcommand(
        "returned",
        N_("returned KIND ref NUMBER COUNT [of COUNT]"),
        N_("record how many letters came back or could not be delivered"),
        acts=IncidentRoute(
            Act.MEET, returned_mail_views.read, returned_mail.record_returned, returned_mail_views.recorded
        ),
        also=("bounced", "undelivered", "undeliverable"),
    ),
    Subcommand(
        "withdraw",
        N_("withdraw KIND because REASON"),
        N_("take back a notice (only the roles that approve it)"),
        acts=IncidentRoute(
            Act.APPROVE,
            notice_sending_views.read_withdraw,
            notice_sendings.withdraw_notice,
            notice_sending_views.withdrawn,
            subject=notice_sending_views.withdrawal,
        ),
    ),
    Subcommand(
        "override",
        N_("override KIND RULE because REASON"),
        N_("keep words in a notice that a rule stopped (only the role that approves it)"),
        acts=OVERRIDE_RULE,
    ),
)
