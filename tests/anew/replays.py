"""The two replays, by hand: when each deadline of the law ran, and what the figures are. From the words of the law and
the times of the scripts, not from any program.

GDPR Art. 33(1): "not later than 72 hours after having become aware of it". By Regulation 1182/71, Art. 3(1), the hour
in which one becomes aware is not counted, so that the latest defensible deadline is up to an hour later than 72 hours
to the minute; Art. 3(5) wants two working days in it. Art. 34(1) says "without undue delay" and has no number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HOUR = 3600


@dataclass(frozen=True)
class Replay:
    """`clocks`: by duty, the start, the target and the limit; `late`: the duties that were; `figures` by name."""

    clocks: Mapping[str, tuple[str, str | None, str | None]]
    late: Sequence[str]
    figures: Mapping[str, int | None]


REPLAYS: Mapping[str, Replay] = {
    # Aware on Wednesday 5 September 2018 at 21:00 in London (20:00 UTC). 72 hours end on Saturday 8 September at 20:00
    # UTC; that they contain Thursday and Friday satisfies Art. 3(5). Told on 6 September at 15:30 UTC: 19.5 of 72 hours
    # are 27.1%, and 52.5 hours were left. People: 20 hours after awareness.
    # That the risk is high was decided on 6 September at 9:00 in London (08:00 UTC), from which Art. 34 counts.
    # From 22 June, 00:00 (21 June, 23:00 UTC) to 5 September, 20:00 (19:00 UTC): 8 + 31 + 31 + 5 days and 20 hours.
    "british-airways-2018": Replay(
        clocks={
            "eu-gdpr-33-1-authority": ("2018-09-05T20:00:00Z", "2018-09-08T20:00:00Z", "2018-09-08T21:00:00Z"),
            "eu-gdpr-34-individuals": ("2018-09-06T08:00:00Z", None, None),
        },
        late=(),
        figures={
            "Time to notify the authority": 19 * HOUR + HOUR // 2,
            "Time to tell people": 20 * HOUR,
            "Dwell time": (75 * 24 + 20) * HOUR,
            "Time to declare": HOUR // 2,
            "Time to detect": None,  # no one said when it was detected; the first notice is another instant
            "Time to contain": None,
            "Clock used for authorities": 28,
            "Smallest margin": 52 * HOUR + HOUR // 2,
            "Duties met in time": 100,
        },
    ),
    # Aware on Sunday 13 January 2019 at 12:00 in Amsterdam (11:00 UTC). 72 hours end on Wednesday 16 January at 11:00
    # UTC, with Monday and Tuesday in them. Told on 7 February at 11:00 UTC: 25 days are 600 hours, 833.3% of 72, and 22
    # days (528 hours) late. People: 22 days after awareness.
    "booking-2019": Replay(
        clocks={
            "eu-gdpr-33-1-authority": ("2019-01-13T11:00:00Z", "2019-01-16T11:00:00Z", "2019-01-16T12:00:00Z"),
            "eu-gdpr-34-individuals": ("2019-01-13T11:00:00Z", None, None),
        },
        late=("eu-gdpr-33-1-authority",),
        figures={
            "Time to notify the authority": 600 * HOUR,
            "Time to tell people": 528 * HOUR,
            "Dwell time": None,
            "Clock used for authorities": 834,
            "Smallest margin": -528 * HOUR,
            "Duties met in time": 0,
        },
    ),
}


def differs(name: str, document: Mapping[str, Any]) -> list[str]:
    """Where the report on this replay isn't what was worked out by hand; nothing for another script."""
    if (replay := REPLAYS.get(name)) is None:
        return []
    rows = {one["duty"]: one for one in document["report"]["clocks"]}
    clocks = {duty: (one["starts_at"], one["target_at"], one["limit_at"]) for duty, one in rows.items()}
    late = [duty for duty, one in rows.items() if one["target_at"] and one["done_at"] > one["target_at"]]
    figures = {one["name"]: one["value"] for one in document["figures"]}
    found = [f"{duty}: {times}" for duty, times in clocks.items() if replay.clocks.get(duty) != times]
    found += [f"not there: {duty}" for duty in replay.clocks.keys() - clocks.keys()]
    found += [f"late: {late}"] if late != list(replay.late) else []
    return found + [f"{one}: {figures[one]}" for one, value in replay.figures.items() if figures[one] != value]
