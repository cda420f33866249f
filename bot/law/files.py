"""Reads the law: vocabulary, places and every instrument, strictly; says what is wrong with file, line and key.

Decides whether a file is valid by itself and with the others (unknown facts, conditions that do not compile, repeated
ids, gaps between versions). What the law means for a breach is decided in `duties`.

Caveats: `every_duty` of a file applies to each of its duties: a duty's own single values replace it, and the
lists `applies`, `unless` and `ask_counsel` come before the duty's own.
"""

import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import LibraryError
from bot.law.authorities import Authorities
from bot.law.cache import keep_law, kept_law, refused
from bot.law.checks import Terms, authority_faults, faults_between, faults_of, tie_fault, ties_of
from bot.law.clauses import Condition, ConditionFault
from bot.law.clock_rules import Due
from bot.law.house_targets import housed, target_faults, unit_faults
from bot.law.model import Duty, HouseTargets, Law
from bot.law.places import Places
from bot.law.shorthand import in_full
from bot.law.vocabulary import Vocabulary
from bot.law.vocabulary_checks import vocabulary_faults
from bot.source import read_content
from bot.strict import Document, LibraryFaults, Path_, parse, read_again

SHARED = ("vocabulary.yaml", "jurisdictions.yaml")
OURS = "house_targets.yaml"
BY_NAME = "authorities.yaml"
JOINED = ("applies", "unless", "ask_counsel")
TIES = frozenset({"of", "met"})
CONTAINED = TIES | {"when", "relief_unless"}
"""Where a fault leaves its duty undetermined, and the rest of the law usable."""
CHANGED = (
    "this copy of the law was changed after breachbot had written it. It isn't used: the law was read from its "
    "files anew. Find out who changed it, then delete this file."
)
DutyEntry = tuple[Duty, Document, Path_]


class CheckedDuties(NamedTuple):
    """Duties that were checked. `contained`: faults of conditions and cycles of ties, whose duties are here without
    them; `faults`: all others."""

    duties: list[Duty]
    faults: list[LibraryError]
    contained: list[ConditionFault]


class _Source(NamedTuple):
    """A file as it was read, once: its hash is of exactly what the law was made from."""

    file: Path
    content: bytes

    def document(self) -> Document:
        return read_again(self.content, self.file)


