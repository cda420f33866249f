"""How notices look: what can be drafted, one draft with what it lacks, approval."""

from collections.abc import Sequence

from bot.actions import notice_posts, notice_states
from bot.actions.notice_checks import Overridden, OverrideRule
from bot.actions.notices import (
    ApproveNotice,
    DocumentOrdered,
    DraftNotice,
    NoticeApproved,
    NoticeDrafted,
)
from bot.actions.notices import approval as approval_of
from bot.actions.sending_advice import SendingAdvice
from bot.actions.work import Work
from bot.domain.notice_lines import Line
from bot.domain.notice_templates import NoticeTemplate as Kind
from bot.domain.notice_wording import Remark
from bot.domain.notices import MAY_GO, TextAltered, intact
from bot.domain.permissions import NoticeSubject
from bot.domain.place_letters import PlaceLetter
from bot.domain.sendings import tally
from bot.errors import UsageError
from bot.messages import N_, _, plural
from bot.messages.phrases import list_of
from bot.slack import notice_edits, notice_texts
from bot.slack.block_kit import (
    Block,
    Message,
    actions,
    button,
    confirm,
    context,
    mention,
    safe,
    section,
    sections,
    told,
    when,
)
from bot.slack.callbacks import Target, number
from bot.slack.notice_needs import answer_all, how_to_send, missing, missing_count, sending_lines
from bot.slack.notice_proofs import sent_lines, unreached
from bot.slack.parse import reason_in
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Incident, Notice

STATES = {
    "draft": N_("draft"),
    "in_review": N_("in review"),
    "approved": N_("approved"),
    "sent": N_("sent"),
    "corrected": N_("sent, then corrected"),
    "withdrawn": N_("withdrawn"),
    "superseded": N_("replaced by a newer version"),
}
ALONE = N_(
    "One person is enough to approve this, since your organization has turned off the two-person rule. "
    "No one else catches a mistake before it is sent, and the record and the report say so."
)
OVERRIDE_EXAMPLE = N_("`/breach override gdpr-individuals MIN1 because that is the name of our product`")
IN_FORM = 90  # blocks of a text in a form, which takes 100
DUTIES = 3  # that an approved text meets, each with a button


def draft_message(notice: Notice, kind: Kind, advice: SendingAdvice, *, alone: bool = False) -> Message:
    """The draft in the channel: what is missing first, then the text, then what may be done with it. `alone`: the
    organization has turned off the two-person rule."""
    blocks: list[Block] = [section(_head(notice, kind)), context(_by(notice))]
    if notice.state == "superseded":
        said = _("{title}, version {version}: replaced by a newer version", title=kind.title, version=notice.version)
        return Message(said, (*blocks, *notice_edits.own_words(notice)))
    if altered := _altered(notice):
        return Message(altered, (*blocks, section(f":warning: {altered}")))
    blocks += missing(notice) + _remarks(notice) + _forbidden(kind)
    blocks.append(section(_("*Subject:* {subject}", subject=safe(notice.subject))))
    every = notice_posts.pages(notice)
    blocks += notice_texts.blocks(every[0])
    if rest := len(every) - 1:
        more = plural("The text goes on in {n} message below.", "The text goes on in {n} messages below.", rest)
        blocks.append(context(more))
    blocks += notice_edits.own_words(notice)
    blocks += how_to_send(advice)
    if notice.state in ("draft", "in_review"):
        blocks.append(_buttons(notice, kind))
        if alone:
            blocks.append(context(_(ALONE)))
    elif notice.state in MAY_GO:
        blocks += _to_send(notice, advice)
    blocks += _sent(notice, kind)
    blocks.append(
        context(_("Text SHA-256: `{digest}…`. Approval covers exactly this text.", digest=notice.text_hash[:16]))
    )
    said = _("{title}, version {version}", title=kind.title, version=notice.version)
    return Message(_spoken(said, every[0]), tuple(blocks))


def _sent(notice: Notice, kind: Kind) -> list[Block]:
    """What proves that it went out, and where the next thing is recorded; what meets a duty is sent in parts before."""
    sendings = notice_states.sendings(notice)
    blocks = sections([f"*{_('Proof of sending')}*", *sent_lines(sendings)]) if sendings else []
    found = tally(sendings)
    if found.returned:
        blocks.append(section(unreached(found)))
    target = Target(notice.incident_id, str(notice.id))
    label = _("Record a part as sent") if kind.serves else _("Record sending")
    record = [button(label, "notice.wave", target)] if notice.state in MAY_GO else []
    record += [button(_("Record returned mail"), "notice.returned", target)] if sendings else []
    return [*blocks, actions(*record, block_id=f"sent:{notice.id}")] if record else blocks


def _altered(notice: Notice) -> str:
    """What to read in the place of a text that is not the one that was drafted; empty for one that is."""
    try:
        intact(notice.subject, notice.text, notice.text_hash)
    except TextAltered as altered:
        return f"{altered.say} {altered.remedy}"
    return ""


