"""Names of facts, duties, states and roles that only files and the database use: no one may read one in a sentence.

They may stand where a person types them: in a command, in code type, and alone in a cell of a table.
"""

import re
from collections.abc import Iterator

from sqlalchemy import select

from bot.actions import register
from bot.documents.incident_documents import document, report_document
from bot.domain.clocks import ClockState
from bot.domain.report_editions import Edition
from bot.domain.reports import StepOutcome
from bot.domain.roles import ROLES
from bot.law.duties import Answer
from bot.law.model import Law
from bot.runbook.progress import StepState
from bot.store.engine import reading
from bot.store.tables import Incident, TimelineEntry
from bot.workspace.client import visible_text
from bot.workspace.core import residents
from tests.conversations.stage import Stage

TYPED = re.compile(r"```.*?```|`[^`]*`|(?:/breach|\bbreachbot) [a-z](?:[^\n.;]|[.;](?=\S))*", re.DOTALL)
SEEN = ("ephemeral", "ephemeral_changed", "message", "message_changed", "home")
EDITIONS = (Edition.FACTUAL, Edition.BOARD, Edition.LEARNING)


def read_by_people(stage: Stage) -> list[str]:
    """Each sentence in which such a name stands, once."""
    names = _names(stage.bot.library.law)
    lines = (line.strip() for text in _shown(stage) for line in TYPED.sub("…", text).splitlines())
    return list(dict.fromkeys(line for line in lines if names.search(line) and not names.fullmatch(line)))


def _names(law: Law) -> re.Pattern[str]:
    states = (*Answer, *ClockState, *StepState, *StepOutcome, *ROLES)
    words = {*law.vocabulary.facts, *law.vocabulary.translations, *states}
    known = sorted({*(word for word in words if "_" in word), *law.by_id}, key=len, reverse=True)
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, known))})(?![\w-])")


def _shown(stage: Stage) -> Iterator[str]:
    for person in (stage.person(one.id) for one in residents.PEOPLE):
        for entry in person.see("feed", after=0)["entries"]:
            if entry["kind"] in SEEN:
                yield visible_text(entry.get("message") or entry.get("view"))
            yield from map(visible_text, entry.get("views", ()))
    with reading(stage.bot.engine) as session:
        yield from (row.said.sentence() for row in session.scalars(select(TimelineEntry)))
    with stage.bot.opens("breachbot", True) as work:
        for incident in work.session.scalars(select(Incident)).all():
            yield document(work, incident, "memo", {}).markdown.replace("\\", "")
            yield from (report_document(work, incident, one).markdown.replace("\\", "") for one in EDITIONS)
        yield from ("\n".join(map(str, one.cells.values())) for one in register.entries(work))
