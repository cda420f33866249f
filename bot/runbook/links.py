"""What a step shares with the rest of the record: the facts it asks for or decides, its milestone, its duties.

Decides what an answer states, what speaks against one, which answer follows from what is recorded, and whether a file
leaves out a link that it should have. Leaves to the caller what is recorded, and what becomes of a step then.

Caveats: the missing links are found by words, so a question in words of its own is not noticed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.law.duty_terms import Addressees
from bot.law.recent import recent_of
from bot.law.vocabulary import FactType, Vocabulary
from bot.runbook.model import DecisionPoint, SetValue, Step

SEVERITY, SAFETY, HOLD = "severity", "safety", "hold"
RECORDS: Mapping[str, tuple[SetValue, ...]] = {SEVERITY: (1, 2, 3, 4), SAFETY: (True, False), HOLD: (True, False)}
"""What is recorded besides facts, with its values: the severity; whether someone in danger is warned first; whether an
agency has asked in writing to wait."""

IN_WORDS: Mapping[str, str] = {
    SEVERITY: "the severity",
    SAFETY: "whether someone is in danger",
    HOLD: "a written request to delay",
    Addressees.AUTHORITIES: "the notices to authorities",
    Addressees.PEOPLE: "the notices to people",
    Addressees.CONTRACTS: "the notices that contracts require",
}
"""What is recorded besides facts, as the record calls it."""

DECIDED = "decided"
"""What an answer states of an instant: the time of the decision, unless an earlier one is on record."""

COMMANDED = (SEVERITY, "risk")
"""What a command of its own decides, by name and with a reason: the answer follows from it."""

NOUNS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"\b({words})\b", re.IGNORECASE), names)
    for words, names in (
        ("severe|severity", (SEVERITY,)),
        ("in danger|told immediately", (SAFETY,)),
        ("delay been requested|asked to wait", (HOLD,)),
        ("risk to people", ("risk",)),
        ("contained", ("contained_at",)),
        ("aware|awareness", ("aware_at",)),
        ("controller or processor", ("roles",)),
        ("data leave|data left", ("exfiltration",)),
        ("downloaded|exported|acquired|strongest finding", ("acquired", "accessed")),
        ("accessed|data read|used after the loss", ("accessed",)),
        ("backups?", ("backup",)),
        ("unreadable|encrypted", ("protection",)),
        ("deletion", ("recovered",)),
        ("recipient|received the data", ("recipient",)),
        ("misuse", ("misuse_likely", "identity_theft")),
        ("pay", ("ransom_paid",)),
        ("material", ("material",)),
        ("notify the authority", (Addressees.AUTHORITIES,)),
        ("tell the people|notify people", (Addressees.PEOPLE,)),
        ("contracts? requires?", (Addressees.CONTRACTS,)),
    )
)
"""Words of a question, and what is decided with it: one of these facts, records or groups of duties."""


def linked(step: Step) -> frozenset[str]:
    """The facts, records and duties that the step asks for, decides or marks."""
    decided = step.decision.sets if step.decision else {}
    marked = (step.marks.fact,) if step.marks else ()
    return frozenset((*step.asks, *decided, *marked, *((step.duties,) if step.duties else ())))


def unlinked(step: Step, vocabulary: Vocabulary) -> Iterator[str]:
    """What its decision repeats without a link: by a word of the question, or because most answers are a fact's."""
    if step.decision is None:
        return
    has = linked(step)
    for words, names in NOUNS:
        if words.search(step.decision.question) and has.isdisjoint(names):
            yield " or ".join(f"'{name}'" for name in names)
    offered = {_plain(option) for option in step.decision.options}
    for name, choices in _choices(vocabulary).items():
        if 2 * len(offered & choices) > len(offered) and name not in has:
            yield f"'{name}'"


@recent_of
def _choices(vocabulary: Vocabulary) -> Mapping[str, frozenset[str]]:
    """What each fact can be, by its ids and in plain words; yes and no are answers to anything. The same for all steps
    of all runbooks that are read together."""
    words = {name: (word for pair in fact.choices.items() for word in pair) for name, fact in vocabulary.facts.items()}
    return {name: frozenset(map(_plain, each)) - {"yes", "no"} for name, each in words.items()}


def _plain(words: str) -> str:
    """`controller (owner of the data)` and `controller, as agreed` are both “controller”."""
    return re.split(r"[,:(]", words)[0].strip().lower().replace("_", " ")


