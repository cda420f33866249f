"""How notices look: what can be drafted, one draft with what it lacks, approval."""

import re

from bot.actions.notices import (
    ApproveNotice,
    DocumentOrdered,
    DraftNotice,
    NoticeApproved,
    NoticeDrafted,
    NoticesListed,
)
from bot.actions.notices import approval as approval_of
from bot.actions.work import Work
from bot.domain.notices import NoticeTemplate as Kind
from bot.domain.permissions import NoticeSubject
from bot.errors import UsageError
from bot.slack.block_kit import (
    LOOKALIKE,
    Block,
    Message,
    actions,
    button,
    confirm,
    context,
    cut_markup,
    escaped,
    header,
    mention,
    safe,
    section,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.callbacks import listed as listed_names
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Incident, Notice

STATES = {"draft": "draft", "approved": "approved", "superseded": "replaced by a newer version"}
CHUNK = 2900  # characters of one section
CHUNKS = 12
LISTED = 24
ROW = re.compile(r"^(\|.*\|)[ ]*(?:\n|\Z)", re.MULTILINE)
LITERAL = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>&-])")


def listed(outcome: NoticesListed, reader: Reader) -> Message:
    blocks: list[Block] = [header("Notices")]
    for kind in outcome.kinds[:LISTED]:
        newest = outcome.newest.get(kind.id)
        state = f"version {newest.version}, {STATES[newest.state]}" if newest else "not drafted yet"
        verb = "Draft again" if newest else "Draft"
        accessory = (
            button(verb, "notice.draft", Target(outcome.incident.id, kind.id))
            if outcome.incident.state == "open"
            else None
        )
        blocks.append(section(f"*{safe(kind.title)}*\n{state} · `{kind.id}`", accessory))
    blocks.append(context("breachbot never sends a notice to the outside. People send it, and record when."))
    return Message("Notices", tuple(blocks))


def draft_message(notice: Notice, kind: Kind) -> Message:
    """The draft in the channel: what is missing first, then the text, then what may be done with it."""
    head = f"*{safe(kind.title)}* · version {notice.version} · {STATES[notice.state]}"
    by = f"drafted by {mention(notice.drafted_by)} {when(notice.drafted_at)}"
    if notice.state == "approved":
        by += f" · approved by {mention(notice.approved_by)}"
    blocks: list[Block] = [section(head), context(by)]
    if notice.state == "superseded":
        return Message(f"{kind.title}, version {notice.version}: replaced", tuple(blocks))
    blocks += _missing(notice) + _remarks(notice)
    blocks.append(section(f"*Subject:* {safe(notice.subject)}"))
    blocks += [section(part) for part in _parts(notice.text)]
    if notice.state == "draft":
        blocks.append(_buttons(notice, kind))
    blocks.append(context(f"Text SHA-256 `{notice.text_hash[:16]}…`. An approval stands for exactly this text."))
    return Message(f"{kind.title}, version {notice.version}", tuple(blocks[:50]))


def _missing(notice: Notice) -> list[Block]:
    if not notice.missing:
        return []
    rows = [f"• {safe(item['words'])} — {safe(item['item'])} ({safe(item['cites'])})" for item in notice.missing]
    facts = dict.fromkeys(item["fact"] for item in notice.missing)
    target = Target(notice.incident_id, listed_names(facts))
    return [
        section(f"*Missing: {len(rows)}.* It cannot be approved before these are known.\n" + "\n".join(rows)),
        actions(
            button("Answer what is missing", "facts.ask", target, "primary"),
            block_id=f"ask:{notice.id}",
        ),
    ]


def _remarks(notice: Notice) -> list[Block]:
    if not notice.lint:
        return []
    rows = [f"• {safe(item['rule'])}: {safe(item.get('sentence') or item.get('say') or '')}" for item in notice.lint]
    return [section("*About the words*\n" + "\n".join(rows))]


