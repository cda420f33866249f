"""Which folder of the library a file or folder belongs to, and its faults there.

What is checked overrides the shipped library, as it would in use, so that a single law file may use the shipped
vocabulary and a single runbook may extend the shipped core.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from bot.errors import LibraryError, UsageError
from bot.strict import LibraryFaults, read

FOLDERS = ("regulations", "runbooks", "notify_templates")
Check = Callable[[str, Path], list[LibraryError]]


def faults_at(path: Path, check: Check) -> list[LibraryError]:
    """The faults of everything at `path`: a file, a folder, or a folder that holds folders. Raises UsageError."""
    if not path.exists():
        raise UsageError(f"{path} does not exist.", "Enter a file or folder with regulations, runbooks or notices.")
    found: list[LibraryError] = []
    for folder, place in _places(path):
        found += [fault for fault in check(folder, place) if Path(fault.file).resolve().is_relative_to(path.resolve())]
    return sorted(dict.fromkeys(found), key=lambda fault: (fault.file, fault.line or 0))


def _places(path: Path) -> Iterator[tuple[str, Path]]:
    """Each folder found, with what overrides the shipped one: a root, or one file."""
    inside = [(folder, path / folder) for folder in FOLDERS if (path / folder).is_dir()]
    if inside or path.name in FOLDERS:
        yield from inside or [(path.name, path)]
        return
    if path.is_dir() and (path / "notice.yaml").exists():
        yield "notify_templates", path.parent
        return
    for file in [path] if path.is_file() else sorted(path.rglob("*.yaml")):
        if file.name == "notice.yaml":
            yield "notify_templates", file.parent.parent
        elif not file.name.endswith(".cases.yaml"):
            yield _folder_of(file), file


def _folder_of(file: Path) -> str:
    """By its top-level keys; a file that cannot be read is treated as law, whose reader says why."""
    try:
        top = read(file).value
    except LibraryFaults:
        return "regulations"
    keys = set(top) if isinstance(top, dict) else set()
    for folder, signs in (
        ("runbooks", {"phases", "extends"}),
        ("reminders", {"clocks", "snooze"}),
        ("organisation", {"roles", "contracts", "house_targets"}),
    ):
        if keys & signs:
            return folder
    return "regulations"
