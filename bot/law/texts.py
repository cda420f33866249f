"""Reads a folder of official texts: one file for each act, a heading for each article.

Decides what an article is, how it is named, and which of its characters count: every run of white space is one space.
The hash and every comparison are of that text, so a new line or another indentation changes nothing.

Caveats: any heading ends an article; only one that starts with the name of an article, such as “## Article 33” or
“## § 28-3852”, starts one. Articles of several acts may have the same name.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from bot.errors import UsageError
from bot.source import read_source

_HEADING = re.compile(r"^#{1,6}[ \t]+(.*)$", re.MULTILINE)
_NAME = re.compile(
    r"(?<!\w)(article|art\.|section|sec\.|s\.|§|annex|schedule|rule|clause)\s*(\w(?:[\w.-]*\w)?)", re.IGNORECASE
)
_KINDS = {"art.": "article", "section": "§", "sec.": "§", "s.": "§"}


class ArticleName(NamedTuple):
    """The kind and number of an article: Art. 33 and Article 33 are the same, as are s. 12 and § 12."""

    kind: str
    number: str

    @classmethod
    def of(cls, text: str) -> "ArticleName | None":
        """The first article that a text names, after the name of its act or without it.

        >>> of = ArticleName.of
        >>> of("Article 33 Notification") == of("GDPR Art. 33"), of("§ 28-3852").number
        (True, '28-3852')
        """
        match = _NAME.search(text)
        return cls(_KINDS.get(match[1].lower(), match[1].lower()), match[2].lower()) if match else None


class Article:
    """One article of an act, its words separated by single spaces."""

    def __init__(self, file: str, named: ArticleName, lines: str) -> None:
        self.file, self.named, self.text = file, named, " ".join(lines.split())

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_texts(folder: Path) -> list[Article]:
    """Every article in the files of a folder, in the order of file and line. Raises UsageError when there is none."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder.", "Enter a folder with one text file for each act.")
    files = sorted(file for file in folder.iterdir() if file.suffix in (".md", ".txt"))
    found = [article for file in files for article in _articles(file.name, read_source(file))]
    if not found:
        remedy = "Start each article with a heading such as “## Article 33”, in a file that ends in .md or .txt."
        raise UsageError(f"{folder} contains no article.", remedy)
    return found


def _articles(file: str, text: str) -> Iterator[Article]:
    headings = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    for heading, end in zip(headings, ends, strict=False):
        if _NAME.match(heading[1]) and (named := ArticleName.of(heading[1])):
            yield Article(file, named, text[heading.end() : end])
