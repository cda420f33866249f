"""Nothing is confirmed that is stored nowhere: a database that can't be used says so, and why."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.store.database_file import rescue
from bot.store.engine import migrate, open_engine, reading, writing
from bot.store.tables import Person
from bot.store.troubles import Trouble, trouble_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "a.db"


@pytest.fixture
def engine(file: Path) -> Engine:
    found = open_engine(f"sqlite:///{file}")
    migrate(found)
    add(found, "U1")
    return found


def add(engine: Engine, person: str) -> None:
    with writing(engine) as session:
        session.add(Person(id=person, name="n", zone="UTC", seen_at=NOON))


def trouble(act: Callable[[], object]) -> Trouble | None:
    with pytest.raises(DBAPIError) as raised:
        act()
    return trouble_of(raised.value)


def persons(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(Person.id).order_by(Person.id)))


def deleted(file: Path) -> None:
    file.unlink()


def replaced(file: Path) -> None:
    other = file.with_name("other.db")
    other.write_bytes(file.read_bytes())
    other.rename(file)


def without_log(file: Path) -> None:
    file.with_name("a.db-wal").unlink()


def with_its_folder(file: Path) -> None:
    file.parent.rename(file.parent.with_name("moved"))


@pytest.mark.parametrize("go", [deleted, replaced, without_log, with_its_folder])
def test_a_file_that_is_gone_takes_no_more_and_tells_no_more(
    engine: Engine, file: Path, go: Callable[[Path], None]
) -> None:
    go(file)
    assert trouble(lambda: add(engine, "U2")) is Trouble.GONE
    assert trouble(lambda: persons(engine)) is Trouble.GONE


def test_a_file_that_goes_while_a_transaction_is_open_is_not_confirmed(engine: Engine, file: Path) -> None:
    def write() -> None:
        with writing(engine) as session:
            session.add(Person(id="U2", name="n", zone="UTC", seen_at=NOON))
            session.flush()
            file.unlink()

    assert trouble(write) is Trouble.GONE


def test_a_file_that_comes_back_is_used_again(engine: Engine, file: Path) -> None:
    aside = file.with_name("aside.db")
    file.rename(aside)
    assert trouble(lambda: add(engine, "U2")) is Trouble.GONE
    aside.rename(file)
    add(engine, "U2")
    assert persons(engine) == ["U1", "U2"]


def test_no_file_is_made_where_one_was_deleted(engine: Engine, file: Path) -> None:
    file.unlink()
    engine.pool.dispose()  # so that the next transaction needs a new connection
    assert trouble(lambda: add(engine, "U2")) is Trouble.GONE
    assert not file.exists()


def test_a_log_that_sqlite_removed_itself_is_not_missed(engine: Engine, file: Path) -> None:
    engine.dispose()
    assert not file.with_name("a.db-wal").exists()
    add(engine, "U2")
    assert persons(engine) == ["U1", "U2"]


def test_what_a_deleted_file_contained_is_copied_beside_its_place(engine: Engine, file: Path) -> None:
    add(engine, "U2")
    file.unlink()
    place = rescue(engine, NOON)
    assert place == file.with_name("a.db.rescued-20260301T120000Z")
    assert persons(open_engine(f"sqlite:///{place}")) == ["U1", "U2"]


def test_a_file_whose_folder_is_gone_is_not_rescued(engine: Engine, file: Path) -> None:
    with_its_folder(file)
    assert rescue(engine, NOON) is None


FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy.exc import DBAPIError
from bot.store.engine import migrate, open_engine
from bot.store.troubles import trouble_of
from tests.store.test_database_file import add, persons
engine = open_engine(f"sqlite:///{sys.argv[1]}")
migrate(engine)
resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1] + "-wal").stat().st_size,) * 2)
confirmed, number = 0, 0
try:
    for number in range(1000):
        add(engine, f"U{number:04}")
        confirmed += 1
except DBAPIError as error:
    print(trouble_of(error), confirmed == len(persons(engine)))
"""


def test_of_what_no_longer_fits_on_the_disk_nothing_is_confirmed(file: Path) -> None:
    """In a process with a limit of its own, which fails its writes as a disk does that can take no more."""
    said = subprocess.run(
        [sys.executable, "-c", FULL, str(file)], capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout == "failing True\n"


def orig(name: str) -> DBAPIError:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return DBAPIError("", None, error)


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("SQLITE_FULL", Trouble.FULL),
        ("SQLITE_READONLY", Trouble.READ_ONLY),
        ("SQLITE_READONLY_DBMOVED", Trouble.READ_ONLY),
        ("SQLITE_IOERR_WRITE", Trouble.FAILING),
        ("SQLITE_CORRUPT", Trouble.FAILING),
        ("SQLITE_BUSY_SNAPSHOT", Trouble.LOCKED),
        ("SQLITE_CONSTRAINT_UNIQUE", None),
        ("SQLITE_ERROR", None),
    ],
)
def test_sqlites_reasons_are_told_apart(name: str, means: Trouble | None) -> None:
    assert trouble_of(orig(name)) is means


def test_a_file_that_may_only_be_read_says_so(engine: Engine, file: Path) -> None:
    with writing(engine) as session:
        session.execute(text("PRAGMA query_only = ON"))
    assert trouble(lambda: add(engine, "U2")) is Trouble.READ_ONLY


def test_without_an_answer_to_a_commit_it_is_not_certain_what_was_stored(engine: Engine) -> None:
    def break_off(_: object) -> None:
        raise OperationalError("", None, Exception("the server closed the connection"), connection_invalidated=True)

    event.listen(engine, "commit", break_off)
    assert trouble(lambda: add(engine, "U2")) is Trouble.UNCONFIRMED


def test_a_fault_of_ours_is_no_trouble_of_the_database() -> None:
    assert trouble_of(ValueError("no")) is None
