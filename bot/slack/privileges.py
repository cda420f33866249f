"""How counsel's direction to make a privileged annex is read and answered."""

from bot.actions.privileges import DirectPrivilege, PrivilegeDirected
from bot.messages import _
from bot.slack.block_kit import Message
from bot.slack.parse import reason_in
from bot.slack.requests import Reader, RequestContext

LIFT = "lift"


def read_privilege(context: RequestContext) -> DirectPrivilege:
    """`because REASON`, or `lift because REASON`."""
    words, reason = reason_in(f" {context.request.text}")
    lift = words.lower() == LIFT
    return DirectPrivilege(reason if lift else " ".join(filter(None, (words, reason))), lift=lift)


def directed(outcome: PrivilegeDirected, reader: Reader) -> Message:
    if outcome.lifted:
        return Message(_("Recorded: no privileged annex is made any longer. What was made of it stays confidential."))
    return Message(
        _(
            "Recorded: a privileged annex of the report may be made at your direction, with breachbot report --edition "
            "annex. A label alone gives no protection: what counts is why it was made, who asked for it, and how "
            "widely it goes."
        )
    )
