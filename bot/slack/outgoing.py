"""Draws what the outbox says into messages, from the record as it stands at the moment of delivery.

One row of `DRAWN` for each content that an action may give to `channels.post`; a view returns None when there is
nothing left to say.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from bot.actions import (
    audiences,
    catchup,
    channels,
    clocks,
    confirmations,
    contents,
    handovers,
    incidents,
    notice_states,
    notices,
    people,
    people_contents,
    profiles,
    proposals,
    runbooks,
    sending_advice,
    status,
    step_list,
)
from bot.actions.contents import Content
from bot.actions.effects import Effect, Throttled
from bot.actions.file_contents import ActionListCard, ChartCard, ReportCard
from bot.actions.work import Work
from bot.domain.letter_offers import follows
from bot.domain.reminders import ReminderMessage, SubjectKind
from bot.messages import speaking
from bot.slack import action_lists as action_list_views
from bot.slack import cards as card_views
from bot.slack import catchup as catchup_views
from bot.slack import closing as closing_views
from bot.slack import deviations as deviation_views
from bot.slack import duties as duty_views
from bot.slack import facts as fact_views
from bot.slack import handovers as handover_views
from bot.slack import laws as law_views
from bot.slack import notice_changes as notice_change_views
from bot.slack import notices as notice_views
from bot.slack import people as people_views
from bot.slack import proposals as proposal_views
from bot.slack import refusals as refusal_views
from bot.slack import reminders as reminder_views
from bot.slack import reports as report_views
from bot.slack import risks as risk_views
from bot.slack import runbooks as runbook_views
from bot.slack import safety as safety_views
from bot.slack import severities as severity_views
from bot.slack import snoozes as snooze_views
from bot.slack import step_links, steps_opened
from bot.slack import step_owners as step_owner_views
from bot.slack import steps as step_views
from bot.slack import visitors as visitor_views
from bot.slack.block_kit import Message
from bot.slack.drill_scope import about
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox

ALONE = ("tell", "direct")
"""The kinds of effects that one person sees."""
CORRECTION = "correction"  # the letter that corrects what others of its audience said
CHECKED_SOON = timedelta(seconds=5)
Shown = TypeVar("Shown", bound=Content)
View = Callable[[Work, Incident, Effect], Message | None]


def draw(work: Work, effect: Effect) -> Message | None:
    """The message of one effect; None: nothing is left to say. Raises Throttled while it isn't known whether the
    person to whom it would go directly is still in the incident's channel."""
    if effect.incident_id is None:
        return None
    incident = incidents.by_id(work, effect.incident_id)
    view = str(effect.details.get("view") or effect.kind)
    if effect.kind in ALONE and str(effect.details["person"]) not in people.everyone(work, incident):
        return None  # they have left since
    if effect.kind == "direct" and people.is_unchecked(work, incident):
        raise Throttled(CHECKED_SOON)  # they may have left while Slack wasn't listened to
    with speaking(_language(work, effect)), about(is_drill=incident.is_drill):
        return DRAWN[view](work, incident, effect)


def _language(work: Work, effect: Effect) -> str:
    """What one person sees is in their language; what a channel sees in the organization's."""
    if effect.kind in ALONE:
        return profiles.language_of(work, str(effect.details["person"]))
    return work.library.organisation.chat_language


def _of(kind: type[Shown], view: Callable[[Work, Incident, Shown], Message | None]) -> tuple[str, View]:
    """The row of a view that needs its content alone."""
    return kind.view, lambda work, incident, effect: view(work, incident, kind.read(effect.details))


def _card(work: Work, incident: Incident, _content: contents.Card) -> Message:
    return card_views.card(status.show(work, incident))


def _step(work: Work, incident: Incident, content: contents.StepCard) -> Message | None:
    if work.snapshot(incident).plan.step(content.step) is None:  # the incident was moved to another runbook
        return None
    one = step_list.find(work, incident, content.step)
    said = step_links.words_given(work, incident, one)
    linked = step_links.lines(work, incident, one)
    return step_views.step_message(one, incident.id, said, linked, incident.facts.known)


def _steps_opened(work: Work, incident: Incident, content: contents.StepsOpened) -> Message | None:
    statuses = work.snapshot(incident).statuses
    return steps_opened.opened([one for one in statuses if one.step.id in content.steps], incident.id)


