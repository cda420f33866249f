"""How hard a text is to read: words, sentences, and the grade level by published formulas.

Decides the measures of a draft and passes them to the check; leaves the rules to `domain.notice_check`. English:
Flesch-Kincaid grade. German: the fourth Vienna formula (Bamberger and Vanecek), also a school grade. French: Kandel and
Moles; Spanish: Fernández Huerta; both measure how easy a text is from 0 to 100, as Flesch's own scale does, and his
table gives the grade. Another language has no grade, because a formula made for another language says nothing.
Syllables come from pyphen's hyphenation patterns in English and German; in French and Spanish, whose patterns leave out
breaks that print avoids, from the vowels.

Caveats: headings and tables are not counted; titles of documents and numbers count as they are written.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import pyphen  # type: ignore[import-untyped]
from markdown_it.token import Token

from bot.documents.drafts import Draft
from bot.domain.markdown import MISSING, links, paragraphs, plain, tokens
from bot.domain.notice_check import lint
from bot.domain.notice_contacts import printed_contacts
from bot.domain.notice_templates import Templates
from bot.domain.notice_wording import Measures, Override, Reading, Remark
from bot.domain.place_letters import not_for, slipped_in, too_short
from bot.law.values import Value

CONTACTS = ("_email", "_phone", "_web", "_website", "_address", "_name", "_how", "_hours", "_contact")
"""Facts whose addresses and numbers are meant for readers, by the end of their name."""
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Ms|Mrs|Prof|No|Art|St|e\.g|i\.e|z\.B|d\.h|Nr|\d{1,2})\.$")
_COMPANY = re.compile(
    r"\b(?:Ltd|Inc|Corp|Co|LLC|S\.A|S\.L|e\.V)\.$"
)  # which also ends a sentence, before a capital letter
_ANNEX = re.compile(r"^### .*", re.MULTILINE | re.DOTALL)
"""What follows the letter, under a heading of the third level: lists of addresses that the law wants, and the like."""
_HYPHENATION = {"en": "en_US", "de": "de_DE"}
_VOWELS = {
    "es": re.compile("[iuüy]?[aeoáéó][iuüy]?|[íú]|[iuüy]+"),  # two strong vowels, or a stressed weak one, stand apart
    "fr": re.compile("é|[aeiouyàâäèêëîïôöùûüœæ]+"),
}
_MUTE = re.compile("(?<=.)es?$")  # a French e at the end of a word
_GRADES = ((100.0, 4.0), (95.0, 5.0), (85.0, 6.0), (75.0, 7.0), (65.0, 8.5), (55.0, 11.0), (40.0, 14.5), (15.0, 17.0))
"""Flesch's table: how easy a text is and the school grade of its readers, the middle of each band, easiest first."""


def measure(markdown: str, language: str) -> Measures:
    """Numbers about the body; an empty text measures zero and has no grade."""
    blocks = [_sentences(block) for block in paragraphs(markdown)]
    body = (len(_words(block)) for block in paragraphs(_ANNEX.sub("", markdown)))
    sentences = [sentence for block in blocks for sentence in block]
    counts = [len(_words(sentence)) for sentence in sentences]
    longest = max(range(len(sentences)), key=counts.__getitem__, default=None)
    return Measures(
        words=sum(body),
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
    if not words or language not in (*_HYPHENATION, *_VOWELS):
        return None
    per_sentence = len(words) / len(sentences)
    syllables = [_syllables(word, language) for word in words]
    per_word = sum(syllables) / len(words)
    if language == "en":
        return 0.39 * per_sentence + 11.8 * per_word - 15.59
    if language == "fr":
        return grade_of(207 - 1.015 * per_sentence - 73.6 * per_word)
    if language == "es":
        return grade_of(206.84 - 1.02 * per_sentence - 60 * per_word)
    long_words = 100 * sum(count >= 3 for count in syllables) / len(words)
    return 0.2744 * long_words + 0.2656 * per_sentence - 1.693


def grade_of(ease: float) -> float:
    """The school grade for a text this easy (0 to 100), on straight lines between the points of Flesch's table.

    >>> grade_of(95), grade_of(60), grade_of(120), grade_of(0)
    (5.0, 9.75, 4.0, 17.0)
    """
    if ease >= _GRADES[0][0]:
        return _GRADES[0][1]
    for (easier, lower), (harder, higher) in pairwise(_GRADES):
        if ease >= harder:
            return lower + (higher - lower) * (easier - ease) / (easier - harder)
    return _GRADES[-1][1]


def _sentences(block: str) -> list[str]:
    found: list[str] = []
    for part in re.split(r"(?<=[.!?])\s+(?=[^\W_]|[„“\"(\[])", block):
        if found and (_ABBREVIATION.search(found[-1]) or (_COMPANY.search(found[-1]) and part[0].islower())):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return [sentence for sentence in found if _words(sentence)]


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


def _syllables(word: str, language: str) -> int:
    if word.isdigit():
        return 1
    if vowels := _VOWELS.get(language):
        spoken = _MUTE.sub("", word.lower()) if language == "fr" else word.lower()
        return max(1, len(vowels.findall(spoken)))
    return len(_hyphens(language).positions(word.lower())) + 1


@lru_cache(maxsize=4)
def _hyphens(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=_HYPHENATION[language])


def review(
    templates: Templates, draft: Draft, facts: Mapping[str, Value], overrides: Sequence[Override] = ()
) -> tuple[Remark, ...]:
    """What the check says about a draft, failures first."""
    notice, stream = templates.notices[draft.template_id], tokens(draft.markdown)
    named = {name: str(facts[name]) for name in sorted(notice.facts) if isinstance(facts.get(name), str)}
    reading = Reading(
        text=f"{draft.subject}\n\n" + "\n\n".join(plain(token) for token in stream if token.type == "inline"),
        language=draft.language,
        audience=notice.audience,
        form=notice.form,
        grade=notice.grade,
        longest=templates.longest_letter.get(draft.language),
        actions=_actions(stream, notice.actions_under.get(draft.language, "")),
        headings=sum(token.type == "heading_open" and token.tag == "h2" for token in stream),
        links=links(draft.markdown),
        known_hosts=frozenset({*templates.known_sites, *_own_sites(facts)}),
        slipped_in=slipped_in(notice, facts),
        not_for=not_for(notice, facts, templates.notices.values()),
        too_short=too_short(notice, facts),
        missing=tuple(MISSING.findall(draft.text)),
        measures=measure(draft.markdown, draft.language),
        contacts=templates.contacts | printed_contacts(text for name, text in named.items() if name.endswith(CONTACTS)),
        people=frozenset(text.split(",")[0] for name, text in named.items() if name.endswith("_name")),
        signer=named.get("sender_name", ""),
        reached_by={name: text for name, text in named.items() if name.endswith(("_email", "_phone"))},
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
