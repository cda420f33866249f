"""How evidence looks: the form, the short answer, and where a shared file or a message becomes evidence."""

from collections.abc import Sequence

from bot.actions.evidence import AddEvidence, EvidenceAdded
from bot.domain.evidence import EvidenceKind
from bot.runbook.steps import StepStatus
from bot.slack.block_kit import Message, Modal, context, field_input, header, safe, section, text_box
from bot.slack.parse import FieldError
from bot.slack.requests import Reader, RequestContext

DATA = "If it holds personal data, delete it from Slack once a copy is kept in a safe place."


def added(outcome: EvidenceAdded, reader: Reader) -> Message:
    return Message(_sentence(outcome))


def added_all(outcomes: Sequence[EvidenceAdded]) -> Message:
    """One answer for all files of a message."""
    text = "\n".join(_sentence(outcome) for outcome in outcomes)
    return Message(text, (section(text), context(DATA)))


def _sentence(outcome: EvidenceAdded) -> str:
    found = outcome.evidence
    if outcome.again:
        return f"{safe(found.title)} is in the record already, as evidence {found.id}. Nothing was changed."
    where = f" for {found.step_id}" if found.step_id else ""
    mark = f" SHA-256 `{found.sha256[:16]}…`." if found.sha256 else ""
    return f"Evidence {found.id} is in the record{where}: {safe(found.title)}.{mark}"


def draw(one: StepStatus) -> Modal:
    wanted = ", ".join(one.step.evidence) or "anything that proves the step was done"
    blocks = (
        header(f"{one.step.id} · {one.step.title}"),
        section(f"Wanted: {safe(wanted)}"),
        field_input("title", "What it is", text_box(most=200)),
        field_input("location", "Where it is kept", text_box(placeholder="Link, ticket or shelf", most=1000)),
        field_input("sha256", "SHA-256, if it is a file", text_box(most=64), optional=True),
        context(
            "A file that you share in the thread of this step's message is added by itself, with its SHA-256. "
            "No personal data in Slack: say where it is kept."
        ),
    )
    return Modal("step_evidence", "Evidence", blocks, "Record", subject=one.step.id)


def read_evidence_form(context: RequestContext) -> AddEvidence:
    digest = context.request.entered("sha256").strip().lower()
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        raise FieldError("sha256", "A SHA-256 has 64 digits 0-9 and a-f.")
    where = context.request.entered("location").strip()
    kind = EvidenceKind.LINK if where.startswith(("http://", "https://")) else EvidenceKind.TEXT
    return AddEvidence(
        context.request.subject or None, kind, context.request.entered("title").strip(), where, digest or None
    )
