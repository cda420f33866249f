"""The words that were typed: how they are compared, repeated in an answer, and asked about."""

import re
import unicodedata
from collections.abc import Sequence

from bot.errors import Ambiguous, PossibleReading, UsageError
from bot.messages import _
from bot.messages.phrases import list_of
from bot.sentences import cut

UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
"""Control characters, halves of a character, tags, spaces without width, and signs that turn the order of what stands
around them."""
NOT_KNOWN = frozenset(
    (
        "unknown", "not known", "not sure", "not sure yet", "not known yet", "not yet known",
        "unbekannt", "noch unbekannt", "nicht bekannt",
        "noch nicht bekannt", "inconnu", "inconnue", "inconnus", "inconnues", "non connu", "pas connu",
        "pas encore connu", "desconocido", "desconocida", "desconocidos", "no se sabe", "aun no se sabe",
        "todavia no se sabe",
    )
)  # fmt: skip
"""Folded, in our languages."""
REPEATED = 60  # characters of what was typed that an answer repeats


def readable(text: str) -> str:
    """Without what no one sees: a database refuses some of it, and the rest lets a record read as what it is not.
    What joins the parts of an emoji or belongs to a script that runs from right to left stays."""
    return UNSEEN.sub("", text)


def folded(text: str) -> str:
    """Without capitals, accents, brackets and doubled spaces, so that `août ` and `AOUT` are one word."""
    apart = unicodedata.normalize("NFD", readable(text).casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[()\[\]]", " ", bare.translate(SIGNS)).split())


SIGNS = str.maketrans(
    {
        **{"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "‑": "-"},
        **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
        **{chr(first + digit): str(digit) for first in (0x660, 0x6F0, 0x966) for digit in range(10)},
    }
)
"""Signs as they are compared; full-width letters, and the digits of Arabic, Persian and Hindi, are plain ones."""


def repeated(text: str) -> str:
    """As much of what was typed as an answer repeats."""
    return cut(" ".join(readable(text).split()), REPEATED)


def refuse_length(text: str, most: int) -> None:
    """Before anything else is done with it."""
    if len(text) > most:
        raise UsageError(
            _("“{text}” is too long.", text=repeated(text)), _("Write at most {n} characters.", n=f"{most:,}")
        )


def ask(say: str, typed: str, readings: Sequence[PossibleReading]) -> Ambiguous:
    """The question back about the part that was `typed`, for the caller to raise."""
    texts = [_("“{text}”", text=one.text) for one in readings]
    return Ambiguous(say, _("Write {texts}.", texts=list_of(texts, "or")), typed, readings)


def replaced(text: str, typed: str, instead: str) -> str:
    """`text` with the part that was `typed` as it has to read; unchanged when the part is not in it. A part is not
    found inside of a longer word: CA is not in US-CA."""
    words = r"\s+".join(re.escape(word) for word in typed.split())
    return re.sub(rf"(?<![\w-]){words}(?![\w-])", lambda _found: instead, text, count=1)
