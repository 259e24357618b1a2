"""The store in moments that seldom come: systems without locks, drivers that are absent, rows that another took."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from webhooks import ConfigError
from webhooks.store import examining, owners, sqlite, weaknesses
from webhooks.store.database import Database, engine_of, open_database, read_url
from webhooks.store.errors import StoreAway
from webhooks.store.owners import Owners

from .databases import call_status, inbox_of

KEY = "a" * 64


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("no url", "cannot be read"),
        ("", "cannot be read"),
        ("mysql+pymysql://localhost/shop", "is of mysql"),
        ("oracle://localhost", "is of oracle"),
    ],
)
def test_a_url_of_no_database_that_we_use_is_refused_with_those_that_we_do(given: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as error:
        read_url(given)
    assert "postgresql://" in str(error.value)
    assert "sqlite:///" in str(error.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg"])
def test_every_spelling_of_postgresql_gets_the_driver_that_we_use(scheme: str) -> None:
    assert read_url(f"{scheme}://db.example/shop").drivername == "postgresql+psycopg"


def test_without_its_driver_postgresql_is_refused_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigError, match=r"pip install 'lamlkit\[postgres\]'"):
        engine_of(read_url("postgresql://db.example/shop"))


def test_a_new_file_has_a_write_ahead_log_where_the_library_is_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "wal_is_safe", lambda: True)
    file = tmp_path / "test.sqlite3"
    open_database(read_url(f"sqlite:///{file}"), may_migrate=True).close()
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_system_that_lists_no_mounts_has_none_on_a_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weaknesses, "_MOUNTS", tmp_path / "none")
    monkeypatch.setattr(examining, "MOUNTS", tmp_path / "none")
    assert weaknesses._mounts() == ""
    assert examining.file_system_of(tmp_path) is None


def test_without_locks_of_the_system_a_row_of_another_process_is_free_when_its_try_is_due(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on Windows: nobody can tell whether the other lives."""
    monkeypatch.setattr(owners, "fcntl", None)
    here = Owners(tmp_path)
    here.enter()
    assert here.begin(KEY, 1)
    assert not here.begin(KEY, 2)
    assert here.handles("another", KEY)
    here.end(KEY, 1)
    assert not here.handles(here.name, KEY)
    here.leave()


def test_an_end_of_another_try_ends_nothing() -> None:
    here = Owners(None)
    assert here.begin(KEY, 2)
    here.end(KEY, 1)
    assert here.keeps(KEY, 2)
    assert not here.handles("another", KEY)


@pytest.mark.parametrize("database", ["memory", "file"], indirect=True)  # a server locks rows itself
def test_a_row_whose_earlier_try_still_runs_in_this_process_is_worked_by_nobody_else(database: Database) -> None:
    assert database.owners is not None
    inbox = inbox_of(database)
    taken = inbox.receive(call_status(inbox, "completed")).taken
    assert taken is not None
    inbox.let_go(taken)
    assert database.owners.begin(taken.key, taken.tries + 1)
    with inbox.working(taken) as work:
        assert work is None
    database.owners.end(taken.key, taken.tries + 1)


def test_work_that_cannot_begin_leaves_the_row_to_others(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inbox_of(database)
    taken = inbox.receive(call_status(inbox, "completed")).taken
    assert taken is not None
    inbox.let_go(taken)

    def away(*_: object) -> bool:
        raise StoreAway("the server went away")

    monkeypatch.setattr(inbox, "_is_mine", away)
    with pytest.raises(StoreAway), inbox.working(taken):
        raise AssertionError("it was not to begin")
    monkeypatch.undo()
    pool: Any = database.engine.pool
    assert pool.checkedout() == 0
    again = inbox.take(taken.key, early=True)
    assert again is not None
    assert again.tries == 2
    with inbox.working(again) as work:
        assert work is not None
        work.done()
    assert inbox.take(taken.key, early=True) is None
