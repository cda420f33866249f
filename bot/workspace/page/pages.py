"""How the page for people is served: its static files, their content security policy, and permalinks into it.

The policy allows the page its own scripts, styles and connections and nothing else; there is no inline script or style,
and nothing is loaded from outside this machine. Images of blocks are on other servers, so they are not loaded at all:
the page shows their description instead. What the page asks for is answered by `people.routes`.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "static"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


async def page(_request: Request) -> Response:
    return FileResponse(FOLDER / "index.html", media_type="text/html", headers=HEADERS)


async def static_file(request: Request) -> Response:
    """One file of the page, by its plain name; never anything outside the folder."""
    names = {path.name: path for path in FOLDER.iterdir() if path.suffix in TYPES}
    found = names.get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("not found", 404, HEADERS)
    return FileResponse(found, media_type=TYPES[found.suffix], headers=HEADERS)


async def permalink(request: Request) -> Response:
    """Redirect to the page, which checks as its tab's person whether the message exists."""
    channel, message = request.path_params["channel"], request.path_params.get("message", "")
    if not channel.isalnum() or not message.isalnum():
        return PlainTextResponse("not found", 404, HEADERS)
    return RedirectResponse(f"/?channel={channel}&p={message}", 302)


ROUTES = (
    Route("/", page),
    Route("/page/{name}", static_file),
    Route("/archives/{channel}/{message}", permalink),
)