def to_read(notice: Notice) -> list[Block]:
    """The whole text, for who approves it in a form; what is longer than a form has to be read in the thread."""
    sure = _("You confirm that you have read this exact version. Your name and the time are recorded.")
    if altered := _altered(notice):
        return [section(f":warning: {altered}")]
    text = notice_texts.blocks([line for page in notice_posts.pages(notice) for line in page])
    return [section(_("*Subject:* {subject}", subject=safe(notice.subject))), *text[:IN_FORM], context(sure)]


def thread_message(notice: Notice, kind: Kind) -> Message:
    """How the newest version stands; the texts of all versions are in the thread."""
    title, version = kind.title, notice.version
    lines, answer = [_head(notice, kind)], list[Block]()
    if notice.missing and notice.state == "draft":
        lines.append(missing_count(len(notice.missing)))
        answer.append(answer_all(notice, f"answer:{notice.id}"))
    lines += sent_lines(notice_states.sendings(notice))[-1:]
    lines.append(_("Every version is in the thread, with its text and what you can do with it."))
    said = _("Notice: {title}, version {version}", title=title, version=version)
    return Message(said, (section("\n".join(lines)), context(_by(notice)), *answer))


def _head(notice: Notice, kind: Kind) -> str:
    state = state_of(notice)
    return _("*{title}* · version {version} · {state}", title=safe(kind.title), version=notice.version, state=state)


def state_of(notice: Notice) -> str:
    """Its state in words; of what went out, also that it was only a part, or says something else than the record."""
    if notice.differs and notice.state == "sent":
        if all(not one["duty"] for one in notice.sent):
            return _("sent in part; the record has changed since")
        return _("sent; the record has changed since")
    if notice.differs and notice.state == "draft":
        return _("no longer approved; the record has changed since")
    if notice.sent and notice.state == "approved":
        return _("approved; sent in part")
    return _(STATES[notice.state])


def _by(notice: Notice) -> str:
    drafter, at = mention(notice.drafted_by), when(notice.drafted_at)
    first = mention(notice.first_approved_by) if notice.first_approved_by else ""
    if not notice.approved_by and not first:
        return _("drafted by {person} {at}", person=drafter, at=at)
    if not notice.approved_by:
        return _("drafted by {person} {at} · first approval by {approver}", person=drafter, at=at, approver=first)
    approver = list_of([*([first] if first else []), mention(notice.approved_by)], "and")
    return _("drafted by {person} {at} · approved by {approver}", person=drafter, at=at, approver=approver)


def _remarks(notice: Notice) -> list[Block]:
    if not notice.lint:
        return []
    remarks = [Remark.model_validate(item) for item in notice.lint]
    rows = [f"• {safe(one.rule)}: {told(one.sentence)}{_kept(one)}" for one in remarks]
    blocks: list[Block] = [section("\n".join([_("*Wording suggestions*"), *rows]))]
    if rules := dict.fromkeys(one.rule for one in remarks if one.blocks and one.overridable):
        said = _(
            "These rules block approval: {rules}. "
            "If one is wrong here: `/breach override {kind} {rule} because REASON`",
            rules=", ".join(map(safe, rules)),
            kind=notice.template,
            rule=next(iter(rules)),
        )
        blocks.append(context(said))
    return blocks


def _forbidden(kind: Kind) -> list[Block]:
    """What the law of the place forbids, for who approves: what people typed may say it in words of their own."""
    if not isinstance(kind, PlaceLetter) or not kind.law.forbids:
        return []
    topics = ", ".join(f"{safe(kind.topics[one.topic].words)} ({safe(one.cites)})" for one in kind.law.forbids)
    said = _(
        "The law of this place forbids in this letter: {topics}. "
        "breachbot leaves these facts out; read the text for them before you approve it.",
        topics=topics,
    )
    return [context(said)]


def _kept(remark: Remark) -> str:
    """Who keeps the words nevertheless, and why."""
    if remark.override is None:
        return ""
    kept = _("kept by {person}: {reason}", person=mention(remark.override.by), reason=safe(remark.override.reason))
    return f" _({kept})_"


def page_message(notice: Notice, kind: Kind, page: int) -> Message | None:
    """Where a long text goes on, in the thread of its first message."""
    if _altered(notice):
        return None  # its first message says so
    every = notice_posts.pages(notice)
    if page >= len(every):
        return None
    told = _("{title}, version {version}", title=kind.title, version=notice.version)
    place = _("{title}, page {page} of {pages}", title=told, page=page + 1, pages=len(every))
    if notice.state == "superseded":
        return Message(told, (context(f"{safe(place)} · {_(STATES[notice.state])}"),))
    return Message(_spoken(place, every[page]), (context(safe(place)), *notice_texts.blocks(every[page])))


def _spoken(head: str, page: Sequence[Line]) -> str:
    """What notifications show, and those who read no blocks."""
    return f"{head}\n{safe(notice_texts.words(page))}"


