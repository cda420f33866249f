"""Compares duties with the text of their law: is it still the text that was read, and does each duty say what it says?

Decides four things of every duty that was verified against a text: the hash is of an article that the duty cites; its
operative words, and each of its periods and numbers, stand in that text; every exception of the text is an exception of
the duty, or the duty says why it isn't; and no check examined nothing.

Caveats: what is found is that a duty and a text differ. That they mean the same, only a reader can say.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from bot.law.model import Duty
from bot.law.periods import Period, Unit
from bot.law.sources import TextCheck
from bot.law.texts import Article, ArticleName

UNITS = {
    Unit.HOURS: "hours?",
    Unit.DAYS: "(?:calendar |consecutive )?days?",
    Unit.BUSINESS_DAYS: "(?:business|working) days?",
    Unit.WEEKS: "weeks?",
    Unit.MONTHS: "months?",
}
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
EXCEPTION = re.compile(
    r"\b(unless|except\w*|exempt\w*|derogat\w+|notwithstanding|save (?:where|as|for|in)|need not"
    r"|may be delayed|omitted|be limited to|not be required"
    r"|(?:is|are) not required|(?:shall|does|do) not apply|deemed to be in compliance)\b"
)
QUOTE_IT = "Quote it in `text` of an entry under `unless`, or under `other_exceptions` with where it is, or why not."
_SAME_SIGNS = str.maketrans("‘’“”‑–", "''\"\"--")


class Check(StrEnum):
    """One of the things that are compared."""

    HASH = "hash"
    WORDS = "words"
    EXCEPTIONS = "exceptions"


class TextFault(NamedTuple):
    """One fault: which duty, which article, what differs, and what to do. `duty` is empty when it is about them all."""

    duty: str
    article: str
    check: Check
    say: str
    remedy: str

    def __str__(self) -> str:
        about = ", ".join(filter(None, (self.duty, self.article)))
        return f"{about}: {self.say} {self.remedy}" if about else f"{self.say} {self.remedy}"


class Comparison(NamedTuple):
    """What differs, and how many duties, and things of each kind, were compared."""

    differences: tuple[TextFault, ...]
    duties: int
    examined: Mapping[Check, int]


def compare(duties: Iterable[Duty], articles: Sequence[Article]) -> Comparison:
    """Compares every duty that was verified against a text with these articles, in the order of the duties."""
    verified = [duty for duty in duties if duty.text_checks]
    found: list[TextFault] = []
    examined: Counter[Check] = Counter()
    for duty in verified:
        read = []
        for check in duty.text_checks:
            article = _read(check, articles)
            examined[Check.HASH] += 1
            found += _hash_differences(duty, check, article, articles)
            read += [article] if article else []
        if len(read) == len(duty.text_checks):  # otherwise the first difference to settle is the text itself
            found += _words_differences(duty, read, examined)
            found += _exception_differences(duty, read, examined)
    found += [_nothing(check) for check in Check if not examined[check] and not found]
    return Comparison(tuple(found), len(verified), examined)


def _nothing(check: Check) -> TextFault:
    remedy = "Name duties that were verified against a text in this folder (`breachbot law list` shows which)."
    return TextFault("", "", check, f"The check of the {check} examined nothing.", remedy)


def _read(check: TextCheck, articles: Sequence[Article]) -> Article | None:
    """The article that was read when the duty was verified."""
    same = (one for one in _named(check, articles) if one.sha256 == check.sha256 and one.text)
    return next(same, None)


def _named(check: TextCheck, articles: Sequence[Article]) -> list[Article]:
    named = ArticleName.of(check.article)
    return [one for one in articles if one.named == named]


def _hash_differences(
    duty: Duty, check: TextCheck, article: Article | None, articles: Sequence[Article]
) -> Iterator[TextFault]:
    at, named = (duty.id, check.article, Check.HASH), ArticleName.of(check.article)
    if named is None:
        yield TextFault(*at, "this names no article.", "Write it as the law cites it: Art. 33, or § 28-3852.")
    elif not re.search(rf"(?<![\w(.-]){re.escape(named.number)}(?![\w-])", duty.cites.lower()):
        yield TextFault(*at, f"the duty doesn't cite it, but {duty.cites}.", "Correct `cites` or `article`.")
    elif article is None and (others := _named(check, articles)):
        hashes = "; ".join(f"{one.sha256} in {one.file}" for one in others)
        say = f"no text of it has the hash from {check.on}, so it has changed, or isn't here."
        yield TextFault(*at, say, f"Compare the duty with the text again, then enter its hash ({hashes}).")
    elif article is None:
        yield TextFault(*at, "its text isn't in this folder.", "Add the text, or name only duties that have theirs.")


def _words_differences(duty: Duty, read: Sequence[Article], examined: Counter[Check]) -> Iterator[TextFault]:
    """Its words, periods and numbers, each of which must stand in one of the articles."""
    at = (duty.id, _articles(duty), Check.WORDS)
    texts = [_folded(article.text) for article in read]
    parts = _parts(duty.words)
    if not parts:
        yield TextFault(*at, "`words` is empty.", "Enter the operative words of the text.")
    wanted = {f"“{part}”": re.escape(_folded(part)) for part in parts}
    wanted |= {str(period): _period_pattern(period) for period in _periods(duty)}
    wanted |= {f"{number:,}": _number_pattern(number) for number in _numbers(duty)}
    examined[Check.WORDS] += len(wanted)
    for shown, pattern in wanted.items():
        if not any(re.search(pattern, text) for text in texts):
            yield TextFault(*at, f"{shown} isn't in the text.", "Correct the duty, or add the article that says it.")


def _exception_differences(duty: Duty, read: Sequence[Article], examined: Counter[Check]) -> Iterator[TextFault]:
    """Every exception must lie in words that an entry of the duty quotes; every quotation must be in the text."""
    quotes = [*filter(None, (one.text for one in (*duty.applies, *duty.unless))), *duty.other_exceptions]
    quoted = {quote: [_spans(quote, _folded(article.text)) for article in read] for quote in quotes}
    for quote, spans in quoted.items():
        if not any(spans):
            say = f"the exception “{quote}” isn't in the text."
            yield TextFault(duty.id, _articles(duty), Check.EXCEPTIONS, say, "Quote its words, or remove it.")
    for index, (check, article) in enumerate(zip(duty.text_checks, read, strict=True)):
        examined[Check.EXCEPTIONS] += 1
        covered = [span for spans in quoted.values() for span in spans[index]]
        text = _folded(article.text)
        for match in EXCEPTION.finditer(text):
            if not any(start <= match.start() and match.end() <= end for start, end in covered):
                say = f"the text has an exception that the duty doesn't: “{_around(text, match)}”."
                yield TextFault(duty.id, check.article, Check.EXCEPTIONS, say, QUOTE_IT)


def _articles(duty: Duty) -> str:
    return " and ".join(one.article for one in duty.text_checks)


def _around(text: str, match: re.Match[str]) -> str:
    """The words from three before an exception to nine after it begins."""
    return " ".join((*text[: match.start()].split()[-3:], *text[match.start() :].split()[:10]))


def _folded(text: str) -> str:
    """Without capitals, and with one sign for each quotation mark and hyphen."""
    return " ".join(text.lower().translate(_SAME_SIGNS).split())


def _parts(words: str) -> list[str]:
    """What stands between ellipses."""
    return [part for part in re.split(r"\s*(?:\.\.\.|…)\s*", words.strip()) if part]


def _spans(quote: str, text: str) -> list[tuple[int, int]]:
    """Where the parts of a quotation stand in the text; empty unless all of them do."""
    found = [[match.span() for match in re.finditer(re.escape(_folded(part)), text)] for part in _parts(quote)]
    return [span for spans in found for span in spans] if all(found) else []


def _periods(duty: Duty) -> list[Period]:
    limits = duty.due.time_limits
    caps = [limit.cap.within for limit in limits if limit.cap]
    held = [duty.hold.oral_for, duty.hold.after_release, duty.hold.longest] if duty.hold else []
    named = [*(limit.within for limit in limits), *(limit.aim for limit in limits), *caps, *held]
    return [one for one in named if one]


def _numbers(duty: Duty) -> set[int]:
    """The thresholds in its conditions: more than none, and at least one, are no numbers of the law."""
    conditions = (re.sub(r'"[^"]*"', "", one.whole) for one in (*duty.applies, *duty.unless))
    return {int(digits) for text in conditions for digits in re.findall(r"(?<![\w.])\d+(?![\w.])", text)} - {0, 1}


def _period_pattern(period: Period) -> str:
    return rf"{_number_pattern(period.amount)}(?: \([\w-]+\))?[ -]{UNITS[period.unit]}\b"


def _number_pattern(number: int) -> str:
    """In digits, with or without a sign between the thousands, or in words below a hundred."""
    digits = re.sub(r"(?<=\d),", "[,. ]?", f"{number:,}")
    return rf"(?<![\w.,-])(?:{'|'.join(filter(None, (digits, _in_words(number))))})(?!\w|[.,]?\d)"


def _in_words(number: int) -> str:
    """
    >>> _in_words(4), _in_words(30), _in_words(72), _in_words(500)
    ('four', 'thirty', 'seventy-two', '')
    """
    small, tens = SMALL.split(), TENS.split()
    if number < len(small):
        return small[number]
    if number >= 100:
        return ""
    ten, ones = tens[number // 10 - 2], number % 10
    return f"{ten}-{small[ones]}" if ones else ten
