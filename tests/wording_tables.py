"""The tables in the documentation that repeat what the code defines, generated from the code.

`python -m tests.wording_tables` writes them into the files; `tests/domain/test_wording_tables.py` compares.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from bot.domain.incidents import SEVERITIES
from bot.domain.permission_grid import permission_grid
from bot.domain.reminder_rules import Audiences, DigestRule, ReminderRules
from bot.domain.roles import ROLE_WORDS, ROLES
from bot.library.reminders import load_reminders

ROOT = Path(__file__).parents[1]
MARKED = re.compile(r"(<!-- table: (\w+)[^\n]*-->\n)(.*?)(<!-- end of table -->)", re.DOTALL)


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    first, *others = (f"| {' | '.join(cells)} |\n" for cells in (head, *rows))
    return "".join((first, f"|{'---|' * len(head)}\n", *others))


def roles() -> str:
    words = {role: [word for word, meant in ROLE_WORDS.items() if meant == role] for role in ROLES}
    named = (role for role in ROLES if role != "responder")
    rows = ((ROLES[role], f"`{role}`", ", ".join(f"`{word}`" for word in words[role])) for role in named)
    return table(("role", "name", "also accepted"), rows)


def permissions() -> str:
    grid = permission_grid()
    rows = ((row.words, *("yes" if one else "" for one in (*row.allowed, row.when_closed))) for row in grid.rows)
    return table(("to", *grid.columns, "when closed"), rows)


def severities() -> str:
    digests = reminders().digests
    rows = (
        (str(level), meaning, "; then ".join(_cadence(one) for one in digests if one.severity == level) or "none")
        for level, meaning in SEVERITIES.items()
    )
    return table(("severity", "meaning", "digest in the channel"), rows)


def reminder_rules() -> str:
    return table(("what", "when", "who is told"), _ladder(reminders()))


def _ladder(rules: ReminderRules) -> Iterator[tuple[str, ...]]:
    for one in rules.clocks.warnings:
        only = "" if len(one.severities) == len(SEVERITIES) else f", at severity {_listed(one.severities)}"
        when = f"{one.gone:.0%} of the time has passed" if one.gone else f"{_length(one.left)} before its target"
        yield "a clock", f"{when}{only}", _told(one.tell)
    yield "a clock", "at its target", _told(rules.clocks.at_target.tell)
    hour = _length(rules.clocks.late.every).removeprefix("1 ")
    for number, tell in enumerate(rules.clocks.late.tell, start=1):
        last = f" and every {hour} after" if number == len(rules.clocks.late.tell) else ""
        yield "a late clock", f"{_length(number * rules.clocks.late.every)} after its target{last}", _told(tell)
    for number, tell in enumerate(rules.steps.tell):
        when = ("when it is late", "one interval later", f"{number} intervals later")[min(number, 2)]
        yield "a late step", when, _told(tell)
    for number, tell in enumerate(rules.proposals.tell if rules.proposals else (), start=1):
        assert rules.proposals
        last = f" and every {_length(rules.proposals.every).removeprefix('1 ')} after"
        last = last if number == len(rules.proposals.tell) else ""
        yield "an open proposal", f"{_length(number * rules.proposals.every)} after it was made{last}", _told(tell)
    if rules.updates:
        at = f"at {rules.updates.at:%H:%M}"
        yield "a promised update", f"{at} on the day before and on the day itself", _told(rules.updates.tell)
        for number, tell in enumerate(rules.updates.late, start=1):
            yield "a promised update", f"{at}, {_length(number * timedelta(days=1))} after that day", _told(tell)
    for number, tell in enumerate(rules.actions.tell if rules.actions else (), start=1):
        assert rules.actions
        last = f" and every {_length(rules.actions.every)} after" if number == len(rules.actions.tell) else ""
        yield (
            "a task in a closed incident",
            f"{_length(number * rules.actions.every)} after the closing{last}",
            _told(tell),
        )
    for item in rules.closed:
        yield "a closed incident", f"{_length(item.after)} after it was closed", f"{_told(item.tell)}: {item.says}"
    if quiet := rules.quiet:
        night = f"between {quiet.begins:%H:%M} and {quiet.ends:%H:%M} in the incident's time zone"
        only = f"at severity {_listed(quiet.severities)}, until {_length(quiet.never_within)} before the target"
        yield "a clock", f"{night}, {only}", "no one; the warning is sent in the morning"
    rest = rules.snooze
    limits = f"at most {_length(rest.at_most)} later, {rest.times} times and {_length(rest.in_all)} in all"
    last = f"never within {_length(rest.never_within)} of a deadline ahead"
    yield "a snoozed reminder", f"{limits}, {last}", "that person; everyone else as planned"
    if rules.shift:
        when = f"after {_length(rules.shift.after)}, at severity {_listed(rules.shift.severities)}"
        yield "a long shift as lead", when, "that person, privately"


def _told(tell: Audiences) -> str:
    return ", ".join(ROLES.get(one, one) for one in tell)


def _cadence(one: DigestRule) -> str:
    every = f"every {_length(one.every)}" if one.every else f"at {_listed(f'{hour:%H:%M}' for hour in one.at)}"
    return f"{every} for {_length(one.within)}" if one.within else every


def _listed(things: Iterable[object]) -> str:
    return " and ".join(str(thing) for thing in things)


def _length(length: timedelta | None) -> str:
    minutes = int((length or timedelta()).total_seconds()) // 60
    if minutes % 60:
        return f"{minutes} minutes"
    days = minutes % 1440 == 0 and minutes > 2880
    amount, unit = (minutes // 1440, "day") if days else (minutes // 60, "hour")
    return f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"


def reminders() -> ReminderRules:
    return load_reminders(ROOT / "runbooks")


TABLES: Mapping[str, tuple[str, Callable[[], str]]] = {
    "roles": ("docs/responding.md", roles),
    "permissions": ("docs/security.md", permissions),
    "severities": ("docs/responding.md", severities),
    "reminders": ("docs/operations.md", reminder_rules),
}


def found() -> dict[str, tuple[str, str]]:
    """Every marked table of the documentation: its file and its text."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return {
        match[2]: (file.relative_to(ROOT).as_posix(), match[3])
        for file in files
        for match in MARKED.finditer(file.read_text(encoding="utf-8"))
    }


def main() -> None:
    for file in {file for file, _ in TABLES.values()}:
        path = ROOT / file
        text = path.read_text(encoding="utf-8")
        path.write_text(MARKED.sub(lambda match: match[1] + TABLES[match[2]][1]() + match[4], text), encoding="utf-8")


if __name__ == "__main__":
    main()
