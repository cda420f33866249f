"""The editions of the report: who each is for, and what of the one record it holds.

Decides what is left out of an edition and how names are replaced. Leaves the sentences to the templates, one for each
edition and language.

Caveats: names are replaced wherever they stand as such, also in what people wrote: the whole name and each part of it
of three letters or more. A nickname is not found.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from bot.domain.reports import ReportAnnex, ReportFacts, ReportPerson
from bot.errors import Refused
from bot.messages import N_, _


class Edition(StrEnum):
    FACTUAL = "factual"
    BOARD = "board"
    LEARNING = "learning"
    ANNEX = "annex"


READERS: Mapping[Edition, str] = {
    Edition.FACTUAL: N_("for the authority, auditors and counsel: everything on record, without legal advice"),
    Edition.BOARD: N_("for the board and executives: a few pages, the answers on the first"),
    Edition.LEARNING: N_("for everyone who should learn from it: no names, no data of customers"),
    Edition.ANNEX: N_("for counsel alone: maximum fines, open legal questions, contested facts"),
}
"""What each edition is for, after its name."""

SHORTEST_PART = 3  # letters of a part of a name that is replaced by itself


class NoAnnex(Refused):
    """No lawyer has directed the privileged annex to be made."""


def of_edition(report: ReportFacts, edition: Edition) -> ReportFacts:
    """What this edition holds of the record. Raises NoAnnex unless counsel asked for the annex."""
    match edition:
        case Edition.ANNEX:
            if report.privilege is None:
                raise NoAnnex(
                    _("There is no privileged annex of this report: privacy counsel hasn't asked for one."),
                    _("Only privacy counsel can: /breach privilege because REASON"),
                )
            return report.model_copy(update={"annex": report.annex or ReportAnnex()})
        case Edition.BOARD:
            return report.model_copy(update={"annex": None, "privilege": None})
        case Edition.FACTUAL:
            junior = (one for one in report.people if not one.in_office)
            return without_names(report.model_copy(update={"annex": None, "privilege": None}), junior)
        case Edition.LEARNING:
            kept = {"annex": None, "privilege": None, "evidence": (), "timeline": (), "roles": ()}
            return without_names(report.model_copy(update=kept), report.people).model_copy(update={"people": ()})


def without_names(report: ReportFacts, people: Iterable[ReportPerson]) -> ReportFacts:
    """The report with what these people are called by in place of their names."""
    called: dict[str, str] = {}
    for one in people:
        for part in one.name.split():
            if len(part) >= SHORTEST_PART:
                called.setdefault(part, one.called)
        called[one.name] = one.called
    if not called:
        return report
    names = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))
    found = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
    replaced: ReportFacts = _mapped(report, lambda text: found.sub(lambda name: called[name[0]], text))
    return replaced


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in it changed; what is no text, list or part of a report stays."""
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(one, change) for one in value)
    if isinstance(value, BaseModel):
        return value.model_copy(update={name: _mapped(one, change) for name, one in value})
    return value
