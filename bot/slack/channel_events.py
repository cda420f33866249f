"""What happens in an incident's channel without a word to the bot: people come and go, pin messages, share files.

A pushpin puts a message on the record; a file in the thread of a step's message, and a message that someone picks with
“Add to evidence”, become evidence. Slack is asked before the transaction begins, never inside it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.actions import (
    catchup,
    evidence,
    incidents,
    notes,
    notice_edits,
    notice_posts,
    notices,
    people,
    profiles,
    refusals,
)
from bot.actions.evidence import AddEvidence
from bot.actions.work import BREACHBOT, Opens, Work
from bot.domain.evidence import EvidenceKind
from bot.domain.permissions import Act, may
from bot.domain.word_files import MOST, read_word, too_large
from bot.errors import Refused
from bot.messages import _
from bot.sentences import cut
from bot.slack import evidence as views
from bot.slack import notice_edits as notice_edit_views
from bot.slack.block_kit import Message
from bot.slack.directory import Directory
from bot.slack.drill_scope import now_about
from bot.slack.files import content_of, sha256_of
from bot.slack.incidents import noted
from bot.slack.membership import ChannelMembers
from bot.slack.parse import as_typed, groups_in
from bot.slack.private_answers import tell_directly
from bot.slack.sending import answered_at, in_a_form_it_takes
from bot.store.tables import Incident
from bot.typed.words import readable

SHORTCUT = "evidence.add"
LISTS = (".csv", ".tsv")
TITLE = 100  # letters of a message, or of a file's name, that name it among the evidence


@dataclass(frozen=True)
class ChannelEvents:
    """`meets` keeps what Slack says about a person; `guarded` turns a fault into what the person is told; `directory`
    hears of everyone, and `membership` looks again whoever comes or goes."""

    opens: Opens
    nudge: Callable[[], None]
    meets: Callable[[str], object]
    guarded: Callable[[Callable[[], Message | None]], Message | None]
    directory: Directory
    membership: ChannelMembers

    def bind(self, app: App) -> None:
        app.event("member_joined_channel")(self.on_joined)
        app.event("member_left_channel")(self.on_left)
        app.event("group_unarchive")(self.on_usable)
        app.event("user_change")(self.on_account)
        app.event("team_join")(self.on_account)
        app.event("subteam_created")(self.on_group)
        app.event("subteam_updated")(self.on_group)
        app.event("subteam_members_changed")(self.on_group)
        app.event("reaction_added")(self.on_reaction)
        app.event("message")(self.on_message)
        app.message_shortcut(SHORTCUT)(self.on_shortcut)

    def on_joined(self, event: dict[str, Any], context: BoltContext) -> None:
        if event["user"] == context.bot_user_id:
            self.on_usable(event)
            return
        inviter = event.get("inviter") if event.get("inviter") != context.bot_user_id else None

        def arrive(work: Work, incident: Incident, person: str) -> None:
            catchup.arrive(work, incident, person, inviter)

        self._write_down(event, arrive)

    def on_left(self, event: dict[str, Any], context: BoltContext) -> None:
        if event["user"] != context.bot_user_id:
            self._write_down(event, incidents.leave)

    def _write_down(self, event: dict[str, Any], change: Callable[[Work, Incident, str], None]) -> None:
        """What can't be written down now is found when who is in the channels is compared."""
        if self.guarded(lambda: self._changed(event["user"], event["channel"], change)):
            self.membership.missed()
        else:
            self.membership.check(event["channel"])
        self.nudge()

    def _changed(self, person: str, channel: str, change: Callable[[Work, Incident, str], None]) -> None:
        self.meets(person)
        with self.opens(person, False) as work:
            if incident := incidents.in_channel(work, channel):
                work.lock(incident)
                change(work, incident, person)

    def on_usable(self, event: dict[str, Any]) -> None:
        """The channel was unarchived, or breachbot was added to it again: what was refused meanwhile is done, and who
        came and went unheard is found."""
        with self.opens(BREACHBOT, False) as work:
            waits = 0
            if incident := incidents.in_channel(work, event["channel"]):
                work.lock(incident)
                waits = refusals.usable(work, incident)
        self.membership.check(event["channel"])
        if waits:
            self.nudge()

    def on_account(self, event: dict[str, Any]) -> None:
        """Someone is new, or changed: an account that was closed leaves every incident."""
        user = event["user"]
        self.directory.changed(user)
        if user.get("deleted"):
            with self.opens(user["id"], False) as work:
                incidents.leave_everywhere(work, user["id"])
            self.nudge()

    def on_group(self, event: dict[str, Any]) -> None:
        self.directory.group_changed(event.get("subteam_id") or event["subteam"]["id"])

    def on_reaction(self, event: dict[str, Any], client: WebClient) -> None:
        """A pushpin puts a message of the incident's channel on the record, once."""
        item = event["item"]
        if event["reaction"] != "pushpin" or item.get("type") != "message" or not {"channel", "ts"} <= item.keys():
            return
        channel, ts, person = item["channel"], item["ts"], event["user"]
        if self._is_incident(person, channel):
            self._answer(client, channel, person, None, lambda: self._pin(client, channel, ts, person))

    def _pin(self, client: WebClient, channel: str, ts: str, person: str) -> Message | None:
        """Of a reply, its own words: Slack gives the thread, its first message always first."""
        thread = client.conversations_replies(channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True)["messages"]
        found = next((message for message in thread if message["ts"] == ts), None)
        if found is None:
            return None
        handles = self.directory.handles(groups_in(found.get("text") or ""))
        link = str(client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
        with self.opens(person, False) as work:
            incident = self._allowed(work, channel, Act.NOTE)
            return noted(notes.pin_message(work, incident, _words(work, found, handles) or link, link))

    def on_message(self, event: dict[str, Any], client: WebClient) -> None:
        """Only files in the thread of a step's message matter, and where it has several, the words say which is meant;
        and Word files in the thread of a notice. What may be a list of people isn't read. Everything else people say
        is theirs."""
        channel, thread, person = event.get("channel", ""), event.get("thread_ts"), event.get("user", "")
        if not (event.get("files") and person) or event.get("bot_id"):
            return
        lists = any(_file_name(file).lower().endswith(LISTS) for file in event["files"])
        if not (thread or lists):
            return
        with self.opens(person, True) as work:
            incident = incidents.in_channel(work, channel)
            if incident is None or not people.roles_of(work, incident, person):
                return
            steps = evidence.steps_of(work, incident, event["ts"], thread, event.get("text") or "") if thread else ()
            notice = notice_posts.notice_of(work, incident, thread) if thread else None
            ref = incident.ref
        words = [file for file in event["files"] if _file_name(file).lower().endswith(".docx")]
        if notice and words:
            self._answer(client, channel, person, thread, lambda: self._word(client, channel, person, notice, words))
        elif len(steps) == 1:
            self._answer(client, channel, person, thread, lambda: self._files(client, channel, event, steps[0]))
        elif steps:
            self._answer(client, channel, person, thread, lambda: views.which_step(steps))
        elif lists:
            self._answer(client, channel, person, thread, lambda: views.list_not_read(ref))

    def _word(
        self, client: WebClient, channel: str, person: str, notice: tuple[str, str], files: Sequence[Mapping[str, Any]]
    ) -> Message:
        """A Word file in the thread of a notice: the text that counsel gave it. Of several, none is read."""
        file, *others = files
        if others:
            raise Refused(
                _("You shared {count} Word files at once, and a notice has one text. None was read.", count=len(files)),
                _("Share the one that counts, alone."),
            )
        if int(file.get("size") or 0) > MOST:
            raise too_large()
        changed = read_word(content_of(client, file))
        with self.opens(person, False) as work:
            incident = incidents.find(work, channel)
            now_about(is_drill=incident.is_drill)
            made = notice_edits.made_of(work, incident, *notice, changed)
            subject = notices.withdrawal(work, incident, str(made.id))
            may(people.actor(work, incident), Act.APPROVE, subject).require()
            return notice_edit_views.saved(notice_edits.take_word_file(work, incident, made, changed))

    def on_shortcut(self, ack: Callable[[], None], body: dict[str, Any], client: WebClient, respond: Any) -> None:
        ack()
        answer = self.guarded(lambda: self._picked(client, body))
        if answer:
            answered_at(respond, answer)

    def _picked(self, client: WebClient, body: Mapping[str, Any]) -> Message:
        """The message, or its files when it has some."""
        channel, message, person = body["channel"]["id"], body["message"], body["user"]["id"]
        self.meets(person)
        with self.opens(person, True) as work:
            incident = self._allowed(work, channel, Act.STEPS)
            text = message.get("text") or ""
            steps = evidence.steps_of(work, incident, message["ts"], message.get("thread_ts"), text)
        step = steps[0] if len(steps) == 1 else None
        if message.get("files"):
            return self._files(client, channel, {**message, "user": person}, step)
        link = str(client.chat_getPermalink(channel=channel, message_ts=message["ts"])["permalink"])
        digest = hashlib.sha256(text.encode()).hexdigest()
        title = f"Message: {cut(' '.join(as_typed(text).split()), TITLE)}"
        return self._keep(person, channel, [AddEvidence(step, EvidenceKind.MESSAGE, title, link, digest)])

    def _files(self, client: WebClient, channel: str, message: Mapping[str, Any], step: str | None) -> Message:
        person = str(message["user"])
        commands = [
            AddEvidence(
                step,
                EvidenceKind.FILE,
                _file_name(file),
                str(file.get("permalink") or ""),
                sha256_of(client, file),
            )
            for file in message["files"]
        ]
        return self._keep(person, channel, commands)

    def _keep(self, person: str, channel: str, commands: Sequence[AddEvidence]) -> Message:
        with self.opens(person, False) as work:
            incident = self._allowed(work, channel, Act.STEPS)
            message = views.added_all([evidence.add_evidence(work, incident, command) for command in commands])
        self.nudge()
        return message

    def _is_incident(self, person: str, channel: str) -> bool:
        """Whether the channel is an incident's; a closed one answers why nothing was added."""
        with self.opens(person, True) as work:
            return incidents.in_channel(work, channel) is not None

    def _allowed(self, work: Work, channel: str, act: Act) -> Incident:
        incident = incidents.find(work, channel)
        now_about(is_drill=incident.is_drill)
        people.require(work, incident, act)
        return incident

    def _met(self, person: str, act: Callable[[], Message | None]) -> Message | None:
        """In the person's own language."""
        self.meets(person)
        return act()

    def _answer(
        self, client: WebClient, channel: str, person: str, thread: str | None, act: Callable[[], Message | None]
    ) -> None:
        """What only this person sees, where they are; directly, where Slack refuses that."""
        answer = self.guarded(lambda: self._met(person, act))
        self.nudge()
        if answer is None:
            return

        def say(body: dict[str, Any]) -> SlackResponse:
            return client.chat_postEphemeral(channel=channel, user=person, thread_ts=thread, **body)

        try:
            in_a_form_it_takes(answer, say)
        except (SlackApiError, OSError):
            tell_directly(client, person, answer)


def _words(work: Work, message: Mapping[str, Any], handles: Mapping[str, str]) -> str:
    """What a message says, and the names of its files."""
    text = as_typed(
        message.get("text") or "",
        lambda person: profiles.name_of(work, person),
        lambda group: handles.get(group, group),
    )
    files = (f"file {_file_name(file)}" for file in message.get("files") or ())
    return ", ".join(said for said in (text.strip(), *files) if said)


def _file_name(file: Mapping[str, Any]) -> str:
    return cut(readable(str(file.get("name") or "")), TITLE) or "file"
