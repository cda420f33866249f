"""How a safety exception looks: a plain word in the channel that a person may be told first."""

from collections.abc import Sequence

from bot.actions.contents import SafetyNote
from bot.actions.safety import PutSafetyFirst, SafetyPutFirst
from bot.messages import _, translate
from bot.runbook.steps import StepStatus
from bot.slack.block_kit import Message, context, mention, safe, section
from bot.slack.parse import reason_alone
from bot.slack.requests import Reader, RequestContext


def read_safety(context: RequestContext) -> PutSafetyFirst:
    return PutSafetyFirst(reason_alone(context.request.text))


def put_first(outcome: SafetyPutFirst, reader: Reader) -> Message:
    said = [_("Recorded and posted in the channel. Tell that person now.")]
    if outcome.freed:
        said.append(_("No longer waiting: {steps}.", steps=_named(outcome.freed)))
    if outcome.held:
        said.append(
            _("This covers that one person. Still waiting for the others: {steps}.", steps=_named(outcome.held))
        )
    return Message(" ".join(said))


def _named(steps: Sequence[StepStatus]) -> str:
    return ", ".join(translate(one.step.numbered) for one in steps)


def told(content: SafetyNote) -> Message:
    rows = [
        _("*A person's safety comes first.*"),
        f">{safe(content.reason)}",
        _(
            "You can tell this person now, before the authority and before any form. "
            "Call them, and say how they can protect themselves."
        ),
        _("Then record who told them and when: `/breach note TEXT`. All legal clocks keep running."),
    ]
    if content.steps:
        rows.append(_("No longer waiting for other steps: {steps}.", steps=", ".join(content.steps)))
    if content.held:
        held = ", ".join(content.held)
        rows.append(_("This covers that one person. Still waiting for the others: {steps}.", steps=held))
    return Message(
        _("A person's safety comes first."),
        (section("\n".join(rows)), context(_("by {person}", person=mention(content.person)))),
    )
