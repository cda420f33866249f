"""Which duties these facts trigger: owed, not owed or undetermined, and because of what.

Decides the answer, the version of the law and the recipients. When a duty is due is decided in `due_dates`, what
changed between two assessments in `changes`, what is to be asked next in `questions`. What a person decided about a
duty (met, declined) is not known here: nothing here overwrites it.

Caveats: every known duty gets a finding, also those not in force. The version is the one in force when the clock
started; `on` applies only while no trigger is known. A risk score never closes a duty; the fact `risk`, decided by a
person, may.
"""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

from bot.law.assessment import Assessment, aware_at
from bot.law.authorities import SEVERAL, Authority, authority_lines
from bot.law.calendars import calendar_for
from bot.law.clauses import Clause
from bot.law.counting_steps import CountingStep, StepKind
from bot.law.deadlines import Deadline
from bot.law.duty_terms import OwedTo, Status
from bot.law.earlier_texts import IN_FORCE, concern, covered_throughout, earlier_text, not_in_force
from bot.law.facts import Facts
from bot.law.kept_deadlines import Results, deadline_in, results_read
from bot.law.model import Duty, Law
from bot.law.recent import recent
from bot.law.values import Choices, zone_of
from bot.sentences import Sentence, form, sentence

BY_NAME = (OwedTo.REGULATOR, OwedTo.CSIRT, OwedTo.POLICE, OwedTo.OTHER)


class Answer(StrEnum):
    """Whether a duty is owed."""

    OWED = "owed"  # every condition is true and no exception is
    NOT_OWED = "not_owed"  # a condition is false, an exception is true, or it is not law on that day
    UNDETERMINED = "undetermined"  # the facts do not decide it; the finding names those that would


ANSWERS = {True: Answer.OWED, False: Answer.NOT_OWED, None: Answer.UNDETERMINED}


class Finding(NamedTuple):
    """The answer for one duty. `missing`: facts that would decide it or start its clock. `recipients`: who is notified,
    by place. `authorities`: those known by name, several where the facts leave open which. `unconfirmed`: the entry is
    of low confidence, ask counsel. `optional`: voluntary, shown as "may". `tentative`: it stands, or is due this soon,
    only by what is proposed and not confirmed."""

    duty: Duty
    answer: Answer
    because: tuple[Clause, ...]
    missing: tuple[str, ...] = ()
    starts_at: datetime | None = None
    deadline: Deadline | None = None
    recipients: tuple[tuple[str, str], ...] = ()
    authorities: tuple[Authority, ...] = ()
    unconfirmed: bool = False
    optional: bool = False
    tentative: bool = False

    @property
    def runs(self) -> bool:
        """Whether its clock must be watched: it is owed, or only an exemption that is not established could remove it.
        Waiting for the exemption could mean missing the deadline."""
        return self.answer is Answer.OWED or self.deadline is not None

    @property
    def unnamed(self) -> bool:
        """Whether an authority of a State takes it that isn't known by name."""
        by_state = any(place != self.duty.place for place, _ in self.recipients)
        return by_state and self.duty.owed_to in BY_NAME and not self.authorities

    @property
    def authority_lines(self) -> tuple[Sentence, ...]:
        """Who takes it and how they are reached, as far as that is known."""
        return authority_lines(self.authorities, unnamed=self.unnamed)

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """What an authority may hold against its date."""
        return self.deadline.warnings if self.deadline else ()

    @property
    def stuck(self) -> bool:
        """Whether no fact can decide it: a condition can't be evaluated."""
        return self.undecided and not self.earlier

    @property
    def earlier(self) -> bool:
        """Whether an earlier text applied, of which the catalog knows neither conditions nor dates."""
        return self.answer is Answer.UNDETERMINED and any(one.cel == IN_FORCE for one in self.because)

    @property
    def undecided(self) -> bool:
        """Whether no fact can decide it."""
        return self.answer is Answer.UNDETERMINED and not self.runs and not self.missing

    @property
    def may(self) -> bool:
        """Whether it is an optional notification and nothing speaks against it."""
        return self.optional and all(one.supports for one in self.because)

    @property
    def counsel(self) -> tuple[str, ...]:
        """Questions that no fact answers."""
        return self.duty.ask_counsel


