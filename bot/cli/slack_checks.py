"""What `breachbot doctor` asks Slack: tokens, scopes, the clock, and everyone whom organisation.yaml names."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.cli.checked import FIX, LOOK, Checked
from bot.domain.organisation import Organisation
from bot.domain.refusals import Taken
from bot.errors import StartError
from bot.settings import Settings, example
from bot.slack.refusals import code_in, refusal_in
from bot.tokens import APP, BOT, NO_ANSWER, SlackAway, accepted

SKEW_S = 5.0  # Slack's header tells whole seconds
AWAY = "Check the network and BREACHBOT_SLACK_API_URL, or wait. breachbot starts without Slack too."
REINSTALL = "Add them under OAuth & Permissions in your app's settings, and install the app again."


def ask(settings: Settings, organisation: Organisation | None) -> Iterator[Checked]:
    from bot.app import slack_client, utc_now

    bot, app = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    for name, token in (("BREACHBOT_SLACK_BOT_TOKEN", bot), ("BREACHBOT_SLACK_APP_TOKEN", app)):
        if not token:
            yield Checked("Tokens", f"{name} is not set.", FIX, "Set it, or its _FILE form; see the README.")
    if not bot:
        return
    client = slack_client(settings, bot)
    try:
        before = utc_now()
        us = accepted(BOT, client.auth_test)
        after = utc_now()
        if app:
            accepted(APP, lambda: client.apps_connections_open(app_token=app))
        yield Checked("Tokens", f"Slack accepts {'both' if app else 'it'}, as {us.get('user')} of {us.get('team')}.")
        yield from scopes(us)
        yield clock(us, before + (after - before) / 2)
        if organisation:
            yield from named(client, organisation)
    except StartError as refused:
        yield Checked("Tokens", str(refused.say), FIX, str(refused.remedy))
    except SlackAway as away:
        yield Checked("Slack", f"It does not answer ({away.why}).", LOOK, AWAY)


def _header(answer: SlackResponse, name: str) -> str:
    return next((str(value) for key, value in (answer.headers or {}).items() if key.lower() == name), "")


def scopes(us: SlackResponse) -> Iterator[Checked]:
    """Granted, as Slack tells with every answer, and used, as the app's manifest lists them."""
    from bot.strict import read

    manifest: Any = read(example("slack-app.yaml")).value
    used = set(manifest["oauth_config"]["scopes"]["bot"])
    told = _header(us, "x-oauth-scopes")
    granted = {scope.strip() for scope in told.split(",") if scope.strip()}
    if not granted:
        yield Checked("Scopes", "Slack did not say which are granted.", LOOK, "Compare them with docs/slack-app.yaml.")
        return
    if missing := sorted(used - granted):
        yield Checked("Scopes", f"Not granted: {', '.join(missing)}.", FIX, REINSTALL)
    if unused := sorted(granted - used):
        yield Checked("Scopes", f"Granted and not used: {', '.join(unused)}.", LOOK, "Remove them from the app.")
    if not missing and not unused:
        yield Checked("Scopes", f"The {len(used)} that are used are granted, and no others.")


def clock(us: SlackResponse, ours: datetime) -> Checked:
    told = _header(us, "date")
    if not told:
        return Checked("Clock", "Slack did not say what time it is.", LOOK, "Check that a time server is in use.")
    skew = (ours - parsedate_to_datetime(told)).total_seconds() - 0.5  # on average, of a second cut off
    if abs(skew) <= SKEW_S:
        return Checked("Clock", f"Within {SKEW_S:.0f} s of Slack's.")
    says = f"{abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} Slack's. Every deadline is off by as much."
    return Checked("Clock", says, FIX, "Set the time, and check that a time server is in use.")


def named(client: WebClient, organisation: Organisation) -> Iterator[Checked]:
    """Everyone with a role, everyone in `people`, and the members of every group that holds a role."""
    found, asked = 0, _people(organisation)
    for role, group in organisation.groups.items():
        members, trouble = _members(client, group)
        if trouble:
            yield Checked("People", f"The group {group} ({role}) {trouble}", FIX, "Correct organisation.yaml.")
        asked |= {member: f"in {group}, {role}" for member in members if member not in asked}
    for person, role in asked.items():
        if trouble := _trouble(client, person):
            yield Checked("People", f"{person} ({role}) {trouble}", FIX, "Correct organisation.yaml, or the group.")
        else:
            found += 1
    if found == len(asked):
        yield Checked("People", f"{found} are active members of the workspace; none is a bot or a guest.")


def _people(organisation: Organisation) -> dict[str, str]:
    """Their roles, by Slack's id."""
    asked: dict[str, str] = {}
    for role, seat in organisation.roles.items():
        for person in seat.named:
            asked[person] = f"{asked[person]}, {role}" if person in asked else role
    return asked | {person: "no role" for person in organisation.people if person not in asked}


def _members(client: WebClient, group: str) -> tuple[list[str], str]:
    """The members of a group, and what is wrong with it."""
    try:
        members = list(client.usergroups_users_list(usergroup=group)["users"])
    except SlackApiError as error:
        return [], f"can't be read: {code_in(error)}."
    except NO_ANSWER:
        return [], "can't be read: Slack did not answer."
    return members, "" if members else "has no members."


def _trouble(client: WebClient, person: str) -> str:
    """Why this person can't hold a role; empty where they can."""
    try:
        user: Mapping[str, Any] = client.users_info(user=person)["user"]
    except SlackApiError as error:
        if refusal_in(error).row.answer is Taken.PERSON:
            return "is not in this workspace."
        return f"can't be read: {code_in(error)}."
    except NO_ANSWER:
        return "can't be read: Slack did not answer."
    wrong = {
        "deleted": "has a deactivated account.",
        "is_bot": "is a bot.",
        "is_restricted": "is a guest.",
        "is_ultra_restricted": "is a guest.",
        "is_stranger": "belongs to another organization.",
    }
    return next((says for key, says in wrong.items() if user.get(key)), "")
