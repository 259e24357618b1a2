"""The store: an event from its delivery to the 204, beside the same statements through SQLAlchemy Core and the driver.

SQLite in a file of the system's temporary folder; PostgreSQL where `LAMLKIT_TEST_POSTGRESQL` or 127.0.0.1 has one.
"""

import io
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from twilio.request_validator import RequestValidator as TwilioValidator

from benchmarks.served import FORM, KEY, SECRET
from benchmarks.timing import Row, Table, often
from webhooks import CallStatusEvent, Webhooks
from webhooks.app.app_state import state_of
from webhooks.store.arrivals import Arrival
from webhooks.store.database import read_url
from webhooks.store.inbox import Inbox
from webhooks.store.names import name_of

ORIGIN = "https://ivr.example.com"
SERVER = os.environ.get("LAMLKIT_TEST_POSTGRESQL", "postgresql://127.0.0.1:5432/postgres")
MEMORY = "/dev/shm"
"""Where waiting for a disk costs nothing, not even the work of waiting: that of a commit is two fifths of a request."""
EVENTS = 200
"""How many events each contender takes in a round; all are new."""


@dataclass
class Cost:
    """Seconds for one event: of the processor, and by the clock."""

    processor: list[float]
    clock: list[float]


def app_of(url: str, *, stores: bool = True) -> Flask:
    """An app with a handler that does nothing."""
    app = Flask("store")
    app.config.update(
        LAML_PROVIDER="twilio", LAML_SIGNING_KEY=KEY, LAML_PUBLIC_URL=ORIGIN, SECRET_KEY=SECRET, LAML_DATABASE_URL=url,
        LAML_WORKER="off",
    )  # fmt: skip
    hooks = Webhooks(app) if stores else Webhooks(app, store=None)

    @hooks.call_status("/status")
    def status(event: CallStatusEvent) -> None:
        assert event.call_sid

    return app


def forms(count: int) -> Iterator[dict[str, str]]:
    """The parameters of so many calls that have ended."""
    for _ in range(count):
        more = {"CallSid": f"CA{secrets.token_hex(16)}", "CallStatus": "completed", "CallDuration": "12"}
        yield FORM | more | {"SequenceNumber": "3", "Timestamp": "Tue, 03 Nov 2026 12:00:00 +0000"}


def requests(app: Flask, count: int) -> Iterator[Callable[[], object]]:
    """Whole requests, signed."""
    validator = TwilioValidator(KEY)
    for form in forms(count):
        body = urlencode(form).encode()
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": "/status", "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "ivr.example.com", "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
            "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
            "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "HTTP_X_TWILIO_SIGNATURE": validator.compute_signature(ORIGIN + "/status", form),
        }  # fmt: skip

        def ask(environ: dict[str, object] = environ) -> None:
            started: list[str] = []
            answer = app(environ, lambda status, _headers, _error=None: started.append(status))
            list(answer)
            answer.close()  # type: ignore[attr-defined] # Werkzeug's has it
            assert started[0].startswith("204"), started

        yield ask


def arrivals(inbox: Inbox, count: int) -> Iterator[Arrival]:
    """Events, as they are stored."""
    for form in forms(count):
        pairs = tuple(form.items())
        name = name_of(CallStatusEvent, pairs, app=inbox.app, account="AC1", family="call_status", path="/status")
        yield Arrival(name, "AC1", "call_status", "/status", "x" * 900)


def ours(inbox: Inbox, count: int) -> Iterator[Callable[[], object]]:
    """Receive, work, done."""
    for arrival in arrivals(inbox, count):

        def run(arrival: Arrival = arrival) -> None:
            receipt = inbox.receive(arrival)
            assert receipt.taken is not None
            with inbox.working(receipt.taken) as work:
                assert work is not None
                work.done()

        yield run


def rows(inbox: Inbox, count: int) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """What is written of events: the state of a call, and the event."""
    now = inbox.clock.now()
    for arrival in arrivals(inbox, count):
        name = arrival.name
        subject: dict[str, object] = {
            "app": inbox.app, "account": "AC1", "subject": name.subject, "sort": "call", "state": "completed",
            "rank": 100, "changed_at": now,
        }  # fmt: skip
        row: dict[str, object] = {
            "app": inbox.app, "key": name.key, "digest": name.digest, "changed": False, "account": "AC1",
            "kind": "call_status", "route": "/status", "subject": name.subject, "call_sid": name.call,
            "state": "completed", "rank": 100, "sequence": 3, "content": arrival.content, "received_at": now,
            "status": "owed", "tries": 1, "due_at": now, "owner": None, "done_at": None,
        }  # fmt: skip
        yield subject, row


def core(inbox: Inbox, count: int) -> Iterator[Callable[[], object]]:
    """The same statements in the same two transactions, and nothing around them."""
    sql, engine, now = inbox._sql, inbox.database.engine, inbox.clock.now()
    locks = engine.dialect.name == "postgresql"
    for subject, row in rows(inbox, count):

        def run(subject: dict[str, object] = subject, row: dict[str, object] = row) -> None:
            with engine.begin() as connection:
                connection.execute(sql.move, subject).scalar()
                number = connection.execute(sql.insert, row).scalar()
            with engine.begin() as connection:
                if locks:
                    connection.execute(sql.lock, {"at_id": number, "at_tries": 1}).first()
                done = {"at_id": number, "at_tries": 1, "done_at": now, "answer": None}
                assert connection.execute(sql.done_keeping_content, done).rowcount == 1

        yield run