def _step_given(work: Work, incident: Incident, content: contents.StepGiven) -> Message | None:
    one = next((one for one in work.snapshot(incident).statuses if one.step.id == content.step), None)
    return step_owner_views.given(one, content.by) if one and not one.state.is_settled else None


def _proposal(work: Work, incident: Incident, content: contents.ProposalCard) -> Message:
    one = proposals.find(work, incident, content.proposal)
    shown = confirmations.show(work, incident, one)
    asked = confirmations.who_may_confirm(work, incident, shown)
    ends = step_links.ends(work, incident, one) or closing_views.stays_open(work, incident, one)
    return proposal_views.message(shown, incident, asked, ends)


def _handover(work: Work, incident: Incident, content: people_contents.HandoverNote) -> Message:
    return handover_views.handover(handovers.shift(work, incident, content.number, content.role, content.to))


def _digest(work: Work, incident: Incident, effect: Effect) -> Message | None:
    """Drawn from how things stand when it is delivered; when several waited, only the last one is said."""
    if not channels.is_newest_digest(work, incident, effect.key):
        return None
    shown = status.show(work, incident)
    if not (shown.open_steps or shown.running):
        return None
    next_at = contents.Digest.read(effect.details).next_at
    return handover_views.digest(shown, next_at, work.now_in(incident))


def _runbook_offer(work: Work, incident: Incident, content: contents.RunbookOffer) -> Message:
    return runbook_views.offered(runbooks.show_runbook(work, incident), content.book)


def _shift(work: Work, incident: Incident, _content: people_contents.ShiftIsLong) -> Message | None:
    rule = work.library.reminders.shift
    return people_views.shift_is_long(incident.codename, incident.channel_id, rule.after) if rule else None


def _duties_changed(work: Work, incident: Incident, content: contents.DutiesChanged) -> Message:
    changed = duty_views.changed_message(incident, content, asks=bool(work.snapshot(incident).questions))
    if content.corrected is None:
        return changed
    corrected = fact_views.changed_message(content.corrected)
    return Message(f"{corrected.text} {changed.text}", (*corrected.blocks, *changed.blocks))


def _question(work: Work, incident: Incident, content: contents.DutyToReview) -> Message:
    return duty_views.question_message(clocks.line_of(work, incident, content.duty))


def _question_answered(work: Work, incident: Incident, content: contents.QuestionAnswered) -> Message:
    return duty_views.answered_message(clocks.line_of(work, incident, content.duty), content)


def _notice(work: Work, incident: Incident, content: contents.NoticeCard) -> Message | None:
    notice = notices.find(work, incident, str(content.notice))
    kind = work.library.templates.notices.get(notice.template)
    alone = not work.library.organisation.wants_two_people
    advice = sending_advice.advice(work, incident, kind) if kind else None
    return notice_views.draft_message(notice, kind, advice, alone=alone) if kind and advice else None


def _notice_thread(work: Work, incident: Incident, content: contents.NoticeThread) -> Message | None:
    newest = notices.newest(work, incident, content.template, content.language)
    kind = work.library.templates.notices.get(content.template)
    return notice_views.thread_message(newest, kind) if newest and kind else None


def _notice_reopened(work: Work, incident: Incident, content: contents.NoticeReopened) -> Message:
    notice = notices.find(work, incident, str(content.notice))
    fits = follows(CORRECTION, notice.template, notice.language, work.library.templates.notices)
    title = notice_states.title_of(work, notice)
    return notice_change_views.reopened(notice, title, content, CORRECTION if fits else "")


def _notice_page(work: Work, incident: Incident, content: contents.NoticePage) -> Message | None:
    notice = notices.find(work, incident, str(content.notice))
    kind = work.library.templates.notices.get(notice.template)
    return notice_views.page_message(notice, kind, content.page) if kind else None


def _report(work: Work, _incident: Incident, content: ReportCard) -> Message:
    return report_views.report_card(content, _files(work, content.files))


def _charts(work: Work, _incident: Incident, content: ChartCard) -> Message:
    return report_views.chart_card(content, _files(work, content.files))


def _action_list(work: Work, _incident: Incident, content: ActionListCard) -> Message:
    return action_list_views.card(content, _files(work, content.files))