def _parts(markdown: str) -> list[str]:
    """The Markdown as Slack text, cut at paragraphs; the documents hold it whole."""
    shown = re.sub(r"^#+\s*(.+)$", r"*\1*", markdown, flags=re.MULTILINE).replace("**", "*")
    shown = re.sub(r"^- ", "• ", ROW.sub(_row, shown), flags=re.MULTILINE)
    shown = escaped(LITERAL.sub(_literal, shown))
    parts = [""]
    for paragraph in shown.split("\n\n"):
        if len(parts[-1]) + len(paragraph) > CHUNK and parts[-1]:
            parts.append("")
        parts[-1] += ("\n\n" if parts[-1] else "") + cut_markup(paragraph, CHUNK)
    if len(parts) > CHUNKS:
        return [*parts[:CHUNKS], "_The rest is in the document._"]
    return [part for part in parts if part.strip()]


def _row(row: re.Match[str]) -> str:
    """A row of a table as a line: its first cell, then the others; the rules between rows and empty rows go."""
    first, *others = [cell.strip() for cell in re.split(r"(?<!\\)\|", row[1])[1:-1]]
    words = " · ".join(cell for cell in others if cell.strip("-: "))
    return f"{first}{':' if first and words else ''} {words}\n".lstrip() if first.strip("-: ") or words else ""


def _literal(sign: re.Match[str]) -> str:
    """A sign that Markdown was told to leave alone: a fact's own letter, which must not become emphasis here either."""
    around = sign.string[sign.start() - 1 : sign.start()] + sign.string[sign.end() : sign.end() + 1]
    return sign[1] if len(around) == 2 and around.isalnum() else sign[1].translate(LOOKALIKE)


def _buttons(notice: Notice, kind: Kind) -> Block:
    sure = confirm(
        "Approve this text?",
        "You confirm that you have read exactly this version. It is recorded with your name and the time.",
        "Approve",
    )
    target = Target(notice.incident_id, str(notice.id), str(notice.version))
    approve = () if notice.missing else (button("Approve", "notice.approve", target, "primary", sure),)
    return actions(
        *approve,
        button("Draft again from the facts", "notice.draft", Target(notice.incident_id, kind.id)),
        button("As PDF", "notice.document", target),
        block_id=f"notice:{notice.id}",
    )


def drafted(outcome: NoticeDrafted, reader: Reader) -> Message:
    notice = outcome.notice
    if outcome.again:
        return Message(f"The facts have not changed: version {notice.version} of “{outcome.title}” stands.")
    lacks = f" {len(notice.missing)} facts are missing." if notice.missing else " Nothing is missing."
    return Message(f"“{outcome.title}”, version {notice.version}, is in the channel.{lacks}")


def approved(outcome: NoticeApproved, reader: Reader) -> Message:
    if outcome.again:
        return Message(f"You approved “{outcome.title}”, version {outcome.notice.version}, already.")
    return Message(
        f"“{outcome.title}”, version {outcome.notice.version}, is approved. When it has gone out, record it: "
        f"/breach met {outcome.serves[0] if outcome.serves else 'DUTY'} ref NUMBER at TIME"
    )


def document_ordered(outcome: DocumentOrdered, reader: Reader) -> Message:
    return Message(f"“{outcome.title}”, version {outcome.version}, comes into the channel as a PDF.")


def read_draft(context: RequestContext) -> DraftNotice:
    words = context.request.words.split()
    language = words[-1] if len(words) > 1 and len(words[-1]) == 2 else "en"
    names = words[:-1] if language != "en" or words[-1] == "en" else words
    return DraftNotice(" ".join(names) if len(words) > 1 else words[0], language)


def approval(work: Work, incident: Incident, command: ApproveNotice | Form) -> NoticeSubject:
    """What permission is asked for: the notice, whose kind names who approves it."""
    return approval_of(work, incident, command.subject if isinstance(command, Form) else command.notice)


def read_approve(context: RequestContext) -> ApproveNotice:
    if context.request.target:
        version = context.request.target.version
        return ApproveNotice(context.request.target.subject, int(version) if version.isdecimal() else 0)
    if not context.request.text.strip():
        raise UsageError("Please name the notice.", "For example: /breach approve gdpr-authority")
    return ApproveNotice(context.request.text.strip())
