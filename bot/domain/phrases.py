"""Phrases as counsel writes them down, found in every form in which people write them.

Decides whether a text contains a phrase, and where. A phrase is a sequence of words in a sentence; each word stands for
all its inflections (`believe` finds "believed" and "believing"), so case, tense, number and contractions don't matter.

| in a phrase | stands for |
|---|---|
| `misuse` | the word in any of its forms |
| `=may` | exactly this form |
| `(data\\|network) breach`, `(very)?` | one of these; with `?`, also none |
| `..`, `...` | up to 3, up to 8 words in between, within the sentence |
| `#` | a number, written in digits |
| `<evidence>` | one of the phrases of the group `evidence` |
| `!(response\\|team)` | the sentence does not go on like this |
| `^` | the beginning of the sentence |

Caveats: forms are compared by their stem (Snowball), which is no dictionary: a stem may stand for two words (`=` tells
them apart), and an irregular form (take, took) is a word of its own. Nothing is found across the end of a sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer  # type: ignore[import-not-found]

Groups = Mapping[str, Sequence[str]]
_ONE_AT_A_TIME = Lock()  # a stemmer may not be shared between threads
STEMMERS = {"de": "german", "en": "english", "es": "spanish", "fr": "french"}

_CONTRACTED = {
    "en": (
        (re.compile(r"\bcan['’]?not\b|\bcan['’]t\b", re.IGNORECASE), "can not"),
        (re.compile(r"\bwon['’]t\b", re.IGNORECASE), "will not"),
        (re.compile(r"n['’]t\b", re.IGNORECASE), " not"),
        (re.compile(r"(?<=[a-z])['’]ve\b", re.IGNORECASE), " have"),
        (re.compile(r"(?<=[a-z])['’]re\b", re.IGNORECASE), " are"),
        (re.compile(r"\b(there|it|that|here|what)['’]s\b", re.IGNORECASE), r"\1 is"),
        (re.compile(r"(?<=[a-z])['’]s\b", re.IGNORECASE), ""),
    ),
}
_END = re.compile(r"[.!?…;:]+(?=[\s\"'”“»)\]]|$)|\n\s*\n|[•|]")
_TOKEN = re.compile(rf"(?P<end>{_END.pattern})|\d+(?:[.,\u202f\u00a0]\d+)*|[^\W\d_]+|%")
_GROUP = re.compile(r"<(\w+)>")
_ATOM = re.compile(r"(?P<wide>\.\.\.)|(?P<near>\.\.)|(?P<number>#)|(?P<word>=?[^\W\d_]+|%)|\s+|(?P<sign>.)")
_SIGNS = {"(": "(?:", ")": ")", "|": "|", "?": "?", "^": r"(?<=\n)"}


@dataclass(frozen=True)
class Words:
    """A text as its stems: ` stem/word` for each word, a line for each sentence; `spans`: where each word stands."""

    text: str
    stems: str
    spans: tuple[tuple[int, int], ...]


def words_of(text: str, language: str) -> Words:
    """The words of a text, contractions written out."""
    for pattern, full in _CONTRACTED.get(language, ()):
        text = pattern.sub(full, text)
    stems, spans = ["\n"], []
    for token in _TOKEN.finditer(text):
        if token["end"] is not None:
            stems.append("\n")
            continue
        word = token[0].casefold()
        stems.append(f" {_stem(word, language)}/{word}")
        spans.append(token.span())
    return Words(text, "".join(stems), tuple(spans))


def found(pattern: re.Pattern[str], words: Words) -> Iterator[tuple[str, str]]:
    """Each place where the phrase stands: its words as they are written, and the sentence that they stand in."""
    for match in pattern.finditer(words.stems):
        first = words.stems.count(" ", 0, match.start())
        last = first + match[0].count(" ") - 1
        if last >= first:
            begin, end = words.stems.rfind("\n", 0, match.start() + 1), words.stems.find("\n", match.end())
            sentence = words.stems[begin : end if end >= 0 else len(words.stems)]
            yield " ".join(words.text[words.spans[first][0] : words.spans[last][1]].split()), sentence


def written_out(phrase: str, groups: Groups) -> str:
    """The phrase with each `<group>` replaced by its members. Raises ValueError for a group that is not there."""

    def members(name: re.Match[str]) -> str:
        if name[1] not in groups:
            raise ValueError(f"there is no group <{name[1]}>")
        return f"({'|'.join(written_out(one, groups) for one in groups[name[1]])})"

    return _GROUP.sub(members, phrase)


@lru_cache(maxsize=4096)
def compiled(phrase: str, language: str) -> re.Pattern[str]:
    """The phrase, its groups written out, as a pattern over stems. Raises ValueError if it is not well formed."""
    try:
        return re.compile(_pattern(phrase, language))
    except re.error as error:
        raise ValueError(f"this phrase is not well formed: {error}") from error


def _pattern(phrase: str, language: str) -> str:
    parts = []
    for atom in _ATOM.finditer(phrase):
        if atom["wide"]:
            parts.append(r"(?: [^ \n]++){0,8}?")
        elif atom["near"]:
            parts.append(r"(?: [^ \n]++){0,3}?")
        elif atom["number"]:
            parts.append(r" \d[^ \n]*+")
        elif atom["word"]:
            parts.append(_word(atom["word"], language))
        elif sign := atom["sign"]:
            parts.append(_sign(sign, phrase, atom.start()))
    return "".join(parts)


def _word(word: str, language: str) -> str:
    if word.startswith("="):
        return rf" [^ /\n]*/{re.escape(word[1:].casefold())}(?![^ \n])"
    return rf" {re.escape(_stem(word.casefold(), language))}/[^ \n]*+"


def _sign(sign: str, phrase: str, at: int) -> str:
    if sign == "!" and phrase[at + 1 : at + 2] == "(":
        return ""
    if sign == "(" and phrase[at - 1 : at] == "!":
        return "(?!"
    if sign not in _SIGNS:
        raise ValueError(f"“{sign}” has no meaning in a phrase")
    return _SIGNS[sign]


@lru_cache(maxsize=16384)
def _stem(word: str, language: str) -> str:
    if not word.isalpha() or language not in STEMMERS:
        return word
    with _ONE_AT_A_TIME:
        return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=8)
def _stemmer(language: str) -> "Stemmer":
    from Stemmer import Stemmer  # most commands stem nothing

    return Stemmer(STEMMERS[language], 0)  # `_stem` keeps what is found
