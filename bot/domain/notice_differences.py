"""What changed between two texts, in words: one line for each place, with what went and what came."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

AROUND = 6  # words that are shown before and after a change
GONE, CAME = "[-{}-]", "{{+{}+}}"
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # a sign that Markdown would read; people read the sign


def differences(before: str, after: str) -> tuple[str, ...]:
    """Where they differ, in order: `was told on [-2-] {+3+} March`. Empty for texts that are the same."""
    old, new = before.splitlines(), after.splitlines()
    return tuple(
        line
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal" and (line := _in_words(_words(old[a:b]), _words(new[c:d])))
    )


def _words(lines: Sequence[str]) -> list[str]:
    return " ".join(line.strip() for line in lines).split()


def _in_words(old: Sequence[str], new: Sequence[str]) -> str:
    """Empty where only the space between words differs."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    if all(kind == "equal" for kind, *_rest in found):
        return ""
    return ESCAPED.sub(r"\1", " ".join(_pieces(old, new, found)))


def _pieces(old: Sequence[str], new: Sequence[str], found: Sequence[tuple[str, int, int, int, int]]) -> Iterator[str]:
    for place, (kind, a, b, c, d) in enumerate(found):
        if kind == "equal":
            yield _kept(old[a:b], first=place == 0, last=place == len(found) - 1)
            continue
        if b > a:
            yield GONE.format(" ".join(old[a:b]))
        if d > c:
            yield CAME.format(" ".join(new[c:d]))


def _kept(words: Sequence[str], *, first: bool, last: bool) -> str:
    """The words around a change; the rest of a long stretch goes."""
    before, after = ([] if last else words[-AROUND:]), ([] if first else words[:AROUND])
    if len(words) <= len(before) + len(after):
        return " ".join(words)
    return " ".join([*after, "…", *before])
