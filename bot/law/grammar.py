"""The grammar of conditions: a small part of CEL, written out. What is not in it is refused.

    condition = every { "||" every }
    every     = one { "&&" one }
    one       = "!" one | "(" condition ")" | atom
    atom      = TEXT "in" NAME                                          a list contains a word
              | NAME ".exists(" x "," x "in" LIST ")"                   a list contains one of several words
              | NAME "in" LIST  |  NAME ("==" | "!=") TEXT              a choice is one of several words, or is one
              | NAME  |  NAME ("==" | "!=") ("true" | "false")          yes or no
              | NAME [ "[" TEXT "]" ] (">" | ">=" | "<" | "<=") NUMBER  a count, or the people in a place
              | NAME (">" | ">=" | "<" | "<=") NAME [ "+" "duration(" TEXT ")" ]   one moment and another

Decides which texts are conditions, what each part reads and how the parts belong together. `evaluation` decides what is
true, `checks` whether the words exist and fit their facts.

Caveats: there is nothing here that repeats inside a repetition, computes, or depends on a value's type at run time, so
a condition of this grammar costs little whatever the facts are, and can't fail. `!` can't stand before a count: its
opposite comparison says the same and shows in which direction it moves.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple, NoReturn

LONGEST = 1000  # characters of one condition; twice the longest of ours
DEEPEST = 20  # brackets within brackets
LONGEST_WORD = 100
MOST_DIGITS = 18
COUNTS = (">", ">=", "<", "<=")
EQUALS = ("==", "!=")
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<number>\d+(?!\w|\.\d))|(?P<name>[A-Za-z_]\w*)"""
    r"""|(?P<sign>\|\||&&|[<>=!]=|[<>!()\[\].,+])|(?P<other>\S))"""
)
_RESERVED = ("in", "true", "false")
_ONE_WAY = 'for example people["DE"] > 500'
_UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
_INSTEAD = {
    "?": "write two duties, or two conditions",
    ":": "write two duties, or two conditions",
    "|": "write || for or",
    "&": "write && for and",
    "=": "write == for equal",
    "\\": "write the word as it is in the vocabulary",
    **dict.fromkeys("*/%-+", f"nothing can be computed; compare a count with a number, {_ONE_WAY}"),
    **dict.fromkeys("{}", 'write a list in square brackets, for example ["ssn", "passport"]'),
}


class Kind(Enum):
    """What an atom asks about its fact, which decides the type that the fact must have."""

    FLAG = auto()
    CHOICE = auto()
    LIST = auto()
    COUNT = auto()
    PEOPLE = auto()
    MOMENT = auto()


class Atom(NamedTuple):
    """One question to one fact. `words`: the words, or the place, that it names; `column` from 1; `negated`: its
    opposite is asked, by an odd number of `!`, or of yes or no by `false` or `!=`; `number`: what a count is compared
    with; `other`: the moment that a moment is compared with, and `later`: how much later than that."""

    kind: Kind
    fact: str
    column: int
    negated: bool
    operator: str = ""
    words: tuple[str, ...] = ()
    number: int = 0
    other: str = ""
    later: timedelta = timedelta()

    @property
    def direction(self) -> int:
        """How its answer moves when counts and lists grow: 1 to true, -1 to false; 0 when they don't matter."""
        if self.kind is Kind.LIST:
            return -1 if self.negated else 1
        if self.kind in (Kind.COUNT, Kind.PEOPLE):
            return 1 if self.operator.startswith(">") else -1
        return 0


class Joined(NamedTuple):
    """Several parts of which each must be true (`every`), or any. Under a `!` the parts are negated, and so is how they
    are joined."""

    every: bool
    parts: tuple["Part", ...]


Part = Atom | Joined


class _Token(NamedTuple):
    kind: str | None
    text: str
    column: int


@lru_cache(maxsize=8192)
def atoms(condition: str) -> tuple[Atom, ...]:
    """Every question that a condition asks, in its order. Raises ValueError with what is wrong, at which column, and
    what to write instead."""
    return tuple(_inside(parsed(condition)))


@lru_cache(maxsize=8192)
def parsed(condition: str) -> Part:
    """The condition with its parts in their order. Raises ValueError as `atoms` does."""
    if len(condition) > LONGEST:
        raise ValueError(f"a condition has at most {LONGEST} characters; write two conditions")
    return _Reader(condition).read()


def _inside(part: Part) -> Iterator[Atom]:
    if isinstance(part, Atom):
        yield part
        return
    for one in part.parts:
        yield from _inside(one)