def _buttons(notice: Notice, kind: Kind) -> Block:
    sure = confirm(
        _("Approve this text?"),
        _("You confirm that you have read this exact version. Your name and the time are recorded."),
        _("Approve"),
    )
    target = Target(notice.incident_id, str(notice.id), str(notice.version))
    again = Target(notice.incident_id, f"{kind.id} {notice.language}")
    approve = () if notice.missing else (button(_("Approve"), "notice.approve", target, "primary", sure),)
    form = (button(_("Get the authority's form"), "notice.form", again),) if kind.authority_form else ()
    return actions(
        *approve,
        button(_("Change the text"), "notice.edit", target),
        button(_("Redraft from current facts"), "notice.draft", again),
        button(_("Get PDF and Word"), "notice.document", target),
        *form,
        block_id=f"notice:{notice.id}",
    )


def _to_send(notice: Notice, advice: SendingAdvice) -> list[Block]:
    """What an approved text is sent as; and where that is recorded, for each duty that it meets and that runs."""
    document = button(_("Get PDF and Word"), "notice.document", Target(notice.incident_id, str(notice.id)))
    running = [one.duty for one in advice.findings[:DUTIES]] if notice.state == "approved" else []
    return [
        actions(document, block_id=f"notice:{notice.id}"),
        *(
            actions(
                button(_("Mark sent: {duty}", duty=_(duty.title)), "clock.met", Target(notice.incident_id, duty.id)),
                block_id=f"sent:{duty.id}",
            )
            for duty in running
        ),
    ]


def drafted(outcome: NoticeDrafted, reader: Reader) -> Message:
    title, version, missing = outcome.title, outcome.notice.version, len(outcome.notice.missing)
    if outcome.again:
        said = _("The facts haven't changed. Version {version} of “{title}” is current.", title=title, version=version)
    elif missing:
        said = plural(
            "“{title}”, version {version}, is in the channel. {n} fact is missing.",
            "“{title}”, version {version}, is in the channel. {n} facts are missing.",
            missing,
            title=title,
            version=version,
        )
    else:
        said = _("“{title}”, version {version}, is in the channel. Nothing is missing.", title=title, version=version)
    return Message(said)


def approved(outcome: NoticeApproved, reader: Reader) -> Message:
    title, version = outcome.title, outcome.notice.version
    if outcome.waits_for_second:
        said = _(
            "You approved “{title}”, version {version}. A second person must approve it.", title=title, version=version
        )
        return Message(said)
    if outcome.again:
        return Message(_("You already approved “{title}”, version {version}.", title=title, version=version))
    said = _approved(outcome, title, version)
    how = sending_lines(outcome.advice)
    return Message(said, tuple(sections([said, f"*{_('How to send it')}*", *how]))) if how else Message(said)


def _approved(outcome: NoticeApproved, title: str, version: int) -> str:
    """With how the sending is recorded: as what met the duty that runs, or as a wave where it meets none."""
    if duty := next((one.duty.id for one in outcome.advice.findings), next(iter(outcome.serves), "")):
        return _(
            "“{title}”, version {version}, is approved. "
            "After you send it, record that: /breach met {duty} ref NUMBER at TIME",
            title=title,
            version=version,
            duty=duty,
        )
    return _(
        "“{title}”, version {version}, is approved. After you send it, record that: /breach wave {kind} ref NUMBER",
        title=title,
        version=version,
        kind=outcome.notice.template,
    )


def overridden(outcome: Overridden, reader: Reader) -> Message:
    return Message(
        _(
            "{rule} no longer blocks “{title}”, version {version}. "
            "Your name, the reason and what you keep are recorded: {found}",
            rule=outcome.rule,
            title=outcome.title,
            version=outcome.notice.version,
            found=", ".join(f"“{safe(one)}”" for one in outcome.found),
        )
    )


def document_ordered(outcome: DocumentOrdered, reader: Reader) -> Message:
    title, version = outcome.title, outcome.version
    return Message(
        _(
            "“{title}”, version {version}, will be posted in the channel as a PDF and as a Word file.",
            title=title,
            version=version,
        )
    )


def read_draft(context: RequestContext) -> DraftNotice:
    words = context.request.words.split()
    if not words:
        raise UsageError(_("Name the notice."), _("For example: {example}", example="/breach notice gdpr-authority"))
    *names, last = words
    if names and len(last) == 2:
        return DraftNotice(" ".join(names), last)
    return DraftNotice(" ".join(words))


def read_override(context: RequestContext) -> OverrideRule:
    words, reason = reason_in(context.request.text)
    *kind, rule = words.split() or [""]
    if not kind or not reason:
        raise UsageError(
            _("Name the notice, the rule and a reason."),
            _("For example: {example}", example=_(OVERRIDE_EXAMPLE)),
        )
    return OverrideRule(" ".join(kind), rule.upper(), reason)


def approval(work: Work, incident: Incident, command: ApproveNotice | OverrideRule | Form) -> NoticeSubject:
    """What permission is asked for: the notice, whose kind names who approves it."""
    return approval_of(work, incident, command.subject if isinstance(command, Form) else command.notice)


def read_approve(context: RequestContext) -> ApproveNotice:
    if context.request.target:
        version = context.request.target.version
        return ApproveNotice(context.request.target.subject, number(version) if version else 0)
    if not context.request.text.strip():
        raise UsageError(_("Name the notice."), _("For example: {example}", example="/breach approve gdpr-authority"))
    return ApproveNotice(context.request.text.strip())
