"""A handler returned, and what it wrote is not committed: it is undone at once, told, and tried again."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from webhooks import CallStatusEvent, Webhooks
from webhooks.app import working
from webhooks.app.app_state import state_of
from webhooks.app.background import Queued
from webhooks.store.errors import NotCommitted

from ..apps import VOICE, make_app, post
from ..store.databases import Time, url_of

ANY = ["file", pytest.param("postgresql", marks=pytest.mark.services)]
SERVER = pytest.param("postgresql", marks=pytest.mark.services)


@dataclass
class Books:
    """An app whose handler writes a line into a table of the test's own, and then does what a test says."""

    kind: str
    folder: Path
    name: str = field(default_factory=lambda: f"books_{secrets.token_hex(6)}")
    act: Callable[[CallStatusEvent], None] = lambda _: None

    def __post_init__(self) -> None:
        self.url, self.clock = url_of(self.kind, self.folder), Time()
        self.app = make_app(LAML_APP_NAME=self.name)
        self.hooks = Webhooks(self.app, database=self.url, clock=self.clock, executor=Queued())
        self.engine = sqlalchemy.create_engine(self.url.replace("postgresql://", "postgresql+psycopg://"))
        with self.engine.begin() as connection:
            connection.execute(text(f"CREATE TABLE {self.name} (sid TEXT)"))

        @self.hooks.call_status("/status")
        def status(event: CallStatusEvent) -> None:
            event.connection.execute(text(f"INSERT INTO {self.name} VALUES (:sid)"), {"sid": event.call_sid})
            self.act(event)

    def send(self, sid: str) -> int:
        return post(self.app, "/status", {**VOICE, "CallSid": sid}).status_code

    def lines(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(f"SELECT sid FROM {self.name} ORDER BY sid")).scalars())

    def rows(self, sid: str) -> list[tuple[str, str | None]]:
        return [(event.status, event.error) for event in self.hooks.timeline(sid)]

    def try_again(self) -> None:
        self.clock.pass_(timedelta(hours=5))
        working.run_due(self.app)

    def close(self) -> None:
        state_of(self.app).store.close()
        with self.engine.begin() as connection:
            for table in (f"{self.name}_child", f"{self.name}_parent", self.name):
                connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
        self.engine.dispose()


@pytest.fixture
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made = Books(request.param, tmp_path)
    yield made
    made.close()


def swallowing(event: CallStatusEvent) -> None:
    with pytest.raises(DBAPIError):
        event.connection.execute(text("SELECT 1 FROM no_such_table"))


