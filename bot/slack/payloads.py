"""What Slack sends, as far as the listeners rely on it: which fields must be there, and of which type each is.

Decides whether a payload can be worked on at all, before Bolt or a listener looks at it. What its words mean is decided
by the tables. Fields that nothing here reads are not looked at; an event of a type that is not listed is let through,
since Bolt knows whether anyone listens to it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.messages import _
from bot.slack.answers import told
from bot.slack.block_kit import Message

Id = Annotated[str, Field(min_length=1, max_length=100)]
Words = Annotated[str, Field(max_length=100_000)]


class PayloadPart(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class WithId(PayloadPart):
    id: Id


class Option(PayloadPart):
    value: Words


class Workspace(PayloadPart):
    """What Bolt reads of every payload. `user` and `channel` are ids or tables with one."""

    team_id: str | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool | str | None = None
    team: WithId | str | None = None
    enterprise: WithId | str | None = None
    authorizations: list[dict[str, Any]] | None = None
    user: WithId | Id | None = None
    channel: WithId | Id | None = None
    response_url: Words | None = None
    response_urls: list[dict[str, Any]] | None = None
    event: dict[str, Any] | None = None


class SlashCommand(Workspace):
    user_id: Id
    channel_id: Id
    trigger_id: Id
    text: Words | None = None


class Pressed(PayloadPart):
    action_id: Id
    value: Words | None = None
    selected_option: Option | None = None


class Surface(PayloadPart):
    """A view in which something was pressed."""

    id: Id | None = None
    type: str = ""


class BlockActions(Workspace):
    user: WithId
    trigger_id: Id
    actions: Annotated[list[Pressed], Field(min_length=1)]
    channel: WithId | None = None
    view: Surface | None = None


class Block(PayloadPart):
    block_id: str | None = None
    type: str


class Answered(PayloadPart):
    """The state of one element, whichever type it has."""

    type: str
    value: Words | None = None
    selected_date_time: int | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_user: Id | None = None


class State(PayloadPart):
    values: dict[str, dict[str, Answered]]


class SubmittedView(PayloadPart):
    id: Id
    type: str
    callback_id: str
    private_metadata: Words = ""
    root_view_id: Id | None = None
    blocks: list[Block]
    state: State


class ViewSubmission(Workspace):
    user: WithId
    view: SubmittedView


class File(PayloadPart):
    name: Words | None = None
    permalink: Words | None = None
    size: int | None = None


class SharedMessage(PayloadPart):
    ts: Id
    thread_ts: Id | None = None
    text: Words | None = None
    files: list[File] | None = None


class MessageAction(Workspace):
    user: WithId
    channel: WithId
    message: SharedMessage


class SlackEvent(PayloadPart):
    """What Bolt reads of every event, and of most nothing more is read."""

    type: str
    subtype: str | None = None
    user: WithId | str | None = None


class HomeOpened(SlackEvent):
    user: Id
    tab: str = ""


class MemberChanged(SlackEvent):
    user: Id
    channel: Id
    inviter: Id | None = None


class Unarchived(SlackEvent):
    channel: Id


class AccountProfile(PayloadPart):
    real_name: Words | None = None
    display_name: Words | None = None


class Account(WithId):
    name: Words | None = None
    real_name: Words | None = None
    tz: str | None = None
    locale: str | None = None
    profile: AccountProfile | None = None


class AccountChanged(SlackEvent):
    user: Account


class GroupChanged(SlackEvent):
    subteam: WithId


class MembersChanged(SlackEvent):
    subteam_id: Id


class PinnedItem(PayloadPart):
    type: str | None = None
    channel: Id | None = None
    ts: Id | None = None


class Reaction(SlackEvent):
    user: Id
    reaction: str
    item: PinnedItem


class Posted(SlackEvent):
    user: Id | None = None
    channel: Id | None = None
    ts: Id
    thread_ts: Id | None = None
    text: Words | None = None
    files: list[File] | None = None


class EventCallback(Workspace):
    event: dict[str, Any]


KINDS: Mapping[str, type[Workspace]] = {
    "block_actions": BlockActions,
    "view_submission": ViewSubmission,
    "message_action": MessageAction,
    "event_callback": EventCallback,
}
EVENTS: Mapping[str, type[SlackEvent]] = {
    "app_home_opened": HomeOpened,
    "member_joined_channel": MemberChanged,
    "member_left_channel": MemberChanged,
    "group_unarchive": Unarchived,
    "user_change": AccountChanged,
    "team_join": AccountChanged,
    "subteam_created": GroupChanged,
    "subteam_updated": GroupChanged,
    "subteam_members_changed": MembersChanged,
    "reaction_added": Reaction,
    "message": Posted,
}


def fault_in(payload: Mapping[str, Any]) -> str | None:
    """The place of the first thing that is not as Slack sends it, without any content; None for what can be read."""
    kind = SlashCommand if "command" in payload else KINDS.get(str(payload.get("type")))
    if kind is None:
        return "type"
    try:
        kind.model_validate(payload)
        if kind is EventCallback:
            EVENTS.get(str(payload["event"].get("type")), SlackEvent).model_validate(payload["event"])
    except ValidationError as error:
        return f"{kind.__name__}: {'.'.join(map(str, error.errors(include_url=False)[0]['loc']))[:100]}"
    return None


def unreadable(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the person is told whose payload can't be read; nothing where there is no one to tell."""
    answer = Message(_("Slack sent something that breachbot can't read. Nothing was changed. Try again."))
    if "command" in payload:
        return {"response_type": "ephemeral", **answer.body()}
    if payload.get("type") == "view_submission":
        return {"response_action": "update", "view": told(answer).view()}
    return {}
