"""Drafting notices from the facts, and the approval of one exact text by the person entitled to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bot.actions import (
    channels,
    notice_changes,
    notice_checks,
    notice_posts,
    notice_states,
    people,
    promised_updates,
    proposals,
    recorded_facts,
)
from bot.actions.notice_checks import Overridden, OverrideRule
from bot.actions.proposals import Prepared
from bot.actions.sending_advice import SendingAdvice, advice
from bot.actions.work import Drafted, Work
from bot.domain.events import notices as events
from bot.domain.notice_completeness import MissingItem
from bot.domain.notice_templates import NoticeTemplate, text_hash
from bot.domain.notices import REPLACEABLE, WAITING, Approval, NoticeState, approve, approvers
from bot.domain.permissions import NoticeSubject, roles_listed
from bot.domain.place_letters import choices, concerns
from bot.domain.proposals import Noun, approving
from bot.errors import NotFound, Refused, Stale, UsageError
from bot.messages import _
from bot.messages.phrases import list_of
from bot.sentences import sentence
from bot.store.tables import Incident, Notice

MOST_NAMED, MOST_NEAR = 12, 5  # notices in one answer; those with a similar name
ALIKE, CODE = 0.75, 3  # how much of two words is the same (difflib's ratio); letters of a place's code


@dataclass(frozen=True)
class DraftNotice:
    template: str
    language: str = "en"


@dataclass(frozen=True)
class ApproveNotice:
    """`version` is the one that the approver has read; 0: the newest."""

    notice: str
    version: int = 0


@dataclass(frozen=True)
class NoticeDrafted:
    incident: Incident
    notice: Notice
    title: str
    again: bool = False  # the facts have not changed since; this is the version that stands


@dataclass(frozen=True)
class NoticeApproved:
    incident: Incident
    notice: Notice
    title: str
    serves: Sequence[str]  # the duties it fulfils
    advice: SendingAdvice
    again: bool = False
    waits_for_second: bool = False  # of two people this was the first


@dataclass(frozen=True)
class DocumentOrdered:
    incident: Incident
    title: str
    version: int


def _is_near(parts: Sequence[str], name: str) -> bool:
    """Whether each part of what was typed is alike to a part of the name; a code is what it is."""
    known = name.split("-")
    words = [one for one in known if len(one) > CODE]
    return bool(parts) and all(part in known or get_close_matches(part, words, n=1, cutoff=ALIKE) for part in parts)


def all_of(work: Work, incident: Incident) -> Sequence[Notice]:
    """Every version, oldest first within each kind."""
    return work.snapshot(incident).notices


def named(work: Work, incident: Incident, word: str) -> NoticeTemplate:
    """The kind of notice that a responder means; of several, the one for a place where people are affected. Raises
    NotFound or UsageError."""
    known = work.library.templates.notices
    wanted = word.strip().lower()
    if (exact := "-".join(wanted.split())) in known:
        return known[exact]
    parts = wanted.replace("-", " ").split()
    found = [one for one in known.values() if one.folder == wanted] or [
        one for name, one in known.items() if all(part in f"{name} {one.title} {one.serves}".lower() for part in parts)
    ]
    found = [one for one in found if concerns(one, incident.facts.known.get("people"))] or found
    if len(found) == 1 and parts:
        return found[0]
    if found and parts:
        listed = ", ".join(sorted(one.id for one in found) if len(found) <= MOST_NAMED else choices(found))
        raise UsageError(_("“{word}” matches several notices.", word=word), _("Name one: {listed}.", listed=listed))
    remedy = _("See them with /breach notice.")
    if near := sorted(name for name in known if _is_near(parts, name))[:MOST_NEAR]:
        remedy = _("Did you mean {notices}? {remedy}", notices=list_of(near, "or"), remedy=remedy)
    raise NotFound(_("There is no notice “{word}”.", word=word), remedy)


def draft_notice(work: Work, incident: Incident, command: DraftNotice) -> NoticeDrafted:
    """Draw the notice from the facts as they stand. An unchanged text stays the version that it is, unless it waits for
    approval and the check says something else about it now. What people said yes to is unchanged as long as only the
    day is another one."""
    if (place := f"{command.template}-{command.language}".lower()) in work.library.templates.notices:
        command = DraftNotice(place)  # “us-individuals ma” names a state, not a language
    kind = named(work, incident, command.template)
    now, latest = work.now_in(incident), newest(work, incident, kind.id, command.language)
    if latest and latest.state in (NoticeState.IN_REVIEW, NoticeState.APPROVED):
        if notice_changes.is_current(work, incident, latest):
            return NoticeDrafted(incident, latest, kind.title, again=True)
        notice_changes.look_again(work, incident)  # so that what went out in part is not taken for a mere draft
    drawn = recorded_facts.draw(work, incident, kind, command.language, now)
    drawn = notice_checks.checked(work, incident, kind.id, drawn, all_of(work, incident))
    lint = [remark.model_dump(mode="json") for remark in drawn.remarks]
    same = latest and notice_states.from_facts(latest) == drawn.text and latest.state is not NoticeState.WITHDRAWN
    if latest and same and (latest.state not in WAITING or latest.drawn or latest.lint == lint):
        return NoticeDrafted(incident, latest, kind.title, again=True)
    if latest and latest.state in REPLACEABLE:
        replaced(work, incident, latest)
    version = (latest.version if latest else 0) + 1
    notice = add_version(
        work, incident, kind.id, command.language, version, drawn, drafted_at=now, drafted_by=work.actor
    )
    work.record(incident, events.NoticeDrafted(**as_recorded(notice, kind.title, drawn)))
    notice_posts.post(work, incident, notice)
    return NoticeDrafted(incident, notice, kind.title)


def add_version(
    work: Work, incident: Incident, template: str, language: str, version: int, made: Drafted, **more: Any
) -> Notice:
    """A draft. `more`: who drafted and who edited it, and when."""
    notice = Notice(
        incident_id=incident.id,
        template=template,
        language=language,
        version=version,
        state=NoticeState.DRAFT,
        subject=made.subject,
        text=made.markdown,
        text_hash=text_hash(made.text),
        missing=[item.model_dump(mode="json") for item in made.missing],
        lint=[remark.model_dump(mode="json") for remark in made.remarks],
        told=dict(made.told),
        sent=[],
        **more,
    )
    work.snapshot(incident).add_notice(notice)
    return notice


def as_recorded(notice: Notice, title: str, drawn: Drafted) -> dict[str, Any]:
    """What the audit log says of a new version, however it came about."""
    return {
        "notice_id": notice.id,
        "template": notice.template,
        "title": title,
        "language": notice.language,
        "version": notice.version,
        "subject": notice.subject,
        "text": notice.text,
        "text_hash": notice.text_hash,
        "missing": drawn.missing,
        "remarks": drawn.remarks,
        "told": dict(drawn.told),
    }


def replaced(work: Work, incident: Incident, notice: Notice) -> None:
    """By a newer version, which has not gone out yet either."""
    notice_states.superseded(work, incident, notice)
    because = {str(notice.id): sentence("A newer version of the notice replaced it.")}
    proposals.settle_about(work, incident, Noun.NOTICE, because)


def newest(work: Work, incident: Incident, template: str, language: str) -> Notice | None:
    """The last version of one kind in one language."""
    same = [one for one in all_of(work, incident) if (one.template, one.language) == (template, language)]
    return max(same, key=lambda one: one.version, default=None)


def find(work: Work, incident: Incident, word: str) -> Notice:
    """The newest version of the notice that the words mean; a number is a notice's own id."""
    rows = all_of(work, incident)
    if word.isdecimal():
        numbered = next((row for row in rows if str(row.id) == word), None)
        if numbered is None:
            raise NotFound(
                _("There is no notice {word} in this incident.", word=word), _("See them with /breach notice.")
            )
        return numbered
    kind = named(work, incident, word)
    newest = [row for row in rows if row.template == kind.id]
    if not newest:
        raise NotFound(
            _("“{title}” has not been drafted yet.", title=kind.title),
            _("Draft it: /breach notice {kind}", kind=kind.id),
        )
    return max(newest, key=lambda row: (row.drafted_at, row.id))


