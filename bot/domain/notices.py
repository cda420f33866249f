"""The states of a notice, and what an approval covers: one exact text that lacks nothing and breaks no rule.

Leaves who may approve to `permissions`, what is missing to `notice_completeness`, the wording rules to
`notice_wording`, and the rendering to `documents`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from bot.domain.notice_completeness import MissingItem
from bot.domain.notice_templates import NoticePart, NoticeTemplate, text_hash
from bot.domain.notice_wording import Remark
from bot.domain.roles import ADVISERS, LEADERS
from bot.domain.sendings import Sending
from bot.errors import Refused
from bot.messages import _
from bot.sentences import Sentence, listed, sentence


class NoticeState(StrEnum):
    DRAFT = "draft"  # waits for the yes of a person entitled
    IN_REVIEW = "in_review"  # the first of two people has said yes
    APPROVED = "approved"  # exactly this text may go out; a part of it may have gone out already
    SENT = "sent"  # it went out; or a part of it did, and what it says has changed since
    CORRECTED = "corrected"  # it went out, and so did a later version
    WITHDRAWN = "withdrawn"  # a person took it back
    SUPERSEDED = "superseded"  # a newer version took its place before it went out


WAITING = frozenset({NoticeState.DRAFT, NoticeState.IN_REVIEW})
"""What can still be approved."""

GOES_ON = frozenset({NoticeState.IN_REVIEW, NoticeState.APPROVED, NoticeState.SENT})
"""What people have said yes to. It is compared with the record whenever that changes."""

MAY_GO = frozenset({NoticeState.APPROVED, NoticeState.SENT})
"""What readers have, or may have any moment."""

REPLACEABLE = frozenset({NoticeState.DRAFT, NoticeState.IN_REVIEW, NoticeState.APPROVED})
"""What a newer draft replaces; what went out or was taken back stays what it is."""


READERS = (*ADVISERS, *LEADERS)
"""Who may stand behind what the approver drafted."""


class NotApprovable(Refused):
    """The text is not fit for approval yet: something is missing, or a wording rule is broken."""


class Approval(NoticePart):
    """A person's approval of one exact text; `sha256` is the text's."""

    sha256: str
    by: str
    at: datetime


class TextAltered(Refused):
    """The stored text of a notice is not the one that its hash was made of."""


def exact_text(subject: str, markdown: str) -> str:
    """Subject and body together, as an approval counts them."""
    return f"{subject}\n\n{markdown}"


def intact(subject: str, markdown: str, sha256: str) -> str:
    """The exact text, if it is the one that was hashed. Raises TextAltered."""
    text = exact_text(subject, markdown)
    if text_hash(text) != sha256:
        raise TextAltered(
            _("The stored text of this notice was altered: it no longer matches its hash."),
            _("Don't send it. Check the record with breachbot audit verify, then draft it again."),
        )
    return text


def approvers(notice: NoticeTemplate, first: Collection[str] | None, drafter: Collection[str] = ()) -> tuple[str, ...]:
    """The roles of which one may say yes now; `first`: those of the first of two people, once one has said it.
    `drafter`: the roles of who drafted it. Where that is the approver, their yes is in the draft, and whoever reads it
    besides need not have the same role, which often only one person has."""
    if notice.second is None:
        return tuple(dict.fromkeys((notice.approver, *(READERS if notice.approver in drafter else ()))))
    both = (notice.approver, notice.second)
    if first is None:
        return tuple(dict.fromkeys(both))
    return tuple(other for role, other in zip(both, reversed(both), strict=True) if role in first)


def state_of(sent: Sequence[Sending], *, differs: bool) -> NoticeState:
    """Of a notice that was approved: `differs`, if it would be drawn otherwise by now. Then it is only sent, or no
    longer approved."""
    if any(one.duty for one in sent) or (sent and differs):
        return NoticeState.SENT
    return NoticeState.DRAFT if differs else NoticeState.APPROVED


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
    return Approval(sha256=text_hash(text), by=approver, at=now)
