"""`flask laml worker` in processes of its own: on both databases, several at once, stopped and killed; and forks."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from webhooks import SigningClient
from webhooks.app.app_state import state_of
from webhooks.app.bell import Bell
from webhooks.app.store import IN_TESTS
from webhooks.store.database import Database, open_database, read_url
from webhooks.store.listening import Listener, notify

from ... import postgres
from ..store.databases import postgresql_url

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.services, pytest.mark.xdist_group("processes")]
SECONDS = 40


@dataclass
class Place:
    """A database with a table of effects, and the app that uses it under a name of the test's own."""

    url: str
    engine: sqlalchemy.Engine
    app: Any
    environ: dict[str, str]

    def post(self, *sids: str) -> None:
        for sid in sids:
            form = {"CallSid": sid, "CallStatus": "completed"}
            assert SigningClient(self.app).post("/later", form).status_code == 204

    def worker(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "tests.webhooks.working.served", "laml", "worker"],
            cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def effects(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.exec_driver_sql("SELECT event FROM effects ORDER BY event").scalars())

    def statuses(self) -> dict[str, str]:
        return {event.sid: event.status for event in self.app.extensions["events"]()}

    def until(self, holds: Callable[[], bool]) -> float:
        """Wait until something is so; how long it took."""
        began = time.monotonic()
        while not holds():
            assert time.monotonic() - began < SECONDS, (self.effects(), self.statuses())
            time.sleep(0.02)
        return time.monotonic() - began


