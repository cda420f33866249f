"""Between Slack and the tables: from a payload to a request, one transaction, one answer. Decides nothing.

Whatever happens, a person gets an answer, and only they see it: what was not understood, not allowed or not possible
is said with its remedy; a fault of ours gets a reference number and changes nothing. Logs hold no content.
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import structlog
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.actions.home import show_home
from bot.actions.work import Opens, Retry, Work
from bot.domain.permissions import Act
from bot.errors import BotError, UsageError
from bot.messages import ENGLISH, _, speak, speaking
from bot.slack.acknowledging import waiting_view
from bot.slack.answers import RenderedReply, answer_to, told
from bot.slack.block_kit import Message, both, escaped
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import Target, decode, pressed, stale
from bot.slack.channel_events import ChannelEvents
from bot.slack.directory import Directory
from bot.slack.drill_scope import about
from bot.slack.excuses import excuse
from bot.slack.fact_words import is_of_facts, plain_facts
from bot.slack.forms import FORMS
from bot.slack.help import ASKING, unknown
from bot.slack.home import home
from bot.slack.introductions import Introduction, introduce
from bot.slack.loosenings import MustConfirm
from bot.slack.membership import ChannelMembers
from bot.slack.newer_blocks import newer_in
from bot.slack.parse import as_typed, mentioned
from bot.slack.private_answers import Webhook, end_wait, open_form, show_where_pressed, tell, tell_directly
from bot.slack.proposals import MayPropose
from bot.slack.readings import CHOOSE, AskedBack
from bot.slack.refusals import explained, refusal_in
from bot.slack.requests import Reader, Request, entered_in, people_in
from bot.slack.routes import FormRow, Row
from bot.slack.subcommands import WORDS
from bot.typed.words import refuse_length

FormOutcome = RenderedReply | Message | dict[str, str]
"""What was done, a refusal, or the faults by field."""
Result = TypeVar("Result")
Given = ParamSpec("Given")
Asked = tuple[Row, Request]
CHECKED_WITHIN_S = 1.5
"""How long a request waits for Slack to tell who is in the incidents' channels, after a new connection."""
MOST_TYPED = 4000  # characters of a command, which are as many as Slack lets a person type in a message
ANY = re.compile("")
"""One listener for every button, and one for every form: Bolt would try a listener of each, one after the other."""
log = structlog.get_logger(__name__)


class Acknowledge(Protocol):
    """Whether what is `said` reaches Slack: not when the request was acknowledged before."""

    def __call__(self, **said: Any) -> bool: ...


@dataclass(frozen=True)
class TypedCommand:
    """A command as it was typed in a channel; `incident_id` where it is known which incident it is about."""

    person: str
    command: str
    channel: str
    incident_id: int | None = None
    answer_url: str = ""


def _answer(row: Row, work: Work, request: Request, found: Introduction) -> RenderedReply:
    return answer_to(row, replace(work, library=replace(work.library, seated=found.seated)), request)


def _words_alone(answer: RenderedReply | Message) -> Message | None:
    """None for a form, which is opened by a call of its own."""
    if isinstance(answer, Message):
        return answer
    return None if answer.view else answer.message


def _spoken(
    listener: "Callable[Concatenate[Listeners, Given], Result]",
) -> "Callable[Concatenate[Listeners, Given], Result]":
    """In the organization's language, until it is known who asks; about no drill, until it is known which incident."""

    @functools.wraps(listener)
    def listen(self: "Listeners", /, *args: Given.args, **given: Given.kwargs) -> Result:
        with speaking(self.language), about(is_drill=False):
            return listener(self, *args, **given)

    return listen


