"""Reads the runbooks: one file per kind of incident, each together with the core that it extends.

Decides which files count, and reports all faults together. Leaves what a file may contain to `model.py`, whether files
are consistent to `checks.py`, and how core and kind become one runbook to `inheritance.py`.

Caveats: a file of a later folder replaces that of an earlier one by name; a core is no runbook of its own; an incident
keeps the runbook it began with, so that a file that is edited changes nothing for it.
"""

from collections.abc import Mapping
from pathlib import Path

from bot.errors import LibraryError
from bot.law.vocabulary import Vocabulary
from bot.runbook.checks import Files, check
from bot.runbook.file_edits import Fits
from bot.runbook.inheritance import build_runbook
from bot.runbook.model import Runbook, RunbookFile
from bot.strict import Document, LibraryFaults, parse, read, yaml_files

NOT_RUNBOOKS = ("readiness.yaml", "reminders.yaml")


def load_runbooks(root: Path, *over: Path, vocabulary: Vocabulary | None = None) -> Mapping[str, Runbook]:
    """Every runbook by its kind, without the core. Raises LibraryFaults with every fault at once.

    Conditions are checked against `vocabulary`; when it is not given, against the one in the folder beside `root`.
    """
    files, faults = _read(root, *over)
    if vocabulary is None:
        vocabulary = parse(Vocabulary, read(root.parent / "regulations" / "vocabulary.yaml"))
    faults += [fault for file, document in files.values() for fault in check(file, document, files, vocabulary)]
    if faults:
        raise LibraryFaults(faults)
    return {
        kind: build_runbook(file, files[file.extends][0] if file.extends else None)
        for kind, (file, _) in sorted(files.items())
        if kind not in _cores(files)
    }


def check_runbooks(root: Path, *over: Path, vocabulary: Vocabulary | None = None) -> list[LibraryError]:
    """The faults that `load_runbooks` would raise, as a list."""
    try:
        load_runbooks(root, *over, vocabulary=vocabulary)
    except LibraryFaults as found:
        return found.faults
    return []


def fitting(root: Path, *over: Path, vocabulary: Vocabulary) -> Fits:
    """Whether a file, as it would be, fits the others in these folders."""
    files, _faults = _read(root, *over)

    def fits(file: RunbookFile, document: Document) -> bool:
        return not any(check(file, document, {**files, file.kind: (file, document)}, vocabulary))

    return fits


def _read(*roots: Path) -> tuple[Files, list[LibraryError]]:
    names = {path.name: path for root in roots for path in yaml_files(root) if path.name not in NOT_RUNBOOKS}
    files: dict[str, tuple[RunbookFile, Document]] = {}
    faults: list[LibraryError] = []
    if not names:
        faults.append(LibraryError(roots[0], None, "", "there are no runbooks here."))
    for name, path in sorted(names.items()):
        try:
            document = read(path)
            file = parse(RunbookFile, document)
        except LibraryFaults as found:
            faults += found.faults
            continue
        files[file.kind] = (file, document)
        if file.kind != Path(name).stem:
            faults.append(document.fault(("kind",), f"the kind must match the file's name, '{Path(name).stem}'."))
    return files, faults


def _cores(files: Files) -> set[str]:
    return {file.extends for file, _ in files.values() if file.extends}
