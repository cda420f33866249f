"""Which of the messages that one transaction posts stands in the channel; the others stand in its thread.

An act says one thing in the channel. What asks people to decide stands there, before what merely tells them. The
messages of steps never do where anything else does; several of them alone get a message that lists them. At the opening
the pinned card carries the rest, and the first steps stand beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.actions.contents import Card, Content, DutyToReview, ProposalCard, SafetyNote, StepCard, StepsOpened

ASKS = (ProposalCard, DutyToReview, SafetyNote)  # people are to act on these
LIST = "list:"  # the keys of lists: `list:step:7:C01`, after the first step


@dataclass(frozen=True)
class Saying:
    """One message that a transaction posts; `urgency` 0 first."""

    key: str
    content: Content
    urgency: int


def places(said: Sequence[Saying], channel: str) -> Mapping[str, str]:
    """What each message needs: `channel`, or the message in whose thread it stands; with the list of steps, if any."""
    steps, others = _steps(said), [one for one in said if not isinstance(one.content, StepCard)]
    head = min(others, key=_rank, default=None)
    found = {one.key: channel if head in (None, one) else head.key for one in others}
    listed = next(lists(said), None)
    if listed:
        found[listed.key] = channel
    beside = listed.key if listed else channel if head is None or _is_card(head) else head.key
    return {**found, **{one.key: beside for one in steps}}


def lists(said: Sequence[Saying]) -> Iterator[Saying]:
    """The list of steps, where several stand for themselves."""
    steps = _steps(said)
    alone = len(steps) == len(said) or any(map(_is_card, said))
    if alone and len(steps) > 1:
        ids = tuple(one.content.step for one in steps if isinstance(one.content, StepCard))
        yield Saying(f"{LIST}{steps[0].key}", StepsOpened(ids), steps[0].urgency)


def is_list(key: str) -> bool:
    return key.startswith(LIST)


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The messages that stand elsewhere now, or nowhere."""
    return [key for key, needs in before.items() if after.get(key) != needs]


def _steps(said: Sequence[Saying]) -> list[Saying]:
    return [one for one in said if isinstance(one.content, StepCard)]


def _is_card(one: Saying) -> bool:
    return isinstance(one.content, Card)


def _rank(one: Saying) -> tuple[bool, bool, int]:
    """The smallest first; of equals the one said first."""
    return not _is_card(one), not isinstance(one.content, ASKS), one.urgency
