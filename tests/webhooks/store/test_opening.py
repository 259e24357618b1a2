"""How the store is opened: URLs and engines, files and memory, settings of SQLite, and what its errors become.

Sources: SQLite's release notes 3.51.3, 3.50.7 and 3.44.6; SQLAlchemy's database URLs; `docs/store.md`.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import StaticPool

from webhooks import ConfigError
from webhooks.store import sqlite
from webhooks.store.arrivals import Arrival, Receipt, Taken
from webhooks.store.database import Database, again_if_broken, open_database, read_url, told_apart
from webhooks.store.errors import StoreAway
from webhooks.store.inbox import WAITS
from webhooks.store.keeping import Forgotten, Purge, forget
from webhooks.store.migrations import STEPS
from webhooks.store.names import Name
from webhooks.store.opening import (
    OLDEST,
    VERSION,
    dialect_of,
    has_one_connection,
    is_for_tests,
    open_inbox,
    read_version,
    shown,
)
from webhooks.store.owners import _place
from webhooks.store.sqlite import make_file, wal_is_safe
from webhooks.store.work import Work

from .databases import Time, call_status, inbox_of, opened

KEY = "a" * 64


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 51, 3), True),
        ((3, 51, 2), False),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
        ((3, 50, 7), True),
        ((3, 50, 8), True),
        ((3, 50, 6), False),
        ((3, 49, 9), False),
        ((3, 45, 9), False),
        ((3, 44, 6), True),
        ((3, 44, 5), False),
        ((3, 43, 9), False),
    ],
)
def test_the_versions_of_sqlite_whose_log_is_whole_are_those_of_its_release_notes(
    version: tuple[int, ...], safe: bool
) -> None:
    assert wal_is_safe(version) == safe


@pytest.mark.parametrize(("kind", "synchronous"), [("memory", 0), ("file", 2)])  # OFF and FULL: SQLite's pragmas
def test_a_file_is_synced_at_each_commit_and_memory_is_not(kind: str, synchronous: int, tmp_path: Path) -> None:
    for database in opened(kind, tmp_path):
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA synchronous")).scalar() == synchronous
            assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 2_000


def test_where_the_library_loses_logs_a_file_has_a_journal_that_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "wal_is_safe", lambda: False)
    for database in opened("file", tmp_path):
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "persist"


def test_a_file_that_was_there_keeps_its_kind_of_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "wal_is_safe", lambda: True)
    make_file(str(tmp_path / "test.sqlite3"))
    for database in opened("file", tmp_path):
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "persist"


def test_a_table_of_versions_that_says_none_is_a_database_of_none(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text(STEPS["sqlite"][0][0]))
    assert read_version(engine, str(tmp_path)) is None
    engine.dispose()


def test_a_new_file_is_readable_by_its_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "new.sqlite3"
    assert make_file(str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert not make_file(str(file))


def test_an_engine_of_the_app_is_used_as_it_is_and_its_file_has_owners(tmp_path: Path) -> None:
    file = tmp_path / "shop.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    database = open_database(engine, may_migrate=True)
    folder = tmp_path / "shop.sqlite3-owners"
    assert len(list(folder.iterdir())) == 1
    assert database.engine.pool is engine.pool
    database.close()
    assert list(folder.iterdir()) == []
    assert read_version(engine, str(tmp_path)) == (VERSION, OLDEST)
    engine.dispose()


MEMORY = [
    "sqlite://",
    "sqlite:///:memory:",
    "sqlite:///file:shop?mode=memory&cache=shared&uri=true",
    "sqlite:///file:{}/shop?vfs=memdb&uri=true",
]
"""Source: SQLAlchemy's page on SQLite, "URI Connections"; SQLite's on in-memory databases."""


@pytest.mark.parametrize("url", MEMORY)
def test_a_url_in_memory_is_one_database_for_all_connections_and_no_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    database = open_database(read_url(url.format(tmp_path)), may_migrate=True)
    inbox = inbox_of(database)
    with database.engine.connect():  # so that the next ones are others
        assert inbox.receive(call_status(inbox, "ringing")).outcome == "new"
        assert inbox.receive(call_status(inbox, "ringing")).outcome == "busy"
    assert list(tmp_path.iterdir()) == []
    database.close()


@pytest.mark.parametrize("form", ["sqlite:///{}/memory/shop.sqlite3", "sqlite:///file:{}/memory/shop.sqlite3?uri=true"])
def test_a_file_in_a_folder_that_is_called_memory_is_a_file(form: str, tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    url = form.format(tmp_path)
    for given in (read_url(url), create_engine(url)):
        database = open_database(given, may_migrate=True)
        assert (tmp_path / "memory" / "shop.sqlite3").exists()
        assert len(list((tmp_path / "memory" / "shop.sqlite3-owners").iterdir())) == 1
        database.close()
        assert list((tmp_path / "memory" / "shop.sqlite3-owners").iterdir()) == []


@pytest.mark.parametrize("url", MEMORY)
def test_an_engine_in_memory_has_no_file_of_owners(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    engine = create_engine(url.format(tmp_path), poolclass=StaticPool, connect_args={"check_same_thread": False})
    database = open_database(engine, may_migrate=True)
    assert database.owners is not None
    inbox = inbox_of(database)
    assert inbox.receive(call_status(inbox, "ringing")).outcome == "new"
    assert list(tmp_path.iterdir()) == []
    database.close()


def test_a_path_is_taken_from_the_folder_of_the_app(tmp_path: Path) -> None:
    inbox = open_inbox(
        "sqlite:///data/shop.sqlite3", "shop", Time(), may_migrate=True, full=True, relative_to=str(tmp_path)
    )
    assert (tmp_path / "data" / "shop.sqlite3").exists()
    assert (inbox.app, read_version("sqlite:///data/shop.sqlite3", str(tmp_path))) == ("shop", (VERSION, OLDEST))
    inbox.database.close()
    for url in ("", "sqlite://", "sqlite:///:memory:"):
        inbox = open_inbox(url, "shop", Time(), may_migrate=True, full=True, relative_to=str(tmp_path / "none"))
        inbox.database.close()
    assert not (tmp_path / "none").exists()


def test_asking_for_the_version_of_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    assert read_version("sqlite:///shop.sqlite3", str(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []
    make_file(str(tmp_path / "empty.sqlite3"))
    assert read_version("sqlite:///empty.sqlite3", str(tmp_path)) is None


def test_what_is_told_of_a_database_has_no_password() -> None:
    url = "postgresql://ivr:hidden@db.example/shop"
    assert shown(url) == "postgresql+psycopg://ivr:***@db.example/shop"
    assert dialect_of(url) == ("postgresql", "ivr")
    assert dialect_of("postgresql://db.example/shop") == ("postgresql", "")
    engine = create_engine("sqlite:////data/shop.sqlite3")
    assert (shown(engine), dialect_of(engine), dialect_of("")) == (
        "sqlite:////data/shop.sqlite3",
        ("sqlite", ""),
        ("sqlite", ""),
    )


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("sqlite://", True),
        ("sqlite:///:memory:", True),
        ("sqlite:////data/test.sqlite3", True),
        ("sqlite:////test/shop.sqlite3", False),
        ("postgresql://db.example/shop_test", True),
        ("postgresql://db.example/shop", False),
        ("postgresql://db.example", False),
    ],
)
def test_a_database_for_tests_is_in_memory_or_says_so_in_its_name(url: str, known: bool) -> None:
    assert is_for_tests(url) == known
    if url.startswith("sqlite"):
        assert is_for_tests(create_engine(url)) == known


def test_what_may_be_done_twice_is_done_again_once_the_connection_has_broken() -> None:
    calls: list[int] = []

    def work(broken: list[bool]) -> str:
        calls.append(1)
        if broken:
            raise StoreAway("gone", broken=broken.pop())
        return "done"

    for broken, times in (([], 1), ([True], 2)):
        calls.clear()
        assert again_if_broken(lambda broken=broken: work(broken)) == "done"  # type: ignore[misc] # a default
        assert len(calls) == times
    for broken, times in (([False], 1), ([True, True], 2)):
        calls.clear()
        with pytest.raises(StoreAway):
            again_if_broken(lambda broken=broken: work(broken))  # type: ignore[misc] # a default
        assert len(calls) == times


def test_an_error_of_the_driver_is_told_in_one_line_and_without_values(tmp_path: Path) -> None:
    for database in opened("memory", tmp_path):
        with pytest.raises(StoreAway) as caught, database.begin() as connection:
            connection.execute(text("SELECT * FROM nosuch WHERE a = :a"), {"a": "+15551230000"})
        assert caught.value.reason == "OperationalError: no such table: nosuch"
        assert not caught.value.broken
        assert "+15551230000" not in str(caught.value.__cause__)
    with pytest.raises(StoreAway, match=r"^PermissionError: one$"), told_apart():
        raise PermissionError("one\ntwo")


def test_an_event_is_tried_again_after_the_times_that_the_page_of_the_store_names() -> None:
    minute, hour = 60, 3_600
    assert WAITS[:7] == (5, 30, 2 * minute, 10 * minute, 30 * minute, hour, 2 * hour)


def test_no_repr_shows_content_or_an_answer(tmp_path: Path) -> None:
    name = Name(KEY, KEY)
    shown_of = [
        Arrival(name, "AC1", "call_status", "/status", "hidden"),
        Taken(1, KEY, 1, "/status", "hidden"),
        Receipt("again", KEY, Taken(1, KEY, 1, "/status", "hidden"), b"hidden"),
    ]
    for database in opened("memory", tmp_path):
        with database.engine.connect() as connection:
            assert "hidden" not in repr([*shown_of, Work(connection, answer=b"hidden")])
    assert (name.rank, name.sequence, name.subject) == (0, None, "")
    assert not any((shown_of[0].later, shown_of[0].latest, shown_of[0].final, shown_of[0].asked))  # type: ignore[attr-defined] # an Arrival


def test_each_row_has_a_byte_of_its_own_that_a_lock_can_be_on() -> None:
    """Of 60 bits of a key: so many that two rows never meet, and fewer than an offset in a file has."""
    keys = ["0" * 64, "f" * 64, *("0" * place + "1" + "0" * (63 - place) for place in range(15))]
    places = [_place(key) for key in keys]
    assert len(set(places)) == len(keys)
    assert all(1 <= place < 2**63 for place in places)


@pytest.mark.parametrize("database", ["memory"], indirect=True)
def test_a_connection_that_was_left_knows_nothing_of_the_handler(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    with inbox.working(taken) as work:
        assert work is not None
        assert work.locked_for() is None
        work.connection.execute(text("SELECT 1"))
        assert work.locked_for() is None
        work.connection.execute(text("CREATE TEMPORARY TABLE wrote (a INTEGER)"))
        clock.seconds += 3
        work.connection.execute(text("INSERT INTO wrote VALUES (1)"))
        assert work.locked_for() == 3
        work.done()
    assert work.locked_for() is None
    with database.engine.connect() as connection:
        assert not [name for name in connection.info if str(name).startswith("laml")]


@pytest.mark.parametrize("database", ["memory"], indirect=True)
@pytest.mark.parametrize(
    ("seconds", "sizes"), [(1.0, [50, 25, 12, 10, 10]), (0.0, [200, 400, 500, 500]), (0.01, [100, 100])]
)
def test_a_slow_batch_makes_the_next_one_half_as_large_and_a_quick_one_twice(
    seconds: float, sizes: list[int], database: Database
) -> None:
    purge, found = Purge(inbox_of(database), None, lambda: False), list[int]()
    for _ in sizes:
        purge._fit(seconds)
        found.append(purge.size)
    assert found == sizes


@pytest.mark.parametrize("database", ["memory"], indirect=True)
def test_forget_takes_what_it_is_given_for_itself_and_needs_six_characters(database: Database) -> None:
    """The fault guarded against: % and _ stand for anything, as in LIKE."""
    inbox = inbox_of(database)
    assert forget(inbox, "CA123456", lambda: False) == Forgotten()
    inbox.receive(call_status(inbox, "ringing", sid="CA1"))
    with database.begin() as connection:
        events = database.tables.events
        connection.execute(events.update().values(content="caller PX1234567", answer=b"to PX7654321"))
    for what in ("PX_234567", "PX%4567", "PX_654321", "PX%4321", "PX123456_"):
        assert forget(inbox, what, lambda: False) == Forgotten()
    with pytest.raises(ValueError, match="too short"):
        forget(inbox, "PX123", lambda: False)
    assert forget(inbox, " PX7654321 ", lambda: False) == Forgotten(erased=0, dropped=0, busy=1)
    with database.begin() as connection:
        key = connection.execute(events.select()).one().key
    inbox.let_go(Taken(1, key, 1, "/status"))
    assert forget(inbox, "PX1234567", lambda: False) == Forgotten(erased=1, dropped=1)


def test_an_immediate_transaction_begins_at_the_first_write_and_not_before(tmp_path: Path) -> None:
    for database in opened("file", tmp_path):
        asked: list[bool] = []
        event.listen(
            database.engine,
            "after_cursor_execute",
            lambda *given, asked=asked: asked.append(given[1].connection.in_transaction),
        )
        with database.begin() as connection:
            for statement in ("SELECT 1", " select 1", "CREATE TABLE a (b INTEGER)", "SELECT 1"):
                connection.execute(text(statement))
        assert asked == [False, False, True, True]


def test_an_engine_of_another_database_is_refused_by_name() -> None:
    driver = SimpleNamespace(paramstyle="format", version_info=(1, 1, 0))
    with pytest.raises(ConfigError, match="is of mysql"):
        open_database(create_engine("mysql+pymysql://db.example/shop", module=driver), may_migrate=True)


def test_a_database_that_all_threads_share_one_connection_of_is_known_by_its_pool() -> None:
    assert has_one_connection(create_engine("sqlite://", poolclass=StaticPool))
    assert not has_one_connection(create_engine("sqlite:///shop.db"))
    assert not has_one_connection("sqlite://")
