"""What an answer of Slack's means for breachbot, and what people read about it: why, and what to do.

The one place that classifies answers. Decides whether asking again can help, whether an answer is about one person
alone, and whether it ends when the channel is unarchived or breachbot is back in it. Which code of which method means
what is in the table of `refusal_codes`. A code that no one documented is taken for transient, and after a day for
permanent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.messages import N_

UNKNOWN_FOR = timedelta(days=1)


class Taken(StrEnum):
    """How an answer is taken."""

    DONE = "done"  # it is so already
    TRANSIENT = "transient"  # Slack will take it later
    PERMANENT = "permanent"  # Slack will say the same again
    PERSON = "person"  # permanent, and about one person


class Meaning(StrEnum):
    DONE = "done"
    BUSY = "busy"  # it has not happened, and Slack asks to wait
    FAULT = "fault"  # of Slack's; whether it happened is not known
    UNKNOWN = "unknown"  # no one has documented the code
    NO_ANSWER = "no_answer"  # none arrived
    ARCHIVED = "archived"
    NOT_IN_CHANNEL = "not_in_channel"
    NO_CHANNELS = "no_channels"
    NAME = "name"
    NOT_PRIVATE = "not_private"
    NOT_ARCHIVED = "not_archived"  # nor private
    FORBIDDEN = "forbidden"
    SCOPE = "scope"
    TOKEN = "token"
    MESSAGE_GONE = "message_gone"
    NO_THREAD = "no_thread"  # what would stand in a thread is posted in the channel
    NO_FILES = "no_files"
    FULL = "full"
    FORM_LATE = "form_late"
    OURS = "ours"  # breachbot's own mistake
    GUEST = "guest"
    ELSEWHERE = "elsewhere"
    NO_ACCOUNT = "no_account"
    NOT_INVITED = "not_invited"
    NOT_A_MEMBER = "not_a_member"


@dataclass(frozen=True)
class Row:
    """`reopens`: it ends when someone does something to the channel in Slack; what was refused is then done."""

    answer: Taken
    why: str = ""
    remedy: str = ""
    reopens: bool = False


_RETRIED = N_("breachbot keeps trying. You don't need to do anything.")
_ALLOW = N_("Ask a Slack administrator to allow it. Then have whoever runs breachbot type `breachbot outbox retry`.")
_STATUS = N_("Type `/breach status` to see where things stand.")
_ELSEWHERE = N_("Assign someone else, or ask a Slack administrator to add them to this workspace.")

MEANINGS: Mapping[Meaning, Row] = {
    Meaning.DONE: Row(Taken.DONE),
    Meaning.BUSY: Row(Taken.TRANSIENT, N_("Slack isn't accepting it right now."), _RETRIED),
    Meaning.FAULT: Row(Taken.TRANSIENT, N_("Slack had an internal error."), _RETRIED),
    Meaning.UNKNOWN: Row(
        Taken.TRANSIENT,
        N_("Slack refuses it and doesn't say why."),
        N_("breachbot keeps trying for a day. Tell whoever runs breachbot."),
    ),
    Meaning.NO_ANSWER: Row(Taken.TRANSIENT, N_("Slack doesn't answer."), _RETRIED),
    Meaning.ARCHIVED: Row(
        Taken.PERMANENT,
        N_("The channel is archived."),
        N_("Unarchive it in Slack. breachbot then posts what is missing."),
        reopens=True,
    ),
    Meaning.NOT_IN_CHANNEL: Row(
        Taken.PERMANENT,
        N_("breachbot is no longer in the channel, or the channel was deleted."),
        N_("If the channel exists, add breachbot to it again. breachbot then posts what is missing."),
        reopens=True,
    ),
    Meaning.NO_CHANNELS: Row(
        Taken.PERMANENT, N_("Your workspace doesn't let breachbot create private channels."), _ALLOW
    ),
    Meaning.NAME: Row(
        Taken.PERMANENT,
        N_("Slack doesn't accept the channel's name."),
        N_("Have whoever runs breachbot look at `breachbot outbox list`."),
    ),
    Meaning.NOT_PRIVATE: Row(
        Taken.PERMANENT,
        N_("Slack created a channel that isn't private, so breachbot archived it and posted nothing in it."),
        N_("Ask a Slack administrator why. Then have whoever runs breachbot type `breachbot outbox retry`."),
    ),
    Meaning.NOT_ARCHIVED: Row(
        Taken.PERMANENT,
        N_("Slack created a channel that isn't private, and breachbot couldn't archive it. It posted nothing in it."),
        N_(
            "Archive that channel, and ask a Slack administrator why. Then have whoever runs breachbot type "
            "`breachbot outbox retry`."
        ),
    ),
    Meaning.FORBIDDEN: Row(Taken.PERMANENT, N_("A setting of your Slack workspace doesn't allow it."), _ALLOW),
    Meaning.SCOPE: Row(
        Taken.PERMANENT,
        N_("The Slack app lacks a permission."),
        N_("Have whoever runs breachbot install the app again as `docs/slack-app.yaml` says."),
    ),
    Meaning.TOKEN: Row(
        Taken.PERMANENT,
        N_("Slack no longer accepts breachbot's token."),
        N_("Have whoever runs breachbot set a new one, restart, and type `breachbot outbox retry`."),
    ),
    Meaning.MESSAGE_GONE: Row(Taken.PERMANENT, N_("The message was deleted."), _STATUS),
    Meaning.NO_THREAD: Row(
        Taken.PERMANENT,
        N_("The thread was deleted or locked."),
        _STATUS,
    ),
    Meaning.NO_FILES: Row(
        Taken.PERMANENT,
        N_("Your Slack workspace doesn't accept the file."),
        N_("Ask a Slack administrator to allow it, or have whoever runs breachbot make it: `breachbot report`."),
    ),
    Meaning.FULL: Row(
        Taken.PERMANENT,
        N_("The channel has as many pins or bookmarks as Slack allows."),
        N_("Remove one. Then have whoever runs breachbot type `breachbot outbox retry`."),
    ),
    Meaning.FORM_LATE: Row(
        Taken.PERMANENT, N_("The form was closed, changed, or took too long to open."), N_("Try again.")
    ),
    Meaning.OURS: Row(
        Taken.PERMANENT,
        N_("Slack doesn't understand what breachbot sent. That is a mistake in breachbot."),
        N_("Have whoever runs breachbot report what `breachbot outbox list` shows."),
    ),
    Meaning.GUEST: Row(
        Taken.PERSON,
        N_("They are a guest who can't join another channel."),
        N_("Assign someone else, or ask a Slack administrator to make them a full member."),
    ),
    Meaning.ELSEWHERE: Row(Taken.PERSON, N_("They belong to another workspace or organization."), _ELSEWHERE),
    Meaning.NO_ACCOUNT: Row(
        Taken.PERSON, N_("Slack doesn't know this account, or it is closed."), N_("Assign someone else.")
    ),
    Meaning.NOT_INVITED: Row(
        Taken.PERSON,
        N_("Slack doesn't let breachbot invite them."),
        N_("Add them to the channel yourself, or assign someone else."),
    ),
    Meaning.NOT_A_MEMBER: Row(
        Taken.PERSON, N_("They aren't in the channel."), N_("Add them to the channel, or assign someone else.")
    ),
}


@dataclass(frozen=True)
class Refusal:
    """One answer: the method that was asked, Slack's code, and what it means. Written `method code`."""

    method: str
    code: str
    meaning: Meaning

    @property
    def row(self) -> Row:
        return MEANINGS[self.meaning]

    def __str__(self) -> str:
        return f"{self.method} {self.code}"
