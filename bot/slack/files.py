"""Reads a file that was shared in Slack, once: for its SHA-256, or for a text that was changed in Word.

Caveats: Slack answers a token that it does not accept with a page to sign in, not with an error; so redirects
are refused and the length must be the one that Slack named. The token is given to Slack's own hosts only.
"""

import hashlib
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient

from bot.errors import Refused
from bot.messages import N_, _

CHUNK = 1 << 20
HOSTS = ("files.slack.com", "slack-files.com")
TIMEOUT_S = 30
REMEDY = N_("Share it again; for evidence, you can also choose Add evidence and enter its SHA-256.")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def sha256_of(client: WebClient, file: Mapping[str, Any]) -> str:
    """The digest of what Slack holds now. Raises Refused when it cannot be read whole."""
    digest = hashlib.sha256()
    for chunk in _chunks(client, file):
        digest.update(chunk)
    return digest.hexdigest()


def content_of(client: WebClient, file: Mapping[str, Any]) -> bytes:
    """What Slack holds now, for a file whose size was looked at. Raises Refused when it cannot be read whole."""
    return b"".join(_chunks(client, file))


def _chunks(client: WebClient, file: Mapping[str, Any]) -> Iterator[bytes]:
    """No more than the length that Slack named, which it must be."""
    url, size = str(file.get("url_private_download") or file.get("url_private") or ""), int(file.get("size") or 0)
    if not _is_slacks(client, url):
        raise Refused(_("That file is stored outside Slack, so it could not be read."), _(REMEDY))
    request, length = Request(url, headers={"authorization": f"Bearer {client.token}"}), 0
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as answer:
            while length <= size and (chunk := answer.read(CHUNK)):
                length += len(chunk)
                yield chunk
    except (URLError, HTTPException, OSError) as error:
        raise Refused(_("Slack did not return the file, so it could not be read."), _(REMEDY)) from error
    if length != size:
        raise Refused(_("Slack did not return the whole file, so it could not be read."), _(REMEDY))


def _is_slacks(client: WebClient, url: str) -> bool:
    """Slack's own hosts, or the very place that the bot talks to (a local workspace)."""
    there, api = urlsplit(url), urlsplit(str(client.base_url))
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    return there.scheme == "https" and (there.hostname or "") in HOSTS
