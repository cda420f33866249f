"""The edge to Slack without Slack: payloads in, answers out, over a real database; only Slack itself is replaced.

Everything that a person would be shown goes past `fit` on its way, so that no test can show what Slack would refuse.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine, select

from bot.actions.effects import Effect
from bot.actions.work import BREACHBOT, Library, Work
from bot.documents.incident_documents import notice_drafter
from bot.domain.events.incidents import ChannelCreated
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import Target, decode, pressed
from bot.slack.forms import FORMS
from bot.slack.listeners import Listeners
from bot.slack.newer_blocks import plain_form
from bot.slack.outgoing import DRAWN, draw
from bot.slack.readings import CHOOSE
from bot.slack.routes import OpenTableRow
from bot.store.engine import once_more, reading, writing
from bot.store.tables import Incident, Outbox
from bot.workspace.client import visible_text as words
from bot.workspace.core.block_kit import problems, view_problems
from bot.workspace.core.inputs import elements

LEAD, DPO, COMMS, CRM, EXEC, ENGINEER, SECOND, OUTSIDER = (
    "ULEAD0001", "UDPO00001", "UCOMMS001", "UCRM00001", "UEXEC0001", "UENG00001", "UENG00002", "UOUTSIDE1",
)  # fmt: skip
CHANNEL = "C0CHANN001"
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOST_TEXT = 4000  # characters of a message's text that Slack shows for sure


def fit(message: Mapping[str, Any]) -> None:
    """Raises unless Slack would take the message, and every button leads somewhere."""
    assert message["text"].strip(), "a message has words for notifications"
    assert len(message["text"]) <= MOST_TEXT, f"{len(message['text'])} characters of text"
    blocks = message.get("blocks", [])
    assert problems(blocks, "message") == []
    _leads_somewhere(blocks)


def fit_view(view: Mapping[str, Any]) -> None:
    assert view_problems(view) == []
    if view["type"] == "modal":
        assert view["callback_id"] in {*FORMS, "told"}
    _leads_somewhere(view["blocks"])


def targets(element: Mapping[str, Any]) -> list[Target]:
    """What a button is about; of a menu, what each of its options is."""
    chosen = element.get("options", [{}])
    return [decode(pressed({**element, "selected_option": one})[1]) for one in chosen]


def _leads_somewhere(blocks: list[dict[str, Any]]) -> None:
    for block in blocks:
        for element in elements(block):
            if block["type"] != "input":
                names = [pressed({**element, "selected_option": one})[0] for one in element.get("options", [{}])]
                assert {*names} <= {*BUTTONS, CHOOSE}, f"nobody answers {names}"


class Far:
    """Slack, as far as the bot sees it: people with zones; views that are opened."""

    def __init__(self) -> None:
        self.views: list[dict[str, Any]] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.zones: dict[str, str] = {}
        self.locales: dict[str, str] = {}
        self.expired = False  # whether the addresses for answers are used up
        self.refused: frozenset[str] = frozenset()  # kinds of blocks that the workspace does not know yet
        self.told: list[dict[str, Any]] = []  # what was said to one person after a form, with where
        self.flags: dict[str, dict[str, bool]] = {}  # by person: is_bot, deleted
        self.unknown: set[str] = set()

    def users_info(self, *, user: str, include_locale: bool) -> dict[str, Any]:
        self.asked.append(user)
        if user in self.unknown:
            raise SlackApiError("refused", {"ok": False, "error": "user_not_found"})
        told: dict[str, Any] = {"name": user.lower(), "tz": self.zones.get(user, "Europe/Berlin"), "profile": {}}
        told |= self.flags.get(user, {})
        return {"user": {**told, "locale": self.locales.get(user, "en-US")} if include_locale else told}

    def views_open(self, *, trigger_id: str, view: dict[str, Any]) -> None:
        fit_view(view)
        self.views.append(view)

    def webhook(self, url: str) -> Any:
        return SimpleNamespace(send=lambda **body: self._answer(url, body))

    def _answer(self, url: str, body: dict[str, Any]) -> Any:
        fit(body)
        if problems(body.get("blocks", []), refused=self.refused):
            return SimpleNamespace(status_code=200, body='{"ok":false,"error":"invalid_blocks"}')
        if not self.expired:
            assert body.pop("response_type") == "ephemeral"
            self._tell(url, body)
        return SimpleNamespace(status_code=404 if self.expired else 200, body="ok")

    def conversations_open(self, *, users: str) -> dict[str, Any]:
        return {"channel": {"id": f"D{users}"}}

    def chat_postMessage(self, *, channel: str, **body: Any) -> None:
        self._tell(channel, body)

    def _tell(self, where: str, body: dict[str, Any]) -> None:
        fit(body)
        self.told.append({"where": where, **body})

    def views_publish(self, *, user_id: str, view: dict[str, Any]) -> None:
        fit_view(view)
        self.homes[user_id] = view


@dataclass
class Answer:
    """What one person got for one act: an answer, a form, or faults by field."""

    message: dict[str, Any] | None = None
    view: dict[str, Any] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Everything that could be read."""
        shown = [*([self.message["text"]] if self.message else []), words(self.message or {}), words(self.view or {})]
        return "\n".join([*shown, *self.errors.values()])


