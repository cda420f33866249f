"""When the clock of a duty starts: by a fact, by the closest fact that replaces it, or by another duty being met.

Decides the instant and how it is known. Which duty has which start is in the law files; what is counted from there is
decided in `due_dates`.

Caveats: an instant that replaces another is always named in the steps, and the missing fact stays a question.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.law.clock_rules import Start
from bot.law.counting_steps import CountingStep, StepKind
from bot.law.deadlines import DeadlineContext
from bot.law.duty_terms import OwedTo
from bot.law.model import Law
from bot.sentences import Text, sentence


@dataclass(frozen=True)
class ClockStart:
    """When a clock started, how that is known, and which fact another one replaced."""

    at: datetime
    steps: tuple[CountingStep, ...] = ()
    assumed: tuple[str, ...] = ()


def clock_start(rule: Start | None, context: DeadlineContext) -> ClockStart | None:
    """The trigger by a start rule; None while what it needs is not known."""
    if rule is None:
        return None
    if rule.met:
        return _first_met(rule.met, context)
    if rule.year_end:
        known = _known(rule.year_end, context)
        return year_end(known, context) if known else None
    names = rule.latest or rule.earliest or (rule.fact or "",)
    found = [_known(name, context) for name in names]
    complete = [start for start in found if start]
    if rule.earliest:
        return min(complete, key=lambda start: start.at, default=None)
    return max(complete, key=lambda start: start.at) if len(complete) == len(found) else None


def given_start(given_at: datetime, rule: Start | None, context: DeadlineContext) -> ClockStart:
    """A trigger that is given: the discovery, for clocks that count from the end of its year."""
    start = ClockStart(given_at)
    return year_end(start, context) if rule and rule.year_end else start


def year_end(start: ClockStart, context: DeadlineContext) -> ClockStart:
    year = start.at.astimezone(context.learned_zone).year
    end_at = datetime(year, 12, 31, 12, tzinfo=context.learned_zone).astimezone(UTC)
    return ClockStart(end_at, (*start.steps, CountingStep(StepKind.AFTER_YEAR_END, number=year)), start.assumed)


def met_at(duty_id: str, context: DeadlineContext) -> datetime | None:
    """When a duty was met; for notices to people, also when the first one went out."""
    filed = (context.facts.value("filed") or {}).get(duty_id)
    versions = context.law.versions(duty_id)
    if filed is None and versions and versions[0].owed_to is OwedTo.INDIVIDUALS:
        return context.facts.instant("individuals_told_at")
    return filed if isinstance(filed, datetime) else None


def duty_title(law: Law, duty_id: str) -> Text:
    versions = law.versions(duty_id)
    return sentence("'{duty}'", duty=sentence(versions[0].title)) if versions else duty_id


def _first_met(duty_ids: tuple[str, ...], context: DeadlineContext) -> ClockStart | None:
    known = [(at, duty_id) for duty_id in duty_ids if (at := met_at(duty_id, context))]
    if not known:
        return None
    at, duty_id = min(known)
    step = CountingStep(StepKind.AFTER_DUTY, context.zone, from_at=at, name=duty_title(context.law, duty_id))
    return ClockStart(at, (step,))


def _known(name: str, context: DeadlineContext) -> ClockStart | None:
    """The fact, or the closest one that replaces it, with a step that says so."""
    vocabulary = context.law.vocabulary
    for other in vocabulary.chain(name):
        at = context.facts.instant(other)
        if at and other == name:
            return ClockStart(at)
        if at:
            step = CountingStep(
                StepKind.STANDS_IN, context.learned_zone, from_at=at, name=sentence(vocabulary[name].label)
            )
            return ClockStart(at, (step._replace(other=sentence(vocabulary[other].label)),), (name,))
    return None
