"""How fast the law is: load from cold and cached, one assessment of every duty, one deadline; and to read the runbooks.
Prints, never fails.

Run with `python -m benchmarks.law`. The wall clock of a busy machine varies; the median of many runs is shown.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bot.law import load
from bot.law.conditions import compiled, reads
from bot.law.due_dates import due
from bot.law.duties import assess
from bot.law.facts import Facts, read_facts
from bot.law.model import Law
from bot.runbook.files import load_runbooks

ROOT = Path(__file__).parents[1] / "regulations"
RUNBOOKS = Path(__file__).parents[1] / "runbooks"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
INCIDENT: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "roles": ["controller"],
    "people": {"DE": 1200, "FR": "some", "GB": 300, "US-CA": "501-900", "US": 5000, "JP": 1500, "elsewhere": "unknown"},
    "data": ["names", "email", "ssn"],
    "form_of_data": ["electronic"],
    "established_in": ["DE"],
    "regulated_as": ["sec_registrant"],
    "acquired": True,
    "risk": "high",
    "noticed_at": "2026-11-20 14:30",
    "aware_at": "2026-11-20 18:05",
}


def timed(work: Callable[[], object], runs: int) -> float:
    """The median of the runs, in milliseconds."""
    found = []
    for _ in range(runs):
        begun = perf_counter()
        work()
        found.append((perf_counter() - begun) * 1000)
    return median(found)


def cold() -> Law:
    compiled.cache_clear()
    reads.cache_clear()
    return load(ROOT)


def main() -> None:
    law = cold()
    facts = read_facts(law.vocabulary, law.places, INCIDENT, by="benchmark", at=NOW)
    with tempfile.TemporaryDirectory() as cache:
        load(ROOT, cache=Path(cache))
        rows = {
            f"load {len(law.duties)} entries from cold (under 500)": timed(cold, 5),
            "load them cached (under 100)": timed(lambda: load(ROOT, cache=Path(cache)), 9),
            f"assess {len(law.by_id)} duties (under 5)": timed(lambda: assess(facts, law, date(2026, 11, 21)), 100),
            "one deadline (under 0.1)": timed(
                lambda: due(law, "eu-gdpr-33-1-authority", NOW, "Europe/Berlin", Facts()), 500
            ),
            "read every runbook (under 300)": timed(lambda: load_runbooks(RUNBOOKS, vocabulary=law.vocabulary), 5),
        }
    for what, took in rows.items():
        print(f"{took:9.3f} ms  {what}")


if __name__ == "__main__":
    main()
