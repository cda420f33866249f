"""A kind of notice as its file defines it, and all of them together with the texts they are made of.

Leaves the reading of files to `library.templates`, the letters for one place to `place_letters`, and what a notice
still lacks to `notice_completeness`.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.domain.notice_wording import Form, WordRule
from bot.law.grammar import atoms
from bot.runbook.model import Role
from bot.strict import Lean

Audience = Literal[
    "authority", "individuals", "controller", "customers", "executives", "employees", "media", "bureaus", "police",
    "vendor", "insurer", "partners",
]  # fmt: skip


TOLD_BESIDE = {"data": "data_of_some"}
"""By fact, the one that says which of its items are so of some people only; texts say it beside the item."""

EmailRule = Literal["anyone", "agreed"]
"""Whom the law lets you tell by email alone: anyone, or those who have agreed to it."""


class NoticePart(Lean):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _compiles(when: str) -> str:
    try:
        atoms(when)
    except ValueError as error:
        raise ValueError(f"this condition does not compile: {error}") from error
    return when


When = Annotated[str, AfterValidator(_compiles)]
"""A condition (CEL) over the facts and `drafted_at`."""


class Requirement(NoticePart):
    """A fact the law wants in this notice, and the content item (in words) that it serves."""

    fact: str
    item: str
    cites: str
    when: When | None = None  # absent: always
    given: str | None = None  # wanted once this other fact is recorded
    may_be_unknown: bool = False
    duties: tuple[str, ...] = ()  # those that ask for it; none: all that the notice serves


class NoticeTemplate(NoticePart):
    """One kind of notice: who it informs, which duties it serves, what it must contain."""

    id: str
    title: str
    audience: Audience
    serves: tuple[str, ...]
    languages: tuple[str, ...]
    approver: Role
    second: Role | None = None  # who must approve it besides; None: who drafted it stands behind it with the approver
    requires: tuple[Requirement, ...]
    uses: tuple[str, ...] = ()
    offered_if: When | None = None  # it is offered for its duties only once this holds; absent: always
    anywhere: bool = False  # one text for readers wherever they live: what the law of a place forbids there is remarked
    form: Form = "letter"
    authority_form: str | None = None  # the authority's own form that asks the same, by its id in `forms`
    grade: int | None = None  # the highest US school grade its body may need; None: advisory only
    actions_under: Mapping[str, str] = {}  # language -> the heading under which readers find what they can do
    region: Literal["", "US", "home"] = ""
    """Whose way of writing dates and numbers: the United States', that of the incident's time zone (home), or, if
    empty, the language's own."""
    email: EmailRule = "anyone"
    sending: tuple[str, ...] = ()  # what the sender must observe
    source: str = ""
    checked_on: date | None = None

    @property
    def facts(self) -> frozenset[str]:
        """Every fact its templates may name, and what is told beside one of them."""
        named = {need.fact for need in self.requires} | set(self.uses)
        return frozenset(named | {beside for fact, beside in TOLD_BESIDE.items() if fact in named})

    @property
    def asking(self) -> frozenset[str]:
        """The duties that ask for something of their own."""
        return frozenset(duty for need in self.requires for duty in need.duties)

    @property
    def folder(self) -> str:
        """Where its texts are."""
        return self.id

    @property
    def withheld(self) -> frozenset[str]:
        """Facts that must never be printed in it, even if they are known."""
        return frozenset()


class Templates(BaseModel):
    """All notices and the texts they are made of; nothing here touches a file."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    notices: Mapping[str, NoticeTemplate]
    sources: Mapping[str, str] = Field(repr=False)  # template name -> Jinja text
    words: Mapping[str, Mapping[str, Mapping[str, str]]]  # language -> fact -> choice -> words
    names: Mapping[str, str]  # fact -> its name in words
    rules: tuple[WordRule, ...]
    known_sites: tuple[str, ...] = ()  # public sites that a notice may link to
    longest_letter: Mapping[str, int] = {}  # language -> words that a letter may have; absent: any number
    contacts: frozenset[str] = frozenset()  # addresses and numbers that the files themselves print
    hash: str
    files: Mapping[str, str] = Field(default={}, repr=False)  # template name -> the path of its file

    def place(self, name: str) -> str:
        """Where a template stands, for a fault in it."""
        return self.files.get(name, name)

    def version(self, notice_id: str) -> str:
        """Twelve hex digits that change with the notice's own files or anything they include."""
        known = self.notices.get(notice_id)
        folder, notice = (known.folder, known.model_dump_json()) if known else (notice_id, "")
        own = {name: text for name, text in self.sources.items() if name.startswith((f"{folder}/", "partials/"))}
        return text_hash(notice + "\x00".join(f"{name}\x00{own[name]}" for name in sorted(own)))[:12]


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
