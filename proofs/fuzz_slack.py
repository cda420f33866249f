"""The target of the fuzz proof in chat: sessions of commands, buttons, forms and events, through Bolt, over a database.

What is pressed and submitted is mostly what was shown before; then a field is missing, of another type, or says
something that no one types. Slack must take every answer, no request may fail, and the audit log must agree with the
tables in the end.
"""

import json
import logging
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random  # noqa: TID251 (seeded: a finding can be read again)
from typing import Any

from slack_bolt import App, BoltContext
from sqlalchemy import Engine, select

from bot.actions.audit_log import verify_log
from bot.slack.acknowledging import Acknowledgment
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import MENU
from bot.slack.callbacks import Target as About
from bot.slack.channel_events import SHORTCUT
from bot.slack.forms import FORMS
from bot.slack.help import EXAMPLES
from bot.slack.readings import CHOOSE
from bot.slack.socket_mode import dispatch
from bot.slack.subcommands import SUBCOMMANDS
from bot.store.engine import migrate, open_engine, reading
from bot.store.tables import Incident
from bot.workspace.core.inputs import elements
from proofs import mutations
from proofs.fuzz_engines import COMMANDS, VALUES, Target, folder
from tests import shipped
from tests.slack.desk import CHANNEL, COMMS, CRM, DPO, EXEC, LEAD, OUTSIDER, SECOND, Desk, _entered
from tests.slack.far import Far, Known, fit, fit_view

PAYLOADS = 20  # of one session
MOST_BYTES = 64_000  # of one answer, which the socket carries
PEOPLE = (LEAD, LEAD, DPO, DPO, COMMS, CRM, EXEC, SECOND, OUTSIDER)
CHANNELS = (CHANNEL, CHANNEL, CHANNEL, "C0OTHER001", "D0DIRECT01")
TYPED = tuple(
    dict.fromkeys(
        [
            *(one.strip("`").removeprefix("/breach ") for examples in EXAMPLES.values() for one in examples),
            *(one.word for one in SUBCOMMANDS),
            *COMMANDS,
        ]
    )
)
SUBJECTS = (
    "C01", "C04", "N06", "T1", "eu-gdpr-33-1-authority", "us-ca-individuals", "gdpr-authority", "executive-brief", "1",
    "0", "99", "dpo", "lead", "factual", "all", "step:C01", "clock:1", "aware_at", "people", "",
)  # fmt: skip
FAILURES: list[str] = []
"""What was logged as a fault of ours since the last payload."""


class FarByChance(Far):
    """People with odd profiles, and messages with odd words."""

    token, base_url = "xoxb-1", "http://127.0.0.1:1/api/"  # where no one answers

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random
        for person in PEOPLE:
            self.locales[person] = random.choice(("en-US", "de-DE", "fr-FR", "es-ES", "ja-JP"))
            self.zones[person] = random.choice(("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"))

    def account(self, person: str) -> dict[str, Any]:
        told = super().account(person)
        if self.random.random() < 0.2:
            field = self.random.choice(("real_name", "name", "tz", "locale"))
            told[field] = mutations.text(self.random, ("Ada", "Europe/Berlin", "en-US"))
        return told

    def conversations_replies(self, **_: Any) -> dict[str, Any]:
        message = {"ts": "1.1", "user": LEAD, "text": mutations.text(self.random, VALUES)}
        return {"messages": [message] if self.random.random() < 0.8 else []}

    def chat_getPermalink(self, **_: Any) -> dict[str, Any]:
        return {"permalink": "https://x.slack.com/archives/C1/p1"}

    def chat_postEphemeral(self, **body: Any) -> None:
        self._tell(body.pop("channel"), {key: body[key] for key in ("text", "blocks") if key in body})


@cache
def _begun() -> Path:
    """One incident, opened a moment ago, with facts, a draft and a proposal."""
    file = folder() / "begun.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    desk = Desk(engine, shipped.library())
    desk.open("laptop lost in Lyon")
    for person, words in (
        (LEAD, "facts people DE 900, US-CA 700"), (LEAD, "facts data names, ssn"), (DPO, "notice executive-brief"),
        (DPO, "facts aware_at 2 Mar 2026 08:30"), (CRM, "severity 1 it is public"), (LEAD, "task call the vendor"),
    ):  # fmt: skip
        desk.say(person, f"/breach {words}")
    engine.dispose()
    return file


