"""Who is in the workspace and in its user groups, known before anyone asks: no answer waits for Slack to tell.

Read when breachbot starts, again at fixed intervals, and kept current by Slack's events. It is kept in memory, so that
nothing is written down about people who have nothing to do with an incident. Who uses breachbot, or is named to it, is
kept by the transaction that answers them (`bot.slack.introductions`), and from then on in the table of people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from slack_sdk import WebClient

from bot.actions import identities
from bot.actions.profiles import Profile
from bot.actions.work import BREACHBOT, Opens, Retry
from bot.domain.visitors import VisitorKind
from bot.law.values import zones
from bot.messages.languages import language_of
from bot.sentences import cut
from bot.slack.rounds import Rounds
from bot.typed.words import readable

PEOPLE_EVERY_S = 3600
GROUPS_EVERY_S = 300  # an on-call rota changes one between two events, and another process may have heard of it
LONGEST_NAME = 80  # letters, as in Slack
PAGE = 200  # people at a time, as Slack advises
SLACKBOT = "USLACKBOT"  # which Slack itself does not call a bot


class Home(NamedTuple):
    """The workspace, and the Enterprise organization that it is part of; empty: none."""

    team: str
    enterprise: str = ""


class Directory:
    """`groups` are the user groups that hold a role, by role."""

    def __init__(self, client: WebClient, opens: Opens, groups: Mapping[str, str], retry: Retry) -> None:
        self._client, self._opens, self._groups, self._retry = client, opens, groups, retry
        self._home: Home | None = None
        self._people: dict[str, Profile] = {}
        self._handles: dict[str, str] = {}
        self._members: dict[str, Sequence[str]] = {}
        self._asked: set[str] = set()  # of whom Slack did not tell when it was asked
        every = {self.read_groups: GROUPS_EVERY_S, self.read_people: PEOPLE_EVERY_S}
        self._rounds = Rounds("directory", every, "directory.unread")

    def profile(self, person: str) -> Profile | None:
        return self._people.get(person)

    @property
    def seated(self) -> dict[str, Sequence[str]]:
        """The members of each role's group, in their order there; none while Slack has not told."""
        return {role: self._members.get(group, ()) for role, group in self._groups.items()}

    def handles(self, groups: Iterable[str]) -> Mapping[str, str]:
        """What user groups are called, by id; asked now for those that are new, where no one waits for an
        acknowledgment."""
        if not set(groups) <= self._handles.keys():
            self._rounds.do(self._read_handles)
        return self._handles

    def _read_handles(self) -> None:
        told = self._client.usergroups_list(include_disabled=True)["usergroups"]
        self._handles = {str(one["id"]): str(one["handle"]) for one in told}

    def learn(self, persons: Iterable[str]) -> None:
        """Ask about them in the background; once, where Slack does not tell."""
        for person in persons:
            if person not in self._asked:
                self._asked.add(person)
                self._rounds.put(partial(self._ask, person))

    def find(self, person: str) -> None:
        """Ask about them now, where no one waits for an acknowledgment."""
        if person not in self._people and person not in self._asked:
            self._asked.add(person)
            self._rounds.do(partial(self._ask, person))

    def changed(self, user: Mapping[str, Any]) -> None:
        """Slack says that someone is new, or changed their account: most often their status, which is nothing to us.
        It may leave their language out."""
        if self._home is None:
            self.learn([user["id"]])
            return
        known, profile = self.profile(user["id"]), profile_of(user, self._home)
        if "locale" not in user and known is None:
            self.learn([user["id"]])
            return
        if known and "locale" not in user:
            profile = replace(profile, language=known.language)
        if profile != known:
            self._people[profile.person] = profile
            self._rounds.put(partial(self._keep, [profile]))

    def group_changed(self, group: str) -> None:
        if group in self._groups.values():
            self._rounds.put(partial(self._read_group, group))

    def start(self, within: float) -> None:
        """Returns when everyone is known, or after that many seconds."""
        self._rounds.start(within)

    def stop(self) -> None:
        self._rounds.stop()

    def read_people(self) -> None:
        """Everyone, page by page, at Slack's pace."""
        found: list[Profile] = []
        cursor = ""
        while True:
            page = self._rounds.ask(partial(self._page, cursor))
            told = [profile_of(user, self._ours()) for user in page["members"]]
            self._people |= {one.person: one for one in told}
            found += told
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        self._asked.clear()
        self._keep(found)

    def _page(self, cursor: str) -> Any:
        return self._client.users_list(limit=PAGE, cursor=cursor or None, include_locale=True)

    def _ours(self) -> Home:
        if self._home is None:
            told = self._client.auth_test()
            self._home = Home(str(told["team_id"]), str(told.get("enterprise_id") or ""))
        return self._home

    def read_groups(self) -> None:
        for group in dict.fromkeys(self._groups.values()):
            self._rounds.do(partial(self._read_group, group))

    def _read_group(self, group: str) -> None:
        self._members[group] = tuple(self._client.usergroups_users_list(usergroup=group)["users"])

    def _ask(self, person: str) -> None:
        try:
            profile = profile_of(self._client.users_info(user=person, include_locale=True)["user"], self._ours())
        except OSError:
            self._asked.discard(person)  # Slack was not there to tell
            raise
        if profile:
            self._people[person] = profile
            self._keep([profile])
            self._asked.discard(person)

    def _keep(self, told: Iterable[Profile]) -> None:
        """In the table too, of whom it has already."""
        with self._opens(BREACHBOT, True) as work:
            changed = identities.changed(work, told)
        for one in changed:
            self._retry(partial(self._write_down, one))

    def _write_down(self, profile: Profile) -> None:
        with self._opens(BREACHBOT, False) as work:
            identities.keep(work, profile)


def profile_of(user: Mapping[str, Any], home: Home) -> Profile:
    """What Slack's account of a person says."""
    person, profile = str(user["id"]), user.get("profile") or {}
    name = (
        user.get("real_name") or profile.get("real_name") or profile.get("display_name") or user.get("name") or person
    )
    handles = dict.fromkeys(
        cut(readable(str(one)), LONGEST_NAME) for one in (user.get("name"), profile.get("display_name")) if one
    )
    return Profile(
        person=person,
        name=cut(readable(str(name)), LONGEST_NAME) or person,
        zone=zone if (zone := str(user.get("tz"))) in zones() else "UTC",
        language=language_of(str(user.get("locale") or "")),
        is_bot=bool(user.get("is_bot")) or person == SLACKBOT,
        left=bool(user.get("deleted")),
        handles=tuple(handles),
        outside=_outside(user, home),
    )


def _outside(user: Mapping[str, Any], home: Home) -> VisitorKind | None:
    """In an Enterprise organization a colleague's account may be of another of its workspaces."""
    company = str((user.get("enterprise_user") or {}).get("enterprise_id") or user.get("enterprise_id") or "")
    is_ours = user.get("team_id", home.team) == home.team or (company != "" and company == home.enterprise)
    if user.get("is_stranger") or not is_ours:
        return VisitorKind.ELSEWHERE
    return VisitorKind.GUEST if user.get("is_restricted") or user.get("is_ultra_restricted") else None
