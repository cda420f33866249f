"""HTTP to a workspace: one request each, JSON back; a refusal raises `Denied` with Slack's error code."""

import json
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from bot.workspace.core.json import Json


class Denied(Exception):
    """The workspace refused an action; `code` is Slack's."""

    def __init__(self, code: str, messages: list[str]) -> None:
        super().__init__(": ".join([code, *messages]))
        self.code, self.messages = code, messages


class Connection:
    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._host = urlsplit(self.url).netloc

    def get(self, path: str, **query: object) -> Json:
        wanted = urlencode({key: value for key, value in query.items() if value is not None})
        return self.request("GET", f"{path}?{wanted}", b"", {})

    def post(self, path: str, body: Json) -> Json:
        return self.request("POST", path, json.dumps(body).encode(), {"content-type": "application/json"})

    def request(self, verb: str, path: str, body: bytes, headers: dict[str, str]) -> Json:
        status, content = self.fetch(verb, path, body, headers)
        try:
            answer: Json = json.loads(content)
        except json.JSONDecodeError:
            raise HTTPException(f"{verb} {path}: {status} {content[:200]!r}") from None
        if not answer.get("ok"):
            raise Denied(answer.get("error", "?"), answer.get("response_metadata", {}).get("messages", []))
        return answer

    def fetch(
        self, verb: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = HTTPConnection(self._host, timeout=60)
        try:
            connection.request(verb, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()
