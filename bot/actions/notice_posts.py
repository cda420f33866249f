"""The messages of one notice: its first one, and those in its thread in which a long text goes on.

Decides which lines of the text stand in which message; what else stands there is decided by the view.

Caveats: Slack refuses a message whose blocks hold more than about thirteen thousand characters, or more than fifty
blocks. What is missing and the remarks on the text take their part of the first message.
"""

from collections.abc import Sequence

from bot.actions import channels
from bot.actions.contents import NoticeCard, NoticePage
from bot.actions.work import Work
from bot.domain.notice_lines import Line, lines
from bot.domain.notice_lines import pages as cut_into_pages
from bot.store.tables import Incident, Notice

MOST_IN_PAGE = 6_000  # characters
MOST_HEADINGS = 20  # of one page: each begins a block of its own


def pages(notice: Notice) -> Sequence[Sequence[Line]]:
    """What each message says of the text; there is at least one."""
    return cut_into_pages(lines(notice.text), MOST_IN_PAGE, MOST_HEADINGS)


def post(work: Work, incident: Incident, notice: Notice) -> None:
    channels.post(work, incident, _key(notice), NoticeCard(notice.id))
    for page in range(1, len(pages(notice))):
        channels.post(work, incident, _key(notice, page), NoticePage(notice.id, page))


def refresh(work: Work, incident: Incident, notice: Notice) -> None:
    """Its first message, which says how it stands; the further ones say nothing but the text."""
    channels.refresh(work, incident, _key(notice), NoticeCard(notice.id))


def refresh_all(work: Work, incident: Incident, notice: Notice) -> None:
    """Every message: the text is no longer to be read."""
    refresh(work, incident, notice)
    for page in range(1, len(pages(notice))):
        channels.refresh(work, incident, _key(notice, page), NoticePage(notice.id, page))


def _key(notice: Notice, page: int = 0) -> str:
    return f"notice:{notice.id}:{page}" if page else f"notice:{notice.id}"
