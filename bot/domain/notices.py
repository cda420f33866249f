"""What a notice must contain, whether it does, and what an approval covers.

Decides completeness, the objections to a text, and that an approval covers one exact text. Leaves who may approve
to `permissions`, the wording rules to `wording`, the rendering to `documents`, and the reading of template files to
`library.templates`.

Caveats: a fact that is stated as "not known yet" (with the date of the next update) counts as present where the law
accepts notices in phases, and as missing everywhere else. A condition that is undetermined because a fact is missing
keeps the requirement: silence never makes a notice shorter.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.domain.notice_wording import Remark, WordRule
from bot.errors import Refused
from bot.law.conditions import reads
from bot.law.evaluation import evaluate
from bot.law.grammar import atoms
from bot.law.prose import LANGUAGES, in_language
from bot.law.values import Choices, Count, People, Value
from bot.messages import _
from bot.runbook.model import Role
from bot.sentences import Sentence, Text, listed, sentence

Audience = Literal["authority", "individuals", "controller", "customers", "executives", "employees", "media"]
FactsView = Mapping[str, object]


class NoticeState(StrEnum):
    DRAFT = "draft"  # waits for the yes of a person entitled
    APPROVED = "approved"  # exactly this text may go out
    SUPERSEDED = "superseded"  # a newer version took its place


class NotApprovable(Refused):
    """The text is not fit for approval yet: something is missing, or a wording rule is broken."""


class NoticePart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NotKnownYet(NoticePart):
    """A fact that is stated to be unknown, with the day on which the reader hears of it again, if one is set."""

    next_update_on: date | None = None


class OtherLanguage(NoticePart):
    """A text that is known, but not in the language of this notice; `written`: the language that it is in."""

    written: str
    wanted: str


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


class NoticeTemplate(NoticePart):
    """One kind of notice: who it informs, which duties it serves, what it must contain."""

    id: str
    title: str
    audience: Audience
    serves: tuple[str, ...]
    languages: tuple[str, ...]
    approver: Role
    requires: tuple[Requirement, ...]
    uses: tuple[str, ...] = ()
    grade: int | None = None  # the highest US school grade its body may need; None: advisory only
    actions_under: Mapping[str, str] = {}  # language -> the heading under which readers find what they can do
    region: str = ""  # whose way of writing dates and numbers: US; empty: the language's own
    sending: tuple[str, ...] = ()  # what the sender must observe
    source: str = ""
    checked_on: date | None = None

    @property
    def facts(self) -> frozenset[str]:
        """Every fact its templates may name."""
        return frozenset({need.fact for need in self.requires} | set(self.uses))

    @property
    def folder(self) -> str:
        """Where its texts are."""
        return self.id

    @property
    def withheld(self) -> frozenset[str]:
        """Facts that must never be printed in it, even if they are known."""
        return frozenset()


class MissingItem(NoticePart):
    """A fact that the notice lacks; `words` is its name as people read it."""

    fact: str
    words: str
    item: str
    cites: str
    because: Text = ""  # why what was stated about it does not count
    language: str = ""  # in which it is missing

    @property
    def asks(self) -> str:
        """The fact that people state to answer it."""
        return in_language(self.fact, self.language) if self.language else self.fact

    @property
    def sentence(self) -> str:
        reason = f" ({self.because})" if self.because else ""
        return f"{self.words}{reason}: wanted for {self.item} ({self.cites})."


class Templates(BaseModel):
    """All notices and the texts they are made of; nothing here touches a file."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    notices: Mapping[str, NoticeTemplate]
    sources: Mapping[str, str] = Field(repr=False)  # template name -> Jinja text
    words: Mapping[str, Mapping[str, Mapping[str, str]]]  # language -> fact -> choice -> words
    names: Mapping[str, str]  # fact -> its name in words
    rules: tuple[WordRule, ...]
    known_sites: tuple[str, ...] = ()  # public sites that a notice may link to
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


class Approval(NoticePart):
    """A person's approval of one exact text; `sha256` is the text's."""

    sha256: str
    by: str
    role: str
    at: datetime


def exact_text(subject: str, markdown: str) -> str:
    """Subject and body together, as an approval counts them."""
    return f"{subject}\n\n{markdown}"


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def facts_view(
    facts: Mapping[str, Value], now: datetime, language: str = "", spoken: Mapping[str, str] | None = None
) -> FactsView:
    """The facts as notices see them: with `drafted_at`, and with everything stated as unknown marked as such.

    A fact is stated as unknown when it stands in `not_known_yet` and has no value, or its value says nothing but that.
    Of a text in sentences they see the one in their own `language`; `spoken` says in which language each is.
    """
    on, named = facts.get("next_update_on"), facts.get("not_known_yet")
    unknown = NotKnownYet(next_update_on=on if isinstance(on, date) else None)
    absent = dict.fromkeys(named.items if isinstance(named, Choices) else (), unknown)
    known = {name: unknown if _says_only_unknown(value) else value for name, value in facts.items()}
    return {**absent, **known, **_in_own_words(known, language, spoken or {}), "drafted_at": now}


