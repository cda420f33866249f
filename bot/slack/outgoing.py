"""Draws what the outbox says into messages, from the record as it stands at the moment of delivery.

One row of `DRAWN` for each view that an action may name in `channels.post`; a view returns None when there is nothing
left to say.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.actions import (
    channels,
    clocks,
    confirmations,
    handovers,
    incidents,
    notices,
    people,
    proposals,
    runbooks,
    status,
    steps,
)
from bot.actions.effects import Effect
from bot.actions.work import Work
from bot.domain.proposals import Noun
from bot.domain.reminder_rules import Audience
from bot.domain.reminders import ReminderLine, ReminderMessage, SubjectKind
from bot.domain.roles import ADVISERS, ROLES
from bot.law.duties import questions
from bot.messages import speaking
from bot.slack import duties as duty_views
from bot.slack import facts as fact_views
from bot.slack import handovers as handover_views
from bot.slack import incidents as incident_views
from bot.slack import laws as law_views
from bot.slack import notices as notice_views
from bot.slack import people as people_views
from bot.slack import proposals as proposal_views
from bot.slack import risks as risk_views
from bot.slack import runbooks as runbook_views
from bot.slack import safety as safety_views
from bot.slack import severities as severity_views
from bot.slack import steps as step_views
from bot.slack.block_kit import Message, actions, apart, button, context, mention, safe, section, when
from bot.slack.callbacks import Target
from bot.store.tables import Incident

View = Callable[[Work, Incident, Effect], Message | None]


def draw(work: Work, effect: Effect) -> Message | None:
    """The message of one effect; None: nothing is left to say."""
    if effect.incident_id is None:
        return None
    incident = incidents.by_id(work, effect.incident_id)
    view = str(effect.details.get("view") or effect.kind)
    with speaking(_language(work, effect)):
        return DRAWN[view](work, incident, effect)


def _language(work: Work, effect: Effect) -> str:
    """What one person sees is in their language; what a channel sees in the organization's."""
    if effect.kind in ("tell", "direct"):
        return people.language_of(work, str(effect.details["person"]))
    return work.library.organisation.chat_language


def _card(work: Work, incident: Incident, effect: Effect) -> Message:
    return incident_views.card(status.show(work, incident))


def _step(work: Work, incident: Incident, effect: Effect) -> Message | None:
    if incident.runbook.step(str(effect.details["step"])) is None:  # the incident was moved to another runbook
        return None
    one = steps.find(work, incident, str(effect.details["step"]))
    about = [
        each for each in proposals.open_of(work, incident) if each.noun is Noun.STEP and each.subject == one.step.id
    ]
    said = [proposal_views.step_note(each, people.name_of(work, each.proposed_by)) for each in about]
    return step_views.step_message(one, incident.id, said)


def _proposal(work: Work, incident: Incident, effect: Effect) -> Message:
    one = proposals.find(work, incident, int(effect.details["proposal"]))
    shown = confirmations.show(work, incident, one)
    return proposal_views.message(shown, incident, confirmations.who_may_confirm(work, incident, shown))


def _step_gone(work: Work, incident: Incident, effect: Effect) -> Message:
    said = effect.details
    return step_views.gone(str(said["step"]), str(said["title"]), str(said["because"]))


def _handover(work: Work, incident: Incident, effect: Effect) -> Message:
    said = effect.details
    return handover_views.handover(
        handovers.shift(work, incident, int(said["number"]), str(said["role"]), str(said["to"]))
    )


def _digest(work: Work, incident: Incident, effect: Effect) -> Message | None:
    """Drawn from how things stand when it is delivered; when several waited, only the last one is said."""
    if not channels.is_newest_digest(work, incident, effect.key):
        return None
    shown = status.show(work, incident)
    if not (shown.open_steps or shown.running):
        return None
    next_at = datetime.fromisoformat(said) if (said := effect.details["next"]) else None
    return handover_views.digest(shown, next_at, work.now_in(incident))


def _runbook_offer(work: Work, incident: Incident, effect: Effect) -> Message:
    return runbook_views.offered(runbooks.show_runbook(work, incident), str(effect.details["book"]))


def _shift(work: Work, incident: Incident, effect: Effect) -> Message | None:
    rule = work.library.reminders.shift
    return people_views.shift_is_long(incident.codename, incident.channel_id, rule.after) if rule else None


def _duties_changed(work: Work, incident: Incident, effect: Effect) -> Message:
    found = work.snapshot(incident).findings
    helpful = [name for name, _ in questions(found, work.law(incident))[:3]]
    return duty_views.changed_message(incident, effect.details, helpful)


