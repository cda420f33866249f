"""Words that must not appear in a notice, and what to write instead.

Decides which rules a text breaks and which of them block an approval. The phrases are data (`notify_templates/
wording.yaml`), because counsel and communications own them; how a phrase is found is in `phrases`. Reading scores are
measured in `documents.readability`; the shape of a notice is judged in `notice_shape`, contacts in `notice_contacts`.

Caveats: a named person may override a rule with a reason, unless the rule forbids it; the remark then stays in the
audit log and no longer blocks. A score says nothing about truth: a text without remarks may still be wrong.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from bot.domain.phrases import Words, compiled, found, words_of
from bot.sentences import Sentence, Text, sentence

Level = Literal["warn", "fail"]
Form = Literal["letter", "message", "script"]
"""A letter is read as a whole; a message fits on a phone's screen; of a script people hear one answer at a time."""


class WordingPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Phrase(WordingPart):
    """What a notice must not contain and what to write instead. `words`: a phrase (`bot.domain.phrases`), its groups
    written out; `find`: a Python regular expression, case ignored, words apart by any space. `unless`: phrases of the
    same sentence that make it honest."""

    words: str = ""
    find: str = ""
    unless: tuple[str, ...] = ()
    instead: str

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.words) == bool(self.find):
            raise ValueError("a phrase has either words or find")
        try:
            _pattern(self.find)
        except re.error as error:
            raise ValueError(f"this pattern does not compile: {error}") from error
        return self


class WordRule(WordingPart):
    """One rule of wording: its phrases per language (`any`: for all), whom it protects, whether a person may override
    it."""

    id: str
    level: Level
    say: str
    phrases: Mapping[str, tuple[Phrase, ...]]
    audiences: tuple[str, ...] = ()  # empty: every audience
    override: Literal["with_reason", "never"] = "with_reason"


class Override(WordingPart):
    """A person's decision to keep words that a rule stopped."""

    rule: str
    found: str
    reason: str
    by: str
    at: datetime

    @field_validator("reason")
    @classmethod
    def _says_something(cls, reason: str) -> str:
        if len(reason.split()) < 3:
            raise ValueError("a reason of at least three words is needed")
        return reason


class Remark(WordingPart):
    """One rule broken at one place: the words found and what to write instead."""

    rule: str
    level: Level
    say: Text
    found: Text
    instead: Text
    overridable: bool = True
    override: Override | None = None

    @property
    def blocks(self) -> bool:
        return self.level == "fail" and self.override is None

    @property
    def sentence(self) -> Sentence:
        return sentence("{say} Found: “{found}”. {instead}", say=self.say, found=self.found, instead=self.instead)


def overridden(remarks: Iterable[Remark], rule: str, *, reason: str, by: str, at: datetime) -> tuple[Remark, ...]:
    """The remarks, with those of one rule that block overridden. Raises ValueError for a reason that says nothing."""
    return tuple(
        one.model_copy(update={"override": Override(rule=rule, found=str(one.found), reason=reason, by=by, at=at)})
        if one.rule == rule and one.blocks and one.overridable
        else one
        for one in remarks
    )


def carried(remarks: Iterable[Remark], overrides: Iterable[Override]) -> tuple[Remark, ...]:
    """The remarks, each with the override that was given for its words."""
    known = {(one.rule, one.found.lower()): one for one in overrides}
    return tuple(
        one.model_copy(update={"override": known.get((one.rule, str(one.found).lower()))}) if one.overridable else one
        for one in remarks
    )


class Measures(WordingPart):
    """Numbers about a body of text. `grade` is the school grade of its readers, None where no formula is known."""

    words: int  # without an annex
    sentences: int
    words_per_sentence: float
    longest_sentence: str
    longest_words: int
    grade: float | None
    longest_paragraph: int  # in sentences


class TooShort(WordingPart):
    """Help offered to people for less time than their law requires; `stated`: the text says for how long."""

    months: int
    cites: str
    text: str
    stated: bool


class Reading(WordingPart):
    """What the lint needs to know about one rendered notice."""

    text: str  # plain text of the body, without Markdown syntax
    language: str
    audience: str
    form: Form = "letter"
    grade: int | None  # the hard limit of this notice
    longest: int | None = None  # words that a letter may have
    actions: int | None  # list items under "what you can do"; None: the notice has no such part
    headings: int
    links: tuple[str, ...]  # addresses that the text links to
    known_hosts: frozenset[str]
    slipped_in: Mapping[str, str] = {}  # numbers that the place forbids to state, with the citation
    not_for: Mapping[str, str] = {}  # places whose law forbids what it says, with the citation
    too_short: TooShort | None = None
    missing: tuple[str, ...] = ()  # the facts that the text shows as missing
    measures: Measures
    contacts: frozenset[str] = frozenset()  # email addresses and digits of phone numbers that may be printed
    people: frozenset[str] = frozenset()  # who may be named
    signer: str = ""  # who signs, as recorded
    reached_by: Mapping[str, str] = {}  # the facts that are email addresses or phone numbers


ADDRESSED_TO_PEOPLE = ("individuals", "customers", "employees")


@lru_cache(maxsize=1024)
def _pattern(find: str) -> re.Pattern[str]:
    return re.compile(re.sub(r" +", r"\\s+", find), re.IGNORECASE)


def worded(reading: Reading, rules: Iterable[WordRule]) -> Iterable[Remark]:
    """Every place where a rule finds its words, in the order of the rules, each wording once."""
    words = words_of(reading.text, reading.language)
    for rule in rules:
        if rule.audiences and reading.audience not in rule.audiences:
            continue
        seen: set[str] = set()
        for phrase in (*rule.phrases.get(reading.language, ()), *rule.phrases.get("any", ())):
            for said in sorted(set(said_as(phrase, words, reading.language, reading.links))):
                if any(said.lower() in other or other in said.lower() for other in seen):
                    continue
                seen.add(said.lower())
                yield Remark(
                    rule=rule.id,
                    level=rule.level,
                    say=rule.say,
                    found=said,
                    instead=phrase.instead,
                    overridable=rule.override == "with_reason",
                )


def said_as(phrase: Phrase, words: Words, language: str, links: Iterable[str] = ()) -> Iterator[str]:
    """Each place where the text or one of its links contains the phrase, as it is written there."""
    if phrase.find:
        for text in (words.text, *links):
            for match in _pattern(phrase.find).finditer(text):
                yield " ".join(match[0].split())
        return
    honest = [compiled(one, language) for one in phrase.unless]
    for said, sentence_words in found(compiled(phrase.words, language), words):
        if not any(one.search(sentence_words) for one in honest):
            yield said
