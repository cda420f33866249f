"""What the record already knows of the facts that notices ask for, so that no one types it again.

Decides which entry of the record answers which fact. A fact that a person stated stands as they stated it, in whichever
language. Leaves the facts themselves as they are: what is found here is only told, never stated.

Caveats: what was met or declined at `now` or later isn't told, so that a letter drafted again for the time of its first
draft reads the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from bot.actions import clocks, notice_states
from bot.actions.clocks import ClockLine
from bot.actions.exposures import show_exposure
from bot.actions.work import BREACHBOT, Drafted, Work
from bot.domain.clocks import ClockDecision
from bot.domain.notice_templates import NoticeTemplate
from bot.domain.promised_updates import UNKNOWN_YET, unanswered
from bot.law.duty_terms import Addressees
from bot.law.facts import Facts
from bot.law.holds import HoldRequest
from bot.law.naming import short_law
from bot.law.prose import LANGUAGES, in_language
from bot.law.values import Value
from bot.messages import ENGLISH, _, current_language, speaking, translate
from bot.sentences import At, Day
from bot.store.tables import Incident

TO_PEOPLE = ("individuals", "employees")
SOON, TIERS, DECISIONS = 3, 5, 5  # deadlines, maximum fines and decisions that a brief names


@dataclass(frozen=True)
class _Record:
    """What the facts are taken from, for a notice to this audience that meets the duties `serves`."""

    work: Work
    incident: Incident
    now: datetime
    serves: tuple[str, ...]
    audience: str = ""

    def lines(self) -> list[ClockLine]:
        return clocks.lines(self.work, self.incident)

    def met(self) -> Iterator[tuple[ClockLine, datetime]]:
        """Each duty that was met before now, and when; the first to be met first."""
        found = [
            (line, line.clock.met_at)
            for line in self.lines()
            if line.clock.decision is ClockDecision.MET and line.clock.met_at and line.clock.met_at < self.now
        ]
        yield from sorted(found, key=lambda pair: pair[1])

    def parts_sent(self) -> Iterator[datetime]:
        """When a part of a notice that people are owed went out, before now."""
        kinds = self.work.library.templates.notices
        for notice in self.work.snapshot(self.incident).notices:
            kind = kinds.get(notice.template)
            if kind and kind.serves and kind.audience in TO_PEOPLE:
                yield from (one.at for one in notice_states.sendings(notice) if not one.duty and one.at < self.now)


def facts_told(
    work: Work, incident: Incident, now: datetime, kind: NoticeTemplate | None = None, language: str = ""
) -> Facts:
    """The facts of the incident, and those which nobody stated and the record answers; `kind`: the notice that tells
    them, in which language. Without one they are all told, in the reader's language."""
    record = _Record(work, incident, now, kind.serves, kind.audience) if kind else _Record(work, incident, now, ())
    facts, vocabulary = incident.facts, work.law(incident).vocabulary
    with speaking(language or current_language()):
        for name, find in RECORDED.items():
            stated = (name, *(in_language(name, one) for one in LANGUAGES))
            wanted = kind is None or name in kind.facts
            if not wanted or any(facts.value(one) is not None for one in stated) or (value := find(record)) is None:
                continue
            own = in_language(name, language) if language and name in SAID_BY_US else name
            facts = facts.set(vocabulary, own, value, BREACHBOT, now, spoken=ENGLISH)
    return facts


def draw(
    work: Work,
    incident: Incident,
    kind: NoticeTemplate,
    language: str,
    now: datetime,
    edited: tuple[str, str] | None = None,
    *,
    checked: bool = True,
) -> Drafted:
    """The notice as these facts make it, or with the subject and text that a person gave it; `checked`: with what the
    wording rules say. Raises UsageError for a language that it isn't in."""
    facts = facts_told(work, incident, now, kind, language if language in kind.languages else ENGLISH)
    return work.draw(kind.id, language, facts, work.law(incident), now, incident.zone, edited, checked=checked)


def _reference(record: _Record) -> Value | None:
    return record.incident.ref


def _severity(record: _Record) -> Value | None:
    return str(record.incident.severity) if record.incident.severity else None


def _risk_reasons(record: _Record) -> Value | None:
    """Whoever decided the risk gave it in a sentence that an authority may read."""
    decided = record.incident.facts.fact("risk")
    return decided.note or None if decided and decided.value is not None else None


def _stage(record: _Record) -> Value | None:
    """A later one follows once a notice of the duty went out; the first is in phases while something isn't known."""
    if any(line.clock.duty_id in record.serves for line, _at in record.met()):
        return "follow_up"
    return "initial" if unanswered(record.incident.facts) else "complete"


def _authority_reference(record: _Record) -> Value | None:
    """Under which the notice of the same duty was filed before."""
    return next((line.clock.reference for line, _at in record.met() if line.clock.duty_id in record.serves), None)


def _authority_told_at(record: _Record) -> Value | None:
    """When a notice of the same duty was filed first."""
    return next((at for line, at in record.met() if line.clock.duty_id in record.serves), None)


