"""An authority's form filled in: an answer for every field that is shown, and what is still needed.

Decides which fields are shown, which option the facts choose, and that nothing is invented: a number that is only a
range, a text in another language or a fact that nobody stated answers nothing, and the field is listed as still needed.
A person's own answer stands before what the facts say. Leaves words and formats to the edge: `said` gives the words of
a fact, empty if it has none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.authority_forms import AnswerCondition, AuthorityForm, FormField, FormOption
from bot.domain.form_facts import FormFacts, stated
from bot.domain.notice_facts import NotKnownYet, OtherLanguage, is_missing
from bot.law.prose import LANGUAGES
from bot.law.values import Choices, Count, People
from bot.sentences import Day, Text, sentence

Answer = str | bool | int | tuple[str, ...] | Mapping[str, int | None] | None
"""Instants and days in ISO 8601, the former with the offset of the incident's zone; None: still needed."""
Within = Callable[[str, str], str]
"""The country of a place, if it is in the group; else an empty text."""


@dataclass(frozen=True)
class Gap:
    """A field, or a circumstance, without an answer. `facts`: what can be stated to answer it; none: it is answered in
    the form itself. `later`: it is stated that nobody knows it yet."""

    label: str
    field: FormField | None
    because: Text = ""
    facts: tuple[str, ...] = ()
    later: bool = False

    @property
    def is_demanded(self) -> bool:
        return self.field is None or self.field.is_demanded


@dataclass(frozen=True)
class FilledForm:
    """`answers`: of each field that is shown, by number, in the form's order. `chosen`: those that a person gave."""

    form: AuthorityForm
    circumstances: Mapping[str, bool | None]
    answers: Mapping[str, Answer]
    gaps: Sequence[Gap]
    chosen: frozenset[str] = frozenset()

    @property
    def is_complete(self) -> bool:
        """Whether everything is there that the form demands."""
        return not any(gap.is_demanded for gap in self.gaps)


@dataclass
class _Filling:
    form: AuthorityForm
    facts: FormFacts
    given: Mapping[str, Answer]
    said: Callable[[str, object], str]
    label: Callable[[str], str]
    within: Within
    zone: ZoneInfo
    circumstances: Mapping[str, bool | None]
    answers: dict[str, Answer] = field(default_factory=dict)
    because: dict[str, Text] = field(default_factory=dict)

    def holds(self, condition: AnswerCondition | None) -> bool:
        if condition is None:
            return True
        if condition.parts:
            found = [self.holds(part) for part in condition.parts]
            return not found[0] if condition.no else all(found) if condition.all else any(found)
        if condition.circumstance is not None:
            return self.circumstances[condition.circumstance] is True
        value = self.answer(self.form.by_number[condition.field or ""])
        return any(one in condition.among for one in (value if isinstance(value, tuple) else (value,)))

    def answer(self, one: FormField) -> Answer:
        """None where it isn't shown, or there is none."""
        if one.n not in self.answers:
            self.answers[one.n] = self._answer(one) if self.holds(one.shown) else None
        return self.answers[one.n]

    def _answer(self, one: FormField) -> Answer:
        given = self.given.get(one.n)
        if given is not None and (closed := self._closed(one, given)):
            self.because[one.n] = sentence("“{option}” can't be chosen here", option=closed.label)
        elif given is not None:
            return given
        if one.options:
            return self._chosen(one)
        if one.answer is None or not self.holds(one.answer.given):
            return None
        return self._told(one)

    def _closed(self, one: FormField, given: Answer) -> FormOption | None:
        names = given if isinstance(given, tuple) else (given,)
        options = (one.options[str(name)] for name in names if str(name) in one.options)
        return next((option for option in options if not self.holds(option.only)), None)

    def _chosen(self, one: FormField) -> Answer:
        """Of one choice, the first that isn't ruled out, if it is settled."""
        open_ = {key: option for key, option in one.options.items() if self.holds(option.only)}
        found = {key: self.facts.holds(option.when) for key, option in open_.items() if option.when}
        if one.several:
            return tuple(key for key, holds in found.items() if holds) or None
        first = next((key for key, holds in found.items() if holds is not False), None)
        return first if first and found[first] else None

    def _told(self, one: FormField) -> Answer:
        """What the first fact says; None, with the reason, where it says nothing that the field can take."""
        values = (self.facts.view.get(name) for name in one.facts)
        told = next((value for value in values if self._tells(value)), None)
        first = self.facts.view.get(one.facts[0])
        value = told if one.answer and one.answer.named and told is not None else first
        match value:
            case value if is_missing(value):
                return None
            case NotKnownYet():
                self.because[one.n] = _not_yet(value)
                return None
            case OtherLanguage():
                wanted, written = LANGUAGES[value.wanted], LANGUAGES[value.written]
                self.because[one.n] = sentence(
                    "it is written in {written}; this form needs it in {wanted}", written=written, wanted=wanted
                )
                return None
        return READERS[one.type](self, one, value)

    def _tells(self, value: object) -> bool:
        return not is_missing(value) and not isinstance(value, NotKnownYet | OtherLanguage)

    def text(self, one: FormField, _value: object) -> Answer:
        names = one.facts
        rows = [(name, self.said(name, self.facts.view.get(name))) for name in names]
        if one.several:
            return tuple(words for _name, words in rows if words) or None
        if one.answer and one.answer.named:
            return "\n".join(f"{self.label(name)}: {words}" for name, words in rows if words)
        return "\n".join(words for _name, words in rows if words) or None

    def moment(self, one: FormField, value: object) -> Answer:
        local = value.astimezone(self.zone) if isinstance(value, datetime) else value
        if one.type == "date":
            day = local.date() if isinstance(local, datetime) else local
            return day.isoformat() if isinstance(day, date) else None
        return local.isoformat(timespec="seconds") if isinstance(local, datetime) else None

    def flag(self, _one: FormField, value: object) -> Answer:
        return value if isinstance(value, bool) else None

    def whole(self, one: FormField, value: object) -> Answer:
        counts = list(value.table.values()) if isinstance(value, People) else [value]
        numbers = [number_of(count) for count in counts if isinstance(count, Count)]
        found = [number for number in numbers if number is not None]
        if not numbers or len(found) < len(numbers):
            self.because[one.n] = sentence(
                "the record has no single number: {value}", value=self.said(one.facts[0], value)
            )
            return None
        return sum(found)

    def codes(self, one: FormField, value: object) -> Answer:
        names = value.items if isinstance(value, Choices) else tuple(value.table) if isinstance(value, People) else ()
        group = one.answer.within if one.answer else ""
        return tuple(dict.fromkeys(code for name in names if (code := self.within(name, group)))) or None

    def numbers(self, one: FormField, value: object) -> Answer:
        if not isinstance(value, People) or one.answer is None:
            return None
        found: dict[str, int | None] = {}
        for name, count in value.table.items():
            if code := self.within(name, one.answer.within):
                number, before = number_of(count), found.get(code, 0)
                found[code] = None if number is None or before is None else before + number
        if None in found.values():
            self.because[one.n] = sentence("of some countries the record has no single number")
        return found or None


