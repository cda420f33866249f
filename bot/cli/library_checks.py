"""What is wrong in the library: every fault of every folder in use, or of files laid over it.

Decides which checks a folder gets. Each check is its folder's own; what a start refuses is decided in `bot.app`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.actions.work import Library
from bot.documents.template_checks import check_rendering
from bot.errors import LibraryError
from bot.law.files import check as check_law
from bot.law.files import load as load_law
from bot.law.model import Law
from bot.library.forms import answer_faults, form_faults
from bot.library.locations import faults_at, never_read
from bot.library.organisation import check_organisation, load_organisation
from bot.library.reminders import check_reminders
from bot.library.templates import changed_notes, load_templates
from bot.recipients.columns import check_mappings
from bot.runbook.files import check_runbooks
from bot.runbook.readiness import check_readiness
from bot.settings import Settings, roots
from bot.strict import LibraryFaults, read


def standing_faults(settings: Settings, library: Library) -> Iterator[str]:
    """The faults in the organization's own files that stop nothing but what they are in, as a start says them."""
    for fault in library.law.faults:
        yield f"{LibraryError(*fault)} Until it is corrected, its duty is undetermined."
    if settings.library and (settings.library / "notify_templates").is_dir():
        for found in check_rendering(library.templates, library.law.vocabulary, set(library.law.by_id)):
            yield f"{found} Correct it before you use that notice."


def _law_in_use(settings: Settings) -> Law | None:
    """None when it has faults that no duty alone can bear."""
    try:
        return load_law(*roots(settings, "regulations"), cache=settings.cache)
    except LibraryFaults:
        return None


def check_library(settings: Settings) -> list[LibraryError]:
    """Every fault of every folder, without stopping at the first."""
    faults = check_law(*roots(settings, "regulations"), cache=settings.cache)
    law = _law_in_use(settings)
    faults += _runbook_faults(law, *roots(settings, "runbooks"))
    faults += [*_notice_faults(law, *roots(settings, "notify_templates")), *changed_notes(settings.cache)]
    faults += check_mappings(*roots(settings, "recipients"))
    if law:
        faults += check_organisation(settings.organisation_file, law) or _form_answer_faults(settings, law)
    return [*faults, *(never_read(settings.library) if settings.library else ())]


def _form_answer_faults(settings: Settings, law: Law) -> list[LibraryError]:
    """Of an organization's file that has no other faults."""
    organisation, _law = load_organisation(settings.organisation_file, law)
    if not organisation.form_answers:
        return []
    try:
        templates = load_templates(*roots(settings, "notify_templates"))
    except LibraryFaults:
        return []  # which are told as such
    return list(answer_faults(organisation, read(settings.organisation_file), templates))


def _runbook_faults(law: Law | None, *folders: Path) -> list[LibraryError]:
    faults = check_runbooks(*folders, vocabulary=law.vocabulary if law else None)
    return [*faults, *check_reminders(*folders), *check_readiness(*folders)]


def _notice_faults(law: Law | None, *folders: Path) -> list[LibraryError]:
    try:
        templates = load_templates(*folders)
    except LibraryFaults as found:
        return found.faults
    if law is None:
        return []
    rendered = check_rendering(templates, law.vocabulary, set(law.by_id))
    return [*rendered, *form_faults(templates, law.vocabulary, law.places)]


def check_paths(settings: Settings, paths: Sequence[Path]) -> list[LibraryError]:
    """The faults of files and folders, laid over what is in use."""
    law = _law_in_use(settings)
    return [
        fault
        for path in paths
        for fault in faults_at(path, lambda folder, place: _check_folder(settings, law, folder, place))
    ]


def _check_folder(settings: Settings, law: Law | None, folder: str, place: Path | None) -> list[LibraryError]:
    """Of the folder as it is in use, and as it would be with what is at `place`."""
    added = [place] if place else []
    match folder:
        case "runbooks":
            return _runbook_faults(law, *roots(settings, folder), *added)
        case "notify_templates":
            return _notice_faults(law, *roots(settings, folder), *added)
        case "regulations":
            return check_law(*roots(settings, folder), *added)
        case "recipients":
            return check_mappings(*roots(settings, folder), *added)
        case "reminders":
            return [fault for file in added for fault in check_reminders(file)]
        case "readiness":
            return [fault for file in added for fault in check_readiness(file.parent)]
    say = "can't be checked while the law has problems. See `breachbot check`."
    return [
        fault
        for file in added
        for fault in (check_organisation(file, law) if law else [LibraryError(file, None, "", say)])
    ]
