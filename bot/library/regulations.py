"""Reads the law: vocabulary, places and every instrument, strictly; says what is wrong with file, line and key.

Decides whether a file is sound on its own and with the others (unknown facts, conditions that do not compile, repeated
ids, gaps between versions). What the law means is decided in `bot.domain`.

Surprise: `every_duty` of a file is laid under each of its duties: single values are replaced by the duty's own, the
lists `applies`, `unless` and `ask_counsel` are put in front of the duty's own.
"""

import difflib
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.facts import Vocabulary
from bot.domain.law import Duty, Law, Start, days_between
from bot.domain.places import EVERYWHERE, Places
from bot.domain.worlds import DERIVED, compiled, direction_of, reads
from bot.errors import LibraryError
from bot.library.strict import Document, LibraryFaults, Path_, parse, read

SHARED = ("vocabulary.yaml", "jurisdictions.yaml")
JOINED = ("applies", "unless", "ask_counsel")


class Heading(BaseModel):
    """The top of an instrument's file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    instrument: str
    name: str
    source: str = ""
    every_duty: dict[str, Any] = {}
    duties: list[dict[str, Any]]


def load_law(*roots: Path, cache: Path | None = None) -> Law:
    """The law under the roots: a file of a later root takes the place of the one with the same path in an earlier, or
    is added. Raises LibraryFaults with every fault found. With `cache`, a directory, the checked law is kept there
    under the hash of its files."""
    files = law_files(*roots)
    found = content_hash(files)
    kept = cache / f"law-{found[:16]}.json" if cache else None
    if kept and kept.is_file():
        try:
            return Law.model_validate_json(kept.read_bytes())
        except ValidationError:
            kept.unlink()  # written by another version of breachbot
    law = _read_law(files, found)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".partial")
        partial.write_text(law.model_dump_json(by_alias=True, exclude_defaults=True), encoding="utf-8")
        partial.replace(kept)
    return law


def check_law(*roots: Path) -> list[LibraryError]:
    """Every fault under the roots, in the order of file and line; empty when the law is sound."""
    try:
        _read_law(law_files(*roots), "")
    except LibraryFaults as faults:
        return faults.faults
    return []


def law_files(*roots: Path) -> dict[str, Path]:
    """Every law file by its path below its root, in order of path; cases and coverage are not law."""
    found = {}
    for root in roots:
        for file in sorted(root.rglob("*.yaml")):
            path = file.relative_to(root).as_posix()
            if not path.endswith(".cases.yaml") and path != "coverage.yaml":
                found[path] = file
    return found


def content_hash(files: Mapping[str, Path]) -> str:
    """One hash over the paths and bytes of the law files."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + files[path].read_bytes() + b"\0")
    return digest.hexdigest()


def _read_law(files: Mapping[str, Path], found: str) -> Law:
    for name in SHARED:
        if name not in files:
            raise LibraryFaults([LibraryError(name, None, "", "this file is missing from the regulations.")])
    vocabulary = parse(Vocabulary, read(files["vocabulary.yaml"]))
    places = parse(Places, read(files["jurisdictions.yaml"]))
    faults: list[LibraryError] = []
    duties: list[tuple[Duty, Document, Path_]] = []
    for path in sorted(set(files) - set(SHARED)):
        try:
            duties += _instrument(files[path])
        except LibraryFaults as error:
            faults += error.faults
    for duty, document, at in duties:
        faults += _faults(duty, document, at, vocabulary, places)
    faults += _between(duties)
    if faults:
        raise LibraryFaults(faults)
    return Law(hash=found, vocabulary=vocabulary, places=places, duties=tuple(duty for duty, _, _ in duties))


def _instrument(file: Path) -> list[tuple[Duty, Document, Path_]]:
    document = read(file)
    heading = parse(Heading, document)
    common = {"instrument": heading.instrument, "law": heading.name, "source": heading.source, **heading.every_duty}
    found, faults = [], []
    for index, own in enumerate(heading.duties):
        at: Path_ = ("duties", index)
        merged = {**common, **own, **{key: [*common.get(key, []), *own.get(key, [])] for key in JOINED}}
        try:
            found.append((parse(Duty, Document(file, merged, _shifted(document, at))), document, at))
        except LibraryFaults as error:
            faults += error.faults
    if faults:
        raise LibraryFaults(faults)
    return found


def _shifted(document: Document, at: Path_) -> dict[Path_, int]:
    """Lines for a duty with what `every_duty` adds: its own keys first, the shared ones behind."""
    shared = ("every_duty",)
    lines = {path[1:]: line for path, line in document.lines.items() if path[:1] == shared}
    own = {path[2:]: line for path, line in document.lines.items() if path[:2] == at}
    for key in JOINED:
        offset = len({path[1] for path in lines if len(path) == 2 and path[0] == key})
        own = {_moved(path, key, offset): line for path, line in own.items()}
    return {**lines, **own}