class Listeners:
    """Binds the tables to a Bolt app. `nudge` is called after every commit; `chance` gives a whole number. `language`
    is the organization's. `webhook` reaches an address that Slack gave for answers."""

    def __init__(
        self,
        opens: Opens,
        directory: Directory,
        membership: ChannelMembers,
        nudge: Callable[[], None],
        now: Callable[[], datetime],
        chance: Callable[[], int],
        retry: Retry,
        language: str = ENGLISH,
        webhook: Webhook = WebhookClient,
    ) -> None:
        self.opens, self.directory, self.membership, self.nudge = opens, directory, membership, nudge
        self.now, self.chance, self.retry = now, chance, retry
        self.language, self.webhook = language, webhook

    def bind(self, app: App, command: str = "/breach") -> None:
        app.command(command)(self.on_command)
        app.action(ANY)(self.on_button)
        app.view(ANY)(self.on_form)
        app.event("app_home_opened")(self.on_home)
        ChannelEvents(self.opens, self.nudge, self._meet, self._event, self.directory, self.membership).bind(app)

    @_spoken
    def on_command(self, ack: Acknowledge, body: dict[str, Any], client: WebClient) -> None:
        """Acknowledged with the answer itself, so that there is always one. One with newer blocks goes to the address

        for answers: of a refusal of what an acknowledgment says, no one is told. So does one that came too late.
        """
        answer = self._guarded(lambda: self._command(body))
        words = _words_alone(answer)
        if words and not newer_in(words) and ack(response_type="ephemeral", **words.body()):
            return
        ack()
        message = self._show(answer, client, body["trigger_id"])
        if message:
            tell(client, self.webhook, body["user_id"], body.get("response_url") or "", message)

    def _command(self, body: dict[str, Any]) -> RenderedReply:
        said = TypedCommand(
            body["user_id"], body.get("text") or "", body["channel_id"], answer_url=body.get("response_url") or ""
        )
        return self._typed(said, there=said.channel)

    def _typed(self, said: TypedCommand, there: str | None) -> RenderedReply:
        """`there`: the channel in which the person is for sure, because they typed in it."""
        word, _sign, rest = said.command.strip().partition(" ")
        if rest.strip().lower() in ASKING and word.lower() in WORDS:  # `facts help` is `help facts`
            word, rest = "help", word
        subcommand, person, named = WORDS.get(word.lower() or "help"), said.person, mentioned(rest)

        def asked(work: Work, zone: str) -> Asked:
            refuse_length(said.command, MOST_TYPED)
            meant, words = subcommand, rest.strip()
            if meant is None and is_of_facts(work.library.law.vocabulary, as_typed(word)):
                meant, words = WORDS["facts"], said.command.strip()
            if meant is None:
                raise unknown(WORDS, as_typed(word.lower()), plain_facts(work.library.law.vocabulary))
            return meant.row(words), self._request(
                person,
                zone,
                text=as_typed(words),
                command=said.command,
                people=named,
                channel=said.channel,
                typed_in=there,
                answer_url=said.answer_url,
                target=Target(said.incident_id) if said.incident_id else None,
            )

        return self._do(person, asked, named, there)

    @_spoken
    def on_button(self, ack: Acknowledge, body: dict[str, Any], client: WebClient) -> None:
        ack()
        person, url = body["user"]["id"], body.get("response_url") or ""
        answer = self._guarded(lambda: self._button(body))
        message = self._show(answer, client, body["trigger_id"])
        if message and (url or not show_where_pressed(client, body, message)):
            tell(client, self.webhook, person, url, message)
        if body.get("view", {}).get("type") == "home":  # which may now be otherwise
            self._guarded(lambda: self._show_home(client, person))

    def _button(self, body: dict[str, Any]) -> RenderedReply:
        action, person = body["actions"][0], body["user"]["id"]
        if action["action_id"] == CHOOSE:  # the same command again, in the incident in which it was typed
            chosen = decode(action.get("value", ""))
            url = body.get("response_url") or ""
            said = TypedCommand(person, chosen.subject, chosen.version, chosen.incident_id, url)
            return self._typed(said, there=None)

        def asked(_work: Work, zone: str) -> Asked:
            name, value = pressed(action)
            if name not in BUTTONS:
                raise stale()
            url = body.get("response_url") or ""
            return BUTTONS[name], self._request(person, zone, target=decode(value), answer_url=url)

        return self._do(person, asked)

    @_spoken
    def on_form(self, ack: Acknowledge, body: dict[str, Any], client: WebClient) -> None:
        """Faults of one field are shown under it and the form stays; a refusal is shown in its place. What was done
        closes it: the channel shows it, or the person is told."""
        view, person = body["view"], body["user"]["id"]
        form = FORMS.get(view["callback_id"])
        answer: FormOutcome
        try:
            answer = self._guarded(lambda: self._submission(form, body), keep=UsageError)
        except UsageError as error:
            answer = self._at_field(error, view)
        message = self._end_form(ack, body, client, answer)
        if message:
            tell(client, self.webhook, person, decode(view["private_metadata"]).answer_url, message)
        if form and form.row.act is Act.OPEN:  # the form may have come from there
            self._guarded(lambda: self._show_home(client, person))

    def _end_form(
        self,
        ack: Acknowledge,
        body: dict[str, Any],
        client: WebClient,
        answer: FormOutcome,
    ) -> Message | None:
        """What the person is still to be told."""
        shown = answer.view if isinstance(answer, RenderedReply) else None
        if isinstance(answer, dict):
            in_time = ack(response_action="errors", errors=answer)
            answer = Message(escaped("\n".join(answer.values())))
        elif isinstance(answer, Message):
            in_time = ack(response_action="update", view=told(answer).view())
        else:
            in_time = ack(response_action="update", view=shown) if shown else ack()
        if not in_time:
            return end_wait(client, waiting_view(body), answer)
        return answer.message if isinstance(answer, RenderedReply) and not (shown or answer.in_channel) else None

    def _at_field(self, error: UsageError, view: Mapping[str, Any]) -> dict[str, str] | Message:
        """What Slack shows under the input that it is about; under the first when it is about none."""
        fields = [block.get("block_id") or "" for block in view["blocks"] if block["type"] == "input"]
        if not fields:
            return self._excuse(error)
        return {error.field if error.field in fields else fields[0]: both(error)}

    def _submission(self, form: FormRow | None, body: dict[str, Any]) -> RenderedReply:
        """What was done, or the next form."""
        view, person = body["view"], body["user"]["id"]
        entered = view["state"]["values"]

        def asked(_work: Work, zone: str) -> Asked:
            if form is None:
                raise stale()
            target = decode(view.get("private_metadata") or "")
            return form.row, self._request(
                person,
                zone,
                target=target,
                answer_url=target.answer_url,
                values=entered_in(entered),
                request_key=view.get("root_view_id") or view["id"],
            )

        return self._do(person, asked, people_in(entered))

    @_spoken
    def on_home(self, event: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") == "home":
            refused = self._guarded(lambda: self._show_home(client, event["user"]))
            if refused:
                told = _("Your Home tab couldn't be drawn. {why}", why=refused.text)
                tell_directly(client, event["user"], Message(told))

    def _show_home(self, client: WebClient, person: str) -> None:
        self.membership.wait(CHECKED_WITHIN_S)
        zone = self._meet(person).zone
        with self.opens(person, True) as work:
            blocks = home(show_home(work), Reader(person, zone, work.now))
        client.views_publish(user_id=person, view={"type": "home", "blocks": list(blocks)})

    def _show(self, answer: RenderedReply | Message, client: WebClient, trigger: str) -> Message | None:
        """After the acknowledgment: the answer to tell, or None when a form was opened instead."""
        if isinstance(answer, Message):
            return answer
        view = answer.view
        return self._guarded(lambda: open_form(client, trigger, view)) if view else answer.message

    def _do(
        self, person: str, asked: Callable[[Work, str], Asked], named: Sequence[str] = (), channel: str | None = None
    ) -> RenderedReply:
        """It is found out who asks, then the row answers: in one transaction where it only reads. Otherwise in a second
        one, so that no one waits for another's writing before they are spoken to in their language. Nothing is sent to
        Slack in here."""
        self.membership.wait(CHECKED_WITHIN_S)
        try:
            with self.opens(person, True) as work:
                found = self._introduced(work, named, channel)
                if found.channel:
                    self.membership.check(found.channel)
                row, request = asked(work, found.zone)
                if row.reads and not found.writes:
                    return _answer(row, work, request, found)
            with self.opens(person, False) as work:
                found.keep(work)
                answer = _answer(row, work, request, found)
        except MustConfirm as shown:  # the transaction has ended without a change
            return RenderedReply(Message(""), shown.modal.view(shown.incident_id, request.answer_url))
        self.nudge()
        return answer

    def _request(self, person: str, zone: str, **given: Any) -> Request:
        return Request(person=person, zone=zone, now=self.now(), number=self.chance(), **given)

    def _introduced(self, work: Work, named: Sequence[str] = (), channel: str | None = None) -> Introduction:
        """Who asks; from here on their own language is spoken."""
        found = introduce(work, self.directory, named, channel)
        speak(found.language)
        return found

    def _meet(self, person: str) -> Introduction:
        """Keep what Slack says about a person, after the acknowledgment."""
        self.directory.find(person)
        with self.opens(person, True) as work:
            found = self._introduced(work)
        if found.writes:
            with self.opens(person, False) as work:
                found.keep(work)
        return found

    @_spoken
    def _event(self, act: Callable[[], Message | None]) -> Message | None:
        """What happens in a channel without a word to the bot."""
        return self._guarded(act)

    def _guarded(self, act: Callable[[], Result], keep: type[BotError] | tuple[()] = ()) -> Result | Message:
        """The answer, or what is told instead; `keep` is left to the caller."""
        try:
            return self.retry(act)
        except keep:
            raise
        except Exception as error:  # noqa: BLE001 (the one place where a fault of ours ends)
            return self._excuse(error)

    def _excuse(self, error: Exception) -> Message:
        """What a person is told. A fault of ours is logged by its reference, with its kind and place but no content."""
        if isinstance(error, (MayPropose, AskedBack)):
            return error.message()
        if isinstance(error, BotError):
            return Message(escaped(both(error)))  # it may repeat what was typed
        if isinstance(error, SlackApiError):
            log.warning("request.refused", answer=str(refusal_in(error)))
            return explained(error)
        reference = f"{self.chance() % 0x10000:04X}"
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}" if place else "?"
        log.error("request.failed", reference=reference, kind=error.__class__.__name__, where=where)
        return excuse(error, reference)
