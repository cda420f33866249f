"""The outbox on the command line: what has not reached Slack, and retrying it after the cause is fixed."""

import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Engine

from bot.domain.reminders import instant_text
from bot.store.tables import Outbox


def _engine() -> Engine:
    from bot.settings import read_settings
    from bot.store.engine import open_record

    return open_record(read_settings().database_url)


def outbox_list(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")] = False,
) -> None:
    from bot.store.engine import reading
    from bot.timers.undelivered import undelivered

    with reading(_engine()) as session:
        rows = [_shown(row) for row in undelivered(session, datetime.now(UTC))]
    if as_json:
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    elif not rows:
        sys.stdout.write("Everything has been delivered.\n")
    for row in () if as_json else rows:
        words = f"{row['status']:<8} due {row['due_at']}  tried {row['attempts']} times  {row['key']}"
        told = f"told in Slack at {row['told_at']}" if row["told_at"] else ""
        lines = (row["not_done"], row["error"] or "not tried yet", row["why"], row["remedy"], told)
        sys.stdout.write("".join(f"{line}\n" for line in (words, *(f"         {one}" for one in lines if one))))


def outbox_retry(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys of failed messages; default: all of them.")] = None,
) -> None:
    from bot.store.engine import writing
    from bot.timers.undelivered import retry

    with writing(_engine()) as session:
        again = retry(session, keys or ())
    sys.stdout.write("".join(f"{key}\n" for key in again) or "Nothing has failed.\n")


def _shown(row: Outbox) -> dict[str, str | int | None]:
    from bot.actions.refusals import refusal_of
    from bot.slack.refusals import NOT_DONE

    refusal = refusal_of(row)
    return {
        "key": row.key,
        "kind": row.kind,
        "status": row.status,
        "due_at": instant_text(row.due_at),
        "attempts": row.attempt,
        "error": row.last_error,
        "not_done": NOT_DONE.get(row.kind, "An out-of-band alarm wasn't sent."),
        "why": refusal.row.why if refusal else "",
        "remedy": refusal.row.remedy if refusal else "",
        "told_at": instant_text(row.told_at) if row.told_at else None,
    }
