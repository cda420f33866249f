"""When Slack is asked who is in the incidents' channels: at the start, whenever the connection to Slack is new, once an
hour, and after each coming and going.

What Slack says while no process listens is lost. So from a new connection on, until Slack has told who is in an
incident's channel, the incident is `unchecked`: only whoever types in that channel is part of it.
"""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.actions import identities, incidents, membership
from bot.actions.membership import Watched
from bot.actions.profiles import Profile
from bot.actions.work import BREACHBOT, Opens, Retry, Unchecked
from bot.domain.refusals import Taken
from bot.slack.directory import Directory
from bot.slack.refusals import refusal_in
from bot.slack.rounds import Rounds

EVERY_S = 3600
RETRY_S = 15
PAGE = 1000  # members at a time, as many as Slack gives
TRIES = 5  # at once, while people keep coming and going
log = structlog.get_logger(__name__)


class ChannelMembers:
    """`nudge` is called after every commit."""

    def __init__(
        self, client: WebClient, opens: Opens, directory: Directory, nudge: Callable[[], None], retry: Retry
    ) -> None:
        self._client, self._opens, self._directory = client, opens, directory
        self._nudge, self._retry = nudge, retry
        self._lock, self._asked = threading.Lock(), set[str]()
        self._bot, self._is_heard = "", False
        self.unchecked = Unchecked(everything=True)
        self._checked = threading.Event()
        self._rounds = Rounds("membership", {self._all: EVERY_S, self._rest: RETRY_S}, "membership.unread")

    def start(self) -> None:
        self._rounds.start(0)

    def stop(self) -> None:
        self._rounds.stop()

    def wait(self, seconds: float) -> None:
        """Until no incident is unchecked, and no longer than that."""
        self._checked.wait(seconds)

    def unheard(self) -> None:
        """There is no connection to Slack: who comes and goes from now on may go unnoticed."""
        with self._lock:
            self._is_heard, self.unchecked = False, Unchecked(everything=True)
            self._checked.clear()

    def missed(self) -> None:
        """Someone came or went, and it could not be written down."""
        with self._lock:
            self.unchecked = Unchecked(everything=True)
            self._checked.clear()

    def heard(self) -> None:
        """There is a new one."""
        with self._lock:
            self._is_heard = True
        self._rounds.put(self._all)

    def check(self, channel: str) -> None:
        """Soon, and once for all who ask for it meanwhile: two events may be worked on in the wrong order."""
        with self._lock:
            if channel in self._asked:
                return
            self._asked.add(channel)
        self._rounds.put(partial(self._one, channel))

    def _one(self, channel: str) -> None:
        with self._lock:
            self._asked.discard(channel)
        with self._opens(BREACHBOT, True) as work:
            incident = incidents.in_channel(work, channel)
        if incident:
            self._compare(incident.id)

    def _all(self) -> None:
        """Every channel; what fails is compared again soon."""
        if not self._is_heard:
            return
        with self._opens(BREACHBOT, True) as work:
            every = membership.with_channel(work)
        with self._lock:
            if self._is_heard and self.unchecked.everything:
                self.unchecked = Unchecked(frozenset(every))
        for incident_id in every:
            self._rounds.do(partial(self._compare, incident_id))
        self._tell_checked()

    def _rest(self) -> None:
        """What is still unchecked."""
        if self.unchecked.everything:
            self._all()  # the database did not answer
        for incident_id in sorted(self.unchecked.incidents):
            self._rounds.do(partial(self._compare, incident_id))

    def _tell_checked(self) -> None:
        with self._lock:
            if not self.unchecked:
                self._checked.set()

    def _compare(self, incident_id: int) -> None:
        """Raises where Slack does not answer now."""
        for _ in range(TRIES):
            with self._opens(BREACHBOT, True) as work:
                seen = membership.watched(work, incident_id)
            if seen is None or self._is_settled(seen):
                break
        else:
            return
        with self._lock:
            self.unchecked = Unchecked(self.unchecked.incidents - {incident_id}, self.unchecked.everything)
        self._tell_checked()

    def _is_settled(self, seen: Watched) -> bool:
        try:
            members = self._members(seen.channel)
        except SlackApiError as error:
            refusal = refusal_in(error)
            if refusal.row.answer is Taken.TRANSIENT:
                raise
            log.warning("membership.not_told", incident=seen.incident_id, answer=refusal.code)
            return True  # Slack will say the same again: the record is all there is
        with self._opens(BREACHBOT, True) as work:
            found = membership.differences(work, seen, members)
        if not found:
            return found is not None
        for person in found.came:
            self._directory.find(person)
        told = [profile for person in found.came if (profile := self._directory.profile(person))]
        return self._retry(partial(self._write_down, seen, members, told))

    def _write_down(self, seen: Watched, members: frozenset[str], told: Iterable[Profile]) -> bool:
        with self._opens(BREACHBOT, False) as work:
            for profile in told:
                identities.keep(work, profile)
            is_settled = membership.settle(work, seen, members)
        self._nudge()
        return is_settled

    def _members(self, channel: str) -> frozenset[str]:
        """All pages, without the bot itself."""
        self._bot = self._bot or str(self._client.auth_test()["user_id"])
        found, cursor = set[str](), ""
        while True:
            page = self._rounds.ask(partial(self._page, channel, cursor))
            found |= {str(one) for one in page["members"]}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found - {self._bot})

    def _page(self, channel: str, cursor: str) -> Any:
        return self._client.conversations_members(channel=channel, limit=PAGE, cursor=cursor or None)
