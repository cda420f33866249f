"""When the clock of a duty starts: by a fact, by one that counts as it and comes sooner (the processor's word), by the
closest fact that replaces it, or by another duty being met.

Decides the instant and how it is known. Which duty has which start is in the law files; what is counted from there is
decided in `due_dates`.

Caveats: an instant that replaces another is always named in the steps, and the missing fact stays a question. What was
known at some time was noticed by then, whatever is assumed of when it was noticed. When you should have known moves the
target alone, unless the law itself counts from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.law.clock_rules import NOTICED, SHOULD_HAVE_KNOWN, Start
from bot.law.counting_steps import CountingStep, StepKind
from bot.law.deadlines import DeadlineContext
from bot.law.duty_terms import OwedTo
from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.vocabulary import Vocabulary
from bot.sentences import Text, sentence

SHORT = timedelta(hours=72)  # an investigation that lasts longer than most deadlines is no longer a short one


@dataclass(frozen=True)
class ClockStart:
    """When a clock started, how that is known, and which fact another one replaced. `presumed_at`: an earlier instant,
    from which authorities count."""

    at: datetime
    steps: tuple[CountingStep, ...] = ()
    assumed: tuple[str, ...] = ()
    presumed_at: datetime | None = None

    def presumption(self, target_at: datetime, context: DeadlineContext) -> CountingStep:
        """That the target is counted from the earlier instant."""
        label = sentence(context.law.vocabulary[SHOULD_HAVE_KNOWN].label)
        return CountingStep(
            StepKind.PRESUMED, context.learned_zone, from_at=self.presumed_at, to_at=target_at, name=label
        )


def clock_start(rule: Start | None, context: DeadlineContext) -> ClockStart | None:
    """The trigger by a start rule; None while what it needs is not known."""
    if rule is None:
        return None
    if rule.met:
        return _after(rule.met, context)
    if rule.year_end:
        known = _known(rule.year_end, rule, context)
        return year_end(known, context) if known else None
    names = rule.latest or rule.earliest or (rule.fact or "",)
    found = [_known(name, rule, context) for name in names]
    complete = [start for start in found if start]
    if rule.earliest:
        return min(complete, key=lambda start: start.at, default=None)
    return max(complete, key=lambda start: start.at) if len(complete) == len(found) else None


def is_assumed(rule: Start | None, at: datetime | None, facts: Facts, vocabulary: Vocabulary) -> bool:
    """Whether no one has stated what a clock that began `at` counts from: another fact stands in for it, or it was only
    assumed."""
    if rule is None or rule.met or at is None:
        return False
    certain = facts.confirmed
    if rule.year_end:
        return rule.year_end not in certain
    names = {*rule.facts, *(other for name in rule.facts for other in rule.sooner(name, vocabulary))}
    return all(certain.get(name) != at for name in names)


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


def first_met(duty_ids: tuple[str, ...], context: DeadlineContext) -> tuple[datetime, str] | None:
    """The first of these duties that was met, and when."""
    known = [(at, duty_id) for duty_id in duty_ids if (at := met_at(duty_id, context))]
    return min(known, default=None)


def _after(duty_ids: tuple[str, ...], context: DeadlineContext) -> ClockStart | None:
    met = first_met(duty_ids, context)
    if met is None:
        return None
    at, duty_id = met
    step = CountingStep(StepKind.AFTER_DUTY, context.zone, from_at=at, name=duty_title(context.law, duty_id))
    return ClockStart(at, (step,))


def _known(name: str, rule: Start, context: DeadlineContext) -> ClockStart | None:
    """The fact, what counts as it and comes sooner, or the closest one that replaces it; a step says which."""
    found: list[ClockStart] = []
    for other in context.law.vocabulary.chain(name):
        found += (*_counting_as(name, other, rule, context), *_shown(name, other, context))
        if at := context.facts.instant(other):
            found.append(ClockStart(at) if other == name else _standing_in(name, other, at, context))
            break
    begun = min(found, key=lambda start: start.at, default=None)
    return _doubted(name, begun, context) if begun else None


def _counting_as(name: str, other: str, rule: Start, context: DeadlineContext) -> list[ClockStart]:
    """From what counts as `other`, which is the fact itself or replaces it."""
    sooner = [(at, one) for one in rule.sooner(other, context.law.vocabulary) if (at := context.facts.instant(one))]
    if other != name:
        return [_standing_in(name, one, at, context) for at, one in sooner]
    return [ClockStart(at, (_labeled(StepKind.COUNTS_AS, name, one, at, context),)) for at, one in sooner]


def _shown(name: str, other: str, context: DeadlineContext) -> Iterator[ClockStart]:
    """From what shows that `other`, which stands in for the fact, had come by then."""
    for one in context.law.vocabulary[other].shown_by:
        if one != name and (at := context.facts.instant(one)):
            yield _standing_in(name, one, at, context)


def _standing_in(name: str, other: str, at: datetime, context: DeadlineContext) -> ClockStart:
    return ClockStart(at, (_labeled(StepKind.STANDS_IN, name, other, at, context),), (name,))


def _labeled(kind: StepKind, name: str, other: str, at: datetime, context: DeadlineContext) -> CountingStep:
    vocabulary = context.law.vocabulary
    label, of_other = sentence(vocabulary[name].label), sentence(vocabulary[other].label)
    return CountingStep(kind, context.learned_zone, from_at=at, name=label, other=of_other)


def _doubted(name: str, begun: ClockStart, context: DeadlineContext) -> ClockStart:
    """A start by knowledge, with what an authority may hold against it: that it was late, or known sooner."""
    if not context.law.vocabulary[name].knowledge:
        return begun
    noticed_at, presumed_at = context.facts.instant(NOTICED), context.facts.instant(SHOULD_HAVE_KNOWN)
    if noticed_at and begun.at - noticed_at > SHORT:
        days = (begun.at - noticed_at).days
        gap = _labeled(StepKind.LONG_GAP, name, NOTICED, noticed_at, context)._replace(number=days)
        begun = replace(begun, steps=(*begun.steps, gap))
    return replace(begun, presumed_at=presumed_at) if presumed_at and presumed_at < begun.at else begun
