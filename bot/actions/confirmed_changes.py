"""The command that ran into `Loosens`, run again once the person has seen what it ends or delays and confirmed it.

One row of `REPEATED` for each command that can be kept until then: all that can be proposed, what settles a proposal,
the severity, and the reopening of a clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.actions import confirmations, people
from bot.actions.confirmations import PROPOSABLE, ConfirmProposal, RejectProposal
from bot.actions.people import the_incident
from bot.actions.reviews import ReopenClock, reopen_clock
from bot.actions.severities import RateSeverity, rate_severity
from bot.actions.work import LooseningSeen, Work
from bot.domain.permissions import Act, Subject, may
from bot.errors import Stale
from bot.messages import _
from bot.store.tables import Incident


@dataclass(frozen=True)
class Repeated:
    """How a command that was kept is read, what permission it needs, and what it does."""

    command: type
    act: Act
    subject: Callable[[Work, Incident, Any], Subject]
    run: Callable[[Work, Incident, Any], object]


@dataclass(frozen=True)
class ConfirmChange:
    """`name` is the command's row, `kept` the command as plain JSON, `seen` what the person was shown."""

    name: str
    kept: Mapping[str, Any]
    seen: LooseningSeen


def _the_proposal(work: Work, incident: Incident, command: ConfirmProposal | RejectProposal) -> Subject:
    return confirmations.subject_of(work, incident, command.proposal_id)


REPEATED: Mapping[str, Repeated] = {
    **{str(kind): Repeated(one.command, one.act, one.subject, one.run) for kind, one in PROPOSABLE.items()},
    "proposal.confirm": Repeated(ConfirmProposal, Act.CONFIRM, _the_proposal, confirmations.confirm_proposal),
    "severity.rate": Repeated(RateSeverity, Act.RATE, the_incident, rate_severity),
    "clock.reopen": Repeated(ReopenClock, Act.DECLINE, the_incident, reopen_clock),
    "proposal.reject": Repeated(RejectProposal, Act.REJECT, _the_proposal, confirmations.reject_proposal),
}

NAMES: Mapping[type, str] = {one.command: name for name, one in REPEATED.items()}
"""By command."""


def kept(command: object) -> tuple[str, Mapping[str, Any]] | None:
    """A command as `ConfirmChange` has it; None where it cannot be kept."""
    name = NAMES.get(type(command))
    return (name, TypeAdapter(type(command)).dump_python(command, mode="json")) if name else None


def confirm_change(work: Work, incident: Incident, command: ConfirmChange) -> object:
    """What the person wanted, now that they have seen what it ends or delays. Raises Loosens again when that is no
    longer the same."""
    row = REPEATED[command.name]
    try:
        wanted: object = TypeAdapter(row.command).validate_python(command.kept)
    except ValidationError:
        raise Stale(_("This was saved by another version of breachbot."), _("Start again.")) from None
    may(people.actor(work, incident), row.act, row.subject(work, incident, wanted)).require()
    return row.run(replace(work, seen=command.seen), incident, wanted)
