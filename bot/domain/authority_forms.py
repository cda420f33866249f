"""An authority's own form as its file defines it: the fields, when each is shown, and where its answer comes from.

Decides whether a form fits together: every condition names fields, options and circumstances that there are, and no
field waits for itself. Leaves the answers to `filled_forms`, and the schema of what is sent to `form_schemas`.

A condition is about the answers of other fields, never about the world: whoever reads the document can check it. What
a form makes depend on something that none of its fields asks is a `circumstance`, and stands beside the answers.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, BeforeValidator, ConfigDict, Field, model_validator

from bot.domain.notice_templates import NoticePart, When
from bot.runbook.model import Role

FieldType = Literal["choice", "string", "integer", "boolean", "date", "date-time", "places", "numbers"]
"""`places`: codes of countries; `numbers`: a whole number for each of them."""
Needed = Literal["always", "when shown", "no"]
Number = Annotated[str, BeforeValidator(lambda raw: str(raw) if isinstance(raw, int) else raw)]
"""What a form calls a field: `44`, or `2(b)`."""


class FormPart(NoticePart):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class AnswerCondition(FormPart):
    """One of: the answer to `field` is, or has among several, one of `among`; a `circumstance` is so; all, any or not
    of other conditions. An answer that isn't there is none of them."""

    field: Number | None = None
    among: tuple[str | bool, ...] = Field(default=(), validation_alias=AliasChoices("is", "among"))
    circumstance: str | None = None
    all: tuple["AnswerCondition", ...] = ()
    any: tuple["AnswerCondition", ...] = ()
    no: "AnswerCondition | None" = Field(default=None, validation_alias=AliasChoices("not", "no"))

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        given = [self.field is not None, self.circumstance is not None, bool(self.all), bool(self.any), bool(self.no)]
        if given.count(True) != 1 or (self.field is not None) != bool(self.among):
            raise ValueError("write one of: field with is, circumstance, all, any, not")
        return self

    @property
    def parts(self) -> tuple["AnswerCondition", ...]:
        return (*self.all, *self.any, *((self.no,) if self.no else ()))

    @property
    def atoms(self) -> Iterator["AnswerCondition"]:
        """Every question to a field or a circumstance."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.atoms


class FormOption(FormPart):
    """`when` (CEL over the facts): it is the answer, or one of them; absent: only a person can say so. `only`: it may
    be chosen only then."""

    label: str
    when: When | None = None
    only: AnswerCondition | None = None


class Source(FormPart):
    """The facts that answer a field: the first must be known, the others are added. `named`: each that is known, with
    its name.
    `within`: of places, those of this group. `given`: they answer it only then; otherwise a person must."""

    facts: tuple[str, ...] = Field(min_length=1)
    named: bool = False
    within: str = ""
    given: AnswerCondition | None = Field(default=None, validation_alias=AliasChoices("if", "given"))


class FormField(FormPart):
    """`shown`: absent, always. `source`: how the form words when it is shown; `reading`: how we read what it leaves
    unclear. `who`: who can say it where no fact does."""

    n: Number
    section: str
    label: str
    type: FieldType
    needed: Needed
    anchor: str = ""
    several: bool = False
    shown: AnswerCondition | None = None
    source: str = ""
    reading: str = ""
    options: Mapping[str, FormOption] = {}
    answer: Source | None = None
    who: Role = "dpo"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("a choice has options, and nothing else has")
        if self.options and self.answer:
            raise ValueError("each option of a choice says when it is the answer")
        return self

    @property
    def is_demanded(self) -> bool:
        """Whether the form can't be complete without it, where it is shown."""
        return self.needed != "no"

    @property
    def conditions(self) -> Iterator[AnswerCondition]:
        """Every condition that its answer depends on."""
        given = self.answer.given if self.answer else None
        yield from filter(None, (self.shown, given, *(one.only for one in self.options.values())))

    @property
    def facts(self) -> tuple[str, ...]:
        return self.answer.facts if self.answer else ()


class Circumstance(FormPart):
    """What decides which fields are shown, and no field asks: `when` it is so."""

    label: str
    when: When


class AuthorityForm(FormPart):
    """A form. `version` and `status` are those of the form itself; `attribution`: whom we owe its fields to, under
    which license."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))
    id: str = Field(pattern=r"^[a-z0-9]+$")
    title: str
    template: str
    version: str
    status: str
    source: str
    attribution: str = ""
    limits: str = ""  # what the texts that we have of it don't specify
    circumstances: Mapping[str, Circumstance] = {}
    fields: tuple[FormField, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if faults := list(_faults(self)):
            raise ValueError("; ".join(faults))
        return self

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def by_number(self) -> Mapping[str, FormField]:
        return {one.n: one for one in self.fields}

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that answers a field."""
        return frozenset(name for one in self.fields for name in one.facts)

    @property
    def conditions_on_facts(self) -> tuple[str, ...]:
        options = (option.when for one in self.fields for option in one.options.values())
        asked = (one.when for one in self.circumstances.values())
        return tuple(dict.fromkeys([*asked, *filter(None, options)]))


def _faults(form: AuthorityForm) -> Iterator[str]:
    known = form.by_number
    if len(known) < len(form.fields):
        yield "a field has the number of another one"
        return
    for one in form.fields:
        for atom in (atom for condition in one.conditions for atom in condition.atoms):
            yield from (f"field {one.n}: {said}" for said in _misfits(form, known, atom))
    waits = {one.n: {atom.field for part in one.conditions for atom in part.atoms if atom.field} for one in form.fields}
    yield from (f"field {n} waits for itself" for n in known if n in _behind(waits, n))


def _misfits(form: AuthorityForm, known: Mapping[str, FormField], atom: AnswerCondition) -> Iterator[str]:
    if atom.circumstance is not None:
        if atom.circumstance not in form.circumstances:
            yield f"there is no circumstance '{atom.circumstance}'"
        return
    asked = known.get(atom.field or "")
    if asked is None:
        yield f"there is no field {atom.field}"
        return
    allowed: tuple[Any, ...] = (True, False) if asked.type == "boolean" else tuple(asked.options)
    yield from (f"field {asked.n} can't be '{one}'" for one in atom.among if one not in allowed)


def _behind(waits: Mapping[str, set[str]], start: str) -> set[str]:
    """Every field that one waits for, directly or through others."""
    found: set[str] = set()
    left = list(waits[start])
    while left:
        if (one := left.pop()) not in found:
            found.add(one)
            left += waits.get(one, ())
    return found
