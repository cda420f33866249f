"""What a row answers to a request, inside the transaction: a message, or the form to show."""

from dataclasses import dataclass, replace
from typing import Any

from bot.actions import incidents, people, visitors
from bot.actions.work import Work
from bot.domain.permissions import Nothing, may
from bot.messages import _
from bot.slack.block_kit import Block, Message, Modal, plain
from bot.slack.drill_scope import now_about
from bot.slack.forms import FORMS
from bot.slack.loosenings import MustConfirm
from bot.slack.newer_blocks import plain_form
from bot.slack.readings import asking_which, form_with_heard, with_heard
from bot.slack.requests import Form, IncidentContext, Reader, Request, RequestContext
from bot.slack.routes import IncidentForm, IncidentTableRow, OpenForm, OpenTableRow, Reply, Row
from bot.store.tables import Incident


@dataclass(frozen=True)
class RenderedReply:
    """What is told, or the form to show. `in_channel`: the incident's channel shows what was done."""

    message: Message
    view: dict[str, Any] | None = None
    in_channel: bool = False


def answer_to(row: Row, work: Work, request: Request) -> RenderedReply:
    if isinstance(row, OpenTableRow):
        return _answer_openly(row, work, request)
    return _answer_in_incident(row, work, request)


def _incident(work: Work, request: Request) -> Incident:
    """The incident that the button or form names; for a typed command that of the channel, else the only open one."""
    if request.target:
        return incidents.by_id(work, request.target.incident_id)
    return incidents.find(work, request.channel)


def _answer_in_incident(row: IncidentTableRow, work: Work, request: Request) -> RenderedReply:
    """About one incident, at the incident's own time, which a drill may have moved. Permission is asked for first, so
    that who may not do such a thing learns nothing from what they named."""
    work = replace(work, typed_in=request.typed_in)
    incident = _incident(work, request)
    if not row.reads:
        work.lock(incident)
    actor, now = people.actor(work, incident), work.now_in(incident)
    now_about(is_drill=incident.is_drill and bool(actor.roles))  # to an outsider it does not exist
    reader = Reader(request.person, request.zone, now, actor.roles)
    context = IncidentContext(work, replace(request, now=now), reader, incident, actor)
    context.require(row.entry, people.subject_of(incident))
    before = work.newest(incident) if row.quiet else 0
    try:
        with asking_which(request, incident.id):
            answer = _shown(row.answer(context), context, incident.id)
    except MustConfirm as shown:
        shown.modal = form_with_heard(shown.modal, context.heard)
        raise
    return replace(answer, in_channel=row.quiet and work.newest(incident) > before)


def _answer_openly(row: OpenTableRow, work: Work, request: Request) -> RenderedReply:
    may(visitors.asking(work), row.act, Nothing()).require()
    context = RequestContext(work, request, Reader(request.person, request.zone, request.now))
    with asking_which(request, None):
        return _shown(row.answer(context), context, None)


def _shown(reply: Reply, context: RequestContext, incident_id: int | None) -> RenderedReply:
    if isinstance(reply, Message):
        return RenderedReply(with_heard(reply, context.heard))
    return RenderedReply(Message(""), _modal(context, reply).view(incident_id, context.request.answer_url))


def _modal(context: RequestContext, form: Form) -> Modal:
    row = FORMS[form.name]
    if isinstance(row, OpenForm):
        return row.draw(context, form)
    if isinstance(row, IncidentForm) and isinstance(context, IncidentContext):
        return row.draw(context, form)
    raise LookupError(form.name)


def told(message: Message) -> Modal:
    blocks: tuple[Block, ...] = plain_form(message).blocks or ({"type": "section", "text": plain(message.text)},)
    return Modal("told", "breachbot", blocks, submit=None, close=_("Close"))
