"""Words that must not appear in a notice, and what to write instead.

Decides which rules a text breaks and which of them block an approval. The phrases are data (`notify_templates/
wording.yaml`), because counsel and communications own them; the rules about shape (sentence length, dates, headings)
are here. Reading scores are measured in `documents.readability` and passed in.

Caveats: a named person may override a rule with a reason, unless the rule forbids it; the remark then stays in the
audit log and no longer blocks. A score says nothing about truth: a text without remarks may still be wrong.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from bot.sentences import Sentence, Text, counted, sentence

Level = Literal["warn", "fail"]


class WordingPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Phrase(WordingPart):
    """A pattern (Python regular expression, case ignored, words apart by any space) and what to write instead."""

    find: str
    instead: str

    @field_validator("find")
    @classmethod
    def _compiles(cls, find: str) -> str:
        try:
            _pattern(find)
        except re.error as error:
            raise ValueError(f"this pattern does not compile: {error}") from error
        return find


class WordRule(WordingPart):
    """One rule of wording: its phrases per language, whom it protects, whether a person may override it."""

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


class Measures(WordingPart):
    """Numbers about a body of text. `grade` is the US school grade (Flesch-Kincaid), None where no formula is known."""

    words: int
    sentences: int
    words_per_sentence: float
    longest_sentence: str
    longest_words: int
    grade: float | None
    longest_paragraph: int  # in sentences


class Reading(WordingPart):
    """What the lint needs to know about one rendered notice."""

    text: str  # plain text of the body, without Markdown syntax
    language: str
    audience: str
    grade: int | None  # the hard limit of this notice
    actions: int | None  # list items under "what you can do"; None: the notice has no such part
    headings: int
    links: tuple[str, ...]  # addresses that the text links to
    known_hosts: frozenset[str]
    missing: tuple[str, ...] = ()  # the facts that the text shows as missing
    measures: Measures


ADDRESSED_TO_PEOPLE = ("individuals", "customers", "employees")


def lint(reading: Reading, rules: Iterable[WordRule], overrides: Sequence[Override] = ()) -> tuple[Remark, ...]:
    """Every remark, failures first, in the order of the rules; overrides are attached, not hidden."""
    found = [*_words(reading, rules), *_shape(reading)]
    marked = [_attach(remark, overrides) for remark in found]
    return tuple(sorted(marked, key=lambda remark: remark.level != "fail"))


def _attach(remark: Remark, overrides: Sequence[Override]) -> Remark:
    for override in overrides:
        if remark.overridable and (override.rule, override.found.lower()) == (remark.rule, str(remark.found).lower()):
            return remark.model_copy(update={"override": override})
    return remark


@lru_cache(maxsize=1024)
def _pattern(find: str) -> re.Pattern[str]:
    return re.compile(re.sub(r" +", r"\\s+", find), re.IGNORECASE)


def _words(reading: Reading, rules: Iterable[WordRule]) -> Iterable[Remark]:
    for rule in rules:
        if rule.audiences and reading.audience not in rule.audiences:
            continue
        for phrase in rule.phrases.get(reading.language, ()):
            for found in sorted({match.group(0) for match in _pattern(phrase.find).finditer(reading.text)}):
                yield Remark(
                    rule=rule.id,
                    level=rule.level,
                    say=rule.say,
                    found=" ".join(found.split()),
                    instead=phrase.instead,
                    overridable=rule.override == "with_reason",
                )


def _shape(reading: Reading) -> Iterable[Remark]:
    yield from _reading_level(reading)
    yield from _missing_facts(reading)
    yield from _foreign_links(reading)
    if reading.audience in ADDRESSED_TO_PEOPLE:
        yield from _length(reading.measures)
        yield from _actions(reading)


def _reading_level(reading: Reading) -> Iterable[Remark]:
    grade, limit = reading.measures.grade, reading.grade
    if grade is None or limit is None or grade <= limit - 2:
        return
    level: Level = "fail" if grade > limit else "warn"
    yield Remark(
        rule="PL1",
        level=level,
        say=sentence(
            "The text needs reading grade {grade}. Aim for {aim}; {limit} is the maximum.",
            grade=f"{grade:.1f}",
            aim=limit - 2,
            limit=limit,
        ),
        found=_short(reading.measures.longest_sentence),
        instead=sentence("Shorten the longest sentences; use everyday words."),
    )


def _length(measures: Measures) -> Iterable[Remark]:
    if measures.longest_words > 30:
        yield _plain(
            "PL2",
            sentence("A sentence has {count} words; 30 is the maximum.", count=measures.longest_words),
            _short(measures.longest_sentence),
            sentence("Split it into two sentences."),
        )
    if measures.words_per_sentence > 18:
        yield _plain(
            "PL2",
            sentence("Sentences have {count} words on average; aim for 18.", count=round(measures.words_per_sentence)),
            _short(measures.longest_sentence),
            sentence("Say one thing in each sentence."),
        )
    if measures.longest_paragraph > 4:
        yield _plain(
            "PL2",
            sentence("A paragraph has {count} sentences; 4 is the maximum.", count=measures.longest_paragraph),
            counted("{n} sentence", "{n} sentences", measures.longest_paragraph),
            sentence("Split it, or make a list."),
        )
    if measures.words > 450:
        yield _plain(
            "PL2",
            sentence("The text has {count} words; aim for at most 450.", count=measures.words),
            counted("{n} word", "{n} words", measures.words),
            sentence("Move what few people need to an annex."),
        )


def _actions(reading: Reading) -> Iterable[Remark]:
    if reading.actions == 0:
        yield Remark(
            rule="PL5",
            level="fail",
            say=sentence("The text gives people nothing to do."),
            found=sentence("no action"),
            instead=sentence("Give at least one action that fits the data, the most urgent first."),
            overridable=False,
        )
    elif reading.actions is not None and reading.actions > 6:
        yield _plain(
            "PL5",
            sentence("There are {count} actions; aim for at most six.", count=reading.actions),
            counted("{n} action", "{n} actions", reading.actions),
            sentence("Keep the ones that matter most; move the others to an annex."),
        )
    if reading.headings == 0:
        yield _plain(
            "PL6",
            sentence("The text has no headings."),
            sentence("no heading"),
            sentence("Give each part a heading: a question or its name."),
        )


def _missing_facts(reading: Reading) -> Iterable[Remark]:
    for mark in reading.missing:
        yield Remark(
            rule="CHK",
            level="fail",
            say=sentence("A required fact is missing."),
            found=mark,
            instead=sentence("Record the fact. breachbot then fills it in."),
            overridable=False,
        )


def _foreign_links(reading: Reading) -> Iterable[Remark]:
    for link in reading.links:
        host = re.sub(r"^[a-z]+://", "", link).split("/")[0].removeprefix("www.").lower()
        if link.startswith(("mailto:", "tel:")) or host in reading.known_hosts:
            continue
        yield Remark(
            rule="SEC",
            level="fail",
            say=sentence("The text links to an address that readers don't associate with you."),
            found=link,
            instead=sentence("Link to your own site or a public authority, or name the page in words."),
        )


def _plain(rule: str, say: Text, found: Text, instead: Text) -> Remark:
    return Remark(rule=rule, level="warn", say=say, found=found, instead=instead)


def _short(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