def _moved(path: Path_, key: str, offset: int) -> Path_:
    if len(path) > 1 and path[0] == key and isinstance(path[1], int):
        return (key, path[1] + offset, *path[2:])
    return path


def _faults(
    duty: Duty, document: Document, at: Path_, vocabulary: Vocabulary, places: Places
) -> Iterator[LibraryError]:
    shifted = Document(document.file, None, _shifted(document, at))
    for key in ("applies", "unless"):
        for index, condition in enumerate(getattr(duty, key)):
            here: Path_ = (key, index, "when")
            yield from (shifted.fault(here, say, near) for say, near in _expression(condition.when, vocabulary, places))
    for start in _starts(duty):
        for name in start.facts:
            if name not in vocabulary:
                yield shifted.fault(("starts",), f"there is no fact called '{name}'.", _near(name, vocabulary.facts))
            elif vocabulary[name].type != "instant":
                yield shifted.fault(("starts",), f"'{name}' is not an instant and cannot start a clock.")
    if duty.place not in places:
        yield shifted.fault(("place",), f"there is no place called '{duty.place}'.", _near(duty.place, _codes(places)))
    for code in duty.recipients:
        if code not in places:
            yield shifted.fault(
                ("recipients", code), f"there is no place called '{code}'.", _near(code, _codes(places))
            )
    for code in {code: None for limb in duty.due.limbs for code in limb.calendar}:
        known = (*_codes(places), *places.calendars)
        if code not in known:
            say = f"there is no place or calendar called '{code}'."
            yield shifted.fault(("due", "calendar"), say, _near(code, known))


def _expression(text: str, vocabulary: Vocabulary, places: Places) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        compiled(text)
    except ValueError as error:
        yield f"this condition does not compile: {str(error).splitlines()[0]} (found {text!r}).", ()
        return
    for name in reads(text):
        if DERIVED.get(name, name) not in vocabulary:
            yield f"there is no fact called '{name}'.", _near(name, (*vocabulary.facts, *DERIVED))
        elif name in vocabulary and vocabulary[name].type in ("instant", "date", "text", "money", "zone", "filings"):
            yield f"'{name}' cannot stand in a condition; use a yes/no fact, a choice, a list or a count.", ()
    if reason := direction_of(text, vocabulary):
        yield f"this condition cannot be settled safely while facts are half known: {reason}.", ()
    yield from _words(text, vocabulary, places)


def _words(text: str, vocabulary: Vocabulary, places: Places) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Words in quotes must be places or choices: a misspelt one would silently never hold."""
    allowed = {word for name in reads(text) if name in vocabulary for word in vocabulary[name].choices}
    codes = (*_codes(places), EVERYWHERE)
    kinds = {vocabulary[DERIVED.get(name, name)].type for name in reads(text) if DERIVED.get(name, name) in vocabulary}
    takes_places = bool(kinds & {"people", "place", "places"})
    for word in re.findall(r'"([^"]*)"', text):
        if word not in allowed and not (takes_places and word in codes):
            could = (*allowed, *(codes if takes_places else ()))
            yield f"'{word}' is not a choice or place that these facts can have.", _near(word, could)


def _between(duties: list[tuple[Duty, Document, Path_]]) -> Iterator[LibraryError]:
    """Faults between entries: an id in two files, versions that overlap or leave a gap, ties to unknown duties."""
    known: dict[str, tuple[Duty, Document]] = {}
    ids = {duty.id for duty, _, _ in duties}
    for duty, document, at in duties:
        before = known.get(duty.id)
        here: Path_ = (*at, "id")
        if before and before[1].file != document.file:
            yield document.fault(here, f"this id stands already in {before[1].file}.")
        elif before and before[0].in_force.until is None:
            yield document.fault(here, "this id stands twice and the earlier entry has no end; give it in_force.until.")
        elif before and (days := days_between(before[0].in_force, duty.in_force)):
            lies = (
                "days lie between this version and the one before"
                if days > 0
                else "the version before covers these days too"
            )
            say = f"{lies}; the one before must end on the day before this one begins."
            yield document.fault((*at, "in_force"), say)
        known[duty.id] = (duty, document)
        for other in _ties(duty):
            if other not in ids:
                yield document.fault((*at, "due"), f"there is no duty called '{other}'.", _near(other, ids))


def _starts(duty: Duty) -> list[Start]:
    return [start for start in (duty.starts, *(limb.starts for limb in duty.due.limbs)) if start]


def _ties(duty: Duty) -> list[str]:
    return [name for name in (duty.due.of, *(name for start in _starts(duty) for name in start.met)) if name]


def _codes(places: Places) -> tuple[str, ...]:
    return (*places.places, *places.groups)


def _near(word: str, allowed: Iterable[str]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(word, list(allowed), n=4, cutoff=0.4))


def main(arguments: list[str]) -> int:
    """Prints every fault under the given root."""
    faults = check_law(Path(arguments[0]))
    for fault in faults:
        print(fault)  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
