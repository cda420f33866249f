"""How evidence looks: the form, the short answer, and where a shared file or a message becomes evidence."""

from collections.abc import Sequence

from bot.actions.evidence import AddEvidence, EvidenceAdded
from bot.domain.evidence import EvidenceKind
from bot.errors import UsageError
from bot.messages import N_, _, translate
from bot.runbook.steps import StepStatus
from bot.slack.block_kit import Message, Modal, context, field_input, header, safe, section, text_box
from bot.slack.requests import Reader, RequestContext

DATA = N_("If it contains personal data, delete it from Slack once a copy is stored in a safe place.")


def added(outcome: EvidenceAdded, reader: Reader) -> Message:
    return Message(_sentence(outcome))


def added_all(outcomes: Sequence[EvidenceAdded]) -> Message:
    """One answer for all files of a message."""
    text = "\n".join(_sentence(outcome) for outcome in outcomes)
    return Message(text, (section(text), context(_(DATA))))


def which_step(steps: Sequence[str]) -> Message:
    """A file was shared in a thread with the messages of several steps."""
    said = _(
        "This file isn't recorded as evidence yet: several steps are in this thread. Share it again with the step's "
        "number ({steps}), or use *Add to evidence* on your message.",
        steps=", ".join(steps),
    )
    return Message(said, (section(said),))


def _sentence(outcome: EvidenceAdded) -> str:
    found = outcome.evidence
    if outcome.again:
        title = safe(found.title)
        return _("{title} is already recorded as evidence {number}. No change.", title=title, number=found.id)
    if found.step_id:
        said = _(
            "Evidence {number} is recorded for {step}: {title}.",
            number=found.id,
            step=found.step_id,
            title=safe(found.title),
        )
    else:
        said = _("Evidence {number} is recorded: {title}.", number=found.id, title=safe(found.title))
    if not found.sha256:
        return said
    return " ".join([said, _("SHA-256 `{digest}…`.", digest=found.sha256[:16])])


def list_not_read(ref: str) -> Message:
    """Personal data isn't to spread in Slack, and counting takes the file where it is."""
    how = f"`breachbot recipients FILE.csv --incident {ref}`"
    return Message(
        _(
            "breachbot doesn't read lists of people in Slack. If this is one, delete it here and count it on the "
            "machine that breachbot runs on: {how}",
            how=how,
        )
    )


def draw(one: StepStatus) -> Modal:
    if one.step.evidence:
        needed = _("Evidence needed: {evidence}.", evidence=safe(", ".join(map(_, one.step.evidence))))
    else:
        needed = _("Evidence needed: anything that proves the step was done.")
    blocks = (
        header(f"{one.step.id} · {translate(one.step.name)}"),
        section(needed),
        field_input("title", _("What is it?"), text_box(most=200)),
        field_input(
            "location", _("Where is it stored?"), text_box(placeholder=_("Link, ticket or location"), most=1000)
        ),
        field_input("sha256", _("SHA-256, if it is a file"), text_box(most=64), optional=True),
        context(
            _(
                "Files you share in the thread of this step's message are added automatically, with their SHA-256. "
                "Write {step} with them if the thread has several steps. "
                "Don't put personal data in Slack. Say where it is stored.",
                step=one.step.id,
            )
        ),
    )
    return Modal("step_evidence", _("Add evidence"), blocks, _("Record"), subject=one.step.id)


def read_evidence_form(context: RequestContext) -> AddEvidence:
    digest = context.request.entered("sha256").strip().lower()
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        raise UsageError(_("A SHA-256 has 64 characters, 0-9 and a-f."), field="sha256")
    title, where = context.request.entered("title").strip(), context.request.entered("location").strip()
    if not title:
        raise UsageError(_("Say what it is."), field="title")
    if not where:
        raise UsageError(_("Say where it is stored."), field="location")
    kind = EvidenceKind.LINK if where.startswith(("http://", "https://")) else EvidenceKind.TEXT
    return AddEvidence(context.request.subject or None, kind, title, where, digest or None)
