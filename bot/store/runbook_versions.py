"""Keeps every runbook that an incident has followed, once for all that follow the same one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.runbook.model import Runbook
from bot.store.columns import is_malformed
from bot.store.engine import insert_new
from bot.store.tables import RUNBOOKS, RunbookVersion


def keep_runbook(session: Session, runbook: Runbook) -> str:
    """The hash under which it is kept, for an incident that is about to follow it."""
    found = runbook.hash
    if session.scalar(select(RunbookVersion.hash).where(RunbookVersion.hash == found)) is None:
        insert_new(session, RunbookVersion, {"hash": found, "runbook": runbook}, "hash")
    RUNBOOKS.keep(found, runbook)
    return found


def kept_content(session: Session, name: str) -> str | None:
    """The hash of what is kept under `name`, as the table has it now: `name` itself, unless someone changed the row.
    A text that is no runbook is returned as is; None where there is no row."""
    kept = session.get(RunbookVersion, name)
    if kept is None:
        return None
    return str(kept.runbook) if is_malformed(kept.runbook) else kept.runbook.hash
