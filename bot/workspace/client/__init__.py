"""Acting as a person and controlling the workspace, from a test or a script, over HTTP."""

from bot.workspace.client.connection import Denied
from bot.workspace.client.control import Control
from bot.workspace.client.person import Person
from bot.workspace.client.results import ActionResult
from bot.workspace.client.text import visible_text
from bot.workspace.client.waiting import NotSeen, wait_for

__all__ = ["ActionResult", "Control", "Denied", "NotSeen", "Person", "visible_text", "wait_for"]
