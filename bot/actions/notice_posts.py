"""The messages of one notice: the one in the channel that says how its newest version stands, and in its thread each
version with its text, on as many messages as it takes.

Decides which lines of the text stand in which message; what else stands there is decided by the view.

Caveats: Slack refuses a message whose blocks hold more than about thirteen thousand characters, or more than fifty
blocks. What is missing and the remarks on the text take their part of the first message.
"""

from collections.abc import Sequence

from bot.actions import channels
from bot.actions.contents import NoticeCard, NoticePage, NoticeThread
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
    head = _thread(notice)
    channels.post(work, incident, head, NoticeThread(notice.template, notice.language))
    channels.reply(work, incident, head, _key(notice), NoticeCard(notice.id))
    for page in range(1, len(pages(notice))):
        channels.reply(work, incident, head, _key(notice, page), NoticePage(notice.id, page))
    refresh(work, incident, notice)


def refresh(work: Work, incident: Incident, notice: Notice) -> None:
    """The messages that say how it stands; the further ones say nothing but the text."""
    channels.refresh(work, incident, _thread(notice), NoticeThread(notice.template, notice.language))
    channels.refresh(work, incident, _key(notice), NoticeCard(notice.id))
    channels.refresh_card(work, incident)


def refresh_all(work: Work, incident: Incident, notice: Notice) -> None:
    """Every message: the text is no longer to be read."""
    refresh(work, incident, notice)
    for page in range(1, len(pages(notice))):
        channels.refresh(work, incident, _key(notice, page), NoticePage(notice.id, page))


def notice_of(work: Work, incident: Incident, thread: str) -> tuple[str, str] | None:
    """The kind and the language of the notice whose versions stand in this thread; None for other threads."""
    key = channels.posted_at(work, incident, thread) or ""
    if not key.startswith("notices:"):
        return None
    _word, _incident, template, language = key.split(":")
    return template, language


def _thread(notice: Notice) -> str:
    return f"notices:{notice.incident_id}:{notice.template}:{notice.language}"


def _key(notice: Notice, page: int = 0) -> str:
    return f"notice:{notice.id}:{page}" if page else f"notice:{notice.id}"
