"""A person as people type one: `Tan Wei Ling`, `@Wei Ling`, `weiling`, `Mueller` for Müller.

The whole name or a handle counts first, in any order of its words; then some of its words. A name that is only similar
is asked about, never taken.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.errors import Ambiguous, PossibleReading, UsageError
from bot.messages import _
from bot.typed.words import folded, refuse_length, repeated

MOST = 200  # characters of what is looked for
OFFERED = 5  # names in one question
SIMILAR = 0.75  # how alike two words must be (difflib's ratio) to be taken for a slip
SHORTEST = 3  # letters with which a name can be begun
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
BETWEEN = re.compile(r"\s*[,;&/+]\s*|\s+@\s*|(?<!\S)(?:and|or|und|oder|et|ou|y|o)(?!\S)", re.IGNORECASE)
"""What may stand between two names."""


@dataclass(frozen=True)
class Named:
    """Whom a name may mean. `gone`: an app or a closed account, meant only when no one else is."""

    person: str
    name: str
    handles: tuple[str, ...] = ()
    gone: bool = False


def read_name(text: str, known: Sequence[Named]) -> Named:
    """The one person who is meant. Raises Ambiguous for several or similar names and for two names, UsageError where
    no one is called so. A reading's text is a mention."""
    refuse_length(text, MOST)
    typed = " ".join(text.split())
    found = people_called(typed, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise _asked(_("“{name}” may be several people.", name=repeated(typed)), typed, found)
    parts = [part.strip() for part in BETWEEN.split(typed.lstrip("@")) if part.strip()]
    if len(parts) > 1:
        raise one_only(typed, [one for part in parts for one in people_called(part, known)])
    raise _asked(_("breachbot doesn't know anyone named “{name}”.", name=repeated(typed)), typed, _near(typed, known))


def people_called(text: str, known: Sequence[Named]) -> Sequence[Named]:
    """Those whom the words name, wholly or else in part."""
    words = _spellings(text.strip().lstrip("@"))
    exact = [one for one in known if one.person == text.strip() or any(words & names for names in _names(one))]
    found = exact or [one for one in known if any(_is_part(word, names) for word in words for names in _names(one))]
    return [one for one in found if not one.gone] or found


def one_only(typed: str, found: Sequence[Named]) -> UsageError:
    """What is said to who names two people where one is needed, for the caller to raise."""
    return _asked(_("Name one person. “{names}” is more than one.", names=repeated(typed)), typed, found)


def _asked(say: str, typed: str, found: Sequence[Named]) -> UsageError:
    """The question with a name on each button; without any, what to write."""
    if not found:
        return UsageError(say, _("Mention the person with @."))
    names = [one.name for one in found]
    readings = [
        PossibleReading(one.name if names.count(one.name) == 1 else _told_apart(one), f"<@{one.person}>")
        for one in dict.fromkeys(found)
    ]
    return Ambiguous(say, _("Choose one, or mention the person with @."), typed, readings[:OFFERED])


def _told_apart(one: Named) -> str:
    return f"{one.name} (@{one.handles[0] if one.handles else one.person})"


def _near(text: str, known: Sequence[Named]) -> Sequence[Named]:
    """Those whose names begin so or are alike, the likest first."""
    rated = [(_rate(text, one), one) for one in known if not one.gone]
    return [one for rate, one in sorted(rated, key=lambda pair: -pair[0]) if rate >= SIMILAR]


def _rate(text: str, one: Named) -> float:
    words = _spellings(text.lstrip("@"))
    return max((_likeness(word, name) for word in words for names in _names(one) for name in names), default=0.0)


def _likeness(typed: tuple[str, ...], name: tuple[str, ...]) -> float:
    """Of the names as a whole, or of the typed words each with the word that it is likest to."""
    if not typed or not name:
        return 0.0
    whole = difflib.SequenceMatcher(None, " ".join(typed), " ".join(name)).ratio()
    return max(whole, min(max(_alike(word, other) for other in name) for word in typed))


def _alike(typed: str, word: str) -> float:
    if len(typed) >= SHORTEST and word.startswith(typed):
        return 1.0
    return difflib.SequenceMatcher(None, typed, word).ratio()


def _is_part(typed: tuple[str, ...], names: set[tuple[str, ...]]) -> bool:
    return any(len(word) > 1 for word in typed) and any(set(typed) <= set(name) for name in names)


def _names(one: Named) -> Iterator[set[tuple[str, ...]]]:
    for name in (one.name, *one.handles):
        yield _spellings(name)


def _spellings(name: str) -> set[tuple[str, ...]]:
    """The words of a name in one order, without accents, and with ä as ae."""
    composed = unicodedata.normalize("NFC", name).casefold().translate(LETTERS)
    return {
        tuple(sorted(re.findall(r"\w+", folded(spelled)))) for spelled in (composed, composed.translate(SPELLED))
    } - {()}
