"""What one person is told after the acknowledgment, seen by them alone: a message, a form, or the end of a wait.

Caveats: a trigger opens a form within three seconds, and Slack's address for answers is good for half an hour.
"""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.messages import _
from bot.slack.answers import RenderedReply, told
from bot.slack.block_kit import Message
from bot.slack.sending import answered_at, in_a_form_it_takes

Webhook = Callable[[str], WebhookClient]  # reaches an address that Slack gave for answers
log = structlog.get_logger(__name__)


def open_form(client: WebClient, trigger: str, view: Mapping[str, Any]) -> Message | None:
    """None, or what to tell instead where the trigger's three seconds are over, or Slack does not answer in them."""
    try:
        client.views_open(trigger_id=trigger, view=dict(view))
    except SlackApiError as error:
        if "trigger" not in str(error.response.get("error")):
            raise
    except OSError as error:
        log.warning("form.lost", kind=error.__class__.__name__)
    else:
        return None
    return _too_long()


def end_wait(client: WebClient, waiting_view: str, answer: Message | RenderedReply) -> Message | None:
    """Shows what became of a form whose acknowledgment came too late for it, where the person was told to wait: a
    refusal leaves the form underneath, to be corrected. None, or what to tell instead because no one waits there any
    more."""
    message, view = (answer, None) if isinstance(answer, Message) else (answer.message, answer.view)
    shown = view or told(message).view()
    closes_all = isinstance(answer, RenderedReply)
    try:
        client.views_update(external_id=waiting_view, view={**shown, "clear_on_close": closes_all})
    except (SlackApiError, OSError):  # they closed it, or the connection was lost
        return _too_long() if view else message
    return None


def _too_long() -> Message:
    return Message(_("The form took too long to open. Try again."))


def show_where_pressed(client: WebClient, body: Mapping[str, Any], message: Message) -> bool:
    """In the form in which the button stands; over Home, as a form of its own. Whether Slack showed it."""
    view = told(message).view()
    try:
        if body.get("view", {}).get("type") == "modal":
            client.views_update(view_id=body["view"]["id"], view=view)
        else:
            client.views_open(trigger_id=body["trigger_id"], view=view)
    except (SlackApiError, OSError):  # they closed it, or it took too long
        return False
    return True


def tell(client: WebClient, webhook: Webhook, person: str, answer_url: str, message: Message) -> None:
    """Where they asked, seen by them alone; as a direct message when that address is used up."""
    if not (answer_url and _answers_at(webhook, answer_url, message)):
        tell_directly(client, person, message)


def tell_directly(client: WebClient, person: str, message: Message) -> None:
    """As a direct message; logged where Slack does not take that either."""
    try:
        direct = client.conversations_open(users=person)["channel"]["id"]
        in_a_form_it_takes(message, lambda body: client.chat_postMessage(channel=direct, **body))
    except (SlackApiError, OSError) as error:  # what was done is recorded anyway
        log.warning("answer.lost", kind=error.__class__.__name__)


def _answers_at(webhook: Webhook, answer_url: str, message: Message) -> bool:
    """Whether Slack took the answer: an address is good for half an hour."""
    try:
        return answered_at(webhook(answer_url).send, message)
    except OSError:
        return False
