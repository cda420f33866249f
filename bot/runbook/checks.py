"""Whether runbook files are consistent, with file and line of every inconsistency.

Checks that every named step exists, that nothing waits for itself, that a gate has something to wait for, that every
answer relied on is one its decision offers, that every condition uses known facts and can be both true and false, and
that no decision repeats a fact, or a group of duties, without a link to it.
Leaves what a single key may contain to `model.py`, and whether due times fit the order to `due_checks.py`.

Caveats: what a file inherits is checked with its core, once, and not again in each file that extends it.
"""

import difflib
import itertools
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from bot.errors import LibraryError
from bot.law.checks import misfit
from bot.law.conditions import direction_of, reads
from bot.law.duty_terms import Addressees
from bot.law.evaluation import evaluate
from bot.law.grammar import atoms
from bot.law.vocabulary import Vocabulary
from bot.runbook import links
from bot.runbook.due_checks import check_order
from bot.runbook.inheritance import merge_core
from bot.runbook.model import MILDEST, Phase, RunbookFile, Step
from bot.runbook.step_due import Milestone
from bot.strict import Document, Path_

MOST_COMBINATIONS = 20_000  # of facts, for which it is tried whether a condition can be true and false
Files = Mapping[str, tuple[RunbookFile, Document]]
"""What was read, by kind."""


def check(file: RunbookFile, document: Document, files: Files, vocabulary: Vocabulary) -> Iterator[LibraryError]:
    """Faults of one file; what it inherits is read from its core, whose own faults are told there."""
    if file.extends and file.extends not in files:
        yield document.fault(("extends",), f"there is no runbook '{file.extends}' to extend.", tuple(sorted(files)))
        return
    core = files[file.extends][0] if file.extends else None
    inherited = {step.id for step in core.steps} if core else set()
    yield from _check_ids(file, document, inherited)
    steps = {step.id: step for step in merge_core(file, core)}
    places = _places(file)
    for step in steps.values():
        if step.id in places:
            yield from _check_step(step, steps, file, document, places[step.id])
            yield from _check_asked_facts(step, document, places[step.id], vocabulary)
            yield from _check_links(step, document, places[step.id], vocabulary)
            yield from _check_condition(step, document, places[step.id], vocabulary)
    yield from _check_due(steps, {step.id: step for step in core.steps} if core else {}, document, places)
    yield from _check_cycles(steps, document, places)


def _places(file: RunbookFile) -> dict[str, Path_]:
    """Where in the file each step it defines or changes is."""
    own: dict[str, Path_] = {
        entry.id: ("phases", phase.value, index)
        for phase in Phase
        for index, entry in enumerate(file.phases.get(phase, ()))
    }
    return {**{step_id: ("changes", step_id) for step_id in file.changes}, **own}


def _check_ids(file: RunbookFile, document: Document, inherited: set[str]) -> Iterator[LibraryError]:
    written: set[str] = set()
    for phase in Phase:
        for index, entry in enumerate(file.phases.get(phase, ())):
            if entry.id in written or entry.id in inherited:
                where = "this file" if entry.id in written else f"'{file.extends}'"
                yield document.fault(
                    ("phases", phase, index, "id"), f"the step '{entry.id}' already exists in {where}."
                )
            written.add(entry.id)
    for group, named in (("changes", file.changes), ("drops", file.drops)):
        for step_id in named:
            if step_id not in inherited:
                yield document.fault((group, step_id), f"there is no step '{step_id}' to inherit.")
    for step_id in file.changes.keys() & file.drops.keys():
        yield document.fault(("changes", step_id), "this step is changed here and dropped below.")


def _check_step(
    step: Step, steps: Mapping[str, Step], file: RunbookFile, document: Document, at: Path_
) -> Iterator[LibraryError]:
    for key, named in references(step):
        if named not in steps:
            why = f"'{named}' is dropped by this runbook" if named in file.drops else f"there is no step '{named}'"
            yield document.fault((*at, key), f"{why}.")
    if step.gate and not (step.needs or step.if_decided):
        say = f"the gate '{step.gate}' waits for nothing; name what must come first in 'needs'."
        yield document.fault((*at, "gate"), say)
    yield from _check_size(step, steps, document, at)
    yield from _check_answers(step, steps, document, at)
    yield from _check_second(step, document, at)


