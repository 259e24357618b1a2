"""Faults of a PostgreSQL server of the tests' own: backends that are ended, a server that stops. Rows D1, D10, D11."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.pool import NullPool

from tests.postgres import Server, binaries
from webhooks import CallStatusEvent
from webhooks.app.working import run_due
from webhooks.store import database

from .counting import Counting, at_once

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server is installed"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def app(server: Server) -> Iterator[Counting]:
    made = fresh(server)
    yield made
    made.close()


def fresh(server: Server) -> Counting:
    with server.admin() as connection:
        connection.execute("DROP SCHEMA IF EXISTS laml CASCADE")
        connection.execute("DROP TABLE IF EXISTS effects")
    made = Counting(server.url)
    made.make_tables()
    return made


def end_all(server: Server) -> None:
    for pid in server.backends():
        server.terminate(pid)


def restart(server: Server) -> None:
    server.stop()
    server.start()


def crash(server: Server) -> None:
    """A backend that is killed takes the whole server with it, which starts again by itself."""
    os.kill(server.backends()[0], signal.SIGKILL)
    server.wait()


STALE = {"backends ended": end_all, "restarted": restart, "a backend killed": crash}


@pytest.mark.parametrize("name", STALE)
def test_an_event_after_a_restart_of_the_server_is_stored_though_the_pool_is_stale(
    app: Counting, server: Server, name: str
) -> None:
    assert app.send("CA1").status_code == 204
    STALE[name](server)
    assert app.send("CA2").status_code == 204
    assert app.effects() == ["CA1", "CA2"]


def test_without_the_second_try_it_would_not_be(app: Counting, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault kept here."""
    from webhooks.store import inbox

    assert app.send("CA1").status_code == 204
    monkeypatch.setattr(inbox, "again_if_broken", lambda work: work())
    end_all(server)
    assert app.send("CA2").status_code == 503


def test_a_connection_that_breaks_in_a_transaction_of_the_store_is_no_loss(app: Counting, server: Server) -> None:
    """Between the statements of one transaction, and at its commit."""
    from sqlalchemy import event

    engine = app.inbox.database.engine
    for moment in ("after_cursor_execute", "commit"):
        ended: list[int] = []

        def end(*_: object, ended: list[int] = ended) -> None:
            if not ended:
                ended.extend(server.backends())
                end_all(server)

        event.listen(engine, moment, end)
        assert app.send(f"CA-{moment}").status_code == 204
        event.remove(engine, moment, end)
        assert ended
    assert app.effects() == ["CA-after_cursor_execute", "CA-commit"]


def test_what_a_handler_wrote_goes_with_its_connection_and_the_event_stays_owed(app: Counting, server: Server) -> None:
    app.handle = lambda _: end_all(server)
    assert app.send("CA1").status_code == 503
    assert app.statuses() == [("owed", 1)]
    assert app.effects() == []
    app.handle = lambda _: None
    assert app.send("CA1").status_code == 204
    assert app.effects() == ["CA1"]
    assert app.statuses() == [("done", 2)]


def test_a_handler_that_fails_after_its_connection_broke_has_failed(app: Counting, server: Server) -> None:
    def fail(_: CallStatusEvent) -> None:
        end_all(server)
        raise RuntimeError("the handler's own")

    app.handle = fail
    assert app.send("CA1").status_code == 500
    assert app.statuses() == [("owed", 1)]
    app.handle = lambda _: None
    app.wait(60)
    assert run_due(app.app) == 1
    assert app.effects() == ["CA1"]


def test_a_stopped_server_is_answered_with_503_and_recovered_from_without_a_restart(
    app: Counting, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    assert app.send("CA1").status_code == 204
    server.stop()
    try:
        answers = [app.send("CA2") for _ in range(3)]
        assert run_due(app.app) == 0
    finally:
        server.start()
    assert [answer.status_code for answer in answers] == [503] * 3
    assert {answer.headers["Retry-After"] for answer in answers} == {"5"}
    lines = [record.message for record in caplog.records if "webhook.store-away" in record.message]
    assert len(lines) == 1
    assert app.send("CA2").status_code == 204
    assert app.effects() == ["CA1", "CA2"]


def test_an_app_that_starts_while_the_server_is_stopped_stores_once_it_runs(server: Server) -> None:
    fresh(server).close()
    app = Counting(server.url)
    server.stop()
    try:
        assert app.send("CA1").status_code == 503
    finally:
        server.start()
    assert app.send("CA1").status_code == 204
    app.close()


@contextmanager
def setting(server: Server, name: str, value: str) -> Iterator[None]:
    with server.admin() as connection:
        connection.execute(f"ALTER DATABASE test SET {name} = {value}")
        yield
        connection.execute(f"ALTER DATABASE test RESET {name}")


def test_a_transaction_that_the_server_ends_for_its_idleness_is_no_loss(app: Counting, server: Server) -> None:
    app.close()
    with setting(server, "idle_in_transaction_session_timeout", "'50ms'"):

        def idle(event: CallStatusEvent) -> None:
            until = threading.Event()
            backends = server.backends()
            while server.backends() == backends:
                until.wait(0.02)

        app.handle = idle
        assert app.send("CA1").status_code == 503
    app.close()
    app.handle = lambda _: None
    assert app.send("CA1").status_code == 204
    assert app.effects() == ["CA1"]


def test_a_pool_that_has_no_connection_left_is_answered_with_503(
    app: Counting, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.close()
    monkeypatch.setattr(database, "POOL_SECONDS", 0.01)
    engine = app.inbox.database.engine
    held = [engine.connect() for _ in range(15)]
    assert app.send("CA1").status_code == 503
    for connection in held:
        connection.close()
    assert app.send("CA1").status_code == 204
    assert app.effects() == ["CA1"]


def test_a_server_that_acknowledges_before_it_writes_is_told_of_at_the_start(
    app: Counting, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """D11."""
    app.send("CA1")
    assert "synchronous_commit" not in caplog.text
    app.close()
    with setting(server, "synchronous_commit", "off"):
        app.send("CA2")
    assert "synchronous_commit is off: events that were acknowledged may be lost" in caplog.text


def test_an_event_that_comes_to_many_at_the_same_instant_runs_once(app: Counting) -> None:
    """D1."""
    assert at_once(app, 20) == {204}
    assert app.effects() == sorted(app.called) == [f"CA{number:03d}" for number in range(20)]


def test_a_database_behind_a_pool_of_another_has_no_connections_of_its_own(server: Server) -> None:
    """An app's engine that keeps no connection, as behind PgBouncer, works as any other."""
    from sqlalchemy import create_engine

    fresh(server).close()
    engine = create_engine(server.url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    app = Counting(database=engine)
    assert app.send("CA1").status_code == 204
    end_all(server)
    assert app.send("CA2").status_code == 204
    assert app.effects() == ["CA1", "CA2"]
    app.close()
