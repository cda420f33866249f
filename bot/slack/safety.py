"""How a safety exception looks: a plain word in the channel that a person may be told first."""

from bot.actions.contents import SafetyNote
from bot.actions.safety import PutSafetyFirst, SafetyPutFirst
from bot.messages import _
from bot.slack.block_kit import Message, context, mention, safe, section
from bot.slack.requests import Reader, RequestContext


def read_safety(context: RequestContext) -> PutSafetyFirst:
    return PutSafetyFirst(context.request.text)


def put_first(outcome: SafetyPutFirst, reader: Reader) -> Message:
    if not outcome.freed:
        return Message(_("Recorded and posted in the channel. Tell that person now."))
    freed = ", ".join(f"{one.step.id} {one.step.title}" for one in outcome.freed)
    return Message(
        _("Recorded and posted in the channel. Tell that person now. No longer waiting: {steps}.", steps=freed)
    )


def told(content: SafetyNote) -> Message:
    steps = ", ".join(content.steps)
    rows = [
        _("*A person's safety comes first.*"),
        f">{safe(content.reason)}",
        _(
            "You can tell this person now, before the authority and before any form. "
            "Call them, and say how they can protect themselves."
        ),
        _("Then record who told them and when: `/breach note ...`. All legal clocks keep running."),
    ]
    if steps:
        rows.append(_("No longer waiting for other steps: {steps}.", steps=steps))
    return Message(
        _("A person's safety comes first."),
        (section("\n".join(rows)), context(_("by {person}", person=mention(content.person)))),
    )