def kind_of(work: Work, notice: Notice) -> NoticeTemplate:
    """Raises NotFound for a kind that the files no longer have."""
    kind = work.library.templates.notices.get(notice.template)
    if kind is None:
        raise NotFound(
            _("There is no notice “{word}”.", word=notice.template), _("See what there is with /breach notice.")
        )
    return kind


def approval(work: Work, incident: Incident, word: str) -> NoticeSubject:
    """The notice that the words mean, as permission to approve it sees it. Where it takes two people to approve it,
    who drafted it may be one of them."""
    notice = find(work, incident, word)
    kind, two = kind_of(work, notice), work.library.organisation.wants_two_people
    about = people.subject_of(incident)
    if not two:
        return NoticeSubject(about, (kind.approver,))
    if not kind.second:
        drafter = people.actor(work, incident, notice.drafted_by).roles
        return NoticeSubject(about, approvers(kind, None, drafter), notice.drafted_by)
    done = approving(notice.id, kind.title, notice.version)
    said = proposals.first_of_two(work, incident, done)
    if said is None:
        return NoticeSubject(about, approvers(kind, None))
    first = said.proposed_by
    return NoticeSubject(about, approvers(kind, people.actor(work, incident, first).roles), first=first)


def withdrawal(work: Work, incident: Incident, word: str) -> NoticeSubject:
    """The notice that the words mean, as permission to take it back sees it: one person is enough, also its drafter."""
    kind = kind_of(work, find(work, incident, word))
    return NoticeSubject(people.subject_of(incident), approvers(kind, None))