def _question(work: Work, incident: Incident, effect: Effect) -> Message:
    line = clocks.line_of(work, incident, str(effect.details["duty"]))
    return duty_views.question_message(line, effect.details.get("stands"), str(effect.details.get("person", "")))


def _facts_changed(work: Work, incident: Incident, effect: Effect) -> Message:
    return fact_views.changed_message(effect.details["changes"], str(effect.details["person"]))


def _risk_decided(work: Work, incident: Incident, effect: Effect) -> Message:
    said = {name: str(effect.details[name]) for name in ("level", "reason", "against", "person")}
    return risk_views.decided_message(**said)


def _notice(work: Work, incident: Incident, effect: Effect) -> Message | None:
    notice = notices.find(work, incident, str(effect.details["notice"]))
    kind = work.library.templates.notices.get(notice.template)
    return notice_views.draft_message(notice, kind) if kind else None


def _closed(work: Work, incident: Incident, effect: Effect) -> Message:
    return incident_views.closed_message(status.show(work, incident), str(effect.details.get("reason", "")))


def _reminder(work: Work, incident: Incident, effect: Effect) -> Message | None:
    """What is due or late, to those who must act; how late the reminder itself is, when it is."""
    lines = ReminderMessage.read(effect.details).reminders
    if not lines:
        return None
    told = list(dict.fromkeys(person for line in lines for person in _audience(work, incident, line)))
    rows = [_reminder_row(line) for line in lines]
    late = int(effect.late_for.total_seconds())
    blocks = [section((" ".join(mention(one) for one in told) + "\n" if told else "") + "\n".join(rows))]
    if late >= 120:
        blocks.append(context(f"This reminder is {apart(late)} late."))
    if any(line.subject.kind is SubjectKind.CLOCK for line in lines):
        blocks.append(actions(button("Show clocks", "clocks.show", Target(incident.id)), block_id="reminder"))
    return Message(f"Reminder: {lines[0].title}", tuple(blocks))


def _reminder_row(line: ReminderLine) -> str:
    step = f"`{line.subject.id}` " if line.subject.kind is SubjectKind.STEP else ""
    title = f"{step}*{safe(line.title)}*"
    if line.subject.kind is SubjectKind.FOLLOW_UP or line.deadline_at is None:
        return title
    at, left = when(line.deadline_at), line.left_s or 0
    if left > 0:
        return f"🟠 {title}: {apart(left)} left, by {at}"
    if left == 0:
        return f"🔴 {title}: the target is now, {at}"
    return f"🔴 {title}: late by {apart(left)}, was due {at}"


def _audience(work: Work, incident: Incident, line: ReminderLine) -> list[str]:
    """The people behind the audience of a reminder; an empty seat is passed on to the lead."""
    asked = (_one(work, incident, line, word) or people.holder(work, incident, "lead") for word in line.audience)
    return [person for person in asked if person]


def _one(work: Work, incident: Incident, line: ReminderLine, word: Audience) -> str | None:
    if word in ROLES:
        return _first(work, incident, ADVISERS if word == "dpo" else (word,))
    roles: Sequence[str] = ADVISERS
    if line.subject.kind is SubjectKind.STEP:
        if incident.runbook.step(line.subject.id) is None:
            return None
        one = steps.find(work, incident, line.subject.id)
        if word == "owner" and one.person:
            return one.person
        roles = one.step.doers
    return _first(work, incident, roles, alternate=word == "alternate")


def _first(work: Work, incident: Incident, roles: Sequence[str], *, alternate: bool = False) -> str | None:
    held = (people.holder(work, incident, role, alternate=alternate) for role in roles)
    return next((one for one in held if one), None)


DRAWN: Mapping[str, View] = {
    "card": _card,
    "step": _step,
    "proposal": _proposal,
    "duties_changed": _duties_changed,
    "question": _question,
    "law_changed": lambda work, incident, effect: law_views.changed_message(incident, effect.details),
    "facts_changed": _facts_changed,
    "notice": _notice,
    "risk_decided": _risk_decided,
    "closed": _closed,
    "reminder": _reminder,
    "step_gone": _step_gone,
    "handover": _handover,
    "digest": _digest,
    "shift": _shift,
    "severity": lambda work, incident, effect: severity_views.changed(effect.details),
    "safety": lambda work, incident, effect: safety_views.told(effect.details),
    "conflict": lambda work, incident, effect: people_views.conflict(effect.details),
    "left": lambda work, incident, effect: people_views.left(effect.details),
    "seats_empty": lambda work, incident, effect: people_views.seats_empty(effect.details["roles"]),
    "runbook_offer": _runbook_offer,
    "runbook_moved": lambda work, incident, effect: runbook_views.told(incident.runbook, str(effect.details["by"])),
}
