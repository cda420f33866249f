"""What stands on the first page: the clocks that are running, the questions that resolve the most, the rest as counts.

Decides which clocks and questions are among them, in which order, and which duties stand under which question. How far
a duty is from the organization is decided in `unresolved`, which facts would help in `questions`, the words of a
question in the vocabulary. Who draws the page decides how many duties it names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from bot.law.duties import Finding
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.questions import lacks_sectors, questions, sectors_of
from bot.law.recent import recent_of
from bot.law.sectors import REGULATED_AS, SECTORS
from bot.law.unresolved import FAR, Reach, Unresolved, by_date, of_one_role, unresolved
from bot.law.values import Choices
from bot.law.vocabulary import PlainQuestion

MOST_ASKED, RULES_ASKED = 10, 4  # questions on the page, and of those about rules


class Asked(NamedTuple):
    """`ask`: in the vocabulary's words; `choices`: those of the fact that a yes states. `duties`: those that stand
    under it, each under one question only, by date. `also`: others on the page that wait for it too. `elsewhere`: how
    many in places without a known link to us do; those are counted among the regions."""

    fact: str
    ask: str
    duties: tuple[Unresolved, ...]
    also: tuple[Duty, ...] = ()
    elsewhere: int = 0
    choices: tuple[str, ...] = ()

    @property
    def first(self) -> Unresolved | None:
        """The first of its duties to be due, by the law's own dates where there are any."""
        return min(self.duties, key=by_date, default=None)


class FirstHour(NamedTuple):
    """`running`: every clock that must be watched, the next first. `later`: how many more duties may bind us and stand
    under no question yet. `sectors`: how many bind only other sectors; `regions`: how many other places, by region."""

    running: tuple[Finding, ...]
    asked: tuple[Asked, ...]
    later: int
    sectors: int
    regions: Mapping[str, int]

    @property
    def open(self) -> int:
        """How many duties are undetermined in all."""
        return sum(len(one.duties) for one in self.asked) + self.later + self.sectors + sum(self.regions.values())

    @property
    def first_at(self) -> datetime | None:
        """When the first undetermined duty would be due that may well bind us."""
        ours = [one.first for one in self.asked if one.first and one.fact != SECTORS]
        return min(ours, key=by_date).due_at if ours else None


@recent_of
def first_hour(findings: Iterable[Finding], facts: Facts, law: Law, on: date) -> FirstHour:
    """`on` as for `assess`."""
    found = list(findings)
    running = tuple(sorted((one for one in found if one.runs), key=_next))
    open_ = unresolved(found, facts, law, on)
    rules = _of_rules(open_, facts, law, on)
    asked = [*rules, *_of_facts(running, open_, facts, law, on)[: MOST_ASKED - len(rules)]]
    asked.sort(key=lambda one: _soonest(one, law.vocabulary.rules_of(sectors_of(facts))))
    named = {one.duty.id for question in asked for one in question.duties}
    left = [one for one in open_ if one.duty.id not in named]
    return FirstHour(
        running,
        tuple(asked),
        later=sum(one.reach in (Reach.OURS, Reach.RULE) for one in left),
        sectors=sum(one.reach is Reach.SECTOR for one in left),
        regions=_regions(left, law),
    )


def _next(finding: Finding) -> tuple[datetime, str]:
    due = finding.deadline
    return (due.target_at or due.house_at or FAR) if due else FAR, finding.duty.id


def _soonest(one: Asked, own: Sequence[str]) -> tuple[bool, datetime, datetime, bool]:
    """The sectors, once; then by the first duty that stands under the question, those without a date last and of these
    the rules that are of none of our sectors. `own`: the rules of our sectors."""
    first = by_date(one.first)[:2] if one.first else (FAR, FAR)
    return one.fact != SECTORS, *first, one.fact == REGULATED_AS and not set(own).intersection(one.choices)


def _regions(left: Iterable[Unresolved], law: Law) -> Mapping[str, int]:
    """The most duties first."""
    counted = Counter(law.places.region(one.duty.place) for one in left if one.reach is Reach.ELSEWHERE)
    return dict(counted.most_common())


