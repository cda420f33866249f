"""The structure of a law file: duties, conditions, exposure; what is about time is in `clock_rules`.

Decides what a duty may say. What the words of a file must fit (vocabulary, places, CEL) is checked in `checks`; what
follows for a breach is decided in `duties`.

Caveats: one id may appear several times, as dated versions of one duty; at most one applies on a day.
"""

import sys
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.errors import UsageError
from bot.law.clauses import Condition, ConditionFault, Judgment
from bot.law.clock_rules import Due, Hold, InForce, Start
from bot.law.duty_terms import Addressees, Confidence, DutyKind, OwedTo, Status, Whichever
from bot.law.evaluation import Conditions
from bot.law.grammar import Atom, Kind, atoms
from bot.law.nearest import nearest_duties
from bot.law.periods import Period
from bot.law.places import Places
from bot.law.sources import Checked, TextCheck
from bot.law.vocabulary import Vocabulary
from bot.strict import Lean

if TYPE_CHECKING:
    from bot.law.duties import Finding

Strict = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
PARTNERS = frozenset({OwedTo.CONTROLLER, OwedTo.CARD_BRANDS})
THE_PEOPLE = frozenset({OwedTo.INDIVIDUALS, OwedTo.MEDIA, OwedTo.CRAS})


class Tier(BaseModel):
    """One ceiling of a fine. `share` is a fraction of the worldwide annual turnover, or of what the law names instead
    (`of`); with an amount too, `which` says which counts."""

    model_config = Strict
    what: str
    amount: int | None = None
    currency: str | None = None
    share: float | None = None
    of: str = ""
    which: Whichever | None = None
    per: str = ""
    source: str = ""


class Duty(Lean):
    """One clock: who owes what to whom, under which conditions, by when, and how sure we are of it. `verified_on` is
    the day on which the sources in words were read; `unverified`: why it isn't compared with the text although there is
    one. `abroad`: whom it binds who is established elsewhere, where a place is one of its conditions.
    `other_exceptions`: the text's words, and where else they are, or why they are no condition."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))
    id: str
    instrument: str
    law: str
    title: str
    cites: str
    status: Status = Status.IN_FORCE
    in_force: InForce = InForce()
    confidence: Confidence
    verified: Checked = ()
    verified_on: date | None = None
    unverified: str = ""
    kind: DutyKind = DutyKind.LAW
    owed_by: str
    owed_to: OwedTo
    recipient: str
    recipients: dict[str, str] = Field(default_factory=dict)
    place: str
    applies: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()
    abroad: str = ""
    other_exceptions: dict[str, str] = Field(default_factory=dict)
    ask_counsel: tuple[str, ...] = ()
    starts: Start | None = None
    due: Due
    hold: Hold | None = None
    words: str
    notes: str = ""
    source: str = ""
    late: str = ""
    phases: str = ""
    form: str = ""
    contents: tuple[str, ...] = ()
    penalty: str = ""
    exposure: tuple[Tier, ...] = ()
    remedies: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _started(self) -> "Duty":
        if self.starts is None and self.due.time_limits and not all(limit.starts for limit in self.due.time_limits):
            raise ValueError("a period needs starts: the fact, or the completed duty, that starts it")
        return self

    @cached_property
    def start(self) -> Start | None:
        """What starts the clock; the act it is tied to when nothing else does."""
        first = self.due.time_limits[0].starts if self.due.time_limits else None
        return self.starts or first or (Start(met=self.due.of) if self.due.of else None)

    @cached_property
    def text_checks(self) -> tuple[TextCheck, ...]:
        """The articles of the law's own text that it was compared with."""
        return tuple(one for one in self.verified if isinstance(one, TextCheck))

    @property
    def checked_on(self) -> date | None:
        """The last day on which it was checked against anything."""
        days = (*(one.on for one in self.text_checks), *filter(None, (self.verified_on,)))
        return max(days, default=None)

    @property
    def addressees(self) -> Addressees:
        """The group in which it is decided whether to notify; a promise in a contract is always one."""
        if self.kind is DutyKind.CONTRACT or self.owed_to in PARTNERS:
            return Addressees.CONTRACTS
        return Addressees.PEOPLE if self.owed_to in THE_PEOPLE else Addressees.AUTHORITIES

    @cached_property
    def applicable(self) -> bool:
        """Whether it can be owed on a day on which it is in force."""
        return not self.clockless and self.status is not Status.TEMPLATE

    @cached_property
    def optional(self) -> bool:
        return self.status is Status.VOLUNTARY

    @cached_property
    def unsure(self) -> bool:
        return self.confidence is Confidence.LOW

    @cached_property
    def clockless(self) -> bool:
        """Not law yet, and no day is known on which it will be: no clock runs, regardless of the facts."""
        return self.status.is_pending or (self.status is Status.NOT_YET_IN_FORCE and self.in_force.since is None)

    def judge(self, results: Mapping[str, bool | None]) -> Judgment:
        """By the result of every condition."""
        return self.judged(tuple(map(results.__getitem__, self.conditions)))

    def judged(self, found: tuple[bool | None, ...]) -> Judgment:
        """By the results of its `conditions`, in their order. Kept, since few of all that are possible ever occur."""
        judged = self._judged.get(found)
        if judged is None:
            by_text = dict(zip(self.conditions, found, strict=True))
            judged = self._judged[found] = Judgment.of(self.applies, self.unless, by_text)
        return judged

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """Every ground of its conditions and exceptions, as an expression."""
        return tuple(ground.when for one in (*self.applies, *self.unless) for ground in one.grounds)

    @cached_property
    def not_owed(self) -> "dict[tuple[bool | None, ...], Finding]":
        """The findings that it is not owed, by the results of its conditions."""
        return {}

    @cached_property
    def _judged(self) -> dict[tuple[bool | None, ...], Judgment]:
        return {}

    @cached_property
    def start_rule(self) -> str:
        """The start as text, the same for duties that start the same way."""
        return sys.intern(repr(self.start))

    @property
    def expressions(self) -> tuple[str, ...]:
        others = (self.in_force.throughout, *(limit.relief_unless for limit in self.due.time_limits))
        return (*self.conditions, *filter(None, others))


