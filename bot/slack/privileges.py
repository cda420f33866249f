"""How counsel's direction to make a privileged annex is read and answered."""

from bot.actions.privileges import DirectPrivilege, PrivilegeDirected
from bot.errors import UsageError
from bot.messages import _
from bot.slack.block_kit import Message
from bot.slack.parse import closest, reason_in
from bot.slack.requests import Reader, RequestContext
from bot.typed.words import repeated

LIFT = "lift"


def read_privilege(context: RequestContext) -> DirectPrivilege:
    """`because REASON`, or `lift because REASON`. Raises UsageError for another word in the place of `lift`: one begins
    what the other ends."""
    words, reason = reason_in(f" {context.request.text}")
    first, *more = words.split() or [""]
    if (closest(first, (LIFT,)) and (more or first.lower() != LIFT)) or (reason and words.lower() not in ("", LIFT)):
        raise UsageError(
            _("“{text}” was not understood.", text=repeated(words)),
            f"{_('To end the direction: /breach privilege lift because REASON.')} "
            f"{_('To give it: /breach privilege because REASON')}",
        )
    lift = bool(reason) and words.lower() == LIFT
    return DirectPrivilege(reason or words, lift=lift)


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