def prepare_approval(work: Work, incident: Incident, command: ApproveNotice) -> Prepared[ApproveNotice]:
    """Raises if the text can't be approved, no matter who reads it."""
    notice = readable(work, incident, command)
    if notice.state not in WAITING:
        raise Refused(_("This version is already approved."), _("No change."))
    _approval(work, incident, notice)
    title = kind_of(work, notice).title
    kept = ApproveNotice(str(notice.id), notice.version)
    return Prepared(kept, approving(notice.id, title, notice.version), "", str(notice.version))


def readable(work: Work, incident: Incident, command: ApproveNotice) -> Notice:
    """Raises Stale for a version that was replaced or taken back."""
    notice = find(work, incident, command.notice)
    if notice.state is NoticeState.SUPERSEDED or (command.version and command.version != notice.version):
        raise Stale(
            _("This version was replaced by a newer one."),
            _("Read the latest version: /breach notice {kind}", kind=notice.template),
        )
    if notice.state is NoticeState.WITHDRAWN:
        raise Stale(_("This version was withdrawn."), _("Draft it again: /breach notice {kind}", kind=notice.template))
    return notice


def _approval(work: Work, incident: Incident, notice: Notice) -> Approval:
    """Raises what the text lacks; Stale where it would be drawn otherwise by now."""
    approval = approve(
        notice_states.intact(notice),
        approver=work.actor,
        missing=[MissingItem.model_validate(item) for item in notice.missing],
        remarks=notice_checks.standing(work, incident, notice, all_of(work, incident)),
        now=work.now_in(incident),
    )
    notice_changes.refuse_changed(work, incident, notice)
    return approval


def approve_notice(work: Work, incident: Incident, command: ApproveNotice) -> NoticeApproved:
    """The yes of a person entitled, for exactly the text they read. Raises if the text can't be approved.

    Where its kind names a second role, the first yes waits for the other one.
    """
    notice = find(work, incident, command.notice)
    kind = kind_of(work, notice)
    how = advice(work, incident, kind)
    if notice.state is NoticeState.APPROVED and work.actor in (notice.approved_by, notice.first_approved_by):
        return NoticeApproved(incident, notice, kind.title, kind.serves, how, again=True)
    prepared = prepare_approval(work, incident, command)
    approval = _approval(work, incident, notice)
    if kind.second and work.library.organisation.wants_two_people:
        if _waits_for_second(work, incident, notice, kind, prepared):
            return NoticeApproved(incident, notice, kind.title, kind.serves, how, waits_for_second=True)
    elif notice.drafted_by == work.actor:
        proposals.do_alone(work, incident, prepared)
    notice_states.approved(work, incident, notice, approval)
    because = sentence("“{title}” was approved.", title=kind.title)
    proposals.settle_about(work, incident, Noun.NOTICE, {str(notice.id): because}, prepared.done)
    promised_updates.plan(work, incident)
    return NoticeApproved(incident, notice, kind.title, kind.serves, how)


def _waits_for_second(
    work: Work, incident: Incident, notice: Notice, kind: NoticeTemplate, prepared: Prepared[ApproveNotice]
) -> bool:
    """Whether the actor is the first of two. Then the other role is asked, and the notice is in review."""
    left = approvers(kind, people.actor(work, incident).roles)
    waits_for = sentence("the {roles} to confirm", roles=roles_listed(left))
    if not proposals.needs_second(work, incident, prepared, waits_for):
        return False
    if notice.state is NoticeState.DRAFT:
        notice_states.reviewed(work, incident, notice)
    return True


def override_rule(work: Work, incident: Incident, command: OverrideRule) -> Overridden:
    """Keep what a rule stopped, for a reason, in the version that is waiting for approval."""
    notice = readable(work, incident, ApproveNotice(command.notice))
    if notice.state not in WAITING:
        raise Refused(_("This version is already approved."), _("No change."))
    return notice_checks.override(work, incident, notice, command.rule, command.reason, all_of(work, incident))


def make_document(work: Work, incident: Incident, word: str) -> DocumentOrdered:
    """Put one version of a notice into the channel, as a PDF and as a Word file."""
    notice = find(work, incident, word)
    notice_states.intact(notice)
    key = f"document:{notice.id}:{notice.state}"
    work.send(
        "file",
        key,
        incident,
        needs=channels.channel_key(incident),
        document="notice",
        formats=["pdf", "docx"],
        notice=notice.id,
    )
    return DocumentOrdered(incident, notice_states.title_of(work, notice), notice.version)
