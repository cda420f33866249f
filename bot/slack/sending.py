"""A message goes out with Slack's newer blocks, and without them where the workspace refuses those.

A refused message was not posted, so the second try in the same breath can't post it twice. The log names the kinds of
blocks that were refused, and nothing of what they said.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.block_kit import Message
from bot.slack.newer_blocks import newer_in, plain_form

REFUSAL = "invalid_blocks"  # the start of `invalid_blocks_format` too
Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


def in_a_form_it_takes(
    message: Message, send: Callable[[dict[str, Any]], Answer], *, plain: bool = False
) -> tuple[Answer, bool]:
    """What Slack answered to `send`, and whether the message went out in its plain form.

    `plain`: the message was refused before, so its plain form goes at once. Raises what `send` raises; a refusal of
    the plain form among it.
    """
    if plain or not newer_in(message):
        return send(plain_form(message).body()), plain
    try:
        return send(message.body()), False
    except SlackApiError as error:
        if not str(error.response.get("error")).startswith(REFUSAL):
            raise
    _say(message)
    return send(plain_form(message).body()), True


def answered_at(send: Callable[..., Any], message: Message) -> bool:
    """Whether Slack took the answer, for one person, at the address that a command or button came with.

    Such an address raises no error: what it refuses is in its reply.
    """
    alone = {"response_type": "ephemeral", "replace_original": False}
    reply = send(**alone, **message.body())
    if newer_in(message) and REFUSAL in str(reply.body):
        _say(message)
        reply = send(**alone, **plain_form(message).body())
    return bool(reply.status_code == HTTPStatus.OK)


def _say(message: Message) -> None:
    log.warning("slack.newer_blocks_refused", blocks=newer_in(message))
