"""When one duty is due: for an incident's facts, or by itself from an instant and a zone.

Decides which instants count from which: start, time limits, relations to other duties, requests to wait. The counting
itself is in `counting_conventions`. Whether the duty is owed is decided in `duties`.

Caveats: without a number in the law there is no instant, only the words. `due` asks no conditions, with one exception:
if the given counts are clearly below a threshold, no clock runs.
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.law.clock_rules import TimeLimit, in_force_words
from bot.law.conditions import FactBounds, fact_bounds, facts_of
from bot.law.counting_conventions import CountedPeriod, CountingBasis, count, end_of_day
from bot.law.counting_steps import CountingStep, StepKind
from bot.law.deadlines import Deadline, DeadlineContext, context_at
from bot.law.duty_terms import DutyKind, Relation, Status
from bot.law.earlier_texts import earlier_text
from bot.law.facts import Facts
from bot.law.holds import with_hold
from bot.law.model import Duty, Law
from bot.law.periods import Counting, Unit
from bot.law.starts import ClockStart, clock_start, duty_title, first_met, given_start
from bot.law.values import Count, People, zone_of
from bot.sentences import Text, form, sentence

_NO_CLOCK = {
    Status.PROPOSED: form("it is only a proposal"),
    Status.PENDING_FINAL_RULE: form("its final rule is pending"),
    Status.NOT_YET_IN_FORCE: form("it is not in force, and no effective date is set"),
    Status.ADOPTED_NOT_EFFECTIVE: form("it is adopted but not in effect"),
}
_TIES = {
    Relation.WITH: StepKind.DUE_WITH,
    Relation.NOT_AFTER: StepKind.DUE_NOT_AFTER,
    Relation.BEFORE: StepKind.DUE_BEFORE,
    Relation.NOT_BEFORE: StepKind.NOT_BEFORE,
}


def due(law: Law, duty_id: str, from_at: datetime, zone: str, facts: Facts = Facts()) -> Deadline:  # noqa: B008  frozen
    """The deadline of a duty whose clock starts at `from_at`, counted in `zone`. Raises UsageError for unknown ids."""
    versions = law.named(duty_id)
    on = from_at.astimezone(zone_of(zone)).date()
    duty = law.version(duty_id, on)
    if duty is None:
        step = _before(versions, on) or CountingStep(
            StepKind.NOT_IN_FORCE,
            from_on=on,
            reason=in_force_words(versions[0].in_force.since, versions[-1].in_force.until),
        )
        return Deadline(from_at, None, None, versions[-1].words, (step,))
    bounds = fact_bounds(facts, law, on)
    if missed := _missed(duty, facts, bounds):
        return Deadline(from_at, None, None, duty.words, (CountingStep(StepKind.CONDITION_FALSE, reason=missed),))
    return deadline(duty, context_at(_place(duty, facts, law, zone, on), facts, law, bounds, on, zone), from_at)


def _before(versions: tuple[Duty, ...], on: date) -> CountingStep | None:
    earlier = earlier_text(versions, on)
    return CountingStep(StepKind.EARLIER_TEXT, reason=earlier) if earlier else None


def deadline(duty: Duty, context: DeadlineContext, given_at: datetime | None = None) -> Deadline:
    """The deadline of a duty that is owed. `given_at` is its trigger when the caller already knows it."""
    if duty.clockless:
        return Deadline(
            given_at,
            None,
            None,
            duty.words,
            (CountingStep(StepKind.NO_CLOCK, reason=sentence(_NO_CLOCK[duty.status])),),
        )
    start = given_start(given_at, duty.start, context) if given_at else clock_start(duty.start, context)
    found = _counted(duty, context, start, given_at is not None)
    return with_hold(duty.hold, found, context) if duty.hold and start else found


def _missed(duty: Duty, facts: Facts, bounds: FactBounds) -> Text | None:
    """The sentence of a condition that reads only numbers, when the facts contradict it."""
    counts = {name for name, value in facts.known.items() if isinstance(value, (Count, People))}
    for condition in duty.applies:
        names = set(facts_of(condition.whole))
        if names and names <= counts and bounds.evaluate(condition.whole) is False:
            return condition.says
    return None


def _place(duty: Duty, facts: Facts, law: Law, zone: str, on: date) -> str:
    """In a group of States: the one in whose zone it is counted, else the lead authority's."""
    if duty.place not in law.places.groups:
        return duty.place
    here = law.places.at_zone(zone)
    inside = law.places.atoms(duty.place, on)
    lead = facts.value("lead_authority")
    return next((law.places.seat(code) for code in (here, lead) if code and code in inside), duty.place)