class _Reader:
    """Reads from left to right and never back."""

    def __init__(self, condition: str) -> None:
        found = ((one, one.lastgroup or 0) for one in _TOKEN.finditer(condition))
        self._tokens = [_Token(one.lastgroup, one[group], one.start(group) + 1) for one, group in found]
        self._tokens.append(_Token(None, "the end", len(condition) + 1))
        self._at = 0
        self._depth = 0
        self._negated = False

    def read(self) -> Part:
        found = self._either()
        if self._next.kind is not None:
            self._refuse("join conditions with && or ||")
        return found

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _took(self, text: str) -> bool:
        """Whether this sign or word came next; it is taken then."""
        token = self._tokens[self._at]
        found = token.text == text and token.kind in ("sign", "name")
        self._at += found
        return found

    def _expect(self, text: str) -> None:
        if not self._took(text):
            self._refuse(f"write {text} here")

    def _refuse(self, instead: str, token: _Token | None = None) -> NoReturn:
        token = token or self._next
        instead = _INSTEAD.get(token.text, instead)
        what = f"'{token.text}'" if token.kind else token.text
        raise ValueError(f"{what} can't be used at column {token.column}; {instead}")

    def _either(self) -> Part:
        return self._joined("||", self._every, every=self._negated)

    def _every(self) -> Part:
        return self._joined("&&", self._one, every=not self._negated)

    def _joined(self, sign: str, read: Callable[[], Part], *, every: bool) -> Part:
        parts = [read()]
        while self._took(sign):
            parts.append(read())
        return Joined(every, tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self) -> Part:
        opens = self._next
        if opens.text not in ("!", "(") or opens.kind != "sign":
            return self._atom()
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(f"at most {DEEPEST} brackets can stand within one another")
        self._at += 1
        if opens.text == "!":
            self._negated = not self._negated
            found = self._one()
            self._negated = not self._negated
        else:
            found = self._either()
            self._expect(")")
        self._depth -= 1
        return found

    def _atom(self) -> Atom:
        first = self._take()
        if first.kind == "text":
            self._expect("in")
            return self._made(Kind.LIST, self._name(), first, "in", (self._word(first),))
        if first.kind != "name" or first.text in _RESERVED:
            self._refuse("write a fact, or a word in quotes and 'in' before one", first)
        return self._named(first)

    def _named(self, fact: _Token) -> Atom:
        """What follows the name of a fact decides what is asked about it."""
        sign = self._next
        if self._took("["):
            words = (self._word(),)
            self._expect("]")
            return self._count(Kind.PEOPLE, fact, words)
        if self._took("."):
            return self._exists(fact)
        if self._took("in"):
            return self._made(Kind.CHOICE, fact.text, fact, "in", self._words())
        if sign.text in EQUALS:
            return self._equals(fact)
        if sign.text in COUNTS:
            return self._count(Kind.COUNT, fact, ())
        if sign.text == "(":
            self._refuse("no functions can be used, except exists on a list", fact)
        return self._made(Kind.FLAG, fact.text, fact)

    def _exists(self, fact: _Token) -> Atom:
        if self._next.text != "exists":
            self._refuse(f'write {fact.text}.exists(x, x in ["a", "b"])')
        self._at += 1
        self._expect("(")
        bound = self._name()
        self._expect(",")
        if self._next.text != bound:
            self._refuse(f"only {bound} can stand here; nothing repeats inside a repetition")
        self._at += 1
        if self._took("=="):
            words: tuple[str, ...] = (self._word(),)
        else:
            self._expect("in")
            words = self._words()
        self._expect(")")
        return self._made(Kind.LIST, fact.text, fact, "exists", words)

    def _equals(self, fact: _Token) -> Atom:
        operator, value = self._take(), self._next
        if value.kind == "text":
            return self._made(Kind.CHOICE, fact.text, fact, operator.text, (self._word(),))
        if not (self._took("true") or self._took("false")):
            self._refuse("write a word in quotes, true or false; compare counts with >, >=, < or <=")
        found = self._made(Kind.FLAG, fact.text, fact, operator.text)
        opposite = (operator.text == "!=") is (value.text == "true")
        return found._replace(negated=found.negated is not opposite)

    def _count(self, kind: Kind, fact: _Token, words: tuple[str, ...]) -> Atom:
        operator = self._take()
        if operator.text not in COUNTS:
            self._refuse(f"compare a count with >, >=, < or <= and a number, {_ONE_WAY}", operator)
        value = self._next
        if value.kind == "name" and value.text not in _RESERVED and kind is Kind.COUNT:
            return self._moment(fact, operator)
        if value.kind != "number":
            self._refuse(f"compare a count with a number, {_ONE_WAY}")
        if len(value.text) > MOST_DIGITS:
            self._refuse(f"a number has at most {MOST_DIGITS} digits")
        if self._negated:
            self._refuse(
                "don't write ! before a count; write the opposite comparison, for example < 1 for 'not > 0'", fact
            )
        self._at += 1
        return self._made(kind, fact.text, fact, operator.text, words)._replace(number=int(value.text))

    def _moment(self, fact: _Token, operator: _Token) -> Atom:
        found = self._made(Kind.MOMENT, fact.text, fact, operator.text)._replace(other=self._name())
        if self._took("+"):
            self._expect("duration")
            self._expect("(")
            length = re.fullmatch(r"([0-9]{1,5})([hms])", self._word())
            if not length:
                self._refuse('write a duration such as duration("72h")', self._tokens[self._at - 1])
            self._expect(")")
            found = found._replace(later=int(length[1]) * _UNITS[length[2]])
        return found

    def _name(self) -> str:
        if self._next.kind != "name" or self._next.text in _RESERVED:
            self._refuse("write the name of a fact")
        return self._take().text

    def _word(self, token: _Token | None = None) -> str:
        token = token or self._take()
        if token.kind != "text":
            self._refuse("write a word in quotes", token)
        if len(token.text) > LONGEST_WORD + 2:
            self._refuse(f"a word has at most {LONGEST_WORD} characters", token)
        return token.text[1:-1]

    def _words(self) -> tuple[str, ...]:
        if not self._took("["):
            self._refuse('write a list of words, for example ["ssn", "passport"]')
        found = [self._word()]
        while self._took(","):
            found.append(self._word())
        self._expect("]")
        return tuple(found)

    def _made(self, kind: Kind, fact: str, at: _Token, operator: str = "", words: tuple[str, ...] = ()) -> Atom:
        return Atom(kind, fact, at.column, self._negated, operator, words)
