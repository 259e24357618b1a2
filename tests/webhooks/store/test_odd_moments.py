"""The store in moments that seldom come: systems without locks, drivers that are absent, rows that another took."""

from __future__ import annotations

import secrets
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, make_url

from webhooks import ConfigError
from webhooks.store import examining, sqlite, weaknesses
from webhooks.store.database import Database, engine_of, open_database, read_url
from webhooks.store.errors import StoreAway
from webhooks.store.inbox import Inbox
from webhooks.store.managing import Counts, counts

from .databases import Time, call_status, inbox_of


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("no url", "is no URL"),
        ("", "is no URL"),
        ("mysql+pymysql://localhost/shop", "is of mysql"),
        ("oracle://localhost", "is of oracle"),
        (make_url("mysql+pymysql://localhost/shop"), "is of mysql"),
    ],
)
def test_a_url_of_no_database_that_we_use_is_refused_with_those_that_we_do(given: str | URL, told: str) -> None:
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


@pytest.mark.parametrize("database", ["memory", "file"], indirect=True)
@pytest.mark.parametrize(("lease", "marked"), [(None, True), (timedelta(minutes=5), False)])
def test_a_row_that_a_worker_takes_is_marked_before_it_is_worked_unless_it_is_leased(
    database: Database, lease: timedelta | None, marked: bool
) -> None:
    inbox = inbox_of(database)
    key = inbox.receive(call_status(inbox, "ringing", later=True)).key
    taken = inbox.take(key, {"/status": lease})
    assert taken is not None
    assert database.owners is not None
    assert database.owners.keeps(taken.key, taken.tries) is marked
    inbox.let_go(taken)


def test_the_age_of_what_is_owed_counts_from_nothing(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    assert counts(inbox) == Counts(0, 0.0, 0, 0)
    inbox.receive(call_status(inbox, "ringing", later=True))
    assert counts(inbox).oldest == 0.0
    clock.pass_(timedelta(seconds=30))
    assert counts(inbox).oldest == 30.0


def test_an_inbox_keeps_the_content_of_what_was_handled_unless_it_is_told_otherwise(database: Database) -> None:
    inbox = Inbox(database, f"app-{secrets.token_hex(6)}", Time())
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    with inbox.working(taken) as work:
        assert work is not None
        work.done()
    events = database.tables.events
    with database.begin() as connection:
        kept = connection.execute(events.select().where(events.c.key == taken.key)).mappings().one()
    assert kept["content"] == "{}"


def test_an_event_that_changed_is_told_in_the_log_once(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    inbox = inbox_of(database)
    for seconds, lines in (("5", 0), ("6", 1), ("6", 1)):
        inbox.receive(call_status(inbox, "completed", CallDuration=seconds))
        assert caplog.text.count("webhook.changed") == lines


def test_an_event_that_changed_and_failed_is_tried_by_the_delivery_that_comes_next(database: Database) -> None:
    inbox = inbox_of(database)
    inbox.receive(call_status(inbox, "completed", CallDuration="5"))
    other = inbox.receive(call_status(inbox, "completed", CallDuration="6")).taken
    assert other is not None
    inbox.give_back(other, "ValueError")
    again = inbox.receive(call_status(inbox, "completed", CallDuration="6"))
    assert again.outcome == "new"
    assert again.taken is not None
    assert (again.taken.key, again.taken.tries) == (other.key, 2)