def _check_size(step: Step, steps: Mapping[str, Step], document: Document, at: Path_) -> Iterator[LibraryError]:
    """It is planned in no smaller an incident than a decision that it depends on, and a number of people adds to
    that."""
    if step.from_people and step.from_severity == MILDEST:
        say = f"it is already planned at every severity; lower 'from_severity' below {MILDEST}, or remove this."
        yield document.fault((*at, "from_people"), say)
    decisions = [steps[i] for i in step.if_decided if i in steps]
    if decisions and step.from_severity > (level := max(one.from_severity for one in decisions)):
        named = " or ".join(f"'{one.id}'" for one in decisions)
        say = f"it depends on {named}, which is planned from severity {level}; write {level} here, or change it there."
        yield document.fault((*at, "from_severity"), say)


def _check_second(step: Step, document: Document, at: Path_) -> Iterator[LibraryError]:
    """Where two people are wanted, at least two of the roles that may say so may work on the step at all."""
    seconds = step.decision.seconds if step.decision else ()
    for roles in (seconds, step.skippers):
        if roles and step.restricted_to and len({*roles} & {*step.restricted_to}) < 2:
            say = "two people must agree here, but only one of these roles may."
            yield document.fault((*at, "restricted_to"), say)


def _check_answers(step: Step, steps: Mapping[str, Step], document: Document, at: Path_) -> Iterator[LibraryError]:
    """Every answer that the step, or its earlier due time, depends on is one that its decision offers."""
    relied_on: list[tuple[Path_, Mapping[str, tuple[str, ...]]]] = [(("if_decided",), step.if_decided)]
    if step.sooner:
        relied_on.append((("sooner", "if_decided"), step.sooner.if_decided))
    for key, named in relied_on:
        for decided, answers in named.items():
            decision = steps[decided].decision if decided in steps else None
            if decided in steps and decision is None:
                yield document.fault((*at, *key), f"'{decided}' decides nothing.")
            for answer in answers:
                if decision and answer not in decision.options:
                    say = f"'{decided}' cannot be answered '{answer}'."
                    yield document.fault((*at, *key, decided), say, decision.options)


def references(step: Step) -> Iterator[tuple[str, str]]:
    """Every step id that this step names, with the key that names it."""
    yield from (("needs", need) for need in step.needs)
    yield from (("if_decided", decided) for decided in step.if_decided)
    if step.due and step.due.step_id:
        yield "due", step.due.step_id
    if step.sooner:
        yield from (("sooner", decided) for decided in step.sooner.if_decided)
        if step.sooner.due.step_id:
            yield "sooner", step.sooner.due.step_id
    if step.again and step.again.until and step.again.until not in tuple(Milestone):
        yield "again", step.again.until


def _check_due(
    steps: Mapping[str, Step], core: Mapping[str, Step], document: Document, places: Mapping[str, Path_]
) -> Iterator[LibraryError]:
    """A step that others come after is due before them, or with them; what is wrong in the core is told there."""
    for step in steps.values():
        told = set(check_order(core[step.id], core)) if step.id in core else set()
        for key, say in check_order(step, steps):
            if step.id in places:
                yield document.fault((*places[step.id], key), say)
            elif (key, say) not in told:
                yield document.fault(("changes",), f"'{step.id}': {say}")


def _check_cycles(steps: Mapping[str, Step], document: Document, places: Mapping[str, Path_]) -> Iterator[LibraryError]:
    waits = {step.id: {*step.needs, *step.if_decided} & steps.keys() for step in steps.values()}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        cycle: list[str] = list(reversed(error.args[1]))
        first = next((step_id for step_id in cycle if step_id in places), None)
        if first is not None:
            shown = cycle[cycle.index(first) :] + cycle[1 : cycle.index(first) + 1]
            yield document.fault((*places[first], "needs"), f"these steps wait for each other: {' -> '.join(shown)}.")


