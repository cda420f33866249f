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


def reopened(notice: Notice, title: str, content: NoticeReopened, correction: str) -> Message:
    """What was approved would read otherwise by now: what changed, and what to do about it; who had approved it is
    named. `correction`: the kind of letter that corrects it where it was sent; empty where there is none."""
    said, then = _said(notice, title, stopped=content.stopped)
    of = f"{notice.template} {notice.language}"
    rows = [_draft(notice, _("Draft the next version"), of, f"next:{notice.id}")]
    if correction and notice.sent:
        rows.append(_draft(notice, _("Draft a correction"), f"{correction} {notice.language}", f"correct:{notice.id}"))
    asked = " ".join([*map(mention, content.told), said])
    return Message(said, (section(asked), *changes(content.differences), section(then), *rows))


def _draft(notice: Notice, label: str, which: str, name: str) -> Block:
    return actions(button(label, "notice.draft", Target(notice.incident_id, which)), block_id=name)


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
