"""An app whose handler writes a row each time it runs, into the database of the store, and without a unique key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from webhooks import CallStatusEvent, Webhooks
from webhooks.store.inbox import Inbox

from ..apps import VOICE, make_app, post
from ..wire.test_state import FakeClock

EFFECT = text("INSERT INTO effects (event) VALUES (:event)")


class Counting:
    """The app, with a clock of its own.

    Attributes:
        handle: What the handler does after its write; replaced by tests.
    """

    def __init__(self, url: str = "", **options: Any) -> None:
        self.clock = FakeClock()
        self.app: Flask = make_app(LAML_DATABASE_URL=url, LAML_WORKER="off")
        self.hooks = Webhooks(self.app, clock=self.clock, **options)
        self.handle: Callable[[CallStatusEvent], object] = lambda _: None
        self.called: list[str] = []
        self.made = False

        @self.hooks.call_status("/status")
        def status(event: CallStatusEvent) -> None:
            self.called.append(event.call_sid)
            event.connection.execute(EFFECT, {"event": event.call_sid})
            self.handle(event)

    @property
    def inbox(self) -> Inbox:
        inbox = self.app.extensions["webhooks"].store.inbox(self.app)
        assert inbox is not None
        return inbox

    def make_tables(self) -> None:
        with self.inbox.database.begin() as connection:
            connection.execute(text("CREATE TABLE effects (event TEXT NOT NULL)"))

    def rows(self, statement: str) -> list[Any]:
        with self.inbox.database.begin() as connection:
            return list(connection.execute(text(statement)))

    def effects(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT event FROM effects ORDER BY event")]

    def statuses(self) -> list[tuple[str, int]]:
        schema = self.inbox.database.tables.events.fullname
        return [tuple(row) for row in self.rows(f"SELECT status, tries FROM {schema} ORDER BY id")]

    def send(self, sid: str, status: str = "completed", to: str = "/status", **form: str) -> TestResponse:
        return post(self.app, to, {**VOICE, "CallSid": sid, "CallStatus": status, **form})

    def wait(self, seconds: float) -> None:
        self.clock.time += timedelta(seconds=seconds)

    def close(self) -> None:
        self.app.extensions["webhooks"].store.close()


def at_once(app: Counting, events: int, *, clients: int = 8, to: str = "/status") -> set[int]:
    """Send each of so many events from all clients at the same instant; the statuses of the answers."""
    barrier, statuses = threading.Barrier(clients), set[int]()

    def client() -> None:
        for number in range(events):
            barrier.wait()
            statuses.add(app.send(f"CA{number:03d}", to=to).status_code)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def counting(folder: Path, **options: Any) -> Counting:
    """The app on a file in a folder, opened."""
    made = Counting(f"sqlite:///{folder / 'test.sqlite3'}", **options)
    made.make_tables()
    return made


def pragma(connection: Connection, name: str, value: int) -> None:
    connection.exec_driver_sql(f"PRAGMA {name} = {value}").close()
