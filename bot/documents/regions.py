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
    return "US" if _countries(facts) == {"US"} else ""


def some_in_us(notice: NoticeTemplate, facts: Mapping[str, Value]) -> bool:
    """Whether one text for readers wherever they live also has readers in the United States, and others elsewhere."""
    return notice.anywhere and {"US"} < _countries(facts)


def _countries(facts: Mapping[str, Value]) -> set[str]:
    """Of the people affected; empty if that is not known."""
    people = facts.get("people")
    return {place.partition("-")[0] for place in people.table} if isinstance(people, People) else set()
