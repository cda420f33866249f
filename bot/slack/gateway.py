"""Carries out effects at Slack: each kind of effect is one short function, safe to repeat.

A repeat finds what an earlier try left: a channel by its name and maker, a message by the outbox key in its metadata, a
pin, member or bookmark by Slack's own answer. What Slack says is sorted into done, no (`Rejected`), wait (`Throttled`)
and unclear (`Unclear`), by the table of `bot.domain.refusal_codes`. Messages are drawn from the record at this moment,
so the newest state is what people see.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.actions.effects import Effect, Failure, Rejected, Throttled, Unclear, Unexplained
from bot.domain.refusal_codes import classify
from bot.domain.refusals import Meaning, Refusal, Taken
from bot.messages import ENGLISH, _, speaking
from bot.slack.block_kit import Message
from bot.slack.drill_scope import about, is_about_drill, named
from bot.slack.refusals import refusal_in, status_in, wait_in
from bot.slack.sending import in_a_form_it_takes

EVENT = "breachbot"  # message metadata: event_type, and the outbox key as payload
LOOK_BACK_MARGIN = timedelta(minutes=1)  # Slack's clock and ours may differ

Draw = Callable[[Effect], Message | None]
Render = Callable[[Effect], Sequence[Mapping[str, Any]]]


class SlackGateway:
    """`draw` turns an effect into a message (None: there is nothing to say anymore), `document` into files to upload.

    `taken` answers whether a channel already belongs to an incident; `language` is the organization's.
    """

    def __init__(
        self, client: WebClient, draw: Draw, document: Render, taken: Callable[[str], bool], language: str = ENGLISH
    ) -> None:
        self.client, self.draw, self.document, self.taken, self.language = client, draw, document, taken, language
        self._do: Mapping[str, Callable[[Effect, datetime | None], dict[str, Any]]] = {
            "channel": self._create_channel,
            "topic": self._topic,
            "invite": self._invite,
            "post": self._post,
            "reminder": self._post,
            "update": self._update,
            "pin": self._pin,
            "bookmark": self._bookmark,
            "tell": self._tell,
            "direct": self._direct,
            "file": self._file,
            "remove": self._remove,
        }

    def deliver(self, effect: Effect, *, look_back_from: datetime | None) -> dict[str, Any]:
        try:
            with speaking(self.language), about(is_drill=effect.is_drill):
                return self._do[effect.kind](effect, look_back_from)
        except SlackApiError as error:
            raise _sorted(error) from error
        except (SlackClientError, URLError, OSError, TimeoutError) as error:
            raise Unclear("Slack did not answer.", f"{error.__class__.__name__}") from error

    def _channel_of(self, effect: Effect) -> str:
        channel = (effect.needs_result or {}).get("channel") or effect.details.get("channel")
        if not channel:
            raise Rejected("The channel for this message is unknown.", "Check the effect that it depends on.")
        return str(channel)

    def _create_channel(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        wanted = str(effect.details["name"])
        for attempt in range(1, 20):
            name = wanted if attempt == 1 else f"{wanted}-{attempt}"
            try:
                made = self.client.conversations_create(name=name, is_private=True)["channel"]
            except SlackApiError as error:
                if error.response.get("error") != "name_taken":
                    raise
            else:
                self._must_be_private(made)
                return {"channel": made["id"], "name": name}
            if look_back_from and (found := self._own_channel(name)):
                return {"channel": found, "name": name}
        refusal = classify("conversations.create", "name_taken")
        raise Rejected(
            f"Slack has no free channel name like {wanted}.",
            "Rename the old channels of that name, and type `breachbot outbox retry`.",
            refusal,
        )

    def _must_be_private(self, made: Mapping[str, Any]) -> None:
        """Nothing is posted where anyone may read: a channel that is not private is archived, and that is all."""
        if made.get("is_private") is True:
            return
        try:
            self.client.conversations_archive(channel=made["id"])
            code = "not_private"
        except (SlackApiError, OSError):
            code = "not_private_nor_archived"
        refusal = classify("conversations.create", code)
        raise Rejected("Slack created a channel that is not private.", "Nothing was posted in it.", refusal)

    def _own_channel(self, name: str) -> str | None:
        """The channel that an earlier try of ours made and no incident has yet."""
        bot = self.client.auth_test()["user_id"]
        for page in self.client.conversations_list(types="private_channel", limit=200, exclude_archived=True):
            for channel in page["channels"]:
                if channel["name"] == name and channel.get("creator") == bot and not self.taken(channel["id"]):
                    return str(channel["id"])
        return None

    def _topic(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        channel = self._channel_of(effect)
        topic = named(_("Private. Only invited people can see this channel. For help, type /breach help"))
        self.client.conversations_setTopic(channel=channel, topic=topic)
        if is_about_drill():
            purpose = named(_("This is practice. To report something real, type /breach open"))
            self.client.conversations_setPurpose(channel=channel, purpose=purpose)
        return {}

    def _invite(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        """Everyone in one call. Slack takes all or none, so after a refusal each is asked alone. `refused`: whom Slack
        does not let in, each with its answer."""
        channel, people = self._channel_of(effect), list(effect.details["people"])
        try:
            self.client.conversations_invite(channel=channel, users=people)
        except SlackApiError as error:
            if not _may_be_about_one(error):
                raise
            return self._invite_alone(channel, people)
        return {"refused": {}}

    def _invite_alone(self, channel: str, people: Sequence[str]) -> dict[str, Any]:
        """An error of Slack's own, or an answer that no one documented, may be about one person: the others are asked
        for before it is raised."""
        refused, unclear = dict[str, str](), None
        for person in people:
            try:
                refusal = self._refused_to_invite(channel, person)
            except SlackApiError as error:
                if isinstance(_sorted(error), Rejected) or not _may_be_about_one(error):
                    raise
                unclear = error
            else:
                refused |= {person: str(refusal)} if refusal else {}
        if unclear:
            raise unclear
        return {"refused": refused}

    def _refused_to_invite(self, channel: str, person: str) -> Refusal | None:
        """None: they are in the channel now. Raises when Slack refuses for a reason that is not about them."""
        try:
            self.client.conversations_invite(channel=channel, users=person)
        except SlackApiError as error:
            refusal = refusal_in(error)
            if refusal.row.answer is Taken.DONE:
                return None
            if refusal.row.answer is not Taken.PERSON:
                raise
            return refusal
        return None

    def _remove(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        try:
            self.client.conversations_kick(channel=self._channel_of(effect), user=str(effect.details["person"]))
        except SlackApiError as error:
            if refusal_in(error).row.answer is not Taken.DONE:
                raise
        return {}

    def _post(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        channel = self._channel_of(effect)
        if look_back_from and (found := self._posted(channel, effect, look_back_from)):
            return found
        message = self.draw(effect)
        if message is None:
            return {"channel": channel, "dropped": True}
        try:
            made, plain = in_a_form_it_takes(message, lambda body: self._say(channel, effect, body, _thread(effect)))
        except SlackApiError as error:
            if refusal_in(error).meaning is not Meaning.NO_THREAD:
                raise
            made, plain = in_a_form_it_takes(message, lambda body: self._say(channel, effect, body, None))
        return _place(channel, made["ts"], plain)

    def _say(self, channel: str, effect: Effect, body: Mapping[str, Any], thread: str | None) -> SlackResponse:
        return self.client.chat_postMessage(
            channel=channel,
            **body,
            thread_ts=thread,
            metadata={"event_type": EVENT, "event_payload": {"key": effect.key}},
            unfurl_links=False,
            unfurl_media=False,
        )

    def _posted(self, channel: str, effect: Effect, since: datetime) -> dict[str, Any] | None:
        """The message that an earlier try of this effect left in the channel, or in its thread."""
        oldest = str((since - LOOK_BACK_MARGIN).timestamp())
        if thread := _thread(effect):
            pages = self.client.conversations_replies(
                channel=channel, ts=thread, oldest=oldest, include_all_metadata=True, limit=200
            )
        else:
            pages = self.client.conversations_history(
                channel=channel, oldest=oldest, include_all_metadata=True, limit=200
            )
        for page in pages:
            for message in page["messages"]:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("key") == effect.key:
                    return _place(channel, str(message["ts"]))
        return None

    def _update(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        posted = effect.needs_result or {}
        if "ts" not in posted or (message := self.draw(effect)) is None:
            return {"dropped": True}
        channel, ts = posted["channel"], posted["ts"]
        _answer, plain = in_a_form_it_takes(
            message,
            lambda body: self.client.chat_update(channel=channel, ts=ts, **body),
            plain=bool(posted.get("plain")),
        )
        return _place(channel, ts, plain)

    def _pin(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        posted = effect.needs_result or {}
        try:
            self.client.pins_add(channel=self._channel_of(effect), timestamp=posted["ts"])
        except SlackApiError as error:
            if refusal_in(error).row.answer is not Taken.DONE:
                raise
        return {}

    def _bookmark(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        """The runbook as a bookmark: a link to the pinned card, from which every step can be reached."""
        channel, posted = self._channel_of(effect), effect.needs_result or {}
        existing, title = self.client.bookmarks_list(channel_id=channel)["bookmarks"], named(_("Runbook"))
        link = self.client.chat_getPermalink(channel=channel, message_ts=posted["ts"])["permalink"]
        ours = next((one for one in existing if one["title"] == title), None)
        if ours is None:
            self.client.bookmarks_add(channel_id=channel, title=title, type="link", link=link)
        elif ours.get("link") != link:  # the card was deleted, and posted again
            self.client.bookmarks_edit(channel_id=channel, bookmark_id=ours["id"], link=link)
        return {}

    def _tell(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        """Seen by one person in the channel. Slack keeps no trace of it, so a repeat after doubt may be seen twice."""
        if message := self.draw(effect):
            channel, person = self._channel_of(effect), str(effect.details["person"])
            in_a_form_it_takes(
                message, lambda body: self.client.chat_postEphemeral(channel=channel, user=person, **body)
            )
        return {}

    def _direct(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        channel = self.client.conversations_open(users=str(effect.details["person"]))["channel"]["id"]
        changed = Effect(**{**effect.__dict__, "needs_result": {"channel": channel}})
        return self._post(changed, look_back_from)

    def _file(self, effect: Effect, look_back_from: datetime | None) -> dict[str, Any]:
        """Upload one document, in one message whatever the number of its formats. Slack shares all files at once, so
        looking back for one of their names is enough: a name contains the incident's reference and a number."""
        channel, files = self._channel_of(effect), self.document(effect)
        if look_back_from and (found := self._uploaded(channel, {str(one["filename"]) for one in files})):
            return {"channel": channel, "files": found}
        thread = _thread(effect) if effect.details.get("in_thread") else None
        made = self.client.files_upload_v2(channel=channel, file_uploads=[dict(one) for one in files], thread_ts=thread)
        return {"channel": channel, "files": [one["id"] for one in made["files"]]}

    def _uploaded(self, channel: str, names: set[str]) -> list[str]:
        """The files of these names that are shared in the channel."""
        files = self.client.files_list(channel=channel, count=100)["files"]
        return [str(file["id"]) for file in files if file.get("name") in names]