class HouseTargets(BaseModel):
    """How soon we want to act where the law has no number: by whom a duty notifies, and by its id."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    recipients: dict[OwedTo, Period] = {}
    duties: dict[str, Period] = {}


class Law(BaseModel):
    """Every duty that was read, with the vocabulary and places it is written in. Frozen; `hash` names its content.
    `faults`: the conditions and ties that can't be evaluated, whose duties are undetermined."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))
    hash: str
    vocabulary: Vocabulary
    places: Places
    duties: tuple[Duty, ...]
    house_targets: HouseTargets = HouseTargets()
    faults: tuple[ConditionFault, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, tuple[Duty, ...]]:
        found: dict[str, list[Duty]] = {}
        for duty in self.duties:
            found.setdefault(duty.id, []).append(duty)
        return {name: tuple(versions) for name, versions in found.items()}

    def versions(self, duty_id: str) -> tuple[Duty, ...]:
        """All versions of a duty in the order of the file; empty when there is no such duty."""
        return self.by_id.get(duty_id, ())

    def version(self, duty_id: str, on: date) -> Duty | None:
        """The version that is in force on the day; None when none is."""
        return next((duty for duty in self.versions(duty_id) if duty.in_force.on(on)), None)

    def named(self, duty_id: str) -> tuple[Duty, ...]:
        """All versions of a duty. Raises UsageError with the nearest ids when there is none."""
        if duty_id in self.by_id:
            return self.by_id[duty_id]
        near = nearest_duties(self.duties, self.places, duty_id)
        hint = f"Did you mean {' or '.join(near)}?" if near else "See `breachbot law list`."
        raise UsageError(f"Unknown duty '{duty_id}'.", hint)

    @cached_property
    def conditions(self) -> Conditions:
        """Every condition of every duty."""
        return Conditions(dict.fromkeys(text for duty in self.duties for text in duty.expressions if text))

    @cached_property
    def places_named(self) -> tuple[str, ...]:
        """Every place whose people a condition counts."""
        return tuple(sorted(word for one in self._atoms if one.fact == "people" for word in one.words))

    @cached_property
    def groups_split(self) -> tuple[str, ...]:
        """Every group of which a condition asks for the largest number in any one member."""
        return tuple(sorted(word for one in self._atoms if one.fact == "most_in_one" for word in one.words))

    @cached_property
    def seats_named(self) -> frozenset[str]:
        """Every word that a condition looks for in a list; among them all places that are asked for in a list."""
        return frozenset(word for one in self._atoms if one.kind is Kind.LIST for word in one.words)

    @cached_property
    def _atoms(self) -> frozenset[Atom]:
        """What conditions ask of places and lists, without where and against what."""
        texts = {text for duty in self.duties for text in duty.expressions if text}
        found = (one for text in texts for one in atoms(text) if one.words)
        return frozenset(one._replace(column=0, operator="", negated=False, number=0) for one in found)
