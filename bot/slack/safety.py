"""How a safety exception looks: a plain word in the channel that a person may be told first."""

from bot.actions.contents import SafetyNote
from bot.actions.safety import PutSafetyFirst, SafetyPutFirst
from bot.slack.block_kit import Message, context, mention, safe, section
from bot.slack.requests import Reader, RequestContext


def read_safety(context: RequestContext) -> PutSafetyFirst:
    return PutSafetyFirst(context.request.text)


def put_first(outcome: SafetyPutFirst, reader: Reader) -> Message:
    freed = ", ".join(f"{one.step.id} {one.step.title}" for one in outcome.freed)
    waits = f" No longer waiting: {freed}." if freed else ""
    return Message(f"Recorded, and the channel was told. Tell that person now.{waits}")


def told(content: SafetyNote) -> Message:
    steps = ", ".join(content.steps)
    rows = [
        "*A person's safety comes first.*",
        f">{safe(content.reason)}",
        "This person may be told now, before the authority and before any form. Phone them; say what protects them.",
        "Then write down who told them and when: `/breach note ...`. Every legal clock goes on.",
    ]
    if steps:
        rows.append(f"No longer waiting for others: {steps}.")
    return Message(
        "A person's safety comes first.", (section("\n".join(rows)), context(f"by {mention(content.person)}"))
    )