def _in_own_words(facts: FactsView, language: str, spoken: Mapping[str, str]) -> FactsView:
    """Each text in sentences as a notice in this language prints it: what was stated in it, or that none was."""
    found: dict[str, object] = {}
    for name, written in spoken.items():
        own = name.removesuffix(f"_{written}")
        if written == language:
            found[own] = facts[name]
        else:
            found.setdefault(own, OtherLanguage(written=written, wanted=language))
    return found


def _says_only_unknown(value: Value) -> bool:
    match value:
        case Choices():
            return not value.items and not value.complete
        case Count():
            return value.least == 0 and value.most is None and value.best is None
        case People():
            return bool(value.table) and all(_says_only_unknown(count) for count in value.table.values())
    return False


def is_missing(value: object) -> bool:
    """Nothing recorded: None, an empty text, list or table. Zero, False and a stated unknown are facts."""
    match value:
        case None:
            return True
        case str():
            return not value.strip()
        case Choices():
            return not value.items
        case People():
            return not value.table
    return False


def required(notice: NoticeTemplate, facts: FactsView) -> tuple[Requirement, ...]:
    """The requirements that apply to these facts, in the notice's order."""
    return tuple(need for need in notice.requires if _applies(need, facts))


def _applies(need: Requirement, facts: FactsView) -> bool:
    if need.given is not None and is_missing(facts.get(need.given)):
        return False
    return may_hold(need.when, facts)


def completeness(notice: NoticeTemplate, facts: FactsView, names: Mapping[str, str]) -> tuple[MissingItem, ...]:
    """What the notice still lacks, in its own order; `names` gives each fact's name in words. What it prints if it is
    known must be in its language, too."""
    needs = required(notice, facts)
    told = {need.fact for need in needs} | notice.withheld
    foreign = [name for name in notice.uses if name not in told and isinstance(facts.get(name), OtherLanguage)]
    return tuple(item for need in (*needs, *map(_translated, foreign)) if (item := _missing(need, facts, names)))


def _translated(name: str) -> Requirement:
    """A fact that the notice prints if it is known, and that is known in another language."""
    return Requirement(fact=name, item="what is on record, in the language of the text", cites="house rule LANG")


def _missing(need: Requirement, facts: FactsView, names: Mapping[str, str]) -> MissingItem | None:
    value = facts.get(need.fact)
    words = names.get(need.fact, need.fact.replace("_", " "))
    lacks = MissingItem(fact=need.fact, words=words, item=need.item, cites=need.cites)
    if isinstance(value, OtherLanguage):
        wanted, written = LANGUAGES[value.wanted], LANGUAGES[value.written]
        because = sentence("it is written in {written}; this text needs it in {wanted}", written=written, wanted=wanted)
        update = {"words": f"{words} ({wanted})", "because": because, "language": value.wanted}
        return lacks.model_copy(update=update)
    if isinstance(value, NotKnownYet):
        if need.may_be_unknown and value.next_update_on:
            return None
        because = sentence("stated as unknown, which this notice does not accept")
        if need.may_be_unknown:
            because = sentence("stated as unknown, without the date of the next update")
        return lacks.model_copy(update={"because": because})
    return lacks if is_missing(value) else None


def may_hold(condition: str | None, facts: FactsView) -> bool:
    """Whether it is met, or there is none. It counts as met while the facts do not settle it."""
    if condition is None:
        return True
    return evaluate(condition, {name: _plain(facts.get(name)) for name in reads(condition)}) is not False


def _plain(value: object) -> object:
    """The value as a condition reads it; None for what is absent, unknown, or known only between two ends."""
    match value:
        case Choices():
            return list(value.items) or None
        case Count():
            return value.least if value.exact else None
        case str() | bool() | int() | datetime():
            return value
    return None


def objections(missing: Sequence[MissingItem], remarks: Sequence[Remark]) -> tuple[Sentence, ...]:
    """Every reason why this text may not be approved now; none: it may, by a person with permission."""
    found = []
    if missing:
        found.append(sentence("Still missing: {items}.", items=listed(item.words for item in missing)))
    broken = (remark for remark in remarks if remark.blocks)
    found += [sentence("{rule}: {remark}", rule=remark.rule, remark=remark.sentence) for remark in broken]
    return tuple(found)


def approve(
    text: str,
    notice: NoticeTemplate,
    *,
    approver: str,
    missing: Sequence[MissingItem],
    remarks: Sequence[Remark],
    now: datetime,
) -> Approval:
    """Attach the approval of a person who may give it to this exact text. Raises NotApprovable for the text."""
    if faults := objections(missing, remarks):
        remedy = _("Record the missing facts or correct the text, then draft it again.")
        raise NotApprovable(sentence("{faults}", faults=listed(faults, " ")), remedy)
    return Approval(sha256=text_hash(text), by=approver, role=notice.approver, at=now)
