"""What Slack's answer to a token means: accepted, refused for good, or Slack is not there.

Decides which error codes mean that starting again would change nothing, and what then has to be done. Anything else,
an unknown code too, is a Slack that has to be asked again. The codes are those that Slack documents for `auth.test` and
`apps.connections.open`; `org_login_required`, `team_added_to_org` and `accesslimited` are about the workspace or the
network of now, and pass.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import TypeVar

from slack_bolt.error import BoltError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import StartError

Answer = TypeVar("Answer")
NO_ANSWER = (SlackClientError, BoltError, OSError, HTTPException, ValueError, AttributeError)  # or one that is no JSON


@dataclass(frozen=True)
class Token:
    """`copy` says where it is found, and where it goes."""

    name: str
    copy: str


BOT = Token("bot", "Copy the Bot User OAuth Token of your app into BREACHBOT_SLACK_BOT_TOKEN")
APP = Token(
    "app",
    "Make an app-level token with connections:write in your app's settings and put it into BREACHBOT_SLACK_APP_TOKEN",
)
INSTALL = "Install the app to the workspace again"
FOR_GOOD = {
    "invalid_auth": ("Slack does not know the {name} token", ""),
    "not_authed": ("Slack was given no {name} token", ""),
    "not_allowed_token_type": ("This is not a token of the right type", ""),
    "token_revoked": ("The {name} token was revoked", INSTALL),
    "token_expired": ("The {name} token has expired", "Turn token rotation off in your app's settings. " + INSTALL),
    "account_inactive": (
        "The {name} token belongs to an app or a workspace that is no longer active",
        "Have an admin enable the app, or install it again",
    ),
    "missing_scope": ("The {name} token lacks the scope {needed}", "Add it in your app's settings. " + INSTALL),
    "no_permission": ("The {name} token has no permission to connect", "Have an admin approve the app. " + INSTALL),
    "team_access_not_granted": (
        "The {name} token has no access to this workspace",
        "Have an admin grant it. " + INSTALL,
    ),
    "forbidden_team": ("This workspace does not allow apps to connect", "Have an admin allow it"),
    "enterprise_is_restricted": ("The {name} token belongs to an enterprise, not to a workspace", INSTALL),
}
"""What happened and what to do before the token is copied, by Slack's error code."""


class SlackAway(Exception):
    """No answer, or one that passes. `wait_s`: how long Slack asks to wait, 0 if it does not say."""

    def __init__(self, why: str, wait_s: float = 0) -> None:
        super().__init__(why)
        self.why, self.wait_s = why, wait_s


def accepted(token: Token, ask: Callable[[], Answer]) -> Answer:
    """Slack's answer. Raises StartError where Slack refuses this token for good, SlackAway where it may yet take it."""
    try:
        return ask()
    except SlackApiError as error:
        raise refusal(token, error) or _away(error) from error
    except NO_ANSWER as error:
        raise SlackAway(_short(error)) from error


def refusal(token: Token, error: SlackApiError) -> StartError | None:
    """None when Slack may answer otherwise later."""
    code = str(error.response.get("error"))
    if code not in FOR_GOOD or _status(error) >= 500:
        return None
    said, first = FOR_GOOD[code]
    say = said.format(name=token.name, needed=error.response.get("needed") or "that it needs")
    remedy = f"{first}. {token.copy}" if first else token.copy
    return StartError(f"{say} ({code}).", f"{remedy}, then start again.")


def _away(error: SlackApiError) -> SlackAway:
    headers, code, status = error.response.headers, str(error.response.get("error")), _status(error)
    wait = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    why = code if re.fullmatch("[a-z_]+", code) else f"HTTP {status}"  # slack_sdk puts there what is no JSON
    return SlackAway(why, float(wait) if wait.isdigit() else 0)


def _status(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 200) or 200)


def _short(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    return str(getattr(reason, "strerror", None) or reason.__class__.__name__)
