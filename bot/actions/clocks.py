"""The duties of one incident as clocks: listed, found and explained.

How clocks follow facts and law is decided in `assessments.py`, what people decide about them in `clock_decisions.py`,
requests to wait in `holds.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.actions import linked_steps, people, proposals
from bot.actions.duty_words import named_by
from bot.actions.work import Work
from bot.domain import clocks as life
from bot.domain.clocks import ClockDecision, ClockState
from bot.domain.letter_offers import letters_for
from bot.domain.notice_templates import NoticeTemplate
from bot.domain.proposals import Noun, Proposal
from bot.domain.roles import ADVISERS
from bot.domain.sendings import NoticeProof
from bot.errors import NotFound, Refused, UsageError
from bot.law.duties import Answer, Finding, governing_on
from bot.law.first_hour import FirstHour, first_hour
from bot.law.model import Law
from bot.law.places import NOWHERE
from bot.law.sectors import REGULATED_AS, SECTORS
from bot.law.starts import is_assumed
from bot.law.unresolved import Unresolved, by_date, unresolved
from bot.messages import _
from bot.messages.phrases import within
from bot.store.queries import NOTICES
from bot.store.tables import Clock, Incident
from bot.typed.words import refuse_length, repeated

URGENCY = (
    ClockState.LATE,
    ClockState.RUNNING,
    ClockState.HELD,
    ClockState.PENDING,
    ClockState.UNDETERMINED,
    ClockState.MET,
    ClockState.DECLINED,
    ClockState.NOT_OWED,
)
LONGEST = 200  # characters of what a duty is called by
EVERYTHING = "all"


@dataclass(frozen=True)
class ClockLine:
    """One clock as it stands now, with the duty it belongs to."""

    clock: Clock
    finding: Finding
    state: ClockState
    late_for: timedelta
    zone: str | None  # the recipient's, where it is known
    lacks: Sequence[str] = ()  # what the clock waits for, in words
    decided_by: Sequence[str] = ()  # who met or declined it: both, where it took two people
    unmeasured: bool = False  # it is met, and no one has stated when its clock began

    @property
    def title(self) -> str:
        return self.finding.duty.title


@dataclass(frozen=True)
class ListClocks:
    """`which`: empty for what is next, `EVERYTHING`, or the fact whose undetermined duties are wanted."""

    which: str = ""


@dataclass(frozen=True)
class ClocksListed:
    """Clocks by urgency; `owner` holds the role that all of them belong to. `drafts`: by duty, the kind of notice that
    no one has drafted yet; `letterless`: the duties that no notice is for. `page`: what is to be asked, and what else
    is undetermined; `waiting`: every duty that waits for the fact `which`, the first to be due first; `may`: voluntary
    notices whose conditions hold; `undecided`: what no fact can decide."""

    incident: Incident
    which: str
    lines: Sequence[ClockLine]
    owner: str | None
    drafts: Mapping[str, str]
    letterless: frozenset[str]
    page: FirstHour
    waiting: Sequence[Unresolved]
    law: Law
    asks: bool  # whether a form can ask something that would resolve more
    may: Sequence[Finding] = ()
    undecided: Sequence[Finding] = ()


@dataclass(frozen=True)
class DutyExplained:
    incident: Incident
    finding: Finding
    line: ClockLine | None
    law: Law
    letters: Sequence[NoticeTemplate] = ()  # that meet it
    has_notice: bool = True  # as `has_notice` says
    proofs: Sequence[NoticeProof] = ()  # of what went out for it; only where it is explained to a person


def lines(work: Work, incident: Incident) -> list[ClockLine]:
    """Every clock with its finding: late first, then by target, settled last. What is due without a number stands
    after what is due within a week."""
    snapshot = work.snapshot(incident)
    found = snapshot.by_duty
    made = [_line_of(work, incident, found[name]) for name in snapshot.clocks if name in found]
    soon = snapshot.now + timedelta(days=7)
    return sorted((line for line in made if line), key=lambda one: _rank(one, soon))


def _line_of(work: Work, incident: Incident, finding: Finding) -> ClockLine | None:
    """None for a duty that has no clock."""
    snapshot = work.snapshot(incident)
    if (clock := snapshot.clocks.get(finding.duty.id)) is None:
        return None
    line = _line(clock, finding, snapshot.now, snapshot.law)
    unmeasured = clock.decision is ClockDecision.MET and is_assumed(
        finding.duty.start, clock.starts_at, incident.facts, snapshot.law.vocabulary
    )
    return replace(line, decided_by=deciders(work, incident, clock), unmeasured=unmeasured)


def deciders(work: Work, incident: Incident, clock: Clock) -> Sequence[str]:
    """The first before the second, whether they decided about this duty or, in a step, about all of its kind."""
    one = agreement(work, incident, clock)
    both = (one.proposed_by, one.settled_by) if one else (clock.decided_by,)
    return tuple(dict.fromkeys(filter(None, both)))


def agreement(work: Work, incident: Incident, clock: Clock) -> Proposal | None:
    """What two people said of the duty, each with their reason; None where one person decided."""
    if clock.decision is not ClockDecision.DECLINED:
        return None
    if found := proposals.agreement(work, incident, Noun.DUTY, clock.duty_id, clock.decided_at):
        return found
    step = linked_steps.deciding_step(work, incident, clock.duty_id)
    return proposals.agreement(work, incident, Noun.STEP, step.id, clock.decided_at) if step else None


def _rank(one: ClockLine, soon: datetime) -> tuple[int, datetime, bool, str]:
    """At the same instant the law's number stands before a target of our own."""
    return URGENCY.index(one.state), _due(one.clock) or soon, one.clock.target_at is None, one.clock.duty_id


