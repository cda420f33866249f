"""What the law still wants of an incident, as far as it decides which steps a small incident needs.

Every step says from which severity it is planned (`Step.from_severity`). A small incident leaves the others out, except
those that are tied to a duty that is owed or that no one can rule out yet: `OpenDuties` says which those are. Leaves to
`progress.py` which steps follow from it, and to `bot.law` what is owed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.law.duties import Answer, Finding
from bot.law.duty_terms import Addressees
from bot.law.recent import recent_of
from bot.runbook.model import Runbook, Step

UNRATED = 2
"""What an incident counts as until someone rates it."""


@dataclass(frozen=True)
class OpenDuties:
    """`groups`: to whom something is owed, or may be. `facts`: those that would decide the duties that may be."""

    groups: frozenset[Addressees] = frozenset()
    facts: frozenset[str] = frozenset()

    def concern(self, step: Step) -> bool:
        """Whether the step is about one of these duties, or asks for or decides what they depend on."""
        decided = step.decision.sets if step.decision else {}
        return step.duties in self.groups or not self.facts.isdisjoint((*step.asks, *decided))


@recent_of
def open_duties(findings: Iterable[Finding]) -> OpenDuties:
    """Of the duties that are owed or undetermined; what the law merely allows is not among them."""
    wanted = [one for one in findings if one.answer is not Answer.NOT_OWED and not one.optional]
    undetermined = [one for one in wanted if one.answer is Answer.UNDETERMINED]
    return OpenDuties(
        frozenset(one.duty.addressees for one in wanted),
        frozenset(name for one in undetermined for name in one.missing),
    )


def leaves_out(runbook: Runbook, severity: int | None) -> bool:
    """Whether some steps are not planned for this severity alone: only then does it matter what the law still wants."""
    return any((severity or UNRATED) > step.from_severity for step in runbook.steps)
