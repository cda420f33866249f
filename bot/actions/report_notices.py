"""The notices of one incident as its report shows them: who was told, when, how, how many, and the proof; and as its
review reads them: the text, and what it states otherwise than the record."""

from collections.abc import Iterable, Mapping

from bot.actions import notice_changes, notice_states, notices, profiles
from bot.actions.fact_wording import label_of, words_of
from bot.actions.work import Work
from bot.domain import reports as rules
from bot.domain.clocks import share_used
from bot.domain.notices import REPLACEABLE, TextAltered, exact_text
from bot.domain.proposals import ALONE
from bot.domain.report_clocks import ReportClock
from bot.domain.report_findings import ReviewedNotice, StatedNumber
from bot.domain.report_metrics import margin
from bot.domain.sendings import METHODS, Exhibit, Sending, tally
from bot.law.values import plain, reader
from bot.sentences import sentence
from bot.store.tables import Incident, Notice


def collect(work: Work, incident: Incident, clocks: Iterable[ReportClock]) -> tuple[rules.ReportNotice, ...]:
    """Every version, oldest first within each kind."""
    by_duty = {one.duty: one for one in clocks}
    return tuple(_notice(work, row, by_duty) for row in notices.all_of(work, incident))


def _notice(work: Work, row: Notice, clocks: Mapping[str, ReportClock]) -> rules.ReportNotice:
    kind, gone = work.library.templates.notices.get(row.template), _gone(row)
    alone = row.approved_by == row.drafted_by and row.first_approved_by is None
    both = [profiles.name_of(work, one) for one in (row.first_approved_by, row.approved_by) if one]
    sendings = notice_states.sendings(row)
    told = tally(sendings)
    return rules.ReportNotice(
        title=notice_states.title_of(work, row),
        audience=kind.audience if kind else "",
        version=row.version,
        language=row.language,
        drafted_by=profiles.name_of(work, row.drafted_by),
        drafted_at=row.drafted_at,
        sha256=row.text_hash,
        state=row.state.value.replace("_", " "),
        approved_by=", ".join(both),
        approved_at=row.approved_at,
        sent_at=gone.at if gone else None,
        reference=gone.reference if gone else "",
        sendings=tuple(_sending(work, one, clocks.get(one.duty)) for one in sendings),
        sent_to=told.sent if told.sendings > told.uncounted else None,
        came_back=told.returned,
        overrides=(ALONE,) if alone and row.approved_by else (),
    )


def _gone(row: Notice) -> Sending | None:
    """How it went out: for the duty that it met, or else in its first wave."""
    found = sorted(notice_states.sendings(row), key=lambda one: (not one.duty, one.at))
    return found[0] if found else None


def _sending(work: Work, one: Sending, clock: ReportClock | None) -> rules.ReportSending:
    proof = one.proof
    return rules.ReportSending(
        at=one.at,
        reference=one.reference,
        duty=clock.title if clock else "",
        method=METHODS[proof.method] if proof.method else "",
        count=proof.count,
        returned=one.returned,
        sender=proof.sender,
        recorded_by=profiles.name_of(work, one.by) if one.by else "",
        evidence=tuple(_exhibit(each) for each in proof.evidence),
        share_used=share_used(clock.starts_at, clock.target_at, one.at) if clock and not clock.assumed else None,
        margin=_margin(clock, one) if clock else "",
    )


def _margin(clock: ReportClock, one: Sending) -> str:
    found = margin(clock.target_at, one.at)
    return f"{found}, counted from an assumed start" if found and clock.assumed else found


def _exhibit(one: Exhibit) -> str:
    return f"Evidence {one.number}, SHA-256 {one.sha256}" if one.sha256 else f"Evidence {one.number}"


COUNTED = ("people", "records")
"""The numbers of which a notice keeps what it stated."""


def reviewed(work: Work, incident: Incident) -> tuple[ReviewedNotice, ...]:
    """Every version, oldest first within each kind, compared with the record as it is now."""
    return tuple(_reviewed(work, incident, row) for row in notices.all_of(work, incident))


def _reviewed(work: Work, incident: Incident, row: Notice) -> ReviewedNotice:
    kind, sendings = work.library.templates.notices.get(row.template), notice_states.sendings(row)
    title = sentence(notice_states.title_of(work, row))
    record = {name: value for name in COUNTED if (value := incident.facts.value(name)) is not None}
    told = {name: row.told[name] for name in COUNTED if name in row.told and name in record}
    differing = [name for name in told if told[name] != plain(record[name])]
    return ReviewedNotice(
        name=row.template,
        title=sentence(
            "{title}, version {version} ({language})", title=title, version=row.version, language=row.language
        ),
        audience=kind.audience if kind else "",
        state=row.state,
        drafted_at=row.drafted_at,
        text=exact_text(row.subject, row.text),
        approved_at=row.approved_at,
        sent_at=min((one.at for one in sendings), default=None),
        counts=tuple(one.proof.count for one in sendings if one.proof.count is not None),
        is_intact=_is_intact(row),
        is_current=row.state not in REPLACEABLE or notice_changes.is_current(work, incident, row),
        differs=tuple(_number(work, incident, row, name) for name in differing),
        agrees=frozenset(told).difference(differing),
    )


def _is_intact(row: Notice) -> bool:
    try:
        return bool(notice_states.intact(row))
    except TextAltered:
        return False


def _number(work: Work, incident: Incident, row: Notice, name: str) -> StatedNumber:
    said = reader(work.law(incident).vocabulary[name].type, None)(row.told[name])
    now = incident.facts.value(name)
    words = (words_of(work, incident, name, value) for value in (said, now))
    return StatedNumber(name, label_of(work, incident, name), *words)
