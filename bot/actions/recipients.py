"""A list of the people affected was counted outside of Slack: the numbers go on the record, and the fact follows.

Decides what is kept (numbers and the list's hash), and that the fact `people` changes as by anyone who may not confirm
it: it counts unconfirmed, or waits where it would end or delay a duty, until someone in the incident confirms it.

Leaves to `bot.recipients` what is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.actions import facts, people, profiles
from bot.actions.fact_changes import FactsStated, merged
from bot.actions.fact_wording import change_of
from bot.actions.loosenings import FactChange
from bot.actions.work import Work
from bot.domain.events.recipients import RecipientsCounted
from bot.domain.permissions import require_open
from bot.errors import UsageError
from bot.law.changes import DutyChange, loosens
from bot.law.fact_edits import FactEdit, How
from bot.law.facts import Certainty
from bot.law.values import People
from bot.messages import _
from bot.store.tables import Incident, TimelineEntry

PEOPLE = "people"


@dataclass(frozen=True)
class RecordCount:
    """`fact`: the numbers as a fact; `places` and `numbers` as counted. `has_everyone`: the list has all the people
    affected, so that a place which isn't in it has none; otherwise only the places in it are restated."""

    file: str
    sha256: str
    rows: int
    people: int
    fact: People
    places: Mapping[str, int]
    numbers: Mapping[str, int]
    has_everyone: bool = False
    is_estimate: bool = False

    @property
    def edit(self) -> FactEdit:
        return FactEdit(PEOPLE, How.REPLACE if self.has_everyone else How.STATE, self.fact)

    @property
    def source(self) -> str:
        """Where the numbers are from, as the fact's note says."""
        return f"Counted from {self.file}: {self.rows:,} rows, SHA-256 {self.sha256}."


@dataclass(frozen=True)
class CountCompared:
    """What the count would change, None where it is what is recorded; `loosened`: the duties that would end or be due
    later."""

    incident: Incident
    change: FactChange | None
    loosened: Sequence[DutyChange]


@dataclass(frozen=True)
class CountRecorded:
    """`again`: the same list was on the record with the same numbers already."""

    stated: FactsStated
    again: bool


def compare_count(work: Work, incident: Incident, command: RecordCount) -> CountCompared:
    """Changes nothing. Raises IncidentIsClosed."""
    require_open(people.subject_of(incident))
    snapshot, new = work.snapshot(incident), merged(incident, [command.edit])[PEOPLE]
    if new == incident.facts.value(PEOPLE):
        return CountCompared(incident, None, ())
    after = incident.facts.set(snapshot.law.vocabulary, PEOPLE, new, work.actor, snapshot.now)
    found = snapshot.findings_with(after, [PEOPLE])
    loosened = loosens(snapshot.findings, found, snapshot.law.vocabulary, [PEOPLE])
    return CountCompared(incident, change_of(work, incident, PEOPLE, new), loosened)


def record_count(work: Work, incident: Incident, command: RecordCount) -> CountRecorded:
    """By someone outside of Slack, whose name is the actor. Raises UsageError for a name that Slack knows: nobody's
    confirmation can be given from here."""
    work.lock(incident)
    require_open(people.subject_of(incident))
    refuse_account(work, incident)
    again = _known(work, incident, command)
    if not again:
        work.record(incident, _event(command))
    sure = Certainty.LIKELY if command.is_estimate else Certainty.CERTAIN
    return CountRecorded(facts.change(work, incident, [command.edit], command.source, sure), again)


def refuse_account(work: Work, incident: Incident) -> None:
    """Raises UsageError for an actor outside of Slack who goes by the name of someone in it."""
    if people.seats_of(work, incident, work.actor) or profiles.person_row(work, work.actor):
        raise UsageError(_("“{name}” is an account in Slack.", name=work.actor), _("Write your name instead."))


def _event(command: RecordCount) -> RecipientsCounted:
    return RecipientsCounted(
        file=command.file,
        sha256=command.sha256,
        rows=command.rows,
        people=command.people,
        places=dict(command.places),
        numbers=dict(command.numbers),
        has_everyone=command.has_everyone,
    )


def _known(work: Work, incident: Incident, command: RecordCount) -> bool:
    rows = select(TimelineEntry).where(
        TimelineEntry.incident_id == incident.id, TimelineEntry.event == RecipientsCounted.name
    )
    return any(row.said == _event(command) for row in work.session.scalars(rows))
