"""Merge fields: what stands in an approved text for each reader's own, and the letters that an incident has approved.

A field is written `[[ADDRESS]]`, `[[SALUTATION]]` or `[[CODE]]`, and people approve the text with it. Decides where the
fields stand in a text that names no place for them. Leaves whose letter a person gets to `recipients`, and what a
format makes of a field to `documents.molds`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.domain.markdown import FIELD, tokens
from bot.domain.notice_templates import EmailRule

ENDS = re.compile(r"[.!?…]\W*$")


class Field(StrEnum):
    ADDRESS = "ADDRESS"
    SALUTATION = "SALUTATION"
    CODE = "CODE"

    @property
    def written(self) -> str:
        return f"[[{self}]]"


CODE_LINES = {
    "de": "Ihr persönlicher Code für die kostenlose Hilfe: **{code}**",
    "en": "Your own code for the free help: **{code}**",
    "es": "Su código personal para la ayuda gratuita: **{code}**",
    "fr": "Votre code personnel pour l’aide gratuite : **{code}**",
}
"""How a code is introduced by a text that has no place for it."""


@dataclass(frozen=True)
class ApprovedLetter:
    """One approved, unaltered text. `place`: the one whose people it is for, if it is for one; `places`: all whose
    people may get it, empty: people anywhere. `languages`: every one that its kind can be drafted in."""

    notice: int
    kind: str
    language: str
    version: int
    sha256: str
    subject: str
    markdown: str
    place: str
    places: frozenset[str]
    languages: tuple[str, ...]
    email: EmailRule

    @property
    def has_code(self) -> bool:
        return Field.CODE in fields_of(self.markdown)


def fields_of(markdown: str) -> frozenset[Field]:
    return frozenset(map(Field, FIELD.findall(markdown)))


def with_every_field(markdown: str, language: str, *, code: bool) -> str:
    """The text with a place for each field: the address on top, the salutation before the first sentence, the code at
    the end. `code`: whether readers get one."""
    has = fields_of(markdown)
    rows = markdown.splitlines()
    if Field.SALUTATION not in has:
        first = next(_sentences(markdown), 0)
        rows[first:first] = [Field.SALUTATION.written, ""]
    if Field.ADDRESS not in has:
        rows[:0] = [Field.ADDRESS.written, ""]
    if code and Field.CODE not in has:
        rows += ["", CODE_LINES.get(language, "**{code}**").format(code=Field.CODE.written)]
    return "\n".join(rows) + "\n"


def _sentences(markdown: str) -> Iterator[int]:
    """The lines where paragraphs begin that are a sentence, not a date or the sender's address."""
    stream = tokens(markdown)
    for before, token in pairwise(stream):
        if before.type == "paragraph_open" and before.level == 0 and before.map:
            has_lines = any(child.type == "hardbreak" for child in token.children or ())
            if ENDS.search(token.content) and not has_lines:
                yield before.map[0]
