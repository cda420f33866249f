"""The edge to Slack without Slack: payloads in, answers out, over a real database; only Slack itself is replaced.

Everything that a person would be shown goes past `fit` on its way, so that no test can show what Slack would refuse.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from bot.actions import identities
from bot.actions.effects import Effect
from bot.actions.work import BREACHBOT, Library, Work
from bot.documents.incident_documents import notice_drafter
from bot.domain.events.incidents import ChannelCreated
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import Target
from bot.slack.listeners import Listeners
from bot.slack.newer_blocks import plain_form
from bot.slack.outgoing import DRAWN, draw
from bot.slack.routes import OpenTableRow
from bot.store.engine import once_more, open_engine, reading, writing
from bot.store.tables import Incident, Outbox
from bot.workspace.client import visible_text as words
from bot.workspace.core.inputs import elements
from tests.slack.far import AfterAck, Far, Heard, KnownBefore, fit, fit_view

LEAD, DPO, COMMS, CRM, EXEC, ENGINEER, SECOND, OUTSIDER = (
    "ULEAD0001", "UDPO00001", "UCOMMS001", "UCRM00001", "UEXEC0001", "UENG00001", "UENG00002", "UOUTSIDE1",
)  # fmt: skip
CHANNEL = "C0CHANN001"
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


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
        self.client: Any = AfterAck(self)
        self.unacknowledged, self.transactions = False, 0
        self.too_late = False  # whether every acknowledgment comes after "Working on it"
        self.too_early: list[str] = []  # calls to Slack before an acknowledgment, or inside a transaction
        self.directory, self.membership = KnownBefore(self), Heard()
        self.number = 0
        self.listeners = Listeners(
            self.opens,
            self.directory,
            self.membership,
            lambda: None,
            lambda: self.now,
            self._chance,
            once_more,
            webhook=self._webhook,
        )

    def _chance(self) -> int:
        self.number += 1
        return self.number

    def _webhook(self, url: str) -> Any:
        return self.client.webhook(url)

    @contextmanager
    def opens(self, actor: str, only_reading: bool) -> Iterator[Work]:
        with (reading if only_reading else writing)(self.engine) as session:
            self.transactions += 1
            try:
                draw, unchecked = notice_drafter(self.library), self.membership.unchecked
                yield Work(session, self.now, actor, self.library, draw, lambda: "salt", unchecked=unchecked)
            finally:
                self.transactions -= 1

    def hears(self, *persons: str) -> None:
        """Slack tells that these people's accounts have changed."""
        with self.opens(BREACHBOT, False) as work:
            for one in identities.changed(work, filter(None, map(self.directory.profile, persons))):
                identities.keep(work, one)

    def say(self, person: str, line: str, channel: str = CHANNEL) -> Answer:
        """`/breach ...` in a channel."""
        typed = line.removeprefix("/breach").strip()
        body = {"text": typed, "user_id": person, "channel_id": channel, "response_url": f"http://{person}"}
        before = len(self.far.told)
        got = self._answer(lambda ack: self.listeners.on_command(ack, {**body, "trigger_id": "t"}, self.client))
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
        before = len(self.far.told)
        got = self._answer(lambda ack: self.listeners.on_button(ack, body, self.client))
        told = self.far.told[before:]
        return Answer(told[-1] if told else None, got.view)

    def submit(self, person: str, view: Mapping[str, Any], **values: Any) -> Answer:
        """Send a form; what is not given stays as drawn, and a choice that Slack insists on is the first."""
        state = {block["block_id"]: _entered(block, values) for block in view["blocks"] if block["type"] == "input"}
        assert not set(values) - set(state), f"the form has no {set(values) - set(state)}"
        sent = {**view, "id": f"V{self._chance()}", "state": {"values": state}}
        body = {"user": {"id": person}, "view": sent, "trigger_id": "1.2.abc"}
        before = len(self.far.told)
        got = self._answer(lambda ack: self.listeners.on_form(ack, body, self.client))
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

    def close(self, reason: str = "it was found again, unopened", number: int = 1, ahead: str = "end") -> None:
        """By one person, or by two where duties are open; prevention steps end with it, or become tasks (`keep`)."""
        for person in (LEAD, DPO):
            if self.incident(number).state == "open":
                view = self.press(person, "incident.close", incident=number).view
                assert view
                asked = any(block.get("block_id") == "ahead" for block in view["blocks"])
                self.submit(person, view, reason=reason, **({"ahead": ahead} if asked else {}))
        assert self.incident(number).state == "closed"

    def open_home(self, person: str) -> None:
        with self._in_order():
            self.listeners.on_home({"tab": "home", "user": person}, self.client)

    def home(self, person: str) -> dict[str, Any]:
        self.open_home(person)
        view: dict[str, Any] = self.far.homes[person]
        return view

    @contextmanager
    def _in_order(self) -> Iterator[None]:
        """Raises for a call to Slack before the acknowledgment or inside a transaction, other than the test's own."""
        around, self.transactions = self.transactions, 0
        yield
        self.transactions = around
        assert not self.too_early, f"called too early: {self.too_early}"

    def _answer(self, act: Any) -> Answer:
        acks: list[dict[str, Any]] = []

        def ack(**given: Any) -> bool:
            acks.append(given)
            self.unacknowledged = False
            return not self.too_late

        before, self.unacknowledged = len(self.far.views), True
        with self._in_order():
            act(ack)
        if self.too_late:
            return Answer()
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


@contextmanager
def desk_over(file: Path, copied: Path, library: Library, now: datetime = MORNING) -> Iterator[Desk]:
    """A desk over `file`, which is made a copy of a database, and is whole when the desk is left."""
    shutil.copy(copied, file)
    engine = open_engine(f"sqlite:///{file}")
    yield Desk(engine, library, now)
    engine.dispose()


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
