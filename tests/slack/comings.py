"""Slack's events about who comes and goes, as the desk's bot hears them."""

from slack_bolt import BoltContext

from bot.slack.channel_events import ChannelEvents
from tests.slack.desk import ENGINEER, Desk

BOT = BoltContext(bot_user_id="UBOT")


def watching(desk: Desk) -> ChannelEvents:
    found = desk.listeners
    return ChannelEvents(desk.opens, lambda: None, found._meet, found._event, desk.directory, desk.membership)


def comes(desk: Desk, person: str, inviter: str = ENGINEER) -> None:
    watching(desk).on_joined({"user": person, "channel": desk.incident().channel_id, "inviter": inviter}, BOT)


def goes(desk: Desk, person: str) -> None:
    watching(desk).on_left({"user": person, "channel": desk.incident().channel_id}, BOT)
