"""How fast the law is: load from cold and cached, one assessment of every duty, one deadline; and to read the runbooks.
Prints, never fails.

Run with `python -m benchmarks.law`. It shows CPU time, the median of many runs; on a busy machine that grows too. Every
assessment is of another number of people, because the last ones are kept.
"""

import gc
import itertools
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from bot.law import load
from bot.law.conditions import reads
from bot.law.due_dates import due
from bot.law.duties import assess
from bot.law.facts import Facts, read_facts
from bot.law.grammar import atoms, parsed
from bot.law.model import Law
from bot.law.values import Count, People
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
    """The median of the runs, in milliseconds of CPU."""
    found = []
    for _ in range(runs):
        begun = process_time()
        work()
        found.append((process_time() - begun) * 1000)
    return median(found)


def cold() -> Law:
    for kept in (atoms, parsed, reads):
        kept.cache_clear()
    return load(ROOT)


def assessed(law: Law, people: dict[str, Any]) -> Callable[[], object]:
    """The assessment of every duty, of another number of people each time it is called."""
    numbers = itertools.count(1000)
    known = {**INCIDENT, "people": people}
    facts = read_facts(law.vocabulary, law.places, known, by="benchmark", at=NOW)

    def next_one() -> object:
        table = {**facts.value("people").table, "DE": Count(number := next(numbers), number)}
        return assess(facts.set(law.vocabulary, "people", People(table), "benchmark", NOW), law, date(2026, 11, 21))

    return next_one


def main() -> None:
    law = cold()
    states = [code for code in law.places.places if code.startswith("US-")]
    with tempfile.TemporaryDirectory() as cache:
        load(ROOT, cache=Path(cache))
        rows = {
            f"load {len(law.duties)} entries from cold (under 200)": timed(cold, 5),
            "load them cached (under 30)": timed(lambda: load(ROOT, cache=Path(cache)), 9),
        }
        gc.collect()
        gc.freeze()  # as a process that serves does once it has started
        rows |= {
            f"assess {len(law.by_id)} duties (under 2)": timed(assessed(law, INCIDENT["people"]), 100),
            f"with people in {len(states)} more places (under 2)": timed(
                assessed(law, dict.fromkeys(states, 700)), 100
            ),
            "one deadline (under 0.1)": timed(
                lambda: due(law, "eu-gdpr-33-1-authority", NOW, "Europe/Berlin", Facts()), 500
            ),
            "read every runbook (under 300)": timed(lambda: load_runbooks(RUNBOOKS, vocabulary=law.vocabulary), 5),
        }
    for what, took in rows.items():
        print(f"{took:9.3f} ms  {what}")


if __name__ == "__main__":
    main()
