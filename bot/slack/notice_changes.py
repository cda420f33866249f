"""How it looks that a notice would read otherwise by now: what changed, in words, and what to do about it."""

import re
from collections.abc import Sequence

from bot.actions.contents import NoticeReopened
from bot.messages import _
from bot.slack.block_kit import Block, Message, actions, button, cut_markup, mention, safe, section
from bot.slack.callbacks import Target
from bot.store.tables import Notice

CHUNK = 2900  # characters of one section
CHANGES = 10  # that are shown of one text
GONE, CAME = re.compile(r"\[-(.*?)-\]"), re.compile(r"\{\+(.*?)\+\}")


def reopened(notice: Notice, title: str, content: NoticeReopened) -> Message:
    """What was approved would read otherwise by now: what changed, and what to do about it; who had approved it is
    named."""
    said, then = _said(notice, title, stopped=content.stopped)
    target = Target(notice.incident_id, f"{notice.template} {notice.language}")
    next_one = actions(button(_("Draft the next version"), "notice.draft", target), block_id=f"next:{notice.id}")
    asked = " ".join([*map(mention, content.told), said])
    return Message(said, (section(asked), *changes(content.differences), section(then), next_one))


def _said(notice: Notice, title: str, *, stopped: bool) -> tuple[str, str]:
    """What happened, then what to do."""
    title, version = safe(title), notice.version
    if stopped:
        return (
            _(
                "A part of “{title}”, version {version}, was sent. Its text has changed since.",
                title=title,
                version=version,
            ),
            _("*Stop sending it.* Draft and approve the next version, and correct what readers already have."),
        )
    if notice.sent:
        return (
            _("“{title}”, version {version}, was sent. Its text has changed since.", title=title, version=version),
            _("If what its readers know is no longer right, draft and approve a correction."),
        )
    return (
        _("“{title}”, version {version}, is no longer approved: its text has changed.", title=title, version=version),
        _("Don't send it. Draft it again from the current facts, and approve that version."),
    )


def changes(found: Sequence[str]) -> list[Block]:
    """What differs, in words: what went is struck out, what came is bold."""
    if not found:
        return []
    rows = ["• " + CAME.sub(r"*\1*", GONE.sub(r"~\1~", safe(one))) for one in found[:CHANGES]]
    if len(found) > CHANGES:
        rows.append(_("And {count} more.", count=len(found) - CHANGES))
    return [section(cut_markup("\n".join(rows), CHUNK))]
