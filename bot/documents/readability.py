"""How hard a text is to read: words, sentences, and the grade level by published formulas.

Decides the measures of a draft and passes them to the wording rules; leaves the rules to `domain.notice_wording`.
English: Flesch-Kincaid grade. German: the fourth Vienna formula (Bamberger and Vanecek), also a school grade. Other
languages have no grade here, because a formula made for another language says nothing. Syllables come from pyphen's
hyphenation patterns.

Caveats: headings and tables are not counted; titles of documents and numbers count as they are written.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import pyphen  # type: ignore[import-untyped]
from markdown_it.token import Token

from bot.documents.drafts import Draft
from bot.documents.markdown import MISSING, links, paragraphs, plain, tokens
from bot.domain.notice_wording import Measures, Override, Reading, Remark, lint
from bot.domain.notices import Templates
from bot.law.values import Value

_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Ms|Mrs|Prof|No|Art|St|e\.g|i\.e|z\.B|d\.h|Nr|\d{1,2})\.$")
_HYPHENATION = {"en": "en_US", "de": "de_DE"}


def measure(markdown: str, language: str) -> Measures:
    """Numbers about the body; an empty text measures zero and has no grade."""
    blocks = [_sentences(block) for block in paragraphs(markdown)]
    sentences = [sentence for block in blocks for sentence in block]
    counts = [len(_words(sentence)) for sentence in sentences]
    longest = max(range(len(sentences)), key=counts.__getitem__, default=None)
    return Measures(
        words=sum(counts),
        sentences=len(sentences),
        words_per_sentence=sum(counts) / len(counts) if counts else 0.0,
        longest_sentence=sentences[longest] if longest is not None else "",
        longest_words=max(counts, default=0),
        longest_paragraph=max(map(len, blocks), default=0),
        grade=grade(sentences, language),
    )


def grade(sentences: Sequence[str], language: str) -> float | None:
    """The school grade; None without a formula for the language, or without words."""
    words = [word for sentence in sentences for word in _words(sentence)]
    if not words or language not in _HYPHENATION:
        return None
    per_sentence = len(words) / len(sentences)
    syllables = [_syllables(word, language) for word in words]
    if language == "en":
        return 0.39 * per_sentence + 11.8 * sum(syllables) / len(words) - 15.59
    long_words = 100 * sum(count >= 3 for count in syllables) / len(words)
    return 0.2744 * long_words + 0.2656 * per_sentence - 1.693


def _sentences(block: str) -> list[str]:
    found: list[str] = []
    for part in re.split(r"(?<=[.!?])\s+(?=[^\W_]|[„“\"(\[])", block):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return [sentence for sentence in found if _words(sentence)]


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


def _syllables(word: str, language: str) -> int:
    return 1 if word.isdigit() else len(_hyphens(language).positions(word.lower())) + 1


@lru_cache(maxsize=4)
def _hyphens(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=_HYPHENATION[language])


def review(
    templates: Templates, draft: Draft, facts: Mapping[str, Value], overrides: Sequence[Override] = ()
) -> tuple[Remark, ...]:
    """What the wording rules say about a draft, failures first."""
    notice, stream = templates.notices[draft.template_id], tokens(draft.markdown)
    reading = Reading(
        text=f"{draft.subject}\n" + "\n".join(plain(token) for token in stream if token.type == "inline"),
        language=draft.language,
        audience=notice.audience,
        grade=notice.grade,
        actions=_actions(stream, notice.actions_under.get(draft.language, "")),
        headings=sum(token.type == "heading_open" and token.tag == "h2" for token in stream),
        links=links(draft.markdown),
        known_hosts=frozenset({*templates.known_sites, *_own_sites(facts)}),
        missing=tuple(MISSING.findall(draft.text)),
        measures=measure(draft.markdown, draft.language),
    )
    return lint(reading, templates.rules, overrides)


def _own_sites(facts: Mapping[str, Value]) -> list[str]:
    """The sites readers know from you: your website, your email domain, the authority you name."""
    named = (str(facts.get(name, "")) for name in ("support_web", "authority_website", "contact_point_email"))
    return [re.sub(r"^(https?://|.*@)", "", name).split("/")[0].removeprefix("www.").lower() for name in named if name]


def _actions(stream: Sequence[Token], heading: str) -> int | None:
    """List items under the heading; None if the notice has no such section."""
    if not heading:
        return None
    count, here = 0, False
    for position, token in enumerate(stream):
        if token.type == "heading_open":
            here = plain(stream[position + 1]) == heading
        count += here and token.type == "list_item_open" and token.level == 1
    return count
