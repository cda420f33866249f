"""Which duties these facts trigger: owed, not owed or undetermined, and because of what.

Decides the answer, the version of the law, the recipients, the questions still open, and what changed between two
assessments. What a person decided about a duty (met, declined, held) is not here: nothing here overwrites it.

Surprises: every known duty gets a finding, also those not in force. The version is the one in force when the clock
started; `on` counts only while no trigger is known. A risk score never closes a duty; the fact `risk`, decided by a
person, may.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal, NamedTuple

from bot.law.conditions import DERIVED, Worlds, reads, worlds_of
from bot.law.counting import Deadline, Setting, setting
from bot.law.deadlines import deadline, started
from bot.law.facts import Facts
from bot.law.model import Clause, Duty, Law, Start
from bot.law.values import Choices, zone_of

Answer = Literal["owed", "not_owed", "undetermined"]
HOLDS = frozenset({"hold_asked", "hold_written", "hold_from", "hold_until", "hold_released_at"})
AWARENESS = ("aware_at", "discovered_at", "determined_at", "detected_at", "noticed_at")


class Finding(NamedTuple):
    """The answer for one duty. `missing`: facts that would settle it or start its clock. `recipients`: whom to tell,
    by place. `unconfirmed`: the entry is of low confidence, ask counsel. `optional`: voluntary, shown as "may"."""

    duty: Duty
    answer: Answer
    because: tuple[Clause, ...]
    missing: tuple[str, ...] = ()
    starts_at: datetime | None = None
    deadline: Deadline | None = None
    recipients: tuple[tuple[str, str], ...] = ()
    unconfirmed: bool = False
    optional: bool = False

    @property
    def runs(self) -> bool:
        """Whether its clock is to be watched: it is owed, or only an exception that nobody has shown could excuse it.
        To wait for the exception would be to miss the deadline."""
        return self.answer == "owed" or self.deadline is not None

    @property
    def may(self) -> bool:
        """Whether it is voluntary and nothing speaks against it: nobody must, but you may."""
        return self.optional and all(one.holds is (not one.exception) for one in self.because)

    @property
    def counsel(self) -> tuple[str, ...]:
        """Questions that no fact answers."""
        return self.duty.ask_counsel


@dataclass
class Assessment:
    """One run over the law. What many duties share is kept: the worlds by day, the settings, the days of triggers."""

    facts: Facts
    law: Law
    on: date
    by_day: dict[date, Worlds] = field(default_factory=dict)
    by_epoch: dict[int, Worlds] = field(default_factory=dict)
    settings: dict[tuple[str, date], Setting] = field(default_factory=dict)
    days: dict[tuple[str, str], date] = field(default_factory=dict)

    @cached_property
    def aware_at(self) -> datetime | None:
        """The earliest awareness of any kind."""
        return min((moment for name in AWARENESS if (moment := self.facts.value(name))), default=None)

    def worlds(self, day: date) -> Worlds:
        """The two worlds of that day; days with the same memberships share them."""
        if day not in self.by_day:
            epoch = self.law.places.epoch(day)
            if epoch not in self.by_epoch:
                self.by_epoch[epoch] = worlds_of(self.facts, self.law, day)
            self.by_day[day] = self.by_epoch[epoch]
        return self.by_day[day]

    def setting(self, place: str, day: date) -> Setting:
        key = (place, day)
        if key not in self.settings:
            self.settings[key] = setting(self.facts, self.law, place, self.worlds(day))
        return self.settings[key]

    def governing_day(self, duty: Duty) -> date:
        """The day whose law applies: of the duty's own trigger, else of the earliest awareness, else `on`."""
        zone = self.facts.value("zone") or self.law.places.zone(duty.place) or "Etc/UTC"
        key = (zone, duty.start_rule)
        if key not in self.days:
            self.days[key] = _governing_day(duty.start, self, zone)
        return self.days[key]


