"""What each event of a notice means for its row, when an audit log is read from the beginning."""

from dataclasses import replace

from bot.domain.events import notices
from bot.domain.incident_rows import NoticeRow, stored
from bot.domain.rebuild_rows import RowsSoFar, apply

NOT_APPROVED = {"first_approved_by": None, "approved_at": None, "approved_by": None}


@apply.register
def _(event: notices.NoticeDrafted, rows: RowsSoFar) -> None:
    rows.notices[event.notice_id] = _drafted(event, rows)


def _drafted(event: notices.NoticeDrafted, rows: RowsSoFar) -> NoticeRow:
    return NoticeRow(
        id=event.notice_id,
        template=event.template,
        language=event.language,
        version=event.version,
        state="draft",
        subject=event.subject,
        text=event.text,
        text_hash=event.text_hash,
        missing=stored(rows.details, "missing"),
        lint=stored(rows.details, "remarks"),
        told=stored(rows.details, "told"),
        drafted_at=rows.at,
        drafted_by=rows.actor,
    )


@apply.register
def _(event: notices.NoticeEdited, rows: RowsSoFar) -> None:
    rows.notices[event.notice_id] = replace(
        _drafted(event, rows),
        drafted_at=event.drafted_at,
        drafted_by=event.drafted_by,
        drawn=event.drawn,
        edited_by=rows.actor,
        edited_at=rows.at,
    )


@apply.register
def _(event: notices.RuleOverridden, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, lint=stored(rows.details, "remarks"))


@apply.register
def _(event: notices.NoticeReviewed, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, state="in_review", first_approved_by=rows.actor)


@apply.register
def _(event: notices.NoticeReturned, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, state="draft", **NOT_APPROVED)


@apply.register
def _(event: notices.NoticeApproved, rows: RowsSoFar) -> None:
    approved = {"approved_at": rows.at, "approved_by": rows.actor, "first_approved_by": event.first_by}
    rows.notice(event.notice_id, state="approved", differs=None, **approved)


@apply.register
def _(event: notices.NoticeReopened, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, state=event.state, differs=event.differs)
    if event.state == "draft":
        rows.notice(event.notice_id, **NOT_APPROVED)


@apply.register
def _(event: notices.NoticeMatches, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, differs=None)


@apply.register
def _(event: notices.NoticeSent, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, state=event.state, sent=stored(rows.details, "sent"))


@apply.register
def _(event: notices.MailReturned, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, sent=stored(rows.details, "sent"))


@apply.register
def _(event: notices.NoticeNotSent, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, state=event.state, sent=stored(rows.details, "sent"))
    if event.state == "draft":
        rows.notice(event.notice_id, **NOT_APPROVED)


@apply.register
def _(event: notices.NoticeCorrected, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, state="corrected")


@apply.register
def _(event: notices.NoticeWithdrawn, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, state="withdrawn")


@apply.register
def _(event: notices.NoticeSuperseded, rows: RowsSoFar) -> None:
    rows.notice(event.notice_id, state="superseded")