@pytest.fixture(params=["file", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    from flask import Flask

    from webhooks import CallStatusEvent, Webhooks
    from webhooks.app.lookups import all_events

    url = f"sqlite:///{tmp_path / 'test.sqlite3'}" if request.param == "file" else postgresql_url()
    name = f"served-{secrets.token_hex(4)}"
    monkeypatch.delenv(IN_TESTS, raising=False)
    engine = sqlalchemy.create_engine(read_url(url))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS effects (event TEXT)")
        connection.exec_driver_sql("DELETE FROM effects")
    app = Flask("web")
    settings = dict.fromkeys(("LAML_SIGNING_KEY", "SECRET_KEY"), "PSK_ExampleSigningKey0000001")
    app.config.update(
        settings, LAML_PROVIDER="twilio", LAML_PUBLIC_URL="https://ivr.example.com", LAML_DATABASE_URL=url,
        LAML_APP_NAME=name, LAML_WORKER="off",
    )  # fmt: skip
    hooks = Webhooks(app)

    @hooks.call_status("/later", later=True)
    def later(event: CallStatusEvent) -> None:
        raise AssertionError("the web process handles nothing")

    app.extensions["events"] = lambda: all_events(app)
    environ = {**os.environ, "SERVED_DATABASE": url, "SERVED_NAME": name}
    yield Place(url, engine, app, environ)
    state_of(app).store.close()
    engine.dispose()


def test_workers_share_the_work_and_stop_when_they_are_told(place: Place) -> None:
    """Two workers: each event once; a signal lets the slow handler end, and exits with 0."""
    place.post(*(f"CA{number:02}" for number in range(20)))
    workers = [place.worker() for _ in range(2)]
    try:
        place.until(lambda: len(place.effects()) == 20)
        place.post("CAslow")
        place.until(lambda: any(event.tries for event in place.app.extensions["events"]() if event.sid == "CAslow"))
        place.post("CAnext")
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        codes = [worker.wait(SECONDS) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            output = worker.communicate()[0]
    assert codes == [0, 0], output
    effects = place.effects()
    assert sorted(set(effects)) == effects, "none twice"
    assert "CAslow" in effects
    assert place.statuses()["CAslow"] == "done"
    assert set(place.statuses().values()) <= {"done", "owed"}


def test_a_killed_worker_leaves_its_event_to_another(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    first = place.worker()
    try:
        place.post("CAslow")
        place.until(lambda: any(event.tries for event in place.app.extensions["events"]()))
    finally:
        first.kill()
        first.communicate()
    assert place.effects() == []
    second = place.worker()
    try:
        place.until(lambda: place.statuses()["CAslow"] == "done")  # its next try is due after 5 s
    finally:
        second.terminate()
        second.communicate(timeout=SECONDS)
    assert place.effects() == ["CAslow"]


def test_a_worker_that_has_nothing_to_do_says_so() -> None:
    """An app without a handler of events."""
    code = "from flask import Flask; from webhooks import Webhooks; app = Flask('a'); Webhooks(app)"
    settings = {
        "LAML_PROVIDER": "twilio", "LAML_SIGNING_KEY": "key", "LAML_PUBLIC_URL": "https://a.example", "SECRET_KEY": "s",
        "LAML_DATABASE_URL": "sqlite://",
    }  # fmt: skip
    program = f"{code}; app.test_cli_runner().invoke(args=['laml', 'worker'], catch_exceptions=False)"
    program = program.replace("app.test_cli", "r = app.test_cli") + "; print(r.output, r.exit_code)"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert "no handler of events" in done.stdout
    assert done.stdout.rstrip().endswith("2")


def hears(database: Database, bell: Bell, app: str) -> None:
    """What is told to the workers of an app wakes the one that waits."""
    notify(database, app)
    began = time.monotonic()
    bell.wait(30)
    assert time.monotonic() - began < 10


def test_a_worker_hears_that_something_is_owed() -> None:
    database = open_database(read_url(postgresql_url()), may_migrate=True)
    listener = Listener(database, "hearing")
    bell = Bell(listener)
    try:
        bell.wait(0)
        notify(database, "another")
        hears(database, bell, "hearing")
        with database.engine.begin() as connection:  # its connection is lost, and made anew
            connection.exec_driver_sql("SELECT pg_terminate_backend(%s)", (listener._connection.info.backend_pid,))
        for _ in range(3):  # the end is heard, the connection let go, and a new one made
            bell.wait(0.2)
        hears(database, bell, "hearing")
    finally:
        listener.close()
        bell.close()
        database.close()


def test_a_worker_outlives_its_server() -> None:
    """It waits at its bell while the server is stopped and begins again, and hears what is told afterwards."""
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server is installed")
    own = postgres.Server()
    database = open_database(read_url(own.url), may_migrate=True)
    listener = Listener(database, "outliving")
    bell = Bell(listener)
    try:
        bell.wait(0)
        own.stop(signal.SIGQUIT)
        for _ in range(3):
            bell.wait(0.1)
        assert listener.fileno() == -1
        own.start()
        bell.wait(0)
        hears(database, bell, "outliving")
    finally:
        listener.close()
        bell.close()
        database.close()
        own.close()


def test_a_worker_that_a_server_lets_not_listen_looks_by_itself() -> None:
    """As some poolers do, and a server that goes away between two statements."""
    database = open_database(read_url(postgresql_url()), may_migrate=True)
    listener = Listener(database, "refused")
    listener._channel = "no channel"  # the server answers with an error
    bell = Bell(listener)
    try:
        for _ in range(3):
            assert listener.fileno() == -1
            bell.wait(0)
        listener._channel = "laml_channel"
        assert listener.fileno() >= 0
    finally:
        listener.close()
        bell.close()
        database.close()


def test_children_have_connections_of_their_own(place: Place) -> None:
    """A process that has used its store forks: each child opens it anew, and the parent's still works."""
    place.post("CA0")
    place.engine.dispose()
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=place.post, args=(f"CA{number}",)) for number in (1, 2, 3)]
    for child in children:
        child.start()
    place.post("CA4")
    for child in children:
        child.join(SECONDS)
    assert [child.exitcode for child in children] == [0, 0, 0]
    place.post("CA5")
    assert sorted(place.statuses()) == [f"CA{number}" for number in range(6)]