def _counted(duty: Duty, context: DeadlineContext, start: ClockStart | None, given: bool) -> Deadline:
    due_by = duty.due
    base = Deadline(start.at if start else None, None, None, duty.words, advisory=due_by.advisory)
    if start:
        base = replace(base, steps=start.steps, assumed=start.assumed)
    if due_by.none is not None:
        return _numberless(duty, context, base, start, given)
    if due_by.relation is Relation.NOT_BEFORE:
        return _not_before(duty, context, base)
    if due_by.relation:
        return _related(duty, due_by.relation, context, base, start, given)
    periods = _periods(duty, context, start)
    return _earliest(base, periods) if periods else _expected(duty, base, context)


def _expected(duty: Duty, base: Deadline, context: DeadlineContext) -> Deadline:
    """While what starts its clock isn't done: when it would be due, done on the last day for that."""
    if duty.start is None or not duty.start.met or duty.due.within is None:
        return base
    awaited = _accompanying(base, duty.start.met, context)
    if awaited.first_at is None:
        return base
    at = _period(duty.due, awaited.first_at, context.basis(duty.due)).target_at
    name, within = awaited.steps[-1].name, duty.due.within
    step = CountingStep(StepKind.EXPECTED, context.zone, within, from_at=awaited.first_at, to_at=at, name=name)
    return replace(base, target_at=at, expected=True).with_steps(step)


def _numberless(
    duty: Duty, context: DeadlineContext, base: Deadline, start: ClockStart | None, given: bool
) -> Deadline:
    """Without a number; where it goes with another duty, with that one and never later than it."""
    acts = duty.start.met if duty.start else ()
    if not acts or given:
        return _without_number(duty, context, base, start)
    waiting = replace(base, trigger_at=None, steps=(), assumed=())
    shown = _accompanying(_without_number(duty, context, waiting, None), acts, context)
    met = first_met(acts, context)
    if met is None or shown.first_at is None:
        return _without_number(duty, context, base, start) if met else shown
    tied = _tied(Relation.WITH, met[0], duty_title(context.law, met[1]), context.zone)
    if tied.target_at > shown.first_at:
        return _expired(shown, met, context)
    with_it = replace(shown, trigger_at=met[0], steps=(*shown.steps, *tied.steps))
    return replace(with_it, target_at=tied.target_at) if shown.target_at else replace(with_it, house_at=tied.target_at)


def _expired(shown: Deadline, met: tuple[datetime, str], context: DeadlineContext) -> Deadline:
    """What it goes with came later than this was due: what has expired stays expired."""
    title = duty_title(context.law, met[1])
    return shown.with_steps(
        CountingStep(StepKind.STAYS, context.zone, from_at=met[0], to_at=shown.first_at, name=title)
    )


def _without_number(duty: Duty, context: DeadlineContext, base: Deadline, start: ClockStart | None) -> Deadline:
    """The law's words, and the house target if there is one; no instants from the law."""
    whose = sentence("the contract") if duty.kind is DutyKind.CONTRACT else sentence("the law")
    found = base.with_steps(CountingStep(StepKind.NO_NUMBER, name=whose, reason=duty.due.none or ""))
    house = duty.due.house
    if house is None or start is None:
        return found
    counted = Counting.ELAPSED if house.unit is Unit.HOURS else Counting.NEXT_DAY
    house_at = count(house, counted, start.presumed_at or start.at, context.basis(TimeLimit())).target_at
    step = CountingStep(StepKind.HOUSE_TARGET, context.zone, house, to_at=house_at, name=whose)
    presumed = (start.presumption(house_at, context),) if start.presumed_at else ()
    return replace(found, house_at=house_at).with_steps(step, *presumed)


def _periods(duty: Duty, context: DeadlineContext, start: ClockStart | None) -> list[CountedPeriod]:
    """Each time limit as counted, in the order of the file; those that have not started, or no longer apply, are
    omitted."""
    found: list[CountedPeriod] = []
    for index, limit in enumerate(duty.due.time_limits):
        own = limit.starts if index else None
        begun = clock_start(own, context) if own else start
        if begun is None or limit.within is None or limit.counted is None:
            continue
        period = _period(limit, begun.at, context.basis(limit))
        if limit.unless_over and start and period.target_at < start.at:
            continue
        period = _presumed(limit, begun, period, context)
        found.append(replace(period, steps=(*begun.steps, *period.steps)) if index else period)
    return found


def _presumed(limit: TimeLimit, begun: ClockStart, period: CountedPeriod, context: DeadlineContext) -> CountedPeriod:
    """Where authorities may count from an earlier instant, the target counts from it; the limit doesn't move."""
    if begun.presumed_at is None:
        return period
    target_at = min(period.target_at, _period(limit, begun.presumed_at, context.basis(limit)).target_at)
    kept = (step for step in period.steps if not step.kind.tells_target)
    return CountedPeriod(target_at, period.limit_at, (*kept, begun.presumption(target_at, context)))


