"""Requests of law enforcement to wait with a notice: taken down, and lifted, as far as each law knows them.

What a request does to a clock is decided in `law/holds.py`; the reminders follow the clock. A request stands for the
duties it was made about and for no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dateutil.relativedelta import relativedelta
from pydantic import AwareDatetime

from bot.actions import assessments, clocks, proposals, steps
from bot.actions.clocks import ClockLine
from bot.actions.proposals import Prepared
from bot.actions.work import Work
from bot.domain.events.clocks import ClockHeld, ClockReleased
from bot.domain.proposals import Noun, ProposedAct, holding, releasing
from bot.errors import Refused, UsageError
from bot.law.holds import ASK_AGAIN, HoldRequest, objection
from bot.messages import _
from bot.sentences import At, Sentence, Text, listed, sentence
from bot.store.tables import Incident

ALL = "all"  # every open duty whose law knows such a request
Objections = dict[str, tuple[Sentence, Sentence] | None]
"""By duty, why it can't wait and what would help; None if it can."""


@dataclass(frozen=True)
class HoldClock:
    """`duty` is a duty in words, or `all`."""

    duty: str
    until_at: AwareDatetime
    authority: str
    written: bool = False


@dataclass(frozen=True)
class ReleaseClock:
    """`at` is when the request was lifted."""

    duty: str
    at: AwareDatetime


@dataclass(frozen=True)
class ClocksHeld:
    """`running`: duties that the request does not stop, each with the reason."""

    incident: Incident
    authority: str
    held: Sequence[ClockLine]
    running: Sequence[tuple[ClockLine, Sentence]]


@dataclass(frozen=True)
class ClocksReleased:
    incident: Incident
    lines: Sequence[ClockLine]


def prepare_hold(work: Work, incident: Incident, command: HoldClock) -> Prepared[HoldClock]:
    """Raises Refused when the law of the one duty that was named knows no such request."""
    authority = command.authority.strip()
    if not authority:
        raise UsageError(_("Name the agency that asked."), _("For example: ... by FBI Los Angeles"), field="authority")
    _refuse_end(command, work.now_in(incident))
    wanted = _meant(work, incident, command.duty)
    objections = _objections(work, incident, wanted, command)
    if all(objections.values()):
        _refuse(command, objections, in_writing=_objections(work, incident, wanted, replace(command, written=True)))
    subject, title = _about(work, incident, command.duty)
    done = holding(subject, title, authority, At(command.until_at, incident.zone), written=command.written)
    return Prepared(replace(command, duty=subject, authority=authority), done, "")


def _refuse_end(command: HoldClock, now: datetime) -> None:
    """Raises UsageError for an end that has passed, or so far away that no agency can have meant it."""
    if command.until_at <= now:
        raise UsageError(
            _("That time is in the past."),
            _("Give the time until which the agency asks you to wait."),
            field="until_at",
        )
    if command.until_at > now + relativedelta(months=ASK_AGAIN.amount):
        raise UsageError(
            _("That is more than a year away."),
            _("Give the day on which you will ask the agency again, at most a year from now."),
            field="until_at",
        )


def _objections(work: Work, incident: Incident, wanted: Sequence[ClockLine], command: HoldClock) -> Objections:
    """Why each of these duties cannot wait; None where it can."""
    now = work.now_in(incident)
    return {
        one.clock.duty_id: objection(one.finding.duty.hold, written=command.written, expired=_passed(one, now))
        for one in wanted
    }


def _passed(line: ClockLine, now: datetime) -> bool:
    """Whether its deadline is over, with the requests that stood until now."""
    deadline = line.finding.deadline
    return bool(deadline and deadline.limit_at and now > deadline.limit_at)


def _about(work: Work, incident: Incident, words: str) -> tuple[str, Text]:
    """The duty's id and title, or all of them."""
    if words.strip().lower() == ALL:
        return ALL, sentence("every duty that can wait")
    line = clocks.line_of(work, incident, words, running=True)
    return line.clock.duty_id, sentence(line.title)