class Session:
    """One desk, and everything that was shown on it so far."""

    def __init__(self, random: Random, engine: Engine) -> None:
        self.random, self.number = random, 0
        self.desk = Desk(engine, shipped.library())
        self.desk.far = FarByChance(random)
        self.app = App(client=Known(), process_before_response=True)
        self.app.use(self._client)
        self.desk.listeners.bind(self.app)
        self.shown: list[Mapping[str, Any]] = []
        self.views: list[dict[str, Any]] = []

    def _client(self, context: BoltContext, next: Callable[[], None]) -> None:
        context["client"] = self.desk.client
        context["respond"] = lambda **body: self.desk.client.webhook("http://one").send(**body)
        next()

    def payload(self) -> dict[str, Any]:
        self.number += 1
        kinds = (self.command, self.command, self.command, self.press, self.press, self.form, self.form, self.event)
        made = self.random.choice(kinds)()
        if self.random.random() < 0.4:
            made = mutations.value(self.random, made, self.random.choice((1, 1, 2)))
        return made if isinstance(made, dict) else {"type": "block_actions"}

    def _who(self) -> dict[str, Any]:
        return {"user": {"id": self.random.choice(PEOPLE), "team_id": "T1"}, "team": {"id": "T1"}}

    def command(self) -> dict[str, Any]:
        words = mutations.text(self.random, TYPED)
        if self.random.random() < 0.5:
            words = f"{self.random.choice(SUBCOMMANDS).word} {mutations.text(self.random, VALUES)}"
        person = self.random.choice(PEOPLE)
        return {
            "command": "/breach", "text": words, "user_id": person, "channel_id": self.random.choice(CHANNELS),
            "team_id": "T1", "trigger_id": f"t{self.number}", "response_url": f"http://{person}",
        }  # fmt: skip

    def press(self) -> dict[str, Any]:
        if self.shown and self.random.random() < 0.8:
            element = self.random.choice(self.shown)
            option = self.random.choice(element["options"]) if element.get("options") else None
            action = {**element, **({"selected_option": option} if option else {})}
        else:
            about = About(
                self.random.choice((1, 1, 1, 2, None)), self.random.choice(SUBJECTS), self.random.choice(("", "1"))
            )
            action = {"action_id": self.random.choice((*BUTTONS, MENU, CHOOSE)), "value": about.encode()}
        channel = {"channel": {"id": self.random.choice(CHANNELS)}, "response_url": "http://one"}
        where = channel if self.random.random() < 0.8 else {"view": {"type": "home", "id": "V1"}}
        return {"type": "block_actions", "trigger_id": f"t{self.number}", "actions": [action], **self._who(), **where}

    def form(self) -> dict[str, Any]:
        if not self.views:
            return self.press()
        view = self.random.choice(self.views)
        if self.random.random() < 0.1:
            view = {**view, "callback_id": self.random.choice([*FORMS])}
        state = {one["block_id"]: self._filled(one) for one in view["blocks"] if one["type"] == "input"}
        sent = {**view, "id": f"V{self.number}", "state": {"values": state}}
        return {"type": "view_submission", "trigger_id": f"t{self.number}", "view": sent, **self._who()}

    def _filled(self, block: dict[str, Any]) -> dict[str, Any]:
        made = _entered(block, {})
        for given in made.values():
            if "value" in given and self.random.random() < 0.8:
                given["value"] = mutations.text(self.random, VALUES)
            if "selected_date_time" in given:
                moments = (None, 0, 1, 1772440200, 9_999_999_999, 10**13, -1, 253402300799)
                given["selected_date_time"] = self.random.choice(moments)
            if "selected_user" in given:
                given["selected_user"] = self.random.choice((*PEOPLE, "UNOBODY99", None))
        return made

    def event(self) -> dict[str, Any]:
        person, channel = self.random.choice(PEOPLE), self.random.choice(CHANNELS)
        words = mutations.text(self.random, VALUES)
        file = {
            "id": "F1",
            "name": words,
            "permalink": "https://x/f",
            "size": 3,
            "url_private": f"https://evil/{words[:50]}",
        }
        shared = {"ts": "1.2", "thread_ts": "1.1", "text": words, "files": [file]}
        item = {"type": "message", "channel": channel, "ts": "1.1"}
        account = {
            "id": person,
            "name": words,
            "deleted": self.random.random() < 0.1,
            "tz": words,
            "profile": {"real_name": words},
        }
        event = self.random.choice(
            (
                {"type": "app_home_opened", "user": person, "tab": "home"},
                {"type": "member_joined_channel", "user": person, "channel": channel, "inviter": LEAD},
                {"type": "member_left_channel", "user": self.random.choice((COMMS, EXEC)), "channel": channel},
                {"type": "group_unarchive", "user": person, "channel": channel},
                {"type": "user_change", "user": account},
                {"type": "team_join", "user": account},
                {"type": "subteam_updated", "subteam": {"id": words}},
                {"type": "reaction_added", "user": person, "reaction": "pushpin", "item": item},
                {"type": "message", "user": person, "channel": channel, **shared},
                {"type": words, "user": person},
            )
        )
        if self.random.random() < 0.2:
            message = {"type": "message_action", "callback_id": SHORTCUT, "trigger_id": "t", "message": shared}
            return {**message, "channel": {"id": channel}, "response_url": "http://one", **self._who()}
        return {"type": "event_callback", "team_id": "T1", "event_id": f"E{self.number}", "event": event}

    def send(self, payload: dict[str, Any]) -> None:
        """Raises AssertionError for what must not happen."""
        said: list[Mapping[str, Any]] = []

        def acknowledged(answer: Mapping[str, Any]) -> bool:
            said.append(answer)
            self.desk.unacknowledged = False
            return True

        far = self.desk.far
        told, opened = len(far.told), len(far.views)
        self.desk.transactions = 0
        self.desk.unacknowledged = payload.get("type") != "event_callback"
        dispatch(self.app, payload, Acknowledgment(acknowledged))
        assert not FAILURES, FAILURES
        assert not self.desk.too_early, self.desk.too_early
        for answer in (*said, *far.told[told:]):
            self._fits(dict(answer))
        for view in (*far.views[opened:], *(one["view"] for one in said if one.get("view"))):
            self._keep(view)

    def _fits(self, answer: dict[str, Any]) -> None:
        assert len(json.dumps(answer, ensure_ascii=False).encode()) < MOST_BYTES, (
            "an answer longer than the socket carries"
        )
        if "text" in answer:
            fit(answer)
            self.shown += [one for block in answer.get("blocks", []) for one in elements(block)]
        self.shown = self.shown[-60:]

    def _keep(self, view: dict[str, Any]) -> None:
        fit_view(view)
        if view["callback_id"] in FORMS:
            self.views = [*self.views, view][-8:]
        self.shown += [one for block in view["blocks"] if block["type"] != "input" for one in elements(block)]

    def agrees(self) -> Iterator[None]:
        """What waits to be posted can be, and the record is whole."""
        with reading(self.desk.engine) as session:
            numbers = [one.id for one in session.scalars(select(Incident))]
            for number in numbers:
                found = verify_log(session, session.get_one(Incident, number))
                assert (found.broken, *found.differences) == (None,), found
                yield
        for number in numbers[:2]:
            self.desk.drawn(number)
            yield


