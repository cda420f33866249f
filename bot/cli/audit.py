"""The audit log: verify it against the tables, redact a field of it."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import UsageError
from bot.settings import read_settings

if TYPE_CHECKING:
    from bot.domain.incident_rows import RowDifference

REGISTER = "register"  # the log of what was imported into the register of breaches


def verify() -> None:
    from sqlalchemy import select

    from bot.actions.audit_log import verify_log
    from bot.actions.register_imports import first_broken
    from bot.store.engine import open_record, reading
    from bot.store.tables import Incident

    engine = open_record(read_settings().database_url)
    faults = 0
    with reading(engine) as session:
        found = [verify_log(session, one) for one in session.scalars(select(Incident).order_by(Incident.id))]
        register = first_broken(session)
    if not found:
        sys.stdout.write("There are no incidents yet.\n")
    if register is not None:
        faults += 1
        sys.stdout.write(f"register: entry {register} does not match the one before it\n")
    for log in found:
        wrong = [one for one in log.differences if one.kind != "redacted"]
        faults += len(wrong) + (log.broken is not None)
        if log.broken is not None:
            sys.stdout.write(f"{log.ref}: entry {log.broken} does not match the one before it\n")
        elif not wrong:
            sys.stdout.write(f"{log.ref}: verified\n")
        for one in log.differences:
            sys.stdout.write(f"{log.ref}: {_said(one)}\n")
    if faults:
        raise typer.Exit(1)


def _said(one: "RowDifference") -> str:
    where = f"{one.table} {one.row}" + (f", {one.field}" if one.field else "")
    return f"{where}: " + {"differs": "differs from the log", "redacted": "redacted in the log"}.get(one.kind, one.kind)


def redact(
    incident: Annotated[str, typer.Argument(help="The incident's reference or codename, or register.")],
    seq: Annotated[int, typer.Argument(help="The number of the entry.")],
    field: Annotated[str, typer.Argument(help="The field whose text is removed.")],
    reason: Annotated[str, typer.Option(help="The reason, recorded in the log.")],
    by: Annotated[str, typer.Option(help="Who decided it, recorded in the log.")],
) -> None:
    from bot.actions.audit_log import RedactEntry, redact_entry
    from bot.actions.register_imports import redact_import
    from bot.cli.record import find_incident, record

    if not by.strip():
        raise UsageError("Redaction requires a name.", "Use --by to say who decided it.")
    with record().writing(by.strip()) as work:
        if incident == REGISTER:
            redact_import(work, RedactEntry(seq, field, reason))
            sys.stdout.write(f"register: {field} of entry {seq} is redacted.\n")
            return
        done = redact_entry(work, find_incident(work, incident), RedactEntry(seq, field, reason))
        ref = done.incident.ref
    sys.stdout.write(f"{ref}: {done.field} of entry {done.seq} is redacted.\n")
    if done.also:
        listed = ", ".join(f"{name} of entry {number}" for number, name in done.also)
        sys.stdout.write(f"The same text is still in: {listed}.\n")
    sys.stdout.write("Only the audit log was changed. The incident's tables, reports and Slack keep their copies.\n")