def driver(inbox: Inbox, count: int) -> Iterator[Callable[[], object]]:
    """The texts of these statements given to the driver: what the database itself takes in our process."""
    sql, engine, now = inbox._sql, inbox.database.engine, inbox.clock.now()
    locks = engine.dialect.name == "postgresql"
    move, insert = _text_of(sql.move, engine), _text_of(sql.insert, engine)
    lock, done = _text_of(sql.lock, engine), _text_of(sql.done_keeping_content, engine)
    proxied = engine.raw_connection()
    proxied.detach()  # it is closed with the last of the runs
    cursor = proxied.cursor()

    def begin() -> None:
        if not locks:  # psycopg begins by itself
            cursor.execute("BEGIN IMMEDIATE")

    for subject, row in rows(inbox, count):
        first, second = move(subject), insert(row)

        def run(first: tuple[str, Any] = first, second: tuple[str, Any] = second) -> None:
            begin()
            cursor.execute(*first)
            cursor.fetchall()
            cursor.execute(*second)
            ((number,),) = cursor.fetchall()
            proxied.commit()
            begin()
            if locks:
                cursor.execute(*lock({"at_id": number, "at_tries": 1}))
                cursor.fetchall()
            cursor.execute(*done({"at_id": number, "at_tries": 1, "done_at": now, "answer": None}))
            assert cursor.rowcount == 1
            proxied.commit()

        yield run


def _text_of(statement: Any, engine: Engine) -> Callable[[dict[str, object]], tuple[str, Any]]:
    """Gives a statement's text for the driver with the parameters of a row."""
    compiled = statement.compile(dialect=engine.dialect)

    def with_parameters(row: dict[str, object]) -> tuple[str, Any]:
        found = compiled.construct_params(row)
        if compiled.positiontup is None:
            return str(compiled), found
        values = (found[name] for name in compiled.positiontup)
        return str(compiled), tuple(str(value) if isinstance(value, datetime) else value for value in values)

    return with_parameters


def measured(contenders: dict[str, Callable[[int], Iterator[Callable[[], object]]]], rounds: int) -> dict[str, Cost]:
    """Rounds of each contender in turn."""
    found = {name: Cost([], []) for name in contenders}
    for make in contenders.values():
        for run in make(often(10)):
            run()
    events = often(EVENTS, 2)
    for _ in range(often(rounds)):
        for name, make in contenders.items():
            runs = list(make(events))
            processor, clock = time.process_time(), time.perf_counter()
            for run in runs:
                run()
            found[name].processor.append((time.process_time() - processor) / events)
            found[name].clock.append((time.perf_counter() - clock) / events)
    return found


def tables(rounds: int = 5) -> Iterator[Table]:
    """All tables of this module."""
    with tempfile.TemporaryDirectory() as folder:
        yield from of_database(f"sqlite:///{folder}/bench-test.sqlite3", rounds)
    with tempfile.TemporaryDirectory(dir=MEMORY if Path(MEMORY).is_dir() else None) as folder:
        yield from of_database(f"sqlite:///{folder}/bench-test.sqlite3", rounds, ", in a folder that is on no disk")
    with server() as url:
        if url:
            yield from of_database(url, rounds)


def of_database(url: str, rounds: int, where: str = "") -> Sequence[Table]:
    """By the processor, and by the clock."""
    app, bare = app_of(url), app_of(url, stores=False)
    state = state_of(app)
    inbox = state.store.inbox(app)
    assert inbox is not None
    found = measured(
        {
            "the driver": lambda count: driver(inbox, count),
            "SQLAlchemy Core": lambda count: core(inbox, count),
            "ours": lambda count: ours(inbox, count),
            "whole request": lambda count: requests(app, count),
            "whole request, no store": lambda count: requests(bare, count),
        },
        rounds,
    )
    with inbox.database.begin() as connection:
        if inbox.database.owners is None:
            what = f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar()}"
        else:
            version = connection.execute(text("SELECT sqlite_version()")).scalar()
            what = f"SQLite {version}, journal {connection.execute(text('PRAGMA journal_mode')).scalar()}"
    state.store.close()
    checks = [
        "two commits",
        "two commits",
        "two commits, state, order, owner",
        "signature, types, all of ours",
        "signature, types",
    ]
    return [
        Table(
            f"One event in {what}{where}, {by}",
            [
                Row(name, statistics.median(getattr(cost, field)), check)
                for (name, cost), check in zip(found.items(), checks, strict=True)
            ],
            baseline="SQLAlchemy Core",
        )
        for field, by in {
            "processor": "time of the processor (target: 1,200 µs for the whole request)",
            "clock": "time by the clock (target: ours at 0.5 x)",
        }.items()
    ]


@contextmanager
def server() -> Iterator[str]:
    """A database on the server, made and dropped; empty where there is none."""
    url = read_url(SERVER)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    name = f"bench_test_{secrets.token_hex(4)}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        engine.dispose()
        yield ""
        return
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
