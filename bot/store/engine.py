"""Opens the database, for reading or for writing, so that two writers never lose each other's work.

SQLite: WAL, every transaction that may write begins with BEGIN IMMEDIATE (the driver's own late BEGIN loses updates
without an error), one process at a time, held by a lock file. PostgreSQL: any number of processes.
"""

import fcntl
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import IO, Any, TypeVar

from sqlalchemy import URL, Connection, Insert, create_engine, event, inspect, text
from sqlalchemy import Engine as Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.errors import StartError
from bot.store.base import Base
from bot.store.database_file import DatabaseFile
from bot.store.record_session import RecordSession
from bot.store.troubles import CommitLost, Trouble, trouble_of

Answer = TypeVar("Answer")
MIGRATIONS = Path(__file__).parent / "migrations"
TRIES = 3
COLLISIONS = ("40001", "40P01")  # PostgreSQL: could not serialize, deadlock
DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")
CONNECTIONS = 30  # six answers at a time, what follows them, and the timers; two replicas stay below PostgreSQL's 100
WRITE_WITHIN_S = 30
REFUSED = re.compile(r"FATAL: +(.+)")
UNREACHED = re.compile(r".*(?:failed|host '[^']*'): (?:\[Errno -?\d+\] )?(.+)")
"""PostgreSQL's reason, in its own words, which never hold a password; and that of the network."""
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={WRITE_WITHIN_S * 1000}", "foreign_keys=ON")


def read_url(address: str | URL) -> URL:
    """An address whose `repr` and `str` hide the password. Raises StartError when it is not supported."""
    try:
        parsed = make_url(address)
    except (ArgumentError, ValueError) as error:  # the latter for a port that is not a number
        raise StartError(
            "The database address is not valid.", "Write it as sqlite:///FILE or postgresql+psycopg://..."
        ) from error
    if parsed.drivername not in DRIVERS:
        raise StartError(
            f"The database address can't begin with {parsed.drivername}://.",
            "Write the address as sqlite:///FILE or postgresql+psycopg://...",
        )
    return parsed


def open_engine(address: str | URL) -> Engine:
    """An engine; nothing is read yet except that the database answers. Raises StartError with the remedy.

    Database errors never show what was being written: incident content could end up in a log.
    """
    parsed = read_url(address)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            connect_args={"timeout": WRITE_WITHIN_S},
            max_overflow=CONNECTIONS - 5,
            pool_use_lifo=True,  # the same ones again, whose pages are in memory
            execution_options={"writers": Writers()},
            hide_parameters=True,
        )
        _begin_ourselves(engine)
        if parsed.database and parsed.database != ":memory:":
            DatabaseFile(Path(parsed.database)).watch(engine)
    else:
        engine = create_engine(
            parsed, pool_size=10, max_overflow=CONNECTIONS - 10, pool_pre_ping=True, hide_parameters=True
        )
    try:
        with engine.connect():
            pass
    except DatabaseError as error:
        raise _cannot_open(parsed, error) from error
    return engine


def _cannot_open(parsed: URL, error: DatabaseError) -> StartError:
    name, place = getattr(error.orig, "sqlite_errorname", ""), parsed.render_as_string(hide_password=True)
    if name == "SQLITE_NOTADB":
        return StartError(
            f"{parsed.database} is not a breachbot database.", "Correct BREACHBOT_DATABASE, or restore the file."
        )
    match trouble_of(error):
        case Trouble.READ_ONLY:
            remedy = "Give this account write access to the file and its folder, and check how its disk is mounted."
            return StartError(f"The database at {place} can't be written to.", remedy)
        case Trouble.FULL:
            return StartError(f"The disk of the database at {place} is full.", "Free some space, then start again.")
        case Trouble.FAILING if name != "SQLITE_CANTOPEN":
            remedy = "Check the disk. If the file is damaged, restore it from a backup."
            return StartError(f"The database at {place} can't be read ({name}).", remedy)
    if refused := REFUSED.search(str(error.orig)):
        remedy = "Correct the user, the password or the name in BREACHBOT_DATABASE, or ask whoever runs PostgreSQL."
        return StartError(f"The database at {place} refuses the connection: {refused[1]}.", remedy)
    reason = UNREACHED.search(str(error.orig))
    return StartError(
        f"The database at {place} is not responding{f' ({reason[1]})' if reason else ''}.",
        "Start it, or correct BREACHBOT_DATABASE, and try again.",
    )


