"""What the workspace stores: one SQLite file, separate from the bot's database.

Decides what is durable: everything Slack would still know after a restart. Live state (triggers, ephemeral messages,
open connections) is kept elsewhere and is deliberately lost, as in Slack. Rows hold JSON documents; only what is
searched is a column. Used from the server's own thread alone, so there are no locks.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.workspace.core.json import Json

Row = Json
Value = str | int | float | bytes | None

SCHEMA = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists users (id text primary key, name text not null unique, doc text not null);
create table if not exists usergroups (id text primary key, handle text not null unique, doc text not null);
create table if not exists channels (id text primary key, kind text not null, name text, doc text not null);
create unique index if not exists channel_names on channels (name) where name is not null;
create table if not exists members (channel text not null, user text not null, primary key (channel, user));
create table if not exists messages (channel text not null, ts text not null, thread_ts text, user text not null,
    doc text not null, primary key (channel, ts));
create index if not exists threads on messages (channel, thread_ts);
create table if not exists pins (channel text not null, ts text not null, user text not null, at integer not null,
    primary key (channel, ts));
create table if not exists bookmarks (id text primary key, channel text not null, doc text not null);
create table if not exists reactions (channel text not null, ts text not null, name text not null, user text not null,
    primary key (channel, ts, name, user));
create table if not exists files (id text primary key, user text not null, ready integer not null, doc text not null,
    content blob);
create table if not exists shares (file text not null, channel text not null, ts text not null,
    primary key (file, channel, ts));
create table if not exists reads (channel text not null, user text not null, ts text not null,
    primary key (channel, user));
create table if not exists views (id text primary key, user text not null, kind text not null, depth integer not null,
    doc text not null, entered text not null default '{}');
create table if not exists scheduled (id text primary key, channel text not null, post_at integer not null,
    doc text not null);
create table if not exists response_urls (id text primary key, doc text not null, made_at real not null,
    used integer not null);
"""


class State:
    """A thin layer over one connection: rows come back as dicts, `doc` columns already parsed."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("pragma journal_mode=wal")
        self.connection.execute("pragma synchronous=normal")
        self.connection.executescript(SCHEMA)

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def all(self, sql: str, *values: Value) -> list[Row]:
        return [_parsed(row) for row in self.connection.execute(sql, values)]

    def one(self, sql: str, *values: Value) -> Row | None:
        row = self.connection.execute(sql, values).fetchone()
        return None if row is None else _parsed(row)

    def run(self, sql: str, *values: Value | Json | list[str]) -> int:
        """Execute and return how many rows changed; dicts and lists are stored as JSON."""
        packed = [json.dumps(v) if isinstance(v, dict | list) else v for v in values]
        return self.connection.execute(sql, packed).rowcount

    def get(self, key: str, default: Any = None) -> Any:
        row = self.one("select value from meta where key = ?", key)
        return default if row is None else json.loads(row["value"])

    def put(self, key: str, value: object) -> None:
        self.run(
            "insert into meta values (?, ?) on conflict (key) do update set value = excluded.value",
            key,
            json.dumps(value),
        )


def _parsed(row: sqlite3.Row) -> Row:
    return {key: json.loads(row[key]) if key in ("doc", "entered") else row[key] for key in row.keys()}  # noqa: SIM118
