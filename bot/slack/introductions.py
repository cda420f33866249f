"""Who asks, found out before they are answered: their zone and language, whom they mention, whether they are new here.

Two statements; what the database does not have, the directory knows. Slack is never asked here: of whom nothing is
known yet, it is asked afterward, and they are answered under their id and in the organization's zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.actions import catchup, identities, incidents, profiles
from bot.actions.profiles import NEVER, Profile
from bot.actions.work import Work
from bot.domain.organisation import Organisation
from bot.slack.directory import Directory
from bot.store.tables import Person


@dataclass(frozen=True)
class Introduction:
    """`channel` is set when the person types in an incident's channel and is no part of it as far as we know: they are
    now, though the news of their coming was lost while we were down. A form or a button is no such proof. `seated` are
    the members of the organization's user groups, by role."""

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
            identities.keep(work, one)
        if incident := incidents.in_channel(work, self.channel):
            work.lock(incident)
            catchup.arrive(work, incident, work.actor)


def introduce(
    work: Work, directory: Directory, mentioned: Sequence[str] = (), channel: str | None = None
) -> Introduction:
    """Of the actor. `channel`: where they type."""
    person, organisation = work.actor, work.library.organisation
    everyone = dict.fromkeys((person, *mentioned, *_arranged_outside(directory, organisation)))
    known = profiles.profiles(work, everyone)
    new_here = channel if channel and incidents.is_newcomer(work, channel) else None
    unmet = [one for one in everyone if one not in known or known[one].seen_at == NEVER]
    told = {one: profile for one in unmet if (profile := directory.profile(one))}
    directory.learn(one for one in unmet if one not in told)
    asking = known.get(person)
    latest = told.get(person) or asking
    language = _chosen(asking) or (latest.language if latest else None) or organisation.chat_language
    zone = latest.zone if latest and latest.zone else organisation.zone
    return Introduction(zone, language, tuple(told.values()), new_here, directory.seated)


def _arranged_outside(directory: Directory, organisation: Organisation) -> Sequence[str]:
    """Whom the organization has arranged for a role and who may not simply take it: what they are is to be on record
    when an incident opens."""
    arranged = (*(seat.named for seat in organisation.roles.values()), *directory.seated.values())
    everyone = dict.fromkeys(person for people in arranged for person in people)
    told = ((person, directory.profile(person)) for person in everyone)
    return [person for person, one in told if one and (one.outside or one.is_bot or one.left)]


def _chosen(row: Person | None) -> str | None:
    """The language that a person chose themselves."""
    return row.language if row and row.language_chosen else None