class _Faults(logging.Handler):
    """Bolt's own errors."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            FAILURES.append(f"{record.name}: {record.getMessage()[:400]}{raised()}")


def raised() -> str:
    """The exception that is being handled, and where it came from."""
    error = sys.exc_info()[1]
    frames = traceback.extract_tb(error.__traceback__)[::-1][:5] if error else []
    places = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames)
    return f" {error.__class__.__name__}: {str(error)[:300]} ({places})" if error else ""


def _play(seed: int) -> Iterator[None]:
    random = Random(seed)
    file = folder() / "session.db"
    shutil.copy(_begun(), file)
    engine = open_engine(f"sqlite:///{file}")
    try:
        session = Session(random, engine)
        for _ in range(PAYLOADS):
            FAILURES.clear()
            payload = session.payload()
            try:
                session.send(payload)
            except BaseException as error:
                error.add_note(f"payload {session.number}: {payload!r:.1500}")
                raise
            yield
        yield from session.agrees()
    finally:
        engine.dispose()
        for left in folder().glob("session.db*"):
            left.unlink()


def listen_to_logs() -> None:
    logging.getLogger().addHandler(_Faults())
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)


def _seed(random: Random) -> int:
    _begun()
    return random.getrandbits(64)


SLACK = Target("slack", 500, _seed, _play, ())
