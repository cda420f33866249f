"""What a condition may cost.

Decides, from its text alone, whether a condition is cheap to compile and to evaluate, whatever the facts are. Nothing
can stop an evaluation that has begun, so anything that repeats inside a repetition, or multiplies, is never compiled.
"""

import re

LONGEST = 1000  # characters of one condition; six times the longest of ours
DEEPEST = 20  # brackets within brackets
LONGEST_WORD = 100
MOST_LOOPS = 6
FUNCTIONS = frozenset({"exists", "exists_one", "all", "has", "size", "duration", "timestamp"})
_TEXTS = re.compile("\"[^\"\n]*\"|'[^'\n]*'")
_CALLS = re.compile(r"\b(\w+)\s*\(|([(\[{])|([)\]}])")


def excess(expression: str) -> str:
    """Why a condition could cost too much, from its text alone; empty when it can't. Nothing can stop an evaluation,
    so only what is bounded is compiled: no loop in a loop, and nothing that multiplies."""
    if len(expression) > LONGEST:
        return f"a condition has at most {LONGEST} characters"
    if found := re.search(r"\\|\"{3}|'{3}", expression):
        return f"{found[0]} can't be used in a condition"
    if any(len(text) > LONGEST_WORD + 2 for text in _TEXTS.findall(expression)):
        return f"a text in a condition has at most {LONGEST_WORD} characters"
    bare = _TEXTS.sub('""', expression)
    if found := re.search(r"[*/%]", bare):
        return f"'{found[0]}' can't be used in a condition"
    if re.search(r"\d{19}", bare):
        return "a number in a condition has at most 18 digits"
    return _excess_of_calls(bare)


def _excess_of_calls(bare: str) -> str:
    open_calls: list[bool] = []  # for each bracket that is open, whether it is a loop's
    loops = 0
    for name, _opens, closes in _CALLS.findall(bare):
        if closes:
            del open_calls[-1:]
            continue
        is_loop = name in ("exists", "exists_one", "all")
        loops += is_loop
        if name and name not in FUNCTIONS and name != "in":
            return f"'{name}' can't be used in a condition; use {', '.join(sorted(FUNCTIONS))}"
        if is_loop and any(open_calls):
            return f"'{name}' can't be used inside another; write two conditions"
        open_calls.append(is_loop)
        if len(open_calls) > DEEPEST or loops > MOST_LOOPS:
            return f"at most {DEEPEST} brackets within one another and {MOST_LOOPS} loops are possible"
    return ""
