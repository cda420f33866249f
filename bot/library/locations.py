"""Which folder of the library a file or folder belongs to, and its faults there.

What is checked overrides the shipped library, as it would in use, so that a single law file may use the shipped
vocabulary and a single runbook may extend the shipped core.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bot.errors import LibraryError, UsageError
from bot.strict import LibraryFaults, read

FOLDERS = ("regulations", "runbooks", "notify_templates", "recipients")
READ = (".yaml", ".j2")
MEANT = {".yml": ".yaml", ".YAML": ".yaml", ".jinja": ".j2", ".jinja2": ".j2"}
ORGANISATION = "organisation.yaml"
NOTICE = "notice.yaml"
FORMS = "forms"
Check = Callable[[str, Path | None], list[LibraryError]]


def faults_at(path: Path, check: Check) -> list[LibraryError]:
    """The faults of everything at `path`: a file, a folder, or a folder that holds folders. Raises UsageError where
    there is nothing to check: that is no success."""
    if not path.exists():
        raise UsageError(f"{path} does not exist.", "Enter a file or folder with regulations, runbooks or notices.")
    _require_content(path)
    found = never_read(path)
    for folder, place in _places(path):
        found += _caused(path, check(folder, place), partial(check, folder, None))
    return sorted(dict.fromkeys(found), key=lambda fault: (fault.file, fault.line or 0))


def _caused(
    path: Path, faults: Sequence[LibraryError], without: Callable[[], Sequence[LibraryError]]
) -> list[LibraryError]:
    """The faults that `path` causes: those in it, and those that other files have only together with it."""
    inside = [fault for fault in faults if Path(fault.file).resolve().is_relative_to(path.resolve())]
    if len(inside) == len(faults):
        return inside
    before = {str(fault) for fault in without()}
    return [fault for fault in faults if fault in inside or str(fault) not in before]


def _require_content(path: Path) -> None:
    """Raises UsageError when nothing here could be a file of the library."""
    if not (path.is_file() or path.is_dir()):
        raise UsageError(f"{path} is neither a file nor a folder.", "Enter a file or folder of the library.")
    if not any(file.suffix in (*READ, *MEANT) for file in _files(path)):
        raise UsageError(f"There is nothing to check in {path}.", "Files of the library end in .yaml or .j2.")


def never_read(path: Path) -> list[LibraryError]:
    """Files that nothing reads because of how they end."""
    return [
        LibraryError(file, None, "", f"this file is never read. Rename it to end in {MEANT[file.suffix]}.")
        for file in _files(path)
        if file.suffix in MEANT
    ]


def _files(path: Path) -> Sequence[Path]:
    return [path] if path.is_file() else sorted(file for file in path.rglob("*") if not file.is_dir())


def _places(path: Path) -> Iterator[tuple[str, Path]]:
    """Each folder found, with what overrides the shipped one: a root, or one file."""
    inside = [(folder, path / folder) for folder in FOLDERS if (path / folder).is_dir()]
    if inside or path.name in FOLDERS:
        yield from inside or [(path.name, path)]
        if (path / ORGANISATION).is_file():
            yield "organisation", path / ORGANISATION
        return
    files = _files(path)
    for notices in dict.fromkeys(file.parent.parent for file in files if _is_of_notice(file)):
        yield "notify_templates", notices
    for file in files:
        if file.suffix == ".yaml" and not _is_of_notice(file) and not file.name.endswith(".cases.yaml"):
            yield _folder_of(file), file


def _is_of_notice(file: Path) -> bool:
    return file.suffix == ".j2" or file.name == NOTICE or (file.suffix == ".yaml" and file.parent.name == FORMS)


def _folder_of(file: Path) -> str:
    """By its top-level keys; a file that cannot be read is treated as law, whose reader says why."""
    try:
        top = read(file).value
    except LibraryFaults:
        return "regulations"
    keys = set(top) if isinstance(top, dict) else set()
    if file.name == ORGANISATION:
        return "organisation"
    for folder, signs in (
        ("runbooks", {"phases", "extends"}),
        ("reminders", {"clocks", "snooze"}),
        ("readiness", {"items"}),
        ("recipients", {"columns"}),
        ("organisation", {"roles", "contracts", "house_targets", "contacts", "people", "two_people"}),
    ):
        if keys & signs:
            return folder
    return "regulations"
