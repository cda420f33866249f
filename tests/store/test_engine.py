"""The database opens strictly, loses no update, and says why it will not start."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from bot.errors import StartError
from bot.store.base import Base
from bot.store.engine import check_version, lock_file, migrate, newest_version, open_engine, reading, writing
from bot.store.tables import Person

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_database_without_tables_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="no breachbot tables"):
        check_version(open_engine(f"sqlite:///{tmp_path}/a.db"))


def test_an_unreachable_database_is_reported_without_its_password() -> None:
    with pytest.raises(StartError, match="is not responding") as caught:
        open_engine("postgresql+psycopg://me:hush@127.0.0.1:9/none")
    assert "hush" not in str(caught.value)


PSYCOPG_SAYS = {
    'connection failed: connection to server at "::1" failed: FATAL:  password authentication failed for me': (
        "refuses the connection: password authentication failed for me."
    ),
    'connection failed: connection to server on socket "/s" failed: FATAL:  database "none" does not exist': (
        'refuses the connection: database "none" does not exist.'
    ),
    "failed to resolve host 'h.invalid': [Errno -2] Name or service not known": (
        "is not responding (Name or service not known)."
    ),
    'connection failed: connection to server at "::1" failed: server does not support SSL, but SSL was required': (
        "is not responding (server does not support SSL, but SSL was required)."
    ),
    "something new": "is not responding.",
}


@pytest.mark.parametrize("said", PSYCOPG_SAYS)
def test_why_there_is_no_connection_is_told_as_the_server_or_the_network_says_it(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    def connect(*_: object, **__: object) -> None:
        raise psycopg.OperationalError(said)

    monkeypatch.setattr(psycopg, "connect", connect)
    with pytest.raises(StartError) as caught:
        open_engine("postgresql+psycopg://me:hush@h/none")
    assert caught.value.say == f"The database at postgresql+psycopg://me:***@h/none {PSYCOPG_SAYS[said]}"


def test_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    migrate(engine)
    check_version(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_make_each_partial_index_with_the_condition_that_the_code_names(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    with engine.connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql LIKE '% WHERE %'"))
        conditions = {name: sql.partition(" WHERE ")[2] for name, sql in made}
    named = {index.name: index.info.get("where") for table in Base.metadata.tables.values() for index in table.indexes}
    assert conditions == {name: where for name, where in named.items() if where}


def test_the_newest_version_is_the_one_that_the_migrations_lead_to(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == newest_version()


def test_two_writers_never_lose_each_others_update(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    with writing(engine) as session:
        session.add(Person(id="U1", name="0", zone="UTC", seen_at=NOON))

    def grow() -> None:
        for _ in range(20):
            with writing(engine) as session:
                person = session.scalars(select(Person)).one()
                person.name = str(int(person.name) + 1)

    threads = [threading.Thread(target=grow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert session.scalars(select(Person.name)).one() == "80"


def test_a_naive_instant_is_refused_and_an_aware_one_comes_back_in_utc(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    with writing(engine) as session:
        session.add(Person(id="U1", name="n", zone="UTC", seen_at=NOON))
    with reading(engine) as session:
        assert session.scalars(select(Person.seen_at)).one() == NOON
    with pytest.raises(Exception, match="needs a time zone"), writing(engine) as session:
        session.add(Person(id="U2", name="n", zone="UTC", seen_at=NOON.replace(tzinfo=None)))


def test_a_second_process_on_the_same_home_is_refused(tmp_path: Path) -> None:
    with lock_file(tmp_path / "lock"), pytest.raises(StartError, match="already running"):
        lock_file(tmp_path / "lock")
