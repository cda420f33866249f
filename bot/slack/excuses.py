"""What a person is told where it is not theirs to correct: a fault of ours, or a database that can't be used. Whatever
is said here, nothing of the request was recorded, unless the sentence leaves that open."""

from bot.messages import _
from bot.slack.block_kit import Message
from bot.store.troubles import Trouble, trouble_of


def excuse(error: Exception, reference: str) -> Message:
    """`reference` is also in the log."""
    trouble = trouble_of(error)
    if trouble is None:
        words = _(
            "Something went wrong on our side. Nothing was changed. Try again. If it happens again, tell your "
            "on-call engineer the reference: {reference}",
            reference=reference,
        )
    elif trouble is Trouble.LOCKED:
        words = _(
            "The database is busy, so nothing was recorded. Try again in a minute. If it happens again, tell your "
            "on-call engineer the reference: {reference}",
            reference=reference,
        )
    elif trouble is Trouble.UNCONFIRMED:
        words = _(
            "The connection to the database broke, so it isn't certain whether this was recorded. Look at the incident "
            "before you try again. Tell your on-call engineer the reference: {reference}",
            reference=reference,
        )
    else:
        words = _(
            "breachbot can't use its database, so nothing was recorded. Write down elsewhere what happened and when. "
            "Tell your on-call engineer now, with the reference: {reference}",
            reference=reference,
        )
    return Message(words)