def _due(clock: Clock) -> datetime | None:
    return clock.target_at or clock.house_at


def _line(clock: Clock, finding: Finding, now: datetime, law: Law) -> ClockLine:
    state = life.state(
        clock.answer,
        clock.starts_at,
        clock.target_at,
        clock.limit_at,
        clock.decision,
        clock.met_at,
        now,
        clock.held_until,
    )
    until = clock.met_at if clock.decision is ClockDecision.MET and clock.met_at else now
    late = life.late_for(clock.target_at, until) if state in (ClockState.LATE, ClockState.MET) else timedelta(0)
    place = finding.recipients[0][0] if finding.recipients else finding.duty.place
    zone = None if place == NOWHERE else law.places.zone(place)
    return ClockLine(clock, finding, state, late, zone, _lacks(finding, law))


def _lacks(finding: Finding, law: Law) -> list[str]:
    """What its clock waits for: facts by their labels, other duties by their titles."""
    acts = finding.duty.start.met if finding.duty.start and finding.starts_at is None else ()
    found = (versions[-1] for duty_id in acts if (versions := law.versions(duty_id)))
    titles = [_("when “{duty}” was done", duty=_(duty.title)) for duty in found]
    return [*(within(_(law.vocabulary[name].label)) for name in finding.missing if name in law.vocabulary), *titles]


def line_of(work: Work, incident: Incident, word: str, *, running: bool = False) -> ClockLine:
    """The clock of the duty that the words mean, looked for among those that still run first where it must be one.
    Raises Refused when it is not among this incident's duties."""
    clock, _title = decidable(work, incident, word, running=running)
    return line_for(work, incident, clock)


def open_ids(work: Work, incident: Incident) -> frozenset[str]:
    return frozenset(one.clock.duty_id for one in running(work, incident))


def running(work: Work, incident: Incident) -> list[ClockLine]:
    return [one for one in lines(work, incident) if one.state.is_open]


