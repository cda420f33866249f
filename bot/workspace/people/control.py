"""The routes that only tests and scripts use: faults, the call log, Socket Mode connections, accounts and settings.

Nothing here is part of Slack. `client.control` is the Python side of it.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.workspace.api.http import json_body, ok, workspace
from bot.workspace.core import accounts, residents


async def calls(request: Request) -> Response:
    return ok(workspace(request).faults.call_log())


async def faults(request: Request) -> Response:
    """One fault, or `{"clear": true}`."""
    ws, spec = workspace(request), await json_body(request)
    if spec.pop("clear", False):
        ws.faults.active.clear()
    if spec:
        ws.faults.add(spec)
    return ok({"active": len(ws.faults.active)})


async def forget(request: Request) -> Response:
    workspace(request).faults.forget()
    return ok({})


async def install(request: Request) -> Response:
    """Install a Slack app manifest: from now on the app has only its scopes, events, commands and shortcuts."""
    workspace(request).install(await json_body(request))
    return ok({})


async def disconnect(request: Request) -> Response:
    """`{reason}`: send the app Slack's disconnect message; without a reason, close the connections."""
    reason = (await json_body(request)).get("reason")
    return ok({"connections": await workspace(request).socket.disconnect(reason)})


async def account(request: Request) -> Response:
    """`{user, name, real_name, tz, locale, deleted, is_restricted, is_ultra_restricted, team_id, is_bot}`: what an
    account says from now on; a new one for an unknown id."""
    ws, wanted = workspace(request), await json_body(request)
    user, name = residents.id_of(wanted.pop("user")), wanted.pop("name", None)
    with ws.changing():
        accounts.change(ws, user, name, wanted)
    return ok({})


async def usergroup(request: Request) -> Response:
    """`{handle, users}`: who is in a user group from now on."""
    ws, wanted = workspace(request), await json_body(request)
    with ws.changing():
        accounts.change_group(ws, wanted["handle"], [residents.id_of(user) for user in wanted["users"]])
    return ok({})


async def settings(request: Request) -> Response:
    """`ack_within`, `retries`, `trigger_life` (seconds), `one_message_per_second`, `ignores_private` (a channel that is
    to be private is not), and `refused_blocks`: the kinds of blocks that this workspace does not know yet; answers with
    all of them.
    """
    ws, wanted = workspace(request), await json_body(request)
    ws.socket.ack_within = float(wanted.get("ack_within", ws.socket.ack_within))
    ws.socket.retries = tuple(float(wait) for wait in wanted.get("retries", ws.socket.retries))
    ws.triggers.lifetime = float(wanted.get("trigger_life", ws.triggers.lifetime))
    ws.one_message_per_second = bool(wanted.get("one_message_per_second", ws.one_message_per_second))
    ws.ignores_private = bool(wanted.get("ignores_private", ws.ignores_private))
    ws.refused_blocks = frozenset(wanted.get("refused_blocks", ws.refused_blocks))
    return ok(
        {
            "connections": len(ws.socket.connections),
            "ack_within": ws.socket.ack_within,
            "retries": ws.socket.retries,
            "trigger_life": ws.triggers.lifetime,
            "one_message_per_second": ws.one_message_per_second,
            "ignores_private": ws.ignores_private,
            "refused_blocks": sorted(ws.refused_blocks),
        }
    )


ROUTES = (
    Route("/control/calls", calls),
    Route("/control/faults", faults, methods=["POST"]),
    Route("/control/forget", forget, methods=["POST"]),
    Route("/control/manifest", install, methods=["POST"]),
    Route("/control/disconnect", disconnect, methods=["POST"]),
    Route("/control/account", account, methods=["POST"]),
    Route("/control/usergroup", usergroup, methods=["POST"]),
    Route("/control/settings", settings, methods=["POST"]),
)
