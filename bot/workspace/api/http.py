"""What all routes share: the workspace behind a request, its body, its errors, and how a file is sent.

A refusal is HTTP 400 here; the Web API, whose refusals are HTTP 200 as in Slack, answers them itself (see `routes`).
"""

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json

INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")


def workspace(connection: HTTPConnection) -> InstalledWorkspace:
    found: InstalledWorkspace = connection.app.state.workspace
    return found


async def json_body(request: Request) -> Json:
    try:
        found = await request.json()
    except (ValueError, RecursionError):
        raise SlackError("invalid_json") from None
    if not isinstance(found, dict):
        raise SlackError("json_not_object")
    return found


def ok(reply: Json) -> Response:
    return JSONResponse({"ok": True, **reply})


async def refused(_request: Request, error: Exception) -> Response:
    reply = error.reply() if isinstance(error, SlackError) else {"ok": False, "error": "fatal_error"}
    return JSONResponse(reply, 400)


async def missing_argument(_request: Request, error: Exception) -> Response:
    return JSONResponse(SlackError("missing_argument", str(error)).reply(), 400)


async def client_gone(_request: Request, _error: Exception) -> Response:
    """No one reads this: the client disconnected in the middle of its request."""
    return Response(status_code=400)


def file_response(doc: Json, content: bytes, download: bool) -> Response:
    """Images may be shown inline; everything else is only downloaded."""
    inline = doc["mimetype"] in INLINE and not download
    ascii_name = doc["name"].encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_")
    name = "".join(character if character.isprintable() else "_" for character in ascii_name)
    disposition = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return Response(
        content,
        media_type=doc["mimetype"] if inline else "application/octet-stream",
        headers={"content-disposition": disposition, "x-content-type-options": "nosniff"},
    )