def _thread(effect: Effect) -> str | None:
    """The thread to post in: of the message that this one needs. None where that one had nothing to say."""
    ts = effect.details.get("thread") or (effect.needs_result or {}).get("ts")
    return str(ts) if ts else None


def _place(channel: str, ts: str, plain: bool = False) -> dict[str, Any]:
    """Where a message stands; `plain` when its newer blocks were refused, for those who change it later."""
    return {"channel": channel, "ts": ts, **({"plain": True} if plain else {})}


def _may_be_about_one(error: SlackApiError) -> bool:
    """Whether Slack is there and did not take all of them: it may take some."""
    failure = _sorted(error)
    answered = status_in(error) < HTTPStatus.INTERNAL_SERVER_ERROR
    return answered and not isinstance(failure, Throttled)


def _sorted(error: SlackApiError) -> Failure:
    refusal, status = refusal_in(error), status_in(error)
    if status == HTTPStatus.TOO_MANY_REQUESTS or refusal.meaning is Meaning.BUSY:
        return Throttled(wait_in(error), refusal)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or refusal.meaning is Meaning.FAULT:
        return Unclear("Slack had an error.", str(refusal), refusal)
    if refusal.meaning is Meaning.UNKNOWN:
        return Unexplained(f"Slack refused: {refusal}.", "No one has documented this answer.", refusal)
    return Rejected(f"Slack refused: {refusal}.", "See docs/operations.md for what this answer means.", refusal)
