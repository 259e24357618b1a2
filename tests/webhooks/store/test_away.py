"""While the database cannot be asked, nothing is acknowledged; it recovers without a restart. Rows D4 to D6."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from webhooks.app.working import run_due
from webhooks.store import sqlite

from .counting import Counting, counting, pragma


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Counting]:
    made = counting(tmp_path)
    yield made
    made.close()


@contextmanager
def set_for_all(app: Counting, name: str, during: int, after: int) -> Iterator[None]:
    """Set a PRAGMA on the connections of the pool; one after the other uses the same one."""
    engine = app.inbox.database.engine
    with engine.connect() as connection:
        pragma(connection, name, during)
    yield
    with engine.connect() as connection:
        pragma(connection, name, after)


@contextmanager
def full(app: Counting, _: Path) -> Iterator[None]:
    pages = app.rows("PRAGMA page_count")[0][0]
    with set_for_all(app, "max_page_count", pages, 1_000_000):
        yield


@contextmanager
def read_only(app: Counting, _: Path) -> Iterator[None]:
    """SQLITE_READONLY as a file that may not be written gives it; root may write every file."""
    with set_for_all(app, "query_only", 1, 0):
        yield


@contextmanager
def locked(app: Counting, folder: Path) -> Iterator[None]:
    with set_for_all(app, "busy_timeout", 1, sqlite.BUSY_SECONDS * 1000):
        other = sqlite3.connect(folder / "test.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def garbage(app: Counting, folder: Path) -> Iterator[None]:
    file = folder / "test.sqlite3"
    app.inbox.database.engine.dispose()
    kept = file.read_bytes()
    file.write_bytes(b"no database at all, but long enough for a header" * 200)
    yield
    app.inbox.database.engine.dispose()
    file.write_bytes(kept)


@contextmanager
def gone(app: Counting, folder: Path) -> Iterator[None]:
    app.inbox.database.engine.dispose()
    shutil.move(folder, folder.with_suffix(".away"))
    yield
    shutil.move(folder.with_suffix(".away"), folder)


FAULTS = {"disk full": full, "read-only": read_only, "locked": locked, "garbage": garbage, "folder gone": gone}


@pytest.mark.parametrize("name", FAULTS)
def test_an_event_that_cannot_be_stored_is_not_acknowledged_and_is_taken_when_it_comes_again(
    app: Counting, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """One line of the log a minute, and recovery without a restart."""
    assert app.send("CA0").status_code == 204
    acknowledged, refused = {"CA0"}, set()
    with FAULTS[name](app, tmp_path):
        for number in range(1, 60):
            answer = app.send(sid := f"CA{number}", From="+1" + "5" * 900)
            (acknowledged if answer.status_code == 204 else refused).add(sid)
            if answer.status_code == 503:
                assert answer.headers["Retry-After"] == "5"
                assert answer.data == b""
                if len(refused) == 3:
                    break
        else:
            pytest.fail(f"{name}: every event was stored")
        lines = [record for record in caplog.records if "webhook.store-away" in record.message]
        assert len(lines) == 1, name
        assert "555" not in lines[0].message
        app.wait(61)
        refused.add("CA100")
        assert app.send("CA100", From="+1" + "5" * 900).status_code == 503
    lines = [record for record in caplog.records if "webhook.store-away" in record.message]
    assert len(lines) == 2, name
    for sid in refused:
        assert app.send(sid, From="+1" + "5" * 900).status_code == 204
    app.wait(3_600)
    run_due(app.app)
    assert set(app.effects()) == acknowledged | refused
    assert len(app.effects()) == len(set(app.effects()))


@pytest.mark.parametrize("content", [b"", b"no database" * 500], ids=["empty", "garbage"])
def test_a_file_that_is_no_database_when_it_is_opened_first_is_taken_once_it_is_one(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "test.sqlite3"
    file.write_bytes(content)
    app = Counting(f"sqlite:///{file}")
    if content:
        assert app.send("CA1").status_code == 503
        file.write_bytes(b"")
    app.make_tables()
    assert app.send("CA1").status_code == 204
    assert app.effects() == ["CA1"]
    app.close()


def test_a_lock_is_waited_for_within_half_of_what_the_provider_gives(app: Counting) -> None:
    """D5: SignalWire gives an answer 5 seconds."""
    assert app.rows("PRAGMA busy_timeout")[0][0] <= 2_500


def read_then_write(connection: object, meanwhile: Callable[[], None]) -> None:
    connection.execute(text("SELECT count(*) FROM effects")).scalar()  # type: ignore[attr-defined]
    meanwhile()
    connection.execute(text("INSERT INTO effects (event) VALUES ('mine')"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_handler_may_read_and_then_write_while_another_commits(app: Counting, tmp_path: Path, journal: str) -> None:
    """D4. The fault kept here is SQLAlchemy's documented recipe, a plain BEGIN at the start of each transaction."""
    other = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None, timeout=0.05)
    other.execute(f"PRAGMA journal_mode = {journal}")

    def meanwhile() -> None:
        other.execute("INSERT INTO effects (event) VALUES ('theirs')")

    engine = app.inbox.database.engine
    with engine.begin() as connection:
        read_then_write(connection, meanwhile)
    assert app.effects() == ["mine", "theirs"]

    faulty = create_engine(engine.url)
    event.listen(faulty, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(faulty, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with faulty.connect() as connection:
        with pytest.raises((OperationalError, sqlite3.OperationalError), match="database is locked"):
            read_then_write(connection, meanwhile)
    faulty.dispose()
    other.close()
