"""What `docs/operations.md` promises is what the code does."""

import re
from pathlib import Path

from bot.timers.engine import Intervals
from tests.timers.conftest import RULES, Ground

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
CODE = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot/timers").glob("*.py"))


def test_every_metric_is_on_the_page_and_every_metric_of_the_page_is_exported(ground: Ground) -> None:
    exported = set(re.findall(r"^# TYPE (\S+)", ground.timers.metrics(), re.MULTILINE))
    assert set(re.findall(r"breachbot_\w+", PAGE)) == exported


def test_every_log_event_named_there_is_logged() -> None:
    named = set(re.findall(r"`(timers\.\w+)`", PAGE))
    assert named
    assert named <= set(re.findall(r'log\.\w+\("([\w.]+)"', CODE))


def test_the_waits_after_an_unclear_answer_are_those_of_the_intervals() -> None:
    intervals = Intervals()
    waits = [max(intervals.quarantine, intervals.retry(attempt)).total_seconds() for attempt in range(1, 7)]
    assert waits == [25, 25, 25, 54, 162, 300]
    assert "waits 25 s, checks whether it happened, tries again; then after 25, 25, 54 and 162 s" in PAGE
    assert "finally every 5 minutes" in PAGE
    assert (intervals.alarm_after_tries, intervals.alarm_after.total_seconds()) == (6, 600)


def test_the_reminders_are_described_as_shipped() -> None:
    kinds = [rule.kind for rule in RULES.clocks.warnings]
    assert kinds == ["half", "24h", "12h", "4h", "1h"]
    for row in ("50% of the time has passed", "24 hours before its target", "4 hours before its target"):
        assert f"| a clock | {row} |" in PAGE
    assert "| a clock | 12 hours before its target, at severity 1 |" in PAGE
    assert (RULES.snooze.at_most.total_seconds() / 3600, "at most 8 hours later" in PAGE) == (8, True)


def test_every_secret_of_the_compose_file_is_explained() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\./(secrets/\w+)", compose)) == set(re.findall(r"secrets/\w+", PAGE))


def test_the_table_of_proofs_holds_only_zeros() -> None:
    rows = [line.split("|") for line in PAGE.splitlines() if re.search(r"(sqlite|postgres) \| \d", line)]
    assert len(rows) >= 15
    assert {count.strip() for row in rows for count in row[3:6]} == {"0"}


def test_the_table_of_the_fuzz_holds_a_hundred_thousand_inputs_and_no_finding() -> None:
    table = PAGE.partition("| fuzz, seed ")[2].partition("\n\n")[0]
    rows = [line.split("|") for line in table.splitlines()[2:]]
    assert sum(int(row[2]) for row in rows) >= 100_000
    assert {row[3].strip() for row in rows} == {"0"}
