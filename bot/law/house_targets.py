"""House targets: how soon we want to act on a duty for which the law has no number. Ours, never the law's.

Decides which target a duty gets: its own before the one of its recipients; none where the law has a number. How it is
counted is decided in `due_dates`. What an organization sets instead is in its own file.
"""

import difflib
from collections.abc import Iterator, Mapping

from bot.errors import LibraryError
from bot.law.model import Duty, HouseTargets
from bot.law.periods import Period, Unit
from bot.strict import Document, Path_


def housed(duty: Duty, *sources: HouseTargets) -> Duty:
    """The duty with its target from the first of the sources that has one, where it has no number; else as it is."""
    if duty.due.none is None:
        return duty
    own = [one.duties.get(duty.id) or one.recipients.get(duty.owed_to) for one in sources]
    target = next(filter(None, own), None)
    return duty.model_copy(update={"due": duty.due.model_copy(update={"house": target})}) if target else duty


def target_faults(
    targets: Mapping[str, Period], at: Path_, document: Document, by_id: Mapping[str, tuple[Duty, ...]]
) -> Iterator[LibraryError]:
    """A target by a duty's id must name one without a number, in hours or days."""
    for name, target in targets.items():
        if name not in by_id:
            near = tuple(difflib.get_close_matches(name, by_id, n=4, cutoff=0.4))
            yield document.fault((*at, name), f"unknown duty '{name}'.", near)
        elif numbered := next((duty for duty in by_id[name] if duty.due.none is None), None):
            yield document.fault((*at, name), f"this duty has its own deadline: {numbered.words}.")
        else:
            yield from unit_faults(target, (*at, name), document)


def unit_faults(target: Period, at: Path_, document: Document) -> Iterator[LibraryError]:
    if target.unit not in (Unit.HOURS, Unit.DAYS):
        yield document.fault(at, "a house target must be in hours or days.")