def list_clocks(work: Work, incident: Incident, command: ListClocks) -> ClocksListed:
    snapshot = work.snapshot(incident)
    found, facts, day = snapshot.findings, incident.facts, governing_on(incident.facts, snapshot.now)
    wanted = REGULATED_AS if command.which == SECTORS else command.which
    waiting = unresolved([one for one in found if wanted in one.missing], facts, snapshot.law, day)
    held = (people.holder(work, incident, role) for role in ADVISERS)
    shown = lines(work, incident)
    letters = {line.clock.duty_id: letters_of(work, incident, line.clock.duty_id) for line in shown}
    drafted = _drafted(work, incident)
    return ClocksListed(
        incident=incident,
        which=command.which,
        lines=shown,
        owner=next((person for person in held if person), None),
        drafts={duty: some[0].id for duty, some in letters.items() if some and _is_new(some, drafted)},
        letterless=frozenset(duty for duty, some in letters.items() if not some),
        page=first_hour(found, facts, snapshot.law, day),
        waiting=sorted(waiting, key=by_date),
        law=snapshot.law,
        asks=bool(snapshot.questions),
        may=[finding for finding in found if finding.may],
        undecided=[finding for finding in found if finding.undecided],
    )


def letters_of(work: Work, incident: Incident, duty_id: str) -> Sequence[NoticeTemplate]:
    """The letters that meet one duty."""
    return letters_for(duty_id, work.library.templates.notices.values(), incident.facts.known)


def has_notice(work: Work, incident: Incident, duty_id: str) -> bool:
    """Whether a notice for this duty was ever drafted, or none could be."""
    letters = letters_of(work, incident, duty_id)
    return not letters or not _is_new(letters, _drafted(work, incident))


def _drafted(work: Work, incident: Incident) -> frozenset[str]:
    return frozenset(one.template for one in work.session.scalars(NOTICES, {"incident": incident.id}))


def _is_new(letters: Sequence[NoticeTemplate], drafted: frozenset[str]) -> bool:
    return drafted.isdisjoint(one.id for one in letters)


def explain(work: Work, incident: Incident, word: str, *, running: bool = False) -> DutyExplained:
    """Why a duty is owed, not owed or open: every clause, the counting, the source. `running` as for `find`."""
    finding = find(work, incident, word, running=running)
    line = _line_of(work, incident, finding)
    letters = letters_of(work, incident, finding.duty.id)
    known = has_notice(work, incident, finding.duty.id)
    return DutyExplained(incident, finding, line, work.law(incident), letters, known)


def find(work: Work, incident: Incident, word: str, *, running: bool = False) -> Finding:
    """The duty that the words mean (`duty_words`), looked for among this incident's clocks first, or among those that
    still run where it must be one. Raises NotFound or UsageError."""
    snapshot = work.snapshot(incident)
    found = (*snapshot.findings, *snapshot.dropped)
    own = open_ids(work, incident) if running else snapshot.clocks.keys()
    refuse_length(word, LONGEST)
    wanted = word.strip().lower()
    for finding in found:
        if finding.duty.id == wanted:
            return finding
    here = named_by(word, found, own)
    if len(here) == 1:
        return here[0]
    if not here:
        raise NotFound(
            _("There is no duty “{word}”.", word=repeated(word)), _("See this incident's with /breach clocks.")
        )
    listed = ", ".join(f"`{one.duty.id}`" for one in here[:6])
    raise UsageError(
        _("“{word}” matches several duties.", word=repeated(word)), _("Name one: {listed}.", listed=listed)
    )


def decidable(work: Work, incident: Incident, word: str, *, running: bool = False) -> tuple[Clock, str]:
    finding = find(work, incident, word, running=running)
    clock = work.snapshot(incident).clocks.get(finding.duty.id)
    if clock is None and finding.answer is Answer.UNDETERMINED:
        raise Refused(
            _("It isn't known yet whether this duty is owed: {title}.", title=_(finding.duty.title)),
            _("To see which facts it depends on: /breach why {duty}", duty=finding.duty.id),
        )
    if clock is None:
        raise Refused(
            _("{title} is not among this incident's duties.", title=_(finding.duty.title)),
            _("To see why: /breach why {duty}", duty=finding.duty.id),
        )
    return clock, finding.duty.title


def line_for(work: Work, incident: Incident, clock: Clock) -> ClockLine:
    return next(one for one in lines(work, incident) if one.clock.duty_id == clock.duty_id)
