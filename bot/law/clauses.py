"""The conditions of a duty: what a file may say, and how they were found under some facts.

Decides what follows from the result of each condition: whether the duty is owed, and which sentences say why. Which
result a condition has is decided in `conditions`.

Caveats: a condition with several grounds is true by any of them, and then only the true ones are told: "people are
affected, or you are established there" would leave open which of them it is.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import ConfigDict

from bot.law.cures import BreachKind
from bot.sentences import Text, sentence
from bot.strict import Lean

Strict = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Ground(Lean):
    """A CEL expression over the vocabulary, and the sentence that is true when the expression is."""

    model_config = Strict
    when: str = ""
    because: str = ""


class Condition(Ground):
    """One ground, or `any` of several. What an exception `cures` is part of it already. `text`: the law's
    words for it, which an exception needs where the duty was verified against the text. One that can't be evaluated,
    or stands for a tie that can't, has an empty `when`, which is never settled, and `because` says where that is."""

    text: str = ""
    cures: tuple[BreachKind, ...] = ()
    any: tuple[Ground, ...] = ()

    @property
    def grounds(self) -> tuple[Ground, ...]:
        return self.any or (self,)

    @property
    def whole(self) -> str:
        """All of it as one expression."""
        return _either(self.grounds)

    @property
    def says(self) -> Text:
        """All of its sentences as one."""
        return self._says(self.grounds, None)

    def clause(self, found: Iterable[bool | None], exception: bool) -> "Clause":
        """How it was found, by the result of each of its grounds: true with those that are, else open with those that
        are."""
        results = tuple(zip(self.grounds, found, strict=True))
        for settled in (True, None):
            if those := [ground for ground, result in results if result is settled]:
                return Clause(self._says(those, settled), settled, _either(those), exception)
        return Clause(self._says(self.grounds, False), False, self.whole, exception)

    def _says(self, grounds: Iterable[Ground], settled: bool | None) -> Text:
        if not self.any and not self.when:
            return sentence("what its file says can't be evaluated: {place}", place=self.because)
        return (", and " if settled else ", or ").join(one.because for one in grounds)


def _either(grounds: Iterable[Ground]) -> str:
    return " || ".join(one.when for one in grounds)


class ConditionFault(NamedTuple):
    """What is wrong with a condition that can't be evaluated, and where; the arguments of a `LibraryError`."""

    file: str
    line: int | None
    key: str
    say: str
    allowed: tuple[str, ...] = ()


class Clause(NamedTuple):
    """One condition as it was found: whether it is true (None: undetermined), and whether it is an exception. `cel`: of
    its grounds those that decided it, or that are open."""

    says: Text
    is_true: bool | None
    cel: str
    exception: bool = False

    @property
    def excludes(self) -> bool:
        """Whether it decides that the duty is not owed: a condition that is false, an exception that is true."""
        return self.is_true is self.exception

    @property
    def supports(self) -> bool:
        """Whether it is known and supports the duty."""
        return self.is_true is not None and not self.excludes


class Judgment(NamedTuple):
    """Every clause of a duty as it was found, and whether it is owed by them; None: that is undetermined. `open`: the
    conditions that are. `excusable`: only exceptions are, so that it is due unless one of them is established."""

    because: tuple[Clause, ...]
    is_owed: bool | None
    open: tuple[str, ...]
    excusable: bool

    @classmethod
    def of(
        cls, applies: Iterable[Condition], unless: Iterable[Condition], results: Mapping[str, bool | None]
    ) -> "Judgment":
        """Owed when every condition is true and no exception is; a false condition or a true exception decides it."""
        pairs = [*((one, False) for one in applies), *((one, True) for one in unless)]
        because = tuple(
            one.clause((results[ground.when] for ground in one.grounds), exception) for one, exception in pairs
        )
        open_ = tuple(one.cel for one in because if one.is_true is None)
        is_owed = False if any(one.excludes for one in because) else None if open_ else True
        return cls(because, is_owed, open_, all(one.exception or one.is_true for one in because))