def _period(limit: TimeLimit, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    assert limit.within is not None
    assert limit.counted is not None
    period = count(limit.within, limit.counted, trigger_at, basis)
    if limit.aim:
        aim_at = count(limit.aim, limit.counted, trigger_at, basis).target_at
        kept = (step for step in period.steps if not step.kind.tells_target)
        aim = CountingStep(StepKind.AIM, basis.zone, limit.aim, to_at=aim_at)
        period = CountedPeriod(aim_at, period.limit_at, (aim, *kept))
    if limit.cap:
        cap_at = count(limit.cap.within, limit.cap.counted, trigger_at, basis).limit_at
        cap = CountingStep(StepKind.CAP, basis.zone, limit.cap.within, to_at=cap_at, reason=limit.cap.because)
        period = CountedPeriod(period.target_at, cap_at, (*period.steps, cap))
    return period


def _earliest(base: Deadline, periods: list[CountedPeriod]) -> Deadline:
    target_at = min(period.target_at for period in periods)
    limit_at = min(period.limit_at for period in periods)
    steps = [step for period in periods for step in period.steps]
    if len(periods) > 1:
        steps.append(CountingStep(StepKind.EARLIER))
    return replace(base, target_at=target_at, limit_at=limit_at).with_steps(*steps)


def _not_before(duty: Duty, context: DeadlineContext, base: Deadline) -> Deadline:
    if base.trigger_at is None or duty.due.within is None:
        return replace(base, not_before=True)
    period = _period(duty.due, base.trigger_at, context.basis(duty.due))
    barred = CountingStep(StepKind.NOT_BEFORE, context.zone, to_at=period.target_at)
    found = replace(base, target_at=period.target_at, limit_at=period.limit_at, not_before=True)
    return found.with_steps(*period.steps, barred)


def _related(
    duty: Duty, relation: Relation, context: DeadlineContext, base: Deadline, start: ClockStart | None, given: bool
) -> Deadline:
    """Due with, before, or not after another duty is met, and inside the duty's own outer period when it has one."""
    found = _periods(duty, context, start) if start and duty.due.within else []
    met = first_met(duty.due.of, context)
    if given and not duty.due.within and base.trigger_at:
        met = base.trigger_at, duty.due.of[0]
    tied = _tied(relation, met[0], duty_title(context.law, met[1]), context.zone) if met else None
    if given and tied:
        return _earliest(base, [*found, tied])
    waiting = _earliest(base, found) if found else base if duty.starts else replace(base, trigger_at=None, steps=())
    shown = _accompanying(waiting, duty.due.of, context)
    if met is None or tied is None:
        return shown
    late = shown.target_at and tied.target_at > shown.target_at
    return _expired(shown, met, context) if late else _earliest(base, [*found, tied])


def _tied(relation: Relation, tied_at: datetime, title: Text, zone: ZoneInfo) -> CountedPeriod:
    if relation is Relation.BEFORE:
        step = CountingStep(StepKind.DUE_BEFORE, zone, to_at=tied_at, name=title)
        return CountedPeriod(tied_at, tied_at, (step,))
    on = tied_at.astimezone(zone).date()
    end_at = end_of_day(on, zone)
    return CountedPeriod(end_at, end_at, (CountingStep(_TIES[relation], to_on=on, name=title),))


def _accompanying(own: Deadline, of: tuple[str, ...], context: DeadlineContext) -> Deadline:
    """Until one of the duties that it goes with is met: the dates of the first of those that are owed, which bind it
    where its own come later."""
    in_force = [one for duty_id in of if (one := context.law.version(duty_id, context.on))]
    owed = [one for one in in_force if one.judge(context.bounds.results).is_owed is not False]
    if not owed:
        title = duty_title(context.law, of[0])
        return own.with_steps(CountingStep(StepKind.ALONE, name=title))
    others = [(due_by, one) for one in owed if (due_by := deadline(one, context)).first_at and not due_by.not_before]
    if not others:
        return own
    other, duty = min(others, key=lambda pair: (pair[0].target_at is None, pair[0].first_at))
    if own.target_at and (other.target_at is None or own.target_at <= other.target_at):
        return own
    step = CountingStep(StepKind.BOUND_TO, context.zone, to_at=other.first_at, name=duty_title(context.law, duty.id))
    limits = [at for at in (own.limit_at, other.limit_at) if at]
    return replace(
        other,
        trigger_at=own.trigger_at or other.trigger_at,
        limit_at=min(limits, default=None),
        words=own.words,
        advisory=own.advisory,
        steps=(*own.steps, *other.steps, step),
    )