def hold_clock(work: Work, incident: Incident, command: HoldClock) -> ClocksHeld:
    """Take down a request to wait. Raises Refused when the law of the one duty that was named knows none."""
    prepared = prepare_hold(work, incident, command)
    asked_at, authority = work.now_in(incident), prepared.command.authority
    wanted = _meant(work, incident, command.duty)
    objections = _objections(work, incident, wanted, command)
    held = [one for one in wanted if objections[one.clock.duty_id] is None]
    request = HoldRequest(authority=authority, asked_at=asked_at, until_at=command.until_at, written=command.written)
    requests = [(one, _extending(one, request)) for one in held]
    _set(work, incident, requests, sentence("a request from {authority} to wait", authority=authority))
    for one, request in requests:
        work.record(
            incident,
            ClockHeld(
                duty_id=one.clock.duty_id,
                title=one.title,
                authority=authority,
                asked_at=request.asked_at,
                until_at=request.until_at,
                written=request.written,
            ),
        )
    _overtake(
        work,
        incident,
        held,
        sentence("A request from {authority} to wait was recorded.", authority=authority),
        prepared.done,
    )
    now = {one.clock.duty_id: one for one in clocks.lines(work, incident)}
    running = [(now[one.clock.duty_id], why[0]) for one in wanted if (why := objections[one.clock.duty_id])]
    return ClocksHeld(incident, authority, [now[one.clock.duty_id] for one in held], running)


def _extending(line: ClockLine, request: HoldRequest) -> HoldRequest:
    """A request that follows another counts from the first: the deadline may have passed without it, and what the law
    allows is not allowed anew."""
    before = line.clock.hold
    return request.model_copy(update={"asked_at": before.asked_at}) if before else request


def _overtake(work: Work, incident: Incident, lines: Sequence[ClockLine], because: Text, done: ProposedAct) -> None:
    """What was proposed about waiting with any of these duties has moved on, whether it named one of them or all."""
    subjects = (done.subject, *(one.clock.duty_id for one in lines))
    proposals.settle_about(work, incident, Noun.HOLD, dict.fromkeys(subjects, because), done)


def _refuse(command: HoldClock, objections: Objections, *, in_writing: Objections) -> None:
    """`in_writing`: why the same request would be refused even in writing."""
    if command.duty.lower() == ALL or not objections:
        raise Refused(_("This request can't delay any open duty in this incident."), _("Their clocks keep running."))
    say, remedy = next(why for why in objections.values() if why)
    if not all(in_writing.values()):
        raise UsageError(say, remedy, field="written")
    raise Refused(say, remedy)


def _meant(work: Work, incident: Incident, words: str) -> list[ClockLine]:
    """The open clocks that the words mean. Raises Refused when the one that is meant is settled."""
    found = clocks.lines(work, incident)
    if words.strip().lower() == ALL:
        return [one for one in found if one.state.is_open]
    line = clocks.line_of(work, incident, words, running=True)
    if not line.state.is_open:
        raise Refused(
            _("“{title}” is not open, so there is nothing to hold.", title=_(line.title)),
            _("See /breach clocks."),
        )
    return [line]


def prepare_release(work: Work, incident: Incident, command: ReleaseClock) -> Prepared[ReleaseClock]:
    """Raises Refused when no request stands."""
    if command.at > work.now_in(incident):
        raise UsageError(_("That time is in the future."), _("Give the time at which the request was lifted."))
    if not _standing(work, incident, command.duty):
        raise Refused(_("There is no request to wait for that duty."), _("See /breach clocks."))
    subject, title = _about(work, incident, command.duty)
    done = releasing(subject, title, At(command.at, incident.zone))
    return Prepared(replace(command, duty=subject), done, "")


def _standing(work: Work, incident: Incident, words: str) -> list[tuple[ClockLine, HoldRequest]]:
    """The clocks that are meant and held, each with its request."""
    return [
        (one, hold) for one in _meant(work, incident, words) if (hold := one.clock.hold) and hold.released_at is None
    ]


def release_clock(work: Work, incident: Incident, command: ReleaseClock) -> ClocksReleased:
    """The request was lifted: what remains is counted from then, as the law says."""
    prepared = prepare_release(work, incident, command)
    lifted = {"released_at": command.at}
    requests = [(one, hold.model_copy(update=lifted)) for one, hold in _standing(work, incident, command.duty)]
    authorities = listed(sorted({request.authority for _one, request in requests}), "and")
    _set(work, incident, requests, sentence("{authorities} lifted the request to wait", authorities=authorities))
    for one, request in requests:
        work.record(incident, ClockReleased(one.clock.duty_id, one.title, request.authority, command.at))
    said = sentence("{authorities} lifted the request to wait.", authorities=authorities)
    _overtake(work, incident, [one for one, _request in requests], said, prepared.done)
    now = {one.clock.duty_id: one for one in clocks.lines(work, incident)}
    return ClocksReleased(incident, [now[one.clock.duty_id] for one, _request in requests])


def _set(work: Work, incident: Incident, requests: Sequence[tuple[ClockLine, HoldRequest]], cause: Sentence) -> None:
    snapshot = work.snapshot(incident)
    before, statuses = snapshot.findings, snapshot.statuses
    for line, request in requests:
        line.clock.hold = request
    snapshot.holds_changed()
    assessments.reassess(work, incident, before, (cause,))
    steps.follow(work, incident, statuses)