class Desk:
    """One database, one set of listeners; `now` is moved by the test."""

    def __init__(self, engine: Engine, library: Library, now: datetime = MORNING) -> None:
        self.engine, self.library, self.now = engine, library, now
        self.far: Any = Far()
        self.number = 0
        self.listeners = Listeners(
            self.opens, lambda: None, lambda: self.now, self._chance, once_more, webhook=self.far.webhook
        )

    def _chance(self) -> int:
        self.number += 1
        return self.number

    @contextmanager
    def opens(self, actor: str, only_reading: bool) -> Iterator[Work]:
        with (reading if only_reading else writing)(self.engine) as session:
            yield Work(session, self.now, actor, self.library, notice_drafter(self.library), lambda: "salt")

    def say(self, person: str, line: str, channel: str = CHANNEL) -> Answer:
        """`/breach ...` in a channel."""
        typed = line.removeprefix("/breach").strip()
        body = {"text": typed, "user_id": person, "channel_id": channel, "response_url": f"http://{person}"}
        before = len(self.far.told)
        got = self._answer(lambda ack: self.listeners.on_command(ack, {**body, "trigger_id": "t"}, self.far))
        told = self.far.told[before:]
        assert len(told) + bool(got.message) <= 1, "one answer"
        return Answer(told[0], got.view) if told else got

    def press(
        self,
        person: str,
        action: str,
        subject: str = "",
        channel: str | None = CHANNEL,
        *,
        incident: int = 1,
        version: str = "",
    ) -> Answer:
        """A button of one incident, pressed in any channel."""
        target = Target(None if isinstance(BUTTONS[action], OpenTableRow) else incident, subject, version)
        return self._press(person, action, target.encode(), channel)

    def confirm(self, person: str, number: str, channel: str | None = CHANNEL, reason: str = "") -> Answer:
        """Confirm a proposal; where it takes two people, in its form, for a reason of one's own where one is given."""
        answer = self.press(person, "proposal.confirm", number, channel)
        if not (answer.view and answer.view["callback_id"] == "proposal_confirm"):
            return answer
        return self.submit(person, answer.view, **({"reason": reason} if reason else {}))

    def choose(self, person: str, answer: Answer, label: str, channel: str | None = CHANNEL) -> Answer:
        """The button of a private answer whose label starts so, pressed where the answer stands."""
        assert answer.message, "there is no message"
        found = [one for block in answer.message["blocks"] for one in elements(block)]
        [element] = [one for one in found if one["type"] == "button" and one["text"]["text"].startswith(label)]
        return self._press(person, element["action_id"], element["value"], channel)

    def use(self, person: str, element: Mapping[str, Any], option: Mapping[str, Any] | None = None) -> Answer:
        """A button just as it was shown, or a choice of an overflow menu."""
        return self._acts(person, {**element, "selected_option": option}, CHANNEL)

    def _press(self, person: str, action: str, value: str, channel: str | None) -> Answer:
        return self._acts(person, {"action_id": action, "value": value}, channel)

    def _acts(self, person: str, action: Mapping[str, Any], channel: str | None) -> Answer:
        body = {
            "actions": [action],
            "user": {"id": person},
            "trigger_id": "t",
            **({"channel": {"id": channel}, "response_url": f"http://{person}"} if channel else {}),
        }
        told: list[dict[str, Any]] = []

        def respond(**given: Any) -> Any:
            told.append(given)
            return SimpleNamespace(status_code=200, body="ok")

        got = self._answer(lambda ack: self.listeners.on_button(ack, body, self.far, respond))
        for message in told:
            fit(message)
        return Answer(told[-1] if told else None, got.view)

    def submit(self, person: str, view: Mapping[str, Any], **values: Any) -> Answer:
        """Send a form; what is not given stays as drawn, and a choice that Slack insists on is the first."""
        state = {block["block_id"]: _entered(block, values) for block in view["blocks"] if block["type"] == "input"}
        assert not set(values) - set(state), f"the form has no {set(values) - set(state)}"
        body = {"user": {"id": person}, "view": {**view, "id": f"V{self._chance()}", "state": {"values": state}}}
        before = len(self.far.told)
        got = self._answer(lambda ack: self.listeners.on_form(ack, body, self.far))
        told = self.far.told[before:]
        assert len(told) <= 1, "one person is told, once"
        return Answer(told[0], got.view, got.errors) if told else got

    def confirm_change(self, person: str, shown: Answer, reason: str = "checked with the data owner") -> Answer:
        """Confirm a change that ends or delays duties, or leaves steps out, in the form that shows them; with a reason
        where it asks."""
        assert shown.view, shown.text
        assert shown.view["callback_id"] in ("facts_loosen", "severity_confirm"), shown.text
        asks = any(block["type"] == "input" for block in shown.view["blocks"])
        return self.submit(person, shown.view, **({"reason": reason} if asks else {}))

    def close(self, reason: str = "it was found again, unopened", number: int = 1) -> None:
        """By one person, or by two where duties are open."""
        for person in (LEAD, DPO):
            if self.incident(number).state == "open":
                view = self.press(person, "incident.close", incident=number).view
                assert view
                self.submit(person, view, reason=reason)
        assert self.incident(number).state == "closed"

    def home(self, person: str) -> dict[str, Any]:
        self.listeners.on_home({"tab": "home", "user": person}, self.far)
        view: dict[str, Any] = self.far.homes[person]
        return view

    def _answer(self, act: Any) -> Answer:
        acks: list[dict[str, Any]] = []

        def ack(**given: Any) -> bool:
            acks.append(given)
            return True

        before = len(self.far.views)
        act(ack)
        assert len(acks) == 1, "acknowledged exactly once"
        view = self.far.views[-1] if len(self.far.views) > before else acks[0].get("view")
        if acks[0].get("view"):
            fit_view(acks[0]["view"])
        if "text" in acks[0]:
            fit(acks[0])
            return Answer(acks[0], view)
        return Answer(None, view, acks[0].get("errors", {}))

    def open(self, line: str = "CRM export by a stranger", person: str = LEAD) -> Incident:
        """An incident whose channel stands."""
        answer = self.say(person, f"/breach open {line}")
        assert answer.message, answer.text
        assert "is open" in answer.text, answer.text
        with self.opens(BREACHBOT, False) as work:
            incident = work.session.scalars(select(Incident).order_by(Incident.id.desc())).first()
            assert incident
            incident.channel_id = CHANNEL if incident.id == 1 else f"C0CHANN{incident.id:03}"
            work.record(incident, ChannelCreated(incident.channel_id))
            return incident

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def incident(self, number: int = 1) -> Incident:
        with reading(self.engine) as session:
            return session.get_one(Incident, number)

    def drawn(self, number: int = 1) -> list[dict[str, Any]]:
        """Every message that waits to be said in an incident's channel or to one person, as it would be drawn now."""
        with reading(self.engine) as session:
            rows = session.scalars(select(Outbox).where(Outbox.incident_id == number).order_by(Outbox.created_at)).all()
            said = [row for row in rows if str(row.details.get("view") or row.kind) in DRAWN]
        effects = [
            Effect(row.key, row.kind, row.incident_id, row.details, row.lane, self.now, self.now - row.due_at)
            for row in said
        ]
        with self.opens(BREACHBOT, True) as work:
            messages = [message for effect in effects if (message := draw(work, effect))]
        for message in messages:
            fit(message.body())
            fit(plain_form(message).body())
        return [message.body() for message in messages]


def _entered(block: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """One input's state, as Slack would send it."""
    element, name = block["element"], block["block_id"]
    kind = element["type"]
    given = values.get(name)
    match kind:
        case "datetimepicker":
            at = int(given.timestamp()) if isinstance(given, datetime) else element.get("initial_date_time")
            state: dict[str, Any] = {"selected_date_time": at}
        case "static_select":
            options = {option["value"]: option for option in _options(element)}
            chosen = options[given] if given is not None else element.get("initial_option")
            needed = None if block.get("optional") else next(iter(options.values()))
            state = {"selected_option": chosen or needed}
        case "users_select":
            state = {"selected_user": given if given is not None else element.get("initial_user")}
        case "multi_static_select":
            options = {option["value"]: option for option in _options(element)}
            several = [options[one] for one in given] if given is not None else element.get("initial_options", [])
            state = {"selected_options": several}
        case _:
            state = {"value": given if given is not None else element.get("initial_value")}
    return {element["action_id"]: {"type": kind, **state}}


def _options(element: Mapping[str, Any]) -> list[dict[str, Any]]:
    groups = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *groups]


def everything(thing: Any) -> str:
    """All of it as text, for what must not be in there."""
    return json.dumps(thing, ensure_ascii=False)
