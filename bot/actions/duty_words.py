"""Which duties a person means who types `gdpr 33(1)`, `the ICO` or `california`.

Whole words of the id count first, then whole words of the law, the title, the recipient and the article, then
beginnings of words, and last what stands inside of one: “ico” is not in Mexico. An incident's own clocks come before
everything else, and what may be owed before what is not.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from bot.law.duties import Answer, Finding
from bot.messages import _
from bot.typed.words import folded

FILLING = frozenset({"art", "the", "a", "an", "to", "tell", "notify", "report", "inform", "duty", "notice"})
SHORTEST = 4  # letters that are looked for inside of a word


def named_by(typed: str, found: Sequence[Finding], own: Collection[str]) -> Sequence[Finding]:
    """Those that fit best; `own`: the ids of the duties that the incident has as clocks."""
    words = _words(typed)
    parts = [word for word in words if word not in FILLING] or words
    if not parts:
        return ()
    fitting = [(rank, one) for one in found if (rank := _rank(parts, one)) is not None]
    own_first = [[pair for pair in fitting if pair[1].duty.id in own]]
    own_first.append([pair for pair in fitting if pair[1].answer is not Answer.NOT_OWED])
    group = next(filter(None, own_first), fitting)
    best = min((rank for rank, _one in group), default=0)
    return [one for rank, one in group if rank == best]


def _rank(parts: Sequence[str], finding: Finding) -> int | None:
    """The first way in which all parts fit, the best being 0; None where none does."""
    return next((rank for rank, fits in enumerate(_ways(parts, finding)) if fits), None)


def _ways(parts: Sequence[str], finding: Finding) -> Iterator[bool]:
    duty = finding.duty
    named = _words(duty.id)
    yield all(part in named for part in parts)
    words = [*named, *_words(f"{duty.law} {duty.title} {_(duty.title)} {duty.recipient} {duty.cites}")]
    yield all(part in words for part in parts)
    yield all(any(word.startswith(part) for word in words) for part in parts)
    yield all(any(part == word or (len(part) >= SHORTEST and part in word) for word in words) for part in parts)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))
