"""The Web API: one table of methods, and the checks that every call passes.

Order of the checks, as in Slack: the method, the token, the scopes, the arguments; then the method itself in one
transaction. An unknown method fails loudly and is noted, so that a test may assert that there was none.
"""

from typing import Any

from bot.workspace.api.authorization import authorize
from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.api.methods import apps, chat, conversations, files, marks, users, views
from bot.workspace.core.errors import SlackError
from bot.workspace.core.workspace import Workspace

METHODS: dict[str, Method] = {
    method.name: method
    for family in (apps, chat, conversations, files, marks, users, views)
    for method in family.METHODS
}
FOR_PEOPLE = ("search.messages", "search.all", "search.files", "reminders.add")
ANYWHERE = ("token", "team_id")
FAULTS_OF_THE_APP = (
    "unknown_method",
    "invalid_arguments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_metadata_format",
    "markdown_text_conflict",
    "missing_argument",
    "missing_scope",
    "msg_blocks_too_long",
    "not_allowed_token_type",
    "view_too_large",
)


def answer(ws: Workspace, name: str, token: str | None, args: dict[str, Any]) -> Reply:
    """Run one method; raises SlackError."""
    try:
        method = _known(name)
        authorize(ws, method, token, args)
        _check_arguments(method, args)
        _slow_enough(ws, name, args)
        with ws.changing():
            reply = method.run(Call(ws, args))
    except SlackError as error:
        if error.code in FAULTS_OF_THE_APP:
            ws.faults.complain(error.code, method=name, messages=error.messages)
        raise
    return {"ok": True, **reply}


def _known(name: str) -> Method:
    if name in FOR_PEOPLE:
        raise SlackError("not_allowed_token_type")
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    return METHODS[name]


def _check_arguments(method: Method, args: dict[str, Any]) -> None:
    if missing := [name for name in method.required if args.get(name) is None]:
        raise SlackError("invalid_arguments", *(f"[ERROR] missing required field: {name}" for name in missing))
    if unknown := set(args) - {*method.required, *method.optional, *ANYWHERE}:
        raise SlackError("invalid_arguments", *(f"[ERROR] unknown argument: {name}" for name in sorted(unknown)))


def _slow_enough(ws: Workspace, name: str, args: dict[str, Any]) -> None:
    """One message a second and channel, where a test has switched the limit on."""
    if ws.one_message_per_second and name == "chat.postMessage":
        now, channel = ws.monotonic(), str(args["channel"])
        if now - ws.last_posts.get(channel, -1) < 1:
            raise SlackError("ratelimited")
        ws.last_posts[channel] = now
