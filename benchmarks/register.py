"""How long the register of a thousand breaches takes, in each format, beside typst on the same PDF.

Prints, never fails; what misses its goal is marked.

The breaches are copies of one that people worked on: its facts, clocks, notices and the risk that was decided.
"""

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.answers import FACTS, show
from bot.actions import register
from bot.cli import GARBAGE_AFTER
from bot.documents.covers import Cover
from bot.documents.pdf import typeset
from bot.documents.register import FORMATS, Scope, to_format, to_markdown
from bot.domain.register import within
from bot.store.engine import migrate, open_engine, writing
from tests import shipped
from tests.slack.desk import DPO, LEAD, Desk

MANY = 1000
GOAL_MS = 3000
DUTY, PEOPLE = "eu-gdpr-33-1-authority", "eu-gdpr-34-individuals"


@contextmanager
def many(engine: Engine) -> Iterator[Desk]:
    migrate(engine)
    desk = Desk(engine, shipped.library())
    desk.open("CRM export by a stranger")
    for fact in (*FACTS, "aware_at today 08:30", "likely_consequences Criminals can write to people."):
        desk.say(DPO, f"/breach facts {fact}")
    desk.say(DPO, "/breach risk high because names and addresses let strangers write to people")
    desk.say(DPO, f"/breach met {DUTY} ref LDA-7 by portal because our counsel filed it for us")
    for person in (DPO, LEAD):
        desk.say(person, f"/breach decline {PEOPLE} because the data were encrypted and the key is safe")
    with writing(engine) as session:
        for number in range(2, MANY + 1):
            own = {
                "ref": f"'BR-{number}'",
                "codename": f"'c{number}'",
                "facts": f"replace(facts, 'Criminals', 'C{number}')",
            }
            _copy(session, "incident", f"{number}", own, number)
            for table in ("clock", "timeline_entry"):
                _copy(session, table, "", {}, number)
    yield desk


def _copy(session: Any, table: str, key: str, own: dict[str, str], number: int) -> None:
    """The rows of the first incident once more, as those of incident `number`."""
    names = [row[1] for row in session.execute(text(f"PRAGMA table_info({table})"))]
    of_incident = "incident_id" in names
    own |= (
        {"incident_id": str(number)}
        if of_incident
        else {"id": key, "request_key": f"'k{number}'", "channel_id": "NULL"}
    )
    kept = [name for name in names if name != "id" or not of_incident]
    chosen = ", ".join(own.get(name, name) for name in kept)
    where = "incident_id = 1" if of_incident else "id = 1"
    session.execute(text(f"INSERT INTO {table} ({', '.join(kept)}) SELECT {chosen} FROM {table} WHERE {where}"))


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = perf_counter()
    found = act()
    return (perf_counter() - begun) * 1000, found


def main() -> None:
    gc.set_threshold(GARBAGE_AFTER)  # as every command
    with (
        tempfile.TemporaryDirectory() as folder,
        many(open_engine(f"sqlite:///{Path(folder)}/bench.db")) as desk,
        desk.opens(LEAD, True) as work,
    ):
        places, scope = work.library.law.places, Scope(work.now, "Europe/Berlin")
        took, checked = timed(lambda: register.checked(work, within(register.entries(work), places, None, None, "")))
        found = checked.entries
        show(f"{len(found):,} breaches collected from the record", took, "ms")
        for format in FORMATS:
            drawn, content = timed(partial(to_format, found, scope, format))
            show(f"as {format}, {len(content) // 1024:,} kB, with collecting", took + drawn, "ms", GOAL_MS)
        source = typeset(to_markdown(found, scope), Cover("Register", kind="report"))
        bare, _pdf = timed(partial(_typst, source))
        show("bare typst on the same pages", bare, "ms")


def _typst(source: str) -> bytes:
    import typst

    return typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"])


if __name__ == "__main__":
    main()
