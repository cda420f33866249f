"""When one duty is due for these facts: start, limbs, relations, holds; with the steps in words.

Decides which instants count from which, and takes the counting itself from `periods`. Whether the duty is owed at all
is decided in `duties`. An instant that stands in for another is always named in the steps.

Surprise: without a number in the law there is no instant, only the words.
"""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.law.counting import Begun, Deadline, Setting
from bot.law.holds import with_hold
from bot.law.model import Duty, Law, Limb, Start
from bot.law.periods import TARGET, Counting, Span, Where, at, count, day
from bot.law.values import shown


def deadline(duty: Duty, at_: Setting, given_at: datetime | None = None) -> Deadline:
    """The deadline of a duty that is owed. `given_at` is its trigger when it is given outright."""
    if duty.clockless:
        return Deadline(given_at, None, None, duty.words, (f"This is {_status(duty)}: no clock runs.",))
    begun = _given(duty, given_at, at_) if given_at else started(duty.start, at_)
    found = _counted(duty, at_, begun, given_at is not None)
    return with_hold(duty.hold, found, at_) if duty.hold and found.trigger_at else found


def _given(duty: Duty, given_at: datetime, at_: Setting) -> Begun:
    """A trigger given outright: the discovery, for clocks that count from the end of its year."""
    return _year_end(Begun(given_at), at_) if duty.start and duty.start.year_end else Begun(given_at)


def _status(duty: Duty) -> str:
    return {
        "proposed": "a proposal",
        "pending_final_rule": "waiting for its final rule",
        "not_yet_in_force": "not in force, and no day is set",
    }.get(duty.status, "adopted, but not in effect")


def started(start: Start | None, at_: Setting) -> Begun | None:
    """The trigger by a start rule; None while what it needs is not known."""
    if start is None:
        return None
    if start.met:
        return _first_met(start.met, at_)
    if start.year_end:
        known = _known(start.year_end, at_)
        return _year_end(known, at_) if known else None
    names = start.latest or start.earliest or (start.fact or "",)
    found = [_known(name, at_) for name in names]
    if start.earliest:
        return min((begun for begun in found if begun), key=lambda begun: begun.at, default=None)
    complete = [begun for begun in found if begun]
    return max(complete, key=lambda begun: begun.at) if len(complete) == len(found) else None


def _first_met(duty_ids: tuple[str, ...], at_: Setting) -> Begun | None:
    known = [(met_at, duty_id) for duty_id in duty_ids if (met_at := met(duty_id, at_))]
    if not known:
        return None
    met_at, duty_id = min(known)
    return Begun(met_at, (f"Counted from {_title(at_.law, duty_id)}, {shown(met_at, at_.zone)}.",))


def _year_end(begun: Begun, at_: Setting) -> Begun:
    year = begun.at.astimezone(at_.learned).year
    end_at = datetime(year, 12, 31, 12, tzinfo=at_.learned).astimezone(UTC)
    return Begun(
        end_at, (*begun.steps, f"Counted from 31 Dec {year}, the end of the year of discovery."), begun.assumed
    )


def _known(name: str, at_: Setting) -> Begun | None:
    """The fact, or the nearest that stands in for it, with a sentence that says so."""
    vocabulary = at_.law.vocabulary
    for other in vocabulary.chain(name):
        value = at_.facts.value(other)
        if isinstance(value, datetime) and other == name:
            return Begun(value)
        if isinstance(value, datetime):
            taken, used = vocabulary[name].label, vocabulary[other].label
            say = f"'{taken}' is not known; '{used}' stands in for it: {shown(value, at_.learned)}."
            return Begun(value, (say,), (name,))
    return None


def met(duty_id: str, at_: Setting) -> datetime | None:
    """When a duty was met; for notices to people also when the first of them left."""
    filed = (at_.facts.value("filed") or {}).get(duty_id)
    versions = at_.law.versions(duty_id)
    if filed is None and versions and versions[0].owed_to == "individuals":
        return at_.facts.value("individuals_told_at")
    return filed


def _title(law: Law, duty_id: str) -> str:
    versions = law.versions(duty_id)
    return f"'{versions[0].title}'" if versions else duty_id


def _counted(duty: Duty, at_: Setting, begun: Begun | None, given: bool) -> Deadline:
    due = duty.due
    base = Deadline(begun.at if begun else None, None, None, duty.words, begun.steps if begun else ())
    base = replace(base, advisory=due.advisory, assumed=begun.assumed if begun else ())
    if due.none is not None:
        return _housed(replace(base, steps=(*base.steps, f"{_says(duty)} no number: {due.none}.")), duty, at_)
    if due.relation == "not_before":
        return _not_before(duty, at_, base)
    if due.relation:
        return _related(duty, at_, base, given)
    spans = _spans(duty, at_, begun)
    return _earliest(base, spans) if spans else base