def wrong_values(decision: DecisionPoint, vocabulary: Vocabulary) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What `sets` says of a fact that the fact cannot be: the fact, why, what is allowed."""
    for name, by_option in decision.sets.items():
        if name not in RECORDS and name not in vocabulary:
            yield name, f"there is no fact called '{name}'.", ()
            continue
        for value in by_option.values():
            if name in RECORDS:
                allowed, fits = RECORDS[name], any((type(one), one) == (type(value), value) for one in RECORDS[name])
            else:
                allowed, fits = _allowed(name, value, vocabulary)
            if not fits:
                yield name, f"{name} cannot be {value!r}.", tuple(map(str, allowed))


def _allowed(name: str, value: SetValue, vocabulary: Vocabulary) -> tuple[tuple[SetValue, ...], bool]:
    fact = vocabulary[name]
    choices = tuple(fact.choices)
    match fact.type:
        case FactType.BOOL:
            return (True, False), isinstance(value, bool)
        case FactType.CHOICE:
            return choices, isinstance(value, str) and value in choices
        case FactType.CHOICES:
            return choices, isinstance(value, tuple) and bool(value) and set(value) <= set(choices)
        case FactType.INSTANT:
            return (DECIDED,), value == DECIDED
    return (), False


def stated_by(decision: DecisionPoint, choice: str) -> dict[str, SetValue]:
    """What this answer states."""
    return {name: by_option[choice] for name, by_option in decision.sets.items() if choice in by_option}


@dataclass(frozen=True)
class DutyCounts:
    """How many duties of a group still run, were met, were declined."""

    running: int = 0
    met: int = 0
    declined: int = 0

    @property
    def are_all_declined(self) -> bool:
        return bool(self.declined) and not (self.running or self.met)


@dataclass(frozen=True)
class Recorded:
    """What stands on record besides the steps. `values`: the facts that are known, as plain JSON, and the RECORDS.

    `own`: the facts that a person stated about this incident; the others are assumed, or true of the organization.
    `reached`: the milestones, by fact, that a person stated and that one step alone marks; `undone`: those that were
    taken back since that step was done.
    """

    values: Mapping[str, Any]
    duties: Mapping[Addressees, DutyCounts]
    own: frozenset[str] = frozenset()
    reached: frozenset[str] = frozenset()
    undone: frozenset[str] = frozenset()

    def states(self, name: str, value: SetValue) -> bool:
        if value == DECIDED:
            return name in self.values
        return _comparable(self.values.get(name)) == _comparable(value)

    def counts(self, step: Step) -> DutyCounts:
        """Of the step's own duties."""
        return self.duties.get(step.duties, DutyCounts()) if step.duties else DutyCounts()


def _comparable(value: Any) -> tuple[type, Any]:
    """Lists in any order; yes is not one."""
    return (list, sorted(value)) if isinstance(value, (list, tuple)) else (type(value), value)


def unknown(step: Step, choice: str, recorded: Recorded) -> tuple[str, ...]:
    """The facts that the step asks for and that neither the record nor this answer states."""
    stated = stated_by(step.decision, choice) if step.decision else {}
    return tuple(name for name in step.asks if name not in recorded.values and name not in stated)


def against(step: Step, choice: str, recorded: Recorded) -> tuple[str, ...]:
    """What speaks against the step's being done with this answer (none: without one): facts, records, its duties."""
    stated = stated_by(step.decision, choice) if step.decision else {}
    other = [name for name, value in stated.items() if not recorded.states(name, value)]
    duties = (str(step.duties),) if step.duties and _duties_differ(step, choice, recorded.counts(step)) else ()
    return tuple(dict.fromkeys((*unknown(step, choice, recorded), *other, *duties, *milestone(step, choice, recorded))))


def milestone(step: Step, choice: str, recorded: Recorded) -> tuple[str, ...]:
    """The milestone that the step marks, where it was taken back, or was stated and this answer denies it."""
    if step.marks is None:
        return ()
    denied = step.decision is not None and choice in step.decision.stays_open_on
    speaks = step.marks.fact in recorded.undone or (denied and step.marks.fact in recorded.reached)
    return (step.marks.fact,) if speaks else ()


def _duties_differ(step: Step, choice: str, counts: DutyCounts) -> bool:
    if step.decision is None:  # the notices themselves
        return counts.running > 0
    if choice in step.decision.declines:
        return bool(counts.running or counts.met)
    return bool(step.decision.declines) and counts.are_all_declined


def answer_from(step: Step, recorded: Recorded) -> str:
    """The answer that was given by a command already; empty where there is none.

    Only what a command decides with a reason of its own answers a step, and a milestone that only one answer reaches.
    Another fact that was merely stated may speak against an answer, but gives none: the answer often says more.
    """
    decision = step.decision
    if decision is None:
        return ""
    if decision.declines and recorded.counts(step).are_all_declined:
        return decision.declines[0]
    for name in COMMANDED:
        for option, value in decision.sets.get(name, {}).items():
            if recorded.states(name, value):
                return option
    return answer_by_milestone(step, recorded)


def answer_by_milestone(step: Step, recorded: Recorded) -> str:
    """The one answer with which the step reaches its milestone, once someone has stated that; empty where several
    could be meant."""
    if step.decision is None or step.marks is None or step.marks.fact not in recorded.reached:
        return ""
    ends = [option for option in step.decision.options if option not in step.decision.stays_open_on]
    return ends[0] if len(ends) == 1 else ""


def is_complete(step: Step, recorded: Recorded) -> bool:
    """Whether the record itself has done the step: every fact is known, every one of its notices went out, or the
    milestone that it marks was stated."""
    if step.decision is not None:
        return False
    if step.marks and step.marks.fact in recorded.reached:
        return not unknown(step, "", recorded)
    if step.done_when_known:
        return recorded.own.issuperset(step.asks)
    counts = recorded.counts(step)
    return bool(step.duties and counts.met) and not counts.running
