"""The rim to Slack: from a payload to an request, one transaction, one answer. Decides nothing.

Whatever happens, a person gets an answer, and only they see it: what was not understood, not allowed or not possible
is said with its remedy; a fault of ours gets a reference number and changes nothing. Logs hold no content.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import structlog
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.actions import incidents, people, status
from bot.actions.work import Work
from bot.domain.incidents import OPEN
from bot.domain.permissions import Act
from bot.errors import BotError, UsageError
from bot.slack.block_kit import Message, Modal, cut, escaped, plain
from bot.slack.events import ChannelEvents
from bot.slack.incidents import home
from bot.slack.parse import FieldError, as_typed, mentioned
from bot.slack.requests import Form, Reader, Request
from bot.slack.routes import RequestContext, Route, Subcommand
from bot.slack.verbs import BUTTONS, FORMS, VERBS
from bot.store.engine import once_more
from bot.store.tables import Incident, Person

Answer = TypeVar("Answer")
Opens = Callable[[str, bool], AbstractContextManager[Work]]  # (actor, only reading) -> a Work, committed at its end
log = structlog.get_logger(__name__)

WORDS: Mapping[str, Subcommand] = {word: verb for verb in VERBS for word in (verb.word, *verb.also)}
KNOWN_FOR = timedelta(hours=12)  # how long a person's name and zone are believed


class Listeners:
    """Binds the tables to a Bolt app. `nudge` is called after every commit; `chance` gives a whole number."""

    def __init__(
        self, opens: Opens, nudge: Callable[[], None], now: Callable[[], datetime], chance: Callable[[], int]
    ) -> None:
        self.opens, self.nudge, self.now, self.chance = opens, nudge, now, chance

    def bind(self, app: App, command: str = "/breach") -> None:
        app.command(command)(self.on_command)
        for action in BUTTONS:
            app.action(action)(self.on_button)
        for name in FORMS:
            app.view(name)(self.on_form)
        app.event("app_home_opened")(self.on_home)
        ChannelEvents(self.opens, self.nudge, self._meet, self._guarded).bind(app)

    def on_command(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        """Acknowledged with the answer itself, so that there is always one."""
        word, _, rest = body.get("text", "").strip().partition(" ")
        answer = self._guarded(lambda: self._command(body, client, word.lower(), rest.strip()))
        if isinstance(answer, Message):
            ack(response_type="ephemeral", **answer.body())
        else:
            ack()

    def _command(self, body: dict[str, Any], client: WebClient, word: str, rest: str) -> Message | None:
        verb = WORDS.get(word or "help")
        if verb is None:
            near = difflib.get_close_matches(word, WORDS, n=1, cutoff=0.6)
            hint = f"Did you mean `/breach {WORDS[near[0]].word}`?" if near else "See `/breach help`."
            raise UsageError(f"“{cut(as_typed(word), 40)}” is not a word I know.", hint)
        named = mentioned(rest)
        for person in named:
            with suppress(SlackApiError):  # a stranger keeps the id as a name
                self._meet(client, person)
        where = {"channel": body["channel_id"], "trigger": body["trigger_id"]}
        request = self._request(client, body["user_id"], text=as_typed(rest), people=named, **where)
        self._come_in(request)
        return self._answer(verb.route, request, client)

    def _come_in(self, request: Request) -> None:
        """Who types in an incident's channel is in it, though the news of their coming was lost while we were down.

        A form or a button is no such proof: it may have been opened before they left.
        """
        with self.opens(request.person, True) as work:
            here = work.session.scalars(select(Incident).where(Incident.channel_id == request.channel)).first()
            new = here and not (
                people.roles_of(work, here, request.person) or people.has_left(work, here, request.person)
            )
        if here and new:
            with self.opens(request.person, False) as work:
                people.joined(work, work.session.get_one(Incident, here.id), request.person)

    def on_button(self, ack: Any, body: dict[str, Any], client: WebClient, respond: Any) -> None:
        ack()
        action = body["actions"][0]
        answer = self._guarded(lambda: self._button(body, action, client))
        if isinstance(answer, Message):
            if body.get("response_url"):
                respond(response_type="ephemeral", replace_original=False, **answer.body())
            else:
                client.views_open(trigger_id=body["trigger_id"], view=_told(answer).view())

    def _button(self, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> Message | None:
        request = self._request(
            client,
            body["user"]["id"],
            channel=(body.get("channel") or {}).get("id"),
            about=action.get("value", ""),
            trigger=body["trigger_id"],
        )
        return self._answer(BUTTONS[action["action_id"]], request, client)

    def on_form(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        """Faults of one field are shown under it and the form stays; everything else closes or answers in place."""
        view = body["view"]
        deed = FORMS[view["callback_id"]].route
        try:
            answer = self._guarded(lambda: self._submission(body, client, deed), keep=UsageError)
        except FieldError as error:
            ack(response_action="errors", errors={error.field: _both(error)})
        except UsageError as error:
            first = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
            ack(response_action="errors", errors={first: _both(error)})
        else:
            modal = answer if isinstance(answer, Modal) else _told(answer) if answer else None
            ack(response_action="update", view=modal.view()) if modal else ack()
            if deed.act == Act.OPEN:  # the form may have come from there
                self._guarded(lambda: self._show_home(client, body["user"]["id"]))

    def _submission(self, body: dict[str, Any], client: WebClient, deed: Route) -> Message | Modal | None:
        """The next form, what was done, or nothing when the channel shows it anyway."""
        view = body["view"]
        channel, _, about = (view.get("private_metadata") or "").partition("|")
        request = self._request(
            client,
            body["user"]["id"],
            channel=channel or None,
            about=about,
            values=_values(view["state"]["values"]),
            request_key=view.get("root_view_id") or view["id"],
        )
        answer, form = self._do(deed, request, client)
        return form or (None if deed.quiet and not answer.blocks else answer)

    def on_home(self, event: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") == "home":
            self._guarded(lambda: self._show_home(client, event["user"]))

    def _show_home(self, client: WebClient, person: str) -> None:
        request = self._request(client, person)
        with self.opens(request.person, True) as work:
            mine = incidents.list_incidents(work).incidents
            shown = [status.show(work, incident) for incident in mine if incident.state == OPEN]
            blocks = home(shown, _reader(work, request, None))
        client.views_publish(user_id=request.person, view={"type": "home", "blocks": list(blocks)})

    def _answer(self, deed: Route, request: Request, client: WebClient) -> Message | None:
        """The answer to show, or None when a form was opened instead."""
        answer, form = self._do(deed, request, client)
        if form is None:
            return answer
        try:
            client.views_open(trigger_id=request.trigger, view=form.view())
        except SlackApiError as error:
            if "trigger" in str(error.response.get("error")):
                return Message("That took too long for Slack to open the form. Please try once more.")
            raise
        return None

    def _do(self, deed: Route, request: Request, client: WebClient) -> tuple[Message, Modal | None]:
        """One transaction: find, allow, understand, do. Nothing is sent to Slack in here."""
        seated = (
            self._seated(client, request.person) if deed.act == Act.OPEN and (request.text or request.values) else {}
        )
        with self.opens(request.person, deed.reads) as opened:
            work = replace(opened, library=replace(opened.library, seated=seated))
            incident = None if deed.anywhere else _incident(work, request)
            request = replace(request, now=work.now_in(incident) if incident else work.now)
            reader = _reader(work, request, incident)
            if incident:
                if not deed.reads:
                    work.lock(incident)
                people.require(work, incident, deed.act)
            see = RequestContext(work, request, reader, incident)
            command = deed.understand(see)
            if isinstance(command, Form):
                return Message(""), self._form(see, command)
            answer = deed.view(deed.do(work, incident, command), reader)
            form = self._form(see, following) if (following := deed.then(see)) else None
        if not deed.reads:
            self.nudge()
        return answer, form

    def _seated(self, client: WebClient, person: str) -> dict[str, Sequence[str]]:
        """The members of the organisation's user groups, by role, when an incident is opened; it never fails on it."""
        with self.opens(person, True) as work:
            groups = work.library.organisation.groups
        seated: dict[str, Sequence[str]] = {}
        for role, group in groups.items():
            try:
                seated[role] = client.usergroups_users_list(usergroup=group)["users"]
            except (SlackApiError, OSError) as error:
                log.warning("groups.unread", role=role, kind=error.__class__.__name__)
        return seated

    def _form(self, see: RequestContext, form: Form) -> Modal:
        """The form, which remembers the channel it was asked for in."""
        modal = FORMS[form.name].draw(see, form)
        return replace(modal, about=f"{see.request.channel or ''}|{modal.about}")

    def _request(self, client: WebClient, person: str, **given: Any) -> Request:
        """Who asks, in which zone. Slack is asked about a person at most once in half a day."""
        return Request(person=person, zone=self._meet(client, person), now=self.now(), number=self.chance(), **given)

    def _meet(self, client: WebClient, person: str) -> str:
        """The person's zone."""
        now = self.now()
        with self.opens(person, True) as work:
            known = work.session.get(Person, person)
            zone = known.zone if known and known.seen_at > now - KNOWN_FOR else None
        if zone is None:
            try:
                told = client.users_info(user=person)["user"]
            except (SlackApiError, OSError) as error:
                log.warning("person.unread", kind=error.__class__.__name__)
                return known.zone if known else "UTC"
            zone = told.get("tz") or "UTC"
            profile = told.get("profile") or {}
            name = told.get("real_name") or profile.get("display_name") or told.get("name") or person
            with self.opens(person, False) as work:
                people.met(work, person, name, zone)
        return str(zone)

    def _guarded(self, answer: Callable[[], Answer], keep: type[BotError] | tuple[()] = ()) -> Answer | Message:
        """The answer, or what is told instead; `keep` is left to the caller."""
        try:
            return once_more(answer)
        except keep:
            raise
        except Exception as error:  # noqa: BLE001 (the one place where a fault of ours ends)
            return self._excuse(error)

    def _excuse(self, error: Exception) -> Message:
        """What a person is told. A fault of ours is logged by its reference, with its kind and place but no content."""
        if isinstance(error, BotError):
            return Message(escaped(_both(error)))  # it may repeat what was typed
        reference = f"{self.chance() % 0x10000:04X}"
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}" if place else "?"
        log.error("request.failed", reference=reference, kind=error.__class__.__name__, where=where)
        return Message(f"Something went wrong on our side. Nothing was changed. Reference {reference}.")


def _incident(work: Work, request: Request) -> Incident:
    """The incident of the channel; elsewhere the person's only open one."""
    return incidents.find(work, channel_id=request.channel)


def _reader(work: Work, request: Request, incident: Incident | None) -> Reader:
    roles = people.actor(work, incident).roles if incident else frozenset()
    return Reader(request.person, request.zone, request.now, roles)


def _both(error: BotError) -> str:
    return f"{error.say} {error.remedy}".strip()


def _told(message: Message) -> Modal:
    blocks = message.blocks or ({"type": "section", "text": plain(message.text)},)
    return Modal("told", "breachbot", blocks, submit=None, close="Close")


def _values(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The form's answers by field name; instants aware in UTC, choices as their values."""
    return {name: _value(next(iter(given.values()))) for name, given in state.items() if given}


def _value(given: Mapping[str, Any]) -> Any:
    match given["type"]:
        case "datetimepicker":
            at = given.get("selected_date_time")
            return datetime.fromtimestamp(at, UTC) if at else None
        case "static_select":
            return (given.get("selected_option") or {}).get("value")
        case "multi_static_select":
            return [one["value"] for one in given.get("selected_options") or []]
        case "users_select":
            return given.get("selected_user")
    return given.get("value")
