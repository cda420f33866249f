"""In which order a CACAO workflow reaches its steps, and under which conditions.

Decides that a step depends on an outcome of a question when no path leads to it that avoids that outcome: a step that
every branch leads to depends on none. These outcomes are the step's dominators, found as Cooper, Harvey and Kennedy
describe ("A Simple, Fast Dominance Algorithm", 2001).

Caveats: a step that is reached by some branches, but not by all of them, has no condition of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.runbook.cacao_model import FlowStep


@dataclass(frozen=True)
class Outcome:
    """One answer to the question that `step` asks; a node of its own between the question and what follows."""

    step: str
    answer: str
    says: str


Node = str | Outcome


@dataclass(frozen=True)
class Reached:
    """One step, with the sentences under which alone it is reached, the outermost first."""

    name: str
    only_if: tuple[str, ...]


def reached(workflow: Mapping[str, FlowStep], start: str) -> Sequence[Reached]:
    """Every step that can be reached, once; a step comes after all that lead to it, except in a circle."""
    edges = _edges(workflow)
    order = _order(edges, start)
    above = _dominators(edges, order)
    return [Reached(node, _conditions(node, above)) for node in order if isinstance(node, str)]


def _edges(workflow: Mapping[str, FlowStep]) -> dict[Node, list[Node]]:
    edges: dict[Node, list[Node]] = {}
    for name, step in workflow.items():
        outcomes = _outcomes(name, step)
        after = [step.on_completion, step.on_success, step.on_failure]
        edges[name] = [*outcomes, *(one for one in (*step.next_steps, *after) if one in workflow)]
        edges |= {outcome: [target] if target in workflow else [] for outcome, target in outcomes.items()}
    return edges


def _outcomes(name: str, step: FlowStep) -> dict[Node, str]:
    asked = " ".join((step.condition or step.name).split())
    found: dict[Node, str] = {}
    if step.on_true:
        says = "As long as" if step.type == "while-condition" else "Only if"
        found[Outcome(name, "true", f"{says}: {asked}" if asked else "")] = step.on_true
    if step.on_false:
        found[Outcome(name, "false", f"Only if not: {asked}" if asked else "")] = step.on_false
    for value, target in step.cases.items():
        found[Outcome(name, f"case {value}", f"Only if {step.switch or step.name} is {value}")] = target
    return found


def _order(edges: Mapping[Node, Sequence[Node]], start: Node) -> list[Node]:
    """Reverse postorder."""
    done: list[Node] = []
    seen = {start}
    waiting = [(start, iter(reversed(edges[start])))]
    while waiting:
        node, following = waiting[-1]
        for target in following:
            if target not in seen:
                seen.add(target)
                waiting.append((target, iter(reversed(edges[target]))))
                break
        else:
            done.append(node)
            waiting.pop()
    return done[::-1]


def _dominators(edges: Mapping[Node, Sequence[Node]], order: Sequence[Node]) -> dict[Node, Node]:
    """For each node the nearest one that every path to it passes; the start has itself."""
    number = {node: index for index, node in enumerate(order)}
    before: dict[Node, list[Node]] = {node: [] for node in order}
    for node in order:
        for target in edges[node]:
            before[target].append(node)
    above = {order[0]: order[0]}
    changed = True
    while changed:
        changed = False
        for node in order[1:]:
            known = [one for one in before[node] if one in above]
            nearest = known[0]
            for one in known[1:]:
                nearest = _common(nearest, one, above, number)
            if above.get(node) != nearest:
                above[node], changed = nearest, True
    return above


def _common(one: Node, other: Node, above: Mapping[Node, Node], number: Mapping[Node, int]) -> Node:
    while one != other:
        if number[one] > number[other]:
            one = above[one]
        else:
            other = above[other]
    return one


def _conditions(node: Node, above: Mapping[Node, Node]) -> tuple[str, ...]:
    found: list[str] = []
    while above[node] != node:
        node = above[node]
        if isinstance(node, Outcome) and node.says:
            found.append(node.says)
    return tuple(reversed(found))
