"""Whether a notice still says what is on record: its text is compared with the one that would be drawn now.

Done with every change of facts or law, or of steps, duties and severity where a notice tells of them; for every open
incident when its files have changed (`replanning.py`); and once more wherever an approval is relied upon. It is drawn
as of the instant at which it was drafted, so that time alone changes nothing.
"""

from collections.abc import Collection, Sequence

from bot.actions import channels, notice_states, proposals, recorded_facts
from bot.actions.contents import NoticeReopened
from bot.actions.work import Work
from bot.domain.notice_differences import differences
from bot.domain.notice_templates import text_hash
from bot.domain.notices import GOES_ON, NoticeState
from bot.domain.proposals import Noun
from bot.errors import LibraryError, Stale, UsageError
from bot.messages import _
from bot.sentences import sentence
from bot.store.tables import Incident, Notice
from bot.strict import LibraryFaults


def drawn_now(work: Work, incident: Incident, notice: Notice) -> str:
    """The exact text from the facts and files of now; empty where its kind is gone or can't be drawn."""
    kind = work.library.templates.notices.get(notice.template)
    if kind is None:
        return ""
    try:
        return recorded_facts.draw(work, incident, kind, notice.language, notice.drafted_at, checked=False).text
    except (UsageError, LibraryError, LibraryFaults):
        return ""


def is_current(work: Work, incident: Incident, notice: Notice) -> bool:
    return drawn_now(work, incident, notice) == notice_states.from_facts(notice)


def refuse_changed(work: Work, incident: Incident, notice: Notice) -> None:
    """Raises Stale, with the words, for a text that would be drawn otherwise by now."""
    before, now = notice_states.from_facts(notice), drawn_now(work, incident, notice)
    if now != before:
        found = " / ".join(differences(before, now)) or _("only in the space between words")
        raise Stale(
            _("What this notice says has changed since it was drafted: {changes}", changes=found),
            _("Draft it again: /breach notice {kind}", kind=notice.template),
        )


def look_again(work: Work, incident: Incident, *, moved: Collection[str] = ()) -> None:
    """After a change: what people said yes to and would now read otherwise is open again, and they are told. `moved`:
    only what could have changed; then notices that tell none of it are left alone."""
    for notice in work.snapshot(incident).notices:
        if notice.state in GOES_ON and (not moved or _tells(work, notice, moved)):
            _look_at(work, incident, notice)


def _tells(work: Work, notice: Notice, facts: Collection[str]) -> bool:
    kind = work.library.templates.notices.get(notice.template)
    return kind is None or not kind.facts.isdisjoint(facts)


def _look_at(work: Work, incident: Incident, notice: Notice) -> None:
    before, now = notice_states.from_facts(notice), drawn_now(work, incident, notice)
    if now == before:
        if notice.differs:
            notice_states.matches(work, incident, notice)
    elif notice.differs is None:
        _reopen(work, incident, notice, now, differences(before, now))


def _reopen(work: Work, incident: Incident, notice: Notice, now: str, found: Sequence[str]) -> None:
    told = tuple(filter(None, dict.fromkeys((notice.first_approved_by, notice.approved_by))))
    was = notice.state
    notice_states.reopened(work, incident, notice, text_hash(now), found)
    because = sentence("“{title}” would say something else by now.", title=notice_states.title_of(work, notice))
    proposals.settle_about(work, incident, Noun.NOTICE, {str(notice.id): because})
    stopped = notice.state is NoticeState.SENT and was is NoticeState.APPROVED
    content = NoticeReopened(notice.id, tuple(found), told, stopped=stopped)
    channels.post(work, incident, f"reopened:{notice.id}:{work.newest(incident)}", content, urgency=2)
