"""Who the sample people of the workspace are: names, titles, time zones, user groups; and the app's own ids.

Eight fictional people cover the roles of a breach response, in different time zones; one of them, the outsider, has no
role. IDs are fixed so tests and scripts can use them; everything else about them is only for display, and a test may
change it or add people. Who is in which channel is decided in `channels`.
"""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json
from bot.workspace.core.state import State

TEAM = "TBREACH01"
APP = "ABREACH01"
BOT_USER = "UBREACHBT"
BOT = "BBREACHBT"


class Resident(NamedTuple):
    key: str
    id: str
    name: str
    real_name: str
    title: str
    zone: str
    locale: str = "en-US"


PEOPLE = (
    Resident("lead", "ULEAD0001", "maren", "Maren Vogt", "Incident lead", "Europe/Berlin"),
    Resident("dpo", "UDPO00001", "aoife", "Aoife Brennan", "Data protection officer", "Europe/Dublin"),
    Resident("comms", "UCOMMS001", "grace", "Grace Whitfield", "Communications", "America/New_York"),
    Resident("crm", "UCRM00001", "tomas", "Tomás Ribeiro", "Owner of the CRM", "Europe/Lisbon", "fr-FR"),
    Resident("exec", "UEXEC0001", "ingrid", "Ingrid Solheim", "Chief operating officer", "Europe/Oslo"),
    Resident("engineer1", "UENG00001", "weiling", "Tan Wei Ling", "Engineer, platform", "Asia/Singapore"),
    Resident("engineer2", "UENG00002", "samir", "Samir Haddad", "Engineer, security", "Europe/Berlin", "de-DE"),
    Resident("outsider", "UOUTSIDE1", "pat", "Pat Morley", "Sales", "America/Los_Angeles"),
)
BY_KEY = {person.key: person for person in PEOPLE}
USERGROUPS = {
    "privacy-team": ("SPRIVACY1", "Privacy team", ("UDPO00001",)),
    "incident-leads": ("SINCLEAD1", "Incident leads", ("ULEAD0001", "UENG00001")),
}


def id_of(name: str) -> str:
    """A user id from a key (`lead`) or an id."""
    return BY_KEY[name].id if name in BY_KEY else name


def seed(state: State, at: int) -> None:
    for person in PEOPLE:
        doc = {"key": person.key, "real_name": person.real_name, "title": person.title, "tz": person.zone}
        doc["locale"] = person.locale
        state.run("insert into users values (?, ?, ?)", person.id, person.name, doc)
    bot = {"key": "bot", "real_name": "breachbot", "title": "", "tz": "Etc/UTC", "locale": "en-US", "is_bot": True}
    state.run("insert into users values (?, ?, ?)", BOT_USER, "breachbot", bot)
    for handle, (id_, name, members) in USERGROUPS.items():
        state.run("insert into usergroups values (?, ?, ?)", id_, handle, {"name": name, "users": members, "at": at})


def find(state: State, user: str) -> Json:
    row = state.one("select * from users where id = ?", user)
    if row is None:
        raise SlackError("user_not_found")
    return row


def is_stranger(row: Json) -> bool:
    """Whether this person belongs to another organization, met through Slack Connect."""
    return bool(row["doc"].get("is_stranger")) or row["doc"].get("team_id", TEAM) != TEAM


def everyone(state: State) -> list[Json]:
    return state.all("select * from users order by rowid")


def serialize(row: Json, now: datetime, *, with_locale: bool = False) -> Json:
    """A user as `users.info` shows it; the offset is the zone's at `now`."""
    doc, zone = row["doc"], row["doc"]["tz"]
    local = now.astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    names = {"real_name": doc["real_name"], "display_name": row["name"]}
    team = doc.get("team_id", TEAM)
    profile = {
        **names,
        "real_name_normalized": doc["real_name"],
        "display_name_normalized": row["name"],
        "title": doc["title"],
        "email": f"{row['name']}@example.com",
        "team": team,
        "status_text": "",
    }
    is_bot = bool(doc.get("is_bot"))
    if is_bot:
        profile |= {"bot_id": BOT, "api_app_id": APP}
        del profile["email"]
    locale = {"locale": doc["locale"]} if with_locale else {}
    return {
        **locale,
        "id": row["id"],
        "team_id": team,
        "name": row["name"],
        "deleted": bool(doc.get("deleted")),
        "real_name": doc["real_name"],
        "tz": zone,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": doc["key"] == "exec",
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": bool(doc.get("is_restricted") or doc.get("is_ultra_restricted")),
        "is_ultra_restricted": bool(doc.get("is_ultra_restricted")),
        **({"is_stranger": True} if is_stranger(row) else {}),
        "is_bot": is_bot,
        "is_app_user": False,
        "updated": 0,
    }
