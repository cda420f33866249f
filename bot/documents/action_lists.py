"""Lists of tasks for other programs: CSV, calendar entries, the CSV that Jira imports, and text for GitHub issues.

Decides what each format says of a task. Nothing is read back: the record stays the place where a task is done.

Caveats: what people wrote runs nowhere. A cell is never a formula (`domain.csv_cells`), and text for GitHub is escaped
and mentions no account. Instants in CSV are in UTC.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.actions.action_items import OPEN, ActionItem
from bot.domain.csv_cells import rows
from bot.domain.markdown import escape

if TYPE_CHECKING:
    from icalendar import Alarm, Event

HEAD = ("key", "incident", "what", "owners", "due (UTC)", "how it is verified", "state", "finished (UTC)", "found")
JIRA_HEAD = ("Summary", "Issue Type", "Description", "Due Date", "Labels", "External Issue ID")
LONGEST_SUMMARY = 250  # Jira refuses more than 255 characters
AHEAD = timedelta(days=1)


def to_csv(items: Sequence[ActionItem], now: datetime) -> bytes:  # noqa: ARG001 (as every format)
    """With the mark by which spreadsheets know UTF-8."""
    cells = [
        (
            one.key, one.incident, one.what, ", ".join(one.owners), _utc(one.due_at), one.test, one.state,
            _utc(one.finished_at), one.proof,
        )
        for one in items
    ]  # fmt: skip
    return rows([HEAD, *cells]).encode("utf-8-sig")


def to_jira(items: Sequence[ActionItem], now: datetime) -> bytes:  # noqa: ARG001 (as every format)
    """What is still open. Owners are in the description: Jira knows accounts, not names."""
    cells = [
        (
            _cut(one.title), "Task", "\n".join(_said(one)), f"{one.due_at:%Y-%m-%d}" if one.due_at else "", "breachbot",
            one.key,
        )
        for one in _open(items)
    ]  # fmt: skip
    return rows([JIRA_HEAD, *cells]).encode()


def to_github(items: Sequence[ActionItem], now: datetime) -> bytes:  # noqa: ARG001 (as every format)
    """What is still open: each one as a heading, which is the issue's title, and its text."""
    return "\n".join(
        f"## {_harmless(_cut(one.title))}\n\n" + "".join(f"- {_harmless(line)}\n" for line in _said(one))
        for one in _open(items)
    ).encode()


def to_calendar(items: Sequence[ActionItem], now: datetime) -> bytes:
    """An entry at each due time of what is still open, with an alarm a day before. Its id stays the same, so a calendar
    replaces the entry that it had."""
    from icalendar import Alarm, Calendar, Event  # 3 MB, which only this format needs

    calendar = Calendar()
    calendar.add("prodid", "-//breachbot//action items//EN")
    calendar.add("version", "2.0")
    for one in _open(items):
        if one.due_at:
            calendar.add_component(_filled(Event(), Alarm(), one, one.due_at, now))
    return bytes(calendar.to_ical())


FORMATS: Mapping[str, Callable[[Sequence[ActionItem], datetime], bytes]] = {
    "csv": to_csv, "ics": to_calendar, "jira": to_jira, "github": to_github,
}  # fmt: skip
ENDINGS: Mapping[str, str] = {"csv": ".csv", "ics": ".ics", "jira": "_jira.csv", "github": "_github.md"}
"""How the name of a file of each format ends."""


def _open(items: Iterable[ActionItem]) -> list[ActionItem]:
    return [one for one in items if one.state == OPEN]


def _said(one: ActionItem) -> list[str]:
    said = [one.what, f"Owners: {', '.join(one.owners) or 'no one'}."]
    said += [f"Due: {_utc(one.due_at)} UTC."] if one.due_at else []
    said += [f"How it is verified: {one.test}"] if one.test else []
    return [*said, f"Complete it in the incident's channel: {one.key}."]


def _filled(entry: "Event", alarm: "Alarm", one: ActionItem, due_at: datetime, now: datetime) -> "Event":
    entry.add("uid", f"{one.key}@breachbot")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", due_at.astimezone(UTC))
    entry.add("summary", one.title)
    entry.add("description", "\n".join(_said(one)))
    entry.add("transp", "TRANSPARENT")
    alarm.add("action", "DISPLAY")
    alarm.add("description", one.title)
    alarm.add("trigger", -AHEAD)
    entry.add_component(alarm)
    return entry


def _utc(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1].rstrip()}…"


def _harmless(text: str) -> str:
    """Escaped for Markdown; without a mention or a link to another issue, which GitHub would make of it."""
    return escape(text).replace("@", "@<!-- -->").replace("#", "\\#")
