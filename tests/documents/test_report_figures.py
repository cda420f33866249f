"""Every figure of a report, compared with one that is counted anew from the raw tables of its database, in SQL."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from math import ceil

import pytest

from bot.documents.incident_documents import report_document
from bot.domain.report_editions import Edition
from bot.domain.reports import ReportFacts
from tests.slack.conftest import approved, begun, empty, filed, library  # noqa: F401, the same desk
from tests.slack.desk import COMMS, DPO, LEAD, Desk

PLACES = {"DE": "Germany", "FR": "France", "GB": "United Kingdom"}
SPANS = {
    "Time to notice": ("occurred_from", "noticed_at"),
    "Time to detect": ("occurred_from", "detected_at"),
    "Time to declare": ("noticed_at", "opened"),
    "Time to awareness": ("noticed_at", "aware_at"),
    "Time to acknowledge": ("detected_at", "acknowledged"),
    "Time to contain": ("detected_at", "contained_at"),
    "Dwell time": ("occurred_from", "contained_at"),
    "Time to notify the authority": ("aware_at", "authority"),
    "Time to tell people": ("aware_at", "individuals"),
    "Time to restore": ("contained_at", "resolved_at"),
    "Time to close": ("opened", "closed"),
}
FIGURE = re.compile(r"^\| ([A-Z][\w ]+) \([^|]+\) \|(?:[^|]+\|[^|]+\|)? ([^|]+) \|$", re.MULTILINE)
"""A row of the figures: its name, and the last cell."""
AUTHORITIES = "duty_id in ('eu-gdpr-33-1-authority', 'uk-gdpr-33-1-ico')"
"""The duties of this incident that are owed to an authority."""


class Raw:
    """The database as SQL has it; instants in seconds. `now`: when the report is made."""

    def __init__(self, file: str, now: float) -> None:
        self.base, self.now = sqlite3.connect(file), int(now)

    def rows(self, sql: str) -> list[tuple[int, ...]]:
        return self.base.execute(sql.replace(":now", str(self.now))).fetchall()

    def one(self, sql: str) -> int:
        [[found]] = self.rows(sql)
        return found

    def instant(self, name: str) -> int | None:
        tables = {
            "opened": "select strftime('%s', opened_at) from incident",
            "closed": "select strftime('%s', closed_at) from incident",
            "authority": f"select min(strftime('%s', met_at)) from clock where {AUTHORITIES}",
            "individuals": "select min(strftime('%s', met_at)) from clock where duty_id like '%individuals'",
            "acknowledged": "select min(strftime('%s', at)) from timeline_entry join role_holder on actor = person_id "
            "where role = 'lead'",
        }
        stated = (
            "select strftime('%s', json_extract(value, '$.value')) from incident, json_each(facts, '$.stated') "
            f"where json_extract(value, '$.name') = '{name}' order by key desc limit 1"
        )
        found = self.rows(tables.get(name, stated))
        return int(found[0][0]) if found and found[0][0] is not None else None

    def people(self, order: str) -> dict[str, int]:
        sql = (
            "select place.key, place.value from (select value from incident, json_each(facts, '$.stated') where "
            f"json_extract(value, '$.name') = 'people' order by key {order} limit 1) stated, "
            "json_each(stated.value, '$.value') place"
        )
        return {str(code): int(count) for code, count in self.rows(sql)}

    def duties(self) -> dict[str, int]:
        """Those that are owed or were decided, by how they stand; `late` counts across."""
        sql = {
            "met": "decision = 'met'",
            "declined": "decision = 'declined'",
            "open": "decision is null and answer = 'owed'",
            "late": "decision is not 'declined' and answer = 'owed' and strftime('%s', target_at) < "
            "coalesce(strftime('%s', met_at), ':now')",
        }
        return {state: self.one(f"select count(*) from clock where {where}") for state, where in sql.items()}

    def clocks(self, where: str) -> list[tuple[int, ...]]:
        """Start, target and when it was met."""
        return [
            tuple(map(int, row))
            for row in self.rows(
                "select strftime('%s', starts_at), strftime('%s', target_at), strftime('%s', met_at) from clock "
                f"where decision = 'met' and target_at is not null and {where}"
            )
        ]


def in_words(seconds: int) -> str:
    """Anew, since the report's own words are under test; nothing here is shorter than a minute but zero."""
    days, rest = divmod(abs(seconds), 86400)
    parts = [f"{days} day{'s' * (days != 1)}" * bool(days), f"{rest // 3600} h" * bool(rest // 3600)]
    parts.append(f"{rest // 60 % 60} min" * bool(rest // 60 % 60))
    return ("−" if seconds < 0 else "") + (" ".join(filter(None, parts)) or "0 s")


def per_cent(part: int, whole: int) -> str:
    return f"{int(100 * part / whole + 0.5)}%"


def counted(raw: Raw, report: ReportFacts) -> dict[str, str]:
    """What each figure has to be. When a step is due, and whether it could be done yet, follows from the runbook; when
    it was done, the table says."""
    stood, used = raw.duties(), raw.clocks(AUTHORITIES)
    over_or_met = raw.clocks("1") + raw.rows(
        "select 1 from clock where decision is null and answer = 'owed' and strftime('%s', target_at) < ':now'"
    )
    first, last = (sum(raw.people(order).values()) for order in ("asc", "desc"))
    over, in_time = 0, 0
    for step in report.steps:
        rows = raw.rows(
            "select state = 'skipped', strftime('%s', finished_at) from step_state where state in ('done', 'skipped') "
            f"and step_id = '{step.title.split()[0]}'"
        )
        if step.due_at and step.outcome not in ("set_aside", "open", "gated") and not (rows and rows[0][0]):
            at = int(rows[0][1]) if rows else raw.now
            over += bool(rows) or at > step.due_at.timestamp()
            in_time += bool(rows) and at <= step.due_at.timestamp()
    [sent] = raw.rows(
        "select sum(json_extract(value, '$.proof.count')), sum(coalesce(json_extract(value, '$.returned'), 0)) "
        "from notice, json_each(notice.sent)"
    )
    corrected = (
        "select coalesce(sum(times - 1), 0) from (select count(*) times from incident, json_each(facts, '$.stated') "
        "where json_extract(value, '$.name') != 'filed' group by json_extract(value, '$.name'))"  # breachbot's own
    )
    found = {
        "Clock used for authorities": f"{max(ceil(100 * (met - start) / (due - start)) for start, due, met in used)}%",
        "Smallest margin": in_words(min(target - met for _, target, met in used)),
        "Duties met in time": per_cent(len(over_or_met) - stood["late"], len(over_or_met)),
        "First estimate off by": per_cent(abs(first - last), last),
        "Facts corrected": str(raw.one(corrected)),
        "Notices corrected": str(raw.one("select count(*) from notice where state = 'corrected'")),
        "Reached": per_cent(sent[0] - sent[1], sent[0]),
        "Steps in time": per_cent(in_time, over),
        "Steps skipped": str(raw.one("select count(*) from step_state where state = 'skipped'")),
    }
    for name, ends in SPANS.items():
        start, end = map(raw.instant, ends)
        found[name] = "Not known" if start is None or end is None else in_words(end - start)
    return found


@pytest.fixture
def played(filed: Desk) -> Iterator[tuple[Desk, Raw]]:  # noqa: F811
    """An authority told after half its time, another not at all, people told, one duty declined, facts corrected, steps
    done in time, late and not at all."""
    for person, line in (
        (LEAD, "done C01 done as the runbook says"),
        (DPO, "facts people DE 1200, FR 300, GB 25"),
        (LEAD, "facts occurred_from 20 Feb 2026 07:10"),
        (LEAD, "facts noticed_at 2 Mar 2026 08:15"),
        (LEAD, "facts detected_at 2 Mar 2026 08:00"),
        (DPO, "risk high because strangers can use the data for fraud"),
    ):
        filed.say(person, f"/breach {line}")
    filed.later(hours=34, minutes=30)
    for person, line in (
        (DPO, "facts people DE 1500, FR 300, GB 40"),
        (LEAD, "facts contained_at today 11:20"),
        (COMMS, "notice gdpr-authority"),
        (DPO, "approve gdpr-authority"),
        (DPO, "met eu-gdpr-33-1-authority ref A-1 by portal to 40"),
        (LEAD, "skip C11 no press interest"),
        (DPO, "returned gdpr-authority ref A-1 3"),
        (DPO, "met eu-gdpr-34-individuals ref MAIL-1 because the mailing house sent it"),
        (DPO, "decline uk-gdpr-34-individuals because the forty were called by telephone"),
        (LEAD, "decline uk-gdpr-34-individuals because the forty were called by telephone"),
    ):
        shown = filed.say(person, f"/breach {line}")
        if shown.view:
            filed.confirm_change(person, shown)
    filed.later(hours=61, minutes=7)
    raw = Raw(str(filed.engine.url.database), filed.now.timestamp())
    with closing(raw.base):
        yield filed, raw


def test_every_figure_is_what_the_tables_say(played: tuple[Desk, Raw]) -> None:
    desk, raw = played
    with desk.opens(LEAD, True) as work:
        board, factual = (
            report_document(work, desk.incident(), edition) for edition in (Edition.BOARD, Edition.FACTUAL)
        )
    assert factual.report
    expected, stood = counted(raw, factual.report), raw.duties()
    assert stood == {"met": 2, "declined": 1, "open": 1, "late": 1}
    for made in (board, factual):
        said = dict(FIGURE.findall(made.markdown))
        shown = {name: "Not known" if value.startswith("Not known") else value for name, value in said.items()}
        known = expected if made is factual else {name: one for name, one in expected.items() if one != "Not known"}
        assert {name: shown.get(name) for name in known} == known
        counts = "{met} met, {declined} declined, {open} open; {late} late".format(**stood)
        assert f"- **Duties:** {counts}" in made.markdown
        for code, people in raw.people("desc").items():
            assert f"| {PLACES[code]} | {people:,} |" in made.markdown
        late = raw.rows("select ':now' - strftime('%s', target_at) from clock where duty_id = 'uk-gdpr-33-1-ico'")
        assert f"Not done, late by {in_words(late[0][0] // 60 * 60)}" in made.markdown