def _files(work: Work, key: str) -> OutboxStatus | None:
    """How far the files of an effect are; None where they are no longer kept."""
    files = work.session.get(Outbox, key)
    return files.status if files else None


def _reminder(work: Work, incident: Incident, effect: Effect) -> Message | None:
    """What is due or late, to those who must act."""
    lines = ReminderMessage.read(effect.details).reminders
    told = list(dict.fromkeys(person for line in lines for person in audiences.told(work, incident, line)))
    asked = [
        confirmations.show(work, incident, proposals.find(work, incident, int(line.subject.id)))
        for line in lines
        if line.subject.kind is SubjectKind.PROPOSAL
    ]
    late = int(effect.late_for.total_seconds())
    told = [str(effect.details["person"])] if effect.kind == "direct" else told
    return reminder_views.message(incident, lines, told, asked, late, alone=effect.kind == "direct") if lines else None


DRAWN: Mapping[str, View] = dict(
    (
        ("reminder", _reminder),
        (contents.Digest.view, _digest),
        _of(contents.Card, _card),
        _of(contents.StepCard, _step),
        _of(contents.StepsOpened, _steps_opened),
        _of(contents.StepGone, lambda _work, _incident, it: step_views.gone(it.step, it.title, it.because)),
        _of(contents.ProposalCard, _proposal),
        _of(contents.DutiesChanged, _duties_changed),
        _of(contents.DutyToReview, _question),
        _of(contents.QuestionAnswered, _question_answered),
        _of(contents.NewerLaw, lambda _work, incident, it: law_views.changed_message(incident, it)),
        _of(contents.NewerLawDecided, lambda _work, _incident, it: law_views.decided_message(it)),
        _of(contents.FactsCorrected, lambda _work, _incident, it: fact_views.changed_message(it)),
        _of(contents.NoticeCard, _notice),
        _of(contents.NoticePage, _notice_page),
        _of(contents.NoticeThread, _notice_thread),
        _of(contents.NoticeReopened, _notice_reopened),
        _of(contents.RiskNote, lambda _work, _incident, it: risk_views.decided_message(it)),
        _of(contents.ClosingNote, lambda _work, incident, it: closing_views.closed_message(incident, it)),
        _of(contents.ReopeningNote, lambda _work, incident, it: closing_views.reopened_message(incident, it)),
        _of(people_contents.HandoverNote, _handover),
        _of(people_contents.ShiftIsLong, _shift),
        _of(contents.SeverityNote, lambda _work, _incident, it: severity_views.changed(it)),
        _of(contents.SafetyNote, lambda _work, _incident, it: safety_views.told(it)),
        _of(contents.DeviationCall, lambda _work, incident, it: deviation_views.call(incident, it)),
        _of(contents.DeviationNote, lambda _work, _incident, it: deviation_views.told(it)),
        _of(people_contents.ConflictStated, lambda _work, _incident, it: people_views.conflict(it)),
        _of(people_contents.LeadChanged, lambda _work, _incident, it: people_views.lead_changed(it)),
        _of(people_contents.Welcome, lambda work, incident, _it: catchup_views.briefing(catchup.brief(work, incident))),
        _of(people_contents.PersonGone, lambda _work, _incident, it: people_views.left(it)),
        _of(people_contents.PersonCame, lambda _work, _incident, it: visitor_views.came(it)),
        _of(people_contents.VisitorAsks, lambda _work, incident, it: visitor_views.asks(incident, it)),
        _of(people_contents.NamedVisitorAsks, lambda _work, incident, it: visitor_views.asks_about_named(incident, it)),
        _of(people_contents.SeatsEmpty, lambda _work, _incident, it: people_views.seats_empty(it.roles)),
        _of(contents.RunbookOffer, _runbook_offer),
        _of(contents.StepGiven, _step_given),
        _of(contents.ReminderPutOff, lambda _work, _incident, it: snooze_views.told_others(it)),
        _of(contents.NotDone, refusal_views.not_done),
        _of(contents.NotInvited, lambda _work, _incident, it: refusal_views.not_invited(it)),
        _of(ReportCard, _report),
        _of(ChartCard, _charts),
        _of(ActionListCard, _action_list),
        _of(contents.RunbookNote, lambda _work, incident, it: runbook_views.told(incident.runbook, it.by)),
    )
)
