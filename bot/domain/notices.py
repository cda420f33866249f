"""What an approval covers: one exact text that lacks nothing and breaks no rule.

Leaves who may approve to `permissions`, what is missing to `notice_completeness`, the wording rules to
`notice_wording`, and the rendering to `documents`.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.domain.notice_completeness import MissingItem
from bot.domain.notice_templates import NoticePart, NoticeTemplate, text_hash
from bot.domain.notice_wording import Remark
from bot.errors import Refused
from bot.messages import _
from bot.sentences import Sentence, listed, sentence


class NoticeState(StrEnum):
    DRAFT = "draft"  # waits for the yes of a person entitled
    APPROVED = "approved"  # exactly this text may go out
    SUPERSEDED = "superseded"  # a newer version took its place


class NotApprovable(Refused):
    """The text is not fit for approval yet: something is missing, or a wording rule is broken."""


class Approval(NoticePart):
    """A person's approval of one exact text; `sha256` is the text's."""

    sha256: str
    by: str
    role: str
    at: datetime


def exact_text(subject: str, markdown: str) -> str:
    """Subject and body together, as an approval counts them."""
    return f"{subject}\n\n{markdown}"


def objections(missing: Sequence[MissingItem], remarks: Sequence[Remark]) -> tuple[Sentence, ...]:
    """Every reason why this text may not be approved now; none: it may, by a person with permission."""
    found = []
    if missing:
        found.append(sentence("Still missing: {items}.", items=listed(item.words for item in missing)))
    broken = (remark for remark in remarks if remark.blocks)
    found += [sentence("{rule}: {remark}", rule=remark.rule, remark=remark.sentence) for remark in broken]
    return tuple(found)


def approve(
    text: str,
    notice: NoticeTemplate,
    *,
    approver: str,
    missing: Sequence[MissingItem],
    remarks: Sequence[Remark],
    now: datetime,
) -> Approval:
    """Attach the approval of a person who may give it to this exact text. Raises NotApprovable for the text."""
    if faults := objections(missing, remarks):
        remedy = _("Record the missing facts or correct the text, then draft it again.")
        raise NotApprovable(sentence("{faults}", faults=listed(faults, " ")), remedy)
    return Approval(sha256=text_hash(text), by=approver, role=notice.approver, at=now)
