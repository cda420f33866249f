"""Who asks, found out before they are answered: their zone and language, whom they mention, whether they are new here.

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

from bot.actions import catchup, incidents, profiles
from bot.actions.profiles import Profile
from bot.actions.work import Work
from bot.messages.languages import language_of
from bot.store.tables import Person
from bot.typed.words import readable

Opens = Callable[[str, bool], AbstractContextManager[Work]]  # (actor, only reading) -> a Work, committed at its end
KNOWN_FOR = timedelta(hours=12)  # how long a person's name and zone are believed
SLACKBOT = "USLACKBOT"  # which Slack itself does not call a bot
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Introduction:
    """`channel` is set when the person types in an incident's channel and was never part of it: they are now, though
    the news of their coming was lost while we were down. A form or a button is no such proof. `seated` are the members
    of the organisation's user groups, by role."""

    zone: str
    language: str
    told: tuple[Profile, ...] = ()
    channel: str | None = None
    seated: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return bool(self.told or self.channel)

    def keep(self, work: Work) -> None:
        """Inside the transaction that answers."""
        for one in self.told:
            profiles.keep_profile(work, one)
        if incident := incidents.in_channel(work, self.channel):
            work.lock(incident)
            catchup.arrive(work, incident, work.actor)


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
        known = profiles.profiles(work, everyone)
        fresh = {one for one, row in known.items() if row.seen_at > work.now - KNOWN_FOR}
        asking = known.get(person)
        house_language = work.library.organisation.chat_language
        new_here = channel if channel and incidents.is_newcomer(work, channel) else None
        groups = work.library.organisation.groups if opening else {}
    told = tuple(found for one in everyone if one not in fresh and (found := _profile(client, one)))
    profile = next((one for one in told if one.person == person), None)
    latest = profile or asking
    language = _chosen(asking) or (latest.language if latest else None) or house_language
    return Introduction(latest.zone if latest else "UTC", language, told, new_here, _seated(client, groups))


def _chosen(row: Person | None) -> str | None:
    """The language that a person chose themselves."""
    return row.language if row and row.language_chosen else None


def _profile(client: WebClient, person: str) -> Profile | None:
    """None when Slack does not tell, or of another organization's people; they then keep the id as a name."""
    try:
        told = client.users_info(user=person, include_locale=True)["user"]
    except (SlackApiError, OSError) as error:
        log.warning("person.unread", kind=error.__class__.__name__)
        return None
    if told.get("is_stranger"):
        return None
    profile = told.get("profile") or {}
    name = told.get("real_name") or profile.get("display_name") or told.get("name") or person
    handles = dict.fromkeys(readable(str(one)) for one in (told.get("name"), profile.get("display_name")) if one)
    language = language_of(str(told.get("locale") or ""))
    return Profile(
        person=person,
        name=readable(str(name)) or person,
        zone=str(told.get("tz") or "UTC"),
        language=language,
        is_bot=bool(told.get("is_bot")) or person == SLACKBOT,
        left=bool(told.get("deleted")),
        handles=tuple(handles),
    )


def _seated(client: WebClient, groups: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """The members of each role's group; an opening never fails on it."""
    seated: dict[str, Sequence[str]] = {}
    for role, group in groups.items():
        try:
            seated[role] = client.usergroups_users_list(usergroup=group)["users"]
        except (SlackApiError, OSError) as error:
            log.warning("groups.unread", role=role, kind=error.__class__.__name__)
    return seated
