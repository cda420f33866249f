"""What Slack answered to a call, and how it looks that it refused something: what wasn't done, why, and what to do."""

import re
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from slack_sdk.errors import SlackApiError

from bot.actions.contents import NotDone, NotInvited
from bot.actions.file_contents import CARDS_OVER_FILES
from bot.actions.refusals import refusal_of
from bot.actions.work import Work
from bot.domain.refusal_codes import classify, read
from bot.domain.refusals import MEANINGS, Meaning, Refusal, Row, Taken
from bot.messages import N_, _
from bot.slack.block_kit import Message, context, mention, section
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox

NOT_DONE: Mapping[str, str] = {
    "channel": N_("The incident's private channel wasn't created."),
    "topic": N_("The channel's topic wasn't set."),
    "invite": N_("People weren't invited to the channel."),
    "post": N_("A message wasn't posted in the channel."),
    "update": N_("A message in the channel wasn't updated."),
    "pin": N_("The incident's card wasn't pinned in the channel."),
    "bookmark": N_("The runbook wasn't added to the channel's bookmarks."),
    "reminder": N_("A reminder wasn't posted in the channel."),
    "tell": N_("A private message wasn't delivered."),
    "direct": N_("A private message wasn't delivered."),
    "remove": N_("A visitor wasn't removed from the channel. Remove them in Slack."),
    "file": N_("The document you or someone else asked for wasn't uploaded to the channel."),
}
"""Each kind of effect."""
CODE = re.compile("[a-z0-9_]{1,80}")
WAIT_S = 30  # where Slack asks to wait and does not say how long


def refusal_in(error: SlackApiError) -> Refusal:
    """What Slack's no means."""
    method = str(getattr(error.response, "api_url", "")).rpartition("/")[2]
    return classify(method, code_in(error))


def code_in(error: SlackApiError) -> str:
    """Slack's code, or `http_502` where it gave none: the SDK then has the whole body in its place."""
    code = str(error.response.get("error"))
    return code if error.response.get("error") and CODE.fullmatch(code) else f"http_{status_in(error)}"


def status_in(error: SlackApiError) -> int:
    """The SDK gives a plain dictionary where the body is no JSON."""
    response = error.response
    return int(getattr(response, "status_code", None) or response.get("status") or HTTPStatus.OK)


def wait_in(error: SlackApiError) -> timedelta:
    """How long Slack asks to wait, or half a minute where it does not say."""
    headers = getattr(error.response, "headers", None) or {}
    return timedelta(seconds=float(headers.get("Retry-After", WAIT_S)))


def explained(error: SlackApiError) -> Message:
    """To who waits for the answer of a call that no one repeats."""
    meant = refusal_in(error).row
    return Message(f"{_(meant.why)} {_('Try again.') if meant.answer is Taken.TRANSIENT else _(meant.remedy)}".strip())


def not_done(work: Work, incident: Incident, content: NotDone) -> Message | None:
    """None: it is done by now."""
    row = work.session.get(Outbox, content.of)
    if row is None or row.status is OutboxStatus.SENT:
        return None
    kind = "file" if row.details.get("view") in CARDS_OVER_FILES else row.kind
    what, meant = _(NOT_DONE[kind]), _meaning(row)
    person = row.details.get("person")
    if row.kind in ("tell", "direct") and person:
        what = _("A private message to {person} wasn't delivered.", person=mention(str(person)))
    head = _("*{incident}:* {what}", incident=incident.codename, what=what)
    notes = [_("Reminders come to you directly in the meantime.")] if _is_silent(row, meant) else []
    blocks = (section("\n".join((head, _(meant.why), _(meant.remedy)))), *(context(note) for note in notes))
    return Message(_("{incident}: {what}", incident=incident.codename, what=what), blocks)


def _meaning(row: Outbox) -> Row:
    """Without an answer of Slack's, it is still waited for, or breachbot itself gave up."""
    refusal = refusal_of(row)
    waits = row.status is not OutboxStatus.FAILED
    return refusal.row if refusal else MEANINGS[Meaning.NO_ANSWER if waits else Meaning.OURS]


def _is_silent(row: Outbox, meant: Row) -> bool:
    """Whether nothing can be said in the channel for now."""
    return row.status is not OutboxStatus.PENDING and (meant.reopens or row.kind == "channel")


def not_invited(content: NotInvited) -> Message:
    """Person by person."""
    rows = []
    for person, answer in content.refused:
        meant = read(answer).row
        rows.append(
            _(
                "*{person} isn't in the channel:* {why} {remedy}",
                person=mention(person),
                why=_(meant.why),
                remedy=_(meant.remedy),
            )
        )
    return Message(_("Slack didn't let someone into the channel."), (section("\n".join(rows)),))
