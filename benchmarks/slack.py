"""How long a person waits for an answer: every verb, Home and every waiting message, in an incident that owes a lot.

Prints, never fails. Run with `python -m benchmarks.slack`. Slack gives up after three seconds; a person should not
notice at all, so each is meant to stay under 200 ms. The yardstick is what the machine needs for one committed row.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import text

from bot.app import read_library
from bot.law.model import Law
from bot.settings import Settings, example
from bot.store.engine import migrate, open_engine, writing
from bot.store.tables import LawVersion
from tests.slack.desk import CRM, DPO, LEAD, Desk

FACTS = (
    "people DE 1200, FR 300, GB 40, US-CA 5000, US-NY 900, US-TX 800, US-FL 700, BR 4, JP 3, AU 2, IN 9, Canada 5",
    "data names, email, ssn, card_number",
    "aware_at 2 Mar 2026 08:30",
    "established_in DE, US-CA",
    "form_of_data electronic",
    "accessed yes",
    "acquired yes",
    "malicious yes",
    "misuse_likely yes",
    "serious_harm yes",
    "protection none",
    "internal_only no",
    "determined_at 2 Mar 2026 09:00",
)
READS = (
    "help", "list", "status", "steps", "steps contain", "next", "facts", "clocks", "why eu-gdpr-33-1-authority",
    "notice", "runbook", "risk", "exposure", "law", "close",
)  # fmt: skip
WRITES = (
    (LEAD, "note number {}"), (LEAD, "take C0{}"), (LEAD, "stuck C04 reason {}"), (DPO, "facts people DE 120{}"),
    (CRM, "facts data names, phone{}"), (DPO, "met eu-gdpr-33-1-authority ref {} because our law firm filed it"),
    (DPO, "severity {}"),
    (DPO, "risk high because of reason {}"), (LEAD, "notice gdpr-authority"), (LEAD, "handover"), (LEAD, "report md"),
)  # fmt: skip
RUNS = 5


def timed(work: Callable[[int], object], runs: int = RUNS) -> float:
    """The median of the runs, in milliseconds."""
    found = []
    for number in range(1, runs + 1):
        begun = perf_counter()
        work(number)
        found.append((perf_counter() - begun) * 1000)
    return median(found)


def saying(desk: Desk, person: str, line: str) -> Callable[[int], object]:
    """What `timed` runs: the line, with the number of the run in its place."""
    return lambda number: desk.say(person, f"/breach {line.format(number)}")


def yardstick(desk: Desk) -> float:
    def commit(_: int) -> None:
        with writing(desk.engine) as session:
            session.execute(text("UPDATE incident SET version = version + 1"))

    return timed(commit, 30)


def under_an_older_law(desk: Desk) -> None:
    """From now on the files hold another law than the incident's own."""
    law = desk.library.law
    with writing(desk.engine) as session:
        session.add(LawVersion(hash=law.hash, law=law, seen_at=desk.now))
    newer = Law(hash="f" * 64, vocabulary=law.vocabulary, places=law.places, duties=law.duties[:-1])
    desk.library = replace(desk.library, law=newer, older={})


def show(rows: dict[str, float]) -> None:
    for what, took in rows.items():
        print(f"{took:9.1f} ms  {what}{'  <- slow' if took > 200 else ''}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), organisation=example("organisation.demo.yaml"))
        engine = open_engine(f"sqlite:///{folder}/breachbot.db")
        migrate(engine)
        desk = Desk(engine, read_library(settings))
        rows = {"open an incident": timed(lambda _: desk.open(), 1)}
        for line in FACTS:
            answer = desk.say(DPO, f"/breach facts {line}")
            if "Confirm change" in answer.text:
                answer = desk.confirm_change(DPO, answer)
            assert "Recorded." in answer.text, answer.text
        shown = desk.say(DPO, "/breach clocks").text.splitlines()[0]
        print(f"{len(desk.library.law.by_id)} duties in the law; {len(desk.incident().runbook.steps)} steps; {shown}")
        rows["yardstick: one committed row"] = yardstick(desk)
        rows |= {line: timed(saying(desk, DPO, line)) for line in READS}
        for person, line in WRITES:
            rows[line] = timed(saying(desk, person, line))
        rows["Home"] = timed(lambda _: desk.home(LEAD))
        rows["every message that waits, drawn"] = timed(lambda _: desk.drawn())
        under_an_older_law(desk)
        rows["status under an older law, the first time"] = timed(lambda _: desk.say(DPO, "/breach status"), 1)
        rows["status under an older law"] = timed(lambda _: desk.say(DPO, "/breach status"))
        show(rows)


if __name__ == "__main__":
    main()
