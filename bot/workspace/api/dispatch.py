"""Which Web API methods there are, and the checks that every call passes.

Order of the checks, as in Slack: the method, the token, the scopes, the arguments; then the method itself in one
transaction. An unknown method is refused and recorded as a complaint, so a test can assert there were none.
"""

from bot.workspace.api.authorization import authorize
from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.api.methods import apps, bookmarks, chat, conversations, files, pins, reactions, users, views
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json

METHODS: dict[str, Method] = {
    method.name: method
    for family in (apps, bookmarks, chat, conversations, files, pins, reactions, users, views)
    for method in family.METHODS
}
USER_TOKEN_ONLY = ("search.messages", "search.all", "search.files", "reminders.add")
ALWAYS_ALLOWED = ("token", "team_id")
COMPLAINTS = (
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


def answer(ws: InstalledWorkspace, name: str, token: str | None, args: Json) -> Reply:
    """Run one method; raises SlackError."""
    try:
        method = _method(name)
        authorize(ws, method, token, args)
        _check_arguments(method, args)
        _check_rate(ws, name, args)
        with ws.changing():
            reply = method.run(Call(ws, args))
    except SlackError as error:
        if error.code in COMPLAINTS:
            ws.faults.report(error.code, method=name, messages=error.messages)
        raise
    return {"ok": True, **reply}


def _method(name: str) -> Method:
    if name in USER_TOKEN_ONLY:
        raise SlackError("not_allowed_token_type")
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    return METHODS[name]


def _check_arguments(method: Method, args: Json) -> None:
    if missing := [name for name in method.required if args.get(name) is None]:
        raise SlackError("invalid_arguments", *(f"[ERROR] missing required field: {name}" for name in missing))
    if unknown := set(args) - {*method.required, *method.optional, *ALWAYS_ALLOWED}:
        raise SlackError("invalid_arguments", *(f"[ERROR] unknown argument: {name}" for name in sorted(unknown)))


def _check_rate(ws: InstalledWorkspace, name: str, args: Json) -> None:
    """One message per second per channel, if a test has switched the limit on."""
    if ws.one_message_per_second and name == "chat.postMessage":
        now, channel = ws.monotonic(), str(args["channel"])
        if now - ws.last_posts.get(channel, -1) < 1:
            raise SlackError("ratelimited")
        ws.last_posts[channel] = now