def number_of(count: Count) -> int | None:
    """The one number that a count stands for: itself, or the best guess that was stated."""
    return count.least if count.exact else count.best


def _not_yet(value: NotKnownYet) -> Text:
    if value.next_update_on is None:
        return sentence("stated as not known yet")
    return sentence("stated as not known yet; next update on {day}", day=Day(value.next_update_on, weekday=False))


READERS: Mapping[str, Callable[[_Filling, FormField, Any], Answer]] = {
    "string": _Filling.text,
    "date": _Filling.moment,
    "date-time": _Filling.moment,
    "boolean": _Filling.flag,
    "integer": _Filling.whole,
    "places": _Filling.codes,
    "numbers": _Filling.numbers,
}


def fill(
    form: AuthorityForm,
    facts: FormFacts,
    given: Mapping[str, Answer],
    *,
    said: Callable[[str, object], str],
    label: Callable[[str], str],
    within: Within,
    zone: ZoneInfo,
) -> FilledForm:
    """`given`: what people answered themselves, by number; `label`: what a fact is called."""
    circumstances = {name: facts.holds(one.when) for name, one in form.circumstances.items()}
    filling = _Filling(form, facts, given, said, label, within, zone, circumstances)
    shown = [one for one in form.fields if filling.holds(one.shown)]
    answers = {one.n: filling.answer(one) for one in shown}
    unsettled = [
        Gap(one.label, None, facts=facts.left_open(stated(one.when)))
        for name, one in form.circumstances.items()
        if circumstances[name] is None
    ]
    gaps = [_gap(filling, one) for one in shown if _lacks(answers[one.n])]
    chosen = frozenset(n for n in given if n in answers and answers[n] is given[n])
    return FilledForm(form, circumstances, answers, [*unsettled, *gaps], chosen)


def _lacks(answer: Answer) -> bool:
    return answer is None or (isinstance(answer, Mapping) and None in answer.values())


def _gap(filling: _Filling, one: FormField) -> Gap:
    asked = one.facts or tuple(
        dict.fromkeys(name for option in one.options.values() if option.when for name in stated(option.when))
    )
    if one.answer and not filling.holds(one.answer.given):
        asked = ()
    asked = filling.facts.left_open(asked)
    later = any(isinstance(filling.facts.view.get(name), NotKnownYet) for name in asked)
    return Gap(one.label, one, filling.because.get(one.n, ""), asked, later)
