"""A local Slack in the box: Web API, Socket Mode, response URLs, uploads, and a page for people.

The bot cannot tell it from Slack: only the base URL differs. It imports nothing else of `bot`.
"""

from bot.workspace.server import RunningWorkspace, serve

__all__ = ["RunningWorkspace", "serve"]
