"""What a step shares with the rest of the record: the facts it asks for or decides, its milestone, its duties.

Decides which answers of a decision agree with what is recorded, and whether a file leaves out a link that it should
have. Leaves to the caller what is recorded, and what becomes of an answer that no longer agrees.

Caveats: the missing links are found by words, so a question in words of its own is not noticed.
"""

import re
from collections.abc import Iterator, Mapping

from bot.law.duty_terms import Addressees
from bot.law.vocabulary import FactType, Vocabulary
from bot.runbook.model import DecisionPoint, SetValue, Step

SEVERITY, SAFETY, HOLD = "severity", "safety", "hold"
RECORDS: Mapping[str, tuple[SetValue, ...]] = {SEVERITY: (1, 2, 3, 4), SAFETY: (True, False), HOLD: (True, False)}
"""What is recorded besides facts, with its values: the severity; whether somebody in danger is warned first; whether an
agency has asked in writing to wait."""

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
    for name, fact in vocabulary.facts.items():
        choices = {_plain(word) for pair in fact.choices.items() for word in pair} - {"yes", "no"}
        if 2 * len(offered & choices) > len(offered) and name not in has:
            yield f"'{name}'"


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
    return (), False


def stated_by(decision: DecisionPoint, choice: str) -> dict[str, SetValue]:
    """What this answer states."""
    return {name: by_option[choice] for name, by_option in decision.sets.items() if choice in by_option}