def _of_rules(open_: Sequence[Unresolved], facts: Facts, law: Law, on: date) -> list[Asked]:
    """The sectors, once; then the rules that may bind us, in plain words, the likeliest first."""
    made = []
    of_sectors = tuple(sorted((one for one in open_ if one.reach is Reach.SECTOR), key=by_date))
    if of_sectors and lacks_sectors(facts, law):
        made.append(Asked(SECTORS, law.vocabulary[SECTORS].ask, of_sectors))
    own = law.vocabulary.rules_of(sectors_of(facts))
    asks = {one.duty.id: _asks(one, facts, law, on) for one in open_ if one.reach is Reach.RULE}
    left = [one for one in open_ if asks.get(one.duty.id)]
    found = []
    while left:
        under: dict[PlainQuestion, list[Unresolved]] = {}
        for one in left:
            for ask in asks[one.duty.id]:
                under.setdefault(ask, []).append(one)
        most = min(under, key=lambda ask: _likeliest(ask, under[ask], own))
        found.append(Asked(REGULATED_AS, most.ask, tuple(sorted(under[most], key=of_one_role)), choices=most.choices))
        left = [one for one in left if one not in under[most]]
    return [*made, *found[: RULES_ASKED - len(made)]]


def _likeliest(ask: PlainQuestion, under: Sequence[Unresolved], own: Sequence[str]) -> tuple[object, ...]:
    """Those of our sectors before those that may bind anyone, the soonest deadline first; on the same day the likelier
    rule, then the one with most duties. `own`: the rules of our sectors."""
    ranks = [own.index(choice) for choice in ask.choices if choice in own]
    first = by_date(min(under, key=by_date))
    return not ranks, first[:2], min(ranks, default=0), -len(under), first


def _asks(one: Unresolved, facts: Facts, law: Law, on: date) -> list[PlainQuestion]:
    """The questions about rules that would decide this duty; the fact's own where none is for these choices. None where
    it isn't asked of an organization of our places."""
    definition = law.vocabulary[REGULATED_AS]
    likely = law.vocabulary.likely_rules(sectors_of(facts))
    words = {
        word
        for clause in one.finding.because
        if clause.is_true is None and not clause.exception and REGULATED_AS in clause.cel
        for word in re.findall(r'"(\w+)"', clause.cel)
        if word in likely
    }
    asks = [ask for ask in definition.asks if words.intersection(ask.choices)]
    if not asks:
        return [PlainQuestion(ask=definition.ask, choices=())]
    return [ask for ask in asks if not (ask.outside and _only_in(ask.outside, facts, law, on))]


def _only_in(place: str, facts: Facts, law: Law, on: date) -> bool:
    """Whether we are established there and nowhere else."""
    seats = facts.value("established_in")
    if not isinstance(seats, Choices) or not (seats.items and seats.complete):
        return False
    return all(place in law.places.containing([seat], on) for seat in seats.items)


def _of_facts(running: Sequence[Finding], open_: Sequence[Unresolved], facts: Facts, law: Law, on: date) -> list[Asked]:
    """The questions about what happened: those first that help with most duties that may well bind us. Where people
    live and where we are decides what matters elsewhere; nothing else is asked for that."""
    left = {one.duty.id: one for one in open_ if one.reach is Reach.OURS}
    near = {one.duty.id for one in running} | left.keys()
    far = {one.duty.id for one in open_ if one.reach is Reach.ELSEWHERE}
    seen = [*running, *(one.finding for one in open_ if one.duty.id in near | far)]
    made = []
    for question in questions(seen, facts, law, on):
        ids = dict.fromkeys(duty.id for duty in question.duties)
        own = sorted((left.pop(name) for name in ids if name in left), key=of_one_role)
        placed = {one.duty.id for one in own}
        also = tuple(duty for duty in question.duties if duty.id in near - placed)
        elsewhere = len(far.intersection(ids)) if law.vocabulary[question.name].type.names_places else 0
        if question.name != SECTORS and (own or elsewhere or (also and question.name != REGULATED_AS)):
            made.append(Asked(question.name, law.vocabulary[question.name].ask, tuple(own), also, elsewhere))
    return made
