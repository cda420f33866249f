"""Which letters an incident needs now: by the duties that are open, next due first; and which it doesn't, and why.

Decides which letter belongs to a duty and where each kind stands. Leaves how duties stand to `clocks`, and whether a
letter was drafted or approved to the record.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.notice_facts import FactsView, holds
from bot.domain.notice_templates import NoticeTemplate
from bot.domain.place_letters import concerns

ADDRESSED = ("authority", "individuals", "controller")
"""The audiences that most duties are owed to; the others read besides."""


class Unneeded(StrEnum):
    """Why a letter isn't among those that are needed now."""

    FREE = "free"  # no duty wants it: a brief, a statement
    SETTLED = "settled"  # a duty of it is met or declined, and none is open
    UNDETERMINED = "undetermined"  # a fact is missing that decides whether its duty is owed
    NOT_OWED = "not_owed"


@dataclass(frozen=True)
class LetterOffer:
    """A letter and the open duties that it meets, next due first; without a letter, the one duty that none is for."""

    kind: NoticeTemplate | None
    duties: tuple[str, ...]


def letters_for(duty: str, kinds: Iterable[NoticeTemplate], facts: FactsView) -> tuple[NoticeTemplate, ...]:
    """The letters that meet a duty and have readers, its own before those for other readers and before those that meet
    many: of the letters for one place those where people are affected."""
    serving = (one for one in kinds if duty in one.serves and holds(one.offered_if, facts))
    every = sorted(serving, key=_preferred)
    return tuple(one for one in every if concerns(one, facts.get("people"))) or tuple(every)


def _preferred(kind: NoticeTemplate) -> tuple[bool, int, str]:
    return kind.audience not in ADDRESSED, len(kind.serves), kind.id


def follows(letter: str, said: str, language: str, kinds: Mapping[str, NoticeTemplate]) -> bool:
    """Whether this kind of letter, a correction or a withdrawal, is for those who read a notice of the kind `said` in
    this language. In the United States each state's letter is sent again instead of a text for readers everywhere,
    because what one state requires another forbids."""
    kind, later = kinds.get(said), kinds.get(letter)
    if not kind or not later or letter == said or (later.anywhere and kind.region == "US"):
        return False
    return kind.audience == later.audience and language in later.languages


def wanted(open_duties: Sequence[str], kinds: Sequence[NoticeTemplate], facts: FactsView) -> tuple[LetterOffer, ...]:
    """A letter for every open duty, each letter once, where the first of its duties stands; `open_duties`: next due
    first."""
    duties: dict[str, list[str]] = {}
    known = {one.id: one for one in kinds}
    for duty in open_duties:
        for name in [one.id for one in letters_for(duty, kinds, facts)] or [f"no letter: {duty}"]:
            duties.setdefault(name, []).append(duty)
    return tuple(LetterOffer(known.get(name), tuple(served)) for name, served in duties.items())


def unneeded(kind: NoticeTemplate, undetermined: Container[str], settled: Container[str]) -> Unneeded:
    """Why a letter isn't needed that no open duty wants. A report to the police helps wherever no law asks for it."""
    if not kind.serves:
        return Unneeded.FREE
    if any(duty in settled for duty in kind.serves):
        return Unneeded.SETTLED
    if any(duty in undetermined for duty in kind.serves):
        return Unneeded.UNDETERMINED
    return Unneeded.FREE if kind.audience == "police" else Unneeded.NOT_OWED
