"""Emoji in words, for what is printed: the fonts of a PDF and of a picture have none, and an empty box says nothing.

Decides which characters are named, and how: `[emoji: fire]`. Leaves those that our fonts draw (✓, ★, ⚠) and every
script as they are. Slack, HTML and Word show emoji in the reader's own fonts.

Caveats: the names are Unicode's, in English; a skin tone isn't named.
"""

import re
import unicodedata

_LOOK = "\ufe0e\ufe0f"  # whether the character before is shown in color
_TONES, _TAGS, _JOINER = "\U0001f3fb-\U0001f3ff", "\U000e0020-\U000e007f", "\u200d"
_UNDRAWN = re.compile(
    "[\u2400-\u2421\u2424-\u245f\u2607\u2608\u2630-\u2637\u268c-\u268f\u269d-\u269f\u26a8\u26a9\u26ad\u26ae\u26b0\u26b1"
    "\u26b3-\u2700\u2705\u270a\u270b\u2715\u2716\u2727-\u2729\u274c\u274e\u2753-\u2755\u2757\u275f\u2760\u2780-\u2793\u2795-\u2797"
    "\u27b0\u2b74\u2b75\u2b96\U0001f000-\U0001faff]"
)
"""What no font inside typst has. Colored circles are here, too: in black they would say another thing."""
_ONE = f"[\u203c-\u2bff\U0001f000-\U0001faff][{_LOOK}{_TONES}{_TAGS}]*"
_ANY = re.compile(f"(?P<flag>[\U0001f1e6-\U0001f1ff]{{2}})|(?P<key>[0-9#*])\ufe0f?\u20e3|{_ONE}(?:{_JOINER}{_ONE})*")
_SPARE = re.compile(f"[{_LOOK}{_TAGS}]|(?<=.)[{_TONES}]")


def named(text: str) -> str:
    """
    >>> named("on 🔥, ✓"), named("👩🏽‍🚒 🇫🇷 2️⃣ ⚠️")
    ('on [emoji: fire], ✓', '[emoji: woman, fire engine] [emoji: flag FR] [emoji: key 2] ⚠')
    """
    return _ANY.sub(_name, text)


def _name(found: re.Match[str]) -> str:
    if flag := found["flag"]:
        letters = "".join(chr(ord(one) - 0x1F1E6 + ord("A")) for one in flag)
        return f"[emoji: flag {letters}]"
    if key := found["key"]:
        return f"[emoji: key {key}]"
    shown = _SPARE.sub("", found[0])
    if not _UNDRAWN.search(shown):
        return shown.replace(_JOINER, "")
    names = (unicodedata.name(one, "").lower() or f"U+{ord(one):X}" for one in shown.split(_JOINER))
    return f"[emoji: {', '.join(names)}]"