def assess(facts: Facts, law: Law, on: date, only: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """A finding for every duty, in the order of the library; or for the ids in `only`, in their order. Raises KeyError
    when one of those does not exist."""
    run = Assessment(facts, law, on)
    return tuple(_find(law.by_id[duty_id], run) for duty_id in (law.by_id if only is None else only))


def find(duty_id: str, facts: Facts, law: Law, on: date) -> Finding:
    """The finding for one duty. Raises KeyError when there is no such duty."""
    return assess(facts, law, on, (duty_id,))[0]


def _find(versions: tuple[Duty, ...], run: Assessment) -> Finding:
    for duty in versions:
        day = run.governing_day(duty)
        if duty.in_force.on(day) and not duty.clockless and duty.status != "template":
            return _judged(duty, run, day)
    return _silent(versions, run)


def _governing_day(start: Start | None, run: Assessment, zone: str) -> date:
    clock = zone_of(zone)
    own = Setting(run.facts, run.law, "", clock, clock, run.worlds(run.on))
    begun = started(Start(fact=start.year_end) if start and start.year_end else start, own)
    if begun:
        return begun.at.astimezone(clock).date()
    return run.aware_at.astimezone(clock).date() if run.aware_at else run.on


def governing_on(facts: Facts, now: datetime) -> date:
    """The day whose law counts for these facts: of the earliest awareness, in the zone of those who learned."""
    zone = zone_of(facts.value("zone") or "Etc/UTC")
    return min((moment for name in AWARENESS if (moment := facts.value(name))), default=now).astimezone(zone).date()


def _silent(versions: tuple[Duty, ...], run: Assessment) -> Finding:
    """A duty that is not law on the day: never owed, and it says why."""
    duty = versions[-1]
    day = run.governing_day(duty)
    dates = "; ".join(filter(None, (_dates(version) for version in versions)))
    say = {
        "template": "a duty of its own (it is a pattern for contract clocks)",
        "proposed": "in force (it is only proposed)",
        "pending_final_rule": "in force (its final rule is pending)",
        "adopted_not_effective": "in effect (adopted, without an effective date)",
    }.get(duty.status, f"in force on {day.day} {day:%b %Y} ({dates or 'no day is set for it yet'})")
    return Finding(duty, "not_owed", (Clause(say, False, "in_force"),))


def _dates(duty: Duty) -> str:
    since, until = duty.in_force.since, duty.in_force.until
    return f"{f'from {since.isoformat()}' if since else ''} {f'until {until.isoformat()}' if until else ''}".strip()


def _judged(duty: Duty, run: Assessment, day: date) -> Finding:
    worlds = run.worlds(day)
    holds = worlds.holds
    because = tuple([clauses[holds(when)] for when, clauses in duty.clauses])
    answer, optional = _answer(because), duty.status == "voluntary"
    unsure = duty.confidence == "low"
    if answer == "undetermined":
        missing = worlds.all_missing([one.cel for one in because if one.holds is None])
        open_ = Finding(duty, answer, because, missing, unconfirmed=unsure, optional=optional)
        excusable = not optional and all(one.exception or one.holds for one in because)
        return _dated(open_, run, day) if excusable else open_
    if answer == "owed" and not optional:
        return _dated(Finding(duty, answer, because, unconfirmed=unsure), run, day)
    return Finding(duty, "not_owed", because, unconfirmed=unsure, optional=optional)


def _dated(found: Finding, run: Assessment, day: date) -> Finding:
    """What is owed or runs, with its deadline and recipients; the earliest when several authorities are to be told."""
    duty = found.duty
    places = recipient_places(duty, run, day)
    due = _earliest([deadline(duty, run.setting(place, day)) for place in places or (duty.place,)])
    told = tuple((place, duty.recipients.get(place, duty.recipient)) for place in places)
    missing = tuple(dict.fromkeys((*found.missing, *_unstarted(duty, due, run))))
    return found._replace(missing=missing, starts_at=due.trigger_at, deadline=due, recipients=told)


def _answer(because: Iterable[Clause]) -> Answer:
    """Owed when every condition holds and no exception does; a false condition or a true exception settles it."""
    open_ = False
    for clause in because:
        if clause.holds is None:
            open_ = True
        elif clause.holds is clause.exception:
            return "not_owed"
    return "undetermined" if open_ else "owed"


def _unstarted(duty: Duty, due: Deadline, run: Assessment) -> tuple[str, ...]:
    """The facts that would start the clock, or that another one stands in for."""
    if due.assumed:
        return due.assumed
    if due.trigger_at or duty.start is None:
        return ()
    return tuple(name for name in duty.start.facts if run.facts.value(name) is None)


def _earliest(found: list[Deadline]) -> Deadline:
    dated = [due for due in found if due.target_at and due.limit_at]
    return min(dated, key=lambda due: (due.target_at, due.limit_at)) if dated else found[0]


def recipient_places(duty: Duty, run: Assessment, day: date) -> tuple[str, ...]:
    """Where the recipients are. In a group (EU, EEA): the lead authority's State, else the States of establishment,
    else every State with people affected; empty while none of that is known."""
    places = run.law.places
    if duty.place not in places.groups:
        return (duty.place,)
    inside = places.atoms(duty.place, day)
    lead = run.facts.value("lead_authority")
    if lead in inside and duty.owed_to != "individuals":
        return (lead,)
    seats = run.facts.value("established_in")
    settled = [seat for seat in (seats.items if isinstance(seats, Choices) else ()) if seat in inside]
    if settled and duty.owed_to != "individuals":
        return tuple(settled)
    people = run.facts.value("people")
    table = people.table if people else {}
    return tuple(place for place, count in table.items() if place in inside and (count.most is None or count.most > 0))


def questions(findings: Iterable[Finding], law: Law) -> tuple[tuple[str, int], ...]:
    """The facts still missing, the one that bears on most duties first; the order of the forms among equals. A fact
    bears on a duty when it would settle it, or start the clock of one that is owed."""
    counted = Counter(name for finding in findings for name in finding.missing)
    order = {name: index for index, name in enumerate(law.vocabulary.facts)}
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], order.get(item[0], len(order)))))