def _authorities_told(record: _Record) -> Value | None:
    """Every notice to an authority on record, but those of the duty that this one meets."""
    zone = ZoneInfo(record.incident.zone)
    rows = []
    for line, at in record.met():
        duty, reference = line.finding.duty, line.clock.reference or ""
        if duty.addressees is not Addressees.AUTHORITIES or duty.id in record.serves:
            continue
        authority, day = _recipient(line), translate(Day(at.astimezone(zone).date(), weekday=False))
        if reference:
            rows.append(
                _("{authority}, {day}, reference {reference}", authority=authority, day=day, reference=reference)
            )
        else:
            rows.append(_("{authority}, {day}", authority=authority, day=day))
    return "\n".join(rows) or None


def _recipient(line: ClockLine) -> str:
    named = [one.title for one in line.finding.authorities]
    if len(named) == 1:
        return named[0]
    return "; ".join(sorted({name for _key, name in line.finding.recipients})) or line.finding.duty.recipient


def _individuals_decision(record: _Record) -> Value | None:
    """They were notified, once a notice to people went out; they aren't where somebody decided that no high risk is
    likely. Everything else is for people to say."""
    if any(line.finding.duty.addressees is Addressees.PEOPLE for line, _at in record.met()):
        return "told"
    risk = record.incident.facts.value("risk")
    return "not_high_risk" if risk in ("unlikely", "likely") else None


def _individuals_told_at(record: _Record) -> Value | None:
    """When the first notice to people went out: the one that a correction or a withdrawal is about. To them and to
    those whom they ask, the first part of it counts; an authority is told of the whole."""
    met = [at for line, at in record.met() if line.finding.duty.addressees is Addressees.PEOPLE]
    parts = record.parts_sent() if record.audience in (*TO_PEOPLE, "bureaus") else ()
    return min((*met, *parts), default=None)


def _hold_asked(record: _Record) -> Value | None:
    return True if list(_holds(record)) else None


def _hold_written(record: _Record) -> Value | None:
    holds = list(_holds(record))
    return all(one.written for one in holds) if holds else None


def _holds(record: _Record) -> Iterator[HoldRequest]:
    """What agencies asked to wait for, of the duties that this notice meets."""
    yield from (line.clock.hold for line in record.lines() if line.clock.duty_id in record.serves and line.clock.hold)


def _next_deadlines(record: _Record) -> Value | None:
    due = ((line, line.clock.target_at or line.clock.house_at) for line in record.lines() if line.state.is_open)
    rows = [
        _(
            "{duty} ({law}): by {time}",
            duty=_(line.finding.duty.title),
            law=short_law(line.finding.duty),
            time=translate(At(at, record.incident.zone)),
        )
        for line, at in due
        if at
    ]
    return "\n".join(rows[:SOON]) or None


def _exposure(record: _Record) -> Value | None:
    """As ceilings, never as a forecast."""
    rows = [
        _(
            "{law}, maximum fine, not a forecast: {fine}",
            law=one.law,
            fine=translate(one.comes_to or one.rule),
        )
        for one in show_exposure(record.work, record.incident).ceilings
    ]
    return "\n".join(rows[:TIERS]) or None


def _decisions_needed(record: _Record) -> Value | None:
    """The decisions of the runbook whose turn it is, with what may be chosen."""
    statuses = record.work.snapshot(record.incident).statuses
    asked = (one.step.decision for one in statuses if one.step.decision and one.state.is_workable)
    rows = (f"{_(one.question)} {' / '.join(map(_, one.options))}" for one in asked)
    return "\n".join(islice(rows, DECISIONS)) or None


def _open_questions(record: _Record) -> Value | None:
    """What people said isn't known yet, and hasn't been answered since."""
    definition = record.work.law(record.incident).vocabulary[UNKNOWN_YET]
    return "\n".join(_(definition.choices[one]) for one in unanswered(record.incident.facts)) or None


RECORDED: Mapping[str, Callable[[_Record], Value | None]] = {
    "incident_reference": _reference,
    "severity": _severity,
    "risk_reasons": _risk_reasons,
    "notice_stage": _stage,
    "authority_reference": _authority_reference,
    "authority_told_at": _authority_told_at,
    "sector_reference": _authority_reference,
    "authorities_told": _authorities_told,
    "individuals_decision": _individuals_decision,
    "individuals_told_at": _individuals_told_at,
    "hold_asked": _hold_asked,
    "hold_written": _hold_written,
    "next_deadlines": _next_deadlines,
    "exposure": _exposure,
    "decisions_needed": _decisions_needed,
    "open_questions": _open_questions,
}
MOVE_WITH_STEPS = ("severity", "next_deadlines", "decisions_needed")
"""Of these, what changes although no fact or duty is assessed anew."""
SAID_BY_US = ("authorities_told", "decisions_needed", "open_questions")
"""Of these, what breachbot writes in the language of the notice itself."""
