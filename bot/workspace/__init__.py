"""A bundled local Slack: Web API, Socket Mode, response URLs, uploads, and a page for people.

The bot cannot tell it from Slack: only the base URL differs. It imports nothing else from `bot`. `core` is the
workspace itself, `api` what the app uses, `people` what a person does and sees, `page` the page in the browser,
`client` the same actions for tests; `server` runs it all.
"""

from bot.workspace.server import RunningWorkspace, serve

__all__ = ["RunningWorkspace", "serve"]