Kind = Literal["appeared", "lapsed", "opened", "moved", "started", "stopped"]


@dataclass(frozen=True)
class DutyChange:
    """One difference between two assessments. `opened`: now undetermined. `because_of`: the facts that changed and
    that the duty reads."""

    duty_id: str
    kind: Kind
    old_target_at: datetime | None
    new_target_at: datetime | None
    old_limit_at: datetime | None
    new_limit_at: datetime | None
    because_of: tuple[str, ...]


def changes(old: Iterable[Finding], new: Iterable[Finding], changed: Iterable[str] = ()) -> tuple[DutyChange, ...]:
    """What appeared, lapsed, opened or moved. `changed` are the names of the facts that differ; none: the law did."""
    before: Mapping[str, Finding] = {finding.duty.id: finding for finding in old}
    names = tuple(changed)
    found = (_change(before.get(finding.duty.id), finding, names) for finding in new)
    return tuple(change for change in found if change)


def _change(old: Finding | None, new: Finding, changed: tuple[str, ...]) -> DutyChange | None:
    kind = _kind(old, new)
    if kind is None:
        return None
    read = facts_read(new.duty)
    because = tuple(name for name in changed if name in read)
    was, now = old.deadline if old else None, new.deadline
    return DutyChange(
        new.duty.id,
        kind,
        was.target_at if was else None,
        now.target_at if now else None,
        was.limit_at if was else None,
        now.limit_at if now else None,
        because,
    )


def _kind(old: Finding | None, new: Finding) -> Kind | None:
    if (was := _standing(old)) != (now := _standing(new)):
        return {"owed": "appeared", "not_owed": "lapsed", "undetermined": "opened"}[now]  # type: ignore[return-value]
    if was != "owed" or old is None or old.deadline is None or new.deadline is None:
        return None
    instants = [(d.target_at, d.limit_at) for d in (old.deadline, new.deadline)]
    if instants[0] == instants[1]:
        return None
    if instants[0][0] is None:
        return "started"
    return "stopped" if instants[1][0] is None else "moved"


def _standing(finding: Finding | None) -> Answer:
    """The answer as far as a clock is concerned."""
    if finding is None:
        return "not_owed"
    return "owed" if finding.runs else finding.answer


def facts_read(duty: Duty) -> frozenset[str]:
    """Every fact that bears on a duty's answer or its clock."""
    starts = [start for start in (duty.start, *(limb.starts for limb in duty.due.limbs)) if start]
    names = {DERIVED.get(name, name) for text in duty.expressions for name in reads(text)}
    names |= {name for start in starts for name in start.facts}
    if duty.due.relation or any(start.met for start in starts):
        names |= {"filed", "individuals_told_at"}
    if duty.hold:
        names |= {duty.hold.days} if duty.hold.days else HOLDS
    return frozenset(names)
