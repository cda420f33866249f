"""How the workspace refuses: with one of Slack's error codes.

Developers search for the code, so it is always Slack's own. `messages` go to `response_metadata.messages`, the place
where Slack explains `invalid_arguments` and `invalid_blocks`; `extra` holds fields that some errors carry (`needed` and
`provided` for `missing_scope`, `errors` for `conversations.invite`).
"""

from typing import Any

from bot.workspace.core.json import Json


class SlackError(Exception):
    """A refusal. Nothing was changed: the transaction around it is rolled back."""

    def __init__(self, code: str, *messages: str, **extra: Any) -> None:
        super().__init__(f"{code} {' '.join(messages)}".strip())
        self.code, self.messages, self.extra = code, list(messages), extra

    def reply(self) -> Json:
        body: Json = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body
