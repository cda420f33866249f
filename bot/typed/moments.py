"""An instant that was typed, and how it is said back: in the reader's zone and in UTC, with whose zone was used."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from bot.errors import PossibleReading
from bot.law.values import zone_of
from bot.messages import _
from bot.messages.phrases import calendar_time
from bot.typed.zones import NamedZone


@dataclass(frozen=True)
class Moment:
    """An instant, aware in UTC. `zone` is the zone as the writer named it, None for their own; `certain` is False
    when a more natural reading was not possible, `clocks_changed` True when clocks show that time twice or never."""

    at: datetime
    zone: NamedZone | None
    certain: bool = True
    clocks_changed: bool = False


def instants(naive: datetime, zone: tzinfo) -> list[datetime]:
    """When clocks in `zone` show that: once, twice where they are set back, and where they are set forward never, so
    that the two instants are given that would be meant."""
    both = [naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return list(dict.fromkeys(both))


def in_words(at: datetime, zone: tzinfo) -> str:
    """`Sun 1 Mar 2026, 18:30 CET`: local time with the name of its offset."""
    local = at.astimezone(zone)
    name = local.tzname() or ""
    seconds = f":{local:%S}" if local.second else ""
    return f"{calendar_time(local)}{seconds} {'UTC' + name if name[:1] in '+-' else name}"


def heard(moment: Moment, zone: str) -> str:
    """How a typed time was read: in the reader's own zone and in UTC, and whose zone was used."""
    here = _twice_in_words(moment.at, zone_of(zone))
    if moment.zone is None:
        return _("Read as {time}, in your Slack time zone, {zone}.", time=here, zone=zone)
    return _("Read as {time}, because you wrote {zone}.", time=here, zone=_named(moment.zone))


def _twice_in_words(at: datetime, zone: tzinfo) -> str:
    """`Sun 1 Mar 2026, 18:30 CET (17:30 UTC)`; the day once more where it is another one."""
    same = at.astimezone(zone).date() == at.astimezone(UTC).date()
    return f"{in_words(at, zone)} ({f'{at.astimezone(UTC):%H:%M} UTC' if same else in_words(at, UTC)})"


def _named(zone: NamedZone) -> str:
    return f"{zone.name} ({_(zone.whose)})" if zone.whose else zone.name


def reading_of_moment(moment: Moment, zone: str) -> PossibleReading:
    """In words, and as text that has no other meaning: with its offset, except where the writer's own zone is plain."""
    own = zone_of(zone)
    local = moment.at.astimezone(moment.zone.zone if moment.zone else own)
    label = _twice_in_words(moment.at, local.tzinfo or UTC)
    if moment.zone and moment.zone.whose:  # says more than the offset, and a button has little room
        label = f"{_(moment.zone.whose)}: {label.replace(f' {local.tzname()}', '', 1)}"
    seconds = f":{local:%S}" if local.second else ""
    offset = f" {local:%z}" if moment.zone or len(instants(local.replace(tzinfo=None), own)) > 1 else ""
    return PossibleReading(label, f"{local:%Y-%m-%d %H:%M}{seconds}{offset}")