class Heading(BaseModel):
    """The top of an instrument's file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    instrument: str
    name: str
    source: str = ""
    every_duty: dict[str, Any] = {}
    duties: list[dict[str, Any]]


def load(*roots: Path, cache: Path | None = None) -> Law:
    """The law under the roots: a file of a later root takes the place of the one with the same path in an earlier, or
    is added. A condition that can't be evaluated leaves its duty undetermined and is among the law's `faults`; with any
    other fault, raises LibraryFaults with all of them. With `cache`, a directory, the checked law is kept there."""
    with _without_collecting():
        sources = _sources(*roots)
        found = _content_hash(sources)
        if cache and (law := kept_law(cache, found)):
            return law
        law = _read_law(sources, found)
        if cache:
            keep_law(cache, law)
        return law


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A law is many objects, few of which are dropped while it is read. To look for garbage in the meantime takes a
    seventh of the time, and to look at all of them once in the end a quarter of the time of a kept law: to freeze and
    unfreeze makes them old without a look. Not where a process has frozen what it keeps for good, which stays so."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def check(*roots: Path, cache: Path | None = None) -> list[LibraryError]:
    """Every fault under the roots, in the order of file and line; empty when the law is valid. With `cache`, the kept
    law is compared with the files, and each that was changed is a fault."""
    sources = _sources(*roots)
    try:
        law = _read_law(sources, _content_hash(sources))
    except LibraryFaults as faults:
        return faults.faults
    changed = refused(cache, law) if cache else ()
    return [*(LibraryError(*one) for one in law.faults), *(LibraryError(file, None, "", CHANGED) for file in changed)]


def check_beside(law: Law, vocabulary: Vocabulary, duties: list[DutyEntry]) -> CheckedDuties:
    """Duties from another file, checked against this law with their own vocabulary."""
    checked = _checked(duties, Terms(vocabulary, law.places), law.by_id)
    taken = [(document, (*at, "id")) for duty, document, at in duties if duty.id in law.by_id]
    faults = [document.fault(path, "this id is already used in the law.") for document, path in taken]
    return checked._replace(faults=[*faults, *checked.faults])


def law_files(*roots: Path) -> dict[str, Path]:
    """Every law file by its path below its root, in order of path; cases and coverage are not law."""
    found = {}
    roots = tuple(root.resolve() for root in roots)
    for root in roots:
        alone = root.is_file()
        home = next((one for one in roots if one != root and root.is_relative_to(one)), root.parent) if alone else root
        start = len(home.as_posix().rstrip("/")) + 1
        for file in [root.as_posix()] if alone else _below(root):
            path = file[start:]
            if not path.endswith(".cases.yaml") and path != "coverage.yaml":
                found[path] = Path(file)
    return found


def _below(root: Path) -> list[str]:
    """The YAML files in a folder and its folders, in order; as text, because hundreds of paths take long to sort."""
    names = (f"{folder}/{name}" for folder, _, some in os.walk(root.as_posix()) for name in some)
    return sorted((name for name in names if name.endswith(".yaml")), key=lambda name: name.split("/"))


def _sources(*roots: Path) -> dict[str, _Source]:
    return {path: _Source(file, read_content(file)) for path, file in law_files(*roots).items()}


def _content_hash(sources: Mapping[str, _Source]) -> str:
    """One hash over the paths and bytes of the law files."""
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(path.encode() + b"\0" + sources[path].content + b"\0")
    return digest.hexdigest()


def _read_law(sources: Mapping[str, _Source], found: str) -> Law:
    for name in SHARED:
        if name not in sources:
            raise LibraryFaults([LibraryError(name, None, "", "this file is missing from the regulations.")])
    document = sources["vocabulary.yaml"].document()
    vocabulary = parse(Vocabulary, document)
    places = parse(Places, sources["jurisdictions.yaml"].document())
    faults = [document.fault(*said) for said in vocabulary_faults(vocabulary, places)]
    duties: list[DutyEntry] = []
    for path in sorted(set(sources) - {*SHARED, OURS, BY_NAME}):
        try:
            duties += _instrument(sources[path].document(), vocabulary, places)
        except LibraryFaults as error:
            faults += error.faults
    if BY_NAME in sources:
        named = sources[BY_NAME].document()
        places = places.model_copy(update={"authorities": parse(Authorities, named)})
        ids = {name for duty, _, _ in duties for name in (duty.id, duty.instrument)}
        faults += [named.fault(*said) for said in authority_faults(places, ids)]
    checked = _checked(duties, Terms(vocabulary, places))
    if faults := [*faults, *checked.faults]:
        raise LibraryFaults([*faults, *(LibraryError(*one) for one in checked.contained)])
    law = Law(
        hash=found, vocabulary=vocabulary, places=places, duties=tuple(checked.duties), faults=tuple(checked.contained)
    )
    return _with_targets(law, sources[OURS].document()) if OURS in sources else law


def _with_targets(law: Law, document: Document) -> Law:
    """The law with house targets where it has no number. Raises LibraryFaults."""
    targets = parse(HouseTargets, document)
    faults = list(target_faults(targets.duties, ("duties",), document, law.by_id))
    for group, target in targets.recipients.items():
        faults += unit_faults(target, ("recipients", group), document)
    if faults:
        raise LibraryFaults(faults)
    duties = tuple(housed(duty, targets) for duty in law.duties)
    return Law(
        hash=law.hash,
        vocabulary=law.vocabulary,
        places=law.places,
        duties=duties,
        house_targets=targets,
        faults=law.faults,
    )


def _instrument(document: Document, vocabulary: Vocabulary, places: Places) -> list[DutyEntry]:
    heading = parse(Heading, document)
    common = {"instrument": heading.instrument, "law": heading.name, "source": heading.source, **heading.every_duty}
    found, faults = [], []
    for index, own in enumerate(heading.duties):
        at: Path_ = ("duties", index)
        merged = {**common, **own, **{key: _both(common.get(key, []), own.get(key, [])) for key in JOINED}}
        merged = in_full(merged, vocabulary, places)
        try:
            found.append((Duty.model_validate(merged), document, at))
        except ValidationError:
            faults += _said(merged, document, at)
    if faults:
        raise LibraryFaults(faults)
    return found


def _both(shared: Any, own: Any) -> Any:
    """One list of the two; what is no list instead, so that it is named as a fault."""
    wrong = [one for one in (own, shared) if not isinstance(one, list)]
    return wrong[0] if wrong else [*shared, *own]


def _said(merged: dict[str, Any], document: Document, at: Path_) -> list[LibraryError]:
    """The faults of one duty with their lines, which are computed only when needed."""
    try:
        duty_at(document, at, merged)
    except LibraryFaults as error:
        return error.faults
    return []


def duty_at(document: Document, at: Path_, value: Mapping[str, Any]) -> Duty:
    """The duty at `at`, read from `value`: its own keys merged with the shared ones, its conditions in full."""
    return parse(Duty, Document(document.file, value, partial(_shifted, document, at)))


def _shifted(document: Document, at: Path_) -> dict[Path_, int]:
    """Lines for a duty with what `every_duty` adds: its own keys first, the shared ones after."""
    shared = ("every_duty",)
    lines = {path[1:]: line for path, line in document.lines.items() if path[:1] == shared}
    own = {path[len(at) :]: line for path, line in document.lines.items() if path[: len(at)] == at}
    for key in JOINED:
        offset = len({path[1] for path in lines if len(path) == 2 and path[0] == key})
        own = {_moved(path, key, offset): line for path, line in own.items()}
    return {**lines, **own}


def _moved(path: Path_, key: str, offset: int) -> Path_:
    if len(path) > 1 and path[0] == key and isinstance(path[1], int):
        return (key, path[1] + offset, *path[2:])
    return path


def _checked(duties: list[DutyEntry], terms: Terms, beside: Iterable[str] = ()) -> CheckedDuties:
    """Faults inside each duty and between them, in the order of the files; `beside` are ids read before."""
    known: dict[str, tuple[Duty, Document]] = {}
    ids = {*beside, *(duty.id for duty, _, _ in duties)}
    ties: dict[str, list[str]] = {}
    for duty, _, _ in duties:
        ties.setdefault(duty.id, []).extend(ties_of(duty))
    checked = CheckedDuties([], [], [])
    for duty, document, at in duties:
        before, found = known.get(duty.id), list(faults_of(duty, terms))
        if before and before[1].file != document.file:
            found.append((("id",), f"this id is already used in {before[1].file}.", ()))
        else:
            found += faults_between(duty, before[0] if before else None, ids)
        if tied := tie_fault(duty, ties):
            found.append(tied)
        known[duty.id] = (duty, document)
        shifted = Document(document.file, None, partial(_shifted, document, at))
        broken: dict[Path_, str] = {}
        for path, say, allowed in found:
            fault = shifted.fault(path, say, allowed)
            if path[-1] in CONTAINED:
                broken[path] = f"{fault.file}:{fault.line}"
                checked.contained.append(ConditionFault(fault.file, fault.line, fault.key, say, allowed))
            else:
                checked.faults.append(fault)
        checked.duties.append(_contained(duty, broken) if broken else duty)
    return checked


def _contained(duty: Duty, broken: Mapping[Path_, str]) -> Duty:
    """The duty with each condition that can't be evaluated, and each tie to itself, replaced by where it stands."""
    places = {path[:2]: place for path, place in reversed(tuple(broken.items()))}
    changed: dict[str, Any] = {
        key: tuple(
            Condition(because=place) if (place := places.get((key, index))) else one
            for index, one in enumerate(getattr(duty, key))
        )
        for key in ("applies", "unless")
    }
    if ("due", "relief_unless") in broken:
        limits = tuple(one.model_copy(update={"relief_unless": ""}) for one in duty.due.earliest_of)
        changed["due"] = duty.due.model_copy(update={"relief_unless": "", "earliest_of": limits})
    if tied := next((place for path, place in broken.items() if path[-1] in TIES), None):
        changed["applies"] += (Condition(because=tied),)
        changed |= {"starts": None, "due": Due(none=duty.words)}
    return duty.model_copy(update=changed)