@pytest.mark.parametrize("books", [SERVER], indirect=True)
def test_a_handler_that_goes_on_after_a_failed_statement_has_failed_on_a_server(
    books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL has rolled back all that it wrote. The store is not away: other handlers go on."""
    books.act = swallowing
    with caplog.at_level(logging.ERROR):
        assert books.send("CA1") == 500
    assert "begin_nested() for what may fail" in caplog.text
    assert "store-away" not in caplog.text
    assert (books.lines(), books.rows("CA1")) == ([], [("owed", "NotCommitted")])
    books.act = lambda _: None
    books.try_again()
    assert (books.lines(), books.rows("CA1")) == (["CA1"], [("done", None)])


@pytest.mark.parametrize("books", ANY, indirect=True)
def test_a_savepoint_keeps_what_was_written_before_it(books: Books) -> None:
    def act(event: CallStatusEvent) -> None:
        with pytest.raises(DBAPIError), event.connection.begin_nested():
            event.connection.execute(text("SELECT 1 FROM no_such_table"))

    books.act = act
    assert books.send("CA1") == 204
    assert books.lines() == ["CA1"]


def against_a_constraint(books: Books) -> Callable[[CallStatusEvent], None]:
    """What writes a row whose parent is missing, which a database may look at only when the transaction ends."""
    with books.engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {books.name}_parent (id INTEGER PRIMARY KEY)"))
        reference = f"REFERENCES {books.name}_parent (id) DEFERRABLE INITIALLY DEFERRED"
        connection.execute(text(f"CREATE TABLE {books.name}_child (parent INTEGER {reference})"))

    def act(event: CallStatusEvent) -> None:
        if event.call_sid == "CAbad":
            event.connection.execute(text(f"INSERT INTO {books.name}_child VALUES (7)"))

    return act


def with_foreign_keys(books: Books) -> None:
    """SQLite looks at foreign keys where a connection says so."""
    inbox = state_of(books.app).store.inbox(books.app)
    assert inbox is not None
    if books.kind == "file":
        sqlalchemy.event.listen(
            inbox.database.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA foreign_keys = ON")
        )


@pytest.mark.parametrize("books", ANY, indirect=True)
def test_a_constraint_that_is_looked_at_last_fails_the_handler_and_nothing_else(
    books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    books.act = against_a_constraint(books)
    with_foreign_keys(books)
    with caplog.at_level(logging.ERROR):
        assert books.send("CAbad") == 500
        assert books.send("CA1") == 204
    assert "what the handler wrote is not committed" in caplog.text
    assert "store-away" not in caplog.text
    assert (books.lines(), books.rows("CAbad")) == (["CA1"], [("owed", "NotCommitted")])


@pytest.mark.parametrize("books", ANY, indirect=True)
def test_under_testing_it_comes_out(books: Books) -> None:
    books.act = against_a_constraint(books)
    with_foreign_keys(books)
    books.app.testing = True
    with pytest.raises(NotCommitted, match=r"(?i)foreign key"):
        books.send("CAbad")


@pytest.mark.parametrize("books", [SERVER], indirect=True)
def test_what_a_trigger_raises_at_the_end_fails_the_handler(books: Books, caplog: pytest.LogCaptureFixture) -> None:
    with books.engine.begin() as connection:
        connection.execute(
            text(
                f"CREATE FUNCTION {books.name}_raises() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RAISE EXCEPTION 'closed'; END $$"
            )
        )
        connection.execute(
            text(
                f"CREATE CONSTRAINT TRIGGER closed AFTER INSERT ON {books.name} DEFERRABLE INITIALLY DEFERRED "
                f"FOR EACH ROW EXECUTE FUNCTION {books.name}_raises()"
            )
        )
    assert books.send("CA1") == 500
    assert "closed" in caplog.text
    assert (books.lines(), books.rows("CA1")) == ([], [("owed", "NotCommitted")])
    with books.engine.begin() as connection:
        connection.execute(text(f"DROP FUNCTION {books.name}_raises CASCADE"))


@pytest.mark.parametrize("books", [SERVER], indirect=True)
def test_a_server_that_takes_no_more_writes_is_away(books: Books, caplog: pytest.LogCaptureFixture) -> None:
    """As one that has become a standby meanwhile: nothing is wrong with the handler."""
    books.act = lambda event: event.connection.execute(text("SET TRANSACTION READ ONLY"))
    assert books.send("CA1") == 503
    assert "webhook.store-away" in caplog.text
    assert books.rows("CA1") == [("owed", None)]


@pytest.mark.parametrize("books", ["file"], indirect=True)
def test_a_commit_that_a_reader_prevents_is_undone_and_leaves_no_lock(books: Books) -> None:
    """A rollback journal commits only when nobody reads: a long look at the file by another program is enough."""
    reader = sqlite3.connect(books.folder / "test.sqlite3", isolation_level=None)
    assert reader.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)

    def act(event: CallStatusEvent) -> None:
        if event.tries == 1:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM laml_events").fetchall()

    books.act = act
    assert books.send("CA1") == 503
    reader.execute("COMMIT")
    writer = sqlite3.connect(books.folder / "test.sqlite3", timeout=0, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")  # of another process, at once
    assert writer.execute(f"SELECT count(*) FROM {books.name}").fetchone() == (0,)
    writer.execute("ROLLBACK")
    books.act = lambda _: None
    assert books.send("CA2") == 204
    assert books.lines() == ["CA2"]
    books.try_again()
    assert (books.lines(), books.rows("CA1")) == (["CA1", "CA2"], [("done", None)])
    reader.close()
    writer.close()


COMMITTING: dict[str, Callable[[str], sqlalchemy.Engine]] = {
    "by its isolation level": lambda url: sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT"),
    "by an option": lambda url: sqlalchemy.create_engine(url).execution_options(isolation_level="AUTOCOMMIT"),
    "by the driver": lambda url: sqlalchemy.create_engine(url, connect_args={"autocommit": True}),
}


@pytest.mark.services
@pytest.mark.parametrize("way", COMMITTING)
def test_an_engine_that_commits_each_statement_does_not_commit_what_a_handler_writes(way: str, tmp_path: Path) -> None:
    """The app's own connections commit as before."""
    url, name = url_of("postgresql", tmp_path).replace("postgresql://", "postgresql+psycopg://"), secrets.token_hex(6)
    engine = COMMITTING[way](url)
    app = make_app(LAML_APP_NAME=name)
    hooks = Webhooks(app, database=engine)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE TABLE lines_{name} (tries INTEGER)"))

    @hooks.call_status("/status")
    def status(event: CallStatusEvent) -> None:
        event.connection.execute(text(f"INSERT INTO lines_{name} VALUES ({event.tries})"))
        if event.tries == 1:
            raise RuntimeError

    def lines() -> list[int]:
        with engine.connect() as connection:
            return list(connection.execute(text(f"SELECT tries FROM lines_{name}")).scalars())

    answers = []
    for _ in range(2):
        answers.append((post(app, "/status", VOICE).status_code, lines()))
    assert answers == [(500, []), (204, [2])]
    with engine.connect() as connection:
        connection.execute(text(f"INSERT INTO lines_{name} VALUES (7)"))
    assert lines() == [2, 7]
    with engine.connect() as connection:
        connection.execute(text(f"DROP TABLE lines_{name}"))
    state_of(app).store.close()
    engine.dispose()
