"""Where the readers of a notice are, as far as it decides how the text looks: dates, numbers, the paper."""

from collections.abc import Mapping
from typing import Literal
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot.domain.notice_templates import NoticeTemplate
from bot.domain.notice_wording import ADDRESSED_TO_PEOPLE
from bot.law.values import People, Value

Region = Literal["", "US"]


def readers_region(notice: NoticeTemplate, facts: Mapping[str, Value], zone: ZoneInfo) -> Region:
    """The notice's own; that of the United States if everyone affected lives there, or if a letter to readers at home
    has its time zone there; otherwise empty."""
    if notice.region == "home":
        return "US" if get_global("zone_territories").get(zone.key) == "US" else ""
    if notice.region or notice.audience not in (*ADDRESSED_TO_PEOPLE, "media"):
        return notice.region
    people = facts.get("people")
    american = isinstance(people, People) and {place.partition("-")[0] for place in people.table} == {"US"}
    return "US" if american else ""
