"""Who asks, found out before their request is answered: their zone, whom they mention, whether they are new here.

One short reading of the database, then Slack where it has to be asked: about a person at most once in half a day, and
never inside a transaction. What Slack told is kept by the transaction that answers.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.actions import incidents, people
from bot.actions.work import Work

Opens = Callable[[str, bool], AbstractContextManager[Work]]  # (actor, only reading) -> a Work, committed at its end
KNOWN_FOR = timedelta(hours=12)  # how long a person's name and zone are believed
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Profile:
    """What Slack says about a person."""

    person: str
    name: str
    zone: str


@dataclass(frozen=True)
class Introduction:
    """`channel` is set when the person types in an incident's channel and was never part of it: they are now, though
    the news of their coming was lost while we were down. A form or a button is no such proof. `seated` are the members
    of the organisation's user groups, by role."""

    zone: str
    told: tuple[Profile, ...] = ()
    channel: str | None = None
    seated: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return bool(self.told or self.channel)

    def keep(self, work: Work) -> None:
        """Inside the transaction that answers."""
        for one in self.told:
            people.keep_profile(work, one.person, one.name, one.zone)
        if incident := incidents.in_channel(work, self.channel):
            work.lock(incident)
            people.join_channel(work, incident, work.actor)


def introduce(
    opens: Opens,
    client: WebClient,
    person: str,
    mentioned: Sequence[str] = (),
    channel: str | None = None,
    *,
    opening: bool = False,
) -> Introduction:
    """`channel`: where they type; `opening`: an incident is about to be opened, so the user groups are read."""
    everyone = dict.fromkeys((person, *mentioned))
    with opens(person, True) as work:
        known = people.profiles(work, everyone)
        fresh = {one for one, row in known.items() if row.seen_at > work.now - KNOWN_FOR}
        zones = {one: row.zone for one, row in known.items()}
        new_here = channel if channel and incidents.is_newcomer(work, channel) else None
        groups = work.library.organisation.groups if opening else {}
    told = tuple(found for one in everyone if one not in fresh and (found := _profile(client, one)))
    zone = next((one.zone for one in told if one.person == person), zones.get(person, "UTC"))
    return Introduction(zone, told, new_here, _seated(client, groups))


def _profile(client: WebClient, person: str) -> Profile | None:
    """None when Slack does not tell; a stranger then keeps the id as a name."""
    try:
        told = client.users_info(user=person)["user"]
    except (SlackApiError, OSError) as error:
        log.warning("person.unread", kind=error.__class__.__name__)
        return None
    profile = told.get("profile") or {}
    name = told.get("real_name") or profile.get("display_name") or told.get("name") or person
    return Profile(person, str(name), str(told.get("tz") or "UTC"))


def _seated(client: WebClient, groups: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """The members of each role's group; an opening never fails on it."""
    seated: dict[str, Sequence[str]] = {}
    for role, group in groups.items():
        try:
            seated[role] = client.usergroups_users_list(usergroup=group)["users"]
        except (SlackApiError, OSError) as error:
            log.warning("groups.unread", role=role, kind=error.__class__.__name__)
    return seated