def _check_asked_facts(step: Step, document: Document, at: Path_, vocabulary: Vocabulary) -> Iterator[LibraryError]:
    for name in step.asks:
        if name not in vocabulary:
            yield document.fault((*at, "asks"), f"there is no fact called '{name}'.", _similar(name, vocabulary))


def _check_links(step: Step, document: Document, at: Path_, vocabulary: Vocabulary) -> Iterator[LibraryError]:
    """What its decision sets is possible, what it declines are its own duties, and nothing is decided twice. What is
    done when facts are known asks for some, and decides nothing."""
    decision = step.decision
    if step.done_when_known and (decision or not step.asks):
        yield document.fault((*at, "done_when_known"), "only for a step that asks for facts and decides nothing.")
    if decision is None:
        return
    here = (*at, "decision")
    for name, say, allowed in links.wrong_values(decision, vocabulary):
        yield document.fault((*here, "sets", name), say, allowed or _similar(name, vocabulary))
    if decision.declines and step.duties is None:
        say = "this decision declines duties; add the key 'duties' to its step."
        yield document.fault((*here, "declines"), say, tuple(Addressees))
    for name in links.unlinked(step, vocabulary):
        say = f"this repeats {name}; link it with 'sets', 'asks', 'duties' or 'marks'."
        yield document.fault((*here, "question"), say)


def _check_condition(step: Step, document: Document, at: Path_, vocabulary: Vocabulary) -> Iterator[LibraryError]:
    """It compiles and uses known facts, can be true and can be false."""
    if not step.when:
        return
    here = (*at, "when")
    try:
        atoms(step.when)
    except ValueError as error:
        yield document.fault(here, f"this condition does not compile: {str(error).splitlines()[0]}.")
        return
    unknown = [name for name in reads(step.when) if name not in vocabulary]
    for name in unknown:
        yield document.fault(here, f"there is no fact called '{name}'.", _similar(name, vocabulary))
    if not unknown:
        yield from (document.fault(here, say) for say in _condition_faults(step.when, vocabulary))


def _similar(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(name, vocabulary.facts, n=4, cutoff=0.4))


def _condition_faults(condition: str, vocabulary: Vocabulary) -> Iterator[str]:
    """What is wrong with a condition that compiles and uses known facts."""
    names, found = reads(condition), atoms(condition)
    misfits = [wrong for one in found if (wrong := misfit(one, vocabulary[one.fact]))]
    unknown = [word for one in found for word in one.words if word not in vocabulary[one.fact].choices]
    if misfits:
        yield misfits[0]
    elif unknown:
        yield f"'{unknown[0]}' is not a valid choice for these facts."
    elif reason := direction_of(condition):
        yield f"this condition can't be evaluated safely while facts are only partly known: {reason}."
    elif all(vocabulary[name].type in ("bool", "choice", "choices") for name in names):
        some = itertools.islice(fact_combinations(names, vocabulary), MOST_COMBINATIONS + 1)
        answered = [evaluate(condition, facts) for facts in some]
        answers = set(answered) if len(answered) <= MOST_COMBINATIONS else set()
        if answers == {False}:
            yield "this condition is never true, so the step can't be reached."
        elif answers == {True}:
            yield "this condition is always true; remove it."


def fact_combinations(names: tuple[str, ...], vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """Every combination of yes/no facts and choices; of a list: nothing, each choice alone, and all of them."""
    for values in itertools.product(*(_values(name, vocabulary) for name in names)):
        yield dict(zip(names, values, strict=True))


def _values(name: str, vocabulary: Vocabulary) -> list[Any]:
    definition = vocabulary[name]
    if definition.type == "bool":
        return [True, False]
    if definition.type == "choice":
        return list(definition.choices)
    return [[], *([word] for word in definition.choices), list(definition.choices)]
