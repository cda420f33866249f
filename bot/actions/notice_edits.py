"""Counsel's changes to a drafted text: a new version in words of a person's own, checked as every text is.

Decides that only what waits for approval and still says what is on record can be changed. What the facts gave is kept
beside it, so that the approval ends when they give something else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.actions import notice_changes, notice_checks, notice_posts, notice_states, notices, recorded_facts
from bot.actions.notices import ApproveNotice
from bot.actions.work import Work
from bot.domain.events import notices as events
from bot.domain.notice_differences import differences
from bot.domain.notice_edits import LONGEST, not_from_facts, with_sections, written
from bot.domain.notice_edits import editable as as_edited
from bot.domain.notice_lines import lines
from bot.domain.notices import WAITING, exact_text
from bot.domain.word_files import WordFile
from bot.errors import Refused
from bot.messages import _
from bot.store.tables import Incident, Notice


@dataclass(frozen=True)
class EditNotice:
    """`notice`: the number of the version that was read; `bodies`: what stands in its sections now, by their place."""

    notice: str
    subject: str
    bodies: Mapping[int, str]


@dataclass(frozen=True)
class NoticeEdited:
    incident: Incident
    notice: Notice
    title: str
    own: Sequence[str]  # sentences that don't come from facts


def editable(work: Work, incident: Incident, word: str) -> Notice:
    """The version whose text may be changed. Raises Refused, or Stale where it would be drawn otherwise by now."""
    notice = notices.readable(work, incident, ApproveNotice(word))
    notice_states.intact(notice)
    title, version = notice_states.title_of(work, notice), notice.version
    if notice.state not in WAITING:
        raise Refused(
            _("“{title}”, version {version}, no longer waits for approval.", title=title, version=version),
            _("To change it, draft the next version: /breach notice {kind}", kind=notice.template),
        )
    notice_changes.refuse_changed(work, incident, notice)
    return notice


def edit_notice(work: Work, incident: Incident, command: EditNotice) -> NoticeEdited:
    """The next version, with the text that the actor gave it."""
    before = editable(work, incident, command.notice)
    return _edited(work, incident, before, command.subject, with_sections(before.text, command.bodies))


def made_of(work: Work, incident: Incident, template: str, language: str, file: WordFile) -> Notice:
    """The version of this notice that the Word file was made of. Raises Refused for another notice, or none."""
    same = [one for one in notices.all_of(work, incident) if one.text_hash == file.sha256]
    here = [one for one in same if (one.template, one.language) == (template, language)]
    found = next(reversed(here or same), None)  # the newest: facts that were stated back give an old text again
    if found is None:
        raise Refused(
            _("This Word file was not made of a notice of this incident."),
            _("Choose Get PDF and Word, change the Word file that comes, and share it here."),
        )
    if (found.template, found.language) != (template, language):
        title = notice_states.title_of(work, found)
        raise Refused(
            _("This is the Word file of another notice: “{title}”.", title=title),
            _("Share it in that notice's thread."),
        )
    return found


def take_word_file(work: Work, incident: Incident, notice: Notice, file: WordFile) -> NoticeEdited:
    """The next version, with the text that the actor gave it in Word; the subject stays."""
    before = editable(work, incident, str(notice.id))
    text = written(file.lines) + "\n"
    is_same = text == written(lines(before.text, LONGEST)) + "\n"
    return _edited(work, incident, before, before.subject, before.text if is_same else text)


def _edited(work: Work, incident: Incident, before: Notice, subject: str, text: str) -> NoticeEdited:
    if (subject, text) == (before.subject, before.text):
        raise Refused(_("Nothing was changed."), _("No change."))
    after = _next(work, incident, before, subject, text)
    notice_posts.post(work, incident, after)
    return NoticeEdited(incident, after, notice_states.title_of(work, after), own_sentences(after))


def _next(work: Work, incident: Incident, before: Notice, subject: str, text: str) -> Notice:
    kind = notices.kind_of(work, before)
    made = recorded_facts.draw(work, incident, kind, before.language, before.drafted_at, (subject, text))
    made = notice_checks.checked(work, incident, kind.id, made, notices.all_of(work, incident))
    notices.replaced(work, incident, before)
    kept: dict[str, Any] = {
        "drawn": notice_states.from_facts(before),
        "drafted_at": before.drafted_at,
        "drafted_by": before.drafted_by,
    }
    edited = {"edited_by": work.actor, "edited_at": work.now_in(incident)}
    after = notices.add_version(work, incident, kind.id, before.language, before.version + 1, made, **kept, **edited)
    work.record(incident, events.NoticeEdited(**notices.as_recorded(after, kind.title, made), **kept))
    return after


def own_sentences(notice: Notice) -> Sequence[str]:
    """Those that don't come from facts; none of a text that nobody changed."""
    return not_from_facts(notice.drawn, exact_text(notice.subject, notice.text)) if notice.drawn else ()


def own_changes(notice: Notice) -> Sequence[str]:
    """What a person changed in what the facts gave, in words."""
    if not notice.drawn:
        return ()
    return differences(as_edited(notice.drawn), as_edited(exact_text(notice.subject, notice.text)))
