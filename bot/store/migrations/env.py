"""Runs migrations on the engine that `bot.store.engine` hands over."""

from typing import Any

from alembic import context

from bot.store import tables

METADATA = tables.Incident.metadata
OWN = set(METADATA.tables)


def own_tables_only(_: Any, name: str | None, kind: str, *__: Any) -> bool:
    """The timer engine keeps tables of its own in the same database; they are not ours to migrate."""
    return kind != "table" or name in OWN


with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_object=own_tables_only,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