def assess(facts: Facts, law: Law, on: date, only: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """A finding for every duty, in the order of the library; or for the ids in `only`, in their order. Raises KeyError
    when one of those does not exist."""
    if only is None:
        return _assessed(facts, law, on)
    run = Assessment(facts, law, on)
    return tuple(_find(law.by_id[duty_id], run) for duty_id in only)


def prepare(law: Law, on: date) -> None:
    """Does ahead what the first assessment of a process would wait for: it imports the library for public holidays, and
    reads every condition."""
    assess(Facts(), law, on)
    for code in law.places.calendars:
        calendar_for(law.places, code)


@recent
def _assessed(facts: Facts, law: Law, on: date) -> tuple[Finding, ...]:
    run = Assessment(facts, law, on)
    return tuple(_find(versions, run) for versions in law.by_id.values())


def find(duty_id: str, facts: Facts, law: Law, on: date) -> Finding:
    """The finding for one duty. Raises KeyError when there is no such duty."""
    return assess(facts, law, on, (duty_id,))[0]


def _find(versions: tuple[Duty, ...], run: Assessment) -> Finding:
    governing = run.governing(versions)
    if governing is None:
        return _silent(versions, run)
    duty, day = governing
    bounds, waiting = run.on_day(day)
    found = tuple(map(bounds.results.__getitem__, duty.conditions))
    return duty.not_owed.get(found) or waiting.get((id(duty), found)) or _judged(duty, run, day, found)


def governing_on(facts: Facts, now: datetime) -> date:
    """The day whose law applies to these facts: of the earliest awareness, in the zone of those who learned."""
    return noticed_on(facts) or now.astimezone(_zone(facts)).date()


def noticed_on(facts: Facts) -> date | None:
    """The day of the earliest awareness, there; None while none is stated."""
    at = aware_at(facts)
    return at.astimezone(_zone(facts)).date() if at else None


def _zone(facts: Facts) -> tzinfo:
    return zone_of(facts.value("zone") or "Etc/UTC")


def _silent(versions: tuple[Duty, ...], run: Assessment) -> Finding:
    """A duty that is not law on the day: not owed, and it says why; undetermined where an earlier text applied."""
    duty, kept = versions[-1], run.kept.begun.silent
    if found := kept.get(duty.id):
        return found
    day = run.governing_day(duty)
    if duty.status in _SILENT:
        why = sentence(_SILENT[duty.status])
    elif earlier := earlier_text(versions, day):
        if covered := covered_throughout(versions, run.bounds(day)):
            return _covered(versions[0], covered, run, day)
        return _before(versions[0], earlier, run, day)
    else:
        why = not_in_force(versions, day, run.law)
    found = kept[duty.id] = Finding(duty, Answer.NOT_OWED, (Clause(why, False, IN_FORCE),))
    return found


def _covered(duty: Duty, covered: Sentence, run: Assessment, day: date) -> Finding:
    """By every text that there was, of which the catalog knows no dates."""
    because = (Clause(covered, True, IN_FORCE), *duty.judge(run.bounds(day).results).because)
    found = Finding(duty, Answer.OWED, because, unconfirmed=duty.unsure)
    found = _addressed(found, _recipient_places(duty, run, day), run, day)
    assert found.deadline
    step = CountingStep(StepKind.EARLIER_TEXT, reason=covered)
    due = Deadline(found.starts_at, None, None, duty.words, (step,), house_at=found.deadline.house_at)
    return found._replace(deadline=due)


def _before(duty: Duty, earlier: Sentence, run: Assessment, day: date) -> Finding:
    """By an earlier text, which the catalog doesn't have: it can be ruled out, never owed."""
    clauses, missing = concern(duty, run.facts, run.law, day)
    if any(one.excludes for one in clauses):
        return Finding(duty, Answer.NOT_OWED, clauses)
    because = (Clause(earlier, None, IN_FORCE), *clauses)
    return Finding(duty, Answer.UNDETERMINED, because, missing, unconfirmed=duty.unsure, optional=duty.optional)


_SILENT = {
    Status.TEMPLATE: form("a separate duty (it is a template for contract clocks)"),
    Status.PROPOSED: form("in force (it is only proposed)"),
    Status.PENDING_FINAL_RULE: form("in force (its final rule is pending)"),
    Status.ADOPTED_NOT_EFFECTIVE: form("in effect (adopted, without an effective date)"),
}


def _judged(duty: Duty, run: Assessment, day: date, results: Results) -> Finding:
    """By the results of its conditions. That it isn't owed by them is kept: nothing else is needed for it. What is open
    needs only what is missing."""
    bounds, waiting = run.on_day(day)
    judged = duty.judged(results)
    answer = ANSWERS[judged.is_owed and not duty.optional]  # an optional one is never owed
    missing = bounds.gaps.all_missing(judged.open) if judged.is_owed is None else ()
    found = Finding(duty, answer, judged.because, missing, unconfirmed=duty.unsure, optional=duty.optional)
    if judged.is_owed is False:
        duty.not_owed[results] = found
    runs = judged.is_owed or (judged.is_owed is None and judged.excusable)
    if runs and not duty.optional:
        return _dated(found, run, day, results)
    if judged.is_owed is None:
        waiting[id(duty), results] = found
    return found


def _dated(found: Finding, run: Assessment, day: date, results: Results) -> Finding:
    """What is owed or runs, with its deadline and recipients. Kept by all that these depend on."""
    duty = found.duty
    places = _recipient_places(duty, run, day)
    key = (id(duty), results, found.missing, places, results_read(run.kept, duty, run.law, run.bounds(day)))
    kept = run.dated.get(key)
    if kept is None:
        kept = run.dated[key] = _addressed(found, places, run, day)
    return kept


def _addressed(found: Finding, places: tuple[str, ...], run: Assessment, day: date) -> Finding:
    """The earliest deadline if there are several authorities."""
    duty = found.duty
    due = _deadline(duty, places, run, day)
    by_name = {place: _authorities(duty, place, run) for place in places}
    told = tuple((place, _recipient(duty, place, by_name[place], run)) for place in places)
    missing = tuple(dict.fromkeys((*found.missing, *_unstarted(duty, due, run), *due.missing)))
    named = tuple(dict.fromkeys(one for some in by_name.values() for one in some))
    return found._replace(missing=missing, starts_at=due.trigger_at, deadline=due, recipients=told, authorities=named)


def who_is_told(duty: Duty, facts: Facts, law: Law, on: date) -> tuple[Authority, ...]:
    """The authorities known by name that take a duty's report, whether or not it is owed; several where the facts leave
    open which."""
    run = Assessment(facts, law, on)
    found = (one for place in _recipient_places(duty, run, on) for one in _authorities(duty, place, run))
    return tuple(dict.fromkeys(found))


def _authorities(duty: Duty, place: str, run: Assessment) -> tuple[Authority, ...]:
    if duty.owed_to not in BY_NAME:
        return ()
    places = run.law.places
    return places.authorities.told((duty.id, duty.instrument), place, duty.place, places.seats, run.told_by)


def _recipient(duty: Duty, place: str, named: tuple[Authority, ...], run: Assessment) -> str:
    """A law of several States says only “the competent authority”: then the one that it is, by name."""
    if 0 < len(named) <= SEVERAL and duty.place in run.law.places.groups:
        return " or ".join(one.title for one in named)
    return duty.recipients.get(place, duty.recipient)


def _deadline(duty: Duty, places: tuple[str, ...], run: Assessment, day: date) -> Deadline:
    return _earliest([deadline_in(run.kept, duty, run.context(place, day)) for place in places or (duty.place,)])


def would_be_due(duty: Duty, run: Assessment) -> Deadline:
    """When the duty would be due on current facts, if it were owed."""
    day = run.governing_day(duty)
    return _deadline(duty, _recipient_places(duty, run, day), run, day)


def _unstarted(duty: Duty, due: Deadline, run: Assessment) -> tuple[str, ...]:
    """The facts that would start the clock, or that another fact replaces."""
    if due.assumed:
        return due.assumed
    if due.trigger_at or duty.start is None:
        return ()
    return tuple(name for name in duty.start.facts if run.facts.value(name) is None)


def _earliest(found: list[Deadline]) -> Deadline:
    dated = [due for due in found if due.target_at and due.limit_at]
    return min(dated, key=lambda due: (due.target_at, due.limit_at)) if dated else found[0]


def _recipient_places(duty: Duty, run: Assessment, day: date) -> tuple[str, ...]:
    """Where the recipients are. In a group (EU, EEA): the lead authority's State, else the States of establishment,
    else every State with people affected; empty while none of that is known."""
    places = run.law.places
    if duty.place not in places.groups:
        return (duty.place,)
    inside = places.atoms(duty.place, day)
    lead = run.facts.value("lead_authority")
    if lead in inside and duty.owed_to is not OwedTo.INDIVIDUALS:
        return (places.seat(lead),)
    seats = run.facts.value("established_in")
    settled = seats.items if isinstance(seats, Choices) and duty.owed_to is not OwedTo.INDIVIDUALS else ()
    people = run.facts.value("people")
    table = people.table if people else {}
    affected = (place for place, count in table.items() if count.most is None or count.most > 0)
    named = [place for place in settled if place in inside] or [place for place in affected if place in inside]
    return tuple(dict.fromkeys(map(places.seat, named)))
