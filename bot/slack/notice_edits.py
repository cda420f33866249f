"""How the text of a notice is changed: a form with a field for each section, and what a changed text says of itself."""

from bot.actions import notice_edits
from bot.actions.notice_edits import EditNotice, NoticeEdited
from bot.domain.notice_edits import Section, sections
from bot.errors import UsageError
from bot.messages import _, plural
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    context,
    cut_markup,
    field_input,
    mention,
    safe,
    section,
    text_box,
    when,
)
from bot.slack.notice_changes import changes
from bot.slack.requests import Form, IncidentContext, Reader, RequestContext
from bot.store.tables import Notice

FIELD, LONGEST, MOST = "section_", 3000, 90  # characters of one field; sections of one form
CHUNK = 1500  # characters of the sentences that are listed


def draw(context_: IncidentContext, form: Form) -> Modal:
    notice = notice_edits.editable(context_.work, context_.incident, form.subject)
    hint = _("Leave an empty line between paragraphs. Lists begin with 1. or -, and **two stars** make words bold.")
    subject = field_input("subject", _("Subject"), text_box(value=notice.subject, most=250))
    fields = [_field(place, one) for place, one in enumerate(sections(notice.text)[:MOST])]
    blocks = (context(hint), subject, *fields)
    return Modal("notice_edit", _("Change the text"), blocks, _("Save"), subject=str(notice.id))


def _field(place: int, one: Section) -> Block:
    label = one.heading or _("Beginning")
    if len(one.words) > LONGEST:
        said = _("“{heading}” is too long for this form. Change the facts that it prints.", heading=safe(label))
        return section(said)
    return field_input(f"{FIELD}{place}", label, text_box(value=one.words, lines=True), optional=True)


def read(context_: RequestContext) -> EditNotice:
    request = context_.request
    subject = " ".join(request.entered("subject").split())
    if not subject:
        raise UsageError(_("A notice needs a subject."), field="subject")
    places = [int(name.removeprefix(FIELD)) for name in request.values if name.startswith(FIELD)]
    bodies = {place: request.entered(f"{FIELD}{place}") for place in places}
    return EditNotice(request.subject, subject, bodies)


def edited(outcome: NoticeEdited, reader: Reader) -> Message:
    return saved(outcome)


def saved(outcome: NoticeEdited) -> Message:
    title, version = outcome.title, outcome.notice.version
    if not outcome.own:
        return Message(_("Your text is version {version} of “{title}”.", title=title, version=version))
    return Message(
        plural(
            "Your text is version {version} of “{title}”. {n} sentence doesn't come from facts.",
            "Your text is version {version} of “{title}”. {n} sentences don't come from facts.",
            len(outcome.own),
            title=title,
            version=version,
        )
    )


def own_words(notice: Notice) -> list[Block]:
    """For who approves: who changed the text, which sentences don't come from facts, and what was there before."""
    if not (notice.drawn and notice.edited_by and notice.edited_at):
        return []
    who, at = mention(notice.edited_by), when(notice.edited_at)
    said = [_("*{person} changed this text* {at}.", person=who, at=at)]
    if own := notice_edits.own_sentences(notice):
        said.append(_("*Sentences that don't come from facts:*"))
        said += [f"• {safe(one)}" for one in own]
    found = changes(notice_edits.own_changes(notice))
    label = [section(_("*What changed in the text that the facts gave:*"))] if found else []
    return [section(cut_markup("\n".join(said), CHUNK)), *label, *found]
