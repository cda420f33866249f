"""Block Kit rules: `problems(blocks, surface)` and `view_problems(view)` say what Slack would refuse."""

from bot.workspace.core.block_kit.validation import problems, view_problems

__all__ = ["problems", "view_problems"]
