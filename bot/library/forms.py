"""Reads the forms of authorities: `forms/ID.yaml` in the folder of the notices, an organization's own in its place.

Decides whether what a form names is there: facts, conditions, places. Reads a form when it is first asked for, since
few notices have one and a start shouldn't wait for it; `breachbot check` reads them all.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.authority_forms import AuthorityForm
from bot.domain.form_entries import field_of, read_entry
from bot.domain.form_facts import BESIDES, STATE, STATES
from bot.domain.notice_templates import NoticeTemplate, Templates
from bot.domain.organisation import Organisation
from bot.errors import LibraryError, NotFound
from bot.law.grammar import atoms
from bot.law.places import Places
from bot.law.values import Unreadable
from bot.law.vocabulary import Vocabulary
from bot.library.locations import FORMS
from bot.strict import Document, LibraryFaults, Path_, parse, read


def form_named(templates: Templates, form: str) -> AuthorityForm:
    """Raises NotFound where there is none, LibraryFaults for a file that is no form."""
    file = templates.files.get(f"{FORMS}/{form}.yaml")
    if file is None:
        listed = ", ".join(form_ids(templates)) or "none"
        raise NotFound(f"There is no form “{form}”.", f"These are there: {listed}.")
    return _read(Path(file), templates.hash)


def form_ids(templates: Templates) -> tuple[str, ...]:
    """The ids of all forms, which are the names of their files."""
    return tuple(Path(name).stem for name in templates.files if name.startswith(f"{FORMS}/"))


@lru_cache(maxsize=16)
def _read(file: Path, _hash: str) -> AuthorityForm:
    document = read(file)
    made = parse(AuthorityForm, document)
    if made.id != file.stem:
        raise LibraryFaults(
            [document.fault(("id",), "the id of a form must match the name of its file.", (file.stem,))]
        )
    return made


def answer_faults(organisation: Organisation, document: Document, templates: Templates) -> Iterator[LibraryError]:
    """What is wrong with the answers to forms in the organization's file."""
    zone = ZoneInfo(organisation.zone)
    for name, answers in organisation.form_answers.items():
        at: Path_ = ("form_answers", name)
        if name not in (known := form_ids(templates)):
            yield document.fault(at, f"there is no form '{name}'.", known)
            continue
        form = form_named(templates, name)
        for number, raw in answers.items():
            try:
                read_entry(field_of(form, number), raw, zone)
            except Unreadable as error:
                yield document.fault((*at, number), str(error))


def form_faults(templates: Templates, vocabulary: Vocabulary, places: Places) -> Iterator[LibraryError]:
    """What is wrong with the forms, and with the notices that name them."""
    known = form_ids(templates)
    for notice in templates.notices.values():
        if notice.authority_form is not None and notice.authority_form not in known:
            yield _missing(templates, notice, known)
    for name in known:
        file = Path(templates.files[f"{FORMS}/{name}.yaml"])
        try:
            form = _read(file, templates.hash)
        except LibraryFaults as found:
            yield from found.faults
            continue
        yield from (LibraryError(file, None, where, said) for where, said in _misfits(form, vocabulary, places))


def _missing(templates: Templates, notice: NoticeTemplate, known: tuple[str, ...]) -> LibraryError:
    file = templates.place(f"{notice.folder}/notice.yaml")
    return LibraryError(file, None, "authority_form", f"there is no form '{notice.authority_form}'.", known)


def _misfits(form: AuthorityForm, vocabulary: Vocabulary, places: Places) -> Iterator[tuple[str, str]]:
    for one in form.fields:
        yield from ((f"field {one.n}", f"'{name}' is no fact.") for name in one.facts if name not in vocabulary)
        if one.answer and one.answer.within and one.answer.within not in places:
            yield f"field {one.n}", f"'{one.answer.within}' is no place."
    for condition in form.conditions_on_facts:
        for atom in atoms(condition):
            names = filter(None, (atom.fact, atom.other))
            yield from ((condition, f"'{name}' is no fact.") for name in names if not _readable(name, vocabulary))
            yield from ((condition, said) for said in _words(atom.fact, atom.words, vocabulary, places))


def _readable(name: str, vocabulary: Vocabulary) -> bool:
    return name in vocabulary or name in BESIDES or name.removesuffix(STATE) in vocabulary


def _words(name: str, words: tuple[str, ...], vocabulary: Vocabulary, places: Places) -> Iterator[str]:
    """Words that the fact can't be, of those that it has to be one of."""
    if name in vocabulary:
        allowed = vocabulary[name].choices
        yield from (f"'{word}' is not a choice of {name}." for word in words if allowed and word not in allowed)
        if not allowed:
            yield from (f"'{word}' is no place." for word in words if word not in places)
    elif name not in BESIDES:
        yield from (f"'{word}' is not one of: {', '.join(STATES)}." for word in words if word not in STATES)
