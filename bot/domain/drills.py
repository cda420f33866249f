"""What sets a drill apart: its mark, the beginning of its reference, the name of its channel.

The mark is one word in every language, so that no one has to translate it at night. Each edge puts it on what leaves
there: `slack.block_kit`, `slack.gateway`, `documents.incident_documents`, `timers.delivery`. A drill never becomes a
real incident: a real one is opened beside it.
"""

import re

MARK = "DRILL"
CHANNEL_PREFIX = "drill-"
LIKE_A_DRILL = re.compile(
    r"\b(?:drills?|exercises?|simulations?|tabletop|rehearsals?|übung\w*|uebung\w*|probealarm|simulacros?|ejercicios?"
    r"|exercices?|entraînements?)\b",
    re.IGNORECASE,
)


def marked(text: str) -> str:
    """The text with the mark first."""
    return f"{MARK} · {text}"


def series(*, is_drill: bool) -> str:
    """What references begin with: `BR-`, and those of drills `DR-`."""
    return "DR-" if is_drill else "BR-"


def sounds_like_a_drill(title: str) -> bool:
    """Whether people who read the title may take the incident for a drill, whatever it is."""
    return LIKE_A_DRILL.search(title) is not None