def _says(duty: Duty) -> str:
    return "The contract gives" if duty.kind == "contract" else "The law gives"


def _housed(found: Deadline, duty: Duty, at_: Setting) -> Deadline:
    """With our own target, if there is one; the law's instants stay empty."""
    house, started_at = duty.due.house, found.trigger_at
    if house is None or started_at is None:
        return found
    counted = Counting.ELAPSED if house.unit == "hours" else Counting.NEXT_DAY
    house_at = count(house, counted, started_at, at_.where(Limb())).target_at
    whose = "contract" if duty.kind == "contract" else "law"
    say = f"Our own target, not the {whose}'s: {house}, {shown(house_at, at_.zone)}."
    return replace(found, house_at=house_at, steps=(*found.steps, say))


def _spans(duty: Duty, at_: Setting, begun: Begun | None) -> list[Span]:
    """Each limb's span, in the order of the file; limbs that have not started, or have dropped out, are left out."""
    spans: list[Span] = []
    for index, limb in enumerate(duty.due.limbs):
        own = limb.starts if index else None
        start = started(own, at_) if own else begun
        if start is None or limb.within is None or limb.counted is None:
            continue
        span = _span(limb, start.at, at_.where(limb))
        if limb.unless_over and begun and span.target_at < begun.at:
            continue
        spans.append(replace(span, steps=((*start.steps,) if index else ()) + span.steps))
    return spans


def _span(limb: Limb, trigger_at: datetime, where: Where) -> Span:
    assert limb.within is not None
    assert limb.counted is not None
    span = count(limb.within, limb.counted, trigger_at, where)
    if limb.aim:
        aim = count(limb.aim, limb.counted, trigger_at, where)
        say = f"{TARGET} {limb.aim}, {shown(aim.target_at, where.zone)}."
        span = Span(aim.target_at, span.limit_at, (say, *(step for step in span.steps if not step.startswith(TARGET))))
    if limb.cap:
        cap = count(limb.cap.within, limb.cap.counted, trigger_at, where)
        say = f"Last limit: {limb.cap.within}, {limb.cap.because}: {shown(cap.limit_at, where.zone)}."
        span = Span(span.target_at, cap.limit_at, (*span.steps, say))
    return span


def _earliest(base: Deadline, spans: list[Span]) -> Deadline:
    first = min(spans, key=lambda span: span.target_at)
    steps = tuple(step for span in spans for step in span.steps)
    if len(spans) > 1:
        steps = (*steps, "The earlier of the two counts.")
    return replace(
        base, target_at=first.target_at, limit_at=min(s.limit_at for s in spans), steps=(*base.steps, *steps)
    )


def _not_before(duty: Duty, at_: Setting, base: Deadline) -> Deadline:
    if base.trigger_at is None or duty.due.within is None:
        return replace(base, not_before=True)
    span = _span(duty.due, base.trigger_at, at_.where(duty.due))
    say = f"Not before: the act is barred until {shown(span.target_at, at_.zone)} has passed."
    return replace(
        base, target_at=span.target_at, limit_at=span.limit_at, steps=(*base.steps, *span.steps, say), not_before=True
    )


def _related(duty: Duty, at_: Setting, base: Deadline, given: bool) -> Deadline:
    """Due with, before, or not after another duty is met, and inside the duty's own outer period when it has one."""
    due = duty.due
    own = _spans(duty, at_, Begun(base.trigger_at)) if base.trigger_at and due.within else []
    tied_at = base.trigger_at if given and not due.within else met(due.of or "", at_)
    if tied_at:
        own.append(_tied(due.relation or "with", tied_at, _title(at_.law, due.of or ""), at_.zone))
    elif not own:
        own = _other_deadline(duty, at_)
    return _earliest(base, own) if own else base


def _tied(relation: str, met_at: datetime, title: str, zone: ZoneInfo) -> Span:
    if relation == "before":
        say = f"Due before {title}, {shown(met_at, zone)}."
        return Span(met_at, met_at, (say,))
    on = met_at.astimezone(zone).date()
    end_at = at(on, time(23, 59, 59), zone)
    word = "at the same time as" if relation == "with" else "not later than"
    return Span(end_at, end_at, (f"Due {word} {title}, on {day(on)}.",))


def _other_deadline(duty: Duty, at_: Setting) -> list[Span]:
    """While the other duty is not met, its own deadline is the outer bound."""
    versions = at_.law.versions(duty.due.of or "")
    other = deadline(versions[-1], at_) if versions else None
    if other is None or other.target_at is None or other.limit_at is None:
        return []
    say = f"Bound to {_title(at_.law, duty.due.of or '')}, which is itself due by {shown(other.target_at, at_.zone)}."
    return [Span(other.target_at, other.limit_at, (*other.steps, say))]
