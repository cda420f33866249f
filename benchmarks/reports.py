"""How long a report and its review take, and how much memory, next to bare typst on the same pages.

Each file is made as `breachbot report` makes it: the record is collected, the edition written, the format made, in a
process of its own that has read the library. Memory is the most that this process or the one that runs typst held.
Prints, never fails; what misses its goal is marked.
"""

import gc
import os
import resource
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine, select

from bot.actions.report_reviews import show_review
from bot.actions.work import Library
from bot.app import read_library
from bot.cli import GARBAGE_AFTER
from bot.documents.incident_documents import report_document
from bot.documents.pdf import typeset
from bot.domain.events.incidents import NoteAdded
from bot.settings import Settings, example
from bot.store.engine import migrate, open_engine
from bot.store.tables import Incident
from tests.slack.desk import COMMS, DPO, LEAD, Desk

ENTRIES, DUTIES, NOTICES = 5_000, 40, 20
FACTS = (
    "people DE 1200, FR 300, IT 20, ES 41, GB 77, CH 8, BR 12, JP 7, AU 9, SG 700, US-CA 5000, US-NY 900, US-TX 800",
    "people US-FL 600, US-WA 900, US-IL 700, US-CO 800, US-MA 300, US-NJ 90, US-PA 80, US-VA 1200, US-OH 400",
    "people US-AZ 1200, US-OR 300, US-CT 700, US-IN 90, US-IA 600, US-LA 80, US-MD 50, US-MT 10, US-NM 1100, US-ND 300",
    "data names, email, ssn, card_number", "form_of_data electronic", "accessed yes", "acquired yes",
    "malicious yes", "protection none", "aware_at 2 Mar 2026 08:30",
)  # fmt: skip
NOTE = "asked the provider for the export log of the account, and compared its times with the audit log of the CRM"
FORMATS = ("pdf", "html", "docx", "json")


def main() -> None:
    gc.set_threshold(GARBAGE_AFTER)  # as every command
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%H:%M')}")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), organisation=example("organisation.demo.yaml"))
        library = read_library(settings)
        for name, entries, goal in (("ordinary", 200, 1.0), ("large", ENTRIES, 5.0)):
            engine = open_engine(f"sqlite:///{folder}/{name}.db")
            migrate(engine)
            fill(Desk(engine, library), entries, large=name == "large")
            for form in FORMATS:
                in_a_process(partial(made, engine, library, name, form), f"{name}: {form}", goal)
            in_a_process(partial(reviewed, engine, library), f"{name}: what a review finds", goal)
            in_a_process(partial(bare, engine, library), f"{name}: bare typst on the same pages", None)
            engine.dispose()


def fill(desk: Desk, entries: int, *, large: bool) -> None:
    desk.open("CRM export")
    for line in FACTS if large else (FACTS[0], *FACTS[-7:]):
        desk.say(DPO, f"/breach facts {line}")
    kinds = [one.id for one in desk.library.templates.notices.values() if "en" in one.languages]
    for kind in kinds[: NOTICES if large else 3]:
        desk.say(COMMS, f"/breach notice {kind}")
    with desk.opens(LEAD, False) as work:
        incident = work.session.scalars(select(Incident)).one()
        for number in range(entries - work.newest(incident)):
            work.record(incident, NoteAdded(f"{NOTE}, no. {number}", source=""))


def made(engine: Engine, library: Library, name: str, form: str) -> int:
    desk = Desk(engine, library)
    with desk.opens(LEAD, True) as work:
        document = report_document(work, work.session.scalars(select(Incident)).one())
    report = document.report
    if form == FORMATS[0] and report:
        sizes = len(report.timeline), len(report.duties), len(report.notices)
        print(f"{name}: {sizes[0]} entries, {sizes[1]} duties, {sizes[2]} notices")
    return len(document.as_file(form))


def reviewed(engine: Engine, library: Library) -> int:
    """As `/breach review` shows it; the size is that of the findings."""
    desk = Desk(engine, library)
    with desk.opens(LEAD, True) as work:
        shown = show_review(work, work.session.scalars(select(Incident)).one())
    return sum(len(str(one.plain)) for one in shown.findings)


def bare(engine: Engine, library: Library) -> int:
    import typst

    desk = Desk(engine, library)
    with desk.opens(LEAD, True) as work:
        document = report_document(work, work.session.scalars(select(Incident)).one())
    source = typeset(document.markdown, document.cover).encode()
    began = perf_counter()
    size = len(typst.compile(source, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"]))
    print(f"{perf_counter() - began:9.2f} s   typst alone, already imported")
    return size


def in_a_process(make: Callable[[], int], what: str, goal: float | None) -> None:
    """Forked, so that it has the library and the most it holds is its own."""
    gc.collect()
    child = os.fork()
    if child == 0:
        began = perf_counter()
        size = make()
        took = perf_counter() - began
        held = (
            max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
        )
        missed = goal is not None and (took > goal or held > 400)
        aim = f"  goal {goal:g} s, 400 MB" if goal else ""
        print(
            f"{took:9.2f} s {held:5d} MB  {what} ({size // 1024} kB){aim}{'  <- missed' if missed else ''}", flush=True
        )
        os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
