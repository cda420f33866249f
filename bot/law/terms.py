"""A duty's time limit in a few words, for lists in which no clock runs.

Decides the words; how a period is counted is decided in `counting_conventions`. They name facts by their labels and
duties by their titles.
"""

from bot.law.clock_rules import Start, TimeLimit
from bot.law.model import Duty, Law


def term(duty: Duty, law: Law) -> str:
    """`72 hours from “Aware”`; where the law has no number, its words, and our own target if there is one."""
    due = duty.due
    if due.none is not None:
        house = f" (house target: {due.house})" if due.house else ""
        return f"{duty.words or due.none}{house}"
    if due.relation:
        return f"{due.relation.words} {' or '.join(_title(duty_id, law) for duty_id in due.of)}"
    limits = [_limit(limit, duty, law) for limit in due.time_limits]
    return limits[0] if len(limits) == 1 else f"the earliest of: {'; '.join(limits)}"


def _limit(limit: TimeLimit, duty: Duty, law: Law) -> str:
    start = limit.starts or duty.start
    cap = f", at the latest {limit.cap.within} later ({limit.cap.because})" if limit.cap else ""
    return f"{limit.within} from {_start(start, law)}{cap}" if start else f"{limit.within}{cap}"


def _start(start: Start, law: Law) -> str:
    if start.met:
        return " or ".join(_title(duty_id, law) for duty_id in start.met)
    labels = [f"“{law.vocabulary[name].label}”" for name in start.facts]
    if start.year_end:
        return f"the end of the year of {labels[0]}"
    if len(labels) == 1:
        return labels[0]
    return f"the {'later' if start.latest else 'earlier'} of {' and '.join(labels)}"


def _title(duty_id: str, law: Law) -> str:
    versions = law.versions(duty_id)
    return f"“{versions[-1].title}”" if versions else duty_id