def open_record(address: str | URL) -> Engine:
    """The engine of a database that has exactly this code's tables; never makes a new one. Raises StartError."""
    parsed = read_url(address)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        file = Path(parsed.database or "")
        remedy = "Start breachbot once, or correct BREACHBOT_HOME or BREACHBOT_DATABASE."
        if (demo := file.parent / "demo" / file.name).exists():
            remedy = f"For what the demo recorded, set BREACHBOT_HOME={demo.parent}. Otherwise start breachbot once."
        raise StartError(f"There is no database at {file}.", remedy)
    engine = open_engine(parsed)
    check_version(engine)
    return engine


def _begin_ourselves(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, _: object) -> None:
        dbapi.isolation_level = None
        for pragma in PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("read_only")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Iterator[RecordSession]:
    """A session that only reads: it never waits for a writer."""
    with engine.connect().execution_options(read_only=True) as connection, RecordSession(connection) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[RecordSession]:
    """One transaction: committed when the block ends, rolled back when it raises."""
    writers: Writers | None = engine.get_execution_options().get("writers")
    committing = False
    try:
        with (
            writers.turn() if writers else nullcontext(),
            RecordSession(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
            session.flush()
            committing = True
    except DBAPIError as error:
        if committing and error.connection_invalidated:
            raise OperationalError("", None, CommitLost("no answer to a commit")) from error
        raise


class Writers:
    """SQLite has one writer and makes the others ask again and again, up to 100 ms apart, in no order. Here they stand
    in a line, and each begins as the one before ends. Who has stood there too long asks SQLite itself."""

    def __init__(self) -> None:
        self._line: deque[Lock] = deque()  # the first one writes
        self._lock = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        mine = Lock()
        mine.acquire()
        with self._lock:
            self._line.append(mine)
            if self._line[0] is mine:
                mine.release()
        mine.acquire(timeout=WRITE_WITHIN_S)
        try:
            yield
        finally:
            with self._lock:
                was_first = self._line[0] is mine
                self._line.remove(mine)
                if was_first and self._line:
                    self._line[0].release()


def once_more(act: Callable[[], Answer]) -> Answer:
    """The result of `act`, retried when another process changed the same rows first; `act` is one transaction."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except DBAPIError as error:
            if not (isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") in COLLISIONS):
                raise
    return act()


def dialect_of(session: Session) -> ModuleType:
    """The module whose `insert` can handle a row that already exists: the one that the engine imported, because the
    other one takes 2 MB."""
    return import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")


def insert_new(
    session: Session, table: type[Base], rows: Mapping[str, Any] | Sequence[Mapping[str, Any]], key: str
) -> int:
    """Insert the rows whose `key` does not exist yet, and return how many. The others stay unchanged. What else waits
    in the session is written later, all at once."""
    with session.no_autoflush:
        done = session.execute(newly(session, table, key), rows)  # which is compiled once for any number of rows
    return int(getattr(done, "rowcount", 0))


def newly(session: Session, table: type[Base], key: str) -> Insert:
    """The statement for rows of which those are written whose `key` does not exist yet."""
    return _insert_new(dialect_of(session), table, key)


@cache
def _insert_new(dialect: Any, table: type[Base], key: str) -> Insert:
    new: Insert = dialect.insert(table.__table__).on_conflict_do_nothing(index_elements=[key])
    return new.execution_options(preserve_rowcount=True)  # which SQLAlchemy does not count by itself on PostgreSQL


def migrate(engine: Engine) -> None:
    """Upgrade the tables to this version of breachbot. Safe to repeat. Raises StartError where they are at a version
    that this code does not know."""
    found = _version(engine)
    if found == newest_version():
        return
    if found is not None and found not in _versions():
        check_version(engine)
    from alembic import command  # with what it brings, 10 MB that a running bot can do without
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")


def newest_version() -> str:
    """The revision of the last migration; each file begins with its own."""
    return max(_versions())


def _versions() -> list[str]:
    return [file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")]


def _version(engine: Engine) -> str | None:
    """The migration that the tables are at; None when there are none yet."""
    with engine.connect() as connection:
        migrated = inspect(connection).has_table("alembic_version")
        return connection.scalar(text("SELECT version_num FROM alembic_version")) if migrated else None


def check_version(engine: Engine) -> None:
    """Raises StartError unless the tables are exactly this code's."""
    found, head = _version(engine), newest_version()
    if found is None:
        raise StartError("The database has no breachbot tables yet.", "Run `breachbot migrate` once.")
    if found != head:
        raise StartError(
            f"The database is at version {found}, but this breachbot needs version {head}.",
            "Run `breachbot migrate` with the newest version, and run only that version everywhere.",
        )


def lock_file(path: Path) -> IO[str]:
    """Hold an SQLite home for this process until it ends. Raises StartError when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise StartError(
            f"Another breachbot is already running on {path.parent}.",
            "Stop it first, or use PostgreSQL to run several at once.",
        ) from error
    return handle
