"""Slack itself, as far as the tests of the edge need it. Everything that a person would be shown goes past `fit` on its
way, so that no test can show what Slack would refuse; and nothing is called before the acknowledgment.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.actions.profiles import Profile
from bot.actions.work import Unchecked
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import Target, decode, pressed
from bot.slack.directory import Directory, Home, profile_of
from bot.slack.forms import FORMS
from bot.slack.membership import ChannelMembers
from bot.slack.readings import CHOOSE
from bot.workspace.core.block_kit import problems, view_problems
from bot.workspace.core.inputs import elements

if TYPE_CHECKING:
    from tests.slack.desk import Desk

HOME = Home("TBREACH01")
MOST_TEXT = 4000  # characters of a message's text that Slack shows for sure


class Known(WebClient):
    """Slack knows the token; it is asked once, before there is anything to answer."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-1")
        self.asked = 0

    def auth_test(self, **_: Any) -> SlackResponse:
        self.asked += 1
        told = {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1", "url": "http://x", "team": "t"}
        return SlackResponse(
            client=self,
            http_verb="POST",
            api_url="",
            req_args={},
            data={**told, "user": "b"},
            headers={},
            status_code=200,
        )


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
        self.updated: list[tuple[str, dict[str, Any]]] = []  # views, by what they are called
        self.away = False  # whether Slack has told nothing about anyone
        self.zones: dict[str, str] = {}
        self.locales: dict[str, str] = {}
        self.expired = False  # whether the addresses for answers are used up
        self.says_no: dict[str, str] = {}  # Slack's code by method
        self.refused: frozenset[str] = frozenset()  # kinds of blocks that the workspace does not know yet
        self.told: list[dict[str, Any]] = []  # what was said to one person after a form, with where
        self.flags: dict[str, dict[str, bool]] = {}  # by person: is_bot, deleted, is_restricted ...
        self.unknown: set[str] = set()
        self.members: dict[str, list[str]] = {}  # of user groups

    def hang_up(self) -> None:
        """The person closed what could be updated, and nothing opens anymore."""
        self.says_no |= {"views.update": "not_found", "views.open": "expired_trigger_id"}

    def account(self, person: str) -> dict[str, Any]:
        """As `users.list` has it; no entry where Slack does not know them."""
        told: dict[str, Any] = {"id": person, "name": person.lower(), "tz": self.zones.get(person, "Europe/Berlin")}
        return {**told, "locale": self.locales.get(person, "en-US"), **self.flags.get(person, {})}

    def _refuse(self, method: str) -> None:
        if code := self.says_no.get(method):
            answer = {"ok": False, "error": code}
            raise SlackApiError(
                "refused",
                SlackResponse(
                    client=self,
                    http_verb="POST",
                    api_url=f"https://slack.com/api/{method}",
                    req_args={},
                    data=answer,
                    headers={},
                    status_code=200,
                ),
            )

    def views_update(self, *, view: dict[str, Any], external_id: str = "", view_id: str = "") -> None:
        fit_view(view)
        self._refuse("views.update")
        self.updated.append((external_id or view_id, view))

    def views_open(self, *, trigger_id: str, view: dict[str, Any]) -> None:
        fit_view(view)
        self._refuse("views.open")
        self.views.append(view)

    def webhook(self, url: str) -> Any:
        return SimpleNamespace(send=lambda **body: self._answer(url, body))

    def _answer(self, url: str, body: dict[str, Any]) -> Any:
        fit(body)
        if problems(body.get("blocks", []), refused=self.refused):
            return SimpleNamespace(status_code=200, body='{"ok":false,"error":"invalid_blocks"}')
        if not self.expired:
            assert (body.pop("response_type"), body.pop("replace_original")) == ("ephemeral", False)
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
        self._refuse("views.publish")
        self.homes[user_id] = view


class KnownBefore(Directory):
    """As if Slack had just told about everyone; of whom it does not know, `learned` says that it will be asked."""

    def __init__(self, desk: "Desk") -> None:
        self.desk, self.learned = desk, list[str]()

    def profile(self, person: str) -> Profile | None:
        far = self.desk.far
        return None if far.away or person in far.unknown else profile_of(far.account(person), HOME)

    @property
    def seated(self) -> dict[str, Sequence[str]]:
        members: Mapping[str, Sequence[str]] = self.desk.far.members
        return {role: members.get(group, ()) for role, group in self.desk.library.organisation.groups.items()}

    def handles(self, groups: Iterable[str]) -> Mapping[str, str]:
        return {"SPRIVACY1": "privacy-team"}

    def learn(self, persons: Iterable[str]) -> None:
        self.learned += persons

    def changed(self, user: Mapping[str, Any]) -> None:
        """`profile` knows it already."""

    def group_changed(self, group: str) -> None:
        """`seated` knows it already."""

    def find(self, person: str) -> None:
        """There is nothing to find that `profile` does not know."""


class Heard(ChannelMembers):
    """As if Slack had just told who is in every channel; `unchecked` is set by a test, and `looked` are the channels
    that were to be compared."""

    def __init__(self) -> None:
        self.unchecked, self.looked = Unchecked(), list[str]()

    def check(self, channel: str) -> None:
        self.looked.append(channel)

    def wait(self, seconds: float) -> None:
        """There is nothing to wait for."""

    def missed(self) -> None:
        self.unchecked = Unchecked(everything=True)


class AfterAck:
    """Slack, as the listeners reach it: never before the acknowledgment, never while a transaction is open."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def __getattr__(self, call: str) -> Any:
        if self._desk.unacknowledged or self._desk.transactions:
            self._desk.too_early.append(call)
        return getattr(self._desk.far, call)
