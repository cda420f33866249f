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

Decides which texts are conditions, and what each part reads. `conditions` decides what is true, `checks` whether the
words exist and fit their facts.

Caveats: there is nothing here that repeats inside a repetition, computes, or depends on a value's type at run time, so
a condition of this grammar costs little whatever the facts are, and can't fail. `!` can't stand before a count: its
opposite comparison says the same and shows in which direction it moves.
"""

import re
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
    """One question to one fact. `words`: the words, or the place, that it names; `column` from 1; `negated`: by an odd
    number of `!`; `other`: the moment that a moment is compared with."""

    kind: Kind
    fact: str
    column: int
    negated: bool
    operator: str = ""
    words: tuple[str, ...] = ()
    other: str = ""

    @property
    def direction(self) -> int:
        """How its answer moves when counts and lists grow: 1 to true, -1 to false; 0 when they don't matter."""
        if self.kind is Kind.LIST:
            return -1 if self.negated else 1
        if self.kind in (Kind.COUNT, Kind.PEOPLE):
            return 1 if self.operator.startswith(">") else -1
        return 0


class _Token(NamedTuple):
    kind: str | None
    text: str
    column: int


@lru_cache(maxsize=8192)
def atoms(condition: str) -> tuple[Atom, ...]:
    """Every question that a condition asks, in its order. Raises ValueError with what is wrong, at which column, and
    what to write instead."""
    if len(condition) > LONGEST:
        raise ValueError(f"a condition has at most {LONGEST} characters; write two conditions")
    return _Reader(condition).read()


class _Reader:
    """Reads from left to right and never back."""

    def __init__(self, condition: str) -> None:
        found = _TOKEN.finditer(condition)
        self._tokens = [
            _Token(one.lastgroup, one[one.lastgroup or 0], one.start(one.lastgroup or 0) + 1) for one in found
        ]
        self._end = _Token(None, "the end", len(condition) + 1)
        self._at = 0
        self._depth = 0
        self._negated = False
        self._atoms: list[Atom] = []

    def read(self) -> tuple[Atom, ...]:
        self._either()
        if self._next.kind is not None:
            self._refuse("join conditions with && or ||")
        return tuple(self._atoms)

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._end

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _took(self, text: str) -> bool:
        """Whether this sign or word came next; it is taken then."""
        found = self._next.text == text and self._next.kind in ("sign", "name")
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

    def _either(self) -> None:
        self._every()
        while self._took("||"):
            self._every()

    def _every(self) -> None:
        self._one()
        while self._took("&&"):
            self._one()

    def _one(self) -> None:
        opens = self._next
        if opens.text not in ("!", "(") or opens.kind != "sign":
            self._atom()
            return
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(f"at most {DEEPEST} brackets can stand within one another")
        self._at += 1
        if opens.text == "!":
            self._negated = not self._negated
            self._one()
            self._negated = not self._negated
        else:
            self._either()
            self._expect(")")
        self._depth -= 1

    def _atom(self) -> None:
        first = self._take()
        if first.kind == "text":
            self._expect("in")
            self._add(Kind.LIST, self._name(), first, "in", (self._word(first),))
        elif first.kind == "name" and first.text not in _RESERVED:
            self._named(first)
        else:
            self._refuse("write a fact, or a word in quotes and 'in' before one", first)

    def _named(self, fact: _Token) -> None:
        """What follows the name of a fact decides what is asked about it."""
        sign = self._next
        if self._took("["):
            words = (self._word(),)
            self._expect("]")
            self._count(Kind.PEOPLE, fact, words)
        elif self._took("."):
            self._exists(fact)
        elif self._took("in"):
            self._add(Kind.CHOICE, fact.text, fact, "in", self._words())
        elif sign.text in EQUALS:
            self._equals(fact)
        elif sign.text in COUNTS:
            self._count(Kind.COUNT, fact, ())
        elif sign.text == "(":
            self._refuse("no functions can be used, except exists on a list", fact)
        else:
            self._add(Kind.FLAG, fact.text, fact)

    def _exists(self, fact: _Token) -> None:
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
        self._add(Kind.LIST, fact.text, fact, "exists", words)

    def _equals(self, fact: _Token) -> None:
        operator, value = self._take(), self._next
        if value.kind == "text":
            self._add(Kind.CHOICE, fact.text, fact, operator.text, (self._word(),))
        elif self._took("true") or self._took("false"):
            self._add(Kind.FLAG, fact.text, fact, operator.text)
        else:
            self._refuse("write a word in quotes, true or false; compare counts with >, >=, < or <=")

    def _count(self, kind: Kind, fact: _Token, words: tuple[str, ...]) -> None:
        operator = self._take()
        if operator.text not in COUNTS:
            self._refuse(f"compare a count with >, >=, < or <= and a number, {_ONE_WAY}", operator)
        value = self._next
        if value.kind == "name" and value.text not in _RESERVED and kind is Kind.COUNT:
            self._moment(fact, operator)
            return
        if value.kind != "number":
            self._refuse(f"compare a count with a number, {_ONE_WAY}")
        if len(value.text) > MOST_DIGITS:
            self._refuse(f"a number has at most {MOST_DIGITS} digits")
        if self._negated:
            self._refuse(
                "don't write ! before a count; write the opposite comparison, for example < 1 for 'not > 0'", fact
            )
        self._at += 1
        self._add(kind, fact.text, fact, operator.text, words)

    def _moment(self, fact: _Token, operator: _Token) -> None:
        other = self._name()
        if self._took("+"):
            self._expect("duration")
            self._expect("(")
            if not re.fullmatch(r"[0-9]{1,5}[hms]", self._word()):
                self._refuse('write a duration such as duration("72h")', self._tokens[self._at - 1])
            self._expect(")")
        self._add(Kind.MOMENT, fact.text, fact, operator.text, other=other)

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

    def _add(
        self, kind: Kind, fact: str, at: _Token, operator: str = "", words: tuple[str, ...] = (), other: str = ""
    ) -> None:
        self._atoms.append(Atom(kind, fact, at.column, self._negated, operator, words, other))
